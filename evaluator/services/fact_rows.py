"""One row of requests, registers or tasks: written, changed and taken out, each logged once."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from evaluator.services.fact_books import Book, check_possible, check_unchanged, hold_open
from evaluator.services.fact_columns import Values, loggable, read_all, texts_of
from evaluator.services.fact_units import shown_name
from evaluator.services.logging import record
from evaluator.services.offices import office_view, today_at
from evaluator.storage.actor import Actor
from evaluator.storage.units import Unit

CheckNew = Callable[[Session, int, Unit, Values], None]
"""Stops a row that is there already: its id (0 for a new one), its unit and its values."""


@dataclass(frozen=True)
class Shelf:
    """Where the rows of one book stand, and how the log speaks of them.

    table : the stored rows; each has `id`, `version`, `unit` and the fields of the book
    word : what the log calls a row, before its id
    values_of : a stored row by its fields, with whose it is
    logged : the fields of a row that the log keeps
    """

    book: Book
    table: type[Any]
    word: str
    values_of: Callable[[Any], Values]
    check_new: CheckNew
    logged: Callable[[Any], tuple[str, ...]]

    def told(self, row: Any) -> dict[str, object]:
        """What the log keeps of a row; the unit by the name that pages show."""
        own = loggable({name: getattr(row, name) for name in self.logged(row)})
        return {"unit": shown_name(row.unit), **own}

    def name(self, row: Any) -> str:
        """What the log calls a row."""
        return f"{self.word}:{row.id}"


def add_row(
    session: Session,
    actor: Actor,
    now: datetime,
    shelf: Shelf,
    unit: Unit,
    owner: Mapping[str, Any],
    texts: Mapping[str, str],
    act: str,
    known: Mapping[str, Any] | None = None,
) -> int:
    """Write a new row of a unit; returns its id.

    owner : columns beside those of the book that say whose row it is
    known : what else the book's rules look at, and the row does not store
    act : what the log calls this

    Raises
    ------
    Refused
        If it is there already, a field cannot be, or a locked period counts it.
    """
    book = shelf.book
    values = book.settled(read_all(book.columns, texts))
    whole = {**values, "unit_id": unit.id, **owner, **(known or {})}
    check_possible(book, whole, today_at(office_view(session, actor.office_id), now))
    shelf.check_new(session, 0, unit, whole)
    hold_open(session, actor, book, [(None, whole)])
    row = shelf.table(unit_id=unit.id, **owner, **values)
    session.add(row)
    session.flush()
    record(session, actor, now, act, shelf.name(row), after=shelf.told(row))
    return int(row.id)


def change_row(
    session: Session,
    actor: Actor,
    now: datetime,
    shelf: Shelf,
    row: Any,
    version: int,
    texts: Mapping[str, str],
    act: Callable[[Values, Values], str],
) -> None:
    """Change a row that is held; a field that is not given stays.

    version : of the row that was seen
    act : what the log calls the change, by the row before and after it

    Raises
    ------
    Conflict
        If somebody else changed it since `version`; with what is stored now.
    Refused
        If it is there already, a field cannot be, or a locked period counts it.
    """
    book, before, told = shelf.book, shelf.values_of(row), shelf.told(row)
    check_unchanged(book, row, version, before)
    typed = read_all(book.columns, {**texts_of(book.columns, before), **texts})
    after = book.settled({**before, **typed})
    check_possible(book, after, today_at(office_view(session, actor.office_id), now))
    shelf.check_new(session, row.id, row.unit, after)
    if after == before:
        return
    hold_open(session, actor, book, [(before, after)])
    for name in book.fields:
        setattr(row, name, after[name])
    row.version += 1
    called = act(before, after)
    record(session, actor, now, called, shelf.name(row), before=told, after=shelf.told(row))


def remove_row(
    session: Session,
    actor: Actor,
    now: datetime,
    shelf: Shelf,
    row: Any,
    version: int,
    act: str,
) -> None:
    """Take out a row that is held and was made by mistake; the log keeps what it was.

    Raises
    ------
    Conflict
        If somebody else changed it since `version`; with what is stored now.
    Refused
        If a locked period counts it.
    """
    before = shelf.values_of(row)
    check_unchanged(shelf.book, row, version, before)
    hold_open(session, actor, shelf.book, [(before, None)])
    record(session, actor, now, act, shelf.name(row), before=shelf.told(row))
    session.delete(row)
