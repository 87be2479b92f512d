"""What requests, registers and tasks share when a row is written: impossible, frozen, overtaken."""

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Protocol

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from evaluator.scoring.messages import Message
from evaluator.services.fact_columns import Column, Values, texts_of
from evaluator.services.freezing import (
    first_day,
    hold_periods_open,
    is_frozen,
    last_day,
    measured_units,
    measures,
)
from evaluator.services.problems import Conflict, Refused
from evaluator.services.spans import Span
from evaluator.storage.actor import Actor
from evaluator.storage.periods import Category, Period

Pair = tuple[Values | None, Values | None]
"""A row before and after a change; None where it is not there."""


@dataclass(frozen=True)
class Fault:
    """What cannot be in a row, at the field where it shows."""

    field: str
    message: Message


@dataclass(frozen=True)
class Book:
    """One kind of rows: its columns, what cannot be, and what of a row a time counts.

    faults : (row, today) → what cannot be
    counted : (row, span) → whatever a measure reads of it in that time; None: nothing
    settled : a row with what follows from the rest of it
    unlogged : fields about persons, which the log does not keep
    """

    columns: tuple[Column, ...]
    faults: Callable[[Values, date], Iterable[Fault]]
    counted: Callable[[Values, Span], Any]
    settled: Callable[[Values], Values] = lambda values: values
    unlogged: tuple[str, ...] = ()

    @property
    def fields(self) -> tuple[str, ...]:
        return tuple(column.field for column in self.columns)


class Versioned(Protocol):
    """A stored row that several people may edit."""

    version: Any


def check_possible(book: Book, values: Values, today: date) -> None:
    """Stop a row that cannot be.

    Raises
    ------
    Refused
        At the first field that is wrong.
    """
    for fault in book.faults(values, today):
        raise Refused("{problem}", field=fault.field, problem=fault.message)


def check_unchanged(book: Book, row: Versioned, version: int, values: Values) -> None:
    """Stop a change over a change that its author has not seen."""
    if row.version != version:
        raise Conflict(
            "Baris ini baru saja diubah orang lain; tidak ada yang ditimpa.",
            stored={**texts_of(book.columns, values), "version": row.version},
        )


def hold_open(session: Session, actor: Actor, book: Book, pairs: Iterable[Pair]) -> None:
    """Hold every period open that counts these rows differently after the change.

    What came after the last day of a period changes nothing of it, so it can still be
    kept; neither does a row of a unit that takes no part in it.

    Raises
    ------
    Refused
        If one of them is locked, or whoever records left one of the units as its assessor.
    """
    changes = list(pairs)
    touched = {
        period.id: _units([pair for pair in changes if _differs(book, pair, span_of(period))])
        for period in _periods(session, actor.office_id)
    }
    units = {number: units for number, units in touched.items() if units}
    hold_periods_open(session, units, actor)


@dataclass(frozen=True)
class CountingTime:
    """A time in which a period counts facts; `units`: of whom."""

    title: str
    span: Span
    units: Collection[int]
    frozen: bool


def counting_times(session: Session, office_id: int) -> list[CountingTime]:
    """The times in which periods count facts, the latest first; at most four queries."""
    query = _all(office_id).options(
        selectinload(Period.categories).joinedload(Category.rubric_version)
    )
    periods = [period for period in session.scalars(query) if measures(period)]
    units = measured_units(session, periods)
    times = [
        CountingTime(one.title, span_of(one), units[one.id], is_frozen(one)) for one in periods
    ]
    return sorted(times, key=lambda one: one.span.last, reverse=True)


def frozen_times(session: Session, office_id: int) -> list[CountingTime]:
    """Those of locked periods, for saying beforehand what cannot be written."""
    return [one for one in counting_times(session, office_id) if one.frozen]


def counted_by(book: Book, pair: Pair, times: Iterable[CountingTime]) -> list[CountingTime]:
    """The times that would notice a change."""
    units = _units([pair])
    return [
        one for one in times if not units.isdisjoint(one.units) and _differs(book, pair, one.span)
    ]


def span_of(period: Period) -> Span:
    """The days that a period measures."""
    return Span(first_day(period), last_day(period))


def within(day: date, span: Span) -> bool:
    """Whether a day belongs to the time."""
    return span.first <= day <= span.last


def until(day: date | None, span: Span) -> date | None:
    """A day as it is known at the end of the time: later ones have not come yet."""
    return day if day is not None and day <= span.last else None


def _units(pairs: Iterable[Pair]) -> set[int]:
    return {row["unit_id"] for pair in pairs for row in pair if row is not None}


def _differs(book: Book, pair: Pair, span: Span) -> bool:
    before, after = (None if row is None else book.counted(row, span) for row in pair)
    return bool(before != after)


def _all(office_id: int) -> Any:
    return select(Period).where(Period.office_id == office_id).order_by(Period.id)


def _periods(session: Session, office_id: int) -> Sequence[Period]:
    return session.scalars(_all(office_id)).all()
