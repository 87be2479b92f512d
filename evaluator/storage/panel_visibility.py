"""What one may see of panels: samples, recusals, conflicts of interest.

A part of the one visibility rule in `visibility`, by the same roles and stages.
"""

from sqlalchemy import ColumnElement, Select, and_, false, or_, select, true
from sqlalchemy.orm import aliased

from evaluator.storage.actor import Actor, Role
from evaluator.storage.interests import Interest
from evaluator.storage.periods import Category, Participant, Period, Stage
from evaluator.storage.scores import Sheet
from evaluator.storage.units import Unit


def visible_samples(actor: Actor) -> Select[Sheet]:
    """Sheets of sample units that were handed in.

    The lead reads them always; an assessor once their own sheet of it is handed in.
    """
    own = aliased(Sheet)
    handed_in = select(own.id).where(
        own.participant_id == Sheet.participant_id,
        own.assessor_id == actor.account_id,
        own.submitted_at.is_not(None),
        own.recused_at.is_(None),
    )
    rules: list[ColumnElement[bool]] = []
    if actor.operator or actor.has(Role.LEAD):
        rules.append(Period.office_id == actor.office_id)
    if actor.has(Role.ASSESSOR):
        scoring = Period.stage.not_in((Stage.DRAFT, Stage.SELF_ASSESSMENT))
        rules.append(and_(scoring, handed_in.exists()))
    return (
        select(Sheet)
        .join(Sheet.participant)
        .join(Participant.category)
        .join(Category.period)
        .where(
            Participant.sample,
            Sheet.submitted_at.is_not(None),
            Sheet.recused_at.is_(None),
            or_(false(), *rules),
        )
    )


def visible_recusals(actor: Actor) -> Select[Sheet]:
    """Sheets that their assessors had to leave: for the lead, admin and auditor of the office."""
    allowed = actor.operator or actor.has(Role.LEAD, Role.ADMIN, Role.AUDITOR)
    return (
        select(Sheet)
        .join(Sheet.participant)
        .join(Participant.category)
        .join(Category.period)
        .where(
            Period.office_id == actor.office_id,
            Sheet.recused_at.is_not(None),
            true() if allowed else false(),
        )
    )


def visible_interests(actor: Actor) -> Select[Interest]:
    """Conflicts of interest: one's own; all of the office for its lead and admin."""
    rules: list[ColumnElement[bool]] = [Interest.account_id == actor.account_id]
    if actor.operator or actor.has(Role.LEAD, Role.ADMIN):
        rules.append(true())
    return select(Interest).where(Interest.office_id == actor.office_id, or_(false(), *rules))


def nameable_units(actor: Actor) -> Select[Unit]:
    """Units that a person of the office may name in a conflict of interest: all that are assessed.

    Their names tell nothing of any assessment.
    """
    people = actor.operator or actor.has(Role.ASSESSOR, Role.LEAD, Role.ADMIN)
    own_office = Unit.office_id == actor.office_id
    return select(Unit).where(own_office, Unit.retired_at.is_(None), true() if people else false())
