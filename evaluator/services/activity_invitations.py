"""Which units are invited to an activity: by hand, by group or by kind, and at which job level."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from evaluator.services.activities import visible_activity
from evaluator.services.activity_words import LEVELS, name_of
from evaluator.services.checks import clean_text
from evaluator.services.freezing import hold_facts_open
from evaluator.services.logging import record
from evaluator.services.permissions import Action, require
from evaluator.services.problems import Conflict, NotFound, Refused
from evaluator.storage.activities import Activity, ActivityInvitation, Attendance
from evaluator.storage.activities_visibility import units_to_invite, visible_invitations
from evaluator.storage.actor import Actor
from evaluator.storage.units import Unit, UnitGroup, UnitGroupMember

MOST_INVITED = 1000


@dataclass(frozen=True)
class UnitChoice:
    """A unit that can be invited, unless it is already."""

    unit_id: int
    name: str
    kind: str
    invited: bool


@dataclass(frozen=True)
class GroupChoice:
    """A group of units, and how many of them are not invited yet."""

    id: int
    name: str
    unit_ids: frozenset[int]
    left: int


@dataclass(frozen=True)
class Choices:
    """Whom one can invite: units by kind and name, and groups by name."""

    units: tuple[UnitChoice, ...]
    groups: tuple[GroupChoice, ...]

    @property
    def kinds(self) -> dict[str, int]:
        """How many units of each kind are not invited yet; kinds without any are left out."""
        found: dict[str, int] = {}
        for one in self.units:
            if not one.invited:
                found[one.kind] = found.get(one.kind, 0) + 1
        return found


def invitation_choices(session: Session, actor: Actor, activity_id: int) -> Choices:
    """Whom one can invite to an activity, in a fixed number of queries."""
    require(actor, Action.HOST)
    row = visible_activity(session, actor, activity_id)
    there = _invited_ids(session, row.id)
    units = session.scalars(units_to_invite(actor).order_by(Unit.kind, Unit.name, Unit.id)).all()
    known = tuple(UnitChoice(u.id, name_of(u), u.kind, u.id in there) for u in units)
    return Choices(known, _groups(session, actor, {u.id for u in units}, there))


def invite(
    session: Session,
    actor: Actor,
    now: datetime,
    activity_id: int,
    unit_ids: Collection[int] = (),
    *,
    kinds: Collection[str] = (),
    group_ids: Collection[int] = (),
    level: str = "",
) -> int:
    """Invite units, those of kinds, and those of groups; returns how many were not yet invited.

    level : the job level asked of those who are invited now

    Raises
    ------
    Refused
        If nobody was chosen, the activity was called off, or its day's records are locked.
    """
    require(actor, Action.HOST)
    row = held_activity(session, actor, activity_id)
    _check_level(level)
    choices = invitation_choices(session, actor, activity_id)
    wanted = set(unit_ids) | {one.unit_id for one in choices.units if one.kind in set(kinds)}
    for group in choices.groups:
        wanted |= group.unit_ids if group.id in set(group_ids) else frozenset()
    names = {one.unit_id: one.name for one in choices.units}
    if not wanted:
        raise Refused("Pilih paling sedikit satu unit.", field="unit_ids")
    if not wanted <= names.keys():
        raise Refused("Ada unit yang tidak ada lagi; muat ulang halaman.", field="unit_ids")
    new = [one.unit_id for one in choices.units if one.unit_id in wanted and not one.invited]
    _add(session, row, now, new, level)
    if new:
        after = {"names": [names[unit_id] for unit_id in new], "level": level}
        record(session, actor, now, "activity.invite", f"activity:{row.id}", after=after)
    return len(new)


def change_invited(
    session: Session,
    actor: Actor,
    now: datetime,
    invited_id: int,
    *,
    version: int,
    level: str,
    excuse: str,
    outcome: str,
) -> None:
    """Change the level asked of one unit, whether its absence is accepted, and its outcome.

    excuse : why its absence is accepted, so that it counts neither way; "" where it is not

    Raises
    ------
    Conflict
        If somebody else changed it since `version`.
    """
    require(actor, Action.HOST)
    row = held_invitation(session, actor, invited_id)
    _check_level(level)
    if row.version != version:
        names = ("level", "excuse", "outcome", "version")
        raise Conflict(
            "Undangan ini baru saja diubah orang lain; tidak ada yang ditimpa. Bandingkan, lalu "
            "simpan lagi.",
            stored={name: getattr(row, name) for name in names},
        )
    before = _plain(row)
    words = clean_text(excuse, "excuse", most=500, empty=True)
    if (level, words) != (row.level, row.excuse):
        hold_facts_open(session, row.activity.office_id, row.activity.held_on, units={row.unit_id})
    row.excused_at = (row.excused_at or now) if words else None
    row.level, row.excuse = level, words
    row.outcome = clean_text(outcome, "outcome", most=2000, empty=True)
    if _plain(row) != before:
        row.version += 1
        place = f"invited:{row.id}"
        record(session, actor, now, "activity.invited", place, before=before, after=_plain(row))


def uninvite(session: Session, actor: Actor, now: datetime, invited_id: int) -> str:
    """Take an invitation back; returns the unit's name.

    Raises
    ------
    Refused
        If somebody was noted for it, struck out or not: who came is not forgotten.
    """
    require(actor, Action.HOST)
    row = held_invitation(session, actor, invited_id)
    people = select(Attendance.id).where(Attendance.invitation_id == row.id)
    if session.scalar(people.limit(1)) is not None:
        raise Refused(
            "Sudah ada kehadiran tercatat untuk undangan ini, jadi tidak dapat ditarik. Coret "
            "kehadirannya, atau catat izinnya."
        )
    hold_facts_open(session, row.activity.office_id, row.activity.held_on, units={row.unit_id})
    name, activity_id = name_of(row.unit), row.activity_id
    after = {"names": [name]}
    session.delete(row)
    session.flush()
    record(session, actor, now, "activity.uninvite", f"activity:{activity_id}", before=after)
    return name


def uninvite_many(
    session: Session, actor: Actor, now: datetime, activity_id: int, invited_ids: Collection[int]
) -> int:
    """Take several invitations of one activity back; returns how many.

    Raises
    ------
    Refused
        If none was chosen, or somebody was noted meanwhile for one of them.
    """
    require(actor, Action.HOST)
    row = held_activity(session, actor, activity_id)
    if not invited_ids:
        raise Refused("Pilih paling sedikit satu undangan.", field="invited_ids")
    query = select(ActivityInvitation).where(
        ActivityInvitation.activity_id == row.id, ActivityInvitation.id.in_(invited_ids)
    )
    found = session.scalars(query.options(joinedload(ActivityInvitation.unit))).all()
    if len(found) != len(set(invited_ids)):
        raise Refused("Ada undangan yang tidak ada lagi; muat ulang halaman.", field="invited_ids")
    came = select(Attendance.invitation_id).where(Attendance.invitation_id.in_(invited_ids))
    noted = set(session.scalars(came))
    if noted:
        raise Refused(
            "Sudah ada kehadiran tercatat untuk {unit}, jadi undangannya tidak dapat ditarik.",
            field="invited_ids",
            unit=next(name_of(one.unit) for one in found if one.id in noted),
        )
    hold_facts_open(session, row.office_id, row.held_on)
    names = sorted(name_of(one.unit) for one in found)
    for one in found:
        session.delete(one)
    session.flush()
    record(session, actor, now, "activity.uninvite", f"activity:{row.id}", before={"names": names})
    return len(names)


def held_activity(session: Session, actor: Actor, activity_id: int) -> Activity:
    """An activity that takes place, which nobody else changes until the transaction ends."""
    row = visible_activity(session, actor, activity_id, lock=True)
    if row.cancelled_at is not None:
        raise Refused("Kegiatan ini dibatalkan. Hidupkan lagi kegiatannya dahulu.")
    return row


def held_invitation(session: Session, actor: Actor, invited_id: int) -> ActivityInvitation:
    """An invitation, with its activity held as by `held_activity`."""
    query = visible_invitations(actor).where(ActivityInvitation.id == invited_id)
    row = session.scalar(query)
    if row is not None:
        held_activity(session, actor, row.activity_id)
        row = session.scalar(query.execution_options(populate_existing=True))
    if row is None:
        raise NotFound("Undangan itu tidak ada.")
    return row


def _add(session: Session, row: Activity, now: datetime, unit_ids: list[int], level: str) -> None:
    if not unit_ids:
        return
    there = len(_invited_ids(session, row.id))
    if there + len(unit_ids) > MOST_INVITED:
        raise Refused("Undangan paling banyak {most} unit.", field="unit_ids", most=MOST_INVITED)
    hold_facts_open(session, row.office_id, row.held_on, units=unit_ids)
    session.add_all(
        ActivityInvitation(activity_id=row.id, unit_id=unit_id, level=level, invited_at=now)
        for unit_id in unit_ids
    )
    session.flush()


def _invited_ids(session: Session, activity_id: int) -> frozenset[int]:
    query = select(ActivityInvitation.unit_id).where(ActivityInvitation.activity_id == activity_id)
    return frozenset(session.scalars(query))


def _groups(
    session: Session, actor: Actor, known: Collection[int], there: Collection[int]
) -> tuple[GroupChoice, ...]:
    query = (
        select(UnitGroup.id, UnitGroup.name, UnitGroupMember.unit_id)
        .join(UnitGroupMember, UnitGroupMember.group_id == UnitGroup.id)
        .where(UnitGroup.office_id == actor.office_id, UnitGroupMember.unit_id.in_(known))
        .order_by(UnitGroup.name, UnitGroup.id)
    )
    members: dict[tuple[int, str], set[int]] = {}
    for group_id, name, unit_id in session.execute(query):
        members.setdefault((group_id, name), set()).add(unit_id)
    return tuple(
        GroupChoice(group_id, name, frozenset(ids), len(ids - set(there)))
        for (group_id, name), ids in members.items()
    )


def _check_level(level: str) -> None:
    if level not in ("", *LEVELS):
        raise Refused("Pilih jenjang dari daftar.", field="level")


def _plain(row: ActivityInvitation) -> dict[str, object]:
    return {
        "unit_id": row.unit_id,
        "level": row.level,
        "excuse": row.excuse,
        "outcome": row.outcome,
    }
