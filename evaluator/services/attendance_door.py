"""The page behind the QR code at the door: open around the hours of one activity only."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from evaluator.services.activities import locked_by, visible_activity
from evaluator.services.activity_invitations import held_activity
from evaluator.services.activity_words import name_of
from evaluator.services.attendance import (
    Came,
    clean_person,
    count_people,
    note_people,
    strike_entry,
)
from evaluator.services.certificate_register import tidy_code
from evaluator.services.freezing import hold_facts_open
from evaluator.services.issuing import new_code
from evaluator.services.logging import record
from evaluator.services.offices import office_view
from evaluator.services.permissions import Action, require
from evaluator.services.problems import NotFound, Refused
from evaluator.storage.activities import Activity, ActivityInvitation, Attendance
from evaluator.storage.actor import Actor
from evaluator.storage.units import Unit

OPENS_BEFORE = timedelta(minutes=60)
CLOSES_AFTER = timedelta(minutes=120)


@dataclass(frozen=True)
class DoorSign:
    """What the office shows at the door.

    code : ends the address; None before it is made
    people : how many persons came until now
    """

    code: str | None
    opens_at: datetime
    closes_at: datetime
    people: int


@dataclass(frozen=True)
class Door:
    """What whoever scanned the code finds.

    state : "early", "open", "late", "locked" or "cancelled"
    period : the period that locked the day's records; "" in other states
    own_id : the invitation of the reader's own unit, which then is the only one in `units`
    uninvited : whether the reader's own unit is not invited
    units : (invitation, name of the unit) by name
    """

    activity_id: int
    office_id: int
    title: str
    held_on: date
    starts_at: str
    ends_at: str
    place: str
    opens_at: datetime
    closes_at: datetime
    state: str
    period: str
    own_id: int | None
    uninvited: bool
    units: tuple[tuple[int, str], ...]


@dataclass(frozen=True)
class Entered:
    """Who was noted at the door; `again` where they were noted already.

    fresh_id : the entry that this act alone made, so that whoever made it may take it back
    """

    name: str
    unit: str
    again: bool
    fresh_id: int | None = None


def door_sign(session: Session, actor: Actor, activity_id: int) -> DoorSign:
    """What stands at the door of one activity."""
    require(actor, Action.HOST)
    row = visible_activity(session, actor, activity_id)
    opens_at, closes_at = _hours(session, row)
    return DoorSign(row.door_code, opens_at, closes_at, count_people(session, row.id))


def renew_door(session: Session, actor: Actor, now: datetime, activity_id: int) -> None:
    """Make a code for the door; an earlier one opens nothing any more."""
    require(actor, Action.HOST)
    row = held_activity(session, actor, activity_id)
    row.door_code = new_code()
    record(session, actor, now, "activity.door", f"activity:{row.id}")


def open_door(session: Session, actor: Actor | None, now: datetime, code: str) -> Door:
    """What the code at the door leads to, for anybody who has it.

    Raises
    ------
    NotFound
        If the code was never made, or was renewed.
    """
    row = _behind(session, code)
    opens_at, closes_at = _hours(session, row)
    state, period = _state(session, row, now, opens_at, closes_at)
    units = _units(session, row)
    own = _own_unit(actor, row)
    own_id = next((one for one, unit_id, _name in units if unit_id == own), None)
    shown = [(one, name) for one, unit_id, name in units if own in (None, unit_id)]
    return Door(
        row.id,
        row.office_id,
        row.title,
        row.held_on,
        row.starts_at,
        row.ends_at,
        row.place,
        opens_at,
        closes_at,
        state,
        period,
        own_id,
        own is not None and own_id is None,
        tuple(shown),
    )


def enter(session: Session, actor: Actor | None, now: datetime, code: str, came: Came) -> Entered:
    """Note somebody who is at the door, signed in or not.

    Raises
    ------
    Refused
        If the door is closed, something typed does not fit, or the day's records are locked.
    """
    # Held before it is looked at: nobody calls it off, or notes the same person, meanwhile.
    session.refresh(_behind(session, code), with_for_update=True)
    door = open_door(session, actor, now, code)
    _check_open(door)
    names = dict(door.units)
    if came.invited_id not in names:
        raise Refused("Pilih unit Anda dari daftar.", field="invited_id")
    if not came.level:
        raise Refused("Pilih jenjang jabatan Anda.", field="level")
    person = clean_person(came, named=True)
    hold_facts_open(session, door.office_id, door.held_on)
    who = _visitor(actor, door)
    noted = note_people(session, who, now, [person], "door")
    # One that was only completed stands on what somebody else wrote.
    fresh = next((row.id for row in noted if row.noted_at == now and row.way == "door"), None)
    return Entered(person.name, names[came.invited_id], not noted, fresh)


def take_back(
    session: Session, actor: Actor | None, now: datetime, code: str, attendance_id: int
) -> Came:
    """Strike out what somebody has just entered at this door; returns what they had typed.

    The caller must have seen that the entry is their own: an id alone proves nothing.

    Raises
    ------
    Refused
        If the door is closed, or the day's records are locked.
    NotFound
        If no entry of this door that counts has this id.
    """
    session.refresh(_behind(session, code), with_for_update=True)
    door = open_door(session, actor, now, code)
    _check_open(door)
    query = select(Attendance).join(Attendance.invitation).where(
        Attendance.id == attendance_id,
        Attendance.way == "door",
        Attendance.struck_at.is_(None),
        ActivityInvitation.activity_id == door.activity_id,
    )  # fmt: skip
    row = session.scalar(query)
    if row is None:
        raise NotFound("Catatan kehadiran itu tidak ada lagi. Hubungi panitia.")
    hold_facts_open(session, door.office_id, door.held_on)
    who = _visitor(actor, door)
    strike_entry(session, who, now, row, "Ditarik oleh yang mengisi di pintu")
    return Came(row.invitation_id, row.name, row.position, row.level)


def _behind(session: Session, code: str) -> Activity:
    row = session.scalar(select(Activity).where(Activity.door_code == tidy_code(code)))
    if row is None:
        raise NotFound("Kode pintu itu tidak berlaku. Minta panitia menampilkan kode yang baru.")
    return row


def _hours(session: Session, row: Activity) -> tuple[datetime, datetime]:
    """Between which moments the door is open."""
    zone = ZoneInfo(office_view(session, row.office_id).zone)
    starts = datetime.combine(row.held_on, time.fromisoformat(row.starts_at), zone)
    ends = datetime.combine(row.held_on, time.fromisoformat(row.ends_at), zone)
    return starts - OPENS_BEFORE, ends + CLOSES_AFTER


def _state(
    session: Session, row: Activity, now: datetime, opens_at: datetime, closes_at: datetime
) -> tuple[str, str]:
    """What the door is, and the period that locked it."""
    if row.cancelled_at is not None:
        return "cancelled", ""
    if not opens_at <= now <= closes_at:
        return "early" if now < opens_at else "late", ""
    period = locked_by(session, row.office_id, row.held_on)
    return "locked" if period else "open", period


def _units(session: Session, row: Activity) -> list[tuple[int, int, str]]:
    query = (
        select(ActivityInvitation.id, Unit)
        .join(ActivityInvitation.unit)
        .where(ActivityInvitation.activity_id == row.id)
        .order_by(Unit.name, Unit.id)
    )
    found = [(one, unit.id, name_of(unit)) for one, unit in session.execute(query)]
    return sorted(found, key=lambda one: (one[2].casefold(), one[0]))


def _own_unit(actor: Actor | None, row: Activity) -> int | None:
    """The unit that a signed-in reader speaks for; None for everybody else."""
    if actor is None or actor.office_id != row.office_id:
        return None
    return actor.unit_id


def _check_open(door: Door) -> None:
    if door.state == "cancelled":
        raise Refused("Kegiatan ini dibatalkan; tidak ada kehadiran yang dicatat.")
    if door.state == "early":
        raise Refused("Pintu ini dibuka {at}. Coba lagi nanti.", at=door.opens_at)
    if door.state == "late":
        raise Refused(
            "Pintu ini ditutup {at}. Minta panitia mencatat kehadiran Anda.", at=door.closes_at
        )
    if door.uninvited:
        raise Refused("Unit Anda tidak ada di daftar undangan. Hubungi panitia.")


def _visitor(actor: Actor | None, door: Door) -> Actor:
    """Whom the log names: the account, else the door itself, since a typed name proves nothing."""
    if actor is not None and actor.office_id == door.office_id:
        return actor
    return Actor(None, "tanpa akun", "Pintu kegiatan", door.office_id, frozenset())
