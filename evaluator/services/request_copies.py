"""Next year's request: the same tables of the same units, due a year later, without results."""

from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

from sqlalchemy.orm import Session

from evaluator.services.fact_books import hold_open
from evaluator.services.logging import record
from evaluator.services.permissions import Action, require
from evaluator.services.problems import Refused
from evaluator.services.request_book import BOOK
from evaluator.services.requests import RoundView, list_rounds, tables_of, visible_round
from evaluator.storage.actor import Actor
from evaluator.storage.requests import RequestedTable, RequestRound

ASKED = ("unit_id", "number", "title", "cells")
"""What is asked again as it was."""


def copy_tables(
    session: Session, actor: Actor, now: datetime, round_id: int, source_id: int | None
) -> int:
    """Ask for the tables of another request again; returns how many.

    Units that have ended and tables that are asked already are left out. A day moves by
    the years between the two requests, and by one year where they are of the same.

    Raises
    ------
    Refused
        If the other one has nothing to copy, or a locked period counts one of the days.
    """
    require(actor, Action.RECORD)
    one = visible_round(session, actor, round_id, lock=True)
    if source_id is None or source_id == round_id:
        raise Refused("Pilih permintaan yang disalin.", field="source")
    source = visible_round(session, actor, source_id)
    rows = list(_asked_again(session, actor, one, source))
    if not rows:
        raise Refused(
            'Tidak ada tabel "{title}" yang belum ada di sini.', field="source", title=source.title
        )
    hold_open(session, actor, BOOK, [(None, row) for row in rows])
    kept = (*ASKED, "round_id", "due")
    session.add_all(RequestedTable(**{name: row[name] for name in kept}) for row in rows)
    told = {"source": source.title, "count": len(rows)}
    record(session, actor, now, "request.copy", f"request-round:{one.id}", after=told)
    return len(rows)


def copyable_rounds(
    session: Session, actor: Actor, now: datetime, round_id: int
) -> list[RoundView]:
    """Other requests whose tables can be asked for again, the newest first."""
    require(actor, Action.RECORD)
    found = list_rounds(session, actor, now)
    return [one for one in found if one.id != round_id and one.counts.asked]


def a_year_later(day: date, years: int) -> date:
    """The same day after some years; 29 February becomes the 28th where there is none."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return day.replace(year=day.year + years, day=28)


def _asked_again(
    session: Session, actor: Actor, one: RequestRound, source: RequestRound
) -> Iterator[dict[str, Any]]:
    there = {(row.unit_id, row.number) for row in tables_of(session, actor, one.id)}
    years = (one.year - source.year) or 1
    empty = {column.field: column.empty for column in BOOK.columns}
    for row in tables_of(session, actor, source.id):
        if (row.unit_id, row.number) in there or row.unit.retired_at is not None:
            continue
        asked = {name: getattr(row, name) for name in ASKED}
        due = a_year_later(row.due, years)
        yield {**empty, **asked, "round_id": one.id, "asked_on": one.asked_on, "due": due}
