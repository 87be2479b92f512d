"""The units that a table is held against: which names and codes are taken, who stands where."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from evaluator.scoring.messages import Message, says
from evaluator.services.import_plans import Change, ImportRow, Key
from evaluator.services.unit_codes import SINGLE
from evaluator.services.unit_groups import GroupView, groups_of
from evaluator.services.unit_rows import FIELDS, group_names, row_faults
from evaluator.storage.actor import Actor
from evaluator.storage.units import Unit, UnitEnding, UnitName
from evaluator.storage.visibility import visible_units

Code = tuple[str, str, str]
"""Kind, column and code of a place."""


def key_of(kind: str, name: str) -> Key:
    """By what an import knows a unit."""
    return kind.casefold(), name.casefold()


def row_key(values: Mapping[str, str]) -> Key:
    """By what an import knows the unit of a row."""
    return key_of(values["jenis"], values["nama"])


def memberships(groups: Iterable[GroupView]) -> dict[int, list[str]]:
    """The names of the groups that each unit is in, by the unit's id."""
    found: dict[int, list[str]] = {}
    for group in groups:
        for member in group.members:
            found.setdefault(member.unit_id, []).append(group.name)
    return found


def register_of(
    session: Session, actor: Actor, rows: Iterable[Mapping[str, str]]
) -> "UnitRegister":
    """The office's units and the rows of a table, in a fixed number of queries."""
    own = visible_units(actor).with_only_columns(Unit.id)
    merged = select(UnitEnding.unit_id, Unit.name).join(Unit, Unit.id == UnitEnding.successor_id)
    planned = select(UnitName.unit_id, UnitName.name, UnitName.short_name)
    stored = _Stored(
        session.scalars(visible_units(actor)).all(),
        dict(session.execute(merged.where(UnitEnding.unit_id.in_(own))).all()),
        [(n, name, s) for n, name, s in session.execute(planned.where(UnitName.unit_id.in_(own)))],
        memberships(groups_of(session, actor)),
    )
    return UnitRegister(stored, rows)


@dataclass(frozen=True)
class _Stored:
    """What the office has: its units, whom they went on in, their names of all times, groups."""

    units: Sequence[Unit]
    successors: Mapping[int, str]
    names: Sequence[tuple[int, str, str]]
    groups: Mapping[int, Sequence[str]]


class UnitRegister:
    """Which names are taken, in the office and in the file, and who stands under whom."""

    def __init__(self, stored: _Stored, rows: Iterable[Mapping[str, str]]) -> None:
        units, self.stored = stored.units, stored
        self.known = {key_of(u.kind, u.name): u for u in units}
        self.short_known = {key_of(u.kind, u.short_name): u for u in units}
        by_id = {u.id: key for key, u in self.known.items()}
        self.parent_known = {key: by_id.get(u.parent_id or 0) for key, u in self.known.items()}
        given = [row for row in rows if row]
        self.other_names, self.other_shorts = self._other_names(), self._other_shorts()
        self.codes = self._codes_known()
        self.codes_named = Counter(code for row in given for code in _codes(row))
        self.named = Counter(row_key(row) for row in given)
        self.short_named = Counter(key_of(row["jenis"], row["nama_singkat"]) for row in given)
        self.by_name: dict[str, set[Key]] = {}
        for key in (*self.known, *self.named):
            self.by_name.setdefault(key[1], set()).add(key)
        self.parent = dict(self.parent_known)
        self.parent.update((row_key(r), self._parent(r)) for r in given if "induk" in r)

    def plan(self, number: int, values: Mapping[str, str], unread: list[Message]) -> ImportRow:
        if not values:
            return ImportRow(number, values, "refused", tuple(unread))
        key = row_key(values)
        faults = [*unread, *row_faults(values), *self._name_faults(values)]
        faults += [*self._parent_faults(values), *self._code_faults(values)]
        faults += self._time_faults(values)
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
        found = self.by_name.get(values["induk"].casefold(), set()) - {row_key(values)}
        higher = [key for key in found if key[0] == "kecamatan"]
        if len(found) > 1 and values["jenis"].casefold() == "kelurahan" and higher:
            return higher
        return sorted(found)

    def _name_faults(self, values: Mapping[str, str]) -> list[Message]:
        faults = []
        if self.named[row_key(values)] > 1:
            faults.append(says('nama "{name}" muncul lebih dari sekali', name=values["nama"]))
        short = key_of(values["jenis"], values["nama_singkat"])
        holder = self.short_known.get(short)
        if self.short_named[short] > 1:
            name = values["nama_singkat"]
            faults.append(says('nama singkat "{name}" muncul lebih dari sekali', name=name))
        elif holder is not None and key_of(holder.kind, holder.name) != row_key(values):
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
        if self._circles(row_key(values)):
            return [says('induk "{name}" berada di bawah unit ini sendiri', name=name)]
        return []

    def _circles(self, key: Key) -> bool:
        seen, above = {key}, self.parent.get(key)
        while above is not None and above not in seen:
            seen.add(above)
            above = self.parent.get(above)
        return above == key

    def _changes(self, values: Mapping[str, str]) -> Iterable[Change]:
        key = row_key(values)
        unit = self.known[key]
        for column, field in FIELDS.items():
            stored = getattr(unit, field) or ""
            if column in values and values[column] != stored:
                yield Change(column, stored, values[column])
        before, after = self.parent_known[key], self.parent[key]
        if before != after:
            named = self.known[before].name if before else ""
            yield Change("induk", named, values["induk"])
        present = self.stored.groups.get(unit.id, ())
        wanted = group_names(values["kelompok"]) if "kelompok" in values else present
        if {*map(str.casefold, present)} != {*map(str.casefold, wanted)}:
            yield Change("kelompok", "; ".join(present), "; ".join(wanted))
        if unit.retired_at is not None:
            yield Change("keadaan", "pensiun", "aktif")

    def _time_faults(self, values: Mapping[str, str]) -> list[Message]:
        """A name of another time, or of a unit that went on in another one."""
        unit = self.known.get(row_key(values))
        successor = self.stored.successors.get(unit.id) if unit else None
        if successor is not None:
            return [says("unit ini sudah bergabung ke {unit}; hapus barisnya", unit=successor)]
        called = self.other_names.get(row_key(values))
        if unit is None and called is not None:
            return [
                says(
                    "itu nama lain (dahulu atau nanti) dari {unit}; pakai namanya yang sekarang",
                    unit=called,
                )
            ]
        holders = self.other_shorts.get(key_of(values["jenis"], values["nama_singkat"]), {})
        return [
            says(
                'nama singkat "{name}" dahulu atau nanti milik {unit}',
                name=values["nama_singkat"],
                unit=name,
            )
            for number, name in holders.items()
            if unit is None or unit.id != number
        ][:1]

    def _other_shorts(self) -> dict[Key, dict[int, str]]:
        """Short names of other times, with the units that have them by id."""
        by_id = {unit.id: unit for unit in self.stored.units}
        found: dict[Key, dict[int, str]] = {}
        for number, _, short in self.stored.names:
            unit = by_id[number]
            found.setdefault(key_of(unit.kind, short), {})[number] = unit.name
        return found

    def _other_names(self) -> dict[Key, str]:
        by_id = {unit.id: unit for unit in self.stored.units}
        return {key_of(by_id[n].kind, name): by_id[n].name for n, name, _ in self.stored.names}

    def _codes_known(self) -> dict[Code, Unit]:
        return {
            (unit.kind, column, code): unit
            for unit in self.stored.units
            for column, code in (
                ("kode_bps", unit.bps_code),
                ("kode_kemendagri", unit.kemendagri_code),
            )
            if code and unit.kind in SINGLE and unit.retired_at is None
        }

    def _code_faults(self, values: Mapping[str, str]) -> list[Message]:
        """The code of a kecamatan or kelurahan is its own."""
        faults = []
        for code in _codes(values):
            holder = self.codes.get(code)
            if self.codes_named[code] > 1:
                faults.append(
                    says("{column}: {code} muncul lebih dari sekali", column=code[1], code=code[2])
                )
            elif holder is not None and key_of(holder.kind, holder.name) != row_key(values):
                faults.append(
                    says(
                        "{column}: {code} sudah dipakai {unit}; bila unit itu berganti nama, pakai "
                        "Ganti nama di halamannya",
                        column=code[1],
                        code=code[2],
                        unit=holder.name,
                    )
                )
        return faults


def _codes(values: Mapping[str, str]) -> list[Code]:
    """The codes of a row that no other unit of its kind may have."""
    kind = values["jenis"].casefold()
    columns = ("kode_bps", "kode_kemendagri") if kind in SINGLE else ()
    return [(kind, column, values[column]) for column in columns if values.get(column)]
