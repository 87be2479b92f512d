"""The assessor without a network: what is typed waits on the device and arrives exactly once."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.journeys.on_device import (
    DINDIK,
    answered,
    before_sheet,
    fill_three,
    is_empty,
    opened_at,
    ready,
    rows,
    saves,
    says,
    until,
    waiting,
)

ROOT = Path(__file__).parents[2]


@pytest.fixture
def opened(city):
    city.open()
    return city


@pytest.fixture
def at_sheet(opened, visitor):
    return before_sheet(opened, visitor)


def test_three_values_entered_offline_survive_a_reload_and_arrive_once(opened, at_sheet):
    page = at_sheet.page
    at_sheet.context.set_offline(True)
    fill_three(page)
    says(page, "Luring: 3 nilai menunggu")
    page.reload()
    says(page, "Luring: 3 nilai menunggu")
    assert page.locator("[data-code=a1] input[value='5']").is_checked()
    assert page.locator("[data-code=b1] input[name=answer]").input_value() == "18/20"
    assert rows(opened) == []
    at_sheet.goto("/penilaian/")
    says(page, "Luring: 3 nilai menunggu")
    at_sheet.context.set_offline(False)
    is_empty(page)
    assert rows(opened) == [("a1", "5", 1), ("a2", "4", 1), ("b1", "18/20", 1)]
    assert (saves(opened), waiting(page)) == (3, [])


def test_a_stored_page_shows_what_was_saved_after_it_was_stored(opened, at_sheet):
    page = at_sheet.page
    answered(page, "a1", "5")
    page.get_by_text("1 dari 3 dinilai").wait_for()
    at_sheet.context.set_offline(True)
    page.reload()
    page.get_by_text("1 dari 3 dinilai").wait_for()
    assert page.locator("[data-code=a1] input[value='5']").is_checked()
    answered(page, "a1", "4")
    says(page, "Luring: 1 nilai menunggu")
    at_sheet.context.set_offline(False)
    is_empty(page)
    assert rows(opened) == [("a1", "4", 2)]


def test_a_value_whose_answer_got_lost_is_kept_once_and_can_still_be_changed(opened, at_sheet):
    page = at_sheet.page
    lost = []

    def lose_the_answer(route):
        if lost:
            return route.continue_()
        lost.append(route.fetch().status)
        return route.abort()

    at_sheet.context.route(re.compile(r"/penilaian/\d+/a1$"), lose_the_answer)
    answered(page, "a1", "5")
    page.locator("[data-code=a1] [data-state=failed]").wait_for()
    answered(page, "a1", "4")
    page.locator("[data-code=a1] [data-state=saved]").wait_for()
    assert lost == [200]
    assert page.locator("[data-mine]").count() == 0
    assert (rows(opened), saves(opened)) == ([("a1", "4", 2)], 2)


def test_a_clash_found_on_return_shows_both_values_and_loses_neither(opened, at_sheet):
    page = at_sheet.page
    at_sheet.context.set_offline(True)
    answered(page, "a1", "2")
    answered(page, "a2", "3")
    says(page, "Luring: 2 nilai menunggu")
    opened.score("ases1", DINDIK, a1="5")
    at_sheet.context.set_offline(False)
    says(page, "1 nilai perlu diperiksa")
    until(page, lambda: rows(opened) == [("a1", "5", 1), ("a2", "3", 1)])
    page.reload()
    box = page.locator("[data-code=a1] .versions")
    box.wait_for()
    assert "5" in box.inner_text() and "2" in box.inner_text()
    page.get_by_role("button", name="Simpan yang saya ketik").click()
    is_empty(page)
    assert rows(opened) == [("a1", "2", 2), ("a2", "3", 1)]


def test_a_refused_value_waits_with_its_sentence_and_is_sent_once_mended(opened, at_sheet):
    page = at_sheet.page
    at_sheet.context.set_offline(True)
    opened_at(page, "b1")
    page.locator("[data-code=b1] input[name=answer]").fill("21/20")
    page.keyboard.press("Enter")
    answered(page, "a1", "4")
    says(page, "Luring: 2 nilai menunggu")
    at_sheet.context.set_offline(False)
    says(page, "1 nilai perlu diperiksa")
    until(page, lambda: rows(opened) == [("a1", "4", 1)])
    page.reload()
    opened_at(page, "b1")
    fault = page.locator("[data-code=b1]").get_by_text("tidak boleh lebih besar")
    fault.first.wait_for()
    assert page.locator("[data-code=b1] input[name=answer]").input_value() == "21/20"
    page.locator("[data-code=b1] input[name=answer]").fill("19/20")
    page.keyboard.press("Enter")
    is_empty(page)
    assert rows(opened) == [("a1", "4", 1), ("b1", "19/20", 1)]


def test_two_tabs_send_what_waits_once(opened, at_sheet):
    first = at_sheet.page
    second = at_sheet.context.new_page()
    second.goto(at_sheet.address + at_sheet.sheet)
    posts = []
    at_sheet.context.on("request", lambda r: r.method == "POST" and posts.append(r.url))
    at_sheet.context.set_offline(True)
    fill_three(first)
    says(first, "Luring: 3 nilai menunggu")
    second.locator("[data-code=a1] input[value='5']:checked").wait_for(state="attached")
    posts.clear()
    at_sheet.context.set_offline(False)
    is_empty(first)
    is_empty(second)
    second.locator("[data-code=b1] [data-state=saved]").wait_for(state="attached")
    assert len(rows(opened)) == 3
    assert (len(posts), saves(opened)) == (3, 3)
    answered(second, "a1", "3")
    second.locator("[data-code=a1] [data-state=saved]").wait_for()
    assert rows(opened)[0] == ("a1", "3", 2)


@pytest.mark.parametrize(
    ("button", "kept"), [("Simpan yang saya ketik", "2"), ("Pakai yang tersimpan", "5")]
)
def test_two_tabs_that_type_different_values_offline_lose_neither(opened, at_sheet, button, kept):
    first = at_sheet.page
    second = at_sheet.context.new_page()
    second.goto(at_sheet.address + at_sheet.sheet)
    second.locator("[data-scripted]:not([hidden])").first.wait_for(state="attached")
    second.evaluate("BroadcastChannel.prototype.postMessage = () => {}")
    # As where the message of the first tab has not arrived yet.
    second.evaluate("Object.defineProperty(MessageEvent.prototype, 'data', { get: () => ({}) })")
    at_sheet.context.set_offline(True)
    answered(first, "a1", "5")
    says(first, "Luring: 1 nilai menunggu")
    answered(second, "a1", "2")
    box = second.locator("[data-code=a1] .versions")
    box.wait_for()
    assert "tab lain di perangkat ini" in box.inner_text()
    assert waiting(second) == [[f"{at_sheet.sheet}/a1", "5"]]
    second.get_by_role("button", name=button).click()
    until(second, lambda: waiting(second) == [[f"{at_sheet.sheet}/a1", kept]])
    at_sheet.context.set_offline(False)
    is_empty(first)
    assert rows(opened) == [("a1", kept, 1)]


DYING = """
import os, signal, sys
import waitress
from evaluator.app import create_app
from evaluator.storage.installation import open_installation
left, port = int(sys.argv[1]), int(sys.argv[2])
app = create_app(open_installation())
def dying(environ, start_response):
    global left
    answer = app(environ, start_response)
    if environ["REQUEST_METHOD"] == "POST" and environ["PATH_INFO"].startswith("/penilaian/"):
        left -= 1
        if left == 0:
            os.kill(os.getpid(), signal.SIGKILL)
    return answer
server = waitress.create_server(dying, host="127.0.0.1", port=port)
print(server.effective_port, flush=True)
server.run()
"""


@pytest.fixture
def serve(opened):
    """Start a server of its own that kills itself before it answers save number `left`."""
    own = opened.installation
    known = {
        "EVALUATOR_INSTANCE": str(own.folder),
        "EVALUATOR_SECRET_KEY": own.settings.secret_key,
        "EVALUATOR_PUBLIC_URL": own.settings.public_url,
    }
    started = []

    def start(left, port=0):
        command = [sys.executable, "-c", DYING, str(left), str(port)]
        process = subprocess.Popen(
            command, cwd=ROOT, env={**os.environ, **known}, stdout=subprocess.PIPE, text=True
        )
        started.append(process)
        return process, int(process.stdout.readline())

    yield start
    for process in started:
        process.kill()
        process.wait()


def test_a_server_killed_before_it_answers_gets_each_change_once(opened, serve, visitor):
    process, port = serve(left=2)
    assessor = visitor()
    assessor.address = f"http://127.0.0.1:{port}"
    assessor.sign_in("ases1")
    page = assessor.goto(f"/penilaian/{opened.sheets('ases1')[DINDIK]}")
    ready(page)
    assessor.context.set_offline(True)
    fill_three(page)
    says(page, "Luring: 3 nilai menunggu")
    assessor.context.set_offline(False)
    process.wait(timeout=20)
    assert rows(opened) == [("a1", "5", 1), ("a2", "4", 1)]
    says(page, "2 nilai menunggu")
    serve(left=-1, port=port)
    page.evaluate("dispatchEvent(new Event('online'))")
    is_empty(page)
    assert rows(opened) == [("a1", "5", 1), ("a2", "4", 1), ("b1", "18/20", 1)]
    assert saves(opened) == 3
