"""The visibility rule of objections: a unit reads its own, the office what was sent.

One part of `visibility`, under the same promise: no unit learns of another's objection,
and whoever left a unit answers nothing about it.
"""

from sqlalchemy import ColumnElement, Select, and_, false, or_, select

from evaluator.storage.actor import Actor, Role
from evaluator.storage.interests import Interest
from evaluator.storage.objections import Objection
from evaluator.storage.periods import Category, Participant, Period
from evaluator.storage.scores import Sheet


def visible_objections(actor: Actor) -> Select[Objection]:
    """Objections: a unit's own, drafts too; those that were sent for lead, admin and auditor.

    An assessor reads those that he or she shall answer, unless of a unit that was left
    or that a conflict of interest stands against.
    """
    sent = Objection.sent_at.is_not(None)
    rules: list[ColumnElement[bool]] = []
    if actor.operator or actor.has(Role.LEAD, Role.ADMIN, Role.AUDITOR):
        rules.append(sent)
    if actor.has(Role.ASSESSOR):
        mine = Objection.assessor_id == actor.account_id
        rules.append(and_(sent, mine, ~_against(actor)))
    if actor.has(Role.UNIT):
        rules.append(Participant.unit_id == actor.unit_id)
    return (
        select(Objection)
        .join(Objection.participant)
        .join(Participant.category)
        .join(Category.period)
        .where(
            Period.office_id == actor.office_id,
            Period.released_at.is_not(None),
            or_(false(), *rules),
        )
    )


def _against(actor: Actor) -> ColumnElement[bool]:
    """Whether this person left the unit of the query, or has a conflict with it."""
    left = select(Sheet.id).where(
        Sheet.participant_id == Participant.id,
        Sheet.assessor_id == actor.account_id,
        Sheet.recused_at.is_not(None),
    )
    conflict = select(Interest.id).where(
        Interest.unit_id == Participant.unit_id,
        Interest.account_id == actor.account_id,
        Interest.ended_at.is_(None),
    )
    return or_(left.exists(), conflict.exists())
