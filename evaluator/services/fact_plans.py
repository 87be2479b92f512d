"""Importing requests, registers and tasks: a dry run of every row, then everything or nothing."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from evaluator.scoring.messages import Message, Problem, says
from evaluator.services.fact_books import Book, CountingTime, counted_by, hold_open
from evaluator.services.fact_columns import Column, Values, loggable, text_of
from evaluator.services.fact_units import shown_name
from evaluator.services.import_plans import Change, ImportPlan, ImportRow
from evaluator.services.problems import Conflict, Refused
from evaluator.services.unit_rows import check_header
from evaluator.storage.actor import Actor
from evaluator.storage.units import Unit

DASHES = ("-", "–", "—")
"""A cell that empties what is stored."""
RowKey = tuple[object, ...]
Told = dict[str, object]
"""What the log keeps."""
Cells = Mapping[str, str]
"""One row of a file by the titles of its columns."""


@dataclass(frozen=True)
class Stored:
    """A row that is there already."""

    id: int
    version: int
    values: Values


@dataclass(frozen=True)
class Work:
    """What carrying out one row does; `stored` is None for a new one."""

    stored: Stored | None
    after: Values

    @property
    def before(self) -> Values | None:
        return self.stored.values if self.stored else None


@dataclass(frozen=True)
class FactPlan(ImportPlan):
    """A dry run together with what carrying it out writes."""

    work: tuple[Work, ...] = ()


@dataclass(frozen=True)
class Importer:
    """What a table is held against.

    titles : columns that say whose row it is, before those of the book
    wanted : columns that every file has
    owner : a row's cells → the fields that say whose it is, or why nobody's
    key : a row's values → by what it is known
    stored : what is there, by that
    """

    book: Book
    titles: tuple[str, ...]
    wanted: tuple[str, ...]
    owner: Callable[[Cells], dict[str, Any] | Message]
    key: Callable[[Values], RowKey]
    stored: Mapping[RowKey, Stored]
    frozen: Sequence[CountingTime]
    today: date

    @property
    def columns(self) -> tuple[str, ...]:
        """All titles that a file may have."""
        return (*self.titles, *(column.title for column in self.book.columns))


def plan_rows(
    importer: Importer,
    header: Sequence[str],
    rows: Iterable[tuple[int, Sequence[str]]],
    unread: Iterable[tuple[int, Message]] = (),
) -> FactPlan:
    """Say what importing these rows would do, without doing it.

    A column that the file lacks, and an empty cell, keep what is stored; a dash empties
    it, so that a list sent again cannot wipe out what came in the meantime.

    Raises
    ------
    Refused
        If the header lacks a column, names one twice or names an unknown one.
    """
    titles = [cell.strip().casefold().replace(" ", "_") for cell in header]
    check_header(titles, importer.wanted, importer.columns)
    faults: dict[int, list[Message]] = {}
    for number, fault in unread:
        faults.setdefault(number, []).append(fault)
    cells = {n: dict(zip(titles, map(str.strip, row), strict=True)) for n, row in rows}
    read = {
        number: _read(importer, cells.get(number, {}), faults.get(number, []))
        for number in sorted(cells.keys() | faults.keys())
    }
    named: Counter[RowKey | None] = Counter(one.key for one in read.values())
    planned = [_planned(importer, number, one, named) for number, one in read.items()]
    return FactPlan(
        tuple(row for row, _ in planned), tuple(work for _, work in planned if work is not None)
    )


@dataclass(frozen=True)
class _Row:
    """One row as far as it could be read."""

    cells: Cells
    values: dict[str, Any]
    faults: list[Message]
    key: RowKey | None = None


def _read(importer: Importer, cells: Cells, faults: list[Message]) -> _Row:
    if not cells:
        return _Row(cells, {}, faults)
    values: dict[str, Any] = {}
    found = list(faults)
    for column in importer.book.columns:
        text = cells.get(column.title)
        if text or (text == "" and column.wanted):
            try:
                values[column.field] = column.value(_meant(column, text))
            except Problem as problem:
                found.append(_at(column, problem.message))
    owner = importer.owner(cells)
    if isinstance(owner, Message):
        return _Row(cells, values, [owner, *found])
    values |= owner
    try:
        return _Row(cells, values, found, importer.key(values))
    except KeyError:  # a column of the key could not be read, and is among the faults
        return _Row(cells, values, found)


def _meant(column: Column, text: str) -> str:
    return "" if text in DASHES and not column.wanted else text


def _planned(
    importer: Importer, number: int, row: _Row, named: Mapping[RowKey | None, int]
) -> tuple[ImportRow, Work | None]:
    faults = list(row.faults)
    stored = importer.stored.get(row.key) if row.key is not None else None
    if row.key is not None and named[row.key] > 1:
        faults.append(says("baris yang sama muncul lebih dari sekali di berkas ini"))
    if row.key is not None and stored is None:
        faults += _lacking(importer, row)
    if faults or row.key is None:
        return ImportRow(number, row.cells, "refused", tuple(faults)), None
    after = importer.book.settled({**_base(importer, stored), **row.values})
    faults = [*_impossible(importer, after), *_locked(importer, stored, after)]
    if faults:
        return ImportRow(number, row.cells, "refused", tuple(faults)), None
    if stored is None:
        return ImportRow(number, row.cells, "new"), Work(None, after)
    changes = tuple(_changes(importer.book, stored.values, after))
    if not changes:
        return ImportRow(number, row.cells, "same"), None
    return ImportRow(number, row.cells, "changed", changes=changes), Work(stored, after)


def _base(importer: Importer, stored: Stored | None) -> Values:
    empty = {column.field: column.empty for column in importer.book.columns}
    return {**empty, **(stored.values if stored else {})}


def _lacking(importer: Importer, row: _Row) -> list[Message]:
    """Columns that a new row cannot do without, and the file does not have."""
    missing = (c for c in importer.book.columns if c.wanted and c.title not in row.cells)
    return [_at(column, says("wajib untuk baris baru")) for column in missing]


def _impossible(importer: Importer, after: Values) -> list[Message]:
    titles = {column.field: column for column in importer.book.columns}
    return [
        _at(titles[fault.field], fault.message) if fault.field in titles else fault.message
        for fault in importer.book.faults(after, importer.today)
    ]


def _locked(importer: Importer, stored: Stored | None, after: Values) -> list[Message]:
    before = stored.values if stored else None
    frozen = counted_by(importer.book, (before, after), importer.frozen)
    return [
        says('periode "{title}" sudah dikunci dan memakai baris ini', title=one.title)
        for one in frozen[:1]
    ]


def _changes(book: Book, before: Values, after: Values) -> Iterable[Change]:
    for column in book.columns:
        old, new = text_of(before[column.field]), text_of(after[column.field])
        if old != new:
            yield Change(column.title, old, new)


def _at(column: Column, problem: Message) -> Message:
    return says("{column}: {problem}", column=column.title, problem=problem)


def write_rows(
    session: Session, actor: Actor, book: Book, table: type[Any], plan: FactPlan
) -> tuple[Told, Told]:
    """Write all that a plan says, or nothing where a row is refused.

    The plan must come from the same transaction. Returns what the log keeps of it,
    before and after.

    Raises
    ------
    Refused
        If a row is refused, a period was locked meanwhile, or whoever imports left a unit.
    """
    if plan.refused:
        raise Refused("Ada baris yang ditolak; perbaiki berkasnya, lalu unggah lagi.")
    hold_open(session, actor, book, [(work.before, work.after) for work in plan.work])
    new = [dict(work.after) for work in plan.work if work.stored is None]
    kept = [column.name for column in table.__table__.columns if column.name != "id"]
    if new:
        session.execute(
            insert(table), [{name: row[name] for name in kept if name in row} for row in new]
        )
    changed = [work for work in plan.work if work.stored is not None]
    _update(session, table, changed)
    names = _names(session, [work.after for work in plan.work])
    after: Told = {
        "counts": plan.counts,
        "new": _told(book, names, new),
        "changed": _told(book, names, [work.after for work in changed]),
    }
    before = _told(book, names, [work.stored.values for work in changed if work.stored])
    return {"changed": before}, after


def _update(session: Session, table: type[Any], works: Sequence[Work]) -> None:
    ids = [work.stored.id for work in works if work.stored]
    query = select(table).where(table.id.in_(ids)).with_for_update()
    rows = {row.id: row for row in session.scalars(query.execution_options(populate_existing=True))}
    for work in works:
        row = rows.get(work.stored.id) if work.stored else None
        if work.stored is None or row is None or row.version != work.stored.version:
            raise Conflict("Daftar ini baru saja diubah orang lain; unggah lagi.", stored={})
        for name, value in work.after.items():
            if name in table.__table__.columns:
                setattr(row, name, value)
        row.version += 1
    session.flush()


def _names(session: Session, rows: Iterable[Values]) -> dict[int, str]:
    query = select(Unit).where(Unit.id.in_({row["unit_id"] for row in rows}))
    return {unit.id: shown_name(unit) for unit in session.scalars(query)}


def _told(book: Book, names: Mapping[int, str], rows: Iterable[Values]) -> list[dict[str, object]]:
    """Rows as the log keeps them; a respondent by code, nobody's telephone."""
    fields = [name for name in book.fields if name not in book.unlogged]
    return [
        {"unit": names[row["unit_id"]], **loggable({name: row[name] for name in fields})}
        for row in rows
    ]
