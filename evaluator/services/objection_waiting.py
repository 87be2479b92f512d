"""How many objections wait for whoever reads this, by what is to be done."""

from dataclasses import dataclass

from sqlalchemy.orm import Session

from evaluator.services.permissions import Action, allows, require
from evaluator.storage.actor import Actor
from evaluator.storage.objection_visibility import visible_objections
from evaluator.storage.objections import Objection, ObjectionState

_STATE = ObjectionState


@dataclass(frozen=True)
class ObjectionsWaiting:
    """Numbers of objections that the reader could assign, answer, decide or confirm."""

    assign: int
    answer: int
    decide: int
    confirm: int


def objections_waiting(session: Session, actor: Actor) -> ObjectionsWaiting:
    """What waits for this person; nobody decides or confirms what he or she answered. One query.

    A conflict of interest with a unit is looked at when its objection is opened.
    """
    require(actor, Action.SEE_FACTS)
    query = visible_objections(actor).where(
        Objection.state.in_((_STATE.SENT, _STATE.ASSIGNED, _STATE.ANSWERED, _STATE.DECIDED))
    )
    columns = Objection.state, Objection.assessor_id, Objection.decided_by
    rows = [tuple(row) for row in session.execute(query.with_only_columns(*columns))]
    me, leads = actor.account_id, allows(actor, Action.DECIDE)
    arranges = allows(actor, Action.ARRANGE)
    return ObjectionsWaiting(
        sum(leads and state == _STATE.SENT for state, _, _ in rows),
        sum(me is not None and (state, who) == (_STATE.ASSIGNED, me) for state, who, _ in rows),
        sum(leads and state == _STATE.ANSWERED and who != me for state, who, _ in rows),
        sum(
            arranges and state == _STATE.DECIDED and me not in (who, by) for state, who, by in rows
        ),
    )
