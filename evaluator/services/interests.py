"""Conflicts of interest: declared, ended with a reason, and what they do to panels."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session, aliased

from evaluator.services.checks import clean_text
from evaluator.services.logging import record
from evaluator.services.permissions import Action, require
from evaluator.services.problems import NotFound, Refused
from evaluator.services.recusing import leave
from evaluator.services.seating import hold_period
from evaluator.storage.actor import Actor, Role
from evaluator.storage.interests import Interest
from evaluator.storage.panel_visibility import nameable_units, visible_interests
from evaluator.storage.people import Account, AccountRole
from evaluator.storage.periods import (
    BEFORE_SCORING,
    UNDER_WAY,
    Category,
    Guest,
    Participant,
    Period,
)
from evaluator.storage.scores import Sheet
from evaluator.storage.units import Unit

KINDS = ("worked-there", "family", "project", "money", "other")


@dataclass(frozen=True)
class InterestView:
    """One conflict of interest; ended_at: None while it holds."""

    id: int
    account_id: int
    assessor: str
    unit: str
    kind: str
    reason: str
    declared_by: str
    declared_at: datetime
    ended_at: datetime | None
    ended_reason: str


@dataclass(frozen=True)
class Declared:
    """What a declaration did at once.

    unseated : periods in which an empty sheet was taken away
    left : periods in which the sheet was closed for good
    """

    interest_id: int
    unseated: tuple[str, ...]
    left: tuple[str, ...]


def declare(
    session: Session, actor: Actor, now: datetime, unit_id: int, kind: str, reason: str
) -> Declared:
    """Say that one should not assess a unit; a sheet of it closes at once.

    Raises
    ------
    Refused
        If the kind is unknown, no reason is given, or it is declared already.
    """
    require(actor, Action.ASSESS)
    return _declare(session, actor, now, actor.account_id or 0, unit_id, kind, reason)


def declare_for(
    session: Session,
    actor: Actor,
    now: datetime,
    account_id: int,
    unit_id: int,
    kind: str,
    reason: str,
) -> Declared:
    """Say of somebody else that they should not assess a unit."""
    require(actor, Action.ARRANGE)
    if account_id not in {id for id, _ in declarable_people(session, actor)}:
        raise Refused("Pilih penilai dari akun penilai yang aktif.", field="account_id")
    return _declare(session, actor, now, account_id, unit_id, kind, reason)


def end_interest(
    session: Session, actor: Actor, now: datetime, interest_id: int, reason: str
) -> None:
    """End a conflict with the reason why it no longer holds; sheets that were left stay closed."""
    require(actor, Action.ARRANGE)
    interest = session.scalar(visible_interests(actor).where(Interest.id == interest_id))
    if interest is None:
        raise NotFound("Konflik kepentingan itu tidak ada.")
    if interest.ended_at is not None:
        raise Refused("Konflik kepentingan itu sudah diakhiri.")
    interest.ended_at, interest.ended_reason = now, clean_text(reason, "reason", most=500)
    session.flush()
    record(
        session,
        actor,
        now,
        "interest.end",
        f"interest:{interest.id}",
        before=_loggable(session, interest),
        reason=interest.ended_reason,
    )


def list_interests(session: Session, actor: Actor) -> list[InterestView]:
    """The conflicts of the office, those that hold first, in one query."""
    require(actor, Action.ARRANGE)
    return _views(session, actor)


def my_interests(session: Session, actor: Actor) -> list[InterestView]:
    """What this assessor declared, or others did of them."""
    require(actor, Action.ASSESS)
    return [view for view in _views(session, actor) if view.account_id == actor.account_id]


def interest_view(session: Session, actor: Actor, interest_id: int) -> InterestView:
    """One conflict of the office."""
    found = [view for view in list_interests(session, actor) if view.id == interest_id]
    if not found:
        raise NotFound("Konflik kepentingan itu tidak ada.")
    return found[0]


def declarable_units(session: Session, actor: Actor) -> list[tuple[int, str]]:
    """The units that can be named, by name: (id, name)."""
    query = nameable_units(actor).order_by(Unit.name, Unit.id)
    return [(unit.id, unit.name) for unit in session.scalars(query)]


def declarable_people(session: Session, actor: Actor) -> list[tuple[int, str]]:
    """The assessors of the office and its guests, by name: (id, name)."""
    require(actor, Action.ARRANGE)
    role = select(AccountRole.account_id).where(AccountRole.role == Role.ASSESSOR)
    guests = select(Guest.account_id).join(Period, Period.id == Guest.period_id)
    query = select(Account.id, Account.name).where(
        Account.active,
        Account.id.in_(role),
        (Account.office_id == actor.office_id)
        | Account.id.in_(guests.where(Period.office_id == actor.office_id)),
    )
    rows = session.execute(query.order_by(Account.name, Account.id))
    return [(account_id, name) for account_id, name in rows]


def _declare(
    session: Session,
    actor: Actor,
    now: datetime,
    account_id: int,
    unit_id: int,
    kind: str,
    reason: str,
) -> Declared:
    _check(session, actor, account_id, unit_id, kind)
    interest = Interest(
        office_id=actor.office_id,
        account_id=account_id,
        unit_id=unit_id,
        kind=kind,
        reason=clean_text(reason, "reason", most=500),
        declared_by=actor.account_id,
        declared_at=now,
    )
    session.add(interest)
    session.flush()
    sheets = _sheets(session, interest)
    unseated = _unseat(session, [s for s in sheets if _stage(session, s) in BEFORE_SCORING])
    record(
        session,
        actor,
        now,
        "interest.declare",
        f"interest:{interest.id}",
        after={**_loggable(session, interest), "unseated": unseated},
        reason=interest.reason,
    )
    left = []
    for sheet in sheets:
        if _stage(session, sheet) not in BEFORE_SCORING:
            leave(session, actor, now, sheet, interest.reason)
            left.append(sheet.participant.category.period.title)
    return Declared(interest.id, tuple(unseated), tuple(left))


def _check(session: Session, actor: Actor, account_id: int, unit_id: int, kind: str) -> None:
    if kind not in KINDS:
        raise Refused("Pilih jenis konfliknya.", field="kind")
    if session.scalar(nameable_units(actor).where(Unit.id == unit_id)) is None:
        raise Refused("Pilih unitnya.", field="unit_id")
    holds = select(Interest.id).where(
        Interest.office_id == actor.office_id,
        Interest.account_id == account_id,
        Interest.unit_id == unit_id,
        Interest.ended_at.is_(None),
    )
    if session.scalar(holds):
        raise Refused("Konflik dengan unit itu sudah dinyatakan.", field="unit_id")


def _sheets(session: Session, interest: Interest) -> Sequence[Sheet]:
    """The sheets that the conflict closes; their periods are held from here on."""
    query = (
        select(Sheet)
        .join(Sheet.participant)
        .join(Participant.category)
        .join(Category.period)
        .where(
            Sheet.assessor_id == interest.account_id,
            Sheet.recused_at.is_(None),
            Participant.unit_id == interest.unit_id,
            Period.stage.in_(UNDER_WAY),
        )
        .order_by(Period.id, Sheet.id)
    )
    found = session.scalars(query).all()
    for period_id in dict.fromkeys(sheet.participant.category.period_id for sheet in found):
        hold_period(session, period_id)
    return found


def _stage(session: Session, sheet: Sheet) -> str:
    return sheet.participant.category.period.stage


def _unseat(session: Session, sheets: Sequence[Sheet]) -> list[str]:
    """Take away sheets that nobody could open yet; returns the titles of their periods."""
    titles = [sheet.participant.category.period.title for sheet in sheets]
    for sheet in sheets:
        session.delete(sheet)
    session.flush()
    return titles


def _loggable(session: Session, interest: Interest) -> dict[str, object]:
    account = session.get_one(Account, interest.account_id)
    unit = session.get_one(Unit, interest.unit_id)
    return {"assessor": account.username, "unit": unit.name, "interest": interest.kind}


def _views(session: Session, actor: Actor) -> list[InterestView]:
    assessor, declarer = aliased(Account), aliased(Account)
    query = (
        visible_interests(actor)
        .join(assessor, assessor.id == Interest.account_id)
        .join(declarer, declarer.id == Interest.declared_by)
        .join(Unit, Unit.id == Interest.unit_id)
        .with_only_columns(Interest, assessor.name, Unit.name, declarer.name)
        .order_by(Interest.ended_at.is_not(None), assessor.name, Unit.name, Interest.id)
    )
    return [
        InterestView(
            one.id,
            one.account_id,
            name,
            unit,
            one.kind,
            one.reason,
            by,
            one.declared_at,
            one.ended_at,
            one.ended_reason,
        )
        for one, name, unit, by in session.execute(query)
    ]
