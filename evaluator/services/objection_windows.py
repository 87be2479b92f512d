"""Until when units may object: two weeks after release, or as the office extended it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from evaluator.services.checks import clean_text
from evaluator.services.logging import record
from evaluator.services.offices import office_view
from evaluator.services.periods import visible_period
from evaluator.services.permissions import Action, require
from evaluator.services.problems import Conflict, NotFound, Refused
from evaluator.storage.actor import Actor
from evaluator.storage.database import add_unless_there
from evaluator.storage.objections import ObjectionWindow
from evaluator.storage.periods import Period

USUAL_DAYS = 14
_LAST_MINUTE = time(23, 59)


@dataclass(frozen=True)
class Deadline:
    """When objections close.

    reason : why it was extended; "" where it is the usual time
    version : 0 where it was never changed
    """

    closes_at: datetime
    reason: str
    version: int

    def is_open(self, now: datetime) -> bool:
        """Whether a unit may still object at this moment; the closing minute is too late."""
        return now < self.closes_at


def deadline_of(session: Session, period: Period) -> Deadline:
    """The deadline of a released period: 23.59 of the fourteenth day, or later where extended."""
    found = deadlines_of(session, [period])
    if period.id not in found:
        raise NotFound("Hasil periode ini belum dibuka.")
    return found[period.id]


def deadlines_of(session: Session, periods: Sequence[Period]) -> dict[int, Deadline]:
    """The deadlines of those periods of one office that are released, by number; two queries."""
    released = [period for period in periods if period.released_at is not None]
    if not released:
        return {}
    zone = ZoneInfo(office_view(session, released[0].office_id).zone)
    query = select(ObjectionWindow).where(
        ObjectionWindow.period_id.in_([period.id for period in released])
    )
    rows = session.scalars(query.execution_options(populate_existing=True))
    extended = {row.period_id: Deadline(row.closes_at, row.reason, row.version) for row in rows}
    return {one.id: extended.get(one.id) or _usual(one, zone) for one in released}


def _usual(period: Period, zone: ZoneInfo) -> Deadline:
    released = period.released_at or datetime.min.replace(tzinfo=zone)
    last = released.astimezone(zone).date() + timedelta(days=USUAL_DAYS)
    return Deadline(datetime.combine(last, _LAST_MINUTE, zone), "", 0)


def window_to_extend(session: Session, actor: Actor, period_id: int) -> tuple[str, Deadline]:
    """A released period's title and deadline, for whoever may extend it."""
    require(actor, Action.ARRANGE)
    period = visible_period(session, actor, period_id)
    return period.title, deadline_of(session, period)


def extend(
    session: Session,
    actor: Actor,
    now: datetime,
    period_id: int,
    closes_at: datetime,
    *,
    reason: str,
    version: int,
) -> None:
    """Close objections later than was announced, with the reason; units read both.

    version : of the deadline, as it was seen; 0 where it was never changed

    Raises
    ------
    Refused
        If the new time is not later than the announced one and than this moment, or no
        reason is given.
    Conflict
        If somebody else extended it since `version`.
    """
    require(actor, Action.ARRANGE)
    period = visible_period(session, actor, period_id, lock=True)
    before = deadline_of(session, period)
    why = clean_text(reason, "reason", most=500)
    if before.version != version:
        raise _late(before)
    if closes_at <= before.closes_at:
        raise Refused(
            "Batas waktu yang sudah diumumkan hanya dapat diundur, tidak dimajukan.",
            field="closes_at",
        )
    if closes_at <= now:
        raise Refused("Batas waktu itu sudah lewat.", field="closes_at")
    _store(session, period, before, closes_at, why)
    record(
        session, actor, now, "objection.hours", f"period:{period.id}",
        before={"closes_at": before.closes_at.isoformat()},
        after={"closes_at": closes_at.isoformat()},
        reason=why, period_id=period.id,
    )  # fmt: skip


def _store(
    session: Session, period: Period, seen: Deadline, closes_at: datetime, reason: str
) -> None:
    kept = {"closes_at": closes_at, "reason": reason}
    if not seen.version:
        done = add_unless_there(
            session, ObjectionWindow, {"period_id": period.id}, {**kept, "version": 1}
        )
    else:
        changed = session.execute(
            update(ObjectionWindow)
            .where(ObjectionWindow.period_id == period.id, ObjectionWindow.version == seen.version)
            .values(**kept, version=seen.version + 1)
            .returning(ObjectionWindow.id),
            execution_options={"synchronize_session": False},
        )
        done = changed.first() is not None
    if not done:
        raise _late(deadline_of(session, period))


def _late(stored: Deadline) -> Conflict:
    return Conflict(
        "Batas waktu ini baru saja diubah orang lain; tidak ada yang ditimpa.",
        stored={"closes_at": stored.closes_at, "version": stored.version},
    )
