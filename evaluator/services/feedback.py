"""What a unit learns after release: its value, why, and what lifts it most."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from sqlalchemy import select
from sqlalchemy.orm import Session

from evaluator.scoring.exact import write_decimal
from evaluator.scoring.growth import NextPredicate, to_next_predicate
from evaluator.scoring.rubric import Rubric
from evaluator.scoring.words import Bilingual
from evaluator.services.cheapest_steps import (
    WayUp,
    given_in,
    units_above,
    way_to_place,
    ways_to_predicate,
)
from evaluator.services.feedback_lines import (
    IndicatorLine,
    SectionLine,
    StepLine,
    indicators_of,
    sections_of,
    steps_of,
    strengths_of,
)
from evaluator.services.feedback_sides import NOTHING_BESIDE, unit_sides
from evaluator.services.feedback_years import YearChange, Years, earlier_results
from evaluator.services.offices import OfficeView, office_view
from evaluator.services.periods import PeriodView, view_of
from evaluator.services.permissions import Action, require
from evaluator.services.problems import NotFound
from evaluator.services.quartiles import tells_none
from evaluator.services.results import UnitResult, evaluation_of, result_view
from evaluator.storage.actor import Actor
from evaluator.storage.feedback_visibility import feedback_results, released_results
from evaluator.storage.periods import Category, Participant, Period
from evaluator.storage.results import Result
from evaluator.storage.visibility import newest_snapshot


@dataclass(frozen=True)
class Feedback:
    """Everything a unit's page and report show, frozen at lock.

    strengths : name, value, and the category's middle where it may be told
    ways : the smallest sets of steps to the next predicate, the best first
    way_to_place : the smallest one to pass the unit one place higher
    """

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
    strengths: tuple[tuple[Bilingual, str, str | None], ...]
    steps: tuple[StepLine, ...]
    next_predicate: NextPredicate | None
    next_lack: str | None
    middle: str | None
    change: YearChange | None
    ways: tuple[WayUp, ...]
    way_to_place: WayUp | None


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
    query = released_results(actor).where(Participant.unit_id == actor.unit_id)
    return [_title(row) for row in session.scalars(query)]


def history(session: Session, actor: Actor, participant_id: int) -> list[FeedbackTitle]:
    """The released results of the unit that took part there, newest first, as far as visible."""
    require(actor, Action.SIGNED_IN)
    unit = select(Participant.unit_id).where(Participant.id == participant_id)
    query = released_results(actor).where(Participant.unit_id == unit.scalar_subquery())
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
    row = feedback_row(session, actor, participant_id)
    return _feedback(_Beside(session, actor, [row]), row)


def feedback_row(session: Session, actor: Actor, participant_id: int) -> Result:
    """The result behind one unit's feedback; NotFound as there."""
    query = feedback_results(actor).where(Participant.id == participant_id, newest_snapshot(actor))
    row = session.scalar(query)
    if row is None:
        raise NotFound("Umpan balik itu bukan milik unit Anda atau belum dibuka.")
    return row


def all_feedback(session: Session, actor: Actor, period_id: int) -> list[Feedback]:
    """The feedback of every unit of a locked period, in a fixed number of queries."""
    require(actor, Action.DECIDE)
    query = feedback_results(actor).where(Period.id == period_id, newest_snapshot(actor))
    rows = session.scalars(query.order_by(Category.position, Participant.name)).all()
    beside = _Beside(session, actor, rows)
    return [_feedback(beside, row) for row in rows]


def list_feedback(session: Session, actor: Actor, period_id: int) -> list[FeedbackTitle]:
    """The units of a locked period that have feedback, by category and name; without drawing it."""
    require(actor, Action.DECIDE)
    query = feedback_results(actor).where(Period.id == period_id, newest_snapshot(actor))
    rows = session.scalars(query.order_by(Category.position, Participant.name))
    return [_title(row) for row in rows]


def _title(row: Result) -> FeedbackTitle:
    period = view_of(row.category.period)
    category = row.category.title
    return FeedbackTitle(row.participant_id, period, category, row.participant.name, row.value)


class _Beside:
    """What all results of one reading share, and what stands beside each."""

    def __init__(self, session: Session, actor: Actor, rows: Sequence[Result]) -> None:
        self.office = office_view(session, actor.office_id)
        self.years = Years()
        self.last = earlier_results(session, actor, rows)
        self.sides = unit_sides(session, actor, rows)
        self.above = units_above(session, rows)


def _feedback(beside: _Beside, row: Result) -> Feedback:
    rubric = row.category.rubric_version.rubric
    evaluation, last = evaluation_of(rubric, row), beside.last.get(row.id)
    side = beside.sides.get(row.participant_id, NOTHING_BESIDE)
    upcoming = to_next_predicate(rubric, evaluation)
    places = rubric.result.places
    middle = row.middle.get("") if "" in tells_none(row.middle, row.quartiles, row.ranked) else None
    return Feedback(
        office=beside.office,
        period=view_of(row.category.period),
        category=row.category.title,
        unit_kind=row.participant.unit.kind,
        rubric=rubric,
        rubric_digest=row.category.rubric_version.digest,
        result=result_view(row),
        result_digest=row.snapshot.digest,
        shows_place=row.category.period.shows_places,
        sections=sections_of(rubric, evaluation, row, last),
        indicators=indicators_of(rubric, evaluation, row, side),
        strengths=strengths_of(rubric, evaluation, row),
        steps=steps_of(rubric, evaluation),
        next_predicate=upcoming,
        next_lack=write_decimal(upcoming.missing_points, places) if upcoming else None,
        middle=None if middle is None else write_decimal(Fraction(middle), places),
        change=beside.years.change(row, last),
        ways=ways_to_predicate(rubric, evaluation, side, given_in(row)),
        way_to_place=way_to_place(rubric, evaluation, side, beside.above.get(row.id)),
    )
