"""A role counts in one's own office alone: a guest who leads another office only assesses here.

The guest has every role at home. Dindik handed its own assessment in; the panels are
ases1 and the guest, divided on e3.
"""

import pytest

from evaluator.services import capping, confirming, deliberating, recusing, settling
from evaluator.services.decisions import decisions_of_unit
from evaluator.services.left_units import list_left_units
from evaluator.services.own_sides import sides_of
from evaluator.services.problems import NotFound, Refused
from evaluator.services.three_values import value_history, values_of
from evaluator.storage.evidence import CapLift
from evaluator.storage.scores import Sheet
from evaluator.storage.visibility import visible_own_changes
from tests.city import NOW
from tests.services.panel_helpers import blind_season, let_also_assess, score_blind

DINDIK = "Dinas Pendidikan"


@pytest.fixture
def city(installation):
    return blind_season(installation)


@pytest.fixture
def settled(city):
    score_blind(city)
    return city


def act(city, who, verb, *arguments, **values):
    with city.installation.writes() as session:
        return verb(session, city[who], NOW, city.own, *arguments, **values)


def decisions(city):
    with city.installation.reads() as session:
        return decisions_of_unit(session, city.own)


def decide(city, who):
    return act(city, who, settling.settle, "e3", answer="4", reason="SK ada", version=0)


def test_a_guest_who_leads_at_home_decides_nothing_here(settled):
    with pytest.raises(NotFound):
        decide(settled, "tamu")
    assert decisions(settled) == {}
    decide(settled, "ketua")
    with pytest.raises(NotFound):
        act(settled, "tamu", settling.take_back, "e3", version=1)
    assert decisions(settled)["e3"].answer == "4"


def test_a_guest_who_administers_at_home_confirms_nothing_here(settled):
    decide(settled, "ketua")
    with pytest.raises(NotFound):
        act(settled, "tamu", confirming.confirm, {"e3": 1})
    with settled.installation.reads() as session, pytest.raises(NotFound):
        confirming.unconfirmed(session, settled["tamu"], settled.period_id)
    assert not decisions(settled)["e3"].confirmed
    act(settled, "admin", confirming.confirm, {"e3": 1})
    assert decisions(settled)["e3"].confirmed


def test_a_guest_takes_part_in_settling_as_an_assessor_of_the_panel(settled):
    with settled.installation.reads() as session:
        view = deliberating.open_panel(session, settled["tamu"], settled.own)
    assert (view.leads, view.may_decide, view.may_note) == (False, False, True)
    assert view.unit.startswith("Unit 0")
    note = act(settled, "tamu", settling.keep_note, "e3", note="Lampiran belum ada", version=0)
    assert note.note == "Lampiran belum ada"


def test_whoever_reads_a_panel_without_a_seat_on_it_notes_nothing(settled):
    """The admin reads it to confirm; that the admin also assesses elsewhere changes nothing."""
    let_also_assess(settled, "admin")
    with settled.installation.reads() as session:
        view = deliberating.open_panel(session, settled["admin"], settled.own)
    assert (view.may_decide, view.may_note) == (False, False)
    with pytest.raises(NotFound):
        act(settled, "admin", settling.keep_note, "e3", note="Saya kira 4", version=0)


def test_a_guest_lifts_a_cap_as_an_assessor_and_not_as_a_lead(city):
    act(city, "ases1", capping.lift_cap, "e1", "Dokumen asli diperlihatkan")
    with pytest.raises(Refused, match="Minta ketua tim mencabutnya"):
        act(city, "tamu", capping.end_lift, "e1")
    act(city, "ketua", capping.end_lift, "e1")
    with city.installation.reads() as session:
        assert session.query(CapLift).one().ended_at == NOW


def test_a_guest_without_a_seat_lifts_no_cap(city, installation):
    with installation.writes() as session:
        mine = (Sheet.participant_id == city.own, Sheet.assessor_id == city["tamu"].account_id)
        session.query(Sheet).filter(*mine).delete()
    with pytest.raises(NotFound):
        act(city, "tamu", capping.lift_cap, "e1", "Dokumen asli diperlihatkan")


@pytest.mark.parametrize("stage", ["scoring", "settling", "locked"])
def test_a_guest_reads_no_three_values_before_release(city, stage):
    if stage != "scoring":
        score_blind(city)
    if stage == "locked":
        city.lock()
    with city.installation.reads() as session:
        assert values_of(session, city["ketua"], city.own).unit == DINDIK
        with pytest.raises(NotFound):
            values_of(session, city["tamu"], city.own)
        with pytest.raises(NotFound):
            value_history(session, city["tamu"], city.own, "e3")


def test_what_was_decided_is_no_history_for_a_guest_before_release(settled):
    decide(settled, "ketua")
    with settled.installation.reads() as session:
        told = {
            who: sorted(
                entry.act
                for entry in session.scalars(visible_own_changes(settled[who], settled.own, "e3"))
            )
            for who in ("ketua", "tamu")
        }
    assert told == {"ketua": ["settle.decide"], "tamu": []}


def test_the_history_of_settling_tells_only_of_settling(settled):
    """The unit's own answers stand under the same name in the log."""
    act(settled, "ketua", settling.keep_note, "e1", note="Sudah dibahas", version=0)
    with settled.installation.reads() as session:
        steps = deliberating.history(session, settled["ases1"], settled.own, "e1")
    assert [step.act for step in steps] == ["settle.note"]


def test_a_guest_is_told_nothing_of_units_that_they_left(settled):
    (sheet, *_) = settled.sheets("tamu").values()
    with settled.installation.writes() as session:
        recusing.recuse(session, settled["tamu"], NOW, sheet, "Saya mengenali unit ini")
    with settled.installation.reads() as session:
        assert list_left_units(session, settled["tamu"], settled.period_id) == []


def test_a_blind_panel_does_not_learn_who_lifted_a_cap(city):
    act(city, "ases1", capping.lift_cap, "e1", "Dokumen asli diperlihatkan")
    with city.installation.reads() as session:
        told = {
            who: sides_of(session, city[who], city.own).by_indicator["e1"].lift.author
            for who in ("ases1", "ketua", "tamu", "dindik")
        }
    assert told == {"ases1": "Ases1", "ketua": "Ases1", "tamu": "", "dindik": ""}
