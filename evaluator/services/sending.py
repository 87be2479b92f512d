"""Sending what waits in the outbox: each message once, whoever presses and whatever breaks."""

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime, timedelta
from smtplib import SMTP

from sqlalchemy import Select, or_, update
from sqlalchemy.orm import Session

from evaluator.services.logging import record
from evaluator.services.mail_server import MailServer, Undelivered, composed
from evaluator.services.outbox import FRESH_FOR, MOST_TRIES, waiting_count
from evaluator.services.permissions import Action, require
from evaluator.services.problems import NotFound, Refused
from evaluator.storage.actor import Actor
from evaluator.storage.messages import REMINDER, OutboxMessage
from evaluator.storage.people import Account
from evaluator.storage.visibility import visible_messages

Transaction = Callable[[], AbstractContextManager[Session]]
"""Opens a session that commits at the end; each step of sending is one of them."""

CLAIM_LASTS = timedelta(minutes=10)
"""After this long a message whose sender was stopped half-way is tried again."""


@dataclass(frozen=True)
class Sent:
    """What became of an attempt to send.

    left : messages that still wait, among them those to people without an address
    problem : why the server could not be reached, None where it could
    """

    sent: int
    failed: int
    left: int
    problem: Undelivered | None


@dataclass(frozen=True)
class _Claimed:
    id: int
    office_id: int
    name: str
    email: str
    kind: str
    subject: str
    body: str


def send_waiting(
    transaction: Transaction,
    actor: Actor,
    clock: Callable[[], datetime],
    server: MailServer | None,
    *,
    most: int = 200,
) -> Sent:
    """Send what waits, as far as this person may read it; the operator sends for all offices.

    No transaction is open while the server is spoken to, so nobody waits for it.
    A message is claimed before it is sent: two who press at once send it once.

    Raises
    ------
    Refused
        If there is no mail server; the messages wait, to be read and printed.
    """
    require(actor, Action.ARRANGE)
    if server is None:
        raise Refused(
            "Server surel belum diatur, jadi pesan menunggu di kotak keluar. Cetak dan serahkan, "
            "atau minta operator mengisi EVALUATOR_SMTP_URL."
        )
    results: list[_Outcome] = []
    problem = None
    ready = _ready(transaction, actor, clock())[:most]
    try:
        if ready:
            with server.connection() as connection:
                for number in ready:
                    results += _send_one(transaction, clock, server, connection, number)
                    _stop_where_lost(results)
    except Undelivered as lost:
        problem = lost
    return _report(transaction, actor, clock(), results, problem)


def try_again(session: Session, actor: Actor, now: datetime, message_id: int) -> None:
    """Let a message that could not be sent be tried anew, to the person's present address.

    Raises
    ------
    Refused
        If it was sent or printed meanwhile, or the person has no address.
    """
    require(actor, Action.ARRANGE)
    row = session.scalar(visible_messages(actor).where(OutboxMessage.id == message_id))
    if row is None:
        raise NotFound("Pesan itu tidak ada.")
    account = session.get(Account, row.account_id)
    email = account.email if account else None
    if row.sent_at is not None or row.printed_at is not None:
        raise Refused("Pesan ini sudah terkirim atau dicetak.")
    if not email:
        raise Refused("Orang ini belum punya alamat surel. Isi dahulu di halaman orangnya.")
    row.email, row.tries, row.problem = email, 0, ""
    record(session, actor, now, "message.retry", f"message:{row.id}", after={"name": row.name})


@dataclass(frozen=True)
class _Outcome:
    office_id: int
    problem: Undelivered | None


def _sendable(actor: Actor, now: datetime) -> Select[OutboxMessage]:
    return visible_messages(actor).where(
        OutboxMessage.sent_at.is_(None),
        OutboxMessage.printed_at.is_(None),
        OutboxMessage.email.is_not(None),
        OutboxMessage.tries < MOST_TRIES,
        OutboxMessage.made_at > now - FRESH_FOR,
        or_(OutboxMessage.claimed_at.is_(None), OutboxMessage.claimed_at < now - CLAIM_LASTS),
    )


def _ready(transaction: Transaction, actor: Actor, now: datetime) -> list[int]:
    with transaction() as session:
        query = _sendable(actor, now).with_only_columns(OutboxMessage.id)
        return list(session.scalars(query.order_by(OutboxMessage.id)))


def _send_one(
    transaction: Transaction,
    clock: Callable[[], datetime],
    server: MailServer,
    connection: SMTP,
    number: int,
) -> list[_Outcome]:
    """Send one message; nothing comes back where somebody else is sending it or has."""
    with transaction() as session:
        claimed = _claim(session, number, clock())
    if claimed is None:
        return []
    problem = _handed_over(server, connection, claimed, clock())
    with transaction() as session:
        _keep(session, claimed, clock(), problem)
    return [_Outcome(claimed.office_id, problem)]


def _stop_where_lost(results: Sequence[_Outcome]) -> None:
    last = results[-1].problem if results else None
    if last is not None and last.lost:
        raise last


def _claim(session: Session, number: int, now: datetime) -> _Claimed | None:
    done = session.execute(
        update(OutboxMessage)
        .where(
            OutboxMessage.id == number,
            OutboxMessage.sent_at.is_(None),
            OutboxMessage.printed_at.is_(None),
            or_(OutboxMessage.claimed_at.is_(None), OutboxMessage.claimed_at < now - CLAIM_LASTS),
        )
        .values(claimed_at=now, tries=OutboxMessage.tries + 1)
        .returning(
            OutboxMessage.id,
            OutboxMessage.office_id,
            OutboxMessage.name,
            OutboxMessage.email,
            OutboxMessage.kind,
            OutboxMessage.subject,
            OutboxMessage.body,
        ),
        execution_options={"synchronize_session": False},
    ).first()
    if done is None:
        return None
    return _Claimed(
        done.id, done.office_id, done.name, done.email or "", done.kind, done.subject, done.body
    )


def _handed_over(
    server: MailServer, connection: SMTP, one: _Claimed, now: datetime
) -> Undelivered | None:
    try:
        message = composed(
            server,
            number=one.id,
            name=one.name,
            email=one.email,
            subject=one.subject,
            body=one.body,
            now=now,
        )
        server.hand_over(connection, message, one.email)
    except Undelivered as problem:
        return problem
    return None


def _keep(session: Session, claimed: _Claimed, now: datetime, problem: Undelivered | None) -> None:
    """Keep what became of a message; one that opens an account is not kept once it was sent."""
    row = session.get(OutboxMessage, claimed.id)
    if row is None:
        return
    row.claimed_at = None
    if problem is None:
        row.sent_at, row.problem = now, ""
        row.body = row.body if row.kind == REMINDER else ""
    else:
        row.problem = str(problem)
        row.tries = MOST_TRIES if problem.final else row.tries


def _report(
    transaction: Transaction,
    actor: Actor,
    now: datetime,
    results: Sequence[_Outcome],
    problem: Undelivered | None,
) -> Sent:
    """Log what was sent, once an office, and count what is left."""
    with transaction() as session:
        for office_id in sorted({one.office_id for one in results}):
            here = [one.problem for one in results if one.office_id == office_id]
            sent = sum(one is None for one in here)
            after = {"sent": sent, "failed": len(here) - sent}
            record(session, actor, now, "message.send", "outbox", after=after, office_id=office_id)
        left = waiting_count(session, actor)
    sent = sum(one.problem is None for one in results)
    return Sent(sent, len(results) - sent, left, problem)
