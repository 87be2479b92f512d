"""In which periods recorded rows count, for pages to say it before anything is typed."""

from collections.abc import Iterable
from typing import Any

from sqlalchemy.orm import Session

from evaluator.services.fact_books import Book, CountingTime, counted_by, counting_times
from evaluator.services.permissions import Action, require
from evaluator.storage.actor import Actor


def fact_times(session: Session, actor: Actor) -> list[CountingTime]:
    """The times in which periods of the office count facts, the latest first."""
    require(actor, Action.RECORD)
    return counting_times(session, actor.office_id)


def times_of(book: Book, row: Any, times: Iterable[CountingTime]) -> list[CountingTime]:
    """The times that count a row; `row` is what its page shows."""
    own = {name: getattr(row, name) for name in book.fields}
    values = {**own, "unit_id": row.unit_id, "kind": row.kind}
    return counted_by(book, (values, None), times)


def locks_of(
    book: Book, rows: Iterable[Any], times: Iterable[CountingTime]
) -> dict[int, CountingTime]:
    """The locked time that counts each row, by the row's number; none for what is open."""
    frozen = [one for one in times if one.frozen]
    found = {row.id: times_of(book, row, frozen) for row in rows}
    return {number: locked[0] for number, locked in found.items() if locked}
