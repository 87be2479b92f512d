"""Of which units a person may read what was measured, on the way and after."""

from sqlalchemy import ColumnElement, Select, and_, false, or_, select

from evaluator.storage.actor import Actor, Role
from evaluator.storage.panel_visibility import units_left
from evaluator.storage.periods import Category, Participant, Period, Stage


def visible_measured(actor: Actor) -> Select[Participant]:
    """Participants: a unit's own since its period is open; all of the office for lead and admin.

    The auditor reads them once released. Assessors read them on their own sheets,
    where a blind period keeps its aliases.
    """
    rules: list[ColumnElement[bool]] = []
    if actor.operator or actor.has(Role.LEAD, Role.ADMIN):
        rules.append(Participant.id.not_in(units_left(actor)))
    if actor.has(Role.AUDITOR):
        rules.append(Period.released_at.is_not(None))
    if actor.has(Role.UNIT):
        own = Participant.unit_id == actor.unit_id
        rules.append(and_(own, Period.stage != Stage.DRAFT))
    return (
        select(Participant)
        .join(Participant.category)
        .join(Category.period)
        .where(
            Period.office_id == actor.office_id,
            Participant.sample.is_(False),
            or_(*rules) if rules else false(),
        )
    )
