"""The papers of the award day in a real browser, wide and on a phone."""

import pytest

from evaluator.services import ceremony_seats
from tests.city import NOW
from tests.stage import decide

pytestmark = pytest.mark.browser
GUESTS = ("Budi 😀", "Siti , S.E.", "Prof. Dr. Ir. H. Raden Mas Suryokusumo Wijayaningrat, M.Si.")


@pytest.fixture
def staged(city):
    decide(city, jury=True)
    with city.installation.writes() as session:
        for name in GUESTS:
            ceremony_seats.add_seat(session, city["panitia"], NOW, city.period_id, {"name": name})
    return f"/panggung/{city.period_id}/kertas"


@pytest.mark.parametrize("width", [1280, 360])
def test_every_page_of_the_papers_fits_the_screen_and_is_accessible(staged, visitor, width):
    somebody = visitor("panitia", width=width)
    page = somebody.page
    for path in ("", "/tanda", "/meja", "/plakat"):
        somebody.goto(staged + path)
        page.wait_for_load_state("networkidle")
        assert (somebody.sideways(), somebody.axe()) == (0, []), path
    assert somebody.troubles == []


def test_a_name_tag_is_copied_drawn_on_its_small_sheet_and_offered(staged, visitor):
    somebody = visitor("panitia")
    page = somebody.goto("/rancangan-piagam/")
    page.select_option("[name=source]", "tanda-nama")
    page.fill("#salin [name=name]", "Tanda kami")
    page.click("#salin button")
    page.wait_for_selector('[data-name="nama"]')
    assert page.locator('[data-name="nama"]').first.text_content().startswith("Dr. Sri Wahyuni")
    somebody.goto(staged + "/tanda")
    page.check("text=Tanda kami")
    page.click("text=Periksa dengan rancangan ini")
    page.wait_for_url("**rancangan=milik-tanda-kami")
    assert (
        page.locator("a:has-text('Cetak tanda nama')")
        .get_attribute("href")
        .endswith("tanda.pdf?rancangan=milik-tanda-kami")
    )
    assert somebody.troubles == []
