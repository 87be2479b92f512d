"""The dry run of a table of panels: what each row would do to which unit."""

import hashlib
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from evaluator.scoring.messages import Message, says
from evaluator.services.panel_boards import Board, BoardRow, Person, panel_board
from evaluator.services.panels import Seat, assign_panels
from evaluator.services.permissions import Action, require
from evaluator.services.problems import Conflict, Refused
from evaluator.services.seating import Pair, hold_category, recused
from evaluator.storage.actor import Actor
from evaluator.storage.database import canonical_json

COLUMNS = ("unit", "nama", "penilai")
OUTCOMES = ("changed", "same", "refused")
_WANTED = ("unit", "penilai")
_BETWEEN = re.compile(r"[,;\s]+")


@dataclass(frozen=True)
class PanelRow:
    """What one row would do.

    number : the row's number in the file
    unit : as written in the file
    outcome : "changed", "same" or "refused"
    before, after : usernames
    """

    number: int
    unit: str
    outcome: str
    reasons: tuple[Message, ...] = ()
    before: tuple[str, ...] = ()
    after: tuple[str, ...] = ()


@dataclass(frozen=True)
class PanelPlan:
    """What a table would do, row by row; every row is accounted for.

    untold : units of the category that the table does not name; they stay as they are
    seats : what to carry out
    """

    rows: tuple[PanelRow, ...]
    untold: tuple[str, ...]
    seats: Mapping[int, Seat]

    def count(self, outcome: str) -> int:
        return sum(row.outcome == outcome for row in self.rows)

    @property
    def refused(self) -> bool:
        return self.count("refused") > 0

    @property
    def digest(self) -> str:
        """Names the plan, so that what is carried out is what was shown."""
        rows = [(row.number, row.unit, row.outcome, row.before, row.after) for row in self.rows]
        seats = [(unit, sorted(s.seen), sorted(s.wanted)) for unit, s in self.seats.items()]
        return hashlib.sha256(canonical_json([rows, sorted(seats)]).encode()).hexdigest()


def plan_panels(
    session: Session,
    actor: Actor,
    category_id: int,
    header: Sequence[str],
    rows: Iterable[tuple[int, Sequence[str]]],
    unread: Iterable[tuple[int, Message]] = (),
) -> PanelPlan:
    """Say what a table of panels would do, without doing it.

    A row names one unit, by its short name, name or code, and all of its assessors
    by username. Units that no row names stay as they are.

    rows : (number in the file, cell texts) each
    unread : (number in the file, why) of rows and cells that could not be read

    Raises
    ------
    Refused
        If the header lacks a column, names one twice or names an unknown one.
    """
    require(actor, Action.ARRANGE)
    columns = [cell.strip().casefold().replace(" ", "_") for cell in header]
    _check_header(columns)
    reader = _Reader(panel_board(session, actor, category_id), recused(session, category_id))
    faults: dict[int, list[Message]] = {}
    for number, fault in unread:
        faults.setdefault(number, []).append(fault)
    given = {n: dict(zip(columns, map(str.strip, cells), strict=True)) for n, cells in rows}
    reader.count(given.values())
    numbers = sorted(given.keys() | faults.keys())
    planned = tuple(reader.row(n, given.get(n, {}), faults.get(n, [])) for n in numbers)
    return PanelPlan(planned, reader.untold, reader.seats)


def carry_out_plan(
    session: Session, actor: Actor, now: datetime, category_id: int, plan: PanelPlan, digest: str
) -> int:
    """Do what a plan says: everything, or nothing where a row is refused.

    The plan must come from the same transaction; `digest` is the one that was shown.
    """
    require(actor, Action.ARRANGE)
    hold_category(session, actor, category_id)
    if plan.digest != digest:
        raise Conflict(
            "Panel berubah sejak pratinjau tadi; belum ada yang disimpan.",
            stored={"digest": plan.digest},
        )
    if plan.refused:
        raise Refused("Ada baris yang ditolak; perbaiki berkasnya, lalu unggah lagi.")
    return assign_panels(session, actor, now, category_id, plan.seats)


def table_of_panels(board: Board) -> list[tuple[str, str, str]]:
    """The panels as rows under `COLUMNS`; carrying them out unchanged changes nothing."""
    usernames = {one.id: one.username for one in board.people}
    return [
        (row.short_name, row.name, ", ".join(sorted(usernames[who] for who in row.panel)))
        for row in board.rows
    ]


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


class _Reader:
    """Reads rows against the panels as they are; `seats` collects what is to be carried out."""

    def __init__(self, board: Board, left: frozenset[Pair]) -> None:
        self.left = left
        self.people = {one.username: one for one in board.people}
        self.usernames = {one.id: one.username for one in board.people}
        self.rows = {row.participant_id: row for row in board.rows}
        self.samples = {name for row in board.samples for name in _names(row)}
        self.known: dict[str, set[int]] = {}
        for row in board.rows:
            for name in _names(row):
                self.known.setdefault(name, set()).add(row.participant_id)
        self.told: Counter[int] = Counter()
        self.seats: dict[int, Seat] = {}

    def count(self, given: Iterable[Mapping[str, str]]) -> None:
        """Note which units the file names, and how often."""
        for values in given:
            self.told.update(self._found(values.get("unit", "")))

    @property
    def untold(self) -> tuple[str, ...]:
        return tuple(row.name for unit, row in self.rows.items() if not self.told[unit])

    def row(self, number: int, values: Mapping[str, str], unread: list[Message]) -> PanelRow:
        unit = values.get("unit", "")
        found = self._found(unit)
        faults = [*unread, *(self._unit_faults(unit, found) if values else ())]
        names = [name.casefold() for name in _BETWEEN.split(values.get("penilai", "")) if name]
        if len(found) == 1 and not faults:
            faults += self._people_faults(self.rows[min(found)], names)
        if faults or len(found) != 1:
            return PanelRow(number, unit, "refused", tuple(faults))
        return self._planned(number, self.rows[min(found)], names)

    def _planned(self, number: int, row: BoardRow, names: list[str]) -> PanelRow:
        wanted = frozenset(self.people[name].id for name in names)
        self.seats[row.participant_id] = Seat(frozenset(row.panel), wanted)
        before = tuple(sorted(self.usernames[who] for who in row.panel))
        after = tuple(sorted(set(names)))
        outcome = "same" if before == after else "changed"
        return PanelRow(number, row.name, outcome, (), before, after)

    def _found(self, text: str) -> set[int]:
        return self.known.get(text.casefold(), set())

    def _unit_faults(self, unit: str, found: set[int]) -> Iterable[Message]:
        if unit.casefold() in self.samples:
            yield says('"{unit}" unit contoh; semua penilai menilainya', unit=unit)
        elif not found:
            yield says('unit "{unit}" tidak ada di kategori ini', unit=unit)
        elif len(found) > 1:
            yield says('"{unit}" menunjuk lebih dari satu unit; pakai kodenya', unit=unit)
        elif self.told[min(found)] > 1:
            yield says('unit "{unit}" muncul lebih dari sekali', unit=unit)

    def _people_faults(self, row: BoardRow, names: list[str]) -> Iterable[Message]:
        if not names:
            yield says("tulis paling sedikit satu nama pengguna penilai")
        for name in dict.fromkeys(names):
            person = self.people.get(name)
            if person is None or not (person.open or person.id in row.panel):
                yield says('"{name}" bukan penilai yang aktif', name=name)
            else:
                yield from self._pair_faults(row, person)
        for who in row.started & set(row.panel):
            if self.usernames[who] not in names:
                yield says(
                    "{name} sudah mengisi nilai, jadi tidak dapat dilepas", name=self.usernames[who]
                )

    def _pair_faults(self, row: BoardRow, person: Person) -> Iterable[Message]:
        if person.id in row.conflicts and person.id not in row.panel:
            yield says("{name} punya konflik kepentingan dengan unit ini", name=person.username)
        elif (row.participant_id, person.id) in self.left:
            yield says("{name} sudah mundur dari unit ini", name=person.username)


def _names(row: BoardRow) -> set[str]:
    """By what a file may call a unit, without regard to capitals."""
    return {text.casefold() for text in (row.short_name, row.name, *row.codes)}
