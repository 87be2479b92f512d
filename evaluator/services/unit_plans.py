"""The dry run of an import: what each row of a table would do to the list of units."""

import hashlib
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from evaluator.scoring.messages import Message, Problem, says
from evaluator.services.checks import clean_text
from evaluator.services.permissions import Action, require
from evaluator.services.problems import Refused
from evaluator.services.units import KINDS, UnitView
from evaluator.storage.actor import Actor
from evaluator.storage.database import canonical_json
from evaluator.storage.units import Unit
from evaluator.storage.visibility import visible_units

COLUMNS = ("jenis", "nama_singkat", "nama", "kode_bps", "kode_kemendagri", "induk")
OUTCOMES = ("new", "changed", "same", "refused")
FIELDS = {
    "nama_singkat": "short_name",
    "nama": "name",
    "kode_bps": "bps_code",
    "kode_kemendagri": "kemendagri_code",
}
"""The columns that hold a text of the unit itself, and the names of these texts."""
_WANTED = ("jenis", "nama_singkat", "nama")
_TEXTS = {"nama_singkat": 60, "nama": 200, "kode_bps": 20, "kode_kemendagri": 20}

Key = tuple[str, str]
"""Kind and name, without regard to capitals: by these an import knows a unit."""


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


def key_of(kind: str, name: str) -> Key:
    """By what an import knows a unit."""
    return kind.casefold(), name.casefold()


def row_key(values: Mapping[str, str]) -> Key:
    """By what an import knows the unit of a row."""
    return key_of(values["jenis"], values["nama"])


class _Register:
    """Which names are taken, in the office and in the file, and who stands under whom."""

    def __init__(self, units: Sequence[Unit], rows: Iterable[Mapping[str, str]]) -> None:
        self.known = {key_of(u.kind, u.name): u for u in units}
        self.short_known = {key_of(u.kind, u.short_name): u for u in units}
        by_id = {u.id: key for key, u in self.known.items()}
        self.parent_known = {key: by_id.get(u.parent_id or 0) for key, u in self.known.items()}
        given = [row for row in rows if row]
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
        if unit.retired_at is not None:
            yield Change("keadaan", "pensiun", "aktif")


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
