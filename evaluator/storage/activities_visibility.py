"""The visibility rule of activities: people of the office see all, a unit its own part."""

from sqlalchemy import ColumnElement, Select, false, or_, select, true

from evaluator.storage.activities import (
    Activity,
    ActivityInvitation,
    ActivityMaterial,
    Attendance,
    FollowUp,
)
from evaluator.storage.actor import Actor, Role
from evaluator.storage.certificates import Certificate, State
from evaluator.storage.units import Unit

_OFFICE = (Role.ADMIN, Role.LEAD, Role.ASSESSOR, Role.ORGANISER, Role.AUDITOR)


def visible_activities(actor: Actor) -> Select[Activity]:
    """Activities: all for people of the office; for a unit those it is invited to or holds."""
    invited = select(ActivityInvitation.id).where(
        ActivityInvitation.activity_id == Activity.id,
        ActivityInvitation.unit_id == actor.unit_id,
    )
    own = or_(Activity.host_id == actor.unit_id, invited.exists())
    return select(Activity).where(Activity.office_id == actor.office_id, _rule(actor, own))


def visible_invitations(actor: Actor) -> Select[ActivityInvitation]:
    """Invitations to activities: all for people of the office; a unit's own, even where it holds
    the activity."""
    own = ActivityInvitation.unit_id == actor.unit_id
    return (
        select(ActivityInvitation)
        .join(ActivityInvitation.activity)
        .where(Activity.office_id == actor.office_id, _rule(actor, own))
    )


def visible_attendance(actor: Actor) -> Select[Attendance]:
    """Who came, of the invitations that this person may see."""
    seen = visible_invitations(actor).with_only_columns(ActivityInvitation.id)
    return select(Attendance).where(Attendance.invitation_id.in_(seen))


def attendance_certificates(actor: Actor) -> Select[Certificate]:
    """Valid certificates of attendance, outside any rubric, for people of the office."""
    return select(Certificate).where(
        Certificate.office_id == actor.office_id,
        Certificate.kind == "attendance",
        Certificate.winner_id.is_(None),
        Certificate.state == State.VALID,
        _rule(actor, false()),
    )


def visible_materials(actor: Actor) -> Select[ActivityMaterial]:
    """What was handed out at the activities that this person may see, unless taken away."""
    seen = visible_activities(actor).with_only_columns(Activity.id)
    return select(ActivityMaterial).where(
        ActivityMaterial.activity_id.in_(seen), ActivityMaterial.removed_at.is_(None)
    )


def visible_follow_ups(actor: Actor) -> Select[FollowUp]:
    """What was agreed: all for people of the office; for a unit its own and what the office
    promised at activities it may see."""
    seen = visible_activities(actor).with_only_columns(Activity.id)
    own = or_(FollowUp.unit_id == actor.unit_id, FollowUp.unit_id.is_(None))
    return select(FollowUp).where(FollowUp.activity_id.in_(seen), _rule(actor, own))


def units_to_invite(actor: Actor) -> Select[Unit]:
    """The office's units that still exist, for its people."""
    return select(Unit).where(
        Unit.office_id == actor.office_id, Unit.retired_at.is_(None), _rule(actor, false())
    )


def _rule(actor: Actor, own: ColumnElement[bool]) -> ColumnElement[bool]:
    """Everything for people of the office; a unit what is its own; nothing for others."""
    if actor.operator or actor.has(*_OFFICE):
        return true()
    return own if actor.has(Role.UNIT) and actor.unit_id is not None else false()
