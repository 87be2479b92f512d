"""The released periods whose objections somebody deals with, each with how far they are."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from sqlalchemy.orm import Session

from evaluator.services.objection_windows import Deadline, deadlines_of
from evaluator.services.permissions import Action, allows, require
from evaluator.storage.actor import Actor
from evaluator.storage.objection_visibility import visible_objections
from evaluator.storage.objections import WAITING, Objection, ObjectionState
from evaluator.storage.periods import Period
from evaluator.storage.visibility import visible_periods

_STATE = ObjectionState


@dataclass(frozen=True)
class PeriodChoice:
    """One released period of the office, with how many objections it has.

    to_confirm : decisions that wait for a second person, whom the reader may be
    accepted : decided and not carried out in any results yet
    """

    id: int
    title: str
    deadline: Deadline
    open: bool
    total: int
    waiting: int
    to_confirm: int
    accepted: int


class _Row(NamedTuple):
    state: str
    decided_by: int | None
    assessor_id: int | None
    published_id: int | None


def objection_periods(session: Session, actor: Actor, now: datetime) -> list[PeriodChoice]:
    """The released periods that have objections this person may read, newest first.

    For lead and admin also those without any while units may still object, and the newest;
    in a fixed number of queries.
    """
    require(actor, Action.SEE_FACTS)
    rows: dict[int, list[_Row]] = {}
    seen = visible_objections(actor).where(Objection.sent_at.is_not(None))
    for period_id, state, decided_by, assessor_id, published_id in session.execute(
        seen.with_only_columns(
            Period.id,
            Objection.state,
            Objection.decided_by,
            Objection.assessor_id,
            Objection.published_id,
        )
    ):
        rows.setdefault(period_id, []).append(_Row(state, decided_by, assessor_id, published_id))
    released = visible_periods(actor).where(Period.released_at.is_not(None))
    periods = session.scalars(released.order_by(Period.year.desc(), Period.id.desc())).all()
    deadlines = deadlines_of(session, periods)
    arranges = allows(actor, Action.ARRANGE)
    found = [_choice(actor, now, one, rows.get(one.id, ()), deadlines[one.id]) for one in periods]
    # The newest one stays in sight of those who may extend its time, also when it is over.
    return [one for one in found if one.total or (arranges and (one.open or one.id == found[0].id))]


def _choice(
    actor: Actor, now: datetime, period: Period, rows: Sequence[_Row], deadline: Deadline
) -> PeriodChoice:
    mine = (actor.account_id,)
    return PeriodChoice(
        period.id,
        period.title,
        deadline,
        deadline.is_open(now),
        len(rows),
        sum(row.state in WAITING for row in rows),
        sum(
            row.state == _STATE.DECIDED
            and row.decided_by not in mine
            and row.assessor_id not in mine
            for row in rows
        )
        if allows(actor, Action.ARRANGE)
        else 0,
        sum(row.state == _STATE.ACCEPTED and row.published_id is None for row in rows),
    )
