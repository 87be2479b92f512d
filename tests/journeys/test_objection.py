"""An objection in a real browser: sent on a phone, decided at a desk, and it moves the place."""

import re
from datetime import UTC, datetime

import pytest

from evaluator.services import objection_windows
from tests import objection_city as at

pytestmark = pytest.mark.browser


@pytest.fixture
def released(city):
    """Dinkes is second with 3.60: its b1 counts 10 of 20, and a1 is level 4."""
    city.release_all()
    with city.installation.writes() as session:
        objection_windows.extend(
            session, city["admin"], at.LATER, city.period_id,
            datetime(2099, 1, 1, tzinfo=UTC), reason="uji", version=0,
        )  # fmt: skip
    at.accept(city)  # a1 is decided already: 4.05, still second
    return city


def fits(somebody):
    assert somebody.axe() == []
    assert somebody.sideways() <= 0


def main(page):
    return page.inner_text("main")


def test_an_accepted_objection_changes_the_place_and_keeps_the_old_result(released, visitor):
    unit, lead = visitor("dinkes", width=360), visitor("ketua")
    assessor, admin = visitor("ases2", width=360), visitor("admin", width=360)
    page = unit.goto("/keberatan/")
    fits(unit)
    page.get_by_text("Ajukan keberatan atas sebuah indikator").click()
    page.get_by_role("link", name="b1 Tabel terisi").click()
    fits(unit)
    page.fill("[name=text]", "Semua tabel sudah diserahkan 3 Maret.")
    page.fill("#answer", "20/20")
    page.set_input_files(
        "#upload", {"name": "tanda terima.pdf", "mimeType": "application/pdf", "buffer": at.PDF}
    )
    page.get_by_role("button", name="Kirim keberatan").click()
    page.wait_for_url("**/keberatan/2")
    fits(unit)

    desk = lead.goto("/keberatan/")
    fits(lead)
    desk.get_by_role("link", name=re.compile("Dinas Kesehatan.*b1")).click()
    fits(lead)
    desk.select_option("#assessor_id", label="Ases2 (menilai unit ini)")
    desk.get_by_role("button", name="Tugaskan").click()
    desk.get_by_text("Menilai unit ini").first.wait_for()

    answering = assessor.goto("/keberatan/2")
    fits(assessor)
    answering.fill("[name=reply]", "Tanda terimanya ada.")
    answering.get_by_label("Diubah menjadi jawaban di bawah ini").check()
    answering.get_by_role("button", name="Simpan jawaban").click()
    answering.get_by_text("Jawaban sudah disimpan").wait_for()

    desk = lead.goto("/keberatan/2")
    # b1 = 5: index = .6·4 + .4·5 = 4.40
    assert "4,40" in main(desk)
    fits(lead)
    desk.get_by_label("Terima: nilai diubah").check()
    desk.fill("#reason", "Tabelnya diterima tepat waktu.")
    desk.get_by_label("Ases1").check()
    desk.get_by_role("button", name="Simpan keputusan").click()
    desk.get_by_text("menunggu orang kedua").first.wait_for()

    second = admin.goto("/keberatan/2")
    fits(admin)
    second.get_by_role("button", name="Konfirmasi keputusan").click()
    second.get_by_text("Keputusan sudah dikonfirmasi").wait_for()

    desk = lead.goto("/keberatan/")
    desk.get_by_role("link", name="Terbitkan hasil revisi").click()
    # a1 = 5 and b1 = 5: index = .6·4.75 + .4·5 = 4.85, before Dindik's 4.69
    assert "4,85" in main(desk)
    fits(lead)
    desk.get_by_role("button", name="Terbitkan hasil revisi").click()
    desk.get_by_text("Hasil revisi sudah diterbitkan").wait_for()
    lead.goto(f"/keberatan/periode/{released.period_id}/terbit")
    assert "Diganti" in main(desk) and "Berlaku" in main(desk)

    page = unit.goto("/keberatan/2")
    assert "Tabelnya diterima tepat waktu." in main(page)
    fits(unit)
    page = unit.goto("/umpan-balik/")
    assert "4,85" in main(page)
    assert "3,60 (Baik), peringkat 2" in main(page)
    fits(unit)
