"""What units came to in the last released period, for awards that honour a rise."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from fractions import Fraction

from sqlalchemy import func, select
from sqlalchemy.orm import Session, aliased

from evaluator.scoring.aggregate import Evaluation
from evaluator.scoring.contests import improves
from evaluator.scoring.improvement import common_indicators, rise
from evaluator.scoring.rubric import Rubric
from evaluator.storage.periods import Category, Participant, Period
from evaluator.storage.results import Result, Snapshot
from evaluator.storage.rubrics import RubricVersion

EarlierValues = Mapping[int, Mapping[str, Fraction]]
"""Unit id -> indicator -> its exact value then, of those that both periods ask alike."""


def earlier_values(
    session: Session, categories: Sequence[Category], until: datetime | None = None
) -> dict[int, EarlierValues]:
    """By category, for those that have an award for the greatest rise; two queries.

    Of several earlier periods the latest counts that has something in common.

    until : results released later count as not released
    """
    rubrics = {category.id: category.rubric_version.rubric for category in categories}
    asking = [c for c in categories if _honours_a_rise(rubrics[c.id])]
    if not asking:
        return {}
    rows = _released_before(session, asking, until)
    versions = {version for _, _, version in rows}
    then = {
        version.id: version.rubric
        for version in session.scalars(select(RubricVersion).where(RubricVersion.id.in_(versions)))
    }
    return {c.id: _of_category(c, rubrics[c.id], rows, then) for c in asking}


def rises_of(
    rubric: Rubric,
    evaluations: Mapping[str, Evaluation],
    unit_ids: Mapping[str, int],
    before: EarlierValues,
) -> dict[str, Fraction]:
    """How far each unit rose, by the name it has here; those without comparison left out."""
    found = {}
    for handle, evaluation in evaluations.items():
        risen = rise(rubric, evaluation, before.get(unit_ids[handle], {}))
        if risen is not None:
            found[handle] = risen
    return found


_Row = tuple[Result, int, int]


def _honours_a_rise(rubric: Rubric) -> bool:
    return any(improves(rubric, award) for award in rubric.awards)


def _released_before(
    session: Session, categories: Sequence[Category], until: datetime | None
) -> list[_Row]:
    """Results with unit and rubric version, latest period first, of earlier periods."""
    period = categories[0].period
    units = select(Participant.unit_id).where(
        Participant.category_id.in_([category.id for category in categories])
    )
    other = aliased(Snapshot)
    newest = select(func.max(other.number)).where(
        other.period_id == Snapshot.period_id, other.released_at.is_not(None)
    )
    if until is not None:
        newest = newest.where(other.released_at <= until)
    query = (
        select(Result, Participant.unit_id, Category.rubric_version_id)
        .join(Result.participant)
        .join(Result.category)
        .join(Category.period)
        .join(Result.snapshot)
        .where(
            Period.office_id == period.office_id,
            Period.event_date < period.event_date,
            Period.id != period.id,
            Snapshot.number == newest.scalar_subquery(),
            Participant.unit_id.in_(units),
        )
        .order_by(Period.event_date.desc(), Period.id.desc(), Result.id)
    )
    return [(result, unit, version) for result, unit, version in session.execute(query)]


def _of_category(
    category: Category, rubric: Rubric, rows: Sequence[_Row], then: Mapping[int, Rubric]
) -> EarlierValues:
    found: dict[int, dict[str, Fraction]] = {}
    common = {version: common_indicators(rubric, other) for version, other in then.items()}
    for result, unit, version in rows:
        if unit in found or not common[version]:
            continue
        texts = {code: result.nodes.get(code, {}).get("exact") for code in common[version]}
        known = {code: Fraction(text) for code, text in texts.items() if text is not None}
        if known:
            found[unit] = known
    return found
