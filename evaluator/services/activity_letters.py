"""Letters to the people of invited units, put into the outbox to be sent or printed."""

from dataclasses import dataclass
from datetime import datetime

from babel.dates import format_date
from sqlalchemy import select
from sqlalchemy.orm import Session

from evaluator.services.activities import visible_activity
from evaluator.services.activity_invitations import held_activity
from evaluator.services.activity_words import KINDS, LEVELS, name_of
from evaluator.services.checks import clean_text
from evaluator.services.logging import record
from evaluator.services.offices import OfficeView, office_view
from evaluator.services.permissions import Action, require
from evaluator.services.problems import Refused
from evaluator.services.zones import ZONE_WORDS
from evaluator.storage.activities import Activity, ActivityInvitation
from evaluator.storage.actor import Actor
from evaluator.storage.messages import REMINDER, OutboxMessage
from evaluator.storage.people import Account

LONGEST_EXTRA = 500


@dataclass(frozen=True)
class LetterPlan:
    """Who would get a letter.

    fresh : names of people who have none yet; told : of those who have
    unreachable : invited units without an open account, to be told in another way
    subject, body : the letter as the first of them would read it; "" without anybody
    """

    fresh: tuple[str, ...]
    told: tuple[str, ...]
    unreachable: tuple[str, ...]
    subject: str
    body: str


def plan_letters(
    session: Session, actor: Actor, activity_id: int, *, public_url: str, extra: str = ""
) -> LetterPlan:
    """Who of the invited units has an account, and what each would read."""
    require(actor, Action.HOST)
    row = visible_activity(session, actor, activity_id)
    people, unreachable = _people(session, row)
    told = _told(session, row)
    office = office_view(session, row.office_id)
    letters = [_letter(office, row, one, public_url, extra) for one in people[:1]]
    subject, body = letters[0] if letters else ("", "")
    return LetterPlan(
        tuple(one.account.name for one in people if one.account.id not in told),
        tuple(one.account.name for one in people if one.account.id in told),
        tuple(unreachable),
        subject,
        body,
    )


def queue_letters(
    session: Session,
    actor: Actor,
    now: datetime,
    activity_id: int,
    *,
    public_url: str,
    extra: str = "",
    again: bool = False,
) -> int:
    """Queue a letter for everybody who has none yet; returns how many.

    again : also for those who have one, for instance after the day was moved

    Raises
    ------
    Refused
        If nobody is left to be told.
    """
    require(actor, Action.HOST)
    row = held_activity(session, actor, activity_id)
    words = clean_text(extra, "extra", most=LONGEST_EXTRA, empty=True)
    office = office_view(session, row.office_id)
    told = frozenset[int]() if again else _told(session, row)
    wanted = [one for one in _people(session, row)[0] if one.account.id not in told]
    if not wanted:
        raise Refused("Tidak ada lagi yang perlu dikabari.", field="again")
    for one in wanted:
        subject, body = _letter(office, row, one, public_url, words)
        session.add(_message(row, one.account, subject, body, now))
    after = {"names": [one.account.name for one in wanted]}
    record(session, actor, now, "activity.letters", f"activity:{row.id}", after=after)
    return len(wanted)


@dataclass(frozen=True)
class _Reader:
    account: Account
    unit: str
    level: str


def _people(session: Session, row: Activity) -> tuple[list[_Reader], list[str]]:
    """The open accounts of units that are expected, and names of units without one."""
    query = select(ActivityInvitation).where(
        ActivityInvitation.activity_id == row.id, ActivityInvitation.excused_at.is_(None)
    )
    invited = {one.unit_id: one for one in session.scalars(query)}
    accounts = session.scalars(
        select(Account)
        .where(Account.unit_id.in_(invited), Account.active.is_(True))
        .order_by(Account.name, Account.id)
    ).all()
    reached = {account.unit_id for account in accounts}
    found = [
        _Reader(account, name_of(invited[account.unit_id].unit), invited[account.unit_id].level)
        for account in accounts
        if account.unit_id is not None
    ]
    missing = [name_of(one.unit) for key, one in invited.items() if key not in reached]
    return found, sorted(missing)


def _told(session: Session, row: Activity) -> frozenset[int]:
    query = select(OutboxMessage.account_id).where(OutboxMessage.about == f"activity:{row.id}")
    return frozenset(session.scalars(query))


def _letter(
    office: OfficeView, row: Activity, reader: _Reader, public_url: str, extra: str
) -> tuple[str, str]:
    """Subject and text of one letter."""
    day = format_date(row.held_on, "EEEE, d MMMM y", locale="id")
    hours = f"{row.starts_at}-{row.ends_at}".replace(":", ".")
    facts = [
        f"Kegiatan: {row.title}",
        f"Jenis: {KINDS[row.kind]}",
        f"Hari: {day}, {hours} {ZONE_WORDS.get(office.zone, office.zone)}",
        f"Tempat: {row.place}",
        f"Topik: {row.topic}" if row.topic else "",
        f"Penyelenggara: {name_of(row.host) if row.host else office.name}",
        f"Yang diharapkan hadir: {_wanted(row, reader)}",
    ]
    paragraphs = [
        f"Yth. {reader.account.name},",
        f"{office.name} mengundang {reader.unit} menghadiri kegiatan berikut.",
        "\n".join(fact for fact in facts if fact),
        extra,
        f"Undangan, bahan, dan notulen ada di {public_url.rstrip('/')}/kegiatan/{row.id}",
        f"Terima kasih,\n{office.name}",
    ]
    body = "\n\n".join(paragraph for paragraph in paragraphs if paragraph) + "\n"
    return f"Undangan: {row.title}, {format_date(row.held_on, 'd MMMM y', locale='id')}", body


def _wanted(row: Activity, reader: _Reader) -> str:
    level = f"{LEVELS[reader.level]} atau lebih tinggi" if reader.level else "siapa saja"
    return f"{level}; {row.audience}" if row.audience else level


def _message(
    row: Activity, account: Account, subject: str, body: str, now: datetime
) -> OutboxMessage:
    # It opens nothing and tells no value, so the lead may read it like any reminder.
    return OutboxMessage(
        office_id=row.office_id,
        account_id=account.id,
        name=account.name,
        email=account.email or None,
        kind=REMINDER,
        subject=subject,
        body=body,
        about=f"activity:{row.id}",
        made_at=now,
    )
