"""The table and the sheet by keyboard in a real browser: fill, paste, undo, clash, come back."""

import time
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import select, text

from evaluator.services import (
    categories,
    grids,
    histories,
    panels,
    periods,
    rubrics,
    sheets,
    stages,
)
from evaluator.storage.own_scores import OwnScore, SelfAssessment
from evaluator.storage.periods import Participant
from tests.city import NOW, PASSWORD

DINDIK, DINKES, DLH = "Dinas Pendidikan", "Dinas Kesehatan", "Dinas Lingkungan Hidup"
EPSS = Path(__file__).parents[2] / "rubrics" / "epss-2022.yaml"


@pytest.fixture
def opened(city):
    city.open()
    return city


@pytest.fixture
def table(opened, visitor):
    """The table with its first cell in focus: Dinkes, DLH, Dindik × a1, a2, b1."""
    somebody = visitor("ases1")
    open_table(somebody)
    return somebody


def open_table(somebody, query=""):
    page = somebody.goto(f"/penilaian/tabel/{query}")
    page.locator("#nilai[role=grid]").wait_for()
    page.locator("#nilai td[tabindex='0']").focus()


def press(page, *keys):
    for key in keys:
        page.keyboard.press(key)


def all_saved(page):
    page.locator("#summary [data-all][data-state=saved]").wait_for()


def at(page):
    """Row and column of the focus, from 1; the name of the element where it is no cell."""
    return page.evaluate(
        "(() => { const e = document.activeElement, c = e.closest('#nilai td');"
        "return c ? `${c.parentElement.rowIndex},${c.cellIndex}` : e.tagName })()"
    )


def eventually(holds, seconds=10):
    """Whether something comes to hold before the time is over."""
    until = time.monotonic() + seconds
    while not holds() and time.monotonic() < until:
        time.sleep(0.05)
    return holds()


def stored(city, who="ases1"):
    with city.installation.reads() as session:
        view = grids.open_grid(session, city[who])
    return {row.unit: [cell.answer for cell in row.cells] for row in view.rows}


def test_a_column_is_filled_by_figures_and_enter_and_escape_brings_the_old_value_back(
    opened, table
):
    page = table.page
    press(page, "4", "Enter", "3", "Enter")
    all_saved(page)
    assert at(page) == "3,1"
    assert [answers[0] for answers in stored(opened).values()] == ["4", "3", ""]
    press(page, "5", "Escape")
    all_saved(page)
    assert stored(opened)[DINDIK][0] == ""
    press(page, "ArrowUp", "F2")
    page.keyboard.type("1")
    press(page, "Escape")
    assert (at(page), stored(opened)[DLH][0]) == ("2,1", "3")
    press(page, "Delete", "Control+End")
    page.keyboard.type("18/20")
    press(page, "Enter")
    page.get_by_text("2 dari 9 sel dinilai").wait_for()
    all_saved(page)
    assert stored(opened) == {DINKES: ["4", "", ""], DLH: ["", "", ""], DINDIK: ["", "", "18/20"]}


def test_one_cell_takes_part_in_tab_which_goes_right_only_after_filling(opened, table):
    page = table.page
    inside = "document.querySelectorAll('#nilai [tabindex=\"0\"]').length"
    assert page.evaluate(inside) == 1
    press(page, "4", "Tab")
    assert at(page) == "1,2"
    press(page, "2", "Tab", "t", "Tab")  # the last one is at the edge and leaves
    assert at(page) not in ("1,3", "2,1")
    all_saved(page)
    assert stored(opened)[DINKES] == ["4", "2", "TB"]
    page.locator("#nilai td").first.focus()
    page.locator("#nilai td[tabindex='0']").focus()
    press(page, "Tab")
    assert "," not in at(page)
    page.locator("#nilai td[tabindex='0']").focus()
    press(page, "Control+Home", "End", "ArrowLeft", "ArrowLeft", "ArrowLeft")
    assert page.evaluate("document.activeElement.textContent") == DINKES
    assert page.evaluate(inside) == 1


def test_next_unscored_visits_every_empty_cell_once(opened, table):
    opened.score("ases1", DLH, a2="3")
    open_table(table)
    page = table.page
    press(page, "Control+Home")
    seen = [at(page)]
    for _ in range(7):
        press(page, "n")
        seen.append(at(page))
    assert seen == ["1,1", "1,2", "1,3", "2,1", "2,3", "3,1", "3,2", "3,3"]


def test_a_pasted_block_is_previewed_with_its_rejects_and_kept_by_one_press(opened, table):
    page = table.page
    page.evaluate(
        "t => { const d = new DataTransfer(); d.setData('text/plain', t);"
        "document.activeElement.dispatchEvent(new ClipboardEvent('paste',"
        "{clipboardData: d, bubbles: true, cancelable: true})) }",
        "4,0\t3\n5\t9\n",
    )
    page.get_by_role("heading", name="Pratinjau tempelan").wait_for()
    assert "baris 2, kolom 2: 9" in page.locator("#ditolak").inner_text()
    assert table.axe() == []
    page.get_by_role("button", name="Simpan 3 nilai").click()
    page.locator("#nilai[role=grid]").wait_for()
    assert stored(opened) == {DINKES: ["4", "3", ""], DLH: ["5", "", ""], DINDIK: [""] * 3}
    page.locator("#nilai td[tabindex='0']").focus()
    press(page, "Control+z")
    page.get_by_text("Diurungkan:").first.wait_for()
    page.get_by_text("0 dari 9 sel dinilai").wait_for()
    assert stored(opened)[DINKES] == ["", "", ""]


def test_control_z_and_the_button_undo_on_the_server_and_in_the_log(opened, table):
    page = table.page
    press(page, "4", "Enter", "2")
    all_saved(page)
    page.get_by_role("button", name="Urungkan a1").click()
    page.get_by_text("1 dari 9 sel dinilai").wait_for()
    page.locator("#nilai td[tabindex='0']").focus()
    press(page, "ArrowUp", "Control+z")
    page.get_by_text("0 dari 9 sel dinilai").wait_for()
    assert [answers[0] for answers in stored(opened).values()] == ["", "", ""]
    with opened.installation.reads() as session:
        sheet = opened.sheets("ases1")[DLH]
        steps = histories.history_of(session, opened["ases1"], sheet, "a1")
    assert [step.act for step in steps] == ["score.undo", "score.save"]


def test_two_tabs_on_one_cell_see_both_values_and_lose_neither(opened, table, visitor):
    other = visitor("ases1")
    open_table(other)
    press(table.page, "4")
    all_saved(table.page)
    press(other.page, "2", "Enter")
    dialog = other.page.locator("#conflict")
    dialog.wait_for()
    told = dialog.inner_text()
    assert "Ases1" in told and "4" in told and "2" in told
    press(other.page, "Enter")  # meant for the table: it decides nothing
    assert dialog.is_visible()
    assert stored(opened)[DINKES][0] == "4"
    assert other.axe() == []
    other.page.get_by_role("button", name="Simpan yang saya ketik").click()
    all_saved(other.page)
    assert stored(opened)[DINKES][0] == "2"


def test_a_session_that_ends_keeps_what_was_typed_and_returns_to_the_cell(opened, table):
    page = table.page
    press(page, "ArrowDown", "ArrowRight")
    with opened.installation.writes() as session:
        session.execute(text("DELETE FROM login_session"))
    press(page, "5")
    page.get_by_role("link", name="Masuk lagi").click()
    page.fill("[name=username]", "ases1")
    page.fill("[name=password]", PASSWORD)
    page.click("main button.button-primary")
    page.locator("#nilai[role=grid]").wait_for()
    page.get_by_text("1 dari 9 sel dinilai").wait_for()
    assert at(page) == "2,2"
    # Sent on the way through the sign-in page, or by the table itself a moment later.
    assert eventually(lambda: stored(opened)[DLH] == ["", "5", ""])


def test_without_a_network_cells_wait_and_are_saved_on_return(opened, table):
    page = table.page
    table.context.set_offline(True)
    press(page, "4", "Enter", "3")
    page.locator("#nilai td[data-state=offline]").first.wait_for()
    assert stored(opened)[DINKES][0] == ""
    table.context.set_offline(False)
    all_saved(page)
    assert [answers[0] for answers in stored(opened).values()] == ["4", "3", ""]


def hand_in_own(city, unit, code, answer):
    """The unit's own assessment of one indicator, handed in."""
    with city.installation.writes() as session:
        participant = session.scalars(select(Participant).where(Participant.name == unit)).one()
        participant.category.period.self_assesses = True
        who, given = city["dindik"].account_id, {"participant_id": participant.id}
        session.add(SelfAssessment(**given, submitted_at=NOW, submitted_by=who))
        session.add(OwnScore(**given, indicator=code, answer=answer, account_id=who, saved_at=NOW))


def test_a_level_below_the_units_own_asks_for_its_reason_at_the_note(opened, visitor):
    hand_in_own(opened, DINKES, "a1", "4")
    assessor = visitor("ases1")
    open_table(assessor)
    page = assessor.page
    press(page, "2")
    page.locator("#beside textarea[aria-invalid]").wait_for()
    sentence = page.locator("#beside [data-fault=note]")
    assert "lebih rendah dari penilaian mandiri" in sentence.inner_text()
    assert page.evaluate("document.activeElement.name") == "note"
    assert "1 perlu diperbaiki" in page.locator("#summary").inner_text()
    page.keyboard.type("SK sudah kedaluwarsa")
    all_saved(page)
    press(page, "Escape")
    assert (at(page), stored(opened)[DINKES][0]) == ("1,1", "2")
    sheet = opened.sheets("ases1")[DINKES]
    page = assessor.goto(f"/penilaian/{sheet}?buka=a1")
    page.locator("[data-code=a1] [type=radio][value='1']").check()
    page.locator("[data-code=a1] textarea").fill("")
    page.locator("[data-code=a1] [data-fault=note]:not([hidden])").wait_for()
    assert page.locator("[data-code=a1] [type=radio][value='1']").is_checked()
    assert stored(opened)[DINKES][0] != "" and assessor.axe() == []


def test_38_indicators_are_scored_with_two_keys_each_at_most(city, visitor):
    sheet = epss_sheet(city)
    page = visitor("ases1").goto(f"/penilaian/{sheet}")
    page.locator("[data-scripted]:not([hidden])").wait_for()
    strokes = 0
    for number in range(38):
        press(page, *(("n",) if number else ()), str(1 + number % 5))
        strokes += 2 if number else 1
    page.get_by_text("38 dari 38 dinilai").wait_for()
    all_saved(page)
    assert strokes < 38 * 2
    with city.installation.reads() as session:
        view = sheets.open_sheet(session, city["ases1"], sheet)
    assert [q.answer for q in view.questions] == [str(1 + number % 5) for number in range(38)]


def epss_sheet(city):
    """The sheet of ases1 for one unit in a period with the 38 indicators of EPSS."""
    admin = city["admin"]
    with city.installation.writes() as session:
        rubric_id = rubrics.publish(session, admin, NOW, EPSS.read_bytes(), EPSS.name)
        period_id = periods.create_period(
            session,
            admin,
            NOW,
            year=2025,
            title="EPSS 2025",
            event="HSN",
            theme="",
            event_date=date(2025, 9, 29),
        )
        categories.add_category(
            session, admin, NOW, period_id, title="OPD", rubric_id=rubric_id, unit_kind="opd"
        )
        for panel in categories.list_categories(session, admin, period_id)[0].panels:
            panels.assign(session, admin, NOW, panel.participant_id, [city["ases1"].account_id])
        version = periods.period_view(session, admin, period_id).version
        stages.open_scoring(session, admin, NOW, period_id, version)
    return city.sheets("ases1")[DINDIK]


@pytest.mark.parametrize("width", [360, 1280])
def test_the_pages_fit_the_screen_and_everybody(opened, visitor, width):
    opened.score("ases1", DINDIK, a1="4")
    sheet = opened.sheets("ases1")[DINDIK]
    somebody = visitor("ases1", width=width)
    for path in (
        "/penilaian/tabel/",
        "/penilaian/tabel/tempel",
        f"/penilaian/tabel/sel/{sheet}/a1",
        f"/penilaian/riwayat/{sheet}/a1",
        f"/penilaian/{sheet}?buka=a1",
    ):
        page = somebody.goto(path)
        page.wait_for_load_state("networkidle")
        assert somebody.sideways() <= 0, path
        assert somebody.axe() == [], path
    assert page.locator("input[type=number]").count() == 0


def test_head_and_first_column_stay_in_sight(opened, visitor):
    somebody = visitor("ases1", width=700)
    open_table(somebody)
    page = somebody.page
    page.evaluate("document.querySelector('.table-scroll').scrollTo(400, 400)")
    box = page.locator(".table-scroll").bounding_box()
    head = page.locator("#nilai thead th").last.bounding_box()
    name = page.locator("#nilai tbody th").first.bounding_box()
    assert head["y"] >= box["y"] - 1 and name["x"] >= box["x"] - 1


def test_keys_never_reach_a_panel_that_still_shows_another_cell(opened, table):
    page = table.page
    page.locator("#beside [name=note]").wait_for()
    held = []
    page.route("**/penilaian/tabel/sel/**", lambda route: held.append(route))
    press(page, "3", "Tab")
    assert eventually(lambda: page.locator("#beside").get_attribute("inert") is not None)
    press(page, "Tab")
    assert page.evaluate("document.activeElement.closest('#beside')") is None
    assert eventually(lambda: held or page.wait_for_timeout(20))
    held[0].continue_()
    page.locator("#beside:not([inert]) [name=note]").wait_for()
    all_saved(page)
    assert stored(opened)[DINKES] == ["3", "", ""]
