"""What a unit learns: its own, after release, with numbers that can be checked by hand.

The city's values stand in tests/test_season.py: Dindik 4.69, Dinkes 3.60, DLH 1.75.
"""

from datetime import date

import pytest
from sqlalchemy import select

from evaluator.services import batches, categories, feedback, panels, periods, stages
from evaluator.services.problems import NotFound
from evaluator.storage.periods import Category, Participant
from evaluator.storage.scores import Sheet
from tests.city import NOW


def participants(city):
    with city.installation.reads() as session:
        (category, *_) = categories.list_categories(session, city["admin"], city.period_id)
    return {panel.name: panel.participant_id for panel in category.panels}


def next_year(city):
    """A second season a year later: Dinkes improves, the others stay."""
    with city.installation.writes() as session:
        admin = city["admin"]
        city.period_id = periods.create_period(
            session,
            admin,
            NOW,
            year=2026,
            title="Penilaian 2026",
            event="Hari Statistik Nasional 2026",
            theme="",
            event_date=date(2026, 9, 29),
        )
        categories.add_category(
            session,
            admin,
            NOW,
            city.period_id,
            title="OPD",
            rubric_id=city.rubric_id,
            unit_kind="opd",
        )
        for panel in categories.list_categories(session, admin, city.period_id)[0].panels:
            assessors = [city["ases1"].account_id, city["ases2"].account_id]
            panels.assign(session, admin, NOW, panel.participant_id, assessors)
    city.open()
    answers = {
        "Dinas Pendidikan": {"a1": "5", "a2": "4", "b1": "18/20"},
        "Dinas Kesehatan": {"a1": "5", "a2": "4", "b1": "10/20"},
        "Dinas Lingkungan Hidup": {"a1": "2", "a2": "1", "b1": "TB"},
    }
    by_account = {actor.account_id: actor for actor in city.actors.values()}
    with city.installation.writes() as session:
        query = select(Sheet).join(Sheet.participant).join(Participant.category)
        for sheet in session.scalars(query.where(Category.period_id == city.period_id)).all():
            given = answers[sheet.participant.name].items()
            cells = {code: (answer, "") for code, answer in given}
            actor = by_account[sheet.assessor_id]
            batches.save_scores(session, actor, NOW, sheet.id, cells, hand_in=True)
    city.lock()
    city.release()


def test_a_unit_reads_nothing_before_release_and_never_a_neighbour(city):
    city.open()
    city.score_all()
    city.lock()
    ids = participants(city)
    with city.installation.reads() as session:
        assert feedback.my_feedback(session, city["dinkes"]) == []
        with pytest.raises(NotFound):
            feedback.feedback(session, city["dinkes"], ids["Dinas Kesehatan"])
    city.release()
    with city.installation.reads() as session:
        with pytest.raises(NotFound):
            feedback.feedback(session, city["dinkes"], ids["Dinas Pendidikan"])
        assert feedback.history(session, city["dinkes"], ids["Dinas Pendidikan"]) == []
        assert feedback.feedback(session, city["ketua"], ids["Dinas Pendidikan"]).result.place == 1


def test_last_year_is_the_same_unit_by_the_same_rubric(city):
    city.release_all()
    next_year(city)
    ids = participants(city)
    with city.installation.reads() as session:
        own = feedback.feedback(session, city["dinkes"], ids["Dinas Kesehatan"])
        titles = feedback.history(session, city["dinkes"], ids["Dinas Kesehatan"])
    # A = .75·5 + .25·4 = 4.75; B = 3; index = .6·4.75 + .4·3 = 4.05
    assert (own.result.value, own.last_value, own.last_year) == ("4.05", "3.60", 2025)
    assert [(line.value, line.last) for line in own.sections] == [
        ("4.75", "4.00"),
        ("3.00", "3.00"),
    ]
    assert [(title.period.year, title.value) for title in titles] == [
        (2026, "4.05"),
        (2025, "3.60"),
    ]


def test_a_unit_that_was_withdrawn_learns_the_reason(city):
    city.open()
    city.score_all()
    ids = participants(city)
    with city.installation.writes() as session:
        stages.withdraw(session, city["ketua"], NOW, ids["Dinas Kesehatan"], "sedang dilebur")
    city.lock()
    city.release()
    with city.installation.reads() as session:
        own = feedback.feedback(session, city["dinkes"], ids["Dinas Kesehatan"])
    assert (own.result.value, own.steps, own.strengths) == (None, (), ())
    assert own.result.reason["values"] == {"reason": "sedang dilebur"}


def test_all_reports_of_a_period_take_a_fixed_number_of_queries(city, count_queries):
    city.release_all()
    next_year(city)
    with city.installation.reads() as session, count_queries() as sent:
        everyone = feedback.all_feedback(session, city["ketua"], city.period_id)
    assert [one.last_value for one in everyone] == ["3.60", "1.75", "4.69"]
    # results, the past, the rubric of each, the office; on SQLite also BEGIN
    assert len(sent) <= 6
