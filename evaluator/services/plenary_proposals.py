"""What the rubric proposes for every award of a snapshot, with every reason, and how sure it is."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session, contains_eager, joinedload

from evaluator.scoring.awards import Outcome, decide
from evaluator.scoring.exact import write_shortest
from evaluator.scoring.messages import Message
from evaluator.scoring.ranking import Placed
from evaluator.scoring.robustness import Sureness, sureness
from evaluator.scoring.rubric import Rubric
from evaluator.services.computing import counted_answers, exposures_of, handles_of
from evaluator.services.improvements import EarlierValues, earlier_values, rises_of
from evaluator.services.results import evaluation_of
from evaluator.storage.periods import Category, Participant
from evaluator.storage.results import Result, Snapshot

SHOWN_DIGITS = 16


@dataclass(frozen=True)
class Standings:
    """One category of a snapshot as the award rules see it.

    handles : participant id -> the name by which sentences speak of the unit
    participants : the reverse
    """

    category: Category
    rubric: Rubric
    results: Sequence[Result]
    handles: Mapping[int, str]
    participants: Mapping[str, Participant]
    outcome: Outcome


def standings_of(session: Session, snapshot: Snapshot) -> list[Standings]:
    """Every category of a snapshot, decided anew from what it keeps; in a fixed number of queries.

    The winners are the very ones that the snapshot holds; this adds who was passed over.
    """
    categories = session.scalars(
        select(Category)
        .where(Category.period_id == snapshot.period_id)
        .options(joinedload(Category.rubric_version), joinedload(Category.period))
        .order_by(Category.position, Category.id)
    ).all()
    rows = session.scalars(
        select(Result)
        .join(Result.participant)
        .where(Result.snapshot_id == snapshot.id)
        .options(contains_eager(Result.participant).joinedload(Participant.unit))
        .order_by(Participant.name, Participant.id)
    ).all()
    before = earlier_values(session, categories, snapshot.made_at)
    return [
        _standings(category, [r for r in rows if r.category_id == category.id], before)
        for category in categories
    ]


def sureness_of(session: Session, snapshot: Snapshot) -> dict[str, Any]:
    """How sure every award is, plain, by "category/award"; the snapshot's digest is the seed."""
    seed = int(snapshot.digest[:SHOWN_DIGITS], 16)
    return {
        f"{one.category.id}/{code}": _plain(sureness(field, seed))
        for one in standings_of(session, snapshot)
        for code, field in one.outcome.fields.items()
    }


def _standings(
    category: Category, rows: Sequence[Result], before: Mapping[int, EarlierValues]
) -> Standings:
    rubric = category.rubric_version.rubric
    handles = handles_of([row.participant for row in rows])
    taking_part = [row for row in rows if not row.participant.withdrawn]
    placed = [_placed(rubric, handles[row.participant_id], row) for row in taking_part]
    placed.sort(key=lambda one: (one.place is None, one.place or 0, one.unit))
    exposures = {handles[r.participant_id]: _exposures(rubric, r) for r in taking_part}
    units = {handles[r.participant_id]: r.participant.unit_id for r in taking_part}
    evaluations = {one.unit: one.evaluation for one in placed}
    rises = rises_of(rubric, evaluations, units, before.get(category.id, {}))
    return Standings(
        category,
        rubric,
        rows,
        handles,
        {handles[row.participant_id]: row.participant for row in rows},
        decide(rubric, placed, exposures, rises),
    )


def _placed(rubric: Rubric, handle: str, row: Result) -> Placed:
    reason = Message(**row.reason) if row.reason else None
    return Placed(handle, row.place, evaluation_of(rubric, row), (), row.joint, reason)


def _exposures(rubric: Rubric, row: Result) -> dict[str, Fraction]:
    answers = {code: counted_answers(said) for code, said in row.indicators.items()}
    return exposures_of(rubric, answers)


def _plain(found: Sureness) -> dict[str, Any]:
    turning = found.turning
    return {
        "draws": found.draws,
        "spread": found.spread,
        "reach": found.reach,
        "winners": [
            {
                "unit": one.unit,
                "place": one.place,
                "kept": one.kept,
                "among": one.among,
                "behind": one.behind,
                "margin": None if one.margin is None else str(one.margin),
            }
            for one in found.winners
        ],
        "turning": turning
        and {
            "code": turning.code,
            "before": write_shortest(turning.before),
            "after": write_shortest(turning.after),
            "percent": turning.percent,
            "unit": turning.unit,
            "rival": turning.rival,
            "place": turning.place,
        },
    }
