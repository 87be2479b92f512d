"""The outbox: messages that wait, were sent or printed, or could not be sent."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from evaluator.services.logging import record
from evaluator.services.permissions import Action, require
from evaluator.services.problems import NotFound, Refused
from evaluator.storage.actor import Actor
from evaluator.storage.messages import OutboxMessage
from evaluator.storage.visibility import visible_messages

MOST_TRIES = 5
FRESH_FOR = timedelta(days=7)
"""What nobody sent for this long is out of date, such as after an old backup was restored."""

STATES = ("waiting", "failed", "sent", "printed", "stale")


@dataclass(frozen=True)
class Letter:
    """One message as the outbox shows it.

    state : "waiting", "failed" (given up), "sent", "printed" or "stale" (too old to send)
    problem : why the last attempt to send failed, "" where none did
    body : "" once a message that opens an account was sent
    """

    id: int
    name: str
    email: str | None
    kind: str
    subject: str
    body: str
    made_at: datetime
    sent_at: datetime | None
    printed_at: datetime | None
    tries: int
    problem: str
    state: str


@dataclass(frozen=True)
class OutboxPage:
    """One page of the outbox, newest first; `counts` are of everything, by state."""

    letters: tuple[Letter, ...]
    page: int
    pages: int
    counts: dict[str, int]


def outbox(
    session: Session,
    actor: Actor,
    now: datetime,
    *,
    state: str = "",
    page: int = 1,
    most: int = 50,
) -> OutboxPage:
    """The messages that this person may read, newest first; "" as state: all."""
    letters = all_letters(session, actor, now)
    counts = {one: sum(letter.state == one for letter in letters) for one in STATES}
    wanted = [letter for letter in letters if state in ("", letter.state)]
    pages = max(1, -(-len(wanted) // most))
    here = min(max(page, 1), pages)
    return OutboxPage(tuple(wanted[(here - 1) * most : here * most]), here, pages, counts)


def all_letters(session: Session, actor: Actor, now: datetime) -> list[Letter]:
    """Every message that this person may read, newest first."""
    require(actor, Action.ARRANGE)
    query = visible_messages(actor).order_by(OutboxMessage.made_at.desc(), OutboxMessage.id.desc())
    return [letter_of(row, now) for row in session.scalars(query)]


def open_letter(session: Session, actor: Actor, now: datetime, message_id: int) -> Letter:
    """One message.

    Raises
    ------
    NotFound
        If there is none, or this person may not read it.
    """
    require(actor, Action.ARRANGE)
    row = session.scalar(visible_messages(actor).where(OutboxMessage.id == message_id))
    if row is None:
        raise NotFound("Pesan itu tidak ada.")
    return letter_of(row, now)


def to_print(session: Session, actor: Actor, now: datetime) -> list[Letter]:
    """Everything that is neither sent nor printed, by name: what is handed over on paper."""
    require(actor, Action.ARRANGE)
    query = (
        visible_messages(actor)
        .where(OutboxMessage.sent_at.is_(None), OutboxMessage.printed_at.is_(None))
        .order_by(OutboxMessage.name, OutboxMessage.id)
    )
    letters = [letter_of(row, now) for row in session.scalars(query)]
    return [letter for letter in letters if letter.state != "stale"]


def mark_printed(
    session: Session, actor: Actor, now: datetime, message_ids: Collection[int]
) -> int:
    """Keep that messages were handed over on paper; they are not sent any more.

    Returns how many; those that were sent or printed meanwhile are left as they are.

    Raises
    ------
    Refused
        If none was chosen.
    """
    require(actor, Action.ARRANGE)
    readable = visible_messages(actor).where(OutboxMessage.id.in_(set(message_ids)))
    rows = session.scalars(readable.where(OutboxMessage.sent_at.is_(None))).all()
    if not message_ids:
        raise Refused("Pilih paling sedikit satu pesan.")
    done = session.execute(
        update(OutboxMessage)
        .where(
            OutboxMessage.id.in_([row.id for row in rows]),
            OutboxMessage.sent_at.is_(None),
            OutboxMessage.printed_at.is_(None),
        )
        .values(printed_at=now)
        .returning(OutboxMessage.name),
        execution_options={"synchronize_session": False},
    )
    names = sorted(done.scalars())
    if names:
        record(session, actor, now, "message.print", "outbox", after={"names": names})
    return len(names)


def waiting_count(session: Session, actor: Actor) -> int:
    """How many messages are neither sent nor printed."""
    require(actor, Action.ARRANGE)
    unsent = visible_messages(actor).where(
        OutboxMessage.sent_at.is_(None), OutboxMessage.printed_at.is_(None)
    )
    return session.scalar(select(func.count()).select_from(unsent.subquery())) or 0


def letter_of(row: OutboxMessage, now: datetime) -> Letter:
    """A message's row as plain values."""
    return Letter(
        row.id,
        row.name,
        row.email,
        row.kind,
        row.subject,
        row.body,
        row.made_at,
        row.sent_at,
        row.printed_at,
        row.tries,
        row.problem,
        _state(row, now),
    )


def _state(row: OutboxMessage, now: datetime) -> str:
    if row.sent_at is not None:
        return "sent"
    if row.printed_at is not None:
        return "printed"
    if now - row.made_at >= FRESH_FOR:
        return "stale"
    return "failed" if row.tries >= MOST_TRIES else "waiting"
