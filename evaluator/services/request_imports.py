"""Lists of tables and of what came of them, imported from a table with a dry run."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session, contains_eager

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
from evaluator.services.request_book import BOOK, values_of
from evaluator.services.request_tables import TableView
from evaluator.storage.actor import Actor
from evaluator.storage.facts_visibility import visible_rounds, visible_tables
from evaluator.storage.requests import RequestedTable, RequestRound
from evaluator.storage.units import Unit

TITLES = ("permintaan", "jenis", "unit")
COLUMNS = (*TITLES, *(column.title for column in BOOK.columns))


def plan_tables(
    session: Session,
    actor: Actor,
    now: datetime,
    header: Sequence[str],
    rows: Iterable[tuple[int, Sequence[str]]],
    unread: Iterable[tuple[int, Message]] = (),
) -> FactPlan:
    """Say what importing these tables, or what came of them, would do, without doing it.

    A row is known by its request, unit and number; a column that the file lacks, or an
    empty cell, keeps what is stored, so a list of receipts needs no more than these and
    its own columns.
    """
    require(actor, Action.RECORD)
    rounds = {one.title.casefold(): one for one in session.scalars(visible_rounds(actor))}
    finder = unit_finder(session, actor)
    importer = Importer(
        BOOK,
        TITLES,
        ("permintaan", "unit", "nomor"),
        lambda cells: _owner(rounds, finder, cells),
        _key,
        _stored(session, actor),
        frozen_times(session, actor.office_id),
        today_at(office_view(session, actor.office_id), now),
    )
    return plan_rows(importer, header, rows, unread)


def import_tables(session: Session, actor: Actor, now: datetime, plan: FactPlan) -> None:
    """Do what a plan of the same transaction says: everything, or nothing."""
    require(actor, Action.RECORD)
    before, after = write_rows(session, actor, BOOK, RequestedTable, plan)
    record(session, actor, now, "request.import", "requests", before=before, after=after)


def table_rows(tables: Iterable[TableView]) -> list[tuple[str, ...]]:
    """Tables as rows under `COLUMNS`, ready to be filled in and imported again."""
    return [
        (one.round, one.kind, one.unit, *(one.texts[column.field] for column in BOOK.columns))
        for one in tables
    ]


def _owner(
    rounds: dict[str, RequestRound], finder: UnitFinder, cells: Cells
) -> dict[str, Any] | Message:
    title = cells["permintaan"]
    one = rounds.get(title.casefold())
    if one is None:
        return says('permintaan "{title}" belum ada; buat dahulu', title=title)
    unit = finder.find(cells)
    if not isinstance(unit, Unit):
        return unit
    return {"unit_id": unit.id, "round_id": one.id, "asked_on": one.asked_on}


def _key(values: Any) -> RowKey:
    return values["round_id"], values["unit_id"], values["number"]


def _stored(session: Session, actor: Actor) -> dict[RowKey, Stored]:
    query = visible_tables(actor).options(contains_eager(RequestedTable.round))
    rows = [(row, values_of(row)) for row in session.scalars(query)]
    return {_key(values): Stored(row.id, row.version, values) for row, values in rows}
