"""Telling units that their feedback is there: one message a person, once for each result."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from evaluator.services.logging import record
from evaluator.services.offices import office_view
from evaluator.services.permissions import Action, require
from evaluator.services.problems import NotFound, Refused
from evaluator.storage.actor import Actor
from evaluator.storage.feedback_visibility import released_results
from evaluator.storage.messages import REMINDER, OutboxMessage
from evaluator.storage.people import Account
from evaluator.storage.periods import Category, Participant, Period
from evaluator.storage.results import Result


@dataclass(frozen=True)
class ToldUnit:
    """One unit with a released result.

    people : its open accounts
    told_at : when the last of them was told of this result; None: nobody was
    """

    participant_id: int
    unit: str
    category: str
    people: tuple[str, ...]
    told_at: datetime | None


def told_units(session: Session, actor: Actor, period_id: int) -> list[ToldUnit]:
    """The units of a released period and whether they were told, in three queries.

    Empty before release.
    """
    require(actor, Action.DECIDE)
    rows = _released(session, actor, period_id)
    people, told = _people(session, rows), _told(session, rows)
    return [
        ToldUnit(
            row.participant_id,
            row.participant.name,
            row.category.title,
            tuple(one.name for one in people.get(row.participant.unit_id, ())),
            max(
                (
                    told[row.snapshot_id, one.id]
                    for one in people.get(row.participant.unit_id, ())
                    if (row.snapshot_id, one.id) in told
                ),
                default=None,
            ),
        )
        for row in rows
    ]


def tell_units(
    session: Session, actor: Actor, now: datetime, period_id: int, *, public_url: str
) -> int:
    """Queue a message with the link to each person of each unit who was not told yet.

    The message holds no value: whoever opens the link signs in first.

    Returns how many messages were queued.

    Raises
    ------
    NotFound
        If there is no such period, or nothing of it was released.
    Refused
        If everybody was told of this result already, or no unit has an account.
    """
    require(actor, Action.DECIDE)
    period = session.scalar(
        select(Period)
        .where(Period.id == period_id, Period.office_id == actor.office_id)
        .with_for_update()
    )
    rows = _released(session, actor, period_id) if period else []
    if period is None or not rows:
        raise NotFound("Hasil periode ini belum dirilis.")
    people, told = _people(session, rows), _told(session, rows)
    office = office_view(session, actor.office_id).name
    messages = [
        _message(row, account, office, now, public_url)
        for row in rows
        for account in people.get(row.participant.unit_id, ())
        if (row.snapshot_id, account.id) not in told
    ]
    if not messages:
        raise Refused("Semua orang yang mempunyai akun unit sudah dikabari tentang hasil ini.")
    session.add_all(messages)
    names = sorted(message.name for message in messages)
    record(
        session,
        actor,
        now,
        "feedback.tell",
        f"period:{period_id}",
        after={"names": names},
        period_id=period_id,
    )
    return len(messages)


def _released(session: Session, actor: Actor, period_id: int) -> Sequence[Result]:
    query = released_results(actor).where(Period.id == period_id)
    return session.scalars(query.order_by(None).order_by(Category.position, Participant.name)).all()


def _people(session: Session, rows: Sequence[Result]) -> dict[int, list[Account]]:
    units = {row.participant.unit_id for row in rows}
    query = select(Account).where(Account.unit_id.in_(units), Account.active.is_(True))
    found: dict[int, list[Account]] = {}
    for account in session.scalars(query.order_by(Account.name, Account.id)):
        if account.unit_id is not None:
            found.setdefault(account.unit_id, []).append(account)
    return found


def _told(session: Session, rows: Sequence[Result]) -> dict[tuple[int, int], datetime]:
    """When each person was told of each snapshot."""
    names = {_about(row.snapshot_id): row.snapshot_id for row in rows}
    query = (
        select(OutboxMessage.about, OutboxMessage.account_id, func.max(OutboxMessage.made_at))
        .where(OutboxMessage.kind == REMINDER, OutboxMessage.about.in_(names))
        .group_by(OutboxMessage.about, OutboxMessage.account_id)
    )
    return {(names[about], account): at for about, account, at in session.execute(query)}


def _about(snapshot_id: int) -> str:
    return f"snapshot:{snapshot_id}"


def _message(
    row: Result, account: Account, office: str, now: datetime, public_url: str
) -> OutboxMessage:
    link = f"{public_url.rstrip('/')}/umpan-balik/{row.participant_id}"
    title = row.category.period.title
    body = (
        f"Yth. {account.name},\n\n"
        f"Umpan balik {title} untuk {row.participant.name} sudah dapat dibaca. Di dalamnya ada "
        "nilai tiap bagian, bukti yang kurang, dan langkah yang paling menaikkan nilai; "
        "laporannya dapat diunduh sebagai PDF.\n\n"
        f"Silakan masuk dan buka {link}\n\n"
        f"Terima kasih,\n{office}\n"
    )
    return OutboxMessage(
        office_id=row.category.period.office_id,
        account_id=account.id,
        name=account.name,
        email=account.email or None,
        kind=REMINDER,
        subject=f"Umpan balik {title}: {row.participant.name}",
        body=body,
        about=_about(row.snapshot_id),
        made_at=now,
    )
