"""The office plans activities: writes them down, changes them, calls them off."""

import re
from dataclasses import dataclass, fields
from datetime import date, datetime
from fractions import Fraction

from sqlalchemy import select
from sqlalchemy.orm import Session

from evaluator.scoring.exact import read_exact, write_shortest
from evaluator.services.activities import visible_activity
from evaluator.services.activity_words import KINDS, LEVELS, name_of
from evaluator.services.attendance_certificates import certificates_of_activity
from evaluator.services.checks import clean_text
from evaluator.services.freezing import hold_facts_open
from evaluator.services.logging import record
from evaluator.services.permissions import Action, require
from evaluator.services.problems import Conflict, Refused
from evaluator.storage.activities import Activity, ActivityInvitation
from evaluator.storage.activities_visibility import units_to_invite
from evaluator.storage.actor import Actor
from evaluator.storage.units import Unit

_TIME = re.compile(r"([01][0-9]|2[0-3])[:.]([0-5][0-9])")
_COUNTED = ("kind", "held_on", "hours", "host_id")
"""What measured indicators read of an activity itself."""


@dataclass(frozen=True)
class Plan:
    """An activity as it was typed.

    starts_at, ends_at : times of day such as "09:00" or "09.00", in the office's zone
    hours : what attending counts, such as "6,5"; "" for the time from start to end
    host_id : the unit that holds it; None for the office
    level : of LEVELS, "" for anybody
    """

    kind: str
    title: str
    held_on: date
    starts_at: str
    ends_at: str
    place: str
    hours: str = ""
    host_id: int | None = None
    topic: str = ""
    audience: str = ""
    level: str = ""


def create_activity(session: Session, actor: Actor, now: datetime, plan: Plan) -> int:
    """Write an activity down; returns its id.

    Raises
    ------
    Refused
        If something typed does not fit, or the day's records are locked.
    """
    require(actor, Action.HOST)
    row = Activity(office_id=actor.office_id, made_at=now)
    _take(session, actor, row, plan)
    if row.host_id is not None:
        hold_facts_open(session, actor.office_id, row.held_on, units=[row.host_id], actor=actor)
    session.add(row)
    session.flush()
    after = _plain(session, row)
    record(session, actor, now, "activity.create", f"activity:{row.id}", after=after)
    return row.id


def change_activity(
    session: Session, actor: Actor, now: datetime, activity_id: int, plan: Plan, *, version: int
) -> None:
    """Change what is written down of an activity.

    Raises
    ------
    Conflict
        If somebody else changed it since `version`.
    Refused
        As `create_activity`; also if its title or day changes and certificates name them.
    """
    require(actor, Action.HOST)
    row = visible_activity(session, actor, activity_id, lock=True)
    if row.version != version:
        raise _clash(row)
    if (plan.title.strip(), plan.held_on) != (row.title, row.held_on):
        _check_unprinted(session, actor, row)
    before, counted, day = _plain(session, row), _counting(row), row.held_on
    units, host = _counts_for(session, row), row.host_id
    with session.no_autoflush:
        _take(session, actor, row, plan)
        if _counting(row) != counted:
            hosts = {one for one in (host, row.host_id) if one is not None}
            hold_facts_open(session, row.office_id, day, row.held_on, units=units | hosts)
            if row.host_id != host:
                hold_facts_open(session, row.office_id, row.held_on, units=hosts, actor=actor)
    after = _plain(session, row)
    if after != before:
        row.version += 1
        record(
            session, actor, now, "activity.change", f"activity:{row.id}", before=before, after=after
        )


def cancel_activity(
    session: Session, actor: Actor, now: datetime, activity_id: int, reason: str
) -> None:
    """Call an activity off: it counts for nobody, and everything written down stays."""
    require(actor, Action.HOST)
    row = visible_activity(session, actor, activity_id, lock=True)
    words = clean_text(reason, "reason", most=500)
    if row.cancelled_at is not None:
        raise Refused("Kegiatan ini sudah dibatalkan.")
    hold_facts_open(session, row.office_id, row.held_on, units=_counts_for(session, row))
    row.cancelled_at, row.cancel_reason = now, words
    row.version += 1
    record(session, actor, now, "activity.cancel", f"activity:{row.id}", reason=words)


def revive_activity(session: Session, actor: Actor, now: datetime, activity_id: int) -> None:
    """Let an activity that was called off take place after all."""
    require(actor, Action.HOST)
    row = visible_activity(session, actor, activity_id, lock=True)
    if row.cancelled_at is None:
        return
    hold_facts_open(session, row.office_id, row.held_on, units=_counts_for(session, row))
    reason = row.cancel_reason
    row.cancelled_at, row.cancel_reason = None, ""
    row.version += 1
    place = f"activity:{row.id}"
    record(session, actor, now, "activity.revive", place, before={"reason": reason})


def host_choices(session: Session, actor: Actor) -> list[tuple[int, str, str]]:
    """The units that can hold an activity: id, name, kind; by kind and name."""
    require(actor, Action.HOST)
    query = units_to_invite(actor).where(Unit.kind != "responden")
    units = session.scalars(query.order_by(Unit.kind, Unit.name, Unit.id))
    return [(unit.id, unit.name, unit.kind) for unit in units]


def clean_time(given: str, field: str) -> str:
    """A time of day as "09:00".

    Raises
    ------
    Refused
        If it is none.
    """
    found = _TIME.fullmatch(given.strip())
    if found is None:
        raise Refused("Jam ditulis seperti 09:00.", field=field)
    return f"{found[1]}:{found[2]}"


def _take(session: Session, actor: Actor, row: Activity, plan: Plan) -> None:
    """Put what was typed into the row, checked."""
    if plan.kind not in KINDS:
        raise Refused("Pilih jenis kegiatannya.", field="kind")
    if plan.level not in ("", *LEVELS):
        raise Refused("Pilih jenjang dari daftar.", field="level")
    if not 2000 <= plan.held_on.year <= 2100:
        raise Refused("Periksa tahun kegiatannya.", field="held_on")
    starts, ends = clean_time(plan.starts_at, "starts_at"), clean_time(plan.ends_at, "ends_at")
    if ends <= starts:
        raise Refused("Jam selesai harus sesudah jam mulai.", field="ends_at")
    _check_host(session, actor, row, plan.host_id)
    row.kind, row.level, row.held_on, row.host_id = (
        plan.kind,
        plan.level,
        plan.held_on,
        plan.host_id,
    )
    row.starts_at, row.ends_at = starts, ends
    row.hours = _hours(plan.hours, starts, ends)
    row.title = clean_text(plan.title, "title", most=150)
    row.place = clean_text(plan.place, "place", most=200)
    row.topic = clean_text(plan.topic, "topic", empty=True)
    row.audience = clean_text(plan.audience, "audience", most=500, empty=True)


def _check_host(session: Session, actor: Actor, row: Activity, host_id: int | None) -> None:
    """A unit that ended meanwhile may stay the host it was."""
    if host_id is None or host_id == row.host_id:
        return
    if session.scalar(units_to_invite(actor).where(Unit.id == host_id)) is None:
        raise Refused("Unit itu tidak ada lagi; pilih penyelenggara lain.", field="host_id")


def _hours(given: str, starts: str, ends: str) -> Fraction:
    lasts = _minutes(ends) - _minutes(starts)
    if not given.strip():
        return Fraction(lasts, 60)
    try:
        hours = read_exact(given.strip())
    except ValueError:
        raise Refused("Jam dihitung ditulis seperti 6 atau 6,5.", field="hours") from None
    if not 0 < hours <= Fraction(lasts, 60):
        raise Refused(
            "Jam yang dihitung lebih dari 0 dan paling banyak selama kegiatannya: {most} jam.",
            field="hours",
            most=write_shortest(Fraction(lasts, 60)).replace(".", ","),
        )
    return hours


def _minutes(time: str) -> int:
    return int(time[:2]) * 60 + int(time[3:])


def _counts_for(session: Session, row: Activity) -> set[int]:
    """The units for which an activity counts: those that are invited, and the one that holds it."""
    query = select(ActivityInvitation.unit_id).where(ActivityInvitation.activity_id == row.id)
    return {*session.scalars(query), *([row.host_id] if row.host_id is not None else [])}


def _check_unprinted(session: Session, actor: Actor, row: Activity) -> None:
    """Certificates name the activity and its day; they and the record must say the same."""
    count = len(certificates_of_activity(session, actor, row.id))
    if count:
        raise Refused(
            "Sertifikat kegiatan ini sudah terbit ({count}) dan menyebut judul serta harinya. "
            "Cabut dahulu sertifikatnya, baru judul atau harinya diubah.",
            field="title",
            count=count,
        )


def _counting(row: Activity) -> tuple[object, ...]:
    return tuple(getattr(row, name) for name in _COUNTED)


def _plain(session: Session, row: Activity) -> dict[str, object]:
    """What the log keeps of an activity."""
    names = ("kind", "title", "starts_at", "ends_at", "place", "topic", "audience", "level")
    host = session.scalar(select(Unit).where(Unit.id == row.host_id))
    return {
        **{name: getattr(row, name) for name in names},
        "day": row.held_on.isoformat(),
        "hours": write_shortest(row.hours),
        "host": name_of(host) if host else "",
    }


def _clash(row: Activity) -> Conflict:
    stored = {one.name: getattr(row, one.name) for one in fields(Plan)}
    return Conflict(
        "Kegiatan ini baru saja diubah orang lain; tidak ada yang ditimpa. Bandingkan, lalu "
        "simpan lagi.",
        stored={**stored, "hours": shown_hours(row.hours), "version": row.version},
    )


def shown_hours(hours: Fraction) -> str:
    """Hours as they are typed, such as "6,5"."""
    return write_shortest(hours).replace(".", ",")
