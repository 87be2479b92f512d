"""Obstacles passed to a unit become facts; a locked year keeps them as they were."""

from datetime import date, timedelta
from fractions import Fraction

import pytest

from evaluator.scoring.measures import Measure, answer_from
from evaluator.services import (
    obstacle_facts,
    obstacle_reporting,
    obstacle_triage,
    obstacle_years,
    obstacles,
)
from evaluator.services.obstacle_reporting import Report
from evaluator.services.obstacle_triage import Sorting
from evaluator.services.obstacles import counted, list_obstacles
from evaluator.services.problems import Refused
from evaluator.services.spans import Span
from tests.city import NOW
from tests.measured import begin_measured, lock_measured, score_measured

YEAR = Span(date(2025, 1, 1), date(2025, 12, 31))


def passed(session, city, unit, **report):
    """An obstacle reported by the lead and passed to a unit on 1 September 2025."""
    given = Report("refusal", "Menolak", **report)
    number = obstacle_reporting.report(session, city["ketua"], NOW, given)
    sorting = Sorting("refusal", "normal", unit_id=city.units[unit])
    obstacle_triage.sort_obstacle(session, city["ketua"], NOW, number, sorting, version=1)
    return number


def settle(session, city, number, outcome, version=2, at=NOW):
    act = (session, city["ketua"], at, number, outcome, "Sudah dibicarakan.")
    obstacle_triage.settle_obstacle(*act, version=version)


def test_solved_and_refused_after_trying_count_as_settled_until_the_last_day(city, session):
    numbers = [passed(session, city, "Dindik", survey="SE2026") for _ in range(4)]
    numbers.append(passed(session, city, "DLH", place="Medono"))
    settle(session, city, numbers[0], "solved")
    settle(session, city, numbers[1], "refused-anyway")
    settle(session, city, numbers[2], "unsolved")
    settle(session, city, numbers[4], "solved", at=NOW + timedelta(days=200))  # next year

    units = [city.units["Dindik"], city.units["DLH"], city.units["Dinkes"]]
    found = obstacle_facts.facts(session, Measure.OBSTACLES_SETTLED, units, YEAR)
    assert [(f.unit_id, f.day, f.part, str(f.words)) for f in found] == [
        (units[0], date(2025, 9, 1), Fraction(1), "Kendala 1 (SE2026): teratasi"),
        (units[0], date(2025, 9, 1), 1, "Kendala 2 (SE2026): sudah diupayakan, tetap ditolak"),
        (units[0], date(2025, 9, 1), 0, "Kendala 3 (SE2026): belum selesai"),
        (units[0], date(2025, 9, 1), 0, "Kendala 4 (SE2026): belum selesai"),
        (units[1], date(2025, 9, 1), 0, "Kendala 5 (Medono): belum selesai"),
    ]
    assert answer_from(Measure.OBSTACLES_SETTLED, found[:4]) == "2/4"
    before = Span(date(2024, 1, 1), date(2025, 8, 31))
    assert obstacle_facts.facts(session, Measure.OBSTACLES_SETTLED, units, before) == []

    rows = [(row.name, row.count, row.settled) for row in counted(
        list_obstacles(session, city["ketua"]), "survey")]  # fmt: skip
    assert rows == [("SE2026", 4, 3), ("", 1, 1)]


def test_a_locked_year_that_measures_keeps_its_obstacles_as_they_were(city, installation):
    begin_measured(city)
    with installation.writes() as session:
        number, again = passed(session, city, "Dindik"), passed(session, city, "DLH")
        settle(session, city, again, "solved")
        free = obstacle_reporting.report(session, city["ketua"], NOW, Report("other", "Belum"))
    score_measured(city)
    lock_measured(city)
    with installation.writes() as session:
        acts = (session, city["ketua"], NOW)
        with pytest.raises(Refused, match="sudah dikunci"):
            settle(session, city, number, "solved")
        with pytest.raises(Refused, match="sudah dikunci"):
            obstacle_triage.sort_obstacle(*acts, number, Sorting("other", "low"), version=2)
        with pytest.raises(Refused, match="sudah dikunci"):
            obstacle_triage.reopen_obstacle(*acts, again, version=3)
        with pytest.raises(Refused, match="sudah dikunci"):
            passed(session, city, "Dinkes")
        settle(session, city, free, "solved", version=1)  # what no unit was told of counts nowhere
        # Its reporter's "not yet" changes nothing that was counted, nor does the same outcome.
        obstacle_reporting.reply(*acts, again, "Terulang lagi.")
        settle(session, city, again, "solved", version=4, at=NOW + timedelta(days=1))
        found = obstacles.open_obstacle(session, city["ketua"], again)
        assert (found.settled_on, found.disputed) == (date(2025, 9, 1), False)
        assert obstacle_years.locked_periods(session, city["ketua"], found.passed_on) == (
            "Penilaian terukur",
        )
        assert obstacle_years.locked_periods(session, city["ketua"], date(2026, 1, 1)) == ()
        tomorrow = NOW + timedelta(days=1)
        settle(session, city, number, "solved", at=tomorrow)  # too late to count, and so free


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_takes_a_fixed_number_of_queries(city, installation, count_queries, count):
    with installation.writes() as session:
        for _ in range(count):
            number = passed(session, city, "Dindik")
            obstacle_reporting.reply(session, city["dindik"], NOW, number, "Kami dampingi.")
    with installation.reads() as session, count_queries() as sent:
        assert len(list_obstacles(session, city["ketua"])) == count
    assert len(sent) <= 6  # the beginning of the transaction is one of them
