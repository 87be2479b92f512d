"""Measures the pages and papers of trends: CPU time on the server, queries, and bytes sent.

    PYTHONPATH=. .venv/bin/python bench/bench_trends.py

Run from the root of the project. 60 units with the 38 indicators of EPSS over three years,
the rubric changing before the third. Prints the best of five for each address with its
queries and its gzipped bytes, and the pages of each paper. Limits: 150 ms of CPU a page
or picture, 350 ms for the map of 2280 squares, 400 kB a paper. Ends with 1 where one is
missed.
"""

import gzip
import io
import sys
import tempfile
import time
from datetime import UTC, date, datetime
from pathlib import Path
from random import Random
from typing import Any

from pypdf import PdfReader
from sqlalchemy import event
from sqlalchemy.orm import Session

from evaluator.app import create_app
from evaluator.services import (
    accounts,
    batches,
    categories,
    offices,
    panels,
    periods,
    rubrics,
    sheets,
    stages,
    units,
)
from evaluator.storage.actor import Actor, Role
from evaluator.storage.installation import Installation, Settings
from evaluator.storage.migrating import upgrade

RUBRIC = Path("rubrics/epss-2022.yaml")
UNITS, YEARS = 60, (2025, 2026, 2027)
PASSWORD = "kata-sandi-uji-coba"  # noqa: S105
MOST_CPU, MOST_MAP, MOST_BYTES = 150, 350, 400_000
NAMES = ("Dinas Pendidikan", "Dinas Kesehatan", "Badan Perencanaan Pembangunan Daerah",
         "Dinas Pemberdayaan Perempuan, Perlindungan Anak, dan Keluarga Berencana")  # fmt: skip


def moment(year: int, month: int) -> datetime:
    """The first of a month, in the morning."""
    return datetime(year, month, 1, 2, 0, tzinfo=UTC)


def build(folder: Path) -> tuple[Installation, int]:
    """An office with three released years of one category; the newest category."""
    own = Installation(Settings(instance=folder, secret_key="k" * 40))
    upgrade(own.engine)
    with own.writes() as session:
        now = moment(2025, 1)
        operator = Actor(None, "operator", "Operator", 0, frozenset(), operator=True)
        office = offices.create_office(
            session, operator, now, code="3375", name="BPS Kota Uji", city="Uji",
            number_unit="33750",
        )  # fmt: skip
        people = {role: person(session, office, role) for role in
                  (Role.ADMIN, Role.ASSESSOR, Role.LEAD)}  # fmt: skip
        for number in range(UNITS):
            name = f"{NAMES[number % len(NAMES)]} {number:02}"
            units.create_unit(
                session, people[Role.ADMIN], now, kind="opd", short_name=f"Unit {number:02}",
                name=name,
            )  # fmt: skip
        versions = published(session, people[Role.ADMIN])
        made = [season(session, people, year, versions[year == YEARS[-1]]) for year in YEARS]
    return own, made[-1]


def person(session: Session, office: int, role: Role) -> Actor:
    """Somebody with one role, who is called like it."""
    operator = Actor(None, "operator", "Operator", office, frozenset(), operator=True)
    account = accounts.create_person(
        session, operator, moment(2025, 1), username=role.value, name=role.value,
        password=PASSWORD, roles=[role],
    )  # fmt: skip
    return Actor(account, role.value, role.value, office, frozenset({role}))


def published(session: Session, admin: Actor) -> tuple[int, int]:
    """The rubric as it ships, and a version in which two indicators mean something else."""
    text = RUBRIC.read_text()
    head, _, rest = text.partition("levels:\n")
    head = "\n".join('version: "99.1"' if line.startswith("version:") else line
                     for line in head.split("\n"))  # fmt: skip
    newer = head + "levels:\n" + rest.replace("Belum", "Sama sekali belum", 2)
    both = (text, newer)
    ids = [rubrics.publish(session, admin, moment(2025, 1), one.encode(), "r.yaml") for one in both]
    return ids[0], ids[1]


def season(session: Session, people: dict[Role, Actor], year: int, rubric_id: int) -> int:
    """One year from its draft to its release; the category."""
    admin, assessor, lead = people[Role.ADMIN], people[Role.ASSESSOR], people[Role.LEAD]
    period_id = periods.create_period(
        session, admin, moment(year, 2), year=year, title=f"Penilaian {year}", event="HSN",
        theme="", event_date=date(year, 9, 29),
    )  # fmt: skip
    category_id = categories.add_category(
        session, admin, moment(year, 2), period_id, title="OPD", rubric_id=rubric_id,
        unit_kind="opd",
    )  # fmt: skip
    for panel in categories.list_categories(session, admin, period_id)[0].panels:
        ids = [assessor.account_id or 0]
        panels.assign(session, admin, moment(year, 2), panel.participant_id, ids)
    steps = ((stages.open_scoring, admin, 6), (stages.close_scoring, lead, 8),
             (stages.lock, lead, 8), (stages.release, lead, 9))  # fmt: skip
    for step, actor, month in steps:
        version = periods.period_view(session, admin, period_id).version
        step(session, actor, moment(year, month), period_id, version)
        if step is stages.open_scoring:
            score(session, assessor, year)
    return category_id


def score(session: Session, assessor: Actor, year: int) -> None:
    """Every sheet of the year, around a level of the unit's own that rises a little."""
    for row in sheets.my_sheets(session, assessor):
        if row.period != f"Penilaian {year}":
            continue
        sheet = sheets.open_sheet(session, assessor, row.id)
        chance, middle = Random(f"{row.unit}/{year}"), Random(row.unit).uniform(1.2, 3.8)  # noqa: S311
        cells = {}
        for question in sheet.questions:
            level = round(chance.gauss(middle + (year - 2025) * 0.3, 0.8))
            cells[question.indicator.code] = (str(min(5, max(1, level))), "")
        batches.save_scores(session, assessor, moment(year, 7), row.id, cells, hand_in=True)


def measured(client: Any, engine: Any, address: str) -> tuple[float, int, bytes]:
    """The best CPU milliseconds of five, the queries of one, and the answer."""
    sent: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        sent.append(statement)

    event.listen(engine, "before_cursor_execute", note)
    content = client.get(address).get_data()
    event.remove(engine, "before_cursor_execute", note)
    best = 1e9
    for _ in range(5):
        start = time.process_time()
        client.get(address)
        best = min(best, (time.process_time() - start) * 1000)
    return best, len(sent), content


def main() -> int:
    """Print every figure; 1 where a limit is missed."""
    missed = False
    with tempfile.TemporaryDirectory() as folder:
        own, category = build(Path(folder))
        app = create_app(own)
        app.config["WTF_CSRF_ENABLED"] = False
        client = app.test_client()
        client.post("/masuk", data={"username": Role.LEAD.value, "password": PASSWORD})
        track = f"/tren/{category}"
        pages = ("", "/peta", "/unit/1", "/kategori.svg", "/profil.svg", "/unit.svg", "/peta.svg",
                 "/unit.csv", "/peta.xlsx", "/buku.pdf")  # fmt: skip
        for address in (*(track + page for page in pages), "/tren/", "/tren/wali-kota.pdf",
                        "/penghargaan/2027/kota"):  # fmt: skip
            spent, queries, content = measured(client, own.engine, address)
            paper = address.endswith(".pdf")
            size = len(content) if paper else len(gzip.compress(content))
            extra = f", {len(PdfReader(io.BytesIO(content)).pages)} pages" if paper else ""
            print(f"{address:26} {spent:7.1f} ms  {queries:3} queries  {size:8} bytes{extra}")
            most = MOST_MAP if address.endswith("peta.svg") else MOST_CPU
            missed |= size > MOST_BYTES if paper else spent > most
    return int(missed)


if __name__ == "__main__":
    sys.exit(main())
