"""The units of an office: entering, changing, retiring and importing them."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from evaluator.scoring.messages import Message, Problem, says
from evaluator.services.checks import clean_text
from evaluator.services.logging import record
from evaluator.services.permissions import Action, require
from evaluator.services.problems import NotFound, Refused
from evaluator.storage.actor import Actor
from evaluator.storage.units import Unit
from evaluator.storage.visibility import visible_units

KINDS = ("opd", "kecamatan", "kelurahan", "mitra", "responden")
COLUMNS = ("jenis", "nama_singkat", "nama", "kode_bps", "kode_kemendagri", "induk")
_WANTED = ("jenis", "nama_singkat", "nama")


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


@dataclass(frozen=True)
class ImportRow:
    """What importing one row would do.

    number : the row's number in the file
    outcome : "new", "same", "changed" or "refused"
    """

    number: int
    values: Mapping[str, str]
    outcome: str
    reasons: tuple[Message, ...] = ()


@dataclass(frozen=True)
class ImportPlan:
    """What importing a file would do, row by row; every row is accounted for."""

    rows: tuple[ImportRow, ...]

    def count(self, outcome: str) -> int:
        return sum(row.outcome == outcome for row in self.rows)

    @property
    def refused(self) -> bool:
        return self.count("refused") > 0


def list_units(session: Session, actor: Actor, kind: str = "") -> list[UnitView]:
    """The office's units, by kind and name; retired ones last within their kind."""
    require(actor, Action.ADMINISTER)
    query = visible_units(actor)
    if kind:
        query = query.where(Unit.kind == kind)
    units = session.scalars(query).all()
    names = {unit.id: unit.name for unit in session.scalars(visible_units(actor))}
    order = {kind: position for position, kind in enumerate(KINDS)}
    views = [_view(unit, names) for unit in units]
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
    unit = Unit(office_id=actor.office_id)
    _fill(session, actor, unit, kind, short_name, name, bps_code, kemendagri_code, parent_id, note)
    session.add(unit)
    session.flush()
    record(session, actor, now, "unit.create", f"unit:{unit.id}", after=_loggable(unit))
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
    """Change a unit; papers and periods keep the name it had then."""
    require(actor, Action.ADMINISTER)
    unit = _unit(session, actor, unit_id)
    if unit.version != version:
        raise Refused("Unit ini baru saja diubah orang lain. Muat ulang halaman, lalu ulangi.")
    before = _loggable(unit)
    _fill(session, actor, unit, kind, short_name, name, bps_code, kemendagri_code, parent_id, note)
    if retired != (unit.retired_at is not None):
        unit.retired_at = now if retired else None
    after = _loggable(unit)
    if after != before:
        unit.version += 1
        name_of = f"unit:{unit.id}"
        record(session, actor, now, "unit.change", name_of, before=before, after=after)


def plan_import(
    session: Session, actor: Actor, header: Sequence[str], rows: Sequence[tuple[int, Sequence[str]]]
) -> ImportPlan:
    """Say what importing these rows would do, without doing it.

    rows : (number in the file, cell texts) each

    Raises
    ------
    Refused
        If the header lacks a column, names one twice or names an unknown one.
    """
    require(actor, Action.ADMINISTER)
    columns = [cell.strip().casefold().replace(" ", "_") for cell in header]
    _check_header(columns)
    known = {(u.kind, u.name.casefold()): u for u in session.scalars(visible_units(actor))}
    seen: Counter[tuple[str, str]] = Counter()
    planned = []
    for number, cells in rows:
        values = dict(zip(columns, (cell.strip() for cell in cells), strict=True))
        planned.append(_plan_row(number, values, known, seen))
    return ImportPlan(tuple(planned))


def carry_out_import(session: Session, actor: Actor, now: datetime, plan: ImportPlan) -> None:
    """Do what a plan says: everything, or nothing where a row is refused."""
    if plan.refused:
        raise Refused("Ada baris yang ditolak; perbaiki berkasnya, lalu unggah lagi.")
    ordered = sorted(plan.rows, key=lambda row: bool(row.values.get("induk")))
    for row in ordered:
        if row.outcome in ("new", "changed"):
            _import_row(session, actor, now, row.values)
    record(
        session,
        actor,
        now,
        "unit.import",
        "units",
        after={outcome: plan.count(outcome) for outcome in ("new", "changed", "same")},
    )


def _import_row(session: Session, actor: Actor, now: datetime, values: Mapping[str, str]) -> None:
    by_name = {(u.kind, u.name.casefold()): u for u in session.scalars(visible_units(actor))}
    parents = {u.name.casefold(): u.id for u in by_name.values()}
    existing = by_name.get((values["jenis"].casefold(), values["nama"].casefold()))
    parent = values.get("induk", "").casefold()
    fields = {
        "kind": values["jenis"].casefold(),
        "short_name": values["nama_singkat"],
        "name": values["nama"],
        "bps_code": values.get("kode_bps", ""),
        "kemendagri_code": values.get("kode_kemendagri", ""),
        "parent_id": parents.get(parent) if parent else None,
    }
    if parent and fields["parent_id"] is None:
        raise Refused('Induk "{name}" tidak ada.', name=values["induk"])
    if existing is None:
        create_unit(session, actor, now, **fields)  # type: ignore[arg-type]
    else:
        kept = {"version": existing.version, "note": existing.note, "retired": False}
        change_unit(session, actor, now, existing.id, **fields, **kept)  # type: ignore[arg-type]


def _check_header(columns: list[str]) -> None:
    missing = [name for name in _WANTED if name not in columns]
    if missing:
        raise Refused("Kolom wajib belum ada: {names}.", names=", ".join(missing))
    doubled = [name for name, count in Counter(columns).items() if count > 1]
    if doubled:
        raise Refused("Kolom muncul dua kali: {names}.", names=", ".join(doubled))
    unknown = [name for name in columns if name not in COLUMNS]
    if unknown:
        raise Refused(
            "Kolom tidak dikenal: {names}. Yang dikenal: {known}.",
            names=", ".join(unknown),
            known=", ".join(COLUMNS),
        )


def _plan_row(
    number: int,
    values: dict[str, str],
    known: Mapping[tuple[str, str], Unit],
    seen: Counter[tuple[str, str]],
) -> ImportRow:
    key = (values["jenis"].casefold(), values["nama"].casefold())
    reasons = _row_faults(values)
    seen[key] += 1
    if seen[key] > 1:
        reasons.append(says('nama "{name}" muncul lebih dari sekali', name=values["nama"]))
    if reasons:
        return ImportRow(number, values, "refused", tuple(reasons))
    unit = known.get(key)
    if unit is None:
        return ImportRow(number, values, "new")
    stored = (unit.short_name, unit.bps_code or "", unit.kemendagri_code or "")
    given = (
        values["nama_singkat"],
        values.get("kode_bps", ""),
        values.get("kode_kemendagri", ""),
    )
    return ImportRow(number, values, "same" if stored == given else "changed")


def _row_faults(values: dict[str, str]) -> list[Message]:
    faults = []
    if values["jenis"].casefold() not in KINDS:
        faults.append(
            says(
                'jenis "{kind}" tidak dikenal; yang ada: {known}',
                kind=values["jenis"],
                known=", ".join(KINDS),
            )
        )
    for field, most in (("nama_singkat", 60), ("nama", 200)):
        try:
            clean_text(values[field], field, most=most)
        except Problem as problem:
            faults.append(says("{column}: {problem}", column=field, problem=problem.message))
    return faults


def _fill(
    session: Session,
    actor: Actor,
    unit: Unit,
    kind: str,
    short_name: str,
    name: str,
    bps_code: str,
    kemendagri_code: str,
    parent_id: int | None,
    note: str,
) -> None:
    if kind not in KINDS:
        raise Refused("Jenis unit tidak dikenal.", field="kind")
    unit.kind = kind
    unit.name = clean_text(name, "name")
    unit.short_name = clean_text(short_name, "short_name", most=60)
    unit.bps_code = clean_text(bps_code, "bps_code", most=20, empty=True) or None
    unit.kemendagri_code = (
        clean_text(kemendagri_code, "kemendagri_code", most=20, empty=True) or None
    )
    unit.note = clean_text(note, "note", most=1000, empty=True)
    unit.parent_id = None if parent_id is None else _unit(session, actor, parent_id).id
    for column, field in ((Unit.name, "name"), (Unit.short_name, "short_name")):
        taken = select(Unit.id).where(
            Unit.office_id == actor.office_id,
            Unit.kind == kind,
            column == getattr(unit, field),
            Unit.id != (unit.id or 0),
        )
        with session.no_autoflush:
            if session.scalar(taken):
                raise Refused("Nama itu sudah dipakai unit lain yang sejenis.", field=field)


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


def _loggable(unit: Unit) -> dict[str, object]:
    return {
        "kind": unit.kind,
        "short_name": unit.short_name,
        "name": unit.name,
        "bps_code": unit.bps_code,
        "kemendagri_code": unit.kemendagri_code,
        "parent": unit.parent_id,
        "note": unit.note,
        "retired": unit.retired_at is not None,
    }
