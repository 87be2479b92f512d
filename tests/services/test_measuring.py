"""Measured indicators: facts become answers by one formula, and are taken for good at the lock."""

from datetime import date, timedelta
from fractions import Fraction

import pytest

from evaluator.scoring.measures import FORMULAS, Fact, Measure, answer_from
from evaluator.scoring.messages import says
from evaluator.services import (
    activities,
    activity_invitations,
    activity_planning,
    assessing,
    attendance,
    exchange,
    opening,
    periods,
    recusing,
    results,
    settling,
    sheets,
)
from evaluator.services.activity_planning import Plan
from evaluator.services.attendance import Came
from evaluator.services.freezing import hold_facts_open
from evaluator.services.measured_views import measured_tables, measured_view, own_measured
from evaluator.services.measuring import SOURCES, measured_from
from evaluator.services.periods import FactDays
from evaluator.services.problems import NotFound, Refused
from evaluator.storage.periods import Period
from evaluator.storage.results import Result
from tests.city import NOW
from tests.measured import begin_measured, lock_measured, score_measured

FIRST, SECOND = date(2025, 6, 10), date(2025, 8, 20)


def fact(part, whole=1, day=1):
    return Fact(1, date(2025, 1, day), Fraction(part), Fraction(whole), "x:1", says("x"))


@pytest.mark.parametrize(
    ("measure", "facts", "answer"),
    [
        (Measure.REQUESTS_COMPLETE, [fact(18, 20), fact(7, 10)], "25/30"),
        (Measure.REQUESTS_COMPLETE, [], ""),
        (Measure.REQUESTS_DAYS_LATE, [fact(0), fact(3), fact(4)], "3"),
        (Measure.REQUESTS_DAYS_LATE, [fact(0), fact(3)], "2"),
        (Measure.REQUESTS_DAYS_LATE, [fact(-5), fact(-2)], "0"),
        (Measure.REQUESTS_DAYS_LATE, [], ""),
        (Measure.TRAINING_HOURS, [fact(Fraction(9, 2)), fact(3)], "7"),
        (Measure.TRAINING_HOURS, [], "0"),
        (Measure.DATA_TEAM, [fact(0), fact(1)], "ya"),
        (Measure.DATA_TEAM, [], "tidak"),
    ],
)
def test_facts_become_an_answer_by_the_formula_that_is_shown(measure, facts, answer):
    assert answer_from(measure, facts) == answer


def test_every_measure_has_a_formula_and_a_source():
    assert set(FORMULAS) == set(SOURCES) == set(Measure)


@pytest.fixture
def season(city):
    """Dindik and Dinkes were invited twice; Dindik came twice, Dinkes once, DLH was not asked."""
    begin_measured(city)
    with city.installation.writes() as session:
        for day, came in ((FIRST, ("Dindik", "Dinkes")), (SECOND, ("Dindik",))):
            hold_activity(session, city, day, came)
    score_measured(city)
    return city


def hold_activity(session, city, day, came, invited=("Dindik", "Dinkes")):
    plan = Plan("bimtek", f"Bimtek {day.day}", day, "09.00", "12.00", "Aula", hours="3")
    admin = city["admin"]
    made = activity_planning.create_activity(session, admin, NOW, plan)
    units = [city.units[unit] for unit in invited]
    activity_invitations.invite(session, admin, NOW, made, units, level="")
    session.flush()
    rows = activities.open_activity(session, admin, NOW, made).invited
    there = {city.units[unit] for unit in came}
    people = [Came(row.id) for row in rows if row.unit_id in there]
    attendance.note_attendance(session, admin, NOW, made, people)


def stored(city):
    """What the newest snapshot keeps of b1, by unit."""
    with city.installation.reads() as session:
        rows = session.query(Result).order_by(Result.snapshot_id)
        return {row.participant.name: (row.value, row.indicators["b1"]) for row in rows}


def test_a_panel_scores_only_what_it_is_asked_and_the_lock_keeps_value_rows_and_formula(season):
    lock_measured(season)
    kept = stored(season)
    # 4 of a panel, half of the weight; 2/2 is 5, 1/2 is 3, and nothing to rest on lends its weight.
    assert {unit: value for unit, (value, _) in kept.items()} == {
        "Dinas Pendidikan": "4.50",
        "Dinas Kesehatan": "3.50",
        "Dinas Lingkungan Hidup": "4.00",
    }
    measured = measured_from(kept["Dinas Kesehatan"][1])
    assert measured.answer == "1/2" and measured.measure is Measure.ATTENDANCE
    assert [(row.day, row.counts) for row in measured.rows] == [(FIRST, "1/1"), (SECOND, "0/1")]
    assert measured_from(kept["Dinas Lingkungan Hidup"][1]).answer == "TB"


def test_the_page_on_the_way_shows_the_number_that_the_lock_takes(season):
    with season.installation.reads() as session:
        lead = season["ketua"]
        before = {
            unit.unit: unit.value
            for category in results.period_results(session, lead, season.period_id).categories
            for unit in category.units
        }
        sheet = season.sheets("ases1")["Dinas Kesehatan"]
        seen = sheets.open_sheet(session, season["ases1"], sheet)
    assert (seen.standing.done, seen.standing.total, seen.standing.value) == (1, 1, "3.50")
    assert [q.indicator.code for q in seen.questions] == ["a1"]
    assert seen.parts[1].measured[0][1].answer == "1/2"
    lock_measured(season)
    assert before == {unit: value for unit, (value, _) in stored(season).items()}


def test_nobody_answers_or_settles_what_is_measured(season):
    sheet = season.sheets("ases1")["Dinas Kesehatan"]
    with season.installation.writes() as session, pytest.raises(Refused, match="catatan"):
        assessing.save_score(
            session, season["ases1"], NOW, sheet, "b1", answer="2/2", note="", version=0
        )
    season.close()
    with season.installation.reads() as session:
        participant = own_measured(session, season["dinkes"])[0].participant_id
    with season.installation.writes() as session, pytest.raises(Refused, match="catatan"):
        settling.settle(
            session, season["ketua"], NOW, participant, "b1", answer="2/2", reason="x", version=0
        )


def test_a_period_is_locked_only_after_its_last_day_and_then_its_facts_rest(season):
    lead, late = season["ketua"], date(2025, 12, 31)
    with season.installation.writes() as session:
        own = periods.period_view(session, season["admin"], season.period_id)
        given = {name: getattr(own, name) for name in ("title", "event", "theme", "event_date")}
        periods.change_period(
            session, season["admin"], NOW, own.id, version=own.version, shows_places=True,
            fact_days=FactDays(None, late), **given,
        )  # fmt: skip
    with pytest.raises(Refused, match="Catatan masih dihitung sampai"):
        lock_measured(season)
    with season.installation.writes() as session:
        own = periods.period_view(session, season["admin"], season.period_id)
        periods.change_period(
            session, season["admin"], NOW, own.id, version=own.version, shows_places=True,
            fact_days=FactDays(None, SECOND), **given,
        )  # fmt: skip
        from evaluator.services import stages

        stages.lock(session, lead, NOW, own.id, own.version + 1)
    with season.installation.writes() as session:
        hold_facts_open(session, season.office_id, SECOND + timedelta(days=1))
        with pytest.raises(Refused, match="sudah dikunci"):
            hold_activity(session, season, SECOND, ("Dinkes",))
    with season.installation.writes() as session, pytest.raises(Refused, match="sudah dikunci"):
        own = periods.period_view(session, season["admin"], season.period_id)
        periods.change_period(
            session, season["admin"], NOW, own.id, version=own.version, shows_places=True,
            fact_days=FactDays(None, late), **given,
        )  # fmt: skip


def test_each_reads_what_is_measured_of_whom_they_may(season):
    with season.installation.reads() as session:
        (own,) = own_measured(session, season["dinkes"])
        assert [(line.measured.answer, line.value) for line in own.lines] == [("1/2", "3.00")]
        table = measured_tables(session, season["ketua"], season.period_id)[0]
        assert [unit.lines[0].measured.answer for unit in table.units] == ["1/2", "TB", "2/2"]
        with pytest.raises(NotFound):
            measured_view(session, season["dindik"], own.participant_id)
        with pytest.raises(NotFound):
            measured_view(session, season["auditor"], own.participant_id)


def test_the_opened_number_shows_the_rows_behind_it_and_no_panel(season):
    lock_measured(season)
    with season.installation.reads() as session:
        row = next(
            unit
            for category in results.period_results(
                session, season["ketua"], season.period_id
            ).categories
            for unit in category.units
            if unit.unit == "Dinas Kesehatan"
        )
        *_, opened = opening.open_number(
            session, season["ketua"], season.period_id, row.participant_id, "b1"
        )
    assert opened.answers == () and opened.value == "3.00"
    assert [str(one.counts) for one in opened.measured.rows] == ["1/1", "0/1"]


def test_while_blind_an_assessor_reads_nothing_that_is_measured(season):
    with season.installation.writes() as session:
        session.get(Period, season.period_id).blind = True
    with season.installation.reads() as session:
        (_name, sheet), *_ = season.sheets("ases1").items()
        seen = sheets.open_sheet(session, season["ases1"], sheet)
        found = exchange.gather_lke(session, season["ases1"], NOW, [sheet], b"k" * 32)
    assert (dict(seen.measured), seen.standing.value) == ({}, "4.00")
    assert found.sheets[0].measured == {}


def test_the_workbook_shows_what_is_measured_and_does_not_read_it_back(season):
    from evaluator.documents import lke, lke_reading

    sheet = season.sheets("ases1")["Dinas Kesehatan"]
    with season.installation.reads() as session:
        found = exchange.gather_lke(session, season["ases1"], NOW, [sheet], b"k" * 32)
    assert found.sheets[0].measured == {"b1": "1/2"}
    content = lke.lke_workbook(found)
    assert [row.code for row in lke_reading.read_lke(content, "lke.xlsx").rows] == ["a1"]


def test_whoever_left_a_unit_does_not_write_down_its_facts_either(season):
    sheet = season.sheets("ases1")["Dinas Kesehatan"]
    with season.installation.writes() as session:
        recusing.recuse(session, season["ases1"], NOW, sheet, "Saudara bekerja di sana")
    with season.installation.writes() as session:
        admin, colleague = season["admin"], season["ases2"]
        made = activity_planning.create_activity(
            session, admin, NOW, Plan("bimtek", "Bimtek ketiga", SECOND, "09.00", "12.00", "Aula")
        )
        units = [season.units["Dinkes"], season.units["Dindik"]]
        activity_invitations.invite(session, admin, NOW, made, units)
        session.flush()
        rows = activities.open_activity(session, admin, NOW, made).invited
        came = {row.unit_id: Came(row.id) for row in rows}
        with pytest.raises(Refused, match="Anda mundur dari Dinas Kesehatan"):
            attendance.note_attendance(
                session, season["ases1"], NOW, made, [came[season.units["Dinkes"]]]
            )
        attendance.note_attendance(
            session, season["ases1"], NOW, made, [came[season.units["Dindik"]]]
        )
        attendance.note_attendance(session, colleague, NOW, made, [came[season.units["Dinkes"]]])
