"""What an accepted objection does: worked by hand, published once, everything else as it was.

Small rubric: index = .6·A + .4·B, A = .75·a1 + .25·a2. Released: Dindik 4.69 (5, 4, 18/20),
Dinkes 3.60 (4, 4, 10/20), DLH 1.75 (2, 1, TB).
"""

from datetime import date, timedelta
from fractions import Fraction

import pytest
from sqlalchemy import select

from evaluator.scoring.measures import Fact, Measure
from evaluator.scoring.messages import says
from evaluator.services import (
    certificates_revised,
    feedback,
    measuring,
    objection_candidates,
    objection_effects,
    objection_waiting,
    results,
    revised_results,
    unlocking,
)
from evaluator.services.certificate_register import certificates_of
from evaluator.services.logging import list_log
from evaluator.services.periods import period_view
from evaluator.services.problems import Conflict, NotAllowed, NotFound, Refused
from evaluator.services.snapshots import digest_of
from evaluator.storage.periods import Category, Period
from evaluator.storage.results import Result, Snapshot
from tests import objection_city as at
from tests import plenary_city as plenary
from tests.city import RUBRIC, City
from tests.objection_city import DINDIK, DINKES, DLH
from tests.services.test_certifying import issue

OVER = at.LATER + timedelta(days=30)


def stand(value, place):
    return (value, place)


def told(found):
    return (found.value, found.place)


def frozen(city, session):
    snapshot = session.scalars(select(Snapshot).order_by(Snapshot.number.desc())).first()
    category = session.get(Category, city.category_id)
    return objection_effects.frozen_of(session, snapshot, category)


def standings(city, who="ketua"):
    with city.installation.reads() as session:
        (category,) = results.period_results(session, city[who], city.period_id).categories
    return {unit.unit: (unit.value, unit.shown_place) for unit in category.units}


def stored(city, number):
    """Everything a snapshot keeps of every unit, and its digest computed anew."""
    with city.installation.reads() as session:
        snapshot = session.scalars(select(Snapshot).where(Snapshot.number == number)).one()
        rows = session.scalars(select(Result).where(Result.snapshot_id == snapshot.id)).all()
        kept = {
            row.participant.name: (row.value, row.exact, row.place, row.predicate, row.nodes,
                                   row.indicators, row.coverage)
            for row in rows
        }  # fmt: skip
        return kept, snapshot.digest, digest_of(session, snapshot), snapshot.released_at


def stage(city):
    with city.installation.reads() as session:
        found = period_view(session, city["ketua"], city.period_id)
    return found.stage, found.revising_since is not None


def test_the_effect_is_computed_from_the_frozen_answers_and_names_who_shifts(city):
    city.release_all()
    unit = at.participant(city)
    with city.installation.reads() as session:
        base = frozen(city, session)
        # As it was frozen, computing anew gives what is stored.
        assert {name: told(base.stand_of(at.participant(city, name)))
                for name in (DINDIK, DINKES, DLH)} == standings(city)  # fmt: skip
        up = base.effect(unit, "a1", "5")
        # A = .75·5 + .25·4 = 4.75; index = .6·4.75 + .4·3 = 4.05
        assert (told(up.before), told(up.after), up.others) == (
            stand("3.60", "2"), stand("4.05", "2"), ()
        )  # fmt: skip
        assert (up.before.predicate.id, up.after.predicate.id) == ("Baik", "Baik")
        # B = 5: index = .6·4 + .4·5 = 4.40; with a1 = 5 too: 4.85, before Dindik's 4.69
        both = base.shifts({(unit, "a1"): "5", (unit, "b1"): "20/20"})
        assert [(one.unit, told(one.before), told(one.after)) for one in both] == [
            (DINKES, ("3.60", "2"), ("4.85", "1")),
            (DINDIK, ("4.69", "1"), ("4.69", "2")),
        ]
        # Not applicable lends its weight: index = A = 4.
        assert told(base.effect(unit, "b1", "TB").after) == ("4.00", "2")
        # Who is not in these results is not ranked, whatever would be decided.
        assert told(base.effect(0, "a1", "5").after) == (None, "")
        down = base.effect(at.participant(city, DINDIK), "a1", "1")
        assert [(one.unit, one.before.place, one.after.place) for one in down.others] == [
            (DINKES, "2", "1")
        ]


def test_the_lead_reads_before_deciding_what_every_answer_would_do_and_nobody_else_does(city):
    city.release_all()
    number = at.write(city, answer="5")
    at.assign(city, number)
    at.answer(city, number, proposal="3")
    with city.installation.reads() as session:
        found = objection_candidates.candidates_of(session, city["ketua"], number)
        for who in ("admin", "ases1", "auditor", "dinkes"):
            with pytest.raises(NotAllowed):
                objection_candidates.candidates_of(session, city[who], number)
        assert [one.together for one in found] == [None] * 4
        assert [
            objection_waiting.objections_waiting(session, city[who])
            for who in ("ketua", "ases1", "admin", "dinkes")
        ] == [objection_waiting.ObjectionsWaiting(0, 0, n, 0) for n in (1, 0, 0, 0)]
        people = objection_candidates.deciders_of(session, city["ketua"], number)
        assert city["ases1"].account_id not in {one.account_id for one in people}
    with pytest.raises(Refused, match="tidak ikut memutuskannya"):
        at.decide(city, number, members=(city["ases1"].account_id,))
    # a1 = 1, 2, 3, 5: A = 1.75, 2.5, 3.25, 4.75; index = .6·A + 1.2; "4" is what counts now
    assert [(one.answer, one.effect.after.value) for one in found] == [
        ("3", "3.15"),
        ("5", "4.05"),
        ("1", "2.25"),
        ("2", "2.70"),
    ]


def test_accepted_objections_become_one_revision_that_changes_nothing_else(city):
    city.release_all()
    before = stored(city, 1)
    first = at.accept(city)
    assert standings(city, "auditor")[DINKES] == ("3.60", "2")  # nothing yet
    beside = at.write(city, code="b1")
    at.assign(city, beside)
    at.answer(city, beside, proposal="20/20")
    with city.installation.reads() as session:
        (full, *_) = objection_candidates.candidates_of(session, city["ketua"], beside)
    assert (told(full.effect.after), told(full.together)) == (("4.40", "2"), ("4.85", "1"))
    at.decide(city, beside, final="20/20")
    at.confirm(city, beside)
    second = beside
    seen = at.see(city, second, "dinkes")
    assert (told(seen.before), told(seen.after), seen.waits) == (
        ("3.60", "2"), ("4.40", "2"), True
    )  # fmt: skip
    (category,) = at.plan(city).categories
    assert [(one.unit, told(one.after)) for one in category.shifts] == [
        (DINKES, ("4.85", "1")), (DINDIK, ("4.69", "2"))
    ]  # fmt: skip
    assert at.publish(city) is True
    assert stage(city) == ("revised", False)
    assert standings(city, "auditor") == {
        DINKES: ("4.85", "1"), DINDIK: ("4.69", "2"), DLH: ("1.75", "3")
    }  # fmt: skip
    after, digest, anew, released_at = stored(city, 2)
    assert (digest, released_at) == (anew, at.LATER)
    assert stored(city, 1) == before and before[1] == before[2]  # kept, byte for byte
    assert after[DLH] == before[0][DLH]
    assert [one for one, (old, new) in enumerate(zip(before[0][DINDIK], after[DINDIK], strict=True))
            if old != new] == [2]  # only the place  # fmt: skip
    changed = after[DINKES][5]
    assert changed["a2"] == before[0][DINKES][5]["a2"]
    assert changed["a1"]["decided"] == {
        "answer": "5", "reason": "Keberatan diterima: SK berlaku 2025"
    }  # fmt: skip
    assert [(at.see(city, one).published, at.see(city, one).waits) for one in (first, second)] == [
        (2, False), (2, False)
    ]  # fmt: skip
    with pytest.raises(Refused, match="Tidak ada keberatan diterima"):
        at.publish(city)
    with city.installation.reads() as session:
        lines = list_log(session, city["ketua"], most=6)
    assert [line.act for line in reversed(lines)] == [
        "objection.publish", "settle.decide", "settle.decide", "period.locked", "snapshot.take",
        "period.revised",
    ]  # fmt: skip
    assert lines[-1].reason == "Keberatan diterima: Dinas Kesehatan a1; Dinas Kesehatan b1."


def test_the_unit_reads_what_its_result_was_before_and_the_office_which_results_count(city):
    city.release_all()
    at.accept(city, "20/20", code="b1")
    at.accept(city)
    at.publish(city)
    with city.installation.reads() as session:
        own = revised_results.earlier_result(session, city["dinkes"], at.participant(city))
        shifted = revised_results.earlier_result(
            session, city["dindik"], at.participant(city, DINDIK)
        )
        (mine,) = feedback.my_feedback(session, city["dinkes"])
        issues = revised_results.issues_of(session, city["auditor"], city.period_id)
        assert revised_results.earlier_result(
            session, city["dindik"], at.participant(city)
        ) is None  # another unit's  # fmt: skip
    assert ([code for _, code in own.own], shifted.own, shifted.objected) == (
        ["a1", "b1"],
        (),
        True,
    )
    assert (own.value, own.place, own.moved, mine.value) == ("3.60", "2", True, "4.85")
    assert (shifted.value, shifted.place, shifted.moved) == ("4.69", "1", True)
    assert [(one.number, one.state) for one in issues] == [(2, "current"), (1, "replaced")]


def test_certificates_whose_award_moved_are_named_and_the_others_stay(city):
    city.release_all()
    issue(city)
    at.accept(city, "20/20", code="b1")
    at.accept(city)
    named = [one for one in at.plan(city).awards if one.place_name]
    assert [(one.unit, one.place_name.id, bool(one.number)) for one in named] == [
        (DINDIK, "Juara I", True), (DINKES, "Juara II", True)
    ]  # fmt: skip
    at.publish(city)
    with city.installation.reads() as session:
        old = certificates_revised.outdated_certificates(session, city["panitia"], city.period_id)
    assert [(one.recipient, one.place) for one in old] == [
        (DINDIK, "Juara I"), (DINKES, "Juara II")
    ]  # fmt: skip
    with city.installation.reads() as session:
        own = [
            one.outdated
            for name in (DINKES, DLH)
            for one in certificates_of(session, city["ketua"], at.participant(city, name))
        ]
    assert own[0] and not own[-1]


def test_what_waits_holds_publishing_up_until_the_time_is_over_and_it_is_left_for_later(city):
    city.release_all()
    at.accept(city)
    waiting = at.write(city, code="a2")
    with pytest.raises(Refused, match="belum diputuskan") as refused:
        at.publish(city)
    assert [str(one) for one in refused.value.details] == ["Dinas Kesehatan, a2"]
    with pytest.raises(Refused, match="setelah batas waktunya"):
        at.publish(city, later=[waiting])
    with pytest.raises(Refused, match="belum diputuskan"):
        at.publish(city, now=OVER)
    assert stage(city) == ("released", False)
    with city.installation.reads() as session:
        seen = period_view(session, city["ketua"], city.period_id).version
    with pytest.raises(Conflict):
        at.publish(city, now=OVER, later=[waiting], version=seen - 1)
    for who in ("admin", "auditor", "ases1", "dinkes", "panitia"):
        with pytest.raises((NotAllowed, NotFound)):
            at.publish(city, who=who, now=OVER, later=[waiting])
    at.publish(city, now=OVER, later=[waiting])
    assert at.see(city, waiting).state == "sent"
    # It goes on from the results that count now, and becomes a revision of its own.
    at.assign(city, waiting)
    at.answer(city, waiting, proposal="5")
    at.decide(city, waiting, final="5")
    at.confirm(city, waiting)
    # A = .75·5 + .25·5 = 5: index = .6·5 + .4·3 = 4.20
    assert told(at.see(city, waiting).after) == ("4.20", "2")
    at.publish(city, now=OVER)
    assert standings(city)[DINKES] == ("4.20", "2")
    with city.installation.reads() as session:
        issues = revised_results.issues_of(session, city["ketua"], city.period_id)
    assert [one.state for one in issues] == ["current", "replaced", "replaced"]


def test_where_a_plenary_stands_behind_the_awards_another_one_is_held_before_release(city):
    plenary.prepare(city)
    plenary.accept(city)
    plenary.close(city)
    city.release()
    at.accept(city, "20/20", code="b1")
    at.accept(city)
    assert at.plan(city).plenary
    assert at.publish(city) is False
    assert stage(city) == ("locked", True)
    assert standings(city, "auditor")[DINKES] == ("3.60", "2")
    assert standings(city)[DINKES] == ("4.85", "1")
    with pytest.raises(Refused, match="ditinjau kembali"):
        at.publish(city)
    with pytest.raises(Refused, match="pleno"):
        city.release()
    plenary.begin(city, number="B-2/BA/2025")
    plenary.accept(city)
    plenary.close(city)
    city.release()
    assert standings(city, "auditor")[DINKES] == ("4.85", "1")


def test_a_decision_overrides_what_was_measured_and_no_later_record_slips_in(
    installation, tmp_path, monkeypatch
):
    measured = RUBRIC.read_text().replace(
        "answered_by: measured", "answered_by: measured\n        measure: requests-complete"
    )
    monkeypatch.setattr("tests.city.RUBRIC", tmp_path / "small.yaml")
    (tmp_path / "small.yaml").write_text(measured)
    filled = {"Dindik": 18, "Dinkes": 10, "DLH": 0}
    monkeypatch.setitem(measuring.SOURCES, Measure.REQUESTS_COMPLETE, lambda *_: [
        Fact(city.units[unit], date(2025, 3, 1), Fraction(part), Fraction(20), "request:1",
             says("satu permintaan"))
        for unit, part in filled.items()
    ])  # fmt: skip
    city = City(installation)
    with installation.writes() as session:
        session.get(Period, city.period_id).facts_until = date(2025, 8, 31)
    city.open()
    for who in ("ases1", "ases2"):
        city.score(who, DINDIK, a1="5", a2="4")
        city.score(who, DINKES, a1="4", a2="4")
        city.score(who, DLH, a1="2", a2="1")
    city.lock()
    city.release()
    # b1 of DLH is 1 + 4·0/20 = 1: index = .6·1.75 + .4·1 = 1.45
    assert standings(city) == {
        DINDIK: ("4.69", "1"), DINKES: ("3.60", "2"), DLH: ("1.45", "3")
    }  # fmt: skip
    number = at.accept(city, "20/20", code="b1")
    seen = at.see(city, number)
    assert (seen.measured, told(seen.after)) == (True, ("4.40", "2"))
    before = stored(city, 1)[0]
    filled.update(Dindik=0, DLH=20)  # recorded since: it counts in no revision of this period
    at.publish(city)
    assert standings(city) == {
        DINDIK: ("4.69", "1"), DINKES: ("4.40", "2"), DLH: ("1.45", "3")
    }  # fmt: skip
    after = stored(city, 2)[0]
    assert (after[DINDIK], after[DLH]) == (before[DINDIK], before[DLH])
    kept = after[DINKES][5]["b1"]
    assert (kept["answers"], kept["measured"], kept["decided"]["answer"]) == (
        ["10/20"], before[DINKES][5]["b1"]["measured"], "20/20"
    )  # fmt: skip


def test_a_place_is_told_only_where_the_period_shows_places(city):
    with city.installation.writes() as session:
        session.get(Period, city.period_id).shows_places = False
    city.release_all()
    number = at.accept(city)
    own, lead = at.see(city, number, "dinkes"), at.see(city, number)
    assert (told(own.before), told(own.after)) == (("3.60", ""), ("4.05", ""))
    assert told(lead.after) == ("4.05", "2")


def test_replaced_results_stay_readable_for_those_who_check_beside_what_followed(city):
    city.release_all()
    number = at.accept(city)
    at.publish(city)

    def read(who, issue):
        with city.installation.reads() as session:
            return revised_results.issue_of(session, city[who], city.period_id, issue)

    old, new = read("auditor", 1), read("auditor", 2)
    assert (old.issue.state, old.has_before, new.issue.state) == ("replaced", False, "current")
    assert [(u.unit, told(u.after), u.before and told(u.before)) for u in new.categories[0].units] \
        == [
            (DINDIK, ("4.69", "1"), ("4.69", "1")),
            (DINKES, ("4.05", "2"), ("3.60", "2")),
            (DLH, ("1.75", "3"), ("1.75", "3")),
        ]  # fmt: skip
    assert (new.carried, old.carried) == (((number, DINKES, "a1"),), ())
    with pytest.raises(NotFound):
        read("auditor", 3)
    for who in ("dinkes", "panitia", "ases1"):
        with pytest.raises(NotAllowed):
            read(who, 1)


def test_during_another_revision_nothing_is_published_but_units_may_still_object(city):
    city.release_all()
    at.accept(city)
    with city.installation.writes() as session:
        asked = unlocking.ask_to_unlock(session, city["ketua"], at.LATER, city.period_id, "salah")
    with city.installation.writes() as session:
        seen = period_view(session, city["admin"], city.period_id).version
        unlocking.decide_unlock(session, city["admin"], at.LATER, asked, version=seen, granted=True)
    at.write(city, code="a2")
    with pytest.raises(Refused, match="ditinjau kembali"):
        at.publish(city)
    assert not at.plan(city).open
