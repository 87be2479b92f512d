"""Taking a locked period back: one person asks with a reason, another one decides."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.orm import Session, aliased

from evaluator.services.checks import clean_text
from evaluator.services.logging import record
from evaluator.services.periods import visible_period
from evaluator.services.permissions import Action, require
from evaluator.services.plenary_closing import withdraw_decision
from evaluator.services.problems import Conflict, NotAllowed, NotFound, Refused
from evaluator.services.stages import move
from evaluator.storage.actor import Actor
from evaluator.storage.people import Account
from evaluator.storage.periods import Period, Stage, UnlockRequest
from evaluator.storage.visibility import visible_periods

CLOSED = (Stage.LOCKED, Stage.RELEASED, Stage.REVISED)


@dataclass(frozen=True)
class Request:
    """One request to unlock a period; `granted` is None while nobody has decided."""

    id: int
    asked_by: int
    asker: str
    asked_at: datetime
    reason: str
    decider: str | None
    decided_at: datetime | None
    granted: bool | None


@dataclass(frozen=True)
class Waiting:
    """A request that waits for whoever reads of it."""

    period_id: int
    period: str
    asker: str
    asked_at: datetime
    reason: str


def requests_to_decide(session: Session, actor: Actor) -> list[Waiting]:
    """The requests of all periods that this person may decide, oldest first; one query for all.

    Nobody decides on their own request, so those are left out.
    """
    require(actor, Action.ARRANGE)
    query = (
        select(UnlockRequest, Period.title, Account.name)
        .join(Period, Period.id == UnlockRequest.period_id)
        .join(Account, Account.id == UnlockRequest.asked_by)
        .where(
            UnlockRequest.decided_at.is_(None),
            UnlockRequest.asked_by != actor.account_id,
            Period.id.in_(visible_periods(actor).with_only_columns(Period.id)),
        )
        .order_by(UnlockRequest.id)
    )
    return [
        Waiting(row.period_id, title, asker, row.asked_at, row.reason)
        for row, title, asker in session.execute(query)
    ]


def list_requests(session: Session, actor: Actor, period_id: int) -> list[Request]:
    """All requests to unlock a period, newest first."""
    require(actor, Action.ARRANGE)
    period = visible_period(session, actor, period_id)
    asker, decider = aliased(Account), aliased(Account)
    query = (
        select(UnlockRequest, asker.name, decider.name)
        .join(asker, asker.id == UnlockRequest.asked_by)
        .outerjoin(decider, decider.id == UnlockRequest.decided_by)
        .where(UnlockRequest.period_id == period.id)
        .order_by(UnlockRequest.id.desc())
    )
    return [
        Request(
            row.id,
            row.asked_by,
            asked,
            row.asked_at,
            row.reason,
            decided,
            row.decided_at,
            row.granted,
        )
        for row, asked, decided in session.execute(query)
    ]


def period_of(session: Session, actor: Actor, request_id: int) -> int:
    """The period that a request is about, where this person may know of it."""
    require(actor, Action.ARRANGE)
    request = session.get(UnlockRequest, request_id)
    if request is None:
        raise NotFound("Permintaan itu tidak ada.")
    return visible_period(session, actor, request.period_id).id


def ask_to_unlock(
    session: Session, actor: Actor, now: datetime, period_id: int, reason: str
) -> int:
    """Ask that a locked period be taken back to settling; returns the request's id.

    Raises
    ------
    Refused
        If the period is not locked, or a request is waiting already.
    """
    require(actor, Action.DECIDE)
    period = visible_period(session, actor, period_id, lock=True)
    why = clean_text(reason, "reason", most=1000)
    if period.stage not in CLOSED:
        raise Refused("Periode ini tidak terkunci.")
    if _waiting(session, period) is not None:
        raise Refused("Sudah ada permintaan yang menunggu keputusan orang kedua.")
    asked = UnlockRequest(period_id=period.id, asked_by=_person(actor), asked_at=now, reason=why)
    session.add(asked)
    session.flush()
    _record(session, actor, now, "unlock.ask", period, why)
    return asked.id


def decide_unlock(
    session: Session,
    actor: Actor,
    now: datetime,
    request_id: int,
    *,
    version: int,
    granted: bool,
    reason: str = "",
) -> None:
    """Grant or decline a request; whoever asked cannot be the one who decides.

    A granted request takes the period back to settling. What was released stays
    readable as it was, marked as under revision, until it is released again.

    version : of the period, as the person who decides saw it
    """
    require(actor, Action.ARRANGE)
    request = session.get(UnlockRequest, request_id)
    if request is None:
        raise NotFound("Permintaan itu tidak ada.")
    period = visible_period(session, actor, request.period_id, lock=True)
    if request.asked_by == _person(actor):
        raise NotAllowed("Permintaan Anda sendiri harus diputuskan oleh orang kedua.")
    why = clean_text(reason, "reason", most=1000, empty=granted)
    _settle(session, request, actor, now, granted)
    if granted:
        take_back(session, actor, now, period, version, why or request.reason)
    else:
        _record(session, actor, now, "unlock.decline", period, why)


def take_back(
    session: Session,
    actor: Actor,
    now: datetime,
    period: Period,
    version: int,
    reason: str,
    act: str = "unlock.grant",
) -> None:
    """Take a period back to settling; what was released is under revision from now on.

    Whoever calls this has made sure that two people stand behind it; `act` names it.
    """
    released = period.released_at is not None
    move(
        session,
        actor,
        now,
        period,
        Stage.SETTLING,
        version,
        after=CLOSED,
        act=act,
        reason=reason,
    )
    withdraw_decision(session, period)
    if released and period.revising_since is None:
        period.revising_since = now


def _settle(
    session: Session, request: UnlockRequest, actor: Actor, now: datetime, granted: bool
) -> None:
    done = session.execute(
        update(UnlockRequest)
        .where(UnlockRequest.id == request.id, UnlockRequest.decided_at.is_(None))
        .values(decided_by=_person(actor), decided_at=now, granted=granted)
        .returning(UnlockRequest.id),
        execution_options={"synchronize_session": False},
    )
    if done.first() is None:
        session.refresh(request)
        raise Conflict("Permintaan ini sudah diputuskan.", stored={"granted": request.granted})


def _waiting(session: Session, period: Period) -> UnlockRequest | None:
    query = select(UnlockRequest).where(
        UnlockRequest.period_id == period.id, UnlockRequest.decided_at.is_(None)
    )
    return session.scalar(query)


def _person(actor: Actor) -> int:
    if actor.account_id is None:
        raise NotAllowed("Dua orang dengan akun sendiri diperlukan untuk membuka kunci.")
    return actor.account_id


def _record(
    session: Session, actor: Actor, now: datetime, act: str, period: Period, reason: str
) -> None:
    name = f"period:{period.id}"
    record(session, actor, now, act, name, reason=reason, period_id=period.id)
