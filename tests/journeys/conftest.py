"""A real browser on a real server; skipped loudly, or failed, where there is no Chromium."""

import os
import shutil
import socket
import threading
from pathlib import Path

import pytest
import waitress

from evaluator.app import create_app
from tests.city import PASSWORD, City
from tests.kept import stand

AXE = Path(__file__).parent / "vendor" / "axe.min.js"
_ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


def chromium():
    """Where Chromium is; None where there is none."""
    given = os.environ.get("CHROMIUM")
    names = [given] if given else ["chromium", "chromium-browser", "google-chrome"]
    return next((path for name in names if (path := shutil.which(name))), None)


@pytest.fixture(scope="package")
def browser():
    """One Chromium for all journeys; closed after them, for its driver keeps a loop running."""
    path = chromium()
    if path is None:
        reason = (
            "NO CHROMIUM FOUND: the browser tests did not run. Install Debian's package "
            "`chromium`, or name the program in CHROMIUM."
        )
        if os.environ.get("REQUIRE_BROWSER") == "1":
            pytest.fail(reason)
        pytest.skip(reason)
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=path, args=_ARGUMENTS)
        yield opened
        opened.close()


@pytest.fixture(params=["sqlite"])
def installation(request, tmp_path, migrated_file):
    """Journeys run on SQLite; what the engines differ in is tested below the pages."""
    from evaluator.storage.installation import Installation, Settings

    folder = tmp_path / "instance"
    folder.mkdir()
    shutil.copy(migrated_file, folder / "evaluator.db")
    own = Installation(
        Settings(instance=folder, secret_key="k" * 40, public_url="http://bps.example")
    )
    yield own
    own.engine.dispose()


@pytest.fixture
def city(installation):
    return stand(City, installation)


@pytest.fixture
def address(city):
    """The address of a server that serves the city, with CSRF and all headers on."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    server = waitress.create_server(create_app(city.installation), host="127.0.0.1", port=port)
    threading.Thread(target=server.run, daemon=True).start()
    yield f"http://127.0.0.1:{port}"
    server.close()


class Visitor:
    """Somebody at a screen: a page, and what went wrong on it."""

    def __init__(self, browser, address, width):
        height = 740 if width < 500 else 800
        self.context = browser.new_context(
            viewport={"width": width, "height": height}, locale="id-ID", accept_downloads=True
        )
        self.page = self.context.new_page()
        self.page.set_default_timeout(10_000)
        self.address = address
        self.troubles = []
        self.page.on("pageerror", lambda error: self.troubles.append(str(error)))
        self.page.on("console", self._note)

    def _note(self, message):
        if message.type == "error" and "Failed to load resource" not in message.text:
            self.troubles.append(message.text)

    def goto(self, path):
        self.page.goto(self.address + path)
        return self.page

    def sign_in(self, username):
        self.goto("/masuk")
        self.page.fill("[name=username]", username)
        self.page.fill("[name=password]", PASSWORD)
        self.page.click("main button.button-primary")
        self.page.wait_for_url(lambda url: not url.endswith("/masuk"))
        return self.page

    def sideways(self):
        """How many pixels the page is wider than the screen."""
        return self.page.evaluate(
            "document.documentElement.scrollWidth - document.documentElement.clientWidth"
        )

    def axe(self):
        """What axe finds against WCAG 2.2 AA, as "rule: element" lines."""
        self.page.evaluate(AXE.read_text() + ";0")
        found = self.page.evaluate(
            "axe.run(document, {runOnly: ['wcag2a','wcag2aa','wcag21a','wcag21aa','wcag22aa']})"
        )
        return [f"{v['id']}: {n['html'][:120]}" for v in found["violations"] for n in v["nodes"]]


@pytest.fixture
def visitor(browser, address):
    """Open a new browser for somebody: `visitor("ketua")`, or nobody; `width=360` for a phone."""
    opened = []

    def visit(username=None, width=1280):
        somebody = Visitor(browser, address, width)
        opened.append(somebody)
        if username:
            somebody.sign_in(username)
        return somebody

    yield visit
    troubles = [trouble for somebody in opened for trouble in somebody.troubles]
    for somebody in opened:
        somebody.context.close()
    assert troubles == []
