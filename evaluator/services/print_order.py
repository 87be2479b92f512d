"""In which order the papers of a job lie: as guests sit, as winners are called, as listed."""

from collections.abc import Iterable, Sequence
from enum import StrEnum

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from evaluator.services.calling import as_called
from evaluator.services.ceremony_slides import Note
from evaluator.services.ceremony_winners import stage_winner
from evaluator.services.permissions import Action, require
from evaluator.services.seat_units import assessed_units, units_of_seats
from evaluator.services.winner_order import in_order
from evaluator.storage.actor import Actor
from evaluator.storage.award_visibility import visible_certificates
from evaluator.storage.ceremonies import Ceremony, Seat
from evaluator.storage.certificates import Certificate
from evaluator.storage.periods import Category, Period
from evaluator.storage.results import Winner

_won = joinedload(Certificate.winner)
WITH_WINNERS = (
    _won.joinedload(Winner.participant),
    _won.joinedload(Winner.category).selectinload(Category.rubric_version),
)
"""What a query of certificates loads along for `stacked`."""


class Stacking(StrEnum):
    """By what the papers of a merged file are ordered."""

    SEATED = "seated"
    CALLED = "called"
    LISTED = "listed"


def stacked_ids(session: Session, actor: Actor, period_id: int, ids: Sequence[int]) -> list[int]:
    """Certificates of a period's winners in the order of `stacked`, for printing without a job."""
    require(actor, Action.SEE_CERTIFICATES)
    asked = {number: turn for turn, number in enumerate(ids)}
    query = visible_certificates(actor).where(Certificate.id.in_(ids)).options(*WITH_WINNERS)
    rows = sorted(session.scalars(query), key=lambda row: asked[row.id])
    return [row.id for row in stacked(session, period_id, rows)[0]]


def stacked(
    session: Session, period_id: int | None, papers: Sequence[Certificate]
) -> tuple[list[Certificate], Stacking]:
    """Papers in the order in which they are handed out, and by what that is.

    Where guests are seated, all papers for one guest's unit lie together at its seat and
    those without a seat after them; both in the order of calling. Without seats that order
    counts alone, and without a ceremony the given one.

    papers : as they were asked for
    """
    winners = [paper.winner for paper in papers if paper.winner is not None]
    if period_id is None or not winners:
        return list(papers), Stacking.LISTED
    ceremony = session.scalar(select(Ceremony).where(Ceremony.period_id == period_id))
    seats = _seats(session, period_id, {one.participant.unit_id for one in winners})
    if ceremony is None and not seats:
        return list(papers), Stacking.LISTED
    turns = _turns(winners, ceremony.rundown if ceremony else ())
    last = (len(seats), len(turns))

    def place(paper: Certificate) -> tuple[int, int]:
        winner = paper.winner
        if winner is None:
            return last
        return seats.get(winner.participant.unit_id, len(seats)), turns[winner.id]

    return sorted(papers, key=place), Stacking.SEATED if seats else Stacking.CALLED


def _turns(winners: Iterable[Winner], order: Sequence[str]) -> dict[int, int]:
    """Winner -> when it is called."""
    told = [stage_winner(row, Note()) for row in in_order(set(winners))]
    return {one.winner_id: turn for turn, one in enumerate(as_called(told, order))}


def _seats(session: Session, period_id: int, units: set[int]) -> dict[int, int]:
    """Unit -> which of those seated comes first, for these units."""
    known = assessed_units(session, session.get_one(Period, period_id))
    rows = session.scalars(
        select(Seat).where(Seat.period_id == period_id).order_by(Seat.position)
    ).all()
    found = units_of_seats(session, rows, known)
    seated = dict.fromkeys(found[row.id] for row in rows if found.get(row.id) in units)
    return {unit: turn for turn, unit in enumerate(seated)}
