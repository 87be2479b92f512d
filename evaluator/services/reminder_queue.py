"""What all reminders share: who was reminded when, who of those chosen is due, the message kept."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol, TypeVar

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from evaluator.storage.messages import REMINDER, OutboxMessage

NOT_AGAIN_WITHIN = timedelta(hours=24)
LONGEST_EXTRA = 500


class Letter(Protocol):
    """A reminder to one person, as it would be queued.

    recent : whether this person was reminded of the same a short while ago
    """

    @property
    def account_id(self) -> int: ...
    @property
    def name(self) -> str: ...
    @property
    def email(self) -> str | None: ...
    @property
    def subject(self) -> str: ...
    @property
    def body(self) -> str: ...
    @property
    def recent(self) -> bool: ...


Written = TypeVar("Written", bound=Letter)


@dataclass(frozen=True)
class Queued:
    """What became of a request to remind.

    recent : left out because they were reminded a short while ago
    """

    queued: int
    recent: int


def due_letters(
    letters: Iterable[Written], account_ids: Collection[int], *, force: bool
) -> tuple[list[Written], Queued]:
    """Those of the chosen people who are reminded now, and the count of it.

    force : also those who were reminded a short while ago
    """
    chosen = [one for one in letters if one.account_id in set(account_ids)]
    wanted = [one for one in chosen if force or not one.recent]
    return wanted, Queued(len(wanted), len(chosen) - len(wanted))


def last_reminded(session: Session, about: str) -> Mapping[int, datetime]:
    """When each person was last reminded of something, by account; one query."""
    query = (
        select(OutboxMessage.account_id, func.max(OutboxMessage.made_at))
        .where(OutboxMessage.kind == REMINDER, OutboxMessage.about == about)
        .group_by(OutboxMessage.account_id)
    )
    return dict(session.execute(query).all())


def is_recent(reminded_at: datetime | None, now: datetime) -> bool:
    """Whether somebody was reminded so lately that it would be a nuisance to do it again."""
    return reminded_at is not None and now - reminded_at < NOT_AGAIN_WITHIN


def reminder_message(office_id: int, about: str, one: Letter, now: datetime) -> OutboxMessage:
    """A reminder as it waits to be sent or printed."""
    return OutboxMessage(
        office_id=office_id,
        account_id=one.account_id,
        name=one.name,
        email=one.email or None,
        kind=REMINDER,
        subject=one.subject,
        body=one.body,
        about=about,
        made_at=now,
    )
