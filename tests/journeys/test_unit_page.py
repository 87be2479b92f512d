"""The head of an OPD, on a phone: value, gap and plan in three taps, and what would lift it."""

import pytest

pytestmark = pytest.mark.browser


def in_sight(page, place):
    """Whether something stands on the first screen, without scrolling."""
    box = place.bounding_box()
    return box is not None and box["y"] + box["height"] <= page.viewport_size["height"]


def test_a_head_of_office_finds_value_gap_and_plan_in_three_taps(city, visitor):
    city.release_all()
    head = visitor("dinkes", width=360)
    page = head.goto("/")

    page.get_by_role("link", name="Umpan balik", exact=True).first.click()  # the first tap
    page.wait_for_url("**/umpan-balik/*")
    for seen in (
        page.locator(".verdict .value").first,
        page.get_by_text("Peringkat 2 dari 3"),
        page.locator(".verdict p").first,
        page.locator(".first-steps li").nth(0),
        page.locator(".first-steps li").nth(1),
    ):
        assert in_sight(page, seen)
    assert head.axe() == []
    assert head.sideways() <= 0

    page.locator(".first-steps a").first.click()  # the second: what the gap asks for
    assert page.locator("#langkah-1").is_visible()
    page.get_by_role("button", name="Jadikan rencana").first.click()  # the third
    page.wait_for_url("**/rencana/*")
    assert "Tabel terisi" in page.inner_text("main")

    # And what if? Every choice is computed at once, and the address keeps it.
    page = head.goto("/umpan-balik/")
    page.get_by_role("link", name="Coba seandainya").click()
    page.get_by_label("a1 Standar data").select_option("5")
    page.get_by_text("Nilai menjadi 4,05 (+0,45), predikat tetap Baik.").wait_for()
    assert page.url.endswith("/andai?ubah=a1:5")
    page.locator("summary", has_text="Permintaan data").click()
    page.get_by_label("b1 Tabel terisi").fill("21/20")
    page.get_by_label("b1 Tabel terisi").blur()
    page.get_by_text("bagian tidak boleh lebih besar").wait_for()
    page.get_by_label("b1 Tabel terisi").fill("20/20")
    page.get_by_label("b1 Tabel terisi").blur()
    page.get_by_text("Nilai menjadi 4,85 (+1,25)").wait_for()
    assert head.axe() == []
    assert head.sideways() <= 0
    page.reload()
    assert page.locator("[data-value]").inner_text() == "4,85"

    lead = visitor("ketua", width=1280)
    page = lead.goto(f"/umpan-balik/periode/{city.period_id}")
    assert lead.axe() == []
    with page.expect_download() as kept:
        page.get_by_role("link", name="Unduh semua (ZIP)").click()
    assert kept.value.suggested_filename == "Umpan balik - Penilaian 2025.zip"
    page.get_by_text("Selesai: berkas sudah diunduh.").wait_for()
    assert page.evaluate("document.querySelector('progress').value") == 3
