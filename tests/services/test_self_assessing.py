"""A unit assesses itself: duties, versions, hours, and what assessors may read of it."""

from datetime import date, timedelta

import pytest

from evaluator.services import periods, scheduling
from evaluator.services.own_sides import sides_of
from evaluator.services.problems import Conflict, NotAllowed, NotFound, Refused
from evaluator.services.self_assessing import (
    check_own,
    return_own,
    save_own,
    submit_own,
    take_back_own,
)
from evaluator.services.self_assessments import my_own_assessments, open_own
from evaluator.storage.actor import Role
from evaluator.storage.log import LogEntry
from evaluator.storage.people import Deputy
from evaluator.storage.periods import Stage
from tests.city import NOW
from tests.evidence_city import EvidenceCity
from tests.kept import stand


@pytest.fixture
def city(installation):
    made = stand(EvidenceCity, installation)
    made.begin()
    return made


@pytest.fixture
def staffed(city):
    """Dindik with an operator, a supervisor and a head."""
    city.give_duty("dindik", "operator")
    with city.installation.writes() as session:
        for username in ("pemeriksa", "kepala"):
            city.add_person(session, username, Role.UNIT, city.units["Dindik"])
    city.give_duty("pemeriksa", "supervisor")
    city.give_duty("kepala", "head")
    return city


def act(city, verb, username, *rest, now=NOW):
    with city.installation.writes() as session:
        version = open_own(session, city[username], now, city.own).progress.version
        verb(session, city[username], now, city.own, version, *rest)


def state(city, username="dindik"):
    with city.installation.reads() as session:
        return open_own(session, city[username], NOW, city.own).state


def acts(city):
    with city.installation.reads() as session:
        rows = session.query(LogEntry).filter(LogEntry.act.like("own.%")).order_by(LogEntry.id)
        return [(row.act, row.object, row.reason) for row in rows]


def save(city, code, answer, version, note="", username="dindik", now=NOW):
    with city.installation.writes() as session:
        return save_own(
            session, city[username], now, city.own, code, answer=answer, note=note, version=version
        )


def test_from_empty_to_handed_in_by_three_people(staffed):
    city = staffed
    assert state(city) == "new"
    city.fill(e1="4")
    assert state(city) == "begun"
    city.fill(e2="ya")
    assert state(city) == "complete"
    act(city, check_own, "pemeriksa")
    assert state(city) == "checked"
    act(city, submit_own, "kepala")
    assert state(city) == "sent"
    here = f"participant:{city.own}"
    assert acts(city) == [
        ("own.save", f"{here}/e1", ""),
        ("own.save", f"{here}/e2", ""),
        ("own.check", here, ""),
        ("own.submit", here, ""),
    ]


def test_one_account_for_everything_hands_in_at_once(city):
    city.fill(e1="4", e2="TB")
    act(city, submit_own, "dindik")
    with city.installation.reads() as session:
        progress = open_own(session, city["dindik"], NOW, city.own).progress
    assert (progress.checked_by, progress.sent_by) == ("Dindik", "Dindik")


@pytest.mark.parametrize(
    ("verb", "username", "whose"),
    [
        (check_own, "dindik", "supervisor"),
        (submit_own, "dindik", "kepala"),
        (submit_own, "pemeriksa", "kepala"),
        (check_own, "kepala", "supervisor"),
    ],
)
def test_a_duty_of_another_is_refused_naming_whose_it_is(staffed, verb, username, whose):
    staffed.fill(e1="4", e2="ya")
    with pytest.raises(NotAllowed, match=whose):
        act(staffed, verb, username)


def test_the_head_does_not_fill(staffed):
    with pytest.raises(NotAllowed, match="operator"):
        save(staffed, "e1", "4", 0, username="kepala")


def test_a_deputy_does_the_duty_on_the_days_lent_and_the_log_says_for_whom(staffed):
    city = staffed
    city.fill(e1="4", e2="ya")
    today = date(2025, 9, 1)
    with city.installation.writes() as session:
        session.add(
            Deputy(
                account_id=city["kepala"].account_id,
                deputy_id=city["pemeriksa"].account_id,
                valid_from=today,
                valid_to=today,
                reason="Dinas luar",
                made_at=NOW,
            )
        )
    act(city, check_own, "pemeriksa")
    with pytest.raises(NotAllowed):
        act(city, submit_own, "pemeriksa", now=NOW + timedelta(days=1))
    act(city, submit_own, "pemeriksa")
    assert acts(city)[-1] == ("own.submit", f"participant:{city.own}", "a.n. Kepala")


def test_a_change_after_the_check_takes_the_check_back(staffed):
    city = staffed
    city.fill(e1="4", e2="ya")
    act(city, check_own, "pemeriksa")
    city.fill(e1="4")  # said twice: nothing changed
    assert state(city) == "checked"
    city.fill(e1="3")
    assert state(city) == "complete"
    with pytest.raises(Refused, match="Belum diperiksa"):
        act(city, submit_own, "kepala")


def test_evidence_that_comes_after_the_check_takes_it_back_too(staffed):
    staffed.fill(e1="4", e2="ya")
    act(staffed, check_own, "pemeriksa")
    staffed.show("kebijakan", date(2025, 1, 1))
    assert state(staffed) == "complete"


def test_neither_checked_nor_handed_in_while_answers_are_missing(city):
    city.fill(e1="4")
    for verb in (check_own, submit_own):
        with pytest.raises(Refused) as refusal:
            act(city, verb, "dindik")
        assert str(refusal.value) == "Masih ada 1 indikator yang belum diisi: e2."
    assert state(city) == "begun"


def test_a_check_of_something_else_than_was_read_is_refused(city):
    city.fill(e1="4", e2="ya")
    seen = city.version()
    city.fill(e1="5")
    with city.installation.writes() as session, pytest.raises(Conflict, match="berubah sejak"):
        check_own(session, city["dindik"], NOW, city.own, seen)


def test_the_head_gives_it_back_with_a_reason_that_the_operator_reads(staffed):
    city = staffed
    city.fill(e1="4", e2="ya")
    act(city, check_own, "pemeriksa")
    with pytest.raises(Refused, match="tidak boleh kosong"):
        act(city, return_own, "kepala", " ")
    act(city, return_own, "kepala", "Lampirkan SK terbaru.")
    with city.installation.reads() as session:
        view = open_own(session, city["dindik"], NOW, city.own)
    assert (view.state, view.progress.returned_reason) == ("returned", "Lampirkan SK terbaru.")
    act(city, check_own, "pemeriksa")
    assert state(city) == "checked"


def test_after_handing_in_nothing_changes_until_the_head_takes_it_back(city):
    city.fill(e1="4", e2="ya")
    with pytest.raises(Refused, match="belum dikirim"):
        act(city, take_back_own, "dindik")
    act(city, submit_own, "dindik")
    with pytest.raises(Refused, match="sudah dikirim"):
        save(city, "e1", "3", 1)
    with pytest.raises(Refused, match="sudah dikirim"):
        city.show("kebijakan", date(2025, 1, 1))
    act(city, take_back_own, "dindik")
    assert save(city, "e1", "3", 1).answer == "3"


def test_two_tabs_on_one_indicator_see_both_values_and_nothing_is_overwritten(city):
    save(city, "e1", "4", 0, note="dari kantor")
    with pytest.raises(Conflict) as conflict:
        save(city, "e1", "2", 0, note="dari lapangan")
    assert dict(conflict.value.stored) == {
        "answer": "4",
        "note": "dari kantor",
        "version": 1,
        "saved_at": NOW,
        "author": "Dindik",
    }


def test_what_is_not_the_units_to_answer_is_refused(city):
    with pytest.raises(Refused, match="diisi kantor BPS"):
        save(city, "e3", "4", 0)
    with pytest.raises(NotFound):
        save(city, "zz", "4", 0)
    with pytest.raises(Refused, match="tidak menerima"):
        save(city, "e1", "TB", 0)


def test_nothing_is_saved_before_the_hours_after_them_or_in_another_stage(city):
    close = NOW + timedelta(days=1)
    with city.installation.writes() as session:
        version = periods.period_view(session, city["admin"], city.period_id).version
        scheduling.set_hours(
            session,
            city["admin"],
            NOW,
            city.period_id,
            version=version,
            hours={Stage.SELF_ASSESSMENT: scheduling.Hours(NOW, close)},
            grace_minutes=10,
            reason="Jadwal",
        )
    with pytest.raises(Refused, match="baru dibuka"):
        save(city, "e1", "4", 0, now=NOW - timedelta(minutes=1))
    assert save(city, "e1", "4", 0, now=close + timedelta(minutes=9)).version == 1
    with pytest.raises(Refused, match="sudah ditutup"):
        save(city, "e1", "3", 1, now=close + timedelta(minutes=10))
    city.open()
    with pytest.raises(Refused, match="tidak sedang dalam penilaian mandiri"):
        save(city, "e1", "3", 1)


def test_another_unit_neither_reads_nor_writes_it(city):
    with city.installation.reads() as session:
        assert [r.unit for r in my_own_assessments(session, city["dinkes"])] == ["Dinas Kesehatan"]
        with pytest.raises(NotFound):
            open_own(session, city["dinkes"], NOW, city.own)
        with pytest.raises(NotFound):
            sides_of(session, city["dinkes"], city.own)
    with pytest.raises(NotFound):
        save(city, "e1", "4", 0, username="dinkes")


def test_assessors_read_answers_only_once_scoring_began_and_only_what_was_handed_in(city):
    city.fill(e1="4", e2="ya")
    with city.installation.reads() as session, pytest.raises(NotFound):
        sides_of(session, city["ases1"], city.own)
    city.open()
    with city.installation.reads() as session:
        sides = sides_of(session, city["ases1"], city.own)
    assert (sides.sent_at, sides.by_indicator["e1"].own.answer) == (None, "")


def test_assessors_read_what_was_handed_in_with_its_author(city):
    city.fill(e1="4", e2="ya")
    act(city, submit_own, "dindik")
    city.open()
    with city.installation.reads() as session:
        side = sides_of(session, city["ases1"], city.own).by_indicator["e1"]
    assert (side.own.answer, side.own.author, side.own.saved_at) == ("4", "Dindik", NOW)


def test_the_list_says_how_far_each_assessment_is(city):
    city.fill(e1="4")
    with city.installation.reads() as session:
        (row,) = my_own_assessments(session, city["dindik"])
    assert (row.period, row.state, row.done, row.total, row.open) == (
        "Penilaian 2025",
        "begun",
        1,
        2,
        True,
    )


def test_reading_takes_the_same_number_of_queries_however_much_there_is(city, count_queries):
    counts = []
    for number in range(3):
        with city.installation.reads() as session, count_queries() as sent:
            open_own(session, city["dindik"], NOW, city.own)
        counts.append(len(sent))
        for one in range(number * 5 + 1):
            city.show("reviu", date(2025, 1, 1), content=b"%PDF-1.4 " + bytes([65 + one]) * 9)
    assert counts[1] == counts[2]
    assert counts[0] <= counts[1]
