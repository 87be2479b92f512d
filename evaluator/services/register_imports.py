"""Registers imported from a table with a dry run, and written as one."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from evaluator.scoring.messages import Message, says
from evaluator.services.fact_books import frozen_times
from evaluator.services.fact_plans import (
    Cells,
    FactPlan,
    Importer,
    RowKey,
    Stored,
    plan_rows,
    write_rows,
)
from evaluator.services.fact_units import UnitFinder, unit_finder
from evaluator.services.logging import record
from evaluator.services.offices import office_view, today_at
from evaluator.services.permissions import Action, require
from evaluator.services.register_book import BOOK, USES, WANTED, values_of
from evaluator.services.registers import EntryView
from evaluator.storage.actor import Actor
from evaluator.storage.facts_visibility import visible_entries
from evaluator.storage.registers import Register, RegisterEntry
from evaluator.storage.units import Unit

WORDS = {
    "romantik": Register.ROMANTIK,
    "ms-keg": Register.MS_KEG,
    "ms-var": Register.MS_VAR,
    "ms-ind": Register.MS_IND,
    "tim-data": Register.DATA_TEAM,
    "sensus": Register.CENSUS,
    "agen": Register.AGENT,
    "konfirmasi": Register.CONFIRMATION,
}
"""What a table calls the registers."""
TITLES = ("daftar", "jenis", "unit")
COLUMNS = (*TITLES, *(column.title for column in BOOK.columns))


def plan_entries(
    session: Session,
    actor: Actor,
    now: datetime,
    header: Sequence[str],
    rows: Iterable[tuple[int, Sequence[str]]],
    unread: Iterable[tuple[int, Message]] = (),
) -> FactPlan:
    """Say what importing these entries would do, without doing it.

    A row is known by its register, unit, title and day; a column that the file lacks
    keeps what is stored.
    """
    require(actor, Action.RECORD)
    finder = unit_finder(session, actor)
    importer = Importer(
        BOOK,
        TITLES,
        ("daftar", "unit", "tanggal", "judul"),
        lambda cells: _owner(actor, finder, cells),
        _key,
        _stored(session, actor),
        frozen_times(session, actor.office_id),
        today_at(office_view(session, actor.office_id), now),
    )
    return plan_rows(importer, header, rows, unread)


def import_entries(session: Session, actor: Actor, now: datetime, plan: FactPlan) -> None:
    """Do what a plan of the same transaction says: everything, or nothing."""
    require(actor, Action.RECORD)
    before, after = write_rows(session, actor, BOOK, RegisterEntry, plan)
    record(session, actor, now, "register.import", "registers", before=before, after=after)


def used_columns(kind: Register) -> list[tuple[str, bool]]:
    """The titles of the columns that a register has of its own, and whether it must have them."""
    titles = {column.field: column.title for column in BOOK.columns}
    return [(titles[name], name in WANTED.get(kind, ())) for name in USES[kind]]


def entry_rows(entries: Iterable[EntryView]) -> list[tuple[str, ...]]:
    """Entries as rows under `COLUMNS`, ready to be changed and imported again."""
    called = {kind: word for word, kind in WORDS.items()}
    return [
        (called[one.kind], one.unit_kind, one.unit, *(one.texts[c.field] for c in BOOK.columns))
        for one in entries
    ]


def _owner(actor: Actor, finder: UnitFinder, cells: Cells) -> dict[str, Any] | Message:
    kind = WORDS.get(cells["daftar"].casefold())
    if kind is None:
        known = ", ".join(WORDS)
        return says(
            'daftar "{name}" tidak dikenal; yang ada: {known}', name=cells["daftar"], known=known
        )
    unit = finder.find(cells)
    if not isinstance(unit, Unit):
        return unit
    return {"unit_id": unit.id, "kind": kind, "office_id": actor.office_id}


def _key(values: Any) -> RowKey:
    return values["kind"], values["unit_id"], values["title"], values["day"]


def _stored(session: Session, actor: Actor) -> dict[RowKey, Stored]:
    rows = [(row, values_of(row)) for row in session.scalars(visible_entries(actor))]
    return {_key(values): Stored(row.id, row.version, values) for row, values in rows}
