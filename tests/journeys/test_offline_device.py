"""What stays on an assessor's device, for whom, and until when."""

import re

import pytest
from sqlalchemy import text

from evaluator.services.recusing import recuse
from tests.city import NOW, PASSWORD
from tests.journeys.on_device import (
    DINDIK,
    DINKES,
    WAITS,
    answered,
    before_sheet,
    is_empty,
    opened_at,
    ready,
    rows,
    says,
    stored_pages,
    until,
    waiting,
)


@pytest.fixture
def opened(city):
    city.open()
    return city


@pytest.fixture
def at_sheet(opened, visitor):
    return before_sheet(opened, visitor)


def ask_to_leave(page):
    page.locator("details.menu summary").click()
    page.get_by_role("button", name="Keluar").click()


def test_leaving_with_waiting_values_asks_and_then_clears_the_device(opened, at_sheet):
    page = at_sheet.page
    at_sheet.context.route(re.compile(r"/penilaian/\d+/\w+$"), lambda route: route.abort())
    answered(page, "a1", "5")
    says(page, "Luring: 1 nilai menunggu")
    ask_to_leave(page)
    dialog = page.get_by_role("dialog")
    assert "1 nilai masih menunggu" in dialog.inner_text()
    assert page.evaluate("document.activeElement.value") == "stay"
    page.get_by_role("button", name="Tetap di sini").click()
    assert waiting(page) == [[f"{at_sheet.sheet}/a1", "5"]]
    ask_to_leave(page)
    page.get_by_role("button", name="Keluar dan hapus 1 nilai").click()
    page.wait_for_url("**/masuk")
    assert (waiting(page), stored_pages(page), rows(opened)) == ([], [], [])
    at_sheet.context.set_offline(True)
    at_sheet.goto(at_sheet.sheet)
    assert "Tidak ada sambungan ke server" in page.content()
    assert DINDIK not in page.content()


def test_without_a_network_nobody_leaves_and_nothing_is_lost(at_sheet):
    page = at_sheet.page
    at_sheet.context.set_offline(True)
    answered(page, "a1", "5")
    says(page, "Luring: 1 nilai menunggu")
    ask_to_leave(page)
    assert "Belum dapat keluar" in page.get_by_role("dialog").inner_text()
    assert waiting(page) == [[f"{at_sheet.sheet}/a1", "5"]]


def test_another_account_on_the_device_sees_and_sends_nothing(opened, at_sheet):
    page = at_sheet.page
    at_sheet.context.set_offline(True)
    answered(page, "a1", "5")
    says(page, "Luring: 1 nilai menunggu")
    at_sheet.context.clear_cookies()  # the session ends, nobody signs out
    at_sheet.context.set_offline(False)
    says(page, "Sesi berakhir: 1 nilai menunggu")
    at_sheet.sign_in("ases2")
    at_sheet.goto("/luring/")
    page.get_by_text("Tidak ada yang menunggu").wait_for()
    ready(page)
    assert page.locator(WAITS).inner_text() == ""
    assert at_sheet.sheet not in stored_pages(page)
    assert rows(opened) == []
    at_sheet.context.clear_cookies()
    at_sheet.sign_in("ases1")
    is_empty(page)
    until(page, lambda: waiting(page) == [])
    at_sheet.goto(at_sheet.sheet)
    page.locator("[data-code=a1] input[value='5']:checked").wait_for(state="attached")
    assert rows(opened) == [("a1", "5", 1)]


def test_a_session_that_ended_keeps_the_value_and_leads_back_to_its_cell(opened, at_sheet):
    page = at_sheet.page
    at_sheet.context.clear_cookies()
    answered(page, "a2", "4")
    says(page, "Sesi berakhir: 1 nilai menunggu")
    page.locator("#device-line [data-sign-in]").click()
    page.fill("[name=username]", "ases1")
    page.fill("[name=password]", PASSWORD)
    page.click("main button.button-primary")
    page.wait_for_url(f"**{at_sheet.sheet}?buka=a2")
    page.locator("[data-code=a2] [data-state=saved]").wait_for()
    assert page.locator("[data-code=a2]").get_attribute("open") is not None
    assert rows(opened) == [("a2", "4", 1)]


def test_a_sheet_that_is_not_stored_gives_the_list_of_those_that_are(opened, at_sheet):
    page = at_sheet.page
    other = opened.sheets("ases1")[DINKES]
    at_sheet.context.set_offline(True)
    at_sheet.goto(f"/penilaian/{other}")
    page.get_by_text("Halaman itu belum ada di perangkat ini").wait_for()
    held = page.locator("[data-sheet]", has_text="Tersimpan di perangkat ini")
    held.first.wait_for()  # the script looks into the device first
    assert [one.get_attribute("data-unit") for one in held.all()] == [DINDIK]
    assert at_sheet.axe() == []
    held.locator("a").click()
    page.get_by_role("heading", name=DINDIK).wait_for()


def test_what_was_refused_is_listed_with_its_sentence_and_can_be_given_up(opened, at_sheet):
    page = at_sheet.page
    opened_at(page, "b1")
    page.locator("[data-code=b1] input[name=answer]").fill("21/20")
    page.keyboard.press("Enter")
    says(page, "1 nilai perlu diperiksa")
    page.get_by_role("link", name="Lihat yang menunggu").click()
    change = page.locator("#waiting li")
    change.get_by_text("bagian tidak boleh lebih besar").wait_for()
    assert f"{DINDIK} – b1: 21/20" in change.inner_text()
    assert at_sheet.sideways() <= 0
    assert at_sheet.axe() == []
    change.get_by_role("button", name="Buang isian ini").click()
    page.get_by_role("button", name="Buang", exact=True).click()
    page.get_by_text("Tidak ada yang menunggu").wait_for()
    is_empty(page)
    assert (waiting(page), rows(opened)) == ([], [])


def test_a_browser_that_refuses_storage_says_so_and_still_saves(opened, visitor):
    assessor = visitor("ases1")
    assessor.context.add_init_script("delete window.indexedDB; window.indexedDB = undefined")
    page = assessor.goto(f"/penilaian/{opened.sheets('ases1')[DINDIK]}")
    says(page, "Peramban ini menolak menyimpan isian")
    answered(page, "a1", "5")
    page.get_by_text("1 dari 3 dinilai").wait_for()
    assert rows(opened) == [("a1", "5", 1)]


def test_all_open_sheets_are_stored_by_one_button_and_a_withdrawn_right_takes_the_copy(
    opened, visitor
):
    assessor = visitor("ases1")
    page = assessor.goto("/penilaian/")
    page.get_by_text("0 dari 3 lembar ada di perangkat ini").wait_for()
    page.get_by_role("button", name="Simpan semua di perangkat ini").click()
    page.get_by_text("3 dari 3 lembar ada di perangkat ini").wait_for()
    sheets = opened.sheets("ases1")
    gone = f"/penilaian/{sheets[DINKES]}"
    assert gone in stored_pages(page)
    with opened.installation.writes() as session:
        session.execute(
            text("UPDATE sheet SET recused_at = submitted_at, assessor_id = :other WHERE id = :id"),
            {"id": sheets[DINKES], "other": opened["admin"].account_id},
        )
    page.reload()
    page.get_by_text("2 dari 2 lembar ada di perangkat ini").wait_for()
    assert gone not in stored_pages(page)


def knows(page, account):
    """The worker has learnt who is signed in; "-" stands for nobody."""
    told = """async () => {
        const found = await (await caches.open('luring-akun')).match('/luring/');
        return found ? found.text() : '';
    }"""
    until(page, lambda: page.evaluate(told) == str(account))


def offline_at(assessor, path):
    assessor.context.set_offline(True)
    shown = assessor.goto(path).content()
    assessor.context.set_offline(False)
    return shown


def test_after_the_session_ended_nobody_is_shown_the_stored_sheet_until_its_owner_returns(
    opened, at_sheet
):
    at_sheet.context.clear_cookies()  # the session ends, nobody signs out
    at_sheet.goto("/penilaian/")
    knows(at_sheet.page, "-")
    shown = offline_at(at_sheet, at_sheet.sheet)
    assert "Tidak ada sambungan ke server" in shown and DINDIK not in shown
    at_sheet.sign_in("ases1")
    knows(at_sheet.page, opened["ases1"].account_id)
    at_sheet.context.set_offline(True)
    at_sheet.goto(at_sheet.sheet)
    at_sheet.page.get_by_role("heading", name=DINDIK).wait_for()


@pytest.mark.parametrize("who", ["ases2", "ketua"])
def test_a_stored_sheet_is_never_shown_to_whoever_signs_in_next(opened, at_sheet, who):
    page, first = at_sheet.page, opened["ases1"].account_id
    at_sheet.context.clear_cookies()
    at_sheet.sign_in(who)
    knows(page, opened[who].account_id)
    # As where the copy could not be forgotten in time.
    page.evaluate(
        """async ([account, path, words]) => {
            const cache = await caches.open(`luring-halaman-${account}`);
            await cache.put(path, new Response(words));
        }""",
        [first, at_sheet.sheet, "halaman penilai pertama"],
    )
    shown = offline_at(at_sheet, at_sheet.sheet)
    assert "halaman penilai pertama" not in shown


def test_a_sheet_that_one_left_vanishes_at_the_next_contact_wherever_that_is(opened, at_sheet):
    page = at_sheet.page
    other = f"/penilaian/{opened.sheets('ases1')[DINKES]}"
    at_sheet.goto(other)
    until(page, lambda: {other, at_sheet.sheet} <= set(stored_pages(page)))
    with opened.installation.writes() as session:
        sheet_id = opened.sheets("ases1")[DINKES]
        recuse(session, opened["ases1"], NOW, sheet_id, "Saudara kandung kepala dinasnya")
    at_sheet.goto(at_sheet.sheet)
    until(page, lambda: other not in stored_pages(page))
    assert at_sheet.sheet in stored_pages(page)
    shown = offline_at(at_sheet, other)
    assert "Halaman itu belum ada di perangkat ini" in shown


def test_pages_of_other_roles_are_never_stored(opened, visitor):
    lead = visitor("ketua")
    for path in ("/hasil/", f"/hasil/{opened.period_id}", "/catatan/"):
        lead.goto(path)
    assert stored_pages(lead.page) == []
    assert (
        lead.page.evaluate("navigator.serviceWorker.getRegistrations().then((r) => r.length)") == 0
    )
