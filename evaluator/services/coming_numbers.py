"""Numbers that papers get next; those that another series gave out already are passed over."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.orm import Session

from evaluator.services.logging import Entry, record_many
from evaluator.services.number_series import SeriesKey, coming_serials, taken_numbers
from evaluator.services.numbering import NumberScheme, check_serial
from evaluator.storage.actor import Actor
from evaluator.storage.certificates import Series, VoidNumber

_REASON = "Nomor {number} sudah dipakai oleh seri lain."


@dataclass(frozen=True)
class Passed:
    """A serial whose number another series gave out; no paper of this series can carry it."""

    serial: int
    number: str


@dataclass(frozen=True)
class Coming:
    """A serial with its number as written, and the serials passed over right before it."""

    serial: int
    number: str
    passed: tuple[Passed, ...] = ()


def coming_numbers(
    session: Session, key: SeriesKey, scheme: NumberScheme, days: Sequence[date]
) -> list[Coming]:
    """The next free numbers of a series for papers of these days, all in its year.

    They are certain only while the series is held.

    Raises
    ------
    Refused
        If the series has no serial left.
    """
    ahead = 0
    while True:
        serials = coming_serials(session, key, scheme.start, len(days) + ahead)
        written = {scheme.write(day, serial) for day in _months(days) for serial in serials}
        taken = taken_numbers(session, key.office_id, sorted(written))
        found = _given(iter(serials), scheme, days, taken)
        if len(found) == len(days):
            return found
        ahead = max(2 * ahead, len(days), 10)


def void_passed(
    session: Session, actor: Actor, now: datetime, series: Series, passed: Iterable[Passed]
) -> None:
    """Register serials that were passed over as void, each with the reason and a log entry.

    Their numbers stay those of the other series, so that the register lists each number once.
    """
    entries = []
    for one in passed:
        why = _REASON.format(number=one.number)
        session.add(
            VoidNumber(
                series_id=series.id, serial=one.serial, number="", reason=why,
                made_at=now, made_by=actor.name,
            )
        )  # fmt: skip
        after = {"serial": one.serial}
        entries.append(Entry("numbering.void", f"series:{series.id}", after=after, reason=why))
    session.flush()
    if entries:
        record_many(session, actor, now, entries)


def _months(days: Iterable[date]) -> list[date]:
    """One day of each month, since a number says no more of its day."""
    return list({day.month: day for day in days}.values())


def _given(
    serials: Iterator[int], scheme: NumberScheme, days: Sequence[date], taken: set[str]
) -> list[Coming]:
    """A number for each day in order; fewer where the serials run out."""
    found: list[Coming] = []
    passed: list[Passed] = []
    for serial in serials:
        if len(found) == len(days):
            break
        check_serial(serial)
        number = scheme.write(days[len(found)], serial)
        if number in taken:
            passed.append(Passed(serial, number))
        else:
            found.append(Coming(serial, number, tuple(passed)))
            passed = []
    return found
