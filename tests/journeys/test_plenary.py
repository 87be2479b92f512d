"""A plenary from its preparation to the closed minutes, in a real browser."""

import pytest

from tests.plenary_city import lock

pytestmark = pytest.mark.browser


def fits(somebody):
    assert somebody.axe() == []
    assert somebody.sideways() <= 0


@pytest.mark.parametrize("width", [1280, 360])
def test_the_lead_prepares_departs_once_accepts_the_rest_and_closes(city, visitor, width):
    lock(city)
    lead = visitor("ketua", width=width)
    page = lead.goto(f"/hasil/{city.period_id}")
    page.get_by_role("main").get_by_role("link", name="Pleno", exact=True).click()
    page.get_by_role("link", name="Siapkan pleno").click()
    fits(lead)
    page.fill("[name=place]", "Aula BPS Kota Pekalongan")
    page.get_by_role("button", name="Simpan, lalu catat anggota").click()
    fits(lead)
    page.fill("[name=members-0-name]", "Hayu Wuranti, S.ST., M.Si.")
    page.fill("[name=members-0-title]", "Kepala BPS Kota Pekalongan")
    page.locator("[name=members-0-duty]").select_option("chair")
    page.locator("[name=members-0-present]").check()
    page.get_by_role("button", name="Simpan", exact=True).click()
    page.get_by_text("Anggota pleno sudah disimpan.").wait_for()
    fits(lead)

    page.get_by_role("link", name="Putuskan lain: OPD Terbaik").click()
    fits(lead)
    page.get_by_label("Dinas Kesehatan").select_option(index=1)
    page.get_by_role("button", name="Simpan keputusan").click()
    assert "Dinas Kesehatan" in page.inner_text("main")  # refused: the reason is missing
    assert page.locator(".error-summary").count() == 1
    page.fill("[name=reason]", "Juara pertama mengundurkan diri dengan surat.")
    page.get_by_role("button", name="Simpan keputusan").click()
    page.get_by_text("Keputusan pleno: Juara pertama mengundurkan diri").wait_for()
    fits(lead)

    for _ in range(page.get_by_role("button", name="Terima usulan:").count()):
        page.get_by_role("button", name="Terima usulan:").first.click()
        page.wait_for_load_state()
    page.get_by_role("link", name="Tutup pleno").click()
    page.get_by_role("button", name="Tutup pleno").click()
    page.get_by_text("Berita acara belum bernomor.").wait_for()
    page.get_by_role("link", name="Batal").click()
    page.get_by_role("link", name="Persiapan").click()
    page.fill("[name=minutes_number]", "B-12/33750/BA/2025")
    page.get_by_role("button", name="Simpan", exact=True).click()
    page.get_by_role("link", name="Tutup pleno").click()
    page.get_by_role("button", name="Tutup pleno").click()
    page.get_by_text("Ditutup Ketua").wait_for()
    fits(lead)
    link = page.get_by_role("link", name="Berita acara (PDF)")
    minutes = lead.context.request.get(lead.address + link.get_attribute("href"))
    assert minutes.body().startswith(b"%PDF-")
