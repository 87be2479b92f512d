"""Serial numbers: given out once, without gaps, with the voided ones left out."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from evaluator.storage.certificates import Certificate, Series, VoidNumber
from evaluator.storage.database import add_unless_there

_AT_ONCE = 5000
"""Numbers a query, since an engine takes only so many."""


@dataclass(frozen=True)
class SeriesKey:
    """Which row of numbers: an office's, of one number plan ("": the default), in one year."""

    office_id: int
    code: str
    year: int


def take_series(session: Session, key: SeriesKey, start: int) -> Series:
    """The series, held until the end of the transaction so that no serial is given twice.

    start : its first serial, where it is not begun yet
    """
    values = {"office_id": key.office_id, "code": key.code, "year": key.year}
    add_unless_there(session, Series, values, {"next_serial": start})
    query = select(Series).where(*_is(key)).execution_options(populate_existing=True)
    return session.scalars(query.with_for_update()).one()


def coming_serials(session: Session, key: SeriesKey, start: int, count: int) -> list[int]:
    """The next serials that papers would get; certain only while the series is held."""
    series = session.execute(select(Series.id, Series.next_serial).where(*_is(key))).one_or_none()
    first = series.next_serial if series else start
    void = _void_from(session, series.id, first) if series else set()
    serials: list[int] = []
    while len(serials) < count:
        if first not in void:
            serials.append(first)
        first += 1
    return serials


def taken_numbers(session: Session, office_id: int, numbers: Sequence[str]) -> set[str]:
    """Those of some written numbers that stand on a paper, or are void, in any series."""
    taken: set[str] = set()
    for start in range(0, len(numbers), _AT_ONCE):
        some = numbers[start : start + _AT_ONCE]
        used = select(Certificate.number).where(
            Certificate.office_id == office_id, Certificate.number.in_(some)
        )
        void = (
            select(VoidNumber.number)
            .join(VoidNumber.series)
            .where(Series.office_id == office_id, VoidNumber.number.in_(some))
        )
        taken |= {*session.scalars(used), *session.scalars(void)}
    return taken


def advance(session: Session, series: Series, last: int) -> None:
    """Note that all serials up to `last` are given out, and void ones right behind it passed."""
    following = last + 1
    void = _void_from(session, series.id, following)
    while following in void:
        following += 1
    series.next_serial = following


def _void_from(session: Session, series_id: int, first: int) -> set[int]:
    query = select(VoidNumber.serial).where(
        VoidNumber.series_id == series_id, VoidNumber.serial >= first
    )
    return set(session.scalars(query))


def _is(key: SeriesKey) -> tuple[ColumnElement[bool], ...]:
    return (
        Series.office_id == key.office_id,
        Series.code == key.code,
        Series.year == key.year,
    )
