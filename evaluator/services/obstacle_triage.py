"""The office sorts obstacles, passes them to a unit, settles them, and agrees what follows."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from evaluator.services.activity_words import name_of
from evaluator.services.checks import clean_text
from evaluator.services.freezing import hold_facts_open
from evaluator.services.logging import record
from evaluator.services.obstacle_letters import (
    PASSED_ON,
    SETTLED,
    tell_assigned,
    tell_reporter,
    tell_unit,
)
from evaluator.services.obstacle_reporting import LONGEST, held
from evaluator.services.obstacles import KINDS, PRIORITIES, may_settle
from evaluator.services.offices import office_view, today_at
from evaluator.services.permissions import Action, require
from evaluator.services.problems import Conflict, Refused
from evaluator.storage.activities import Activity
from evaluator.storage.activities_visibility import visible_activities
from evaluator.storage.actor import Actor, Role
from evaluator.storage.obstacles import Obstacle, ObstacleState, Outcome
from evaluator.storage.people import Account, AccountRole
from evaluator.storage.units import Unit


@dataclass(frozen=True)
class Sorting:
    """What the office decides of an obstacle; None and "" where it decides nothing.

    unit_id, passed_on : to which unit it is passed, and since when
    activity_id, follow_up : the activity or the agreed action that follows
    """

    kind: str
    priority: str
    assigned_id: int | None = None
    unit_id: int | None = None
    passed_on: date | None = None
    activity_id: int | None = None
    follow_up: str = ""


@dataclass(frozen=True)
class Choices:
    """What can be chosen when an obstacle is sorted: (number, name) each."""

    people: tuple[tuple[int, str], ...]
    units: tuple[tuple[int, str], ...]
    activities: tuple[tuple[int, str], ...]


def sort_obstacle(
    session: Session,
    actor: Actor,
    now: datetime,
    obstacle_id: int,
    given: Sorting,
    *,
    version: int,
    public_url: str = "",
) -> None:
    """Sort an obstacle: its kind, how urgent it is, who handles it, to which unit it goes.

    public_url : where the messages to those concerned lead; "" queues none

    Raises
    ------
    Conflict
        If it changed since `version`.
    Refused
        If a choice does not exist, or a locked period has counted the days concerned.
    """
    require(actor, Action.TRIAGE)
    row = _begin(session, actor, obstacle_id, version)
    today = today_at(office_view(session, actor.office_id), now)
    passed_on = _passed_on(row, given, today)
    _check(session, actor, row, given)
    before, unit_id, assigned_id = _said(session, row), row.unit_id, row.assigned_id
    if (row.unit_id, row.passed_on) != (given.unit_id, passed_on):
        _hold(session, row, (row.unit_id, given.unit_id), row.passed_on, passed_on)
    row.kind, row.priority, row.assigned_id = given.kind, given.priority, given.assigned_id
    row.unit_id, row.passed_on = given.unit_id, passed_on
    row.activity_id = given.activity_id
    row.follow_up = clean_text(given.follow_up, "follow_up", most=LONGEST, empty=True)
    if row.state == ObstacleState.REPORTED:
        row.state = ObstacleState.SORTED
    _keep(session, actor, now, row, "obstacle.sort", before)
    if row.unit_id not in (None, unit_id):
        tell_unit(session, actor, now, row, public_url)
        tell_reporter(session, actor, now, row, PASSED_ON, public_url)
    if row.assigned_id not in (None, assigned_id):
        tell_assigned(session, actor, now, row, "menunggu Anda. Baca dan jawab", public_url)


def settle_obstacle(
    session: Session,
    actor: Actor,
    now: datetime,
    obstacle_id: int,
    outcome: str,
    note: str,
    *,
    version: int,
    public_url: str = "",
) -> None:
    """Say what became of an obstacle; what was tried and stayed refused counts as settled too.

    Where its reporter said that it is not settled, the same outcome keeps its day.
    public_url : where the message to the reporter leads; "" queues none

    Raises
    ------
    Refused
        Without outcome or explanation, or if a locked period has counted it.
    """
    row = _begin_handled(session, actor, obstacle_id, version)
    if outcome not in set(Outcome):
        raise Refused("Pilih hasilnya.", field="outcome")
    words = clean_text(note, "outcome_note", most=LONGEST)
    today = today_at(office_view(session, actor.office_id), now)
    before = _said(session, row)
    if outcome != row.outcome:
        _hold_outcome(session, row, today)
        row.settled_on = today
    row.state, row.outcome, row.outcome_note = ObstacleState.SETTLED, outcome, words
    _keep(session, actor, now, row, "obstacle.settle", before)
    tell_reporter(session, actor, now, row, SETTLED, public_url)


def reopen_obstacle(
    session: Session, actor: Actor, now: datetime, obstacle_id: int, *, version: int
) -> None:
    """Take back that an obstacle is settled."""
    row = _begin_handled(session, actor, obstacle_id, version)
    _hold_outcome(session, row)
    before = _said(session, row)
    row.state, row.outcome, row.outcome_note = ObstacleState.SORTED, "", ""
    row.settled_on = None
    _keep(session, actor, now, row, "obstacle.reopen", before)


def choices(session: Session, actor: Actor) -> Choices:
    """The people of the office, the units and the activities to choose from."""
    require(actor, Action.TRIAGE)
    people = (
        select(Account.id, Account.name)
        .join(AccountRole, AccountRole.account_id == Account.id)
        .where(
            Account.office_id == actor.office_id,
            Account.active.is_(True),
            AccountRole.role.in_((Role.ASSESSOR, Role.LEAD, Role.ADMIN)),
        )
        .distinct()
        .order_by(Account.name, Account.id)
    )
    units = session.scalars(
        select(Unit)
        .where(Unit.office_id == actor.office_id, Unit.retired_at.is_(None))
        .order_by(Unit.kind, Unit.name)
    )
    held_activities = visible_activities(actor).where(Activity.cancelled_at.is_(None))
    rows = session.scalars(held_activities.order_by(Activity.held_on.desc(), Activity.id).limit(60))
    return Choices(
        tuple((number, name) for number, name in session.execute(people)),
        tuple((unit.id, name_of(unit)) for unit in units),
        tuple((row.id, row.title) for row in rows),
    )


def _begin_handled(session: Session, actor: Actor, obstacle_id: int, version: int) -> Obstacle:
    """An obstacle to settle or reopen: by the office, or by the person who handles it."""
    require(actor, Action.REPORT)
    row = _begin(session, actor, obstacle_id, version)
    if not may_settle(actor, row):
        require(actor, Action.TRIAGE)
    return row


def _begin(session: Session, actor: Actor, obstacle_id: int, version: int) -> Obstacle:
    row = held(session, actor, obstacle_id)
    if row.version != version:
        raise Conflict(
            "Kendala ini sudah diubah orang lain. Tidak ada yang ditimpa.",
            stored={
                "kind": row.kind,
                "priority": row.priority,
                "assigned_id": row.assigned_id,
                "unit_id": row.unit_id,
                "passed_on": row.passed_on,
                "activity_id": row.activity_id,
                "follow_up": row.follow_up,
                "outcome": row.outcome,
                "outcome_note": row.outcome_note,
                "version": row.version,
            },
        )
    return row


def _passed_on(row: Obstacle, given: Sorting, today: date) -> date | None:
    """Since when it is the unit's: the day given, else the day kept, else today."""
    if given.unit_id is None:
        return None
    kept = row.passed_on if row.unit_id == given.unit_id else None
    day = given.passed_on or kept or today
    if not row.met_on <= day <= today:
        raise Refused(
            "Tanggal penyampaian antara {met_on} (kendala ditemui) dan hari ini.",
            field="passed_on",
            met_on=row.met_on,
        )
    return day


def _check(session: Session, actor: Actor, row: Obstacle, given: Sorting) -> None:
    """Each choice is one that is offered, or the one that stands already."""
    if given.kind not in KINDS:
        raise Refused("Pilih jenis kendala.", field="kind")
    if given.priority not in PRIORITIES:
        raise Refused("Pilih prioritas.", field="priority")
    offered = choices(session, actor)
    for field, rows in (
        ("assigned_id", offered.people),
        ("unit_id", offered.units),
        ("activity_id", offered.activities),
    ):
        value = getattr(given, field)
        known = {None, getattr(row, field), *(number for number, _name in rows)}
        if value not in known:
            raise Refused("Pilihan itu tidak ada lagi. Pilih yang lain.", field=field)


def _hold_outcome(session: Session, row: Obstacle, *days: date | None) -> None:
    """Hold the days on which it becomes, or was, settled for the unit it was passed to.

    What is settled after the last day of a period is not settled in it, so that an
    obstacle of a locked year can still be dealt with.
    """
    if row.unit_id is not None:
        _hold(session, row, (row.unit_id,), row.settled_on, *days)


def _hold(
    session: Session, row: Obstacle, units: Collection[int | None], *days: date | None
) -> None:
    """Hold the days on which an obstacle counts for its units, before and after a change."""
    known = [day for day in days if day is not None]
    if known:
        concerned = {unit_id for unit_id in units if unit_id is not None}
        hold_facts_open(session, row.office_id, *known, units=concerned)


def _said(session: Session, row: Obstacle) -> dict[str, object]:
    assigned = session.get(Account, row.assigned_id) if row.assigned_id else None
    activity = session.get(Activity, row.activity_id) if row.activity_id else None
    return {
        "state": row.state,
        "kind": row.kind,
        "priority": row.priority,
        "assigned": assigned.name if assigned else "",
        "unit_id": row.unit_id,
        "passed_on": row.passed_on.isoformat() if row.passed_on else None,
        "activity": activity.title if activity else "",
        "follow_up": row.follow_up,
        "outcome": row.outcome,
        "outcome_note": row.outcome_note,
        "settled_on": row.settled_on.isoformat() if row.settled_on else None,
    }


def _keep(
    session: Session,
    actor: Actor,
    now: datetime,
    row: Obstacle,
    act: str,
    before: dict[str, object],
) -> None:
    """Count the change and record it, unless nothing changed."""
    after = _said(session, row)
    if after != before:
        row.version += 1
        session.flush()
        record(session, actor, now, act, f"obstacle:{row.id}", before=before, after=after)
