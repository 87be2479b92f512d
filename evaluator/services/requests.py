"""Requests for data: opening one, changing it, and how far its tables are."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from fractions import Fraction
from typing import Any

from sqlalchemy import and_, case, func, select
from sqlalchemy.orm import Session, contains_eager

from evaluator.services.fact_columns import Column, day, loggable, read_all, text_of, words
from evaluator.services.logging import record
from evaluator.services.offices import office_view, today_at
from evaluator.services.permissions import Action, require
from evaluator.services.problems import Conflict, NotFound, Refused
from evaluator.storage.actor import Actor
from evaluator.storage.facts_visibility import visible_rounds, visible_tables
from evaluator.storage.requests import RequestedTable, RequestRound

YEARS = range(1990, 2101)


def _year(text: str, field: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) == 4 and int(text) in YEARS):
        raise Refused("Tulis tahun dengan empat angka, misalnya 2026.", field=field)
    return int(text)


COLUMNS = (
    Column("title", "judul", words(200), wanted=True),
    Column("year", "tahun", _year, wanted=True),
    Column("publication", "publikasi", words(200), empty=""),
    Column("asked_on", "diminta", day),
)
"""What a request for data consists of."""


@dataclass(frozen=True)
class Counts:
    """How far the tables of a request are; `late` are those due before today and not there."""

    asked: int
    received: int
    late: int
    cells: int
    filled: int

    @property
    def share(self) -> Fraction | None:
        """Cells filled at first receipt of all that were asked, from 0 to 1."""
        return Fraction(self.filled, self.cells) if self.cells else None


@dataclass(frozen=True)
class RoundView:
    """A request for data as pages show it."""

    id: int
    title: str
    year: int
    publication: str
    asked_on: date | None
    version: int
    counts: Counts


def list_rounds(session: Session, actor: Actor, now: datetime) -> list[RoundView]:
    """The requests that this person may see, newest first, in two queries."""
    require(actor, Action.SEE_FACTS)
    today = today_at(office_view(session, actor.office_id), now)
    rounds = session.scalars(visible_rounds(actor)).all()
    counts = _counts(session, actor, today)
    views = [_view(one, counts.get(one.id, Counts(0, 0, 0, 0, 0))) for one in rounds]
    return sorted(views, key=lambda one: (-one.year, -one.id))


def round_view(session: Session, actor: Actor, now: datetime, round_id: int) -> RoundView:
    """One request with its counts."""
    require(actor, Action.SEE_FACTS)
    one = visible_round(session, actor, round_id)
    return _view(one, counts_of(tables_of(session, actor, round_id), _today(session, actor, now)))


def open_round(session: Session, actor: Actor, now: datetime, **texts: str) -> int:
    """Open a request for data; returns its id.

    texts : by the fields of `COLUMNS`
    """
    require(actor, Action.RECORD)
    values = read_all(COLUMNS, texts)
    _check_title(session, actor, 0, values["title"])
    one = RequestRound(office_id=actor.office_id, **values)
    session.add(one)
    session.flush()
    record(session, actor, now, "request.open", _name(one), after=_told(one))
    return one.id


def change_round(
    session: Session, actor: Actor, now: datetime, round_id: int, *, version: int, **texts: str
) -> None:
    """Change what a request is called, or when it went out.

    Raises
    ------
    Conflict
        If somebody else changed it since `version`.
    Refused
        If a table had come before the new day of asking.
    """
    require(actor, Action.RECORD)
    one = visible_round(session, actor, round_id, lock=True)
    before = _told(one)
    if one.version != version:
        stored = {name: text_of(before[name]) for name in before}
        raise Conflict(
            "Permintaan ini baru saja diubah orang lain; tidak ada yang ditimpa.",
            stored={**stored, "version": one.version},
        )
    values = read_all(COLUMNS, texts)
    _check_title(session, actor, round_id, values["title"])
    _check_asked(session, actor, round_id, values["asked_on"])
    for name, value in values.items():
        setattr(one, name, value)
    if _told(one) != before:
        one.version += 1
        record(session, actor, now, "request.change", _name(one), before=before, after=_told(one))


def remove_round(session: Session, actor: Actor, now: datetime, round_id: int) -> None:
    """Remove a request to which no table belongs."""
    require(actor, Action.RECORD)
    one = visible_round(session, actor, round_id, lock=True)
    held = select(RequestedTable.id).where(RequestedTable.round_id == round_id).limit(1)
    if session.scalar(held) is not None:
        raise Refused("Permintaan ini masih berisi tabel. Hapus tabelnya dahulu.")
    record(session, actor, now, "request.remove", _name(one), before=_told(one))
    session.delete(one)


def counts_of(rows: Iterable[RequestedTable], today: date) -> Counts:
    """Counts tables, what came of them and what is late."""
    tables = list(rows)
    came = [row for row in tables if row.received_on is not None]
    late = sum(row.received_on is None and row.due < today for row in tables)
    return Counts(
        len(tables),
        len(came),
        late,
        sum(row.cells for row in tables),
        sum(row.filled or 0 for row in came),
    )


def visible_round(
    session: Session, actor: Actor, round_id: int, *, lock: bool = False
) -> RequestRound:
    """A request that this person may know of; `lock` holds it until the transaction ends."""
    query = visible_rounds(actor).where(RequestRound.id == round_id)
    one = session.scalar(query.with_for_update() if lock else query)
    if one is None:
        raise NotFound("Permintaan data itu tidak ada.")
    return one


def _counts(session: Session, actor: Actor, today: date) -> dict[int, Counts]:
    """The same as `counts_of`, for all requests at once and counted by the database."""
    came = RequestedTable.received_on.is_not(None)
    late = and_(~came, RequestedTable.due < today)
    query = (
        visible_tables(actor)
        .with_only_columns(
            RequestedTable.round_id,
            func.count(),
            func.sum(case((came, 1), else_=0)),
            func.sum(case((late, 1), else_=0)),
            func.sum(RequestedTable.cells),
            func.sum(case((came, func.coalesce(RequestedTable.filled, 0)), else_=0)),
        )
        .group_by(RequestedTable.round_id)
    )
    return {row[0]: Counts(*map(int, row[1:])) for row in session.execute(query)}


def tables_of(session: Session, actor: Actor, round_id: int) -> Sequence[RequestedTable]:
    """The tables of a request with their units, in one query."""
    query = visible_tables(actor).options(contains_eager(RequestedTable.unit))
    return session.scalars(query.where(RequestedTable.round_id == round_id)).all()


def _check_title(session: Session, actor: Actor, round_id: int, title: str) -> None:
    query = select(RequestRound.title).where(
        RequestRound.office_id == actor.office_id, RequestRound.id != round_id
    )
    if title.casefold() in {name.casefold() for name in session.scalars(query)}:
        raise Refused("Judul itu sudah dipakai permintaan lain.", field="title")


def _check_asked(session: Session, actor: Actor, round_id: int, asked_on: date | None) -> None:
    first = min(
        (row.received_on for row in tables_of(session, actor, round_id) if row.received_on),
        default=None,
    )
    if asked_on is not None and first is not None and first < asked_on:
        raise Refused(
            "Sudah ada tabel yang diterima {day}, sebelum tanggal ini.", field="asked_on", day=first
        )


def _view(one: RequestRound, counts: Counts) -> RoundView:
    return RoundView(
        one.id, one.title, one.year, one.publication, one.asked_on, one.version, counts
    )


def _told(one: RequestRound) -> dict[str, Any]:
    return loggable({column.field: getattr(one, column.field) for column in COLUMNS})


def _name(one: RequestRound) -> str:
    return f"request-round:{one.id}"


def _today(session: Session, actor: Actor, now: datetime) -> date:
    return today_at(office_view(session, actor.office_id), now)
