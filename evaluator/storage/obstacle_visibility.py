"""Who may read obstacles: who reported them, the unit they were passed to, and the office."""

from sqlalchemy import ColumnElement, Select, false, or_, select, true

from evaluator.storage.actor import Actor, Role
from evaluator.storage.obstacles import Obstacle


def visible_obstacles(actor: Actor) -> Select[Obstacle]:
    """Obstacles: all for lead, admin and auditor; for others what they reported or were passed.

    An assessor reads the own reports and those that were assigned to them; a unit what
    its people reported, and what was passed to it.
    """
    rules: list[ColumnElement[bool]] = []
    if actor.operator or actor.has(Role.LEAD, Role.ADMIN, Role.AUDITOR):
        rules.append(true())
    if actor.has(Role.ASSESSOR):
        rules += [Obstacle.account_id == actor.account_id, Obstacle.assigned_id == actor.account_id]
    if actor.has(Role.UNIT):
        rules += [Obstacle.reporter_unit_id == actor.unit_id, Obstacle.unit_id == actor.unit_id]
    return select(Obstacle).where(
        Obstacle.office_id == actor.office_id, or_(*rules) if rules else false()
    )
