"""Who came to an activity: ticked on a list by the office, and struck out with a reason."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from evaluator.services.activity_invitations import held_activity, held_invitation
from evaluator.services.activity_words import LEVELS
from evaluator.services.checks import clean_text
from evaluator.services.freezing import hold_facts_open
from evaluator.services.logging import Entry, record, record_many
from evaluator.services.offices import office_view, today_at
from evaluator.services.permissions import Action, require
from evaluator.services.person_names import same_person
from evaluator.services.problems import NotFound, Refused
from evaluator.storage.activities import ActivityInvitation, Attendance
from evaluator.storage.activities_visibility import visible_attendance
from evaluator.storage.actor import Actor

MOST_OF_ONE_UNIT = 30


@dataclass(frozen=True)
class Came:
    """Somebody who came for an invited unit.

    name, position, level : "" where only the unit was ticked
    """

    invited_id: int
    name: str = ""
    position: str = ""
    level: str = ""


def note_attendance(
    session: Session, actor: Actor, now: datetime, activity_id: int, people: Sequence[Came]
) -> int:
    """Note who came, from the office's list; returns how many were new or completed.

    Raises
    ------
    Refused
        If nobody was ticked, the day is yet to come, or its records are locked; `field` names
        the row and the input, such as "level-12".
    """
    require(actor, Action.HOST)
    row = held_activity(session, actor, activity_id)
    if not people:
        raise Refused("Centang paling sedikit satu unit yang hadir.")
    if row.held_on > today_at(office_view(session, row.office_id), now):
        raise Refused(
            "Kegiatan ini baru berlangsung {day}; kehadiran dicatat mulai hari itu.",
            day=row.held_on,
        )
    query = select(ActivityInvitation).where(ActivityInvitation.activity_id == row.id)
    invited = {one.id: one for one in session.scalars(query)}
    if not {one.invited_id for one in people} <= invited.keys():
        raise NotFound("Undangan itu tidak ada.")
    concerned = {invited[one.invited_id].unit_id for one in people}
    hold_facts_open(session, row.office_id, row.held_on, units=concerned, actor=actor)
    cleaned = [clean_person(one, suffix=f"-{one.invited_id}") for one in people]
    return len(note_people(session, actor, now, cleaned, "list"))


def strike_out(
    session: Session, actor: Actor, now: datetime, attendance_id: int, reason: str
) -> None:
    """Let an entry of the attendance no longer count; it stays readable with the reason."""
    require(actor, Action.HOST)
    query = visible_attendance(actor).where(Attendance.id == attendance_id)
    row = session.scalar(query)
    if row is None:
        raise NotFound("Catatan kehadiran itu tidak ada.")
    activity = held_invitation(session, actor, row.invitation_id).activity
    session.refresh(row)
    words = clean_text(reason, "reason", most=500)
    if row.struck_at is not None:
        raise Refused("Catatan ini sudah dicoret.")
    concerned = {row.invitation.unit_id}
    hold_facts_open(session, activity.office_id, activity.held_on, units=concerned, actor=actor)
    strike_entry(session, actor, now, row, words)


def strike_entry(
    session: Session, actor: Actor, now: datetime, row: Attendance, reason: str
) -> None:
    """Strike out an entry whose day is held open, and log it."""
    row.struck_at, row.struck_by, row.struck_reason = now, actor.name, reason
    place = f"attendance:{row.id}"
    record(session, actor, now, "attendance.strike", place, before=_plain(row), reason=reason)


def note_people(
    session: Session, actor: Actor, now: datetime, people: Sequence[Came], way: str
) -> list[Attendance]:
    """Add cleaned entries under an activity that is held; gives those added or completed.

    An entry of the same person, or one without a name, is completed rather than doubled;
    ticking once more a unit that came adds nobody.

    Raises
    ------
    Refused
        If one unit sends more people than a list can hold.
    """
    standing = _standing(session, [one.invited_id for one in people])
    noted = []
    for person in people:
        entry = _noted(standing[person.invited_id], person)
        if entry is not None:
            noted.append(entry)
            if entry.id is None:
                entry.way, entry.noted_at, entry.noted_by = way, now, actor.name
                standing[person.invited_id].append(entry)
    session.add_all(noted)
    session.flush()
    entries = [Entry("attendance.note", f"attendance:{row.id}", after=_plain(row)) for row in noted]
    record_many(session, actor, now, entries)
    return noted


def _standing(session: Session, invited_ids: Iterable[int]) -> dict[int, list[Attendance]]:
    """By invitation: the entries that count, in the order they came."""
    found: dict[int, list[Attendance]] = {one: [] for one in invited_ids}
    query = select(Attendance).where(
        Attendance.invitation_id.in_(found), Attendance.struck_at.is_(None)
    )
    for row in session.scalars(query.order_by(Attendance.id)):
        found[row.invitation_id].append(row)
    return found


def _noted(known: Sequence[Attendance], person: Came) -> Attendance | None:
    """The entry for somebody, new or completed; None where it says all of this already."""
    same = next((one for one in known if same_person(one.name, person.name)), None)
    found = same or next((one for one in known if not one.name), None)
    if found is not None:
        return found if _complete(found, person) else None
    if known and not person.name:
        return None
    if len(known) >= MOST_OF_ONE_UNIT:
        raise Refused("Paling banyak {most} orang untuk satu unit.", most=MOST_OF_ONE_UNIT)
    return Attendance(
        invitation_id=person.invited_id,
        name=person.name,
        position=person.position,
        level=person.level,
    )


def _complete(row: Attendance, person: Came) -> bool:
    """Fill in what an entry lacks; whether there was anything."""
    lacking = [
        name
        for name in ("name", "position", "level")
        if not getattr(row, name) and getattr(person, name)
    ]
    for name in lacking:
        setattr(row, name, getattr(person, name))
    return bool(lacking)


def clean_person(person: Came, *, named: bool = False, suffix: str = "") -> Came:
    """What was typed of a person, checked; `suffix` ends the names of the inputs."""
    if person.level not in ("", *LEVELS):
        raise Refused("Pilih jenjang dari daftar.", field=f"level{suffix}")
    return Came(
        person.invited_id,
        clean_text(person.name, f"name{suffix}", most=150, empty=not named),
        clean_text(person.position, f"position{suffix}", most=150, empty=not named),
        person.level,
    )


def count_people(session: Session, activity_id: int) -> int:
    """How many persons came to an activity."""
    query = (
        select(func.count())
        .select_from(Attendance)
        .join(Attendance.invitation)
        .where(ActivityInvitation.activity_id == activity_id, Attendance.struck_at.is_(None))
    )
    return session.scalar(query) or 0


def _plain(row: Attendance) -> dict[str, object]:
    return {
        "unit_id": row.invitation.unit_id,
        "name": row.name,
        "position": row.position,
        "level": row.level,
        "way": row.way,
    }
