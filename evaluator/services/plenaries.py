"""Preparing the plenary that stands behind the awards of a locked period."""

import re
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from evaluator.services.checks import clean_text
from evaluator.services.logging import record
from evaluator.services.periods import visible_period
from evaluator.services.permissions import Action, require
from evaluator.services.plenary_proposals import sureness_of
from evaluator.services.problems import Conflict, NotFound, Refused
from evaluator.services.snapshots import newest
from evaluator.storage.actor import Actor
from evaluator.storage.award_visibility import visible_plenaries
from evaluator.storage.people import Account
from evaluator.storage.periods import Period, Stage
from evaluator.storage.plenaries import Plenary, PlenaryMember, PlenaryRecusal
from evaluator.storage.results import Snapshot
from evaluator.storage.visibility import newest_snapshot, visible_accounts

LONGEST_NOTES = 8000
FIRST_YEAR, LAST_YEAR = 2000, 2100
_TIME = re.compile(r"([01][0-9]|2[0-3]):[0-5][0-9]")


def prepare(
    session: Session,
    actor: Actor,
    now: datetime,
    period_id: int,
    *,
    held_on: date,
    place: str,
    starts_at: str = "",
    ends_at: str = "",
    agenda: str = "",
) -> int:
    """Begin the plenary of a locked period; returns its id.

    After a revision it starts from the members and recusals of the earlier one; who of
    them came is written down anew.

    starts_at, ends_at : times of day such as "09:00", "" where not written down

    Raises
    ------
    Refused
        If the period is not locked, or the day or the times cannot be.
    Conflict
        If its plenary has been prepared already.
    """
    require(actor, Action.DECIDE)
    period = visible_period(session, actor, period_id, lock=True)
    snapshot = newest(session, period.id)
    if period.stage != Stage.LOCKED or snapshot is None:
        raise Refused("Pleno disiapkan sesudah periode dikunci dan sebelum hasilnya dirilis.")
    if _of(session, snapshot) is not None:
        raise Conflict("Pleno periode ini sudah disiapkan.", stored={})
    plenary = Plenary(
        snapshot_id=snapshot.id,
        held_on=clean_day(held_on, "held_on"),
        place=clean_line(place, "place"),
        agenda=clean_text(agenda, "agenda", most=LONGEST_NOTES, empty=True),
        sureness=sureness_of(session, snapshot),
        made_at=now,
        made_by=actor.name,
    )
    plenary.starts_at, plenary.ends_at = _times(starts_at, ends_at)
    session.add(plenary)
    session.flush()
    _start_from_earlier(session, snapshot, plenary)
    _record(session, actor, now, "plenary.prepare", period, plenary, after=_loggable(plenary))
    return plenary.id


def change(
    session: Session,
    actor: Actor,
    now: datetime,
    period_id: int,
    version: int,
    *,
    held_on: date,
    place: str,
    starts_at: str,
    ends_at: str,
    agenda: str,
    notes: str,
    minutes_number: str,
) -> None:
    """Change when and where a plenary sits, what it notes, and the number of its minutes.

    Raises
    ------
    Refused
        If the number stands on another plenary's minutes already, or the day or the
        times cannot be.
    """
    period, plenary = open_plenary(session, actor, period_id)
    before = _loggable(plenary)
    check_version(plenary, version, {**before, "held_on": plenary.held_on})
    plenary.held_on, plenary.place = clean_day(held_on, "held_on"), clean_line(place, "place")
    plenary.starts_at, plenary.ends_at = _times(starts_at, ends_at)
    plenary.agenda = clean_text(agenda, "agenda", most=LONGEST_NOTES, empty=True)
    plenary.notes = clean_text(notes, "notes", most=LONGEST_NOTES, empty=True)
    plenary.minutes_number = clean_number(session, actor, plenary, minutes_number, "minutes_number")
    after = _loggable(plenary)
    if after != before:
        plenary.version += 1
        _record(session, actor, now, "plenary.change", period, plenary, before=before, after=after)


def clean_number(session: Session, actor: Actor, plenary: Plenary, given: str, field: str) -> str:
    """A number as it stands on the minutes or the decree; "" until there is one.

    field : "minutes_number" or "decree_number"
    """
    number = clean_text(given, field, most=80, empty=True)
    if "\n" in number or (number and not any(sign.isdigit() for sign in number)):
        raise Refused("Nomor surat ditulis dalam satu baris dan memuat angka.", field=field)
    taken = (
        select(Plenary.id)
        .join(Plenary.snapshot)
        .join(Period, Period.id == Snapshot.period_id)
        .where(
            Period.office_id == actor.office_id,
            getattr(Plenary, field) == number,
            Plenary.id != plenary.id,
        )
    )
    if number and session.scalar(taken):
        raise Refused("Nomor {number} sudah dipakai surat lain.", number=number, field=field)
    return number


def clean_line(given: str, field: str, *, most: int = 200, empty: bool = False) -> str:
    """A text that stands in one line of a paper; see `clean_text`."""
    text = clean_text(given, field, most=most, empty=empty)
    if len(text.splitlines()) > 1:
        raise Refused("Tulis dalam satu baris, tanpa ganti baris.", field=field)
    return text


def clean_day(given: date, field: str) -> date:
    """A day that can stand on a paper of this office."""
    if not FIRST_YEAR <= given.year <= LAST_YEAR:
        raise Refused(
            "Tahun {year} tidak mungkin. Isi tahun antara {first} dan {last}.",
            year=f"{given.year:04}", first=str(FIRST_YEAR), last=str(LAST_YEAR), field=field,
        )  # fmt: skip
    return given


def open_plenary(session: Session, actor: Actor, period_id: int) -> tuple[Period, Plenary]:
    """The plenary of a locked period, held until the transaction ends; for those who decide.

    Raises
    ------
    Refused
        If it is closed, or the period no longer locked.
    """
    require(actor, Action.DECIDE)
    period = visible_period(session, actor, period_id, lock=True)
    plenary = own_plenary(session, actor, period_id)
    if plenary.closed_at is not None:
        raise Refused("Pleno sudah ditutup; keputusannya tidak berubah lagi kecuali dibuka lagi.")
    if period.stage != Stage.LOCKED:
        raise Refused("Periode ini tidak terkunci, jadi plenonya hanya dapat dibaca.")
    return period, plenary


def own_plenary(session: Session, actor: Actor, period_id: int) -> Plenary:
    """The plenary behind the results that this person reads now, with its members.

    Raises
    ------
    NotFound
        If there is none, or it may not be seen yet: both look the same.
    """
    query = (
        visible_plenaries(actor)
        .where(Snapshot.period_id == period_id, newest_snapshot(actor))
        .options(selectinload(Plenary.members))
        .execution_options(populate_existing=True)
    )
    plenary = session.scalar(query)
    if plenary is None:
        raise NotFound("Pleno periode ini belum disiapkan.")
    return plenary


def invitable(session: Session, actor: Actor) -> list[tuple[int, str]]:
    """The office's own people who have an account, by name: (id, name)."""
    require(actor, Action.DECIDE)
    query = (
        visible_accounts(actor)
        .where(Account.active, Account.unit_id.is_(None))
        .with_only_columns(Account.id, Account.name)
        .order_by(Account.name, Account.id)
    )
    return [(account_id, name) for account_id, name in session.execute(query)]


def check_version(
    plenary: Plenary, version: int, stored: Mapping[str, object] | None = None
) -> None:
    """Stop a save that began before somebody else's; `stored` is what to compare with."""
    if plenary.version != version:
        raise Conflict(
            "Catatan pleno ini sudah diubah orang lain sejak halaman ini dibuka; isian Anda belum "
            "tersimpan. Bandingkan, lalu simpan lagi.",
            stored={**(stored or {}), "version": plenary.version},
        )


def _times(starts_at: str, ends_at: str) -> tuple[str, str]:
    for field, given in (("starts_at", starts_at), ("ends_at", ends_at)):
        if given and not _TIME.fullmatch(given):
            raise Refused("Jam ditulis seperti 09:00.", field=field)
    if ends_at and not starts_at:
        raise Refused("Isi jam mulai juga, atau kosongkan jam selesai.", field="starts_at")
    if ends_at and ends_at <= starts_at:
        raise Refused("Jam selesai harus sesudah jam mulai.", field="ends_at")
    return starts_at, ends_at


def _of(session: Session, snapshot: Snapshot) -> Plenary | None:
    return session.scalar(select(Plenary).where(Plenary.snapshot_id == snapshot.id))


def _start_from_earlier(session: Session, snapshot: Snapshot, plenary: Plenary) -> None:
    earlier = session.scalar(
        select(Plenary)
        .join(Plenary.snapshot)
        .where(Snapshot.period_id == snapshot.period_id, Snapshot.number < snapshot.number)
        .order_by(Snapshot.number.desc())
        .limit(1)
    )
    if earlier is None:
        return
    plenary.decree = earlier.decree
    # Who came is seen on the day; whom one invites is likely to be the same.
    names = ("account_id", "name", "title", "nip", "duty", "position")
    asides = session.scalars(
        select(PlenaryRecusal)
        .join(PlenaryRecusal.member)
        .where(PlenaryMember.plenary_id == earlier.id)
    ).all()
    kept = ("category_id", "participant_id", "reason", "made_at")
    for member in earlier.members:
        same = PlenaryMember(plenary=plenary, present=False)
        for name in names:
            setattr(same, name, getattr(member, name))
        session.add(same)
        session.add_all(
            PlenaryRecusal(member=same, **{n: getattr(one, n) for n in kept})
            for one in asides
            if one.member_id == member.id
        )
    session.flush()


def _loggable(plenary: Plenary) -> dict[str, Any]:
    return {
        "held_on": plenary.held_on.isoformat(),
        "starts_at": plenary.starts_at,
        "ends_at": plenary.ends_at,
        "place": plenary.place,
        "agenda": plenary.agenda,
        "notes": plenary.notes,
        "minutes_number": plenary.minutes_number,
    }


def _record(
    session: Session,
    actor: Actor,
    now: datetime,
    act: str,
    period: Period,
    plenary: Plenary,
    **said: Any,
) -> None:
    record(session, actor, now, act, f"plenary:{plenary.id}", period_id=period.id, **said)
