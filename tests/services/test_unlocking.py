"""A locked period is taken back by two people; what was released stays readable as it was."""

import pytest
from sqlalchemy import text

from evaluator.services import (
    certificate_register,
    certificates_revised,
    certifying,
    feedback,
    periods,
    results,
    stages,
    unlocking,
)
from evaluator.services.logging import list_log, log_head
from evaluator.services.problems import Conflict, NotAllowed, NotFound, Refused
from evaluator.storage.actor import Role
from tests.city import NOW

DINDIK = "Dinas Pendidikan"


def view(city):
    with city.installation.reads() as session:
        return periods.period_view(session, city["ketua"], city.period_id)


def ask(city, who="ketua", reason="bukti b1 salah hitung"):
    with city.installation.writes() as session:
        return unlocking.ask_to_unlock(session, city[who], NOW, city.period_id, reason)


def decide(city, request_id, who="admin", granted=True, version=None, reason=""):
    seen = view(city).version if version is None else version
    with city.installation.writes() as session:
        unlocking.decide_unlock(
            session, city[who], NOW, request_id, version=seen, granted=granted, reason=reason
        )


def change(city, answer):
    """Take the scoring up again and change what counted, then lock."""
    with city.installation.writes() as session:
        session.execute(
            text(
                "UPDATE score SET answer = :answer WHERE indicator = 'a1' AND sheet_id IN "
                "(SELECT sheet.id FROM sheet JOIN participant ON participant.id = participant_id "
                "WHERE name = :name)"
            ),
            {"answer": answer, "name": DINDIK},
        )
    city.lock()


def value(city, who):
    with city.installation.reads() as session:
        (category,) = results.period_results(session, city[who], city.period_id).categories
        return next(unit.value for unit in category.units if unit.unit == DINDIK)


def test_one_person_alone_cannot_unlock(city):
    city.release_all()
    request = ask(city)
    with pytest.raises(NotAllowed):
        decide(city, request, who="ketua")
    assert view(city).stage == "released"


def test_a_reason_is_needed_and_only_a_locked_period_is_unlocked(city):
    city.open()
    with pytest.raises(Refused, match="tidak terkunci"):
        ask(city)
    city.score_all()
    city.lock()
    with pytest.raises(Refused) as refused:
        ask(city, reason="  ")
    assert refused.value.field == "reason"
    for who in ("admin", "ases1", "auditor", "dindik"):
        with pytest.raises((NotAllowed, NotFound)):
            ask(city, who=who)


def test_two_people_take_it_back_once(city):
    city.release_all()
    request = ask(city)
    with pytest.raises(Refused, match="menunggu"):
        ask(city)
    decide(city, request)
    after = view(city)
    assert (after.stage, after.revising_since, after.published) == ("settling", NOW, True)
    with pytest.raises(Conflict):
        decide(city, request)


def test_a_stale_page_unlocks_nothing(city):
    city.release_all()
    request = ask(city)
    with pytest.raises(Conflict):
        decide(city, request, version=view(city).version - 1)
    assert view(city).stage == "released"
    decide(city, request)
    assert view(city).stage == "settling"


def test_a_request_is_declined_with_a_reason_and_another_may_follow(city):
    city.release_all()
    request = ask(city)
    with pytest.raises(Refused):
        decide(city, request, granted=False)
    decide(city, request, granted=False, reason="sudah diumumkan")
    assert view(city).stage == "released"
    ask(city)
    with city.installation.reads() as session:
        found = unlocking.list_requests(session, city["admin"], city.period_id)
    assert [one.granted for one in found] == [None, False]


def test_during_a_revision_everyone_reads_the_released_result_and_the_lead_the_new_one(city):
    city.release_all()
    decide(city, ask(city))
    assert value(city, "ketua") == value(city, "auditor") == "4.69"
    change(city, "4")
    # A = .75·4 + .25·4 = 4; index = .6·4 + .4·4.6 = 4.24
    assert value(city, "ketua") == "4.24"
    assert value(city, "auditor") == value(city, "admin") == "4.69"
    with city.installation.reads() as session:
        (mine,) = feedback.my_feedback(session, city["dindik"])
        told = feedback.feedback(session, city["dindik"], mine.participant_id)
    assert told.result.value == "4.69"
    city.release()
    after = view(city)
    assert (after.stage, after.revising_since) == ("revised", None)
    assert value(city, "auditor") == "4.24"
    with city.installation.reads() as session:
        kept = "SELECT number, released_at IS NOT NULL AS told FROM snapshot ORDER BY number"
        assert [tuple(row) for row in session.execute(text(kept))] == [(1, 1), (2, 1)]


def test_no_certificate_is_issued_while_results_are_under_revision(city):
    city.release_all()
    decide(city, ask(city))
    with city.installation.writes() as session, pytest.raises(Refused):
        certifying.issue(
            session,
            city["panitia"],
            NOW,
            city.period_id,
            design="resmi",
            draw=lambda face: face["number"].encode(),
            files=city.installation.files,
            public_url="https://bps.example",
        )


def issue(city):
    with city.installation.writes() as session:
        return certifying.issue(
            session,
            city["panitia"],
            NOW,
            city.period_id,
            design="resmi",
            draw=lambda face: face["number"].encode(),
            files=city.installation.files,
            public_url="https://bps.example",
        )


def test_certificates_stay_where_the_award_is_the_same_and_are_named_where_it_is_gone(city):
    city.release_all()
    first = issue(city)  # Dindik 4.69, Dinkes 3.6, DLH 1.75: places 1 to 3
    with city.installation.reads() as session:
        code = session.execute(text("SELECT check_code FROM certificate ORDER BY id")).scalar()
    decide(city, ask(city))
    with city.installation.reads() as session:
        assert certificate_register.check(session, code).under_revision
    change(city, "1")  # A = .75·1 + .25·4 = 1.75; index = .6·1.75 + .4·4.6 = 2.89: second now
    city.release()
    with city.installation.reads() as session:
        told = certifying.winners_to_certify(session, city["panitia"], city.period_id)
        old = certificates_revised.outdated_certificates(session, city["panitia"], city.period_id)
        assert not certificate_register.check(session, code).under_revision
    assert [(one.winner.unit, one.pending) for one in told] == [
        ("Dinas Kesehatan", True),
        ("Dinas Pendidikan", True),
        ("Dinas Lingkungan Hidup", False),
    ]
    assert [(one.recipient, one.place) for one in old] == [
        ("Dinas Pendidikan", "Juara I"),
        ("Dinas Kesehatan", "Juara II"),
    ]
    again = issue(city)
    assert again[2] == first[2]
    assert set(again[:2]).isdisjoint(first)


def test_under_revision_scoring_is_not_reopened(city):
    city.release_all()
    decide(city, ask(city))
    with city.installation.writes() as session, pytest.raises(Refused):
        stages.reopen_scoring(
            session, city["ketua"], NOW, city.period_id, view(city).version, "lanjut"
        )


def waiting_for(city, who):
    with city.installation.reads() as session:
        return unlocking.requests_to_decide(session, city[who])


def test_whoever_may_decide_a_request_finds_it_and_the_asker_does_not(city):
    city.release_all()
    ask(city)
    (found,) = waiting_for(city, "admin")
    assert (found.period_id, found.period, found.asker, found.reason) == (
        city.period_id,
        "Penilaian 2025",
        "Ketua",
        "bukti b1 salah hitung",
    )
    assert waiting_for(city, "ketua") == []
    for who in ("ases1", "panitia", "auditor", "dindik"):
        with pytest.raises(NotAllowed):
            waiting_for(city, who)
    decide(city, 1, granted=False, reason="tidak perlu")
    assert waiting_for(city, "admin") == []


def acts_since(city, sequence):
    with city.installation.reads() as session:
        newest = list_log(session, city["ketua"], most=20)
    return [
        (one.act, one.before, one.after, one.reason)
        for one in reversed(newest)
        if one.sequence > sequence
    ]


def last_sequence(city):
    with city.installation.reads() as session:
        return log_head(session, city["ketua"])[0]


def test_each_act_is_one_entry_named_by_what_was_done(city):
    city.release_all()
    start = last_sequence(city)
    decide(city, ask(city), granted=False, reason="belum perlu")
    decide(city, ask(city, reason="salah hitung"))
    city.lock()
    city.release()
    assert [(act, before, after, why) for act, before, after, why in acts_since(city, start)
            if act != "snapshot.take"] == [
        ("unlock.ask", None, None, "bukti b1 salah hitung"),
        ("unlock.decline", None, None, "belum perlu"),
        ("unlock.ask", None, None, "salah hitung"),
        ("unlock.grant", {"stage": "released"}, {"stage": "settling"}, "salah hitung"),
        ("period.locked", {"stage": "settling"}, {"stage": "locked"}, ""),
        ("period.revised", {"stage": "locked"}, {"stage": "revised"}, ""),
    ]  # fmt: skip


def test_a_reason_for_granting_stands_in_the_entry_that_unlocks(city):
    city.release_all()
    request = ask(city)
    start = last_sequence(city)
    decide(city, request, reason="disetujui kepala")
    assert [(act, why) for act, _was, _is, why in acts_since(city, start)] == [
        ("unlock.grant", "disetujui kepala")
    ]


def test_scoring_that_goes_on_is_no_opening(city):
    city.open()
    city.score_all()
    city.close()
    start = last_sequence(city)
    with city.installation.writes() as session:
        stages.reopen_scoring(
            session, city["ketua"], NOW, city.period_id, view(city).version, "lanjut"
        )
    assert acts_since(city, start) == [
        ("period.reopen", {"stage": "settling"}, {"stage": "scoring"}, "lanjut")
    ]


def test_a_second_lead_may_be_the_second_person(city):
    city.release_all()
    with city.installation.writes() as session:
        city.add_person(session, "ketua2", Role.LEAD)
    decide(city, ask(city), who="ketua2")
    assert view(city).stage == "settling"
