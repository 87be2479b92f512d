"""What a unit is called, from which day on: papers keep the name of their time."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import Select, or_, select, update
from sqlalchemy.orm import Session, aliased

from evaluator.services.checks import clean_text
from evaluator.services.logging import record
from evaluator.services.offices import office_view, today_at
from evaluator.services.permissions import Action, require
from evaluator.services.problems import Conflict, NotFound, Refused
from evaluator.storage.actor import Actor
from evaluator.storage.offices import Office
from evaluator.storage.periods import UNDER_WAY, Category, Participant, Period
from evaluator.storage.units import Unit, UnitName
from evaluator.storage.visibility import visible_units

SINCE_ENTERED = date(1900, 1, 1)
"""The first day of the name that a unit was entered with."""


@dataclass(frozen=True)
class NameSpan:
    """One name of a unit and the days on which it is in force, both included.

    valid_from : None for the name that the unit was entered with
    valid_to : None while no later name is known
    state : "past", "present" or "planned"
    """

    id: int
    name: str
    short_name: str
    valid_from: date | None
    valid_to: date | None
    state: str


def names_of(session: Session, actor: Actor, unit_id: int, now: datetime) -> tuple[NameSpan, ...]:
    """Every name of a unit in the order of time; one that was never renamed has one, with id 0."""
    require(actor, Action.ADMINISTER)
    unit = visible_unit(session, actor, unit_id)
    rows = _history(session, unit.id)
    if not rows:
        return (NameSpan(0, unit.name, unit.short_name, None, None, "present"),)
    today = _today(session, unit.office_id, now)
    ends = [row.valid_from - timedelta(days=1) for row in rows[1:]]
    return tuple(_span(row, until, today) for row, until in zip(rows, [*ends, None], strict=True))


def name_on(session: Session, unit_id: int, day: date) -> str:
    """What a unit was, is or will be called on a day, as far as is known."""
    found = session.scalar(
        select(UnitName.name)
        .where(UnitName.unit_id == unit_id, UnitName.valid_from <= day)
        .order_by(UnitName.valid_from.desc())
        .limit(1)
    )
    if found is not None:
        return found
    unit = session.get(Unit, unit_id)
    if unit is None:
        raise NotFound("Unit itu tidak ada.")
    return unit.name


def rename_unit(
    session: Session,
    actor: Actor,
    now: datetime,
    unit_id: int,
    *,
    version: int,
    name: str,
    short_name: str,
    valid_from: date,
    reason: str = "",
) -> None:
    """Give a unit another name from a day on.

    Periods that were never released follow on that day; papers that were
    locked or released before keep the former name.

    Raises
    ------
    Conflict
        If somebody else changed the unit since `version`.
    Refused
        If nothing would change, the name is taken, or a later name is known already.
    """
    require(actor, Action.ADMINISTER)
    unit = visible_unit(session, actor, unit_id, lock=True)
    check_unchanged(unit, version, {"name": unit.name, "short_name": unit.short_name})
    today = _today(session, unit.office_id, now)
    given = (clean_text(name, "name"), clean_text(short_name, "short_name", most=60))
    why = clean_text(reason, "reason", most=500, empty=True)
    _check_rename(session, unit, given, valid_from)
    check_name_free(session, unit, *given, today=today)
    before = {"name": unit.name, "short_name": unit.short_name}
    if not _history(session, unit.id):
        _add(session, unit, (unit.name, unit.short_name), SINCE_ENTERED, now)
    _add(session, unit, given, valid_from, now)
    unit.version += 1
    if valid_from <= today:
        _take(session, unit, *given)
    after = {"name": given[0], "short_name": given[1], "valid_from": valid_from.isoformat()}
    place = f"unit:{unit.id}"
    record(session, actor, now, "unit.rename", place, before=before, after=after, reason=why)


def cancel_name(session: Session, actor: Actor, now: datetime, unit_id: int, name_id: int) -> None:
    """Take back a name that is not in force yet."""
    require(actor, Action.ADMINISTER)
    unit = visible_unit(session, actor, unit_id, lock=True)
    row = session.get(UnitName, name_id)
    if row is None or row.unit_id != unit.id:
        raise NotFound("Nama itu tidak ada di riwayat unit ini.")
    if row.valid_from <= _today(session, unit.office_id, now):
        raise Refused("Nama ini sudah berlaku; catat nama yang benar lewat Ganti nama.")
    before = {"name": row.name, "valid_from": row.valid_from.isoformat()}
    session.delete(row)
    unit.version += 1
    record(session, actor, now, "unit.rename-cancel", f"unit:{unit.id}", before=before)


def names_due(session: Session, now: datetime) -> bool:
    """Whether a unit's name has come into force that its lists do not show yet."""
    return any(session.execute(query.limit(1)).first() for query in _due(session, now))


def follow_names(session: Session, now: datetime) -> None:
    """Let units, and periods that were never released, take the names in force today.

    May be called at any time and any number of times.
    """
    for query in _due(session, now):
        for found in session.execute(query.with_for_update(of=Unit)).all():
            unit, row = found
            unit.version += 1
            _take(session, unit, row.name, row.short_name)


def correct_name(session: Session, unit: Unit, name: str, short_name: str, today: date) -> None:
    """Mend the present name where it was mistyped; the days it is in force stay."""
    if (name, short_name) == (unit.name, unit.short_name):
        return
    present = [row for row in _history(session, unit.id) if row.valid_from <= today]
    if present:
        present[-1].name, present[-1].short_name = name, short_name
    _take(session, unit, name, short_name)


def check_name_free(
    session: Session, unit: Unit, name: str, short_name: str, *, today: date
) -> None:
    """Refuse a name that another unit of the kind has, or will have."""
    for value, field in ((name, "name"), (short_name, "short_name")):
        others = (Unit.office_id == unit.office_id, Unit.kind == unit.kind, Unit.id != unit.id)
        if session.scalar(select(Unit.id).where(*others, getattr(Unit, field) == value)):
            raise Refused("Nama itu sudah dipakai unit lain yang sejenis.", field=field)
        planned = select(UnitName.id).join(Unit, Unit.id == UnitName.unit_id)
        planned = planned.where(*others, UnitName.valid_from > today)
        if session.scalar(planned.where(getattr(UnitName, field) == value)):
            raise Refused("Nama itu akan dipakai unit lain yang sejenis.", field=field)


def name_participants(session: Session, unit_ids: Collection[int]) -> None:
    """Let open periods name these units as they are called now.

    A period that was released once keeps what it said.
    """
    open_ones = (
        select(Participant.id)
        .join(Participant.category)
        .join(Category.period)
        .where(
            Participant.unit_id.in_(unit_ids),
            Period.stage.in_(UNDER_WAY),
            Period.released_at.is_(None),
        )
    )
    present = select(Unit.name).where(Unit.id == Participant.unit_id).scalar_subquery()
    session.execute(
        update(Participant).where(Participant.id.in_(open_ones)).values(name=present),
        execution_options={"synchronize_session": "fetch"},
    )


def visible_unit(session: Session, actor: Actor, unit_id: int, *, lock: bool = False) -> Unit:
    """A unit that this person may know of; `lock` holds it until the transaction ends."""
    query = visible_units(actor).where(Unit.id == unit_id)
    unit = session.scalar(query.with_for_update(of=Unit) if lock else query)
    if unit is None:
        raise NotFound("Unit itu tidak ada.")
    return unit


def check_unchanged(unit: Unit, version: int, stored: dict[str, object]) -> None:
    """Stop a change over a change that its author has not seen."""
    if unit.version != version:
        raise Conflict(
            "Unit ini baru saja diubah orang lain; tidak ada yang ditimpa.",
            stored={**stored, "version": unit.version},
        )


def _check_rename(session: Session, unit: Unit, given: tuple[str, str], valid_from: date) -> None:
    if unit.retired_at is not None:
        raise Refused("Unit ini sudah berakhir; namanya tidak berganti lagi.")
    history = _history(session, unit.id)
    last = history[-1] if history else None
    if valid_from <= (last.valid_from if last else SINCE_ENTERED):
        raise Refused(
            "Nama terakhir berlaku sejak {day}; nama baru harus berlaku sesudahnya.",
            field="valid_from",
            day=last.valid_from if last else SINCE_ENTERED,
        )
    if given == ((last.name, last.short_name) if last else (unit.name, unit.short_name)):
        raise Refused("Nama itu sama dengan nama terakhirnya.", field="name")


def _history(session: Session, unit_id: int) -> Sequence[UnitName]:
    query = select(UnitName).where(UnitName.unit_id == unit_id)
    return session.scalars(query.order_by(UnitName.valid_from)).all()


def _span(row: UnitName, until: date | None, today: date) -> NameSpan:
    since = None if row.valid_from == SINCE_ENTERED else row.valid_from
    over = until is not None and until < today
    state = "planned" if row.valid_from > today else "past" if over else "present"
    return NameSpan(row.id, row.name, row.short_name, since, until, state)


def _add(
    session: Session, unit: Unit, given: tuple[str, str], valid_from: date, now: datetime
) -> None:
    name, short = given
    row = UnitName(unit_id=unit.id, name=name, short_name=short, valid_from=valid_from, made_at=now)
    session.add(row)
    session.flush()


def _take(session: Session, unit: Unit, name: str, short_name: str) -> None:
    """Make a name the present one."""
    unit.name, unit.short_name = name, short_name
    session.flush()
    name_participants(session, [unit.id])


def _due(session: Session, now: datetime) -> list[Select[Unit, UnitName]]:
    """Units whose name in force is not the one they show; a query for each date on the walls."""
    days: dict[date, list[int]] = defaultdict(list)
    for office_id, zone in session.execute(select(Office.id, Office.zone)):
        days[now.astimezone(ZoneInfo(zone)).date()].append(office_id)
    return [_due_on(day, offices) for day, offices in days.items()]


def _due_on(day: date, offices: list[int]) -> Select[Unit, UnitName]:
    later = aliased(UnitName)
    replaced = select(later.id).where(
        later.unit_id == UnitName.unit_id,
        later.valid_from > UnitName.valid_from,
        later.valid_from <= day,
    )
    return (
        select(Unit, UnitName)
        .join(UnitName, UnitName.unit_id == Unit.id)
        .where(
            Unit.office_id.in_(offices),
            UnitName.valid_from <= day,
            or_(UnitName.name != Unit.name, UnitName.short_name != Unit.short_name),
            ~replaced.exists(),
        )
    )


def _today(session: Session, office_id: int, now: datetime) -> date:
    return today_at(office_view(session, office_id), now)
