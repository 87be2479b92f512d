"""Reminders to those who are waited for: chosen, read beforehand, queued with one log entry."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from evaluator.services.boards import own_progress
from evaluator.services.checks import clean_text
from evaluator.services.logging import record
from evaluator.services.offices import office_view
from evaluator.services.periods import PeriodView, view_of, visible_period
from evaluator.services.permissions import Action, require
from evaluator.services.problems import Refused
from evaluator.services.progress import sheet_progress
from evaluator.services.reminder_queue import (
    LONGEST_EXTRA,
    Queued,
    due_letters,
    is_recent,
    last_reminded,
    reminder_message,
)
from evaluator.services.reminder_texts import (
    Occasion,
    assessor_body,
    assessor_subject,
    moment_in_words,
    unit_body,
    unit_subject,
)
from evaluator.services.windows import window_of
from evaluator.storage.actor import Actor
from evaluator.storage.people import Account
from evaluator.storage.periods import Category, Participant, Period, Stage

Work = tuple[str, int, int]
"""What is waited for: the unit, and how many of how many indicators are answered."""


@dataclass(frozen=True)
class Reminder:
    """One person who is waited for, with the message as it would be queued.

    reminded_at : when this person was last reminded of this period
    recent : whether that is less than a day ago
    """

    account_id: int
    name: str
    email: str | None
    work: tuple[Work, ...]
    subject: str
    body: str
    reminded_at: datetime | None
    recent: bool


@dataclass(frozen=True)
class ReminderPlan:
    """Who is late in a period, and until when its stage is open.

    closes_at : None where the stage has no closing time
    unreachable : units that are waited for but have no open account
    """

    period: PeriodView
    closes_at: datetime | None
    reminders: tuple[Reminder, ...]
    unreachable: tuple[str, ...]


def plan_reminders(
    session: Session,
    actor: Actor,
    now: datetime,
    period_id: int,
    *,
    public_url: str,
    extra: str = "",
) -> ReminderPlan:
    """Everybody who is waited for at this stage, with the message each would get.

    While a period is scored: assessors with unsent sheets. During self-assessment:
    the people of units that have not handed in. At other stages: nobody.
    """
    require(actor, Action.ARRANGE)
    period = visible_period(session, actor, period_id)
    return _plan(session, actor, now, period, public_url, extra)


def queue_reminders(
    session: Session,
    actor: Actor,
    now: datetime,
    period_id: int,
    account_ids: Collection[int],
    *,
    public_url: str,
    extra: str = "",
    force: bool = False,
) -> Queued:
    """Queue a reminder for each of these people who is still waited for.

    force : also for those who were reminded less than a day ago

    Raises
    ------
    Refused
        If nobody was chosen, or nobody chosen is waited for any longer.
    """
    require(actor, Action.ARRANGE)
    # The row is held, so that two people who press at once remind nobody twice.
    period = visible_period(session, actor, period_id, lock=True)
    words = clean_text(extra, "extra", most=LONGEST_EXTRA, empty=True)
    plan = _plan(session, actor, now, period, public_url, words)
    wanted, done = due_letters(plan.reminders, account_ids, force=force)
    if done == Queued(0, 0):
        raise Refused("Pilih paling sedikit satu orang yang masih ditunggu.", field="account")
    about = _about(period)
    session.add_all(reminder_message(period.office_id, about, one, now) for one in wanted)
    if wanted:
        _record(session, actor, now, period, wanted)
    return done


def _plan(
    session: Session, actor: Actor, now: datetime, period: Period, public_url: str, extra: str
) -> ReminderPlan:
    office = office_view(session, period.office_id)
    closes_at = window_of(session, period, Stage(period.stage)).closes_at
    closes = "" if closes_at is None else moment_in_words(closes_at, office.zone)
    paths = {Stage.SELF_ASSESSMENT: "/penilaian-mandiri/"}
    link = public_url.rstrip("/") + paths.get(Stage(period.stage), "/penilaian/")
    occasion = Occasion(office.name, period.title, closes, link, actor.name, extra)
    last = last_reminded(session, _about(period))
    unreachable: list[str] = []
    if period.stage == Stage.SCORING:
        found = _late_assessors(session, actor, period, occasion)
    elif period.stage == Stage.SELF_ASSESSMENT:
        found, unreachable = _late_units(session, period, occasion)
    else:
        found = []
    reminders = tuple(
        _reminder(account, work, subject, body, last.get(account.id), now)
        for account, work, subject, body in found
    )
    return ReminderPlan(view_of(period), closes_at, reminders, tuple(unreachable))


_Found = tuple[Account, list[Work], str, str]
"""A person, what is waited for, and the message."""


def _reminder(
    account: Account,
    work: list[Work],
    subject: str,
    body: str,
    last: datetime | None,
    now: datetime,
) -> Reminder:
    return Reminder(
        account.id,
        account.name,
        account.email,
        tuple(work),
        subject,
        body,
        last,
        is_recent(last, now),
    )


def _late_assessors(
    session: Session, actor: Actor, period: Period, occasion: Occasion
) -> list[_Found]:
    """Assessors with unsent sheets; in a blind period units are named by their aliases."""
    aliases = _aliases(session, period) if period.blind else {}
    work: dict[int, list[Work]] = {}
    for row in sheet_progress(session, actor, period.id):
        if row.late and row.assessor_id is not None:
            unit = aliases.get(row.participant_id) or row.unit
            work.setdefault(row.assessor_id, []).append((unit, row.done, row.total))
    return [
        (
            account,
            work[account.id],
            assessor_subject(occasion, len(work[account.id])),
            assessor_body(occasion, account.name, work[account.id]),
        )
        for account in _accounts(session, work)
    ]


def _late_units(
    session: Session, period: Period, occasion: Occasion
) -> tuple[list[_Found], list[str]]:
    """The people of units that have not handed in, and units that have nobody."""
    late = [row for row in own_progress(session, period) if row.submitted_at is None]
    work: dict[int, list[Work]] = {}
    for row in late:
        work.setdefault(row.unit_id, []).append((row.unit, row.done, row.total))
    people = session.scalars(
        select(Account)
        .where(Account.unit_id.in_(work), Account.active.is_(True))
        .order_by(Account.name, Account.id)
    ).all()
    reached = {account.unit_id for account in people}
    found = [
        (
            account,
            work[account.unit_id],
            unit_subject(occasion),
            unit_body(occasion, account.name, work[account.unit_id]),
        )
        for account in people
        if account.unit_id is not None
    ]
    return found, [row.unit for row in late if row.unit_id not in reached]


def _accounts(session: Session, ids: Iterable[int]) -> list[Account]:
    query = select(Account).where(Account.id.in_(set(ids)), Account.active.is_(True))
    return list(session.scalars(query.order_by(Account.name, Account.id)))


def _aliases(session: Session, period: Period) -> dict[int, str]:
    query = (
        select(Participant.id, Participant.alias)
        .join(Participant.category)
        .where(Category.period_id == period.id)
    )
    return dict(session.execute(query).all())


def _about(period: Period) -> str:
    return f"period:{period.id}"


def _record(
    session: Session, actor: Actor, now: datetime, period: Period, sent: list[Reminder]
) -> None:
    record(
        session,
        actor,
        now,
        "message.remind",
        _about(period),
        after={"names": [one.name for one in sent]},
        period_id=period.id,
    )
