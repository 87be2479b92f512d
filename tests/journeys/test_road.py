"""The main job from end to end in a real browser: score, lock, release, print, read, check."""

import io
import re

from pypdf import PdfReader

from evaluator.services import sheets

DINDIK = "Dinas Pendidikan"


def everyone_else_scores(city):
    """All sheets but the one of ases1 for Dinas Pendidikan."""
    city.open()
    for username in ("ases1", "ases2"):
        if username == "ases2":
            city.score(username, DINDIK, a1="5", a2="4", b1="18/20")
        city.score(username, "Dinas Kesehatan", a1="4", a2="4", b1="10/20")
        city.score(username, "Dinas Lingkungan Hidup", a1="2", a2="1", b1="TB")


def stored(city, sheet):
    with city.installation.reads() as session:
        view = sheets.open_sheet(session, city["ases1"], sheet)
    return [q.answer for q in view.questions], view.submitted_at is not None


def test_from_the_first_key_to_the_printed_certificate(city, visitor):
    everyone_else_scores(city)
    sheet = city.sheets("ases1")[DINDIK]

    assessor = visitor("ases1")
    page = assessor.page
    page.get_by_role("link", name=f"Mulai menilai {DINDIK}").click()
    page.locator("[data-scripted]:not([hidden])").wait_for()
    page.keyboard.press("5")
    page.get_by_text("1 dari 3 dinilai").wait_for()
    page.keyboard.press("n")
    page.keyboard.press("4")
    page.get_by_text("2 dari 3 dinilai").wait_for()
    page.keyboard.press("n")
    page.locator("[data-code=b1] input[name=answer]").fill("18/20")
    page.keyboard.press("Enter")
    page.get_by_text("3 dari 3 dinilai").wait_for()
    assert "4,69" in page.locator("#summary").inner_text()
    page.get_by_role("button", name="Kirim lembar").click()
    page.wait_for_url("**/penilaian/")
    assert stored(city, sheet) == (["5", "4", "18/20"], True)

    lead = visitor("ketua")
    lead.goto(f"/hasil/{city.period_id}")
    steps = (
        ("Tutup penilaian", "Tutup penilaian"),
        ("Kunci periode", "Kunci"),
        ("Rilis hasil", "Rilis"),
    )
    for opener, verb in steps:
        lead.page.get_by_role("link", name=opener).click()
        lead.page.get_by_role("button", name=f"{verb} Penilaian 2025").click()
        lead.page.wait_for_url(f"**/hasil/{city.period_id}")
    assert "4,69" in lead.page.locator("main").inner_text()

    organiser = visitor("panitia")
    organiser.goto(f"/piagam/{city.period_id}")
    organiser.page.get_by_role("button", name="Terbitkan 3 piagam").click()
    organiser.page.get_by_role("button", name="Terbitkan 3 piagam").click()
    with organiser.page.expect_download() as download:
        organiser.page.get_by_role("link", name="Satu PDF gabungan").click()
    merged = PdfReader(io.BytesIO(download.value.path().read_bytes()))
    first = merged.pages[0].extract_text()
    assert len(merged.pages) == 3
    assert DINDIK in first and "Juara I" in first and "B-1/33750/HM.310/2025" in first
    assert "4,69" not in organiser.page.content()

    head = visitor("dindik", width=360)
    box = head.page.get_by_text("4,69").first.bounding_box()
    assert box["y"] + box["height"] < 740
    assert head.sideways() <= 0
    with head.page.expect_download() as download:
        head.page.get_by_role("link", name="Unduh laporan (PDF)").click()
    report = PdfReader(io.BytesIO(download.value.path().read_bytes()))
    assert 2 <= len(report.pages) <= 6
    assert "4,69" in report.pages[0].extract_text()
    assert "Ases" not in "".join(p.extract_text() for p in report.pages)

    code = re.search(r"/v/([0-9A-Z-]{19})", first)[1]
    stranger = visitor(width=360)
    stranger.goto(f"/v/{code}")
    assert DINDIK in stranger.page.locator("main").inner_text()
    assert "4,69" not in stranger.page.content()


def test_what_is_typed_without_network_is_kept_and_saved_on_return(city, visitor):
    city.open()
    sheet = city.sheets("ases1")[DINDIK]
    assessor = visitor("ases1")
    page = assessor.goto(f"/penilaian/{sheet}")
    page.locator("[data-scripted]:not([hidden])").wait_for()
    assessor.context.set_offline(True)
    page.keyboard.press("5")
    page.locator(
        "[data-code=a1] [data-state=failed], [data-code=a1] [data-state=offline]"
    ).wait_for()
    assert stored(city, sheet)[0] == ["", "", ""]
    assessor.context.set_offline(False)
    page.evaluate("dispatchEvent(new Event('online'))")
    page.get_by_text("1 dari 3 dinilai").wait_for()
    assert stored(city, sheet)[0] == ["5", "", ""]


def test_two_tabs_on_one_indicator_see_both_values_and_lose_neither(city, visitor):
    city.open()
    sheet = city.sheets("ases1")[DINDIK]
    first, second = visitor("ases1"), visitor("ases1")
    for tab in (first, second):
        tab.goto(f"/penilaian/{sheet}?buka=a1")
    first.page.locator("[data-code=a1] input[value='4']").check()
    first.page.get_by_text("1 dari 3 dinilai").wait_for()
    second.page.locator("[data-code=a1] input[value='2']").check()
    second.page.get_by_role("button", name="Simpan yang saya ketik").wait_for()
    assert stored(city, sheet)[0][0] == "4"
    second.page.get_by_role("button", name="Simpan yang saya ketik").click()
    second.page.locator("[data-code=a1] [data-state=saved]").wait_for()
    assert stored(city, sheet)[0][0] == "2"


def test_an_answer_given_before_the_script_has_arrived_is_saved(city, visitor):
    city.open()
    assessor = visitor("ases1")
    held = []
    assessor.page.route("**/assess.js*", lambda route: held.append(route))
    sheet = city.sheets("ases1")["Dinas Pendidikan"]
    address = f"{assessor.address}/penilaian/{sheet}?buka=a1"
    assessor.page.goto(address, wait_until="commit")
    assessor.page.locator("[data-code=a1] input[value='4']").check()
    while not held:
        assessor.page.wait_for_timeout(20)
    held[0].continue_()
    assessor.page.get_by_text("1 dari 3 dinilai").first.wait_for()
    assert stored(city, sheet)[0][0] == "4"
