"""Growth plans: begun once, read by whom they concern, reminded of, reviewed by a day."""

from dataclasses import replace
from datetime import date, timedelta
from fractions import Fraction
from threading import Barrier, Thread

import pytest
from sqlalchemy import func, select

from evaluator.scoring.aggregate import NOT_APPLICABLE
from evaluator.scoring.growth import steps
from evaluator.scoring.messages import says
from evaluator.services import growing_actions, growing_proofs, growing_reviews
from evaluator.services.activity_invitations import invite
from evaluator.services.activity_planning import Plan, create_activity
from evaluator.services.growing import list_plans, target_words
from evaluator.services.growing_earlier import planned_before
from evaluator.services.growing_reminders import plan_reminders, queue_plan_reminders
from evaluator.services.growing_starting import plan_of, start_plan, what_to_do
from evaluator.services.problems import Conflict, NotFound, Refused
from evaluator.services.unit_endings import end_unit
from evaluator.services.units import unit_view
from evaluator.storage.growth import GrowthPlan, PlanAction
from evaluator.storage.growth_visibility import visible_proofs
from evaluator.storage.rubric_files import load_rubric
from tests.city import NOW, RUBRIC
from tests.web.test_plans import next_year, participant_of

SITE = {"public_url": "https://nilai.example"}


@pytest.fixture
def released(city):
    """The city after its release, and the participant of Dinas Kesehatan."""
    city.release_all()
    return city, participant_of(city, "Dinas Kesehatan", city.period_id)


def test_a_plan_begins_with_the_steps_that_were_chosen(released, session):
    city, mine = released
    begin = (session, city["dinkes"], NOW, mine)
    assert plan_of(session, city["dinkes"], mine) is None
    plan_id = start_plan(*begin, ["a1", "zz"])  # there is no such step
    assert start_plan(*begin, ["a1", "b1"]) == plan_id  # what lacks is added
    assert start_plan(*begin) == plan_of(session, city["dinkes"], mine) == plan_id
    rows = session.execute(select(PlanAction.indicator, PlanAction.target, PlanAction.due)).all()
    assert [tuple(row) for row in rows] == [
        ("a1", "5", date(2026, 3, 1)),
        ("b1", "seluruhnya", date(2026, 3, 1)),
    ]


def test_a_plan_without_chosen_steps_is_the_cheapest_way_to_the_next_predicate(city, session):
    city.open()
    city.score_all()
    for who in ("ases1", "ases2"):  # 0,6 x 2,75 + 0,4 x 2,2 = 2,53; Baik from 3,495
        city.score(who, "Dinas Kesehatan", a1="3", a2="2", b1="6/20")
    city.lock()
    city.release()
    mine = participant_of(city, "Dinas Kesehatan", city.period_id)
    start_plan(session, city["dinkes"], NOW, mine)
    rows = session.execute(select(PlanAction.indicator, PlanAction.target)).all()
    # 18/20 gives 1,65 + 0,4 x 4,6 = 3,49; 19/20 gives 3,57.
    assert [tuple(row) for row in rows] == [("b1", "19/20")]


def test_two_presses_at_once_make_one_plan(released):
    city, mine = released
    barrier, numbers = Barrier(2), []

    def press():
        barrier.wait()
        with city.installation.writes() as session:
            numbers.append(start_plan(session, city["dinkes"], NOW, mine))

    threads = [Thread(target=press) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(numbers) == 2 and len(set(numbers)) == 1
    with city.installation.reads() as session:
        assert session.scalar(select(func.count()).select_from(GrowthPlan)) == 1


def test_nobody_plans_from_what_is_not_released_or_not_theirs(city, session):
    city.open()
    city.score_all()
    city.lock()
    mine = participant_of(city, "Dinas Kesehatan", city.period_id)
    for who in ("dinkes", "dindik"):
        with pytest.raises(NotFound):
            start_plan(session, city[who], NOW, mine)


def test_a_target_is_a_level_of_the_scale_and_a_stale_change_overwrites_nothing(released, session):
    city, mine = released
    start_plan(session, city["dinkes"], NOW, mine, ["a1"])
    (row,) = session.scalars(select(PlanAction)).all()
    change = (session, city["dinkes"], NOW, row.id)
    with pytest.raises(Refused, match="salah satu tingkat"):
        growing_proofs.save_action(*change, growing_actions.Details("9", "x"), version=1)
    growing_proofs.save_action(*change, growing_actions.Details("5", "Pedoman"), version=1)
    with pytest.raises(Conflict) as problem:
        growing_proofs.save_action(*change, growing_actions.Details("4", "Lain"), version=1)
    assert problem.value.stored["text"] == "Pedoman"
    assert (row.target, row.text, row.version) == ("5", "Pedoman", 2)


def test_an_action_names_an_activity_that_its_unit_is_invited_to(released, session):
    city, mine = released
    start_plan(session, city["dinkes"], NOW, mine, ["a1"])
    told = [("bimtek", "Bimtek Metadata"), ("fgd", "FGD Kemiskinan")]
    numbers = [
        create_activity(
            session,
            city["admin"],
            NOW,
            Plan(kind, title, date(2025, 10, 1), "09.00", "12.00", "Aula"),
        )
        for kind, title in told
    ]
    invite(session, city["admin"], NOW, numbers[0], [city.units["Dinkes"]], level="")
    offered = growing_actions.activities_to_link(session, city["dinkes"])
    assert offered == [(numbers[0], "Bimtek Metadata")]
    (action,) = session.scalars(select(PlanAction)).all()
    change = (session, city["dinkes"], NOW, action.id)
    linked = [growing_actions.Details("5", "Pedoman", activity_id=number) for number in numbers]
    with pytest.raises(Refused, match="Kegiatan itu tidak ada lagi"):
        growing_proofs.save_action(*change, linked[1], version=1)
    growing_proofs.save_action(*change, linked[0], version=1)
    (plan,) = list_plans(session, city["ketua"], NOW)
    assert plan.actions[0].activity == "Bimtek Metadata"


def test_the_office_chooses_the_day_of_the_review(released, session):
    city, mine = released
    start_plan(session, city["dinkes"], NOW, mine)
    (plan,) = list_plans(session, city["ketua"], NOW)
    assert (plan.review_on, plan.review_due) == (date(2026, 3, 1), False)
    ask = (session, city["ketua"], NOW, city.period_id)
    with pytest.raises(Refused, match="sesudah hasilnya dirilis"):
        growing_reviews.set_review_day(*ask, date(2025, 8, 31))
    for day in (date(2026, 5, 4), date(2025, 9, 1)):
        growing_reviews.set_review_day(*ask, day)
        (plan,) = list_plans(session, city["ketua"], NOW)
        assert (plan.review_on, plan.review_due) == (day, day <= NOW.date())
    other = participant_of(city, "Dinas Pendidikan", city.period_id)
    late = start_plan(session, city["dindik"], NOW, other, ["b1"])  # the day is over: a month more
    dues = session.scalars(select(PlanAction.due).where(PlanAction.plan_id == late))
    assert dues.all() == [NOW.date() + timedelta(days=30)]
    assert growing_reviews.review_days(session, city["auditor"]) == {city.period_id: day}


def test_a_plan_begun_after_the_day_of_the_review_is_reviewed_half_a_year_later(released, session):
    city, mine = released
    start_plan(session, city["dinkes"], NOW + timedelta(days=200), mine)  # 20 March 2026
    (plan,) = list_plans(session, city["ketua"], NOW + timedelta(days=200))
    assert (plan.review_on, plan.review_due) == (date(2026, 9, 20), False)


def test_reminders_tell_what_is_due_and_late_of_the_last_plan_once_a_week(released, session):
    city, mine = released
    start_plan(session, city["dinkes"], NOW, mine, ["a1", "a2"])
    for row, due in zip(
        session.scalars(select(PlanAction).order_by(PlanAction.id)),
        (date(2025, 8, 25), date(2025, 9, 15)),
        strict=True,
    ):
        row.due = due
    (one,) = plan_reminders(session, city["ketua"], NOW, **SITE).reminders
    assert [(due.indicator, due.late) for due in one.actions] == [("a1", True), ("a2", False)]
    assert one.subject == "Pengingat rencana Penilaian 2025: 1 tindakan terlambat"
    assert "(terlambat 7 hari, seharusnya 25 Agustus 2025)" in one.body
    assert "4,69" not in one.body and "3,60" not in one.body

    queue = (session, city.operator, NOW)
    assert [queue_plan_reminders(*queue, **SITE) for _ in range(2)] == [1, 0]
    assert plan_reminders(session, city["ketua"], NOW, **SITE).reminders[0].recent
    later = NOW + timedelta(days=8)
    assert queue_plan_reminders(session, city["admin"], later, **SITE) == 1


@pytest.mark.parametrize("blind", [False, True])
def test_last_years_plan_is_read_by_the_unit_and_by_whom_a_sheet_lets_read(released, blind):
    city, mine = released
    with city.installation.writes() as session:
        start_plan(session, city["dinkes"], NOW, mine, ["a1"])
    now = participant_of(city, "Dinas Kesehatan", next_year(city, blind=blind))
    with city.installation.reads() as session:
        readers = {
            who: sorted(planned_before(session, city[who], NOW, now))
            for who in ("dinkes", "dindik", "ases1", "ases2", "panitia")
        }
    assert readers == {
        "dinkes": ["a1"],
        "dindik": [],
        "ases1": [] if blind else ["a1"],  # a blind period does not tell who the unit is
        "ases2": [],  # has no sheet this year
        "panitia": [],
    }


def test_the_unit_that_goes_on_for_a_merged_one_goes_on_with_its_plan(released, session):
    city, mine = released
    plan_id = start_plan(session, city["dinkes"], NOW, mine, ["a1"])
    assert [plan.id for plan in list_plans(session, city["dindik"], NOW)] == []
    unit = unit_view(session, city["admin"], city.units["Dinkes"])
    end_unit(
        session,
        city["admin"],
        NOW,
        unit.id,
        ended_on=date(2025, 9, 1),
        reason="Perda 7/2025",
        successor_id=city.units["Dindik"],
        version=unit.version,
    )
    session.commit()
    assert [plan.id for plan in list_plans(session, city["dindik"], NOW)] == [plan_id]
    (action,) = session.scalars(select(PlanAction)).all()
    act = (session, city["dindik"], NOW, action.id)
    growing_actions.bring_forward(*act, "begun", version=1)
    action.due = date(2025, 9, 10)
    (one,) = plan_reminders(session, city["ketua"], NOW, **SITE).reminders
    assert (one.name, one.unit) == ("Dindik", "Dinas Kesehatan")
    session.commit()

    # Beside this year's sheet of the unit that goes on, and of no other.
    period_id = next_year(city)
    told = {
        unit: planned_before(session, city["ases1"], NOW, participant_of(city, unit, period_id))
        for unit in ("Dinas Pendidikan", "Dinas Lingkungan Hidup")
    }
    assert [(one.unit, one.year) for one in told["Dinas Pendidikan"]["a1"]] == [
        ("Dinas Kesehatan", 2025)
    ]
    assert told["Dinas Lingkungan Hidup"] == {}
    proofs = {
        who: session.scalars(visible_proofs(city[who]).with_only_columns(PlanAction.id)).all()
        for who in ("ases1", "ases2", "dindik", "panitia")
    }
    assert proofs == {"ases1": [action.id], "ases2": [], "dindik": [action.id], "panitia": []}


def test_the_list_takes_a_fixed_number_of_queries(released, count_queries):
    city, mine = released
    counts = []
    for who, unit in (("dinkes", mine), ("dindik", None)):
        participant = unit or participant_of(city, "Dinas Pendidikan", city.period_id)
        with city.installation.writes() as session:
            start_plan(session, city[who], NOW, participant)
        with city.installation.reads() as session, count_queries() as sent:
            list_plans(session, city["ketua"], NOW)
        counts.append(len(sent))
    assert counts[0] == counts[1] <= 6


def test_an_action_has_words_even_where_the_rubric_says_nothing_of_the_answer():
    rubric = load_rubric(RUBRIC)
    (step,) = steps(rubric, {"a1": NOT_APPLICABLE, "a2": NOT_APPLICABLE, "b1": Fraction(3)})
    least = replace(step, text=None, target=says("paling sedikit 3 dari 4"))
    assert what_to_do(least) == "Tabel terisi: paling sedikit 3 dari 4."
    assert str(target_words(rubric, "b1", "3/4")) == "3 dari 4"
    assert target_words(rubric, "b1", "surat/nota dinas") == "surat/nota dinas"
