"""Who is waited for is reminded once a day, in words that tell no value."""

import threading
from datetime import timedelta

import pytest
from sqlalchemy import text

from evaluator.services import outbox, reminding
from evaluator.services.logging import list_log
from evaluator.services.problems import NotAllowed, Refused
from evaluator.storage.periods import Period, Stage, StageWindow
from tests.city import NOW
from tests.services.test_boards import submit

DINDIK, DINKES, DLH = "Dinas Pendidikan", "Dinas Kesehatan", "Dinas Lingkungan Hidup"
URL = "https://nilai.example"


def plan(city, who="ketua", now=NOW, **changed):
    with city.installation.reads() as session:
        return reminding.plan_reminders(
            session, city[who], now, city.period_id, public_url=URL, **changed
        )


def remind(city, *names, who="ketua", now=NOW, **changed):
    ids = [city[name].account_id for name in names]
    with city.installation.writes() as session:
        return reminding.queue_reminders(
            session, city[who], now, city.period_id, ids, public_url=URL, **changed
        )


def waiting(city):
    with city.installation.reads() as session:
        return outbox.all_letters(session, city["admin"], NOW)


@pytest.fixture
def scoring(city):
    city.open()
    city.score_all()
    for unit in (DINDIK, DINKES, DLH):
        submit(city, "ases1", unit)
    submit(city, "ases2", DINDIK)
    with city.installation.writes() as session:
        session.execute(
            text("UPDATE account SET email = 'ases2@bps.example' WHERE id = :id"),
            {"id": city["ases2"].account_id},
        )
        closes = NOW.replace(day=12, hour=16, minute=59)
        window = StageWindow(period_id=city.period_id, stage=Stage.SCORING, closes_at=closes)
        session.add(window)
    return city


def self_assessing(city):
    with city.installation.writes() as session:
        period = session.get(Period, city.period_id)
        period.self_assesses, period.stage = True, Stage.SELF_ASSESSMENT
    return city


def test_an_assessor_with_unsent_sheets_reads_which_and_until_when(scoring):
    (one,) = plan(scoring).reminders
    assert (one.name, one.email, one.work) == (
        "Ases2",
        "ases2@bps.example",
        ((DINKES, 3, 3), (DLH, 3, 3)),
    )
    assert one.subject == "Pengingat Penilaian 2025: 2 lembar menunggu dikirim"
    assert one.body == (
        "Yth. Ases2,\n\n"
        "Penilaian 2025 di BPS Kota Uji. Lembar Anda yang belum dikirim: 2.\n\n"
        "- Dinas Kesehatan: 3 dari 3 indikator dinilai\n"
        "- Dinas Lingkungan Hidup: 3 dari 3 indikator dinilai\n\n"
        "Tahap ini ditutup 12 September 2025, 23.59 WIB. "
        "Silakan masuk dan lanjutkan di https://nilai.example/penilaian/\n\n"
        "Terima kasih,\nKetua\nBPS Kota Uji\n"
    )


def test_what_is_queued_is_what_was_read(scoring):
    (read,) = plan(scoring, extra="Mohon sebelum pleno.").reminders
    assert remind(scoring, "ases2", extra="Mohon sebelum pleno.").queued == 1
    (kept,) = waiting(scoring)
    assert (kept.subject, kept.body, kept.state) == (read.subject, read.body, "waiting")
    assert "Mohon sebelum pleno." in kept.body


def test_no_reminder_tells_a_value_a_place_or_a_predicate(scoring):
    remind(scoring, "ases2")
    (kept,) = waiting(scoring)
    told = kept.subject + kept.body
    secrets = ("4,69", "4.69", "3,60", "1,75", "Juara", "Baik", "Cukup", "Kurang", "10/20")
    assert [secret for secret in secrets if secret in told] == []


def test_nobody_is_reminded_twice_within_a_day_unless_forced(scoring):
    later = NOW + timedelta(hours=23)
    assert remind(scoring, "ases2") == reminding.Queued(1, 0)
    assert remind(scoring, "ases2", now=later) == reminding.Queued(0, 1)
    assert plan(scoring, now=later).reminders[0].recent
    assert remind(scoring, "ases2", now=later, force=True) == reminding.Queued(1, 0)
    assert remind(scoring, "ases2", now=later + timedelta(days=1)) == reminding.Queued(1, 0)
    assert len(waiting(scoring)) == 3


def test_two_who_press_at_once_remind_once(scoring):
    found = []
    threads = [
        threading.Thread(target=lambda: found.append(remind(scoring, "ases2").queued))
        for _ in range(4)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(found) == [0, 0, 0, 1]
    assert len(waiting(scoring)) == 1


def test_reminding_is_one_entry_of_the_log_and_nothing_is_logged_for_nothing(scoring):
    remind(scoring, "ases2")
    remind(scoring, "ases2")
    with scoring.installation.reads() as session:
        lines = [ln for ln in list_log(session, scoring["ketua"]) if ln.act == "message.remind"]
    assert [(line.subject, line.after) for line in lines] == [
        ("Penilaian 2025", {"names": ["Ases2"]})
    ]


def test_only_those_who_are_still_waited_for_can_be_reminded(scoring):
    for chosen in ((), ("ases1",), ("dindik",)):
        with pytest.raises(Refused, match="masih ditunggu"):
            remind(scoring, *chosen)
    assert waiting(scoring) == []


def test_a_text_of_ones_own_has_a_limit(scoring):
    with pytest.raises(Refused) as refused:
        remind(scoring, "ases2", extra="x" * 501)
    assert refused.value.field == "extra"


def test_people_of_units_that_have_not_handed_in_are_reminded_and_the_rest_named(city):
    found = plan(self_assessing(city))
    assert [(one.name, one.work) for one in found.reminders] == [
        ("Dindik", ((DINDIK, 0, 1),)),
        ("Dinkes", ((DINKES, 0, 1),)),
    ]
    assert found.unreachable == (DLH,)
    assert "https://nilai.example/penilaian-mandiri/" in found.reminders[0].body


def test_a_blind_period_names_units_by_their_aliases(city):
    with city.installation.writes() as session:
        session.get(Period, city.period_id).blind = True
    city.open()
    bodies = "".join(one.body for one in plan(city).reminders)
    assert "Unit 01: 0 dari 3 indikator dinilai" in bodies
    assert DINKES not in bodies


def test_at_other_stages_nobody_is_waited_for(city):
    assert plan(city).reminders == ()
    city.open()
    city.score_all()
    city.close()
    assert plan(city).reminders == ()


@pytest.mark.parametrize("who", ["ases1", "panitia", "auditor", "dindik"])
def test_others_remind_nobody(scoring, who):
    with pytest.raises(NotAllowed):
        plan(scoring, who=who)
    with pytest.raises(NotAllowed):
        remind(scoring, "ases2", who=who)


@pytest.mark.parametrize("more", [0, 2, 30])
def test_planning_takes_the_same_queries_for_few_and_many(city, count_queries, more):
    from tests.city import add_units

    add_units(city, more)
    city.open()
    with city.installation.reads() as session, count_queries() as sent:
        reminding.plan_reminders(session, city["ketua"], NOW, city.period_id, public_url=URL)
    assert len([s for s in sent if s.startswith("SELECT")]) == 7
