"""In which periods an activity counts: those that measure its day."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from evaluator.services.freezing import first_day, is_frozen, last_day
from evaluator.services.permissions import Action, require
from evaluator.storage.actor import Actor
from evaluator.storage.periods import Category, Period


@dataclass(frozen=True)
class Measuring:
    """A period that counts what was recorded from `first` to `last`; `locked`: for good."""

    title: str
    first: date
    last: date
    locked: bool


def measuring_periods(session: Session, actor: Actor, day: date | None = None) -> list[Measuring]:
    """The office's periods that measure something, newest first.

    day : only those that measure this day
    """
    require(actor, Action.SEE_FACTS)
    query = (
        select(Period)
        .where(Period.office_id == actor.office_id)
        .options(selectinload(Period.categories).joinedload(Category.rubric_version))
    )
    found = [
        Measuring(period.title, first_day(period), last_day(period), is_frozen(period))
        for period in session.scalars(query.order_by(Period.year.desc(), Period.id.desc()))
        if any(one.rubric_version.rubric.measured for one in period.categories)
    ]
    return [one for one in found if day is None or one.first <= day <= one.last]
