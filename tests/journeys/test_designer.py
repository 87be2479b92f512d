"""A design made by hand: chosen, dragged, sized, aligned, typed, taken back, tried and saved."""

import pytest

from evaluator.documents.designs import DESIGNS
from evaluator.documents.paper_reading import checked
from evaluator.services import designs
from tests.city import NOW
from tests.documents.test_certificate import picture

pytestmark = pytest.mark.browser
EDITOR = "/rancangan-piagam/1"


@pytest.fixture
def design(city):
    with city.installation.writes() as session:
        return designs.add_design(
            session, city["panitia"], NOW, name="Piagam Kota", check=checked,
            content=DESIGNS["kawung"].content,
        )  # fmt: skip


def stored(city, design, name):
    with city.installation.reads() as session:
        content = designs.design_view(session, city["panitia"], design).content
    return next((one for one in content["elements"] if one["name"] == name), None)


def saved(page):
    page.keyboard.press("Control+s")
    page.wait_for_selector("[data-state]:text-is('Tersimpan')")


def test_elements_are_moved_by_hand_and_by_key_and_every_step_can_be_taken_back(
    visitor, city, design
):
    panitia = visitor("panitia")
    page = panitia.page
    panitia.goto(EDITOR)
    box = page.locator(".dz-box[data-name=qr]")
    box.click()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Shift+ArrowUp")
    page.keyboard.press("Alt+ArrowRight")
    page.keyboard.press("Control+ArrowRight")
    saved(page)
    moved = stored(city, design, "qr")
    was = next(e for e in DESIGNS["kawung"].content["elements"] if e["name"] == "qr")
    assert (moved["x"], moved["y"], moved["width"]) == (
        pytest.approx(was["x"] + 1.1), was["y"] - 10, was["width"] + 1,
    )  # fmt: skip

    sheet = page.locator("[data-stage]").bounding_box()
    millimetre = sheet["width"] / 297
    at = box.bounding_box()
    page.mouse.move(at["x"] + 20, at["y"] + 20)
    page.mouse.down()
    page.mouse.move(at["x"] + 20 + 50 * millimetre, at["y"] + 24, steps=6)
    page.mouse.up()
    saved(page)
    dragged = stored(city, design, "qr")
    assert dragged["x"] == pytest.approx(moved["x"] + 50, abs=1.6)
    page.click("[data-align=centre]")
    saved(page)
    assert stored(city, design, "qr")["x"] == pytest.approx((297 - moved["width"]) / 2, abs=0.1)
    page.click("[data-act=undo]")
    page.click("[data-act=undo]")
    saved(page)
    assert stored(city, design, "qr")["x"] == moved["x"]
    page.click("[data-act=redo]")
    saved(page)
    assert stored(city, design, "qr")["x"] == dragged["x"]
    assert (panitia.sideways(), panitia.axe()) == (0, [])


def test_texts_are_typed_elements_are_added_doubled_and_removed_and_pictures_uploaded(
    visitor, city, design
):
    panitia = visitor("panitia")
    page = panitia.page
    panitia.goto(EDITOR)
    page.locator("[data-list] button", has_text="kepala").click()
    page.locator("[data-panel] textarea").nth(2).fill("SERTIFIKAT TELADAN")
    page.wait_for_selector("[data-stage] svg text:has-text('SERTIFIKAT TELADAN')")
    page.select_option("[data-add]", "text")
    page.locator("[data-panel] select[aria-label^='Sisipkan']").first.select_option("free_1")
    page.click("[data-act=copy]")
    page.select_option("[data-add]", "picture")
    upload = {"name": "cap.png", "mimeType": "image/png", "buffer": picture("PNG", "RGBA")}
    page.locator("[data-panel] input[type=file]").set_input_files(upload)
    page.wait_for_selector("[data-stage] svg g[data-name='gambar-1'] image")
    page.locator(".dz-box[data-name='logo']").focus()
    page.keyboard.press("Delete")
    saved(page)

    assert stored(city, design, "kepala")["paragraphs"][1]["id"] == "SERTIFIKAT TELADAN"
    assert "{free_1}" in stored(city, design, "teks-1")["paragraphs"][0]["id"]
    assert stored(city, design, "teks-2") is not None
    assert len(stored(city, design, "gambar-1")["source"]) == 64
    assert stored(city, design, "logo") is None


def test_what_does_not_fit_is_shown_on_the_sheet_and_the_pdf_is_one_press_away(
    visitor, city, design
):
    panitia = visitor("panitia")
    page = panitia.page
    panitia.goto(EDITOR)
    page.locator(".dz-box[data-name=isi]").click()
    page.locator("[data-place=height]").fill("12")
    page.locator("[data-place=height]").press("Tab")
    page.wait_for_selector(".dz-box.faulty[data-name=isi]")
    assert "tidak muat" in page.inner_text("[data-faults]")
    page.click("[data-act=undo]")
    page.wait_for_selector(".dz-box[data-name=isi]:not(.faulty)")
    page.select_option("[data-sample]", "panjang")
    page.wait_for_selector("[data-stage] svg text:has-text('Suryokusumo')")
    with panitia.context.expect_page() as opened:
        page.click("button:has-text('Pratinjau PDF')")
    assert opened.value.url.endswith("/pratinjau.pdf")


def test_the_later_of_two_people_is_told_and_keeps_what_was_made(visitor, city, design):
    first, second = visitor("panitia"), visitor("admin")
    pages = [first.page, second.page]
    for one in (first, second):
        one.goto(EDITOR)
    for page, key in zip(pages, ("ArrowRight", "ArrowLeft"), strict=True):
        page.locator(".dz-box[data-name=qr]").click()
        page.keyboard.press(key)
    saved(pages[0])
    pages[1].keyboard.press("Control+s")
    pages[1].wait_for_selector("[data-state]:has-text('baru saja diubah Panitia')")
    saved(pages[1])
    was = next(e for e in DESIGNS["kawung"].content["elements"] if e["name"] == "qr")
    assert stored(city, design, "qr")["x"] == was["x"] - 1


@pytest.mark.parametrize("width", [1280, 360])
def test_every_page_of_designs_is_usable_by_everybody(visitor, city, design, width):
    panitia = visitor("panitia", width)
    for path in ("", "1", "1/nama", "1/gambar", "1/kertas", "1/unsur/isi", "1/unsur/bingkai"):
        page = panitia.goto(f"/rancangan-piagam/{path}")
        page.wait_for_load_state("networkidle")
        assert (path, panitia.sideways(), panitia.axe()) == (path, 0, [])
