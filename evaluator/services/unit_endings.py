"""When a unit is no more: it ends, or goes on in another; its history stays."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from evaluator.services.checks import clean_text
from evaluator.services.logging import record
from evaluator.services.offices import office_view, today_at
from evaluator.services.permissions import Action, require
from evaluator.services.problems import Refused
from evaluator.services.signing_in import end_sessions
from evaluator.services.unit_names import check_unchanged, visible_unit
from evaluator.storage.actor import Actor
from evaluator.storage.people import Account
from evaluator.storage.periods import UNDER_WAY, Category, Participant, Period, Stage
from evaluator.storage.units import Unit, UnitEnding
from evaluator.storage.visibility import visible_units


@dataclass(frozen=True)
class Ending:
    """From which day on a unit is no more; a successor goes on in its place, where there is one."""

    unit_id: int
    name: str
    ended_on: date
    reason: str
    successor_id: int | None
    successor: str | None


@dataclass(frozen=True)
class TakingPart:
    """A unit's place in a period that is not over; a draft lets it go without a reason."""

    period_id: int
    period: str
    category_id: int
    participant_id: int
    draft: bool


def ending_of(session: Session, actor: Actor, unit_id: int) -> Ending | None:
    """How a unit ended, or None."""
    require(actor, Action.ADMINISTER)
    unit = visible_unit(session, actor, unit_id)
    row = session.scalar(select(UnitEnding).where(UnitEnding.unit_id == unit.id))
    if row is None:
        return None
    successor = session.get(Unit, row.successor_id) if row.successor_id else None
    return _ending(row, unit, successor)


def predecessors(session: Session, actor: Actor, unit_id: int) -> list[Ending]:
    """The units that go on in this one, by date."""
    require(actor, Action.ADMINISTER)
    unit = visible_unit(session, actor, unit_id)
    query = (
        select(UnitEnding, Unit)
        .join(Unit, Unit.id == UnitEnding.unit_id)
        .where(UnitEnding.successor_id == unit.id)
        .order_by(UnitEnding.ended_on, UnitEnding.id)
    )
    return [_ending(row, former, unit) for row, former in session.execute(query)]


def successors(session: Session, actor: Actor, unit_id: int) -> list[tuple[int, str]]:
    """The units that this one could go on in, as (id, name) by name."""
    require(actor, Action.ADMINISTER)
    unit = visible_unit(session, actor, unit_id)
    query = visible_units(actor).where(
        Unit.kind == unit.kind, Unit.id != unit.id, Unit.retired_at.is_(None)
    )
    return [(other.id, other.name) for other in session.scalars(query.order_by(Unit.name))]


def taking_part(session: Session, actor: Actor, unit_id: int) -> list[TakingPart]:
    """The periods under way in which a unit still takes part; it cannot end before it leaves."""
    require(actor, Action.ADMINISTER)
    return _taking_part(session, visible_unit(session, actor, unit_id))


def end_unit(
    session: Session,
    actor: Actor,
    now: datetime,
    unit_id: int,
    *,
    version: int,
    ended_on: date,
    reason: str,
    successor_id: int | None = None,
) -> None:
    """End a unit, or let it go on in another of its kind; its results and papers stay.

    Its accounts are closed and their sessions end.

    Raises
    ------
    Refused
        If it still takes part in an open period, stands above other units, or
        the day has not come.
    """
    require(actor, Action.ADMINISTER)
    unit = visible_unit(session, actor, unit_id, lock=True)
    check_unchanged(unit, version, {})
    why = clean_text(reason, "reason", most=500)
    _check_end(session, actor, unit, ended_on, now)
    successor = _successor(session, actor, unit, successor_id)
    session.add(
        UnitEnding(
            unit_id=unit.id,
            ended_on=ended_on,
            reason=why,
            successor_id=successor_id,
            made_at=now,
        )
    )
    unit.retired_at = now
    unit.version += 1
    after = {
        "ended_on": ended_on.isoformat(),
        "successor": successor.name if successor else None,
        "accounts": _close_accounts(session, unit, now),
    }
    act = "unit.merge" if successor else "unit.end"
    record(session, actor, now, act, f"unit:{unit.id}", after=after, reason=why)


def reopen_unit(
    session: Session, actor: Actor, now: datetime, unit_id: int, *, version: int
) -> None:
    """Take back that a unit ended; its accounts stay closed until somebody opens them."""
    require(actor, Action.ADMINISTER)
    unit = visible_unit(session, actor, unit_id, lock=True)
    check_unchanged(unit, version, {})
    if unit.retired_at is None:
        raise Refused("Unit ini tidak pernah diakhiri.")
    ending = ending_of(session, actor, unit.id)
    session.execute(delete(UnitEnding).where(UnitEnding.unit_id == unit.id))
    unit.retired_at = None
    unit.version += 1
    before = {"ended_on": ending.ended_on.isoformat(), "reason": ending.reason} if ending else None
    record(session, actor, now, "unit.reopen", f"unit:{unit.id}", before=before)


def _check_end(session: Session, actor: Actor, unit: Unit, ended_on: date, now: datetime) -> None:
    if unit.retired_at is not None:
        raise Refused("Unit ini sudah berakhir.")
    if ended_on > today_at(office_view(session, unit.office_id), now):
        raise Refused("Tanggal itu belum tiba; catat pada harinya.", field="ended_on")
    children = session.scalars(
        visible_units(actor).where(Unit.parent_id == unit.id, Unit.retired_at.is_(None))
    )
    names = [child.name for child in children]
    if names:
        raise Refused(
            "Unit ini masih menjadi induk {units}. Ubah induknya dahulu.",
            units=", ".join(sorted(names)),
        )
    open_in = sorted({one.period for one in _taking_part(session, unit)})
    if open_in:
        raise Refused(
            "{name} masih ikut {periods}. Ketua tim menariknya dahulu dengan alasan; di periode "
            "yang masih disiapkan, lepaskan dari pesertanya.",
            name=unit.name,
            periods=", ".join(open_in),
        )


def _taking_part(session: Session, unit: Unit) -> list[TakingPart]:
    query = (
        select(Period.id, Period.title, Category.id, Participant.id, Period.stage)
        .join(Category, Category.period_id == Period.id)
        .join(Participant, Participant.category_id == Category.id)
        .where(
            Participant.unit_id == unit.id,
            Participant.withdrawn.is_(None),
            Period.stage.in_(UNDER_WAY),
        )
        .order_by(Period.title, Participant.id)
    )
    return [
        TakingPart(period, title, category, participant, stage == Stage.DRAFT)
        for period, title, category, participant, stage in session.execute(query)
    ]


def _successor(session: Session, actor: Actor, unit: Unit, successor_id: int | None) -> Unit | None:
    if successor_id is None:
        return None
    if successor_id not in {number for number, _ in successors(session, actor, unit.id)}:
        raise Refused(
            "Penerus harus unit lain yang sejenis dan masih dinilai.", field="successor_id"
        )
    return session.get(Unit, successor_id)


def _close_accounts(session: Session, unit: Unit, now: datetime) -> list[str]:
    """Close the accounts of a unit; returns their usernames for the log."""
    query = select(Account).where(Account.unit_id == unit.id, Account.active)
    accounts = session.scalars(query.order_by(Account.username)).all()
    for account in accounts:
        account.active = False
        account.version += 1
        end_sessions(session, account.id, now)
    return [account.username for account in accounts]


def _ending(row: UnitEnding, unit: Unit, successor: Unit | None) -> Ending:
    return Ending(
        unit.id,
        unit.name,
        row.ended_on,
        row.reason,
        row.successor_id,
        successor.name if successor else None,
    )
