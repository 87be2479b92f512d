"""What a unit's indicators came to in an earlier year, to be read beside this year's."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from evaluator.scoring.rubric import Rubric
from evaluator.services.computing import counted_answers
from evaluator.storage.actor import Actor
from evaluator.storage.periods import Category, Participant, Period
from evaluator.storage.results import Result
from evaluator.storage.rubrics import RubricVersion
from evaluator.storage.scores import Score, Sheet
from evaluator.storage.visibility import visible_earlier, visible_sheets


@dataclass(frozen=True)
class Earlier:
    """One indicator of one unit in the last released year that asked the same.

    answer : what counted; "" where the panel's answers differed
    value : the declared value on the rubric's range; None where there was none
    note : what this assessor wrote then; "" where they wrote nothing
    """

    year: int
    answer: str
    value: str | None
    note: str


def earlier_of(
    session: Session, actor: Actor, participant: Participant, rubric: Rubric
) -> dict[str, Earlier]:
    """By indicator, for those that an earlier rubric asked on the same scale; three queries."""
    query = (
        visible_earlier(actor, participant.category.period)
        .where(Participant.unit_id == participant.unit_id)
        .with_only_columns(Result, Period.year, Category.rubric_version_id)
        .order_by(Period.year.desc(), Period.id.desc())
        .limit(3)
    )
    rows = session.execute(query).all()
    if not rows:
        return {}
    rubrics = _rubrics(session, {version for _, _, version in rows})
    notes = _own_notes(session, actor, [result.participant_id for result, _, _ in rows])
    found: dict[str, Earlier] = {}
    for result, year, version in rows:
        for code in rubric.indicator:
            if code not in found and _asks_the_same(rubric, rubrics[version], code):
                note = notes.get((result.participant_id, code), "")
                earlier = _earlier(result, year, code, note)
                if earlier:
                    found[code] = earlier
    return found


def _asks_the_same(now: Rubric, then: Rubric, code: str) -> bool:
    return code in then.indicator and then.scale_of(code) == now.scale_of(code)


def _earlier(result: Result, year: int, code: str, note: str) -> Earlier | None:
    said = result.indicators.get(code)
    answers = set(counted_answers(said)) if said else set()
    if not answers:
        return None
    value = (result.nodes.get(code) or {}).get("value")
    return Earlier(year, answers.pop() if len(answers) == 1 else "", value, note)


def _rubrics(session: Session, ids: set[int]) -> Mapping[int, Rubric]:
    versions = session.scalars(select(RubricVersion).where(RubricVersion.id.in_(ids)))
    return {version.id: version.rubric for version in versions}


def _own_notes(
    session: Session, actor: Actor, participant_ids: Sequence[int]
) -> dict[tuple[int, str], str]:
    query = (
        visible_sheets(actor)
        .join(Score, Score.sheet_id == Sheet.id)
        .where(
            Sheet.assessor_id == actor.account_id,
            Sheet.participant_id.in_(participant_ids),
            Score.note != "",
        )
        .with_only_columns(Sheet.participant_id, Score.indicator, Score.note)
    )
    return {(participant, code): note for participant, code, note in session.execute(query)}
