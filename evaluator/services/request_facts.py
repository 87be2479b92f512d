"""What requests for data tell of units: on time, complete, right at once."""

from collections.abc import Callable, Collection, Mapping
from datetime import date
from fractions import Fraction

from sqlalchemy import select
from sqlalchemy.orm import Session, contains_eager

from evaluator.scoring.measures import Fact, Measure
from evaluator.scoring.messages import Message, says
from evaluator.services.fact_books import until
from evaluator.services.spans import Span
from evaluator.storage.requests import RequestedTable

Counted = tuple[int, int, Message] | None
"""Part, whole and what became of the row; None: this measure does not read it."""


def facts(session: Session, measure: Measure, unit_ids: Collection[int], span: Span) -> list[Fact]:
    """The tables that were due within the time, as one measure counts them; one query."""
    query = (
        select(RequestedTable)
        .join(RequestedTable.round)
        .options(contains_eager(RequestedTable.round))
        .where(
            RequestedTable.unit_id.in_(unit_ids),
            RequestedTable.due.between(span.first, span.last),
        )
        .order_by(RequestedTable.due, RequestedTable.id)
    )
    found = ((row, _COUNTS[measure](row, span)) for row in session.scalars(query))
    return [_fact(row, *counted) for row, counted in found if counted is not None]


def _fact(row: RequestedTable, part: int, whole: int, became: Message) -> Fact:
    told = says(
        "{round}, tabel {number} {title}: {became}",
        round=row.round.title,
        number=row.number,
        title=row.title,
        became=became,
    )
    source = f"requested-table:{row.id}"
    return Fact(row.unit_id, row.due, Fraction(part), Fraction(whole), source, told)


def _on_time(row: RequestedTable, span: Span) -> Counted:
    late = days_late(row.due, row.received_on, span.last)
    return int(_came(row, span) and late == 0), 1, _lateness(row, span)


def _days_late(row: RequestedTable, span: Span) -> Counted:
    return days_late(row.due, row.received_on, span.last), 1, _lateness(row, span)


def _complete(row: RequestedTable, span: Span) -> Counted:
    filled = (row.filled or 0) if _came(row, span) else 0
    told = says("{part} dari {whole} rincian terisi", part=filled, whole=row.cells)
    return filled, row.cells, told


def _first_check(row: RequestedTable, span: Span) -> Counted:
    if not _came(row, span) or row.passed is None:
        return None
    return int(row.passed), 1, says("lulus") if row.passed else says("belum lulus")


def _correct(row: RequestedTable, span: Span) -> Counted:
    unknown = row.passed is None or (row.corrected is None and not row.passed)
    if not _came(row, span) or unknown or not row.filled:
        return None
    right = row.filled - (row.corrected or 0)
    return right, row.filled, says("{part} dari {whole} benar", part=right, whole=row.filled)


_COUNTS: Mapping[Measure, Callable[[RequestedTable, Span], Counted]] = {
    Measure.REQUESTS_ON_TIME: _on_time,
    Measure.REQUESTS_DAYS_LATE: _days_late,
    Measure.REQUESTS_COMPLETE: _complete,
    Measure.REQUESTS_FIRST_CHECK: _first_check,
    Measure.REQUESTS_CORRECT: _correct,
}


def days_late(due: date, received: date | None, last: date) -> int:
    """Whole days after the due day; what had not come by `last` is late until then."""
    end = received if received is not None and received <= last else last
    return max((end - due).days, 0)


def _came(row: RequestedTable, span: Span) -> bool:
    return until(row.received_on, span) is not None


def _lateness(row: RequestedTable, span: Span) -> Message:
    late = days_late(row.due, row.received_on, span.last)
    if not _came(row, span):
        return says("belum diterima, terlambat {days} hari pada akhir masa", days=late)
    return says("diterima, terlambat {days} hari", days=late) if late else says("tepat waktu")
