"""The right of reply: a unit objects in time, the office answers, and two people decide."""

from datetime import UTC, datetime, timedelta
from threading import Barrier, Thread

import pytest

from evaluator.services import (
    interests,
    objecting,
    objection_decisions,
    objection_files,
    objection_lists,
    objection_periods,
    objection_windows,
    outbox,
)
from evaluator.services.logging import list_log
from evaluator.services.objection_lists import Filters
from evaluator.services.problems import Conflict, NotAllowed, NotFound, Refused
from evaluator.storage.actor import Role
from evaluator.storage.units import Unit
from tests import objection_city as at
from tests.objection_city import DINDIK, DINKES, LATER

# Released on 1 September 2025 at 09.00 WIB: open until 15 September, 23.59 WIB.
CLOSES = datetime(2025, 9, 15, 16, 59, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


def mine(city, who="dinkes", now=LATER):
    with city.installation.reads() as session:
        (period,) = objection_lists.own_objections(session, city[who], now)
    return period


def listed(city, who="ketua", **given):
    with city.installation.reads() as session:
        return objection_lists.office_objections(session, city[who], Filters(**given)).lines


def choices(city, who, now=LATER):
    with city.installation.reads() as session:
        return objection_periods.objection_periods(session, city[who], now)


def extend(city, closes_at, who="admin", reason="jaringan kota padam", version=0, now=LATER):
    with city.installation.writes() as session:
        objection_windows.extend(
            session, city[who], now, city.period_id, closes_at, reason=reason, version=version
        )


def withdraw(city, number, who="dinkes"):
    with city.installation.writes() as session:
        objecting.withdraw(
            session, city[who], LATER, number, version=at.see(city, number, who).version
        )


def acts(city):
    with city.installation.reads() as session:
        lines = list_log(session, city["ketua"], most=50)
    return [line.act for line in reversed(lines) if line.act.startswith("objection.")]


def test_the_window_opens_with_the_release_and_closes_on_the_minute(city):
    city.open()
    city.score_all()
    city.lock()
    with pytest.raises(NotFound):
        at.write(city)
    city.release()
    assert mine(city).deadline.closes_at == CLOSES
    late = at.write(city, "mepet", now=CLOSES - timedelta(seconds=1))
    assert at.see(city, late).sent_at == CLOSES - timedelta(seconds=1)
    with pytest.raises(Refused, match="sudah berakhir"):
        at.write(city, code="a2", now=CLOSES)
    assert (mine(city, now=CLOSES).open, mine(city, now=CLOSES).places) == (False, ())
    for who, closes_at, reason, complaint in (
        ("admin", CLOSES - MINUTE, "x", "hanya dapat diundur"),
        ("admin", CLOSES + MINUTE, " ", "kosong"),
    ):
        with pytest.raises(Refused, match=complaint):
            extend(city, closes_at, who, reason)
    with pytest.raises(Refused, match="sudah lewat"):
        extend(city, CLOSES + MINUTE, now=CLOSES + 2 * MINUTE)
    extend(city, CLOSES + timedelta(days=3), who="ketua")
    with pytest.raises(Conflict):
        extend(city, CLOSES + timedelta(days=9))
    extend(city, CLOSES + timedelta(days=5), version=1)
    at.write(city, code="a2", now=CLOSES)
    assert mine(city).deadline.reason == "jaringan kota padam"
    for who in ("ases1", "auditor", "dinkes", "panitia"):
        with pytest.raises((NotAllowed, NotFound)):
            extend(city, CLOSES + timedelta(days=20), who=who, version=2)


def test_a_draft_is_the_units_alone_and_two_colleagues_never_overwrite_each_other(city):
    city.release_all()
    first = at.write(city, "", verb=objecting.keep_draft, uploads=[at.file()])
    for who in ("ketua", "auditor", "admin", "ases1", "dindik"):
        with pytest.raises(NotFound):
            at.see(city, first, who)
    assert listed(city) == ()
    # Who may extend the time finds the period before anybody objected, others once somebody did.
    assert [len(choices(city, who)) for who in ("ketua", "admin", "auditor")] == [1, 1, 0]
    assert [one.open for one in choices(city, "ketua", CLOSES)] == [False]
    with pytest.raises(Conflict) as clash:
        at.write(city, "dua", verb=objecting.keep_draft)  # a colleague who saw no draft
    assert clash.value.stored["version"] == 1
    with pytest.raises(Refused) as empty:
        at.write(city, "  ", version=1)
    assert empty.value.field == "text"
    assert at.write(city, "SK terlewat", "5", version=1, uploads=[at.file()]) == first
    seen = at.see(city, first)
    assert (seen.state, seen.text, seen.answer, seen.counted) == ("sent", "SK terlewat", "5",
                                                                  ("4", "4"))  # fmt: skip
    assert [one.name for one in seen.files] == ["SK.pdf"]  # the same file twice is one
    with pytest.raises(Refused, match="sudah dikirim"):
        at.write(city, "lagi")
    withdraw(city, first)
    again = at.write(city, "lagi")
    assert [line.state for line in mine(city).lines] == ["withdrawn", "sent"]
    assert again != first
    assert acts(city) == [
        "objection.draft", "objection.send", "objection.withdraw", "objection.send"
    ]  # fmt: skip


def test_what_is_typed_must_fit_the_rubric_and_the_room(city):
    city.release_all()
    for code, given, complaint in (("a1", "9", "9"), ("a1", "TB", "TB"), ("b1", "x", "x")):
        with pytest.raises(Refused, match=complaint):
            at.write(city, "teks", given, code=code)
    with pytest.raises(NotFound):
        at.write(city, "teks", code="c9")
    with pytest.raises(Refused, match="Ruang berkas"):
        at.write(city, uploads=[at.file(content=at.PDF * 9)], quota=100)
    # An indicator that is measured is objected to like any other.
    assert at.see(city, at.write(city, "20 dari 20", "20/20", code="b1")).answer == "20/20"


def test_files_are_handed_to_those_who_read_the_objection_and_to_nobody_else(city):
    city.release_all()
    number = at.write(city, uploads=[at.file()])
    (kept,) = at.see(city, number).files

    def open_file(who):
        with city.installation.reads() as session:
            return objection_files.objection_file(
                session, city[who], city.installation.files, kept.id
            ).content

    assert open_file("dinkes") == open_file("ketua") == open_file("auditor") == at.PDF
    for who in ("dindik", "ases1", "panitia"):
        with pytest.raises(NotFound):
            open_file(who)
    at.assign(city, number)
    assert open_file("ases1") == at.PDF
    with city.installation.writes() as session, pytest.raises(Refused, match="sudah dikirim"):
        objection_files.remove_file(session, city["dinkes"], LATER, kept.id, version=2)


def test_each_role_reads_its_part_and_the_unit_reads_no_name_and_nothing_undecided(city):
    city.release_all()
    number = at.write(city)
    assert [line.unit for line in listed(city)] == [DINKES]
    assert listed(city, "ases1") == listed(city, "panitia") == ()
    at.assign(city, number)
    assert [(line.assessor, line.scored) for line in listed(city, "ases1")] == [("Ases1", True)]
    assert listed(city, "ases2") == ()
    at.answer(city, number, "Benar.", "5")
    at.decide(city, number, members=[city["ases2"].account_id], others="Budi, walidata")
    unit, lead, assessor = (at.see(city, number, who) for who in ("dinkes", "ketua", "ases1"))
    assert (unit.state, unit.reply, unit.verdict, unit.final, unit.before) == (
        "answered", "", "", "", None
    )  # fmt: skip
    assert (lead.state, lead.panel) == ("decided", ("Ketua", "Ases2", "Budi, walidata"))
    assert assessor.before is None  # an assessor reads no results
    at.confirm(city, number)
    told = at.see(city, number, "dinkes")
    assert (told.state, told.reply, told.reason) == ("accepted", "Benar.", "SK berlaku 2025")
    assert (told.assessor, told.decider, told.confirmer, told.panel, told.sender) == (
        "", "", "", (), ""
    )  # fmt: skip
    with pytest.raises(NotFound):
        at.see(city, number, "dindik")


def test_whoever_left_the_unit_or_has_a_conflict_neither_answers_nor_decides(city):
    city.release_all()
    number = at.write(city)
    at.assign(city, number)
    with city.installation.writes() as session:
        interests.declare_for(
            session, city["admin"], LATER, city["ases1"].account_id,
            city.units["Dinkes"], "family", "kakak",
        )  # fmt: skip
    with pytest.raises(NotFound):
        at.answer(city, number)
    with pytest.raises(Refused) as refused:
        at.assign(city, number, to="ases1")
    assert refused.value.field == "assessor_id"
    with pytest.raises(Refused):
        at.assign(city, number, to="ketua")  # no assessor
    at.assign(city, number, to="ases2")
    at.answer(city, number, who="ases2")
    with pytest.raises(Refused, match="konflik kepentingan"):
        at.decide(city, number, members=[city["ases1"].account_id])
    with pytest.raises(NotAllowed):
        at.answer(city, number, who="ketua")


def test_a_decision_needs_an_answer_a_reason_another_value_and_a_second_person(city):
    city.release_all()
    number = at.write(city)
    with pytest.raises(Refused, match="sesudah dijawab"):
        at.decide(city, number)
    at.assign(city, number)
    with pytest.raises(Refused) as refused:
        at.answer(city, number, " ")
    assert refused.value.field == "reply"
    at.answer(city, number, proposal="5")
    with pytest.raises(Refused, match="sudah dijawab"):
        withdraw(city, number)
    for final, reason, field in (("5", " ", "reason"), ("", "x", "answer"), ("4", "x", "answer")):
        with pytest.raises(Refused) as refused:
            at.decide(city, number, final=final, reason=reason)
        assert refused.value.field == field
    at.decide(city, number)
    assert [choices(city, who)[0].to_confirm for who in ("ketua", "admin", "auditor")] == [0, 1, 0]
    for who in ("ketua", "ases1", "auditor", "dinkes"):
        with pytest.raises(NotAllowed):
            at.confirm(city, number, who)
    with city.installation.writes() as session:
        objection_decisions.give_back(
            session, city["admin"], LATER, number,
            reason="alasannya kurang", version=at.see(city, number).version,
        )  # fmt: skip
    assert (at.see(city, number).state, at.see(city, number).verdict) == ("answered", "")
    at.decide(city, number, accept=False, reason="SK tahun lalu")
    seen = at.see(city, number, "dinkes")
    assert (seen.state, seen.before, seen.waits) == ("rejected", seen.after, False)
    with pytest.raises(Refused, match="sudah diputuskan"):
        at.write(city, "sekali lagi")
    assert acts(city)[-4:] == [
        "objection.answer", "objection.decide", "objection.give-back", "objection.decide"
    ]  # fmt: skip


def test_of_two_who_decide_at_once_one_is_told_and_nothing_is_overwritten(city):
    city.release_all()
    with city.installation.writes() as session:
        city.add_person(session, "ketua2", Role.LEAD)
    number = at.write(city)
    at.assign(city, number)
    at.answer(city, number)
    seen = at.see(city, number).version
    at.decide(city, number, version=seen)
    with pytest.raises(Conflict) as clash:
        at.decide(city, number, accept=False, who="ketua2", version=seen)
    assert clash.value.stored["state"] == "decided"
    second = at.see(city, number).version
    at.confirm(city, number, "ketua2", version=second)
    with pytest.raises(Conflict):
        at.confirm(city, number, version=second)
    assert at.see(city, number).state == "accepted"


def race(*acts):
    """Let people act at the very same moment; how many each way it ended."""
    ready, ended = Barrier(len(acts)), []

    def run(act):
        ready.wait()
        try:
            act()
            ended.append("done")
        except Conflict:
            ended.append("conflict")

    threads = [Thread(target=run, args=(act,)) for act in acts]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    return sorted(ended)


def test_at_the_very_same_moment_one_decision_and_one_draft_are_kept(city):
    city.release_all()
    with city.installation.writes() as session:
        city.add_person(session, "ketua2", Role.LEAD)
    number = at.write(city)
    at.assign(city, number)
    at.answer(city, number)
    seen = at.see(city, number).version
    assert race(
        lambda: at.decide(city, number, version=seen),
        lambda: at.decide(city, number, accept=False, who="ketua2", version=seen),
    ) == ["conflict", "done"]
    assert at.see(city, number).version == seen + 1
    assert race(
        lambda: at.write(city, "satu", code="a2", verb=objecting.keep_draft),
        lambda: at.write(city, "dua", code="a2", verb=objecting.keep_draft),
    ) == ["conflict", "done"]
    assert [line.indicator for line in mine(city).lines] == ["a1", "a2"]


def test_where_the_period_confirms_a_refusal_too_waits_for_the_second_person(city):
    from tests.services.test_settling import set_confirms

    set_confirms(city)
    city.release_all()
    number = at.write(city)
    at.assign(city, number)
    at.answer(city, number)
    at.decide(city, number, accept=False)
    assert at.see(city, number).state == "decided"
    at.confirm(city, number)
    assert at.see(city, number).state == "rejected"


def test_the_unit_is_told_that_it_is_decided_and_no_value(city):
    city.release_all()
    number = at.accept(city)
    with city.installation.reads() as session:
        (asked, letter) = outbox.to_print(session, city["admin"], LATER)
    assert (asked.name, asked.subject) == (
        "Ases1",
        "Keberatan Dinas Kesehatan menunggu jawaban Anda",
    )
    assert (letter.name, letter.subject) == (
        "Dinkes",
        "Keputusan atas keberatan a1, Penilaian 2025",
    )
    assert f"http://bps.example/keberatan/{number}" in letter.body
    assert not any(word in letter.body for word in ("diterima", "3.60", "4.05", "SK"))


def test_lists_take_a_fixed_number_of_queries_and_narrow_to_what_is_asked(city, count_queries):
    city.release_all()
    at.accept(city)
    at.write(city, code="a2")
    with city.installation.reads() as session, count_queries() as few:
        objection_lists.office_objections(session, city["ketua"], Filters())
    for code, who, unit in (("b1", "dinkes", DINKES), ("a1", "dindik", DINDIK),
                            ("a2", "dindik", DINDIK)):  # fmt: skip
        at.write(city, code=code, who=who, unit=unit)
    with city.installation.reads() as session, count_queries() as many:
        found = objection_lists.office_objections(session, city["ketua"], Filters())
    assert (len(few), found.count) == (len(many), 5)
    assert {
        (line.unit, line.indicator) for line in listed(city, state="waiting", text="pendid")
    } == {(DINDIK, "a1"), (DINDIK, "a2")}
    assert [line.state for line in listed(city, state="accepted")] == ["accepted"]
    assert listed(city, period_id=0) == ()


def test_a_respondent_is_called_and_found_by_its_code_only(city):
    city.release_all()
    at.write(city)
    with city.installation.writes() as session:
        session.get(Unit, city.units["Dinkes"]).kind = "responden"
    assert [line.unit for line in listed(city, text="dinkes")] == ["Dinkes"]
    assert listed(city, text="kesehatan") == ()
    assert at.see(city, 1).unit == "Dinkes"
