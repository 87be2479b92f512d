"""Measures what a first visit of a sheet costs on the line, as Chromium fetches it.

    PYTHONPATH=. .venv/bin/python bench/bench_first_load.py

Run from the root of the project. A sheet with the 38 indicators of EPSS, an empty cache,
signed in. Prints the bytes of all answers with their heads, gzipped as they travel: until
the sheet can be filled, and with all that is then stored for working without a network.
Limit: 150 kB until the sheet can be filled. Ends with 1 where it is missed.
"""

import shutil
import sys
import tempfile
import threading
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import waitress
from playwright.sync_api import sync_playwright

from bench import bench_sheet
from evaluator.app import create_app
from evaluator.services import sheets

MOST_BYTES = 150_000


class Scale:
    """Weighs every answer of an application, with its head."""

    def __init__(self, app: Any) -> None:
        self.app = app
        self.answers: list[tuple[str, int]] = []

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        head = 0

        def start(status: str, headers: list[tuple[str, str]], *rest: Any) -> Any:
            nonlocal head
            head = len(status) + sum(len(name) + len(value) + 4 for name, value in headers)
            return start_response(status, headers, *rest)

        def weighed() -> Iterator[bytes]:
            body = b"".join(self.app(environ, start))
            self.answers.append((environ["PATH_INFO"], head + len(body)))
            yield body

        # The head must be known before the body is asked for.
        return list(weighed())

    def weight(self, until: str = "") -> int:
        """The bytes of all answers, or of those before an address was asked for."""
        paths = [path for path, _ in self.answers]
        end = paths.index(until) if until else len(paths)
        return sum(size for _, size in self.answers[:end])


def main() -> int:
    """Print both weights."""
    bench_sheet.UNITS = 1
    with tempfile.TemporaryDirectory() as folder:
        own, assessor, _ = bench_sheet.build(Path(folder))
        with own.reads() as session:
            rows = {row.total: row.id for row in sheets.my_sheets(session, assessor)}
        scale = Scale(create_app(own))
        server = waitress.create_server(scale, host="127.0.0.1", port=0)
        threading.Thread(target=server.run, daemon=True).start()
        weights = visit(f"http://127.0.0.1:{server.effective_port}", rows[38], scale)
        server.close()
        own.engine.dispose()
    for name, weight in zip(("until filled", "with the store"), weights, strict=True):
        print(f"{name:15} {weight / 1000:6.1f} kB")
    return int(weights[0] > MOST_BYTES)


def visit(address: str, sheet: int, scale: Scale) -> tuple[int, int]:
    """The bytes until the sheet can be filled, and when the device has stored all it keeps."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium"), args=["--no-sandbox", "--disable-gpu"]
        )
        context = browser.new_context()
        form = context.request.get(f"{address}/masuk").text()
        token = form.split('name="csrf_token"')[1].split('value="')[1].split('"')[0]
        given = {"username": "assessor", "password": bench_sheet.PASSWORD, "csrf_token": token}
        context.request.post(f"{address}/masuk", form=given, max_redirects=0)
        scale.answers.clear()
        page = context.new_page()
        page.goto(f"{address}/penilaian/{sheet}")
        page.locator("[data-scripted]:not([hidden])").first.wait_for(state="attached")
        page.evaluate("navigator.serviceWorker.ready.then(() => true)")
        page.wait_for_timeout(3000)
        browser.close()
        return scale.weight(until="/luring/pekerja.js"), scale.weight()


if __name__ == "__main__":
    sys.exit(main())
