"""Accepted objections become revised results: one act, computed anew, the old results kept."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session, contains_eager

from evaluator.services import stages
from evaluator.services.checks import clean_text
from evaluator.services.decisions import decision_of, write_decision
from evaluator.services.objection_awards import AwardAtStake, awards_at_stake
from evaluator.services.objection_effects import Shift, frozen_of, released_of
from evaluator.services.objection_rows import called
from evaluator.services.objection_windows import Deadline, deadline_of
from evaluator.services.periods import PeriodView, view_of, visible_period
from evaluator.services.permissions import Action, require
from evaluator.services.problems import Refused
from evaluator.services.settling import record_of_unit, settle_object
from evaluator.services.snapshots import newest
from evaluator.services.unlocking import take_back
from evaluator.storage.actor import Actor
from evaluator.storage.objection_visibility import visible_objections
from evaluator.storage.objections import WAITING, Objection, ObjectionState
from evaluator.storage.periods import Category, Participant, Period, Stage
from evaluator.storage.plenaries import Plenary
from evaluator.storage.results import Snapshot

_OPEN = (Stage.RELEASED, Stage.REVISED)
_MOST_NAMED = 20


@dataclass(frozen=True)
class Line:
    """One objection as the publishing page names it."""

    id: int
    unit: str
    indicator: str
    state: str
    final: str


@dataclass(frozen=True)
class CategoryShifts:
    """Everything that would change in one category."""

    title: str
    shifts: tuple[Shift, ...]


@dataclass(frozen=True)
class PublishPlan:
    """What publishing would do.

    accepted : decided, and not carried out yet; waiting: sent, and not settled for good
    may_leave : whether what waits may be left for later, since the time to object is over
    plenary : whether a plenary stands behind the awards, so that another has to be held
    open : whether the period stands as it was released, so that it can be published
    awards : those of units that get another value or place, with their certificates
    """

    period: PeriodView
    deadline: Deadline
    accepted: tuple[Line, ...]
    waiting: tuple[Line, ...]
    may_leave: bool
    categories: tuple[CategoryShifts, ...]
    plenary: bool
    open: bool
    awards: tuple[AwardAtStake, ...]


def plan_of(session: Session, actor: Actor, now: datetime, period_id: int) -> PublishPlan:
    """What publishing the accepted objections of a period would do, computed from its results."""
    require(actor, Action.DECIDE)
    period = visible_period(session, actor, period_id)
    deadline = deadline_of(session, period)
    accepted = _rows(session, actor, period, (ObjectionState.ACCEPTED,))
    waiting = _rows(session, actor, period, WAITING)
    categories = tuple(_shifts(session, period, accepted))
    moved = {one.participant_id for c in categories for one in c.shifts if one.before != one.after}
    return PublishPlan(
        view_of(period),
        deadline,
        tuple(_line(row) for row in accepted),
        tuple(_line(row) for row in waiting),
        not deadline.is_open(now),
        categories,
        _plenary_behind(session, period),
        period.stage in _OPEN,
        awards_at_stake(session, released_of(session, period), moved) if moved else (),
    )


def publish(
    session: Session,
    actor: Actor,
    now: datetime,
    period_id: int,
    *,
    version: int,
    later: Collection[int] = (),
) -> bool:
    """Carry the accepted objections out and release the revised results.

    Everything else stays as it was frozen. Where a plenary stands behind the awards the
    results are locked and wait for another plenary; returns whether they were released.

    version : of the period, as it was seen
    later : objections that wait and are left for another revision, once the time is over

    Raises
    ------
    Refused
        If nothing was accepted, something waits that is not left for later, or the period
        is under another revision.
    Conflict
        If the period changed since `version`.
    """
    require(actor, Action.DECIDE)
    period = visible_period(session, actor, period_id, lock=True)
    accepted = _rows(session, actor, period, (ObjectionState.ACCEPTED,))
    waiting = _rows(session, actor, period, WAITING)
    _check(session, now, period, accepted, waiting, later)
    why = _reason(accepted, waiting)
    take_back(session, actor, now, period, version, why, act="objection.publish")
    session.flush()
    for row in accepted:
        _settle(session, actor, now, row)
    stages.lock(session, actor, now, period.id, period.version)
    snapshot = newest(session, period.id)
    for row in accepted:
        row.published = snapshot
        row.version += 1
    session.flush()
    if _plenary_behind(session, period):
        return False
    stages.release(session, actor, now, period.id, period.version)
    return True


def _check(
    session: Session,
    now: datetime,
    period: Period,
    accepted: Sequence[Objection],
    waiting: Sequence[Objection],
    later: Collection[int],
) -> None:
    if period.stage not in _OPEN:
        raise Refused("Periode ini sedang ditinjau kembali. Selesaikan dan rilis hasil itu dahulu.")
    if not accepted:
        raise Refused("Tidak ada keberatan diterima yang belum diterbitkan.")
    if waiting and later and deadline_of(session, period).is_open(now):
        raise Refused("Keberatan baru dapat ditinggalkan untuk nanti setelah batas waktunya lewat.")
    missing = [row for row in waiting if row.id not in later]
    if missing:
        raise Refused(
            "Masih ada keberatan yang belum diputuskan. Putuskan dahulu, atau setelah batas "
            "waktunya lewat, tandai untuk diterbitkan kemudian.",
            details=tuple(
                Refused("{unit}, {code}", unit=called(row.participant), code=row.indicator)
                for row in missing
            ),
        )


def _settle(session: Session, actor: Actor, now: datetime, row: Objection) -> None:
    """Let a decision stand in place of the panel's rule, or of what was measured."""
    seen = decision_of(session, row.participant_id, row.indicator)
    values = {
        "answer": row.final,
        "reason": f"Keberatan diterima: {row.reason}",
        "account_id": row.decided_by,
        "settled_at": row.decided_at,
        "confirmed_by": row.confirmed_by,
        "confirmed_at": row.confirmed_at,
    }
    kept = write_decision(session, row.participant_id, row.indicator, seen.version, values)
    name = settle_object(row.participant_id, row.indicator)
    record_of_unit(
        session, actor, now, "settle.decide", row.participant, name,
        seen.content, kept.content, reason=kept.reason,
    )  # fmt: skip


def _rows(
    session: Session, actor: Actor, period: Period, states: Collection[ObjectionState]
) -> list[Objection]:
    """The objections of a period in some states that no results carry out yet, by unit."""
    query = (
        visible_objections(actor)
        .where(
            Period.id == period.id,
            Objection.state.in_(states),
            Objection.published_id.is_(None),
        )
        .options(
            contains_eager(Objection.participant)
            .contains_eager(Participant.category)
            .contains_eager(Category.period),
            contains_eager(Objection.participant).joinedload(Participant.unit),
        )
        .order_by(Category.position, Participant.name, Participant.id, Objection.indicator)
        .execution_options(populate_existing=True)
    )
    return list(session.scalars(query))


def _shifts(
    session: Session, period: Period, accepted: Sequence[Objection]
) -> list[CategoryShifts]:
    """What changes, by category; two queries a category that has something accepted."""
    if not accepted:
        return []
    snapshot = released_of(session, period)
    changes: dict[int, dict[tuple[int, str], str]] = {}
    categories: dict[int, Category] = {}
    for row in accepted:
        category = row.participant.category
        categories[category.id] = category
        changed = changes.setdefault(category.id, {})
        changed[row.participant_id, row.indicator] = row.final
    return [
        CategoryShifts(
            category.title,
            tuple(
                frozen_of(session, snapshot, category).shifts(
                    changes[number], always={unit for unit, _ in changes[number]}
                )
            ),
        )
        for number, category in categories.items()
    ]


def _plenary_behind(session: Session, period: Period) -> bool:
    query = select(Plenary.id).join(Plenary.snapshot).where(Snapshot.period_id == period.id)
    return session.scalar(query.limit(1)) is not None


def _reason(accepted: Sequence[Objection], waiting: Sequence[Objection]) -> str:
    """What the log says of the whole act."""
    done = f"Keberatan diterima: {_named(accepted)}."
    left = f" Diterbitkan kemudian: {_named(waiting)}." if waiting else ""
    return clean_text(done + left, "reason", most=4000)


def _named(rows: Sequence[Objection]) -> str:
    named = [f"{called(row.participant)} {row.indicator}" for row in rows[:_MOST_NAMED]]
    more = len(rows) - len(named)
    return "; ".join(named) + (f"; dan {more} lainnya" if more else "")


def _line(row: Objection) -> Line:
    return Line(row.id, called(row.participant), row.indicator, row.state, row.final)
