"""The lead settles what a panel differs on and locks the period, in a real browser."""

import pytest

from tests.services.test_settling import set_confirms, standing

DINKES, DINDIK = "Dinas Kesehatan", "Dinas Pendidikan"

pytestmark = pytest.mark.browser


@pytest.fixture
def divided(city):
    """Dinkes is divided on a1, Dindik on a2; a second person confirms decisions."""
    set_confirms(city)
    city.open()
    city.score_all()
    city.score("ases2", DINKES, a1="2")
    city.score("ases2", DINDIK, a2="3")
    city.close()
    return city


def fits(somebody):
    assert somebody.axe() == []
    assert somebody.sideways() <= 0


@pytest.mark.parametrize("width", [1280, 360])
def test_the_lead_settles_the_second_person_confirms_and_the_period_is_locked(
    divided, visitor, width
):
    lead = visitor("ketua", width=width)
    page = lead.goto(f"/hasil/{divided.period_id}")
    page.get_by_role("main").get_by_role("link", name="Penyepakatan", exact=True).click()
    assert "2 perbedaan panel belum dibahas." in page.inner_text("main")
    fits(lead)

    page.get_by_role("link", name="Mulai bahas").click()
    page.wait_for_url("**/a1")
    fits(lead)
    page.get_by_role("button", name="Simpan keputusan").click()
    assert "Pilih atau tuliskan nilai yang diputuskan." in page.inner_text(".error-summary")
    page.get_by_label("Optimum").check()
    page.fill("[name=reason]", "Standar 2025 sudah dimutakhirkan.")
    page.get_by_role("button", name="Simpan, lalu berikutnya").click()
    page.wait_for_url("**/a2")

    page.fill("[name=note]", "Keduanya benar; dirata-rata.")
    page.get_by_role("button", name="Simpan catatan").first.click()
    page.wait_for_load_state()
    lead.goto(f"/penyepakatan/{divided.period_id}")
    assert "Semua perbedaan panel sudah dibahas. 1 keputusan menunggu orang kedua." in (
        page.inner_text("main")
    )

    page.get_by_role("link", name="Kunci periode").click()
    page.get_by_role("button", name="Kunci Penilaian 2025").click()
    refused = page.inner_text(".error-summary")
    assert "Dinas Kesehatan, a1: diputuskan Ketua" in refused

    second = visitor("admin", width=width)
    confirming = second.goto(f"/konfirmasi/{divided.period_id}")
    assert "Standar 2025 sudah dimutakhirkan." in confirming.inner_text("main")
    fits(second)
    confirming.get_by_role("button", name="Konfirmasi yang dicentang").click()
    assert "1 keputusan dikonfirmasi." in confirming.inner_text("main")

    lead.goto(f"/hasil/{divided.period_id}/kunci")
    page.get_by_role("button", name="Kunci Penilaian 2025").click()
    assert "Dikunci, belum dirilis" in page.inner_text("main")
    # .6·(.75·5 + .25·4) + .4·3 = 4.05
    assert standing(divided)[0] == "4.05"


def test_the_keyboard_goes_on_and_what_is_typed_is_not_left_by_accident(divided, visitor):
    lead = visitor("ketua")
    page = lead.goto(f"/penyepakatan/{divided.period_id}")
    page.get_by_role("link", name="Mulai bahas").click()
    page.wait_for_url("**/a1")
    page.keyboard.press("Alt+n")
    page.wait_for_url("**/a2")
    page.fill("[name=reason]", "setengah jadi")
    asked = []
    page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.dismiss()))
    page.keyboard.press("Alt+n")
    page.wait_for_timeout(300)
    assert asked == ["beforeunload"]
    assert page.input_value("[name=reason]") == "setengah jadi"


def test_reminders_are_written_read_and_printed(city, visitor):
    city.open()
    lead = visitor("ketua", width=360)
    page = lead.goto(f"/kemajuan/{city.period_id}")
    assert "0 dari 9 dinilai" in page.inner_text("main")
    fits(lead)
    page.get_by_role("link", name="Ingatkan yang terlambat").click()
    fits(lead)
    page.get_by_role("button", name="Masukkan ke kotak keluar").click()
    assert "2 pengingat masuk ke kotak keluar." in page.inner_text("main")
    fits(lead)
    page.get_by_role("link", name="Cetak yang menunggu").click()
    page.emulate_media(media="print")
    assert page.is_hidden("nav.navigation")
    assert page.is_hidden("text=Tandai semuanya sudah dicetak")
    assert len(page.query_selector_all(".sheet-of-paper")) == 2
