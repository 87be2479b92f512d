"""Reminders of growth plans: what is due soon or late goes to the people of its unit."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from babel.dates import format_date
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from evaluator.services.growing import PlanView, plans_from
from evaluator.services.logging import record
from evaluator.services.offices import OfficeView, office_view, today_at
from evaluator.services.permissions import Action, require
from evaluator.services.reminder_queue import reminder_message
from evaluator.storage.actor import Actor
from evaluator.storage.growth_visibility import visible_plans
from evaluator.storage.messages import REMINDER, OutboxMessage
from evaluator.storage.offices import Office
from evaluator.storage.people import Account
from evaluator.storage.units import UnitEnding

NOT_AGAIN_WITHIN = timedelta(days=7)


@dataclass(frozen=True)
class DueAction:
    """One action that is due soon or late: its indicator, what is done, until when."""

    indicator: str
    text: str
    due: date
    late: bool


@dataclass(frozen=True)
class PlanReminder:
    """One person of a unit with the message as it would be queued.

    recent : whether this person was reminded of this plan less than a week ago
    """

    plan_id: int
    account_id: int
    name: str
    email: str | None
    unit: str
    actions: tuple[DueAction, ...]
    review_due: bool
    subject: str
    body: str
    recent: bool


@dataclass(frozen=True)
class PlanReminders:
    """Everybody to remind, and the units that wait but have no open account."""

    reminders: tuple[PlanReminder, ...]
    unreachable: tuple[str, ...]


def plan_reminders(
    session: Session, actor: Actor, now: datetime, *, public_url: str
) -> PlanReminders:
    """Who would be reminded of a plan now, with the message each would get; six queries."""
    require(actor, Action.ARRANGE)
    plans = _newest(plans_from(session, actor, now, visible_plans(actor)))
    waiting = [(plan, due) for plan in plans if (due := _due(plan)) or plan.review_due]
    people = _people(session, {plan.unit_id for plan, _due in waiting})
    last = _last_reminded(session, [plan.id for plan, _due in waiting])
    office = office_view(session, actor.office_id)
    found = [
        _reminder(office, actor, account, plan, due, public_url, last, now)
        for plan, due in waiting
        for account in people.get(plan.unit_id, ())
    ]
    silent = tuple(plan.unit for plan, _due in waiting if plan.unit_id not in people)
    return PlanReminders(tuple(found), silent)


def queue_plan_reminders(session: Session, actor: Actor, now: datetime, *, public_url: str) -> int:
    """Queue a message for everybody who was not reminded within a week; returns how many."""
    require(actor, Action.ARRANGE)
    # The office's row is held, so that two people who press at once remind nobody twice.
    session.get(Office, actor.office_id, with_for_update=True)
    found = plan_reminders(session, actor, now, public_url=public_url)
    wanted = [one for one in found.reminders if not one.recent]
    session.add_all(
        reminder_message(actor.office_id, _about(one.plan_id), one, now) for one in wanted
    )
    if wanted:
        names = {"names": [one.name for one in wanted]}
        record(session, actor, now, "plan.remind", f"office:{actor.office_id}", after=names)
    return len(wanted)


def _newest(plans: Sequence[PlanView]) -> list[PlanView]:
    """Each unit's plans of the last year that it planned for; older ones are past."""
    years: dict[int, int] = {}
    for plan in plans:
        years[plan.unit_id] = max(plan.period.year, years.get(plan.unit_id, 0))
    return [plan for plan in plans if plan.period.year == years[plan.unit_id]]


def _due(plan: PlanView) -> tuple[DueAction, ...]:
    found = [
        DueAction(action.indicator, action.text, action.due, action.late)
        for action in plan.actions
        if (action.late or action.soon) and action.due is not None
    ]
    return tuple(sorted(found, key=lambda one: (one.due, one.indicator)))


def _people(session: Session, unit_ids: set[int]) -> Mapping[int, list[Account]]:
    """By unit its people, or those of the unit that goes on in its place."""
    endings = select(UnitEnding.unit_id, UnitEnding.successor_id).where(
        UnitEnding.unit_id.in_(unit_ids), UnitEnding.successor_id.is_not(None)
    )
    heirs = {unit_id: heir for unit_id, heir in session.execute(endings) if heir is not None}
    query = (
        select(Account)
        .where(Account.unit_id.in_({*unit_ids, *heirs.values()}), Account.active.is_(True))
        .order_by(Account.name, Account.id)
    )
    people: dict[int, list[Account]] = {}
    for account in session.scalars(query):
        people.setdefault(account.unit_id or 0, []).append(account)
    whose = {unit_id: people.get(heirs.get(unit_id, unit_id)) for unit_id in unit_ids}
    return {unit_id: found for unit_id, found in whose.items() if found}


def _last_reminded(session: Session, plan_ids: Sequence[int]) -> Mapping[tuple[int, str], datetime]:
    abouts = [_about(plan_id) for plan_id in plan_ids]
    query = (
        select(OutboxMessage.account_id, OutboxMessage.about, func.max(OutboxMessage.made_at))
        .where(OutboxMessage.kind == REMINDER, OutboxMessage.about.in_(abouts))
        .group_by(OutboxMessage.account_id, OutboxMessage.about)
    )
    return {(account, about): made for account, about, made in session.execute(query)}


def _about(plan_id: int) -> str:
    return f"plan:{plan_id}"


def _reminder(
    office: OfficeView,
    actor: Actor,
    account: Account,
    plan: PlanView,
    due: tuple[DueAction, ...],
    public_url: str,
    last: Mapping[tuple[int, str], datetime],
    now: datetime,
) -> PlanReminder:
    before = last.get((account.id, _about(plan.id)))
    late = sum(one.late for one in due)
    today = today_at(office, now)
    return PlanReminder(
        plan.id,
        account.id,
        account.name,
        account.email,
        plan.unit,
        due,
        plan.review_due,
        _subject(plan, len(due), late),
        _body(
            office, "" if actor.operator else actor.name, account.name, plan, due, public_url, today
        ),
        before is not None and now - before < NOT_AGAIN_WITHIN,
    )


def _subject(plan: PlanView, count: int, late: int) -> str:
    if not count:
        return f"Pengingat rencana {plan.period.title}: waktunya meninjau"
    told = f"{late} tindakan terlambat" if late else f"{count} tindakan hampir jatuh tempo"
    return f"Pengingat rencana {plan.period.title}: {told}"


def _body(
    office: OfficeView,
    sender: str,
    name: str,
    plan: PlanView,
    due: tuple[DueAction, ...],
    public_url: str,
    today: date,
) -> str:
    """The message: work and dates, never a value, a place or a predicate."""
    lines = [f"- {one.indicator}: {_in_short(one.text)} ({_when(one, today)})" for one in due]
    told = "\n".join(["Yang belum selesai:", *lines]) if lines else ""
    review = f"Rencana ini ditinjau paling lambat {_day(plan.review_on)}."
    paragraphs = [
        f"Yth. {name},",
        f"Rencana {plan.unit} sesudah {plan.period.title} di {office.name}.",
        told,
        review if plan.review_due else "",
        f"Silakan masuk dan lanjutkan di {public_url.rstrip('/')}/rencana/{plan.id}",
        "\n".join(filter(None, ("Terima kasih,", sender, office.name))),
    ]
    return "\n\n".join(paragraph for paragraph in paragraphs if paragraph) + "\n"


def _in_short(text: str) -> str:
    return text if len(text) <= 120 else f"{text[:119].rstrip()}…"


def _when(one: DueAction, today: date) -> str:
    days = abs((one.due - today).days)
    if one.late:
        return f"terlambat {days} hari, seharusnya {_day(one.due)}"
    return f"{_day(one.due)}, {days} hari lagi" if days else f"{_day(one.due)}, hari ini"


def _day(day: date) -> str:
    return str(format_date(day, "d MMMM y", locale="id"))
