"""Facts for the measured indicator about obstacles: what was passed to a unit, and settled."""

from collections.abc import Collection
from fractions import Fraction

from sqlalchemy import select
from sqlalchemy.orm import Session

from evaluator.scoring.measures import Fact, Measure
from evaluator.scoring.messages import Message, says
from evaluator.services.spans import Span
from evaluator.storage.obstacles import Obstacle, Outcome

SETTLED = (Outcome.SOLVED, Outcome.REFUSED_ANYWAY)
"""What was tried and stayed refused is not held against a unit."""


def facts(session: Session, measure: Measure, unit_ids: Collection[int], span: Span) -> list[Fact]:
    """One fact an obstacle that was passed to a unit in these days; settled until their end.

    The day is the one on which it was passed; one query.
    """
    query = (
        select(Obstacle)
        .where(
            Obstacle.unit_id.in_(unit_ids),
            Obstacle.passed_on.between(span.first, span.last),
        )
        .order_by(Obstacle.passed_on, Obstacle.id)
    )
    return [
        Fact(
            row.unit_id,
            row.passed_on,
            Fraction(int(_is_settled(row, span))),
            Fraction(1),
            f"obstacle:{row.id}",
            _words(row, _is_settled(row, span)),
        )
        for row in session.scalars(query)
        if row.unit_id is not None and row.passed_on is not None
    ]


def _is_settled(row: Obstacle, span: Span) -> bool:
    in_time = row.settled_on is not None and row.settled_on <= span.last
    return in_time and row.outcome in SETTLED


def _words(row: Obstacle, settled: bool) -> Message:
    number, what = row.id, row.survey or row.place or "–"
    if not settled:
        return says("Kendala {number} ({what}): belum selesai", number=number, what=what)
    if row.outcome == Outcome.REFUSED_ANYWAY:
        return says(
            "Kendala {number} ({what}): sudah diupayakan, tetap ditolak", number=number, what=what
        )
    return says("Kendala {number} ({what}): teratasi", number=number, what=what)
