"""A rubric drafted on a screen and discussed on a phone."""

import pytest

from evaluator.services import drafts_discussing, drafts_inviting, drafts_starting
from tests.city import NOW

pytestmark = pytest.mark.browser
PLACE = "/rubrik/rancangan"


@pytest.fixture
def draft(city):
    """A copy of the published rubric, discussed with one unit."""
    with city.installation.writes() as session:
        admin = city["admin"]
        draft_id = drafts_starting.copy_rubric(session, admin, NOW, city.rubric_id)
        drafts_inviting.invite(session, admin, NOW, draft_id, [city.units["Dindik"]])
        drafts_discussing.open_discussion(session, admin, NOW, draft_id)
    return draft_id


def test_the_sum_follows_what_is_typed_exactly(draft, visitor):
    page = visitor("admin").goto(f"{PLACE}/{draft}")
    branch = page.locator("#b-A")
    told = branch.locator("[data-sum]")
    for first, second, words in (
        ("66,67", "33,33", "Jumlah 100"),
        ("200/3", "100/3", "Jumlah 100"),
        ("33.333", "66,666", "Jumlah 99,999, seharusnya 100"),
        ("1/3", "99", "Jumlah 99,3333…, seharusnya 100"),
        ("", "50", "1 bobot belum diisi"),
        ("0,1", "0,2", "Jumlah 0,3, seharusnya 100"),
    ):
        branch.locator("[name=w-a1]").fill(first)
        branch.locator("[name=w-a2]").fill(second)
        assert told.inner_text().strip() == words
    branch.get_by_role("button", name="Jadikan 100").click()
    page.wait_for_url(lambda url: url.endswith("#b-A"))
    weights = [branch.locator(f"[name=w-{code}]").input_value() for code in ("a1", "a2")]
    assert weights == ["33,33", "66,67"]
    assert page.locator("#b-A [data-sum]").inner_text().strip() == "Jumlah 100"


def test_a_unit_on_a_phone_comments_and_the_admin_answers_and_publishes(draft, visitor):
    unit = visitor("dindik", width=360)
    page = unit.goto(f"{PLACE}/")
    page.get_by_role("link", name="Rubrik kecil").click()
    page.get_by_role("link", name="a1 Standar data").click()
    page.get_by_label("Tanggapan Anda").fill("Standar mana yang dihitung?")
    page.get_by_role("button", name="Kirim tanggapan").click()
    page.get_by_text("Belum dijawab").wait_for()
    assert unit.sideways() <= 0
    assert unit.axe() == []

    admin = visitor("admin")
    desk = admin.goto(f"{PLACE}/{draft}/pembahasan")
    desk.get_by_text("Jawab", exact=True).click()
    desk.get_by_label("Jawaban").fill("Standar Data Statistik Nasional.")
    desk.get_by_role("button", name="Simpan jawaban").click()
    desk.get_by_text("Jawaban Admin").wait_for()
    desk.goto(f"{admin.address}{PLACE}/{draft}")
    desk.get_by_role("link", name="Terbitkan").click()
    desk.get_by_role("button", name="Terbitkan small 1.1").click()
    desk.get_by_text("Rubrik sudah terbit").wait_for()

    page.reload()
    page.get_by_text("Standar Data Statistik Nasional.").wait_for()
    assert page.get_by_role("button", name="Kirim tanggapan").count() == 0


# English words are the longer ones; where they fit on a phone, they fit on a desk.
@pytest.mark.parametrize(("language", "width"), [("id", 1280), ("en", 360)])
def test_pages_of_drafts_are_accessible_and_fit(city, draft, visitor, width, language):
    admin, found = visitor("admin", width=width), []
    if language == "en":
        admin.page.locator("details.menu summary").click()
        admin.page.locator("form[data-language] button").first.click()
        admin.page.wait_for_selector("html[lang=en]")
    pages = ("", "/periksa", "/pratinjau", "/pembahasan", "/butir/a1", "/beda", "/undang", "/muat")
    pages += ("/keterangan", "/isi/scales", "/ubah/a1", "/ubah/A", "/tambah/bagian", "/hapus/A")
    pages += ("/terbit", "/batalkan", "/akibat")
    for path in (f"{PLACE}/", f"{PLACE}/mulai", *(f"{PLACE}/{draft}{one}" for one in pages)):
        admin.goto(path)
        where = f"{path} {width} {language}"
        assert admin.page.locator("h1").count() == 1, where
        assert admin.sideways() <= 0, where
        found += [f"{where}: {line}" for line in admin.axe()]
    assert found == []
