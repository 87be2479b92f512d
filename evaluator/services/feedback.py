"""What a unit learns after release: its value, why, and what lifts it most."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from sqlalchemy import Select, select
from sqlalchemy.orm import Session, contains_eager

from evaluator.scoring.exact import write_decimal
from evaluator.scoring.growth import NextPredicate, to_next_predicate
from evaluator.scoring.rubric import Rubric
from evaluator.scoring.words import Bilingual
from evaluator.services.feedback_lines import (
    IndicatorLine,
    SectionLine,
    StepLine,
    indicators_of,
    sections_of,
    steps_of,
    strengths_of,
)
from evaluator.services.offices import OfficeView, office_view
from evaluator.services.periods import PeriodView, view_of
from evaluator.services.permissions import Action, require
from evaluator.services.problems import NotFound
from evaluator.services.results import UnitResult, evaluation_of, result_view
from evaluator.storage.actor import Actor
from evaluator.storage.periods import Category, Participant, Period
from evaluator.storage.results import Result
from evaluator.storage.visibility import newest_snapshot, released_snapshot, visible_results


@dataclass(frozen=True)
class Feedback:
    """Everything a unit's page and report show, frozen at lock."""

    office: OfficeView
    period: PeriodView
    category: str
    unit_kind: str
    rubric: Rubric
    rubric_digest: str
    result: UnitResult
    result_digest: str
    shows_place: bool
    sections: tuple[SectionLine, ...]
    indicators: tuple[IndicatorLine, ...]
    strengths: tuple[tuple[Bilingual, str, str], ...]
    steps: tuple[StepLine, ...]
    next_predicate: NextPredicate | None
    next_lack: str | None
    middle: str | None
    last_value: str | None
    last_year: int | None


@dataclass(frozen=True)
class FeedbackTitle:
    """One entry of the list of a unit's released results."""

    participant_id: int
    period: PeriodView
    category: str
    unit: str
    value: str | None


def my_feedback(session: Session, actor: Actor) -> list[FeedbackTitle]:
    """The released results of one's own unit, newest first."""
    require(actor, Action.SEE_FEEDBACK)
    query = _released(actor).where(Participant.unit_id == actor.unit_id)
    return [_title(row) for row in session.scalars(query)]


def history(session: Session, actor: Actor, participant_id: int) -> list[FeedbackTitle]:
    """The released results of the unit that took part there, newest first, as far as visible."""
    require(actor, Action.SIGNED_IN)
    unit = select(Participant.unit_id).where(Participant.id == participant_id)
    query = _released(actor).where(Participant.unit_id == unit.scalar_subquery())
    return [_title(row) for row in session.scalars(query)]


def feedback(session: Session, actor: Actor, participant_id: int) -> Feedback:
    """The feedback of one unit in one period.

    A unit reads its own after release; the team lead reads any of the office's.

    Raises
    ------
    NotFound
        If there is none, or it may not be seen yet: both look the same.
    """
    require(actor, Action.SIGNED_IN)
    query = _visible(actor).where(Participant.id == participant_id, newest_snapshot(actor))
    row = session.scalar(query)
    if row is None:
        raise NotFound("Umpan balik itu belum ada.")
    office = office_view(session, actor.office_id)
    return _feedback(office, row, _earlier(session, actor, [row]).get(row.id))


def all_feedback(session: Session, actor: Actor, period_id: int) -> list[Feedback]:
    """The feedback of every unit of a locked period, in a fixed number of queries."""
    require(actor, Action.DECIDE)
    query = _visible(actor).where(Period.id == period_id, newest_snapshot(actor))
    rows = session.scalars(query.order_by(Category.position, Participant.name)).all()
    office, before = office_view(session, actor.office_id), _earlier(session, actor, rows)
    return [_feedback(office, row, before.get(row.id)) for row in rows]


def _visible(actor: Actor) -> Select[Result]:
    return visible_results(actor).options(
        contains_eager(Result.participant).joinedload(Participant.unit),
        contains_eager(Result.category).contains_eager(Category.period),
        contains_eager(Result.category).selectinload(Category.rubric_version),
        contains_eager(Result.snapshot),
    )


def _released(actor: Actor) -> Select[Result]:
    """Released results, newest first."""
    query = _visible(actor).where(released_snapshot())
    return query.order_by(Period.year.desc(), Period.id.desc())


def _earlier(session: Session, actor: Actor, rows: Sequence[Result]) -> dict[int, Result]:
    """For each result, the same unit's last released one by the same rubric, if there is one."""
    units = {row.participant.unit_id for row in rows}
    years = {row.category.period.year for row in rows}
    if not rows:
        return {}
    query = _released(actor).where(Participant.unit_id.in_(units), Period.year < max(years))
    past = session.scalars(query).all()
    found = ((row.id, next((p for p in past if _precedes(p, row)), None)) for row in rows)
    return {number: result for number, result in found if result is not None}


def _precedes(past: Result, row: Result) -> bool:
    return (
        past.participant.unit_id == row.participant.unit_id
        and past.category.rubric_version.code == row.category.rubric_version.code
        and past.category.period.year < row.category.period.year
    )


def _title(row: Result) -> FeedbackTitle:
    period = view_of(row.category.period)
    category = row.category.title
    return FeedbackTitle(row.participant_id, period, category, row.participant.name, row.value)


def _feedback(office: OfficeView, row: Result, last: Result | None) -> Feedback:
    rubric = row.category.rubric_version.rubric
    evaluation = evaluation_of(rubric, row)
    upcoming = to_next_predicate(rubric, evaluation)
    places = rubric.result.places
    middle = row.middle.get("")
    return Feedback(
        office=office,
        period=view_of(row.category.period),
        category=row.category.title,
        unit_kind=row.participant.unit.kind,
        rubric=rubric,
        rubric_digest=row.category.rubric_version.digest,
        result=result_view(row),
        result_digest=row.snapshot.digest,
        shows_place=row.category.period.shows_places,
        sections=sections_of(rubric, evaluation, row, last),
        indicators=indicators_of(rubric, evaluation, row),
        strengths=strengths_of(rubric, evaluation, row.middle),
        steps=steps_of(rubric, evaluation),
        next_predicate=upcoming,
        next_lack=write_decimal(upcoming.missing_points, places) if upcoming else None,
        middle=None if middle is None else write_decimal(Fraction(middle), places),
        last_value=last.value if last else None,
        last_year=last.category.period.year if last else None,
    )
