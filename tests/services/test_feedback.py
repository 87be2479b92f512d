"""What a unit learns: its own, after release, with numbers that can be checked by hand.

The city's values stand in tests/test_season.py: Dindik 4.69, Dinkes 3.60, DLH 1.75.
"""

from datetime import date
from fractions import Fraction

import pytest
from sqlalchemy import select

from evaluator.scoring.evidence import Window, cap_of
from evaluator.services import (
    batches,
    categories,
    feedback,
    panels,
    periods,
    quartiles,
    rubrics,
    stages,
)
from evaluator.services.feedback_sides import UnitSide
from evaluator.services.feedback_telling import tell_units, told_units
from evaluator.services.feedback_years import YearChange
from evaluator.services.problems import NotFound, Refused
from evaluator.services.self_assessing import submit_own
from evaluator.services.snapshots import digest_of
from evaluator.storage.messages import OutboxMessage
from evaluator.storage.periods import Category, Participant
from evaluator.storage.results import Result, Snapshot
from evaluator.storage.scores import Sheet
from tests.city import NOW, RUBRIC, add_units
from tests.evidence_city import EvidenceCity
from tests.kept import stand


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
    assert (own.result.value, own.change.published, own.change.year) == ("4.05", "3.60", 2025)
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
    assert [one.change.published for one in everyone] == ["3.60", "1.75", "4.69"]
    # results, the past, the rubric of each, the office, the places; on SQLite also BEGIN
    assert len(sent) <= 7


def six_units(city):
    """Three more OPD, so that six are ranked: 4.69, 3.85, 3.60, 3.00, 2.45 and 1.75."""
    add_units(city, 3)
    city.open()
    city.score_all()
    more = (("000", "3", "3", "10/20"), ("001", "3", "2", "5/20"), ("002", "4", "3", "15/20"))
    for username in ("ases1", "ases2"):
        for number, a1, a2, b1 in more:
            city.score(username, f"Dinas Tambahan {number}", a1=a1, a2=a2, b1=b1)
    city.lock()
    city.release()
    return participants(city)


def told(way):
    return ([(item.code, item.steps) for item in way.items], way.value, str(way.predicate))


def test_quartiles_and_shortest_ways_are_exact_and_tell_of_nobody(city, count_queries, monkeypatch):
    monkeypatch.setattr(quartiles, "FEWEST", 5)  # six are enough to compute by hand
    ids = six_units(city)
    with city.installation.reads() as session, count_queries() as sent:
        assert len(feedback.all_feedback(session, city["ketua"], city.period_id)) == 6
    assert len(sent) <= 7
    with city.installation.reads() as session:
        own = feedback.feedback(session, city["dinkes"], ids["Dinas Kesehatan"])
        low = feedback.feedback(session, city["ketua"], ids["Dinas Lingkungan Hidup"])
        first = feedback.feedback(session, city["ketua"], ids["Dinas Pendidikan"])
    # A: 1.75 2.75 3 3.75 4 4.75; B, of five: 2 3 3 4 4.6
    assert [line.quartiles for line in own.sections] == [("2.81", "3.94"), ("3.00", "4.00")]
    assert (own.middle, [line.middle for line in own.sections]) == ("3.30", ["3.38", "3.00"])
    # At the best predicate only a place is left: 3.85 is passed by one step, b1 lifts most.
    assert own.way_to_place.items[0].answer == "20/20"
    assert (own.ways, told(own.way_to_place)) == ((), ([("b1", 1)], "4.40", "Baik"))
    # 1.75 to 2.00: a1 alone gives 2.50, a2 alone exactly 2.00.
    assert [told(way) for way in low.ways] == [
        ([("a1", 1)], "2.50", "Cukup"),
        ([("a2", 1)], "2.00", "Cukup"),
    ]
    assert told(low.way_to_place) == ([("a1", 1)], "2.50", "Cukup")
    assert (first.way_to_place, first.result.place) == (None, 1)
    # Quartiles are part of the digest only where there are any.
    with city.installation.writes() as session:
        snapshot = session.scalars(select(Snapshot)).one()
        assert digest_of(session, snapshot) == snapshot.digest
        row = session.scalars(select(Result)).first()
        row.quartiles = {**row.quartiles, "A": ["1", "2"]}
        session.flush()
        assert digest_of(session, snapshot) != snapshot.digest
        row.quartiles = None
        session.flush()
        assert digest_of(session, snapshot) != snapshot.digest


def test_among_fewer_than_five_nothing_of_the_category_is_told(city):
    city.release_all()
    ids = participants(city)
    with city.installation.reads() as session:
        own = feedback.feedback(session, city["dinkes"], ids["Dinas Kesehatan"])
        assert session.scalars(select(Result.quartiles)).all() == [None, None, None]
    assert own.middle is None
    assert {(line.middle, line.quartiles) for line in own.sections} == {(None, None)}
    assert [middle for _name, _value, middle in own.strengths] == [None] * len(own.strengths)


def test_a_changed_rubric_is_told_and_compared_on_common_ground(city):
    city.release_all()
    changed = RUBRIC.read_bytes().replace(b'"1.0"', b'"1.1"').replace(b"Standar dimu", b"Dimu")
    with city.installation.writes() as session:
        city.rubric_id = rubrics.publish(session, city["admin"], NOW, changed, "small.yaml")
    next_year(city)
    ids = participants(city)
    with city.installation.reads() as session:
        own = feedback.feedback(session, city["dinkes"], ids["Dinas Kesehatan"])
    # Only a1 rose, and its fifth level means something else now: a2 and b1 stayed.
    assert own.change == YearChange(2025, "3.60", True, "3.60", "3.60", 2, 3)
    assert own.change.rise == "0.00"


def test_units_are_told_once_of_each_result(city):
    city.open()
    city.score_all()
    city.lock()
    with city.installation.writes() as session, pytest.raises(NotFound):
        tell_units(session, city["ketua"], NOW, city.period_id, public_url="http://bps.example")
    city.release()
    own = participants(city)["Dinas Kesehatan"]
    with city.installation.writes() as session:
        count = tell_units(
            session, city["ketua"], NOW, city.period_id, public_url="http://bps.example/"
        )
        bodies = session.scalars(select(OutboxMessage.body).order_by(OutboxMessage.name)).all()
        known = {one.unit: one for one in told_units(session, city["ketua"], city.period_id)}
        with pytest.raises(Refused):
            tell_units(session, city["ketua"], NOW, city.period_id, public_url="http://bps")
    assert count == 2
    assert f"http://bps.example/umpan-balik/{own}" in bodies[1] and "3,60" not in bodies[1]
    assert known["Dinas Kesehatan"].told_at == NOW
    assert known["Dinas Lingkungan Hidup"].people == ()


def test_missing_evidence_that_holds_a_level_is_said_with_the_step(installation):
    own = stand(EvidenceCity, installation)
    own.begin()
    own.fill(e1="3", e2="ya")
    for kind in ("administrasi", "kebijakan"):
        own.show(kind, date(2025, 3, 1))
    own.show("administrasi", date(2025, 3, 1), "e2")
    with installation.writes() as session:
        submit_own(session, own["dindik"], NOW, own.own, own.version())
    own.open()
    for username in ("ases1", "ases2"):
        own.score(username, "Dinas Pendidikan", e1="3", e2="ya", e3="1")
        for unit in ("Dinas Kesehatan", "Dinas Lingkungan Hidup"):
            own.score(username, unit, e1="1", e2="tidak", e3="1")
    own.lock()
    own.release()
    with installation.reads() as session:
        found = feedback.feedback(session, own["dindik"], own.own)
    line = found.indicators[0]
    assert (line.own, line.verified, line.value) == ("3", ("3", "3"), "3.00")
    assert ([lack.kind for lack in line.lacks], line.holds) == (["reviu"], True)
    # 3.00 to 3.50 takes one step: e1 to 4 needs the review, e3 to 2 is not enough.
    assert [(told(way), way.items[0].holds) for way in found.ways] == [
        (([("e1", 1)], "3.50", "Baik"), True)
    ]
    # Where an assessor lifted the cap, nothing is missing.
    caps = {"e1": cap_of(found.rubric, "e1", (), Window(date.min, date.max))}
    assert [
        (bool(side.lacks(found.rubric, "e1", Fraction(4))), side.holds("e1"))
        for side in (UnitSide(caps=caps), UnitSide(caps=caps, lifted=frozenset({"e1"})))
    ] == [(True, True), (False, False)]
