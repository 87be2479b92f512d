"""What a unit planned in an earlier year, to be read beside this year's indicators."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from evaluator.scoring.words import Bilingual
from evaluator.services.growing import ActionView, PlanView, plans_from
from evaluator.services.permissions import Action, require
from evaluator.storage.actor import Actor
from evaluator.storage.growth import ActionStatus
from evaluator.storage.growth_visibility import visible_earlier_plans
from evaluator.storage.periods import Category, Participant, Period


@dataclass(frozen=True)
class Planned:
    """One action that a unit planned at an indicator, and what came of it.

    unit : the unit that planned it, where this one goes on in its place; else ""
    proof : what it says shows that it was done; "" where it says nothing
    file_name : of the stored file that shows it; "" without one
    """

    action_id: int
    unit: str
    year: int
    text: str
    target: Bilingual | str
    status: ActionStatus
    finished_on: date | None
    proof: str
    link: str
    file_name: str


def planned_before(
    session: Session, actor: Actor, now: datetime, participant_id: int
) -> dict[str, tuple[Planned, ...]]:
    """By indicator, the actions of the newest earlier plans; empty where there are none.

    Beside the unit's own stand those of units that it goes on for.

    For the unit itself, and for those who assess it now; nothing in a blind period.
    """
    require(actor, Action.SIGNED_IN)
    found = session.execute(
        select(Period, Participant.unit_id)
        .join(Category, Category.period_id == Period.id)
        .join(Participant, Participant.category_id == Category.id)
        .where(Participant.id == participant_id)
    ).first()
    if found is None:
        return {}
    period, unit_id = found
    plans = plans_from(session, actor, now, visible_earlier_plans(actor, period, unit_id))
    planned: dict[str, tuple[Planned, ...]] = {}
    for plan in plans:
        if plan.period.year == plans[0].period.year:
            for action in plan.actions:
                one = _planned(plan, action, "" if plan.unit_id == unit_id else plan.unit)
                planned[action.indicator] = (*planned.get(action.indicator, ()), one)
    return planned


def _planned(plan: PlanView, action: ActionView, unit: str) -> Planned:
    return Planned(
        action.id,
        unit,
        plan.period.year,
        action.text,
        action.target_words,
        action.status,
        action.finished_on,
        action.proof,
        action.link,
        action.file_name,
    )
