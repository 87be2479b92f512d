"""Locked years that have counted an obstacle: what is done about it later changes no value."""

from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from evaluator.services.freezing import first_day, is_frozen, last_day
from evaluator.services.permissions import Action, require
from evaluator.storage.actor import Actor
from evaluator.storage.periods import Category, Period


def locked_periods(session: Session, actor: Actor, passed_on: date | None) -> tuple[str, ...]:
    """The titles of the locked periods that count what was passed on on a day, oldest first."""
    require(actor, Action.SEE_FACTS)
    if passed_on is None:
        return ()
    query = (
        select(Period)
        .where(Period.office_id == actor.office_id)
        .order_by(Period.year, Period.id)
        .options(selectinload(Period.categories).joinedload(Category.rubric_version))
    )
    return tuple(
        period.title
        for period in session.scalars(query)
        if first_day(period) <= passed_on <= last_day(period) and is_frozen(period)
    )
