"""Attendance by QR in a real browser: it lifts a measured indicator, until the lock."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from evaluator.services import activity_invitations, activity_planning, attendance_door
from evaluator.services.activity_planning import Plan
from tests.measured import begin_measured, lock_measured, score_measured

pytestmark = pytest.mark.browser


@pytest.fixture
def bimtek(city):
    """An activity that lasts all of today, in a period that measures attendance until today."""
    now = datetime.now(UTC)
    today = now.astimezone(ZoneInfo("Asia/Jakarta")).date()
    begin_measured(city, today - timedelta(days=30), today)
    with city.installation.writes() as session:
        admin, plan = (
            city["admin"],
            Plan("bimtek", "Bimtek Metadata", today, "00:00", "23:59", "Aula"),
        )
        new = activity_planning.create_activity(session, admin, now, plan)
        activity_invitations.invite(session, admin, now, new, kinds=["opd"])
        attendance_door.renew_door(session, admin, now, new)
    return new


def measured(page, sheet):
    """What the assessor's sheet says of the measured indicator."""
    page.goto(sheet)
    return page.locator("#s-b1 .status").inner_text().split()[-1]


def fill(page, name):
    page.get_by_label("Unit Anda", exact=True).select_option(label="Dinas Pendidikan")
    page.get_by_label("Nama lengkap").fill(name)
    page.get_by_label("Jabatan", exact=True).fill("Kepala Subbagian")
    page.get_by_text("Pejabat eselon IV atau fungsional").click()
    page.get_by_role("button", name="Saya hadir").click()


def test_attendance_by_qr_lifts_a_measured_indicator_and_is_refused_after_the_lock(
    city, bimtek, visitor
):
    organiser = visitor("panitia")
    sign = organiser.goto(f"/hadir/{bimtek}/pintu")
    assert sign.locator("svg.door-code path").count() == 1
    door = sign.locator(".door-address").inner_text().removeprefix("http://bps.example")
    assert organiser.axe() == []
    assessor = visitor("ases1")
    sheet = f"{assessor.address}/penilaian/{city.sheets('ases1')['Dinas Pendidikan']}"
    assert measured(assessor.page, sheet) == "0/1"

    phone = visitor(width=360)
    page = phone.goto(door)
    assert phone.sideways() <= 0 and phone.axe() == []
    fill(page, "Rina, S.ST.")
    page.get_by_text("Rina, S.ST. dari Dinas Pendidikan sudah dicatat.").wait_for()
    assert measured(assessor.page, sheet) == "1/1"

    page.get_by_role("link", name="Catat orang lain").click()
    page.get_by_label("Nama lengkap").wait_for()
    score_measured(city)
    lock_measured(city, datetime.now(UTC) + timedelta(days=1))
    fill(page, "Budi Santoso")
    page.get_by_text("sudah dikunci").first.wait_for()
    assert page.get_by_label("Nama lengkap").input_value() == "Budi Santoso"
    assert measured(assessor.page, sheet) == "1/1"
    assert phone.sideways() <= 0 and phone.axe() == []
