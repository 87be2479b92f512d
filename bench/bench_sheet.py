"""Measures the assessor's pages: CPU time on the server, queries, and bytes sent.

    PYTHONPATH=. .venv/bin/python bench/bench_sheet.py

Run from the root of the project. A sheet with the 38 indicators of EPSS, each with the
unit's own answer and a piece of evidence; a table of 60 units × 20 indicators. Every
cell is filled, every fifth has a note. Prints the best
of ten for each page with its queries and its gzipped bytes, and the bytes of a first
load with styles, scripts and pictures. Limits: 60 ms of CPU a page, 150 kB for a first
load of a sheet. Ends with 1 where one is missed.
"""

import gzip
import re
import sys
import tempfile
import time
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import event

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
from evaluator.storage.evidence import Evidence, EvidenceRevision, EvidenceUse
from evaluator.storage.installation import Installation, Settings
from evaluator.storage.migrating import upgrade
from evaluator.storage.own_scores import OwnScore, SelfAssessment
from evaluator.storage.scores import Sheet

SHEET, TABLE = Path("rubrics/epss-2022.yaml"), Path("rubrics/opd-kerja-sama.yaml")
UNITS = 60
NOW = datetime(2025, 9, 1, 2, 0, tzinfo=UTC)
PASSWORD = "kata-sandi-uji-coba"  # noqa: S105
MOST_CPU, MOST_BYTES = 60, 150_000


def build(folder: Path) -> tuple[Installation, Actor, list[int]]:
    """An office with one assessor who scores 60 units by two rubrics; the categories."""
    own = Installation(Settings(instance=folder, secret_key="k" * 40))
    upgrade(own.engine)
    with own.writes() as session:
        operator = Actor(None, "operator", "Operator", 0, frozenset(), operator=True)
        office = offices.create_office(
            session, operator, NOW, code="3375", name="BPS", city="Uji", number_unit="33750"
        )
        people = {role: _person(session, office, role) for role in (Role.ADMIN, Role.ASSESSOR)}
        admin, assessor = people[Role.ADMIN], people[Role.ASSESSOR]
        for number in range(UNITS):
            name = f"Dinas Nomor {number:02}"
            units.create_unit(session, admin, NOW, kind="opd", short_name=name, name=name)
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
        ids = [_category(session, admin, assessor, period_id, file) for file in (SHEET, TABLE)]
        version = periods.period_view(session, admin, period_id).version
        stages.open_scoring(session, admin, NOW, period_id, version)
    with own.writes() as session:
        for row in sheets.my_sheets(session, assessor):
            view = sheets.open_sheet(session, assessor, row.id)
            cells = {
                q.indicator.code: (_answer(q, place), "Catatan penilai." if place % 5 == 0 else "")
                for place, q in enumerate(view.questions)
            }
            batches.save_scores(session, assessor, NOW, row.id, cells, hand_in=False)
        _show_evidence(session, sheets.my_sheets(session, assessor)[0].id, assessor)
    return own, assessor, ids


def _show_evidence(session: Any, sheet_id: int, assessor: Actor) -> None:
    """The unit of one sheet assessed itself, with a piece of evidence beside every indicator."""
    sheet = session.get(Sheet, sheet_id)
    unit, who = {"participant_id": sheet.participant_id}, {"account_id": assessor.account_id}
    sheet.participant.category.period.self_assesses = True
    session.add(SelfAssessment(**unit, submitted_at=NOW))
    for code in sheet.participant.category.rubric_version.rubric.indicator:
        session.add(OwnScore(**unit, **who, indicator=code, answer="3", note="Ada.", saved_at=NOW))
        piece = Evidence(**unit, title=f"Dokumen {code}", kind="kebijakan", dated=NOW.date())
        session.add(piece)
        session.flush()
        link = {"link": "https://contoh.go.id/dokumen", "note": "Halaman 3"}
        session.add(EvidenceRevision(evidence_id=piece.id, number=1, **who, added_at=NOW, **link))
        session.add(EvidenceUse(evidence_id=piece.id, indicator=code, page="hlm. 3"))


def _category(session: Any, admin: Actor, assessor: Actor, period_id: int, file: Path) -> int:
    """All units in one category, scored by the assessor."""
    rubric_id = rubrics.publish(session, admin, NOW, file.read_bytes(), file.name)
    title, kind = file.stem, "opd"
    category = categories.add_category(
        session, admin, NOW, period_id, title=title, rubric_id=rubric_id, unit_kind=kind
    )
    for one in categories.list_categories(session, admin, period_id):
        for panel in one.panels if one.id == category else ():
            panels.assign(session, admin, NOW, panel.participant_id, [assessor.account_id or 0])
    return category


def _answer(question: Any, place: int) -> str:
    """Some answer that fits the scale."""
    if question.choices:
        return str(question.choices[place % 2].value)
    typed = {"points": "80.5", "ratio": "18/20", "count": "7", "days-late": "0"}
    return typed[question.scale.kind]


def _person(session: Any, office: int, role: Role) -> Actor:
    operator = Actor(None, "operator", "Operator", office, frozenset(), operator=True)
    given = {"username": role.value, "name": role.value, "password": PASSWORD}
    account = accounts.create_person(session, operator, NOW, **given, roles=[role], unit_id=None)
    return Actor(account, role.value, role.value, office, frozenset({role}))


def measure(client: Any, engine: Any, path: str) -> tuple[float, int, int, str]:
    """CPU milliseconds (best of ten), queries and gzipped bytes of one page."""
    client.get(path)
    sent: list[str] = []
    event.listen(engine, "before_cursor_execute", lambda *call: sent.append(call[2]))
    times = []
    for _ in range(10):
        sent.clear()
        start = time.process_time()
        page = client.get(path)
        times.append(1000 * (time.process_time() - start))
    queries = len(sent)
    if page.status_code != 200:
        raise SystemExit(f"{path}: {page.status_code}")
    return min(times), queries, len(gzip.compress(page.data)), page.text


def first_load(client: Any, html: str) -> int:
    """Gzipped bytes of a page with everything that it and its scripts load."""
    waiting = set(re.findall(r'(?:href|src)="(/static/[^"#]+)', html))
    done: set[str] = set()
    total = len(gzip.compress(html.encode()))
    while waiting:
        address = waiting.pop()
        name = address.split("?")[0]
        if name in done:
            continue
        done.add(name)
        content = client.get(address).data
        total += len(gzip.compress(content))
        if name.endswith(".js"):
            imported = re.findall(rb'from "\./([^"]+)"', content)
            waiting |= {f"/static/{one.decode()}" for one in imported}
        if name.endswith(".css"):
            waiting |= {
                f"/static/{one.decode()}" for one in re.findall(rb'url\("([^")]+)"', content)
            }
    return total


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        own, assessor, (_, table) = build(Path(folder))
        with own.reads() as session:
            rows = sheets.my_sheets(session, assessor)
            sheet = next(row.id for row in rows if row.category == SHEET.stem)
        app = create_app(own)
        app.config["WTF_CSRF_ENABLED"] = False
        client = app.test_client()
        client.post("/masuk", data={"username": "assessor", "password": PASSWORD})
        pages = {
            "sheet, 38 indicators": f"/penilaian/{sheet}",
            "table, 60 units × 20": f"/penilaian/tabel/?kategori={table}",
        }
        missed = False
        for name, path in pages.items():
            cpu, queries, size, html = measure(client, own.engine, path)
            total = first_load(client, html)
            missed |= cpu > MOST_CPU or ("sheet" in name and total > MOST_BYTES)
            print(
                f"{name:24} {cpu:6.1f} ms CPU   {queries:3} queries   "
                f"{size / 1000:6.1f} kB gz   first load {total / 1000:6.1f} kB gz"
            )
        own.engine.dispose()
    sys.exit(missed)


if __name__ == "__main__":
    main()
