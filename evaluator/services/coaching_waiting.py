"""What waits for whoever opens coaching: obstacles not settled, actions past their date."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import case, func, or_, select
from sqlalchemy.orm import Session

from evaluator.services.growing import OPEN
from evaluator.services.offices import office_view, today_at
from evaluator.services.permissions import Action, require
from evaluator.storage.actor import Actor
from evaluator.storage.growth import GrowthPlan, PlanAction
from evaluator.storage.growth_visibility import visible_plans
from evaluator.storage.obstacle_visibility import visible_obstacles
from evaluator.storage.obstacles import Obstacle, ObstacleState


@dataclass(frozen=True)
class Waiting:
    """How many obstacles are not settled, and how many actions of plans are late.

    fresh : of these obstacles, those that nobody sorted, or whose reporter says "not yet"
    """

    obstacles: int
    fresh: int
    actions: int


def waiting(session: Session, actor: Actor, now: datetime) -> Waiting:
    """What waits, as far as this person may read it; three queries."""
    require(actor, Action.SEE_FACTS)
    fresh = or_(Obstacle.state == ObstacleState.REPORTED, Obstacle.outcome != "")
    open_ones = (
        visible_obstacles(actor)
        .where(Obstacle.state != ObstacleState.SETTLED)
        .with_only_columns(func.count(), func.count(case((fresh, 1))))
    )
    plans = visible_plans(actor).with_only_columns(GrowthPlan.id)
    late = select(func.count(PlanAction.id)).where(
        PlanAction.plan_id.in_(plans),
        PlanAction.status.in_(OPEN),
        PlanAction.due < today_at(office_view(session, actor.office_id), now),
    )
    obstacles, new = session.execute(open_ones).one()
    return Waiting(obstacles, new, session.scalar(late) or 0)
