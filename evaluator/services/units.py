"""The units of an office: entering and changing them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from evaluator.services.checks import clean_text
from evaluator.services.logging import record
from evaluator.services.offices import office_view, today_at
from evaluator.services.permissions import Action, require
from evaluator.services.problems import Refused
from evaluator.services.unit_codes import SINGLE, clean_bps_code, clean_kemendagri_code
from evaluator.services.unit_names import (
    check_name_free,
    check_unchanged,
    correct_name,
    visible_unit,
)
from evaluator.storage.actor import Actor
from evaluator.storage.units import Unit, UnitName
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
    unit = visible_unit(session, actor, unit_id)
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
        If the kind is unknown, the name is taken within its kind, or a code is
        not one.
    """
    require(actor, Action.ADMINISTER)
    given = _Given(kind, short_name, name, bps_code, kemendagri_code, parent_id, note)
    today = today_at(office_view(session, actor.office_id), now)
    unit = Unit(office_id=actor.office_id, **_checked(session, actor, 0, given, today))
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
) -> None:
    """Change a unit, or mend its name where it was mistyped; papers keep the name they had.

    A unit that is called differently from a day on is renamed instead.

    Raises
    ------
    Conflict
        If somebody else changed it since `version`; with what is stored now.
    """
    require(actor, Action.ADMINISTER)
    unit = visible_unit(session, actor, unit_id, lock=True)
    before = loggable(unit)
    check_unchanged(unit, version, before)
    given = _Given(kind, short_name, name, bps_code, kemendagri_code, parent_id, note)
    today = today_at(office_view(session, actor.office_id), now)
    columns = _checked(session, actor, unit.id, given, today)
    _check_kind_free(session, unit, columns["kind"], today)
    correct_name(session, unit, columns.pop("name"), columns.pop("short_name"), today)
    for column, value in columns.items():
        setattr(unit, column, value)
    after = loggable(unit)
    if after != before:
        unit.version += 1
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


def _checked(
    session: Session, actor: Actor, unit_id: int, given: _Given, today: date
) -> dict[str, Any]:
    """The columns of a unit, checked before anything is changed."""
    if given.kind not in KINDS:
        raise Refused("Jenis unit tidak dikenal.", field="kind")
    name = clean_text(given.name, "name")
    short_name = clean_text(given.short_name, "short_name", most=60)
    columns = {
        "kind": given.kind,
        "name": name,
        "short_name": short_name,
        "note": clean_text(given.note, "note", most=1000, empty=True),
        "parent_id": given.parent_id,
        "bps_code": clean_bps_code(given.bps_code, given.kind),
        "kemendagri_code": clean_kemendagri_code(given.kemendagri_code, given.kind),
    }
    own = Unit(id=unit_id, office_id=actor.office_id, kind=given.kind)
    check_name_free(session, own, name, short_name, today=today)
    _check_codes_free(session, actor, unit_id, columns)
    _check_parent(session, actor, unit_id, given.parent_id)
    return columns


def _check_codes_free(
    session: Session, actor: Actor, unit_id: int, columns: Mapping[str, Any]
) -> None:
    """The code of a kecamatan or kelurahan is its own; agencies may share that of their city."""
    if columns["kind"] not in SINGLE:
        return
    for field in ("bps_code", "kemendagri_code"):
        holder = select(Unit.name).where(
            Unit.office_id == actor.office_id,
            Unit.kind == columns["kind"],
            Unit.id != unit_id,
            Unit.retired_at.is_(None),
            getattr(Unit, field) == columns[field],
        )
        name = session.scalar(holder) if columns[field] else None
        if name is not None:
            raise Refused("Kode itu sudah dipakai {unit}.", field=field, unit=name)


def _check_kind_free(session: Session, unit: Unit, kind: str, today: date) -> None:
    planned = select(UnitName.id).where(
        UnitName.unit_id == unit.id,
        UnitName.valid_from > today,
    )
    if kind != unit.kind and session.scalar(planned):
        raise Refused("Batalkan dahulu rencana ganti nama unit ini.", field="kind")


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
