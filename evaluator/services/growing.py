"""Growth plans as they are read: a unit's own, the office's list, and one with its actions."""

from calendar import monthrange
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import Select, select
from sqlalchemy.orm import Session, contains_eager, selectinload

from evaluator.scoring.rubric import Rubric
from evaluator.scoring.scales import LevelScale
from evaluator.scoring.words import Bilingual
from evaluator.services.offices import OfficeView, office_view, today_at
from evaluator.services.periods import PeriodView, view_of
from evaluator.services.permissions import Action, require
from evaluator.services.problems import NotFound
from evaluator.services.questions import Question
from evaluator.storage.actor import Actor
from evaluator.storage.growth import ActionStatus, GrowthPlan, PlanAction, ReviewDay
from evaluator.storage.growth_visibility import visible_plans
from evaluator.storage.periods import Category, Participant, Period
from evaluator.storage.rubrics import RubricVersion

SOON = timedelta(days=14)
"""How long before its date an action is called due soon."""
MONTHS_TO_REVIEW = 6
OPEN = (ActionStatus.NEW, ActionStatus.BEGUN)


@dataclass(frozen=True)
class ActionView:
    """One action of a plan.

    name : of the indicator; None where the rubric no longer has it
    target_words : the answer aimed at, in words; as typed where the scale has no such level
    late, soon : whether it is open and its date is past, or near
    """

    id: int
    indicator: str
    name: Bilingual | None
    target: str
    target_words: Bilingual | str
    text: str
    owner: str
    due: date | None
    training: str
    activity_id: int | None
    activity: str
    status: ActionStatus
    note: str
    finished_on: date | None
    proof: str
    link: str
    file_name: str
    unit_review: str
    office_review: str
    version: int
    late: bool
    soon: bool

    @property
    def proven(self) -> bool:
        """Whether something shows that it was done."""
        return bool(self.proof or self.link or self.file_name)


@dataclass(frozen=True)
class PlanView:
    """A unit's plan with its actions in order.

    review_on : by when it is reviewed
    rubric : the rubric of the result that it follows
    """

    id: int
    participant_id: int
    unit_id: int
    unit: str
    period: PeriodView
    category: str
    rubric: Rubric
    started_at: datetime
    note: str
    unit_review: str
    office_review: str
    unit_reviewed_at: datetime | None
    office_reviewed_at: datetime | None
    review_on: date
    review_due: bool
    version: int
    actions: tuple[ActionView, ...]

    def count(self, *statuses: str) -> int:
        """How many actions are that far."""
        return sum(action.status in statuses for action in self.actions)

    @property
    def wanted(self) -> int:
        """How many actions were not dropped."""
        return sum(action.status is not ActionStatus.DROPPED for action in self.actions)

    @property
    def late(self) -> int:
        """How many actions are past their date."""
        return sum(action.late for action in self.actions)


def list_plans(session: Session, actor: Actor, now: datetime) -> list[PlanView]:
    """The plans that this person may read, newest period first, in a fixed number of queries."""
    require(actor, Action.SEE_FACTS)
    return plans_from(session, actor, now, visible_plans(actor))


def open_plan(session: Session, actor: Actor, now: datetime, plan_id: int) -> PlanView:
    """One plan.

    Raises
    ------
    NotFound
        If there is none, or it is another unit's: both look the same.
    """
    require(actor, Action.SEE_FACTS)
    found = plans_from(session, actor, now, visible_plans(actor).where(GrowthPlan.id == plan_id))
    if not found:
        raise NotFound("Rencana itu tidak ada.")
    return found[0]


def open_action(
    session: Session, actor: Actor, now: datetime, action_id: int
) -> tuple[PlanView, ActionView]:
    """One action of one's own plan, with the plan that it stands in.

    Raises
    ------
    NotFound
        If there is none, or it is another unit's.
    """
    require(actor, Action.PLAN)
    if actor.unit_id is None:
        raise NotFound("Rencana itu tidak ada.")
    stands_in = select(PlanAction.plan_id).where(PlanAction.id == action_id)
    plan = open_plan(session, actor, now, session.scalar(stands_in) or 0)
    return plan, next(action for action in plan.actions if action.id == action_id)


def plans_from(
    session: Session, actor: Actor, now: datetime, query: Select[GrowthPlan]
) -> list[PlanView]:
    """The plans that a query over plans, participants, categories and periods selects."""
    rows = session.scalars(
        query.options(
            contains_eager(GrowthPlan.participant)
            .contains_eager(Participant.category)
            .options(
                contains_eager(Category.period),
                selectinload(Category.rubric_version),
            ),
            contains_eager(GrowthPlan.participant).joinedload(Participant.unit),
            selectinload(GrowthPlan.actions).joinedload(PlanAction.activity),
        )
        .order_by(Period.year.desc(), Period.id.desc(), Category.position, Participant.name)
        .execution_options(populate_existing=True)
    ).all()
    office = office_view(session, actor.office_id)
    days = _review_days(session, rows)
    return [_plan_view(row, office, days.get(_period_id(row)), now) for row in rows]


def review_day(office: OfficeView, period: Period, chosen: date | None) -> date:
    """By when the plans of a period are reviewed: the day chosen, else half a year on.

    Half a year is counted from the release, to the last day of a shorter month.
    """
    if chosen is not None or period.released_at is None:
        return chosen or period.event_date
    return half_a_year_on(today_at(office, period.released_at))


def half_a_year_on(start: date) -> date:
    """Half a year later, on the last day of a shorter month."""
    months = start.month - 1 + MONTHS_TO_REVIEW
    year, month = start.year + months // 12, months % 12 + 1
    return date(year, month, min(start.day, monthrange(year, month)[1]))


_FULL = {
    "seluruhnya": Bilingual(id="seluruhnya", en="all of them"),
    "tidak satu pun": Bilingual(id="tidak satu pun", en="none of them"),
    "tepat waktu": Bilingual(id="tepat waktu", en="on time"),
}


def target_words(rubric: Rubric, indicator: str, target: str) -> Bilingual | str:
    """The answer aimed at as people say it: "4 Terpadu dan Terukur"; else as typed."""
    if target in _FULL:
        return _FULL[target]
    if indicator not in rubric.indicator:
        return target
    part, slash, whole = target.partition("/")
    if slash and f"{part}{whole}".isdecimal():
        return Bilingual(id=f"{part} dari {whole}", en=f"{part} of {whole}")
    question = Question(
        rubric.indicator[indicator], rubric.scale_of(indicator), (), "", "", 0, None
    )
    return question.in_words(target) or target


def targets_of(rubric: Rubric, indicator: str) -> tuple[str, ...]:
    """The levels of an indicator that can be aimed at; empty where the answer is typed."""
    scale = rubric.scale_of(indicator) if indicator in rubric.indicator else None
    if not isinstance(scale, LevelScale):
        return ()
    question = Question(rubric.indicator[indicator], scale, (), "", "", 0, None)
    return tuple(choice.value for choice in question.choices if choice.value != "TB")


def _review_days(session: Session, rows: Sequence[GrowthPlan]) -> dict[int, date]:
    ids = {_period_id(row) for row in rows}
    query = select(ReviewDay.period_id, ReviewDay.day).where(ReviewDay.period_id.in_(ids))
    return dict(session.execute(query).all()) if ids else {}


def _period_id(row: GrowthPlan) -> int:
    return row.participant.category.period_id


def _plan_view(row: GrowthPlan, office: OfficeView, chosen: date | None, now: datetime) -> PlanView:
    category, today = row.participant.category, today_at(office, now)
    unit = row.participant.unit
    version: RubricVersion = category.rubric_version
    due, begun = review_day(office, category.period, chosen), today_at(office, row.started_at)
    if begun > due:  # a plan that begins later is reviewed later
        due = half_a_year_on(begun)
    return PlanView(
        row.id,
        row.participant_id,
        row.participant.unit_id,
        unit.short_name if unit.kind == "responden" else row.participant.name,
        view_of(category.period),
        category.title,
        version.rubric,
        row.started_at,
        row.note,
        row.unit_review,
        row.office_review,
        row.unit_reviewed_at,
        row.office_reviewed_at,
        due,
        today >= due and row.unit_reviewed_at is None,
        row.version,
        tuple(action_view(version.rubric, action, today) for action in row.actions),
    )


def action_view(rubric: Rubric, row: PlanAction, today: date) -> ActionView:
    """One action as plain values."""
    indicator = rubric.indicator.get(row.indicator)
    status = ActionStatus(row.status)
    waits = status in OPEN and row.due is not None
    return ActionView(
        row.id,
        row.indicator,
        indicator.name if indicator else None,
        row.target,
        target_words(rubric, row.indicator, row.target),
        row.text,
        row.owner,
        row.due,
        row.training,
        row.activity_id,
        row.activity.title if row.activity else "",
        status,
        row.note,
        row.finished_on,
        row.proof,
        row.link,
        row.file_name,
        row.unit_review,
        row.office_review,
        row.version,
        late=waits and row.due is not None and row.due < today,
        soon=waits and row.due is not None and today <= row.due <= today + SOON,
    )
