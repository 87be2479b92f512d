"""Where the assessors of a panel differ, the largest effect on the index first."""

from dataclasses import dataclass
from fractions import Fraction

from sqlalchemy import select
from sqlalchemy.orm import Session

from evaluator.scoring.aggregate import answer_of
from evaluator.scoring.exact import write_decimal
from evaluator.scoring.panel import spread
from evaluator.scoring.words import Bilingual
from evaluator.services.periods import visible_period
from evaluator.services.permissions import Action, require
from evaluator.storage.actor import Actor
from evaluator.storage.periods import Category, Participant
from evaluator.storage.rubrics import RubricVersion
from evaluator.storage.scores import Score, Sheet


@dataclass(frozen=True)
class Difference:
    """One indicator of one unit that its panel answered differently.

    effect : how far the index moves between the lowest and the highest answer, at most
    """

    participant_id: int
    unit: str
    code: str
    name: Bilingual
    answers: tuple[str, ...]
    effect: Fraction
    shown: str


def list_differences(session: Session, actor: Actor, period_id: int) -> list[Difference]:
    """All differences of a period's panels, in one query; withdrawn units are left out."""
    require(actor, Action.DECIDE)
    period = visible_period(session, actor, period_id)
    query = (
        select(Participant.id, Participant.name, RubricVersion, Score.indicator, Score.answer)
        .join(Sheet, Sheet.participant_id == Participant.id)
        .join(Score, Score.sheet_id == Sheet.id)
        .join(Category, Category.id == Participant.category_id)
        .join(RubricVersion, RubricVersion.id == Category.rubric_version_id)
        .where(
            Category.period_id == period.id,
            Participant.withdrawn.is_(None),
            Score.answer != "",
        )
        .order_by(Participant.id, Score.indicator, Sheet.assessor_id)
    )
    given: dict[tuple[int, str, str], tuple[RubricVersion, list[str]]] = {}
    for participant_id, unit, version, code, answer in session.execute(query):
        given.setdefault((participant_id, unit, code), (version, []))[1].append(answer)
    found = [
        _difference(version, *key, answers)
        for key, (version, answers) in given.items()
        if len(set(answers)) > 1
    ]
    return sorted(found, key=lambda one: (-one.effect, one.unit, one.code))


def _difference(
    version: RubricVersion, participant_id: int, unit: str, code: str, answers: list[str]
) -> Difference:
    rubric = version.rubric
    values = [answer_of(rubric, code, answer) for answer in answers]
    known = [value for value in values if isinstance(value, Fraction)]
    effect = spread(known) * rubric.effective_weights[code] / 100
    return Difference(
        participant_id,
        unit,
        code,
        rubric.indicator[code].name,
        tuple(answers),
        effect,
        write_decimal(effect, rubric.result.places),
    )
