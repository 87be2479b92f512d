"""One press makes a plan from a released result; a second press makes no second one."""

from collections.abc import Collection, Sequence
from datetime import date, datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from evaluator.scoring.aggregate import Evaluation
from evaluator.scoring.growth import Step
from evaluator.scoring.rubric import Rubric
from evaluator.scoring.scales import DaysLateScale, RatioScale
from evaluator.services.cheapest_steps import Given, enough_for_predicate, given_in
from evaluator.services.feedback_lines import MOST_TOP_STEPS, steps_of
from evaluator.services.growing import review_day
from evaluator.services.logging import record
from evaluator.services.offices import office_view, today_at
from evaluator.services.permissions import Action, require
from evaluator.services.problems import NotFound
from evaluator.services.results import evaluation_of
from evaluator.storage.actor import Actor
from evaluator.storage.database import add_unless_there
from evaluator.storage.growth import GrowthPlan, PlanAction, ReviewDay
from evaluator.storage.periods import Participant
from evaluator.storage.results import Result
from evaluator.storage.visibility import released_snapshot, visible_results

LEAST_DAYS = 30


def start_plan(
    session: Session,
    actor: Actor,
    now: datetime,
    participant_id: int,
    steps: Collection[str] = (),
) -> int:
    """Make a plan from one's own released result, or find the one that is there.

    steps : codes of the indicators to begin with; empty: the cheapest way to the next
        predicate, or the improvements worth most where none leads there. Where the
        plan is there, indicators named here that it lacks are added.

    Returns the plan's number.

    Raises
    ------
    NotFound
        If the unit has no such released result.
    """
    require(actor, Action.PLAN)
    result = _own_result(session, actor, participant_id)
    rubric = result.category.rubric_version.rubric
    standing = (rubric, evaluation_of(rubric, result), given_in(result))
    offered = steps_offered(*standing)
    wanted = [code for code in offered if code in set(steps)]
    unsaid = dict.fromkeys(("note", "unit_review", "office_review"), "")
    rest = {"started_at": now, "started_by": actor.account_id, "version": 1, **unsaid}
    is_new = add_unless_there(session, GrowthPlan, {"participant_id": participant_id}, rest)
    plan = session.scalars(
        select(GrowthPlan).where(GrowthPlan.participant_id == participant_id).with_for_update()
    ).one()
    if is_new and not wanted:
        wanted = first_codes(*standing)
    added = _add(
        session, plan, [offered[code] for code in wanted], rubric, _due(session, result, now)
    )
    if is_new or added:
        _record(session, actor, now, plan, result, is_new, added)
    return plan.id


def steps_offered(rubric: Rubric, evaluation: Evaluation, given: Given) -> dict[str, Step]:
    """By indicator the step that a plan would begin with, the largest gain first.

    Where the cheapest way to the next predicate climbs an indicator by several levels,
    it is the last of them, with the smallest number that is enough.
    """
    way = _cheapest(rubric, evaluation, given)
    high = {step.code: step for step in way}
    return {line.step.code: line.step for line in steps_of(rubric, evaluation)} | high


def first_codes(rubric: Rubric, evaluation: Evaluation, given: Given) -> list[str]:
    """The indicators of the cheapest way to the next predicate; else those worth most."""
    way = list(dict.fromkeys(step.code for step in _cheapest(rubric, evaluation, given)))
    lines = steps_of(rubric, evaluation)[:MOST_TOP_STEPS]
    return way or [line.step.code for line in lines]


def _cheapest(rubric: Rubric, evaluation: Evaluation, given: Given) -> tuple[Step, ...]:
    found = enough_for_predicate(rubric, evaluation, given, 1)
    return found[0].steps if found else ()


def plan_of(session: Session, actor: Actor, participant_id: int) -> int | None:
    """The number of the plan that one's own unit made from this result; None where there is none.

    For the feedback page, which offers to make one or to open it.
    """
    require(actor, Action.SIGNED_IN)
    query = (
        select(GrowthPlan.id)
        .join(GrowthPlan.participant)
        .where(GrowthPlan.participant_id == participant_id, Participant.unit_id == actor.unit_id)
    )
    return session.scalar(query)


def _own_result(session: Session, actor: Actor, participant_id: int) -> Result:
    query = visible_results(actor).where(
        released_snapshot(),
        Result.participant_id == participant_id,
        Participant.unit_id == actor.unit_id,
    )
    row = session.scalar(query)
    if row is None:
        raise NotFound("Umpan balik itu belum ada.")
    return row


def _due(session: Session, result: Result, now: datetime) -> date:
    """The day of the review; a plan made after it, or shortly before, has a month from now."""
    period = result.category.period
    chosen = session.scalar(select(ReviewDay.day).where(ReviewDay.period_id == period.id))
    office = office_view(session, period.office_id)
    soonest = today_at(office, now) + timedelta(days=LEAST_DAYS)
    return max(review_day(office, period, chosen), soonest)


def _add(
    session: Session, plan: GrowthPlan, steps: Sequence[Step], rubric: Rubric, due: date
) -> list[str]:
    """Add an action for every step at whose indicator the plan has none yet."""
    there = {action.indicator for action in plan.actions}
    last = max((action.position for action in plan.actions), default=-1)
    new = [step for step in steps if step.code not in there]
    for number, step in enumerate(new, start=last + 1):
        training = rubric.indicator[step.code].training
        plan.actions.append(
            PlanAction(
                indicator=step.code,
                position=number,
                target=_target(rubric, step),
                text=what_to_do(step),
                due=due,
                training=training.id if training else "",
            )
        )
    session.flush()
    return [step.code for step in new]


def _target(rubric: Rubric, step: Step) -> str:
    """The answer aimed at, such as "4" or "3/4"; the words of the step where it is a range."""
    level, scale = step.level, rubric.scale_of(step.code)
    # A sample such as "1/1", and an upper limit of days, each stand for more than themselves.
    sample = isinstance(scale, RatioScale) and level in rubric.indicator[step.code].levels
    if level is None or sample or isinstance(scale, DaysLateScale):
        return str(step.target)
    return level


def what_to_do(step: Step) -> str:
    """What the rubric says of the answer aimed at; a unit writes over it what it really does."""
    return step.text.id if step.text else f"{step.name.id}: {step.target}."


def _record(
    session: Session,
    actor: Actor,
    now: datetime,
    plan: GrowthPlan,
    result: Result,
    is_new: bool,
    added: list[str],
) -> None:
    record(
        session,
        actor,
        now,
        "plan.start" if is_new else "plan.extend",
        f"plan:{plan.id}",
        after={"indicators": added},
        period_id=result.category.period_id,
    )
