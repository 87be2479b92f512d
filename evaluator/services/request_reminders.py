"""Reminders of tables that are late: one message to each person of a unit, with all of them."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from evaluator.services.checks import clean_text
from evaluator.services.logging import record
from evaluator.services.offices import office_view
from evaluator.services.permissions import Action, require
from evaluator.services.problems import Refused
from evaluator.services.reminder_queue import (
    LONGEST_EXTRA,
    Queued,
    due_letters,
    is_recent,
    last_reminded,
    reminder_message,
)
from evaluator.services.request_letters import late_body, late_subject
from evaluator.services.request_tables import TableView, list_tables
from evaluator.services.requests import visible_round
from evaluator.storage.actor import Actor
from evaluator.storage.messages import REMINDER, OutboxMessage
from evaluator.storage.people import Account


@dataclass(frozen=True)
class LateUnit:
    """One person of a unit that is late, with the message as it would be queued.

    reminded_at : when this person was last reminded of this request
    recent : whether that is less than a day ago
    """

    account_id: int
    name: str
    email: str | None
    unit: str
    tables: int
    days: int
    subject: str
    body: str
    reminded_at: datetime | None
    recent: bool


@dataclass(frozen=True)
class LatePlan:
    """Who would be reminded of a request; `unreachable` are units without an open account."""

    title: str
    reminders: tuple[LateUnit, ...]
    unreachable: tuple[str, ...]


def plan_late_reminders(
    session: Session,
    actor: Actor,
    now: datetime,
    round_id: int,
    *,
    public_url: str,
    extra: str = "",
) -> LatePlan:
    """Everybody of units with a table that is late, with the message each would get."""
    require(actor, Action.RECORD)
    one = visible_round(session, actor, round_id)
    late: dict[int, list[TableView]] = {}
    for table in list_tables(session, actor, now, round_id=round_id, state="late"):
        late.setdefault(table.unit_id, []).append(table)
    office = office_view(session, actor.office_id)
    link = public_url.rstrip("/") + "/permintaan/"
    last = last_reminded(session, _about(round_id))
    people = _people(session, late)
    reminders = []
    for account in people:
        tables = late[account.unit_id or 0]
        body = late_body(office, actor.name, account.name, one.title, tables, link, extra)
        reminders.append(_reminder(account, one.title, tables, body, last, now))
    reached = {account.unit_id for account in people}
    names = [tables[0].unit for unit_id, tables in late.items() if unit_id not in reached]
    return LatePlan(one.title, tuple(reminders), tuple(names))


def remind_late(
    session: Session,
    actor: Actor,
    now: datetime,
    round_id: int,
    account_ids: Collection[int],
    *,
    public_url: str,
    extra: str = "",
    force: bool = False,
) -> Queued:
    """Queue a reminder for each of these people whose unit is still late.

    force : also for those who were reminded less than a day ago

    Raises
    ------
    Refused
        If nobody was chosen, or no unit of those chosen is late any longer.
    """
    require(actor, Action.RECORD)
    # The row is held, so that two people who press at once remind nobody twice.
    visible_round(session, actor, round_id, lock=True)
    words = clean_text(extra, "extra", most=LONGEST_EXTRA, empty=True)
    plan = plan_late_reminders(session, actor, now, round_id, public_url=public_url, extra=words)
    wanted, done = due_letters(plan.reminders, account_ids, force=force)
    if done == Queued(0, 0):
        raise Refused("Pilih paling sedikit satu orang yang unitnya masih terlambat.")
    about = _about(round_id)
    session.add_all(reminder_message(actor.office_id, about, one, now) for one in wanted)
    if wanted:
        names = {"names": [one.name for one in wanted]}
        record(session, actor, now, "request.remind", about, after=names)
    return done


def reminded_units(session: Session, round_id: int) -> Mapping[int, datetime]:
    """When each unit was last reminded of a request; one query."""
    query = (
        select(Account.unit_id, func.max(OutboxMessage.made_at))
        .join(Account, Account.id == OutboxMessage.account_id)
        .where(OutboxMessage.kind == REMINDER, OutboxMessage.about == _about(round_id))
        .group_by(Account.unit_id)
    )
    return {unit_id: at for unit_id, at in session.execute(query) if unit_id is not None}


def _people(session: Session, units: Collection[int]) -> list[Account]:
    query = select(Account).where(Account.unit_id.in_(units), Account.active.is_(True))
    return list(session.scalars(query.order_by(Account.name, Account.id)))


def _reminder(
    account: Account,
    title: str,
    tables: list[TableView],
    body: str,
    last: Mapping[int, datetime],
    now: datetime,
) -> LateUnit:
    reminded_at = last.get(account.id)
    return LateUnit(
        account.id,
        account.name,
        account.email,
        tables[0].unit,
        len(tables),
        max(table.days for table in tables),
        late_subject(title, len(tables)),
        body,
        reminded_at,
        is_recent(reminded_at, now),
    )


def _about(round_id: int) -> str:
    return f"request-round:{round_id}"
