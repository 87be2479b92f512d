"""What was recorded of units, brought to the indicators that measure it."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from evaluator.scoring.exact import write_shortest
from evaluator.scoring.measures import FORMULAS, Fact, Formula, Measure, answer_from
from evaluator.scoring.rubric import Rubric
from evaluator.services import (
    activity_facts,
    obstacle_facts,
    register_facts,
    request_facts,
    task_facts,
)
from evaluator.services.freezing import first_day, is_frozen, last_day
from evaluator.services.spans import Source as Source
from evaluator.services.spans import Span as Span
from evaluator.storage.periods import Category, Participant
from evaluator.storage.results import Result, Snapshot

SOURCES: Mapping[Measure, Source] = {
    Measure.ATTENDANCE: activity_facts.facts,
    Measure.ATTENDANCE_TRAINING: activity_facts.facts,
    Measure.ATTENDANCE_FORUM: activity_facts.facts,
    Measure.ATTENDANCE_LEVEL: activity_facts.facts,
    Measure.TRAINING_HOURS: activity_facts.facts,
    Measure.ACTIVITIES_HOSTED: activity_facts.facts,
    Measure.REQUESTS_ON_TIME: request_facts.facts,
    Measure.REQUESTS_DAYS_LATE: request_facts.facts,
    Measure.REQUESTS_COMPLETE: request_facts.facts,
    Measure.REQUESTS_FIRST_CHECK: request_facts.facts,
    Measure.REQUESTS_CORRECT: request_facts.facts,
    Measure.CONFIRMATIONS: register_facts.facts,
    Measure.ROMANTIK: register_facts.facts,
    Measure.METADATA: register_facts.facts,
    Measure.METADATA_ACTIVITIES: register_facts.facts,
    Measure.METADATA_VARIABLES: register_facts.facts,
    Measure.METADATA_INDICATORS: register_facts.facts,
    Measure.DATA_TEAM: register_facts.facts,
    Measure.CENSUS_SUPPORT: register_facts.facts,
    Measure.AGENTS: register_facts.facts,
    Measure.AGENTS_TRAINED: register_facts.facts,
    Measure.OBSTACLES_SETTLED: obstacle_facts.facts,
    Measure.TASKS_COMPLETE: task_facts.facts,
    Measure.TASKS_ON_TIME: task_facts.facts,
    Measure.TASKS_QUALITY: task_facts.facts,
    Measure.TASKS_WILLING: task_facts.facts,
}


@dataclass(frozen=True)
class FactRow:
    """One fact behind a measured answer.

    words : a sentence as {"template", "values"}
    counts : what it adds: "3/4" where parts of wholes are added, else its part
    """

    words: Mapping[str, Any]
    day: date
    counts: str
    source: str


@dataclass(frozen=True)
class Measured:
    """What one indicator of one unit was measured to be.

    answer : as a sheet would write it; "TB" where there is nothing to rest on and the
        rubric allows it, "" where it does not
    rows : the facts it comes from, by day
    """

    measure: Measure
    answer: str
    rows: tuple[FactRow, ...]

    @property
    def formula(self) -> Formula:
        """How the rows became the answer."""
        return FORMULAS[self.measure]

    @property
    def stored(self) -> dict[str, Any]:
        """The form in which a result keeps it."""
        return {
            "measure": self.measure.value,
            "answer": self.answer,
            "facts": [{**asdict(row), "day": row.day.isoformat()} for row in self.rows],
        }


MeasuredUnits = Mapping[int, Mapping[str, Measured]]
"""Participant -> indicator -> what was measured."""


def measured_of(
    session: Session, categories: Sequence[Category], *, taken: bool = False
) -> MeasuredUnits:
    """What was measured for every unit of some categories.

    While a released period is under revision this is what its last snapshot holds:
    what was recorded since cannot slip into it.

    taken : whether a locked period is read from its snapshot as well; whoever locks it
        counts once more
    """
    found: dict[int, dict[str, Measured]] = {}
    for category in categories:
        rubric = category.rubric_version.rubric
        if not rubric.measured:
            continue
        if category.period.revising_since is not None or (taken and is_frozen(category.period)):
            found |= _kept(session, category)
        else:
            found |= _counted(session, category, rubric)
    return found


def measured_unit(session: Session, participant: Participant) -> Mapping[str, Measured]:
    """What was measured for one unit, by indicator."""
    category = participant.category
    rubric = category.rubric_version.rubric
    if not rubric.measured:
        return {}
    if is_frozen(category.period):
        return _kept(session, category).get(participant.id, {})
    return _counted(session, category, rubric, participant.id).get(participant.id, {})


def measured_for_panel(session: Session, participant: Participant) -> Mapping[str, Measured]:
    """What an assessor of a unit reads of it; nothing while the period is blind.

    What was recorded of units is open to the office: set beside it, a row would tell
    who the unit is.
    """
    period = participant.category.period
    hidden = period.blind and period.released_at is None
    return {} if hidden else measured_unit(session, participant)


def measured_from(stored: Mapping[str, Any]) -> Measured | None:
    """What a result keeps of one measured indicator; None where people answered it."""
    kept = stored.get("measured")
    if kept is None:
        return None
    rows = (
        FactRow(row["words"], date.fromisoformat(row["day"]), row["counts"], row["source"])
        for row in kept["facts"]
    )
    return Measured(Measure(kept["measure"]), kept["answer"], tuple(rows))


def answers_of(measured: Mapping[str, Measured]) -> dict[str, str]:
    """Only the answers, by indicator; those that have none are left out."""
    return {code: one.answer for code, one in measured.items() if one.answer}


def _counted(
    session: Session, category: Category, rubric: Rubric, participant_id: int | None = None
) -> dict[int, dict[str, Measured]]:
    query = select(Participant.id, Participant.unit_id).where(
        Participant.category_id == category.id, Participant.sample.is_(False)
    )
    if participant_id is not None:
        query = query.where(Participant.id == participant_id)
    units = {unit: participant for participant, unit in session.execute(query)}
    span = Span(first_day(category.period), last_day(category.period))
    found: dict[int, dict[str, Measured]] = {participant: {} for participant in units.values()}
    facts = {
        measure: _by_unit(SOURCES[measure](session, measure, list(units), span))
        for measure in sorted(set(rubric.measured.values()))
    }
    for unit, participant in units.items():
        for code, measure in rubric.measured.items():
            found[participant][code] = _measure(rubric, code, facts[measure].get(unit, []))
    return found


def _by_unit(facts: Sequence[Fact]) -> dict[int, list[Fact]]:
    found: dict[int, list[Fact]] = {}
    for fact in sorted(facts, key=lambda fact: (fact.day, fact.source)):
        found.setdefault(fact.unit_id, []).append(fact)
    return found


def _measure(rubric: Rubric, code: str, facts: Sequence[Fact]) -> Measured:
    measure = rubric.measured[code]
    answer = answer_from(measure, facts)
    if not answer and rubric.indicator[code].not_applicable == "allowed":
        answer = "TB"
    return Measured(measure, answer, tuple(_row(measure, fact) for fact in facts))


def _row(measure: Measure, fact: Fact) -> FactRow:
    ratio = FORMULAS[measure].way == "ratio"
    counts = f"{fact.part}/{fact.whole}" if ratio else write_shortest(fact.part)
    return FactRow(fact.words.as_json(), fact.day, counts, fact.source)


def _kept(session: Session, category: Category) -> dict[int, dict[str, Measured]]:
    """What the newest snapshot holds."""
    newest = select(func.max(Snapshot.id)).where(Snapshot.period_id == category.period_id)
    query = select(Result.participant_id, Result.indicators).where(
        Result.snapshot_id == newest.scalar_subquery(), Result.category_id == category.id
    )
    return {
        participant: {
            code: one
            for code, said in indicators.items()
            if (one := measured_from(said)) is not None
        }
        for participant, indicators in session.execute(query)
    }
