"""What earlier plenaries of a period decided, so that no award is lost when results change."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session, contains_eager

from evaluator.scoring.words import Bilingual
from evaluator.storage.periods import Category
from evaluator.storage.plenaries import AwardDecision, Plenary
from evaluator.storage.results import Snapshot, Winner, WinnerSource


@dataclass(frozen=True)
class EarlierAward:
    """One award as an earlier plenary of the same period left it.

    decision_id : of that decision
    special : whether a jury gave it and the rubric does not know it
    departs : whether it was another decision than the rubric proposed then
    winners : participant, unit and place, plain, as they were decided
    """

    decision_id: int
    category_id: int
    category: str
    code: str
    title: Bilingual
    special: bool
    departs: bool
    reason: str
    winners: tuple[Mapping[str, Any], ...]

    @property
    def places(self) -> dict[int, int]:
        """Who had which place, by participant."""
        return {one["participant"]: one["place"] for one in self.winners}


def earlier_awards(session: Session, plenary: Plenary) -> list[EarlierAward]:
    """What the plenaries before this one left, by category and award; at most two queries.

    Of one that was never closed only what it gave or decided otherwise counts: what it
    accepted or let go never held. What a closed one let go is gone.
    """
    rows = _decisions(session, plenary.snapshot)
    last = max((r.plenary.snapshot.number for r in rows if r.plenary.closed_at), default=0)
    newest: dict[tuple[int, str], AwardDecision] = {}
    for row in rows:
        holds = row.plenary.closed_at is not None or (row.departs and row.after["winners"])
        if holds and row.plenary.snapshot.number >= last:
            newest.setdefault((row.category_id, row.award), row)
    titles = _titles(session, plenary.snapshot) if newest else {}
    found = [_award(row, titles) for row in newest.values()]
    return [one for one in found if one.winners or not one.special]


def unsettled(session: Session, plenary: Plenary) -> list[EarlierAward]:
    """Special awards of earlier plenaries that this one has neither given again nor let go."""
    query = select(AwardDecision.category_id, AwardDecision.award).where(
        AwardDecision.plenary_id == plenary.id
    )
    settled = {(category_id, code) for category_id, code in session.execute(query)}
    return [
        one
        for one in earlier_awards(session, plenary)
        if one.special and (one.category_id, one.code) not in settled
    ]


def code_before(
    session: Session, plenary: Plenary, category_id: int, participant_id: int, title: str
) -> str:
    """The code under which a special award was given before; "" where it is a new one.

    Under the same code a certificate that was issued for it goes on standing.
    """
    for one in unsettled(session, plenary):
        same = _folded(one.title.id) == _folded(title) and participant_id in one.places
        if one.category_id == category_id and same:
            return one.code
    return ""


def _folded(title: str) -> str:
    return " ".join(title.split()).casefold()


def _decisions(session: Session, snapshot: Snapshot) -> Sequence[AwardDecision]:
    query = (
        select(AwardDecision)
        .join(AwardDecision.plenary)
        .join(Plenary.snapshot)
        .join(AwardDecision.category)
        .join(Category.rubric_version)
        .where(Snapshot.period_id == snapshot.period_id, Snapshot.number < snapshot.number)
        .options(
            contains_eager(AwardDecision.plenary).contains_eager(Plenary.snapshot),
            contains_eager(AwardDecision.category).contains_eager(Category.rubric_version),
        )
        .order_by(Snapshot.number.desc(), Category.position, AwardDecision.id)
    )
    return session.scalars(query).all()


def _titles(session: Session, snapshot: Snapshot) -> dict[tuple[int, int, str], Bilingual]:
    """Titles of special awards in both languages, by snapshot, category and code."""
    query = (
        select(Winner)
        .join(Winner.snapshot)
        .where(
            Snapshot.period_id == snapshot.period_id,
            Snapshot.number < snapshot.number,
            Winner.source == WinnerSource.JURY,
        )
    )
    return {
        (row.snapshot_id, row.category_id, row.award): Bilingual(**row.title)
        for row in session.scalars(query)
    }


def _award(row: AwardDecision, titles: Mapping[tuple[int, int, str], Bilingual]) -> EarlierAward:
    declared = row.category.rubric_version.rubric.awards
    title = next((award.title for award in declared if award.code == row.award), None)
    written = titles.get((row.plenary.snapshot_id, row.category_id, row.award))
    return EarlierAward(
        row.id,
        row.category_id,
        row.category.title,
        row.award,
        title or written or Bilingual(id=row.after["title"]),
        title is None,
        row.departs,
        row.reason,
        tuple(row.after["winners"]),
    )
