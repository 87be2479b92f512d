"""The table of panels in a real browser: loads that follow the ticks, on a desk and on a phone."""

import pytest

from tests.services.panel_helpers import hire, panels_of


@pytest.mark.browser
@pytest.mark.parametrize("width", [1280, 360])
def test_loads_follow_the_ticks_and_are_saved(city, visitor, width):
    hire(city, "sri")
    lead = visitor("ketua", width=width)
    page = lead.goto(f"/panel/{city.category_id}")
    load = page.locator(f"[data-load-of='{city['sri'].account_id}']:visible")
    assert load.inner_text() == "0 unit"
    page.get_by_label("Sri menilai Dinas Kesehatan").check()
    page.get_by_label("Sri menilai Dinas Pendidikan").check()
    assert load.inner_text() == "2 unit"
    assert lead.sideways() <= 0
    page.get_by_role("button", name="Simpan penilai").click()
    page.get_by_text("Penilai untuk 2 unit sudah diubah.").wait_for()
    assert {name for name, panel in panels_of(city).items() if "sri" in panel} == {
        "Dinas Kesehatan",
        "Dinas Pendidikan",
    }


@pytest.mark.browser
def test_an_automatic_proposal_is_made_without_scripts_in_the_way(city, visitor):
    hire(city, "sri")
    lead = visitor("ketua", width=360)
    page = lead.goto(f"/panel/{city.category_id}/otomatis")
    page.get_by_label("Bagi ulang: beban dibuat rata").check()
    page.get_by_role("button", name="Lihat usulan").click()
    page.get_by_role("button", name="Pakai usulan ini").click()
    page.get_by_text("unit sudah diubah.").wait_for()
    assert lead.sideways() <= 0
    loads = [sum(who in panel for panel in panels_of(city).values()) for who in ("ases1", "sri")]
    assert loads == [2, 2]
