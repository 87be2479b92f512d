"""Times 500 filled workbooks (LKE, 38 indicators each): the dry run, and writing them.

    PYTHONPATH=. .venv/bin/python bench/bench_lke.py

Run from the root of the project. 50 units are filled in a spreadsheet's way and
each workbook is looked at ten times, every time in a session of its own. Prints
CPU seconds for both, of the dry run also its two halves and the time on the clock,
and ends with 1 where the dry run of 500 needs 10 CPU seconds or more.
"""

import io
import random
import sys
import tempfile
import time
from datetime import timedelta
from pathlib import Path

from openpyxl import load_workbook

from evaluator.documents.lke import lke_workbook
from evaluator.documents.lke_reading import read_lke
from evaluator.services import categories, panels, periods, rubrics, stages, units
from evaluator.services.exchange import gather_lke
from evaluator.services.exchange_plans import plan_lke
from evaluator.services.sheets import my_sheets
from evaluator.storage.installation import Installation, Settings
from evaluator.storage.migrating import upgrade
from tests.city import NOW, City

RUBRIC = Path("rubrics/epss-2022.yaml")
UNITS, ROUNDS, LIMIT = 50, 10, 10.0
SECRET = b"rahasia"


def season(installation: Installation) -> City:
    """A second period by the national rubric, with one assessor for all units."""
    city = City(installation)
    admin = city["admin"]
    with installation.writes() as session:
        rubric_id = rubrics.publish(session, admin, NOW, RUBRIC.read_bytes(), RUBRIC.name)
        ids = [
            units.create_unit(session, admin, NOW, kind="opd", short_name=f"U{n}", name=f"Unit {n}")
            for n in range(UNITS)
        ]
        city.period_id = periods.create_period(
            session, admin, NOW, year=2026, title="EPSS 2026", event="HSN", theme="",
            event_date=NOW.date() + timedelta(days=300),
        )  # fmt: skip
        category_id = categories.add_category(
            session, admin, NOW, city.period_id, title="EPSS", rubric_id=rubric_id, unit_kind="opd"
        )
        categories.change_participants(session, admin, NOW, category_id, ids)
        for panel in categories.list_categories(session, admin, city.period_id)[0].panels:
            panels.assign(session, admin, NOW, panel.participant_id, [city["ases1"].account_id])
    with installation.writes() as session:
        version = periods.period_view(session, admin, city.period_id).version
        stages.open_scoring(session, admin, NOW, city.period_id, version)
    return city


def written(city: City) -> list[bytes]:
    """One workbook a unit."""
    books = []
    with city.installation.reads() as session:
        rows = [row for row in my_sheets(session, city["ases1"]) if row.year == 2026]
        for row in rows:
            lke = gather_lke(session, city["ases1"], NOW, [row.id], SECRET)
            books.append(lke_workbook(lke))
    return books


def filled(content: bytes, dice: random.Random) -> bytes:
    """Every indicator answered, most of them with a note."""
    book = load_workbook(io.BytesIO(content))
    sheet = book.worksheets[2]
    for row in range(9, 47):
        sheet.cell(row, 5).value = str(dice.randint(1, 5))
        sheet.cell(row, 6).value = (
            "Bukti sudah diperiksa bersama unit." if dice.random() < 0.8 else None
        )
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        installation = Installation(Settings(instance=Path(folder), secret_key="k" * 40))
        upgrade(installation.engine)
        city = season(installation)
        start = time.process_time()
        books = written(city)
        print(f"written: {(time.process_time() - start) / len(books) * 500:.2f} s for 500")
        dice = random.Random(2026)  # noqa: S311 - the same files every time
        uploads = [filled(book, dice) for book in books]
        clock, reading, planning = time.perf_counter(), 0.0, 0.0
        for content in uploads * ROUNDS:
            start = time.process_time()
            file = read_lke(content, "LKE.xlsx")
            middle = time.process_time()
            with installation.reads() as session:
                plan = plan_lke(session, city["ases1"], NOW, file, SECRET)
            planning += time.process_time() - middle
            reading += middle - start
            if plan.counts["change"] != 38:
                raise SystemExit(f"38 changes expected, found {plan.counts}")
        clock = time.perf_counter() - clock
        installation.engine.dispose()
    total = reading + planning
    parts = f"reading {reading:.2f}, planning {planning:.2f}; {clock:.2f} s on the clock"
    print(f"dry run: {total:.2f} s for {UNITS * ROUNDS} ({parts})")
    print(f"limit: {LIMIT:.0f} s, {total / LIMIT:.0%} of it used")
    sys.exit(total >= LIMIT)


if __name__ == "__main__":
    main()
