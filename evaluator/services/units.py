"""The units of an office: entering, changing, retiring and importing them."""

import hashlib
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import insert, select, update
from sqlalchemy.orm import Session

from evaluator.scoring.messages import Message, Problem, says
from evaluator.services.checks import clean_text
from evaluator.services.logging import record
from evaluator.services.permissions import Action, require
from evaluator.services.problems import Conflict, NotFound, Refused
from evaluator.storage.actor import Actor
from evaluator.storage.database import canonical_json
from evaluator.storage.units import Unit
from evaluator.storage.visibility import visible_units

KINDS = ("opd", "kecamatan", "kelurahan", "mitra", "responden")
COLUMNS = ("jenis", "nama_singkat", "nama", "kode_bps", "kode_kemendagri", "induk")
OUTCOMES = ("new", "changed", "same", "refused")
_WANTED = ("jenis", "nama_singkat", "nama")
_TEXTS = {"nama_singkat": 60, "nama": 200, "kode_bps": 20, "kode_kemendagri": 20}
_FIELDS = {
    "nama_singkat": "short_name",
    "nama": "name",
    "kode_bps": "bps_code",
    "kode_kemendagri": "kemendagri_code",
}

Key = tuple[str, str]
"""Kind and name, without regard to capitals: by these an import knows a unit."""


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
class Change:
    """One column that an import would change."""

    column: str
    before: str
    after: str


@dataclass(frozen=True)
class ImportRow:
    """What importing one row would do.

    number : the row's number in the file
    outcome : "new", "same", "changed" or "refused"
    reasons : why it is refused
    changes : what would change
    """

    number: int
    values: Mapping[str, str]
    outcome: str
    reasons: tuple[Message, ...] = ()
    changes: tuple[Change, ...] = ()
    parent: Key | None = None


@dataclass(frozen=True)
class ImportPlan:
    """What importing a file would do, row by row; every row is accounted for."""

    rows: tuple[ImportRow, ...]

    def count(self, outcome: str) -> int:
        return sum(row.outcome == outcome for row in self.rows)

    @property
    def counts(self) -> dict[str, int]:
        """How many rows have each outcome; together as many as were read."""
        return {outcome: self.count(outcome) for outcome in OUTCOMES}

    @property
    def refused(self) -> bool:
        return self.count("refused") > 0

    @property
    def digest(self) -> str:
        """Names the plan, so that what is carried out is what was shown."""
        content = [(row.number, row.outcome, row.parent, dict(row.values)) for row in self.rows]
        return hashlib.sha256(canonical_json(content).encode()).hexdigest()


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


def table_of(units: Iterable[UnitView]) -> list[tuple[str, ...]]:
    """Units as rows under `COLUMNS`, ready to be imported again; retired ones are left out."""
    return [
        (
            unit.kind,
            unit.short_name,
            unit.name,
            unit.bps_code or "",
            unit.kemendagri_code or "",
            unit.parent_name or "",
        )
        for unit in units
        if not unit.retired
    ]


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
    """Change a unit; papers and periods keep the name it had then.

    Raises
    ------
    Conflict
        If somebody else changed it since `version`; with what is stored now.
    """
    require(actor, Action.ADMINISTER)
    unit = _unit(session, actor, unit_id)
    before = _loggable(unit)
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
    after = _loggable(unit)
    if after != before:
        unit.version += 1
        name_of = f"unit:{unit.id}"
        record(session, actor, now, "unit.change", name_of, before=before, after=after)


def plan_import(
    session: Session,
    actor: Actor,
    header: Sequence[str],
    rows: Iterable[tuple[int, Sequence[str]]],
    unread: Iterable[tuple[int, Message]] = (),
) -> ImportPlan:
    """Say what importing these rows would do, without doing it.

    A column that the file lacks keeps what is stored; an empty cell empties it.

    rows : (number in the file, cell texts) each
    unread : (number in the file, why) of rows and cells that could not be read

    Raises
    ------
    Refused
        If the header lacks a column, names one twice or names an unknown one.
    """
    require(actor, Action.ADMINISTER)
    columns = [cell.strip().casefold().replace(" ", "_") for cell in header]
    _check_header(columns)
    faults: dict[int, list[Message]] = {}
    for number, fault in unread:
        faults.setdefault(number, []).append(fault)
    given = {n: dict(zip(columns, map(str.strip, cells), strict=True)) for n, cells in rows}
    register = _Register(session.scalars(visible_units(actor)).all(), given.values())
    planned = [
        register.plan(number, given.get(number, {}), faults.get(number, []))
        for number in sorted(given.keys() | faults.keys())
    ]
    return ImportPlan(tuple(planned))


def carry_out_import(session: Session, actor: Actor, now: datetime, plan: ImportPlan) -> None:
    """Do what a plan says: everything, or nothing where a row is refused.

    The plan must come from the same transaction.
    """
    require(actor, Action.ADMINISTER)
    if plan.refused:
        raise Refused("Ada baris yang ditolak; perbaiki berkasnya, lalu unggah lagi.")
    acted = [row for row in plan.rows if row.outcome in ("new", "changed")]
    before = {_key(u.kind, u.name): _loggable(u) for u in session.scalars(visible_units(actor))}
    new = [
        {"office_id": actor.office_id, "kind": _row_key(row.values)[0], **_columns(row.values)}
        for row in acted
        if row.outcome == "new"
    ]
    if new:
        session.execute(insert(Unit), new)
    # New units have their ids now, so that others can name them as parent.
    known = {_key(u.kind, u.name): u for u in session.scalars(visible_units(actor))}
    if acted:
        session.execute(update(Unit), [_after_import(known, row) for row in acted])
        session.expire_all()
    _record_import(session, actor, now, plan, acted, before)


def _after_import(known: Mapping[Key, Unit], row: ImportRow) -> dict[str, Any]:
    unit = known[_row_key(row.values)]
    values = {"id": unit.id, "parent_id": unit.parent_id, **_columns(row.values)}
    for column in _FIELDS.values():
        values.setdefault(column, getattr(unit, column))
    if "induk" in row.values:
        values["parent_id"] = known[row.parent].id if row.parent else None
    changed = row.outcome == "changed"
    return {**values, "retired_at": None, "version": unit.version + 1 if changed else 1}


def _columns(values: Mapping[str, str]) -> dict[str, str | None]:
    """A row's texts under the names of their columns; codes that are empty are None."""
    texts = {field: values[column] for column, field in _FIELDS.items() if column in values}
    return {field: text or None for field, text in texts.items()}


def _record_import(
    session: Session,
    actor: Actor,
    now: datetime,
    plan: ImportPlan,
    acted: Sequence[ImportRow],
    before: Mapping[Key, dict[str, object]],
) -> None:
    """One entry for the whole import, with every unit that it touched."""
    changed = [row for row in acted if row.outcome == "changed"]
    after = {
        "counts": plan.counts,
        "new": [dict(row.values) for row in acted if row.outcome == "new"],
        "changed": [dict(row.values) for row in changed],
    }
    former = {"changed": [before[_row_key(row.values)] for row in changed]}
    record(session, actor, now, "unit.import", "units", before=former, after=after)


class _Register:
    """Which names are taken, in the office and in the file, and who stands under whom."""

    def __init__(self, units: Sequence[Unit], rows: Iterable[Mapping[str, str]]) -> None:
        self.known = {_key(u.kind, u.name): u for u in units}
        self.short_known = {_key(u.kind, u.short_name): u for u in units}
        by_id = {u.id: key for key, u in self.known.items()}
        self.parent_known = {key: by_id.get(u.parent_id or 0) for key, u in self.known.items()}
        given = [row for row in rows if row]
        self.named = Counter(_row_key(row) for row in given)
        self.short_named = Counter(_key(row["jenis"], row["nama_singkat"]) for row in given)
        self.by_name: dict[str, set[Key]] = {}
        for key in (*self.known, *self.named):
            self.by_name.setdefault(key[1], set()).add(key)
        self.parent = dict(self.parent_known)
        self.parent.update((_row_key(r), self._parent(r)) for r in given if "induk" in r)

    def plan(self, number: int, values: Mapping[str, str], unread: list[Message]) -> ImportRow:
        if not values:
            return ImportRow(number, values, "refused", tuple(unread))
        key = _row_key(values)
        faults = [*unread, *_row_faults(values), *self._name_faults(values)]
        faults += self._parent_faults(values)
        if faults:
            return ImportRow(number, values, "refused", tuple(faults))
        if key not in self.known:
            return ImportRow(number, values, "new", parent=self.parent.get(key))
        changes = tuple(self._changes(values))
        outcome = "changed" if changes else "same"
        return ImportRow(number, values, outcome, changes=changes, parent=self.parent.get(key))

    def _parent(self, values: Mapping[str, str]) -> Key | None:
        """The unit that `induk` names; a kelurahan's is its kecamatan where names are alike."""
        found = self._parents(values)
        return found[0] if len(found) == 1 else None

    def _parents(self, values: Mapping[str, str]) -> list[Key]:
        found = self.by_name.get(values["induk"].casefold(), set()) - {_row_key(values)}
        higher = [key for key in found if key[0] == "kecamatan"]
        if len(found) > 1 and values["jenis"].casefold() == "kelurahan" and higher:
            return higher
        return sorted(found)

    def _name_faults(self, values: Mapping[str, str]) -> list[Message]:
        faults = []
        if self.named[_row_key(values)] > 1:
            faults.append(says('nama "{name}" muncul lebih dari sekali', name=values["nama"]))
        short = _key(values["jenis"], values["nama_singkat"])
        holder = self.short_known.get(short)
        if self.short_named[short] > 1:
            name = values["nama_singkat"]
            faults.append(says('nama singkat "{name}" muncul lebih dari sekali', name=name))
        elif holder is not None and _key(holder.kind, holder.name) != _row_key(values):
            faults.append(
                says(
                    'nama singkat "{name}" sudah dipakai {unit}',
                    name=values["nama_singkat"],
                    unit=holder.name,
                )
            )
        return faults

    def _parent_faults(self, values: Mapping[str, str]) -> list[Message]:
        name = values.get("induk", "")
        if not name:
            return []
        found = self._parents(values)
        if not found:
            return [says('induk "{name}" tidak ada di daftar unit maupun di berkas', name=name)]
        if len(found) > 1:
            return [says('induk "{name}" ada lebih dari satu', name=name)]
        if self._circles(_row_key(values)):
            return [says('induk "{name}" berada di bawah unit ini sendiri', name=name)]
        return []

    def _circles(self, key: Key) -> bool:
        seen, above = {key}, self.parent.get(key)
        while above is not None and above not in seen:
            seen.add(above)
            above = self.parent.get(above)
        return above == key

    def _changes(self, values: Mapping[str, str]) -> Iterable[Change]:
        key = _row_key(values)
        unit = self.known[key]
        for column, field in _FIELDS.items():
            stored = getattr(unit, field) or ""
            if column in values and values[column] != stored:
                yield Change(column, stored, values[column])
        before, after = self.parent_known[key], self.parent[key]
        if before != after:
            named = self.known[before].name if before else ""
            yield Change("induk", named, values["induk"])
        if unit.retired_at is not None:
            yield Change("keadaan", "pensiun", "aktif")


def _key(kind: str, name: str) -> Key:
    return kind.casefold(), name.casefold()


def _row_key(values: Mapping[str, str]) -> Key:
    return _key(values["jenis"], values["nama"])


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


def _row_faults(values: Mapping[str, str]) -> list[Message]:
    faults = []
    if values["jenis"].casefold() not in KINDS:
        faults.append(
            says(
                'jenis "{kind}" tidak dikenal; yang ada: {known}',
                kind=values["jenis"],
                known=", ".join(KINDS),
            )
        )
    for field, most in _TEXTS.items():
        try:
            clean_text(values.get(field, ""), field, most=most, empty=field not in _WANTED)
        except Problem as problem:
            faults.append(says("{column}: {problem}", column=field, problem=problem.message))
    return faults


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


def _loggable(unit: Unit) -> dict[str, object]:
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
