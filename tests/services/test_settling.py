"""A decision in place of the panel's rule is the one number everywhere.

Dinkes: both assessors give a1 = 4, a2 = 4, b1 = 10/20. With ases2's a1 = 2 the rule (mean)
makes a1 = 3: A = .75·3 + .25·4 = 3.25, index = .6·3.25 + .4·3 = 3.15. Decided 5:
A = .75·5 + .25·4 = 4.75, index = .6·4.75 + .4·3 = 4.05.
"""

import pytest
from sqlalchemy import text

from evaluator.services import confirming, deliberating, opening, results, settling, stages
from evaluator.services.categories import list_categories
from evaluator.services.feedback import feedback
from evaluator.services.logging import list_log, verify_log
from evaluator.services.periods import Plan, change_period, period_view
from evaluator.services.problems import Conflict, NotAllowed, NotFound, Refused
from evaluator.storage.actor import Role
from tests.city import NOW

DINKES = "Dinas Kesehatan"


@pytest.fixture
def settling_city(city):
    """Scored, with Dinkes' panel divided on a1, and closed."""
    city.open()
    city.score_all()
    city.score("ases2", DINKES, a1="2")
    city.close()
    return city


def unit_of(city, name=DINKES):
    with city.installation.reads() as session:
        (category,) = list_categories(session, city["admin"], city.period_id)
        return next(panel.participant_id for panel in category.panels if panel.name == name)


def act(city, verb, who, *arguments, **values):
    with city.installation.writes() as session:
        return verb(session, city[who], NOW, unit_of(city), *arguments, **values)


def decide(city, who="ketua", code="a1", **changed):
    given = {"answer": "5", "reason": "bukti baru", "note": "", "version": 0, **changed}
    return act(city, settling.settle, who, code, **given)


def standing(city, who="ketua", unit=DINKES):
    with city.installation.reads() as session:
        (category,) = results.period_results(session, city[who], city.period_id).categories
    found = next(one for one in category.units if one.unit == unit)
    return found.value, found.nodes["a1"], found.place


def set_confirms(city):
    with city.installation.writes() as session:
        view = period_view(session, city["admin"], city.period_id)
        names = ("title", "event", "theme", "event_date", "shows_places", "version")
        given = {name: getattr(view, name) for name in names}
        change_period(
            session, city["admin"], NOW, city.period_id, **given, plan=Plan(confirms=True)
        )


def test_without_a_decision_the_panels_rule_settles(settling_city):
    assert standing(settling_city) == ("3.15", "3.00", 2)


def test_a_decision_takes_the_place_of_the_panels_answers(settling_city):
    decide(settling_city)
    assert standing(settling_city) == ("4.05", "5.00", 2)


def test_a_decision_taken_back_lets_the_rule_settle_again_and_keeps_the_note(settling_city):
    decide(settling_city, note="dibahas 3 September")
    kept = act(settling_city, settling.take_back, "ketua", "a1", version=1)
    assert (kept.answer, kept.reason, kept.note) == ("", "", "dibahas 3 September")
    assert standing(settling_city) == ("3.15", "3.00", 2)


def test_a_decision_may_say_that_an_indicator_does_not_apply(settling_city):
    decide(settling_city, code="b1", answer="TB")
    # b1 alone makes up B, which lends its weight to A: 3.25
    assert standing(settling_city)[0] == "3.25"
    with pytest.raises(Refused, match="tidak menerima"):
        decide(settling_city, answer="TB")


def test_what_was_decided_is_the_same_number_on_every_page_and_paper(settling_city):
    city = settling_city
    decide(city)
    live = standing(city)
    city.lock()
    locked = standing(city)
    city.release()
    unit = unit_of(city)
    with city.installation.reads() as session:
        _, _, _, opened = opening.open_number(session, city["ketua"], city.period_id, unit, "a1")
        told = feedback(session, city["dinkes"], unit)
    line = next(one for one in told.indicators if one.indicator.code == "a1")
    assert live == locked == standing(city, "auditor") == ("4.05", "5.00", 2)
    assert (opened.value, opened.decided.answer, opened.decided.reason, opened.decided.value) == (
        "5.00",
        "5",
        "bukti baru",
        "5.00",
    )
    assert (told.result.value, line.value, line.answer, line.decision) == (
        "4.05",
        "5.00",
        "5",
        "bukti baru",
    )
    assert "a1" not in {one.step.code for one in told.steps}  # nothing left to gain there


def test_a_result_without_decisions_is_stored_as_before(settling_city):
    decide(settling_city)
    settling_city.lock()
    with settling_city.installation.reads() as session:
        stored = session.execute(text("SELECT indicators FROM result")).scalars().all()
    assert sum('"decided"' in one for one in stored) == 1


def test_a_decision_needs_a_value_and_a_reason(settling_city):
    for changed, field in (
        ({"answer": ""}, "answer"),
        ({"answer": "6"}, "answer"),
        ({"reason": " "}, "reason"),
        ({"reason": "x" * 4001}, "reason"),
        ({"note": "\x07"}, "note"),
    ):
        with pytest.raises(Refused) as refused:
            decide(settling_city, **changed)
        assert refused.value.field == field
    assert standing(settling_city) == ("3.15", "3.00", 2)


def test_two_leads_never_overwrite_each_other(settling_city):
    decide(settling_city)
    with pytest.raises(Conflict) as conflict:
        decide(settling_city, answer="4", reason="lain", version=0)
    assert (conflict.value.stored["answer"], conflict.value.stored["author"]) == ("5", "Ketua")
    again = decide(settling_city)  # the same said twice changes nothing
    assert again.version == 1
    assert decide(settling_city, answer="4", version=1).version == 2


def test_an_assessor_of_the_panel_notes_and_cannot_decide(settling_city):
    city = settling_city
    kept = act(city, settling.keep_note, "ases1", "a1", note="saya keliru membaca", version=0)
    assert (kept.note, kept.answer, kept.version) == ("saya keliru membaca", "", 1)
    assert standing(city) == ("3.15", "3.00", 2)
    with pytest.raises(NotAllowed):
        decide(city, who="ases1", version=1)


def test_a_note_on_a_decision_leaves_decider_and_confirmation(city):
    set_confirms(city)
    with city.installation.writes() as session:
        city.add_person(session, "ketua2", Role.LEAD)
    city.open()
    city.score_all()
    city.close()
    decide(city)
    act(city, confirming.confirm, "ketua2", {"a1": 1})
    kept = act(city, settling.keep_note, "ases1", "a1", note="setuju", version=2)
    assert (kept.author, kept.confirmer, kept.note) == ("Ketua", "Ketua2", "setuju")


def test_others_can_neither_read_nor_settle(settling_city):
    city = settling_city
    with city.installation.writes() as session:
        city.add_person(session, "ases3", Role.ASSESSOR)
    for who in ("ases3", "admin", "auditor", "panitia", "dindik", "dinkes"):
        with pytest.raises(NotFound), city.installation.reads() as session:
            deliberating.open_panel(session, city[who], unit_of(city))
    with pytest.raises(NotFound):
        act(city, settling.keep_note, "ases3", "a1", note="x", version=0)
    for who in ("admin", "auditor", "panitia", "dinkes"):
        with pytest.raises((NotAllowed, NotFound)):
            act(city, settling.keep_note, who, "a1", note="x", version=0)


def test_a_recused_assessor_reads_nothing_and_does_not_count(settling_city):
    city = settling_city
    with city.installation.writes() as session:
        recused = text("UPDATE sheet SET recused_at = :now WHERE assessor_id = :who")
        when = "2025-09-01 02:00:00+00:00"
        session.execute(recused, {"now": when, "who": city["ases2"].account_id})
    with pytest.raises(NotFound), city.installation.reads() as session:
        deliberating.open_panel(session, city["ases2"], unit_of(city))
    with city.installation.reads() as session:
        matter = deliberating.open_panel(session, city["ketua"], unit_of(city)).matter("a1")
    assert [(voice.assessor, voice.answer) for voice in matter.voices] == [("Ases1", "4")]


def test_nothing_is_settled_before_scoring_is_closed_or_after_the_lock(city):
    city.open()
    city.score_all()
    with pytest.raises(Refused, match="tahap penyepakatan"):
        decide(city)
    city.lock()
    with pytest.raises(Refused, match="tahap penyepakatan"):
        decide(city)


def test_the_panel_is_read_side_by_side(settling_city):
    city = settling_city
    city_unit = unit_of(city)
    with city.installation.reads() as session:
        view = deliberating.open_panel(session, city["ases1"], city_unit)
    matter = view.matter("a1")
    assert [(v.assessor, v.mine, v.answer, v.value, v.apart) for v in matter.voices] == [
        ("Ases1", True, "4", "4.00", True),
        ("Ases2", False, "2", "2.00", True),
    ]
    # .75 · .6 · 2 = 0.90
    assert (matter.rule, matter.spread, matter.effect, matter.state) == (
        "3.00",
        "2.00",
        "0.90",
        "open",
    )
    assert not view.matter("a2").divided
    assert (view.may_decide, view.may_note) == (False, True)


def test_every_act_is_one_entry_of_the_log_and_reads_as_history(settling_city):
    city = settling_city
    act(city, settling.keep_note, "ases1", "a1", note="bicara dulu", version=0)
    decide(city, note="bicara dulu", version=1)
    act(city, settling.take_back, "ketua", "a1", version=2)
    with city.installation.reads() as session:
        steps = deliberating.history(session, city["ketua"], unit_of(city), "a1")
        lines = [line for line in list_log(session, city["ketua"]) if "settle" in line.act]
        assert verify_log(session, city["ketua"]).faults == []
    assert [(s.actor, s.act) for s in steps] == [
        ("Ases1", "settle.note"),
        ("Ketua", "settle.decide"),
        ("Ketua", "settle.take-back"),
    ]
    assert [line.reason for line in lines] == ["", "bukti baru", ""]
    assert {line.subject for line in lines} == {DINKES}


def test_where_the_office_wants_it_a_second_person_confirms_before_the_lock(city):
    set_confirms(city)
    city.open()
    city.score_all()
    city.close()
    decide(city)
    with pytest.raises(Refused) as refused:
        city.lock()
    assert [str(one) for one in stages.sentences(refused.value)][1:] == [
        "Dinas Kesehatan, a1: diputuskan Ketua"
    ]
    with pytest.raises(NotAllowed):
        act(city, confirming.confirm, "ketua", {"a1": 1})
    with pytest.raises(Conflict):
        act(city, confirming.confirm, "admin", {"a1": 9})
    act(city, confirming.confirm, "admin", {"a1": 1})
    with city.installation.reads() as session:
        assert confirming.unconfirmed(session, city["ketua"], city.period_id) == []
    city.lock()


def test_a_decision_that_changes_must_be_confirmed_again(city):
    set_confirms(city)
    city.open()
    city.score_all()
    city.close()
    decide(city)
    act(city, confirming.confirm, "admin", {"a1": 1})
    assert not decide(city, answer="3", version=2).confirmed


def test_without_that_wish_nobody_needs_to_confirm(settling_city):
    decide(settling_city)
    with pytest.raises(Refused, match="tidak memakai konfirmasi"):
        act(settling_city, confirming.confirm, "ketua", {"a1": 1})
    settling_city.lock()


def test_what_the_panel_changes_after_a_decision_is_pointed_out(settling_city):
    from datetime import timedelta

    from evaluator.services.differences import to_discuss

    city = settling_city
    decide(city)
    with city.installation.writes() as session:
        later = NOW + timedelta(hours=1)
        session.execute(
            text("UPDATE score SET saved_at = :at WHERE indicator = 'a1'"),
            {"at": later.replace(tzinfo=None).isoformat(" ")},
        )
    with city.installation.reads() as session:
        (found,) = to_discuss(session, city["ketua"], city.period_id)
    assert (found.state, found.decided) == ("changed", "5")


@pytest.mark.parametrize("more", [0, 2, 30])
def test_a_panel_takes_the_same_queries_in_a_small_and_a_large_period(city, count_queries, more):
    from tests.city import add_units

    add_units(city, more)
    city.open()
    city.score_all()
    unit = unit_of(city)
    with city.installation.reads() as session, count_queries() as sent:
        deliberating.open_panel(session, city["ketua"], unit)
    assert len([one for one in sent if one.startswith("SELECT")]) == 5
