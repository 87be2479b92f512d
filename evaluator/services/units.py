"""The units of an office: entering, changing and retiring them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from evaluator.services.checks import clean_text
from evaluator.services.logging import record
from evaluator.services.permissions import Action, require
from evaluator.services.problems import Conflict, NotFound, Refused
from evaluator.storage.actor import Actor
from evaluator.storage.periods import Category, Participant, Period, Stage
from evaluator.storage.units import Unit
from evaluator.storage.visibility import visible_units

KINDS = ("opd", "kecamatan", "kelurahan", "mitra", "responden")


@dataclass(frozen=True)
class UnitView:
    """A unit as pages show it."""

    id: int
    kind: str
    short_name: str
    name: str
    bps_code: str | None
    kemendagri_code: str | None
    parent_id: int | None
    parent_name: str | None
    note: str
    retired: bool
    version: int


def list_units(session: Session, actor: Actor, kind: str = "", text: str = "") -> list[UnitView]:
    """The office's units, by kind and name; retired ones last within their kind.

    text : part of a name or code; capitals do not matter
    """
    require(actor, Action.ADMINISTER)
    units = session.scalars(visible_units(actor)).all()
    names = {unit.id: unit.name for unit in units}
    order = {kind: position for position, kind in enumerate(KINDS)}
    views = [_view(unit, names) for unit in units if _fits(unit, kind, text.strip().casefold())]
    return sorted(views, key=lambda u: (order.get(u.kind, 9), u.retired, u.name.casefold()))


def unit_view(session: Session, actor: Actor, unit_id: int) -> UnitView:
    """One unit of the office."""
    require(actor, Action.ADMINISTER)
    unit = _unit(session, actor, unit_id)
    parent = session.get(Unit, unit.parent_id) if unit.parent_id else None
    return _view(unit, {parent.id: parent.name} if parent else {})


def create_unit(
    session: Session,
    actor: Actor,
    now: datetime,
    *,
    kind: str,
    short_name: str,
    name: str,
    bps_code: str = "",
    kemendagri_code: str = "",
    parent_id: int | None = None,
    note: str = "",
) -> int:
    """Enter a unit; returns its id.

    Raises
    ------
    Refused
        If the kind is unknown or the name is taken within its kind.
    """
    require(actor, Action.ADMINISTER)
    given = _Given(kind, short_name, name, bps_code, kemendagri_code, parent_id, note)
    unit = Unit(office_id=actor.office_id, **_checked(session, actor, 0, given))
    session.add(unit)
    session.flush()
    record(session, actor, now, "unit.create", f"unit:{unit.id}", after=loggable(unit))
    return unit.id


def change_unit(
    session: Session,
    actor: Actor,
    now: datetime,
    unit_id: int,
    *,
    version: int,
    kind: str,
    short_name: str,
    name: str,
    bps_code: str,
    kemendagri_code: str,
    parent_id: int | None,
    note: str,
    retired: bool,
) -> None:
    """Change a unit; papers and periods keep the name it had then.

    Raises
    ------
    Conflict
        If somebody else changed it since `version`; with what is stored now.
    """
    require(actor, Action.ADMINISTER)
    unit = _unit(session, actor, unit_id)
    before = loggable(unit)
    if unit.version != version:
        raise Conflict(
            "Unit ini baru saja diubah orang lain; tidak ada yang ditimpa.",
            stored={**before, "version": unit.version},
        )
    given = _Given(kind, short_name, name, bps_code, kemendagri_code, parent_id, note)
    for column, value in _checked(session, actor, unit.id, given).items():
        setattr(unit, column, value)
    if retired != (unit.retired_at is not None):
        unit.retired_at = now if retired else None
    after = loggable(unit)
    if after != before:
        unit.version += 1
        _follow(session, unit)
        name_of = f"unit:{unit.id}"
        record(session, actor, now, "unit.change", name_of, before=before, after=after)


def loggable(unit: Unit) -> dict[str, object]:
    """What the log keeps of a unit."""
    return {
        "kind": unit.kind,
        "short_name": unit.short_name,
        "name": unit.name,
        "bps_code": unit.bps_code,
        "kemendagri_code": unit.kemendagri_code,
        "parent_id": unit.parent_id,
        "note": unit.note,
        "retired": unit.retired_at is not None,
    }


@dataclass(frozen=True)
class _Given:
    """What somebody typed about a unit."""

    kind: str
    short_name: str
    name: str
    bps_code: str
    kemendagri_code: str
    parent_id: int | None
    note: str


def _checked(session: Session, actor: Actor, unit_id: int, given: _Given) -> dict[str, Any]:
    """The columns of a unit, checked before anything is changed."""
    if given.kind not in KINDS:
        raise Refused("Jenis unit tidak dikenal.", field="kind")
    codes = {
        field: clean_text(getattr(given, field), field, most=20, empty=True) or None
        for field in ("bps_code", "kemendagri_code")
    }
    columns = {
        "kind": given.kind,
        "name": clean_text(given.name, "name"),
        "short_name": clean_text(given.short_name, "short_name", most=60),
        "note": clean_text(given.note, "note", most=1000, empty=True),
        "parent_id": given.parent_id,
        **codes,
    }
    _check_names_free(session, actor, unit_id, columns)
    _check_parent(session, actor, unit_id, given.parent_id)
    return columns


def _check_names_free(
    session: Session, actor: Actor, unit_id: int, columns: Mapping[str, Any]
) -> None:
    for column, field in ((Unit.name, "name"), (Unit.short_name, "short_name")):
        taken = select(Unit.id).where(
            Unit.office_id == actor.office_id,
            Unit.kind == columns["kind"],
            column == columns[field],
            Unit.id != unit_id,
        )
        if session.scalar(taken):
            raise Refused("Nama itu sudah dipakai unit lain yang sejenis.", field=field)


def _check_parent(session: Session, actor: Actor, unit_id: int, parent_id: int | None) -> None:
    """A parent must be a unit of the office that does not stand under the unit itself."""
    if parent_id is None:
        return
    query = visible_units(actor).with_only_columns(Unit.id, Unit.parent_id)
    parents = dict(session.execute(query).all())
    if parent_id not in parents:
        raise Refused("Induk itu tidak ada.", field="parent_id")
    above: int | None = parent_id
    for _ in parents:
        if above == unit_id:
            raise Refused(
                "Induk tidak boleh unit ini sendiri atau yang berada di bawahnya.",
                field="parent_id",
            )
        above = parents[above] if above is not None else None


def _fits(unit: Unit, kind: str, text: str) -> bool:
    if kind and unit.kind != kind:
        return False
    words = (unit.name, unit.short_name, unit.bps_code or "", unit.kemendagri_code or "")
    return any(text in word.casefold() for word in words)


def _unit(session: Session, actor: Actor, unit_id: int) -> Unit:
    unit = session.scalar(visible_units(actor).where(Unit.id == unit_id))
    if unit is None:
        raise NotFound("Unit itu tidak ada.")
    return unit


def _view(unit: Unit, names: Mapping[int, str]) -> UnitView:
    return UnitView(
        unit.id,
        unit.kind,
        unit.short_name,
        unit.name,
        unit.bps_code,
        unit.kemendagri_code,
        unit.parent_id,
        names.get(unit.parent_id) if unit.parent_id else None,
        unit.note,
        unit.retired_at is not None,
        unit.version,
    )


def _follow(session: Session, unit: Unit) -> None:
    """Let periods that are not locked yet use the unit's present name; later papers keep theirs."""
    open_ones = (
        select(Participant)
        .join(Participant.category)
        .join(Category.period)
        .where(Participant.unit_id == unit.id, Period.stage.in_((Stage.DRAFT, Stage.SCORING)))
    )
    for participant in session.scalars(open_ones):
        participant.name = unit.name
