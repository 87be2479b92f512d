"""Awards and certificates of units that a revision moves, named before it is published."""

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import and_, select
from sqlalchemy.orm import Session, joinedload

from evaluator.scoring.words import Bilingual
from evaluator.services.objection_rows import called
from evaluator.storage.certificates import Certificate, State
from evaluator.storage.periods import Participant
from evaluator.storage.results import Snapshot, Winner, WinnerSource


@dataclass(frozen=True)
class AwardAtStake:
    """One award of the released results whose unit gets another value or place.

    place_name : None where the award has one place only
    number : of the valid certificate for it, "" where none was issued
    """

    unit: str
    title: Bilingual
    place_name: Bilingual | None
    number: str


def awards_at_stake(
    session: Session, snapshot: Snapshot, participant_ids: Collection[int]
) -> tuple[AwardAtStake, ...]:
    """The awards that these units hold by the rubric's order, by award and place; one query.

    Whether each is lost is known once the results are computed and, where there is one, the
    plenary has decided; what a jury gave does not follow from places.
    """
    valid = and_(Certificate.winner_id == Winner.id, Certificate.state == State.VALID)
    query = (
        select(Winner, Certificate.number)
        .outerjoin(Certificate, valid)
        .where(
            Winner.snapshot_id == snapshot.id,
            Winner.participant_id.in_(participant_ids),
            Winner.dropped_at.is_(None),
            Winner.source != WinnerSource.JURY,
        )
        .options(joinedload(Winner.participant).joinedload(Participant.unit))
        .order_by(Winner.category_id, Winner.award, Winner.place, Winner.id, Certificate.id)
    )
    return tuple(
        AwardAtStake(
            called(row.participant),
            Bilingual(**row.title),
            Bilingual(**row.place_name) if row.place_name else None,
            number or "",
        )
        for row, number in session.execute(query)
    )
