"""Panels made by the program: a proposal with its reasons first, then exactly that."""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy.orm import Session

from evaluator.scoring.allotment import Allotment, Impossible, Shortage, Task, allot
from evaluator.scoring.messages import Message, says
from evaluator.services.panel_boards import Board, BoardRow, panel_board
from evaluator.services.panels import Seat, assign_panels
from evaluator.services.permissions import Action, require
from evaluator.services.problems import Conflict, Refused
from evaluator.services.seating import hold_category, recused
from evaluator.storage.actor import Actor
from evaluator.storage.database import canonical_json

_MOST_NAMES = 6


@dataclass(frozen=True)
class Wish:
    """What panels are to be like.

    assessors : who takes units; others keep only the sheets that hold scores
    each : assessors per unit
    caps : the most units of the category per assessor; who is not named takes any number
    mends : fill gaps and keep the panels that are there; otherwise loads are made even
    """

    assessors: tuple[int, ...]
    each: int
    caps: Mapping[int, int] = field(default_factory=dict)
    mends: bool = False


@dataclass(frozen=True)
class Line:
    """One unit's panel before and after, as names."""

    participant_id: int
    unit: str
    before: tuple[str, ...]
    after: tuple[str, ...]
    came: tuple[str, ...]
    left: tuple[str, ...]


@dataclass(frozen=True)
class Load:
    """One assessor's units before and after; cap: None where there is none."""

    name: str
    before: int
    after: int
    elsewhere: int
    cap: int | None


@dataclass(frozen=True)
class Proposal:
    """Panels as they would be.

    seats : what to carry out
    spread : the greatest load less the least
    parts : groups of units that share no assessor; 1 is best
    remarks : why loads are not even or units do not hang together
    """

    lines: tuple[Line, ...]
    loads: tuple[Load, ...]
    seats: Mapping[int, Seat]
    spread: int
    parts: int
    remarks: tuple[Message, ...]

    @property
    def changed(self) -> tuple[Line, ...]:
        """The units whose panel would change."""
        return tuple(line for line in self.lines if line.came or line.left)

    @property
    def moves(self) -> int:
        """How many sheets would be given out."""
        return sum(len(line.came) for line in self.lines)

    @property
    def digest(self) -> str:
        """Names the proposal, so that what is carried out is what was shown."""
        content = [(unit, sorted(s.seen), sorted(s.wanted)) for unit, s in self.seats.items()]
        return hashlib.sha256(canonical_json(sorted(content)).encode()).hexdigest()


def propose(session: Session, actor: Actor, category_id: int, wish: Wish) -> Proposal:
    """Say which panels would be made, without making them.

    Units that were withdrawn and samples are left as they are.

    Raises
    ------
    Refused
        If no panels fit; the details say which units lack whom.
    """
    require(actor, Action.ARRANGE)
    board = panel_board(session, actor, category_id)
    _check_wish(board, wish)
    rows = [row for row in board.rows if row.withdrawn is None]
    task = _task(rows, wish, recused(session, category_id))
    try:
        made = allot(task)
    except Impossible as impossible:
        raise Refused(
            "Pembagian itu tidak mungkin.",
            details=tuple(_why(board, shortage) for shortage in impossible.shortages),
        ) from None
    return _proposal(board, rows, wish, made)


def carry_out_proposal(
    session: Session, actor: Actor, now: datetime, category_id: int, wish: Wish, digest: str
) -> int:
    """Make the panels that were shown; returns how many changed.

    Raises
    ------
    Conflict
        If panels, conflicts or scores changed since, so that others would be made.
    """
    require(actor, Action.ARRANGE)
    hold_category(session, actor, category_id)
    proposal = propose(session, actor, category_id, wish)
    if proposal.digest != digest:
        raise Conflict(
            "Panel berubah sejak pratinjau tadi; belum ada yang disimpan.",
            stored={"digest": proposal.digest},
        )
    return assign_panels(session, actor, now, category_id, proposal.seats)


def _check_wish(board: Board, wish: Wish) -> None:
    if not set(wish.assessors) <= {one.id for one in board.open_people}:
        raise Refused("Pilih penilai dari akun penilai yang aktif.", field="assessors")
    if not 1 <= wish.each <= len(wish.assessors):
        raise Refused(
            "Pilih paling sedikit {each} penilai; yang dipilih {count}.",
            field="assessors",
            each=max(wish.each, 1),
            count=len(wish.assessors),
        )


def _task(rows: Sequence[BoardRow], wish: Wish, left: Iterable[tuple[int, int]]) -> Task:
    shut = {(row.participant_id, who) for row in rows for who in row.conflicts}
    return Task(
        [row.participant_id for row in rows],
        wish.assessors,
        wish.each,
        wish.caps,
        forbidden=frozenset(shut | set(left)),
        fixed=frozenset(
            (row.participant_id, who) for row in rows for who in row.started & set(row.panel)
        ),
        present=frozenset((row.participant_id, who) for row in rows for who in row.panel),
        mends=wish.mends,
    )


def _proposal(board: Board, rows: Sequence[BoardRow], wish: Wish, made: Allotment) -> Proposal:
    after: dict[int, set[int]] = {row.participant_id: set() for row in rows}
    for unit, who in made.pairs:
        after[unit].add(who)
    seats = {
        row.participant_id: Seat(frozenset(row.panel), frozenset(after[row.participant_id]))
        for row in rows
    }
    loads = tuple(
        Load(one.name, one.load, made.loads[one.id], one.elsewhere, wish.caps.get(one.id))
        for one in board.people
        if one.id in made.loads
    )
    lines = tuple(_line(board, row, seats[row.participant_id]) for row in rows)
    remarks = tuple(_remarks(board, wish, made))
    return Proposal(lines, loads, seats, made.spread, made.components, remarks)


def _line(board: Board, row: BoardRow, seat: Seat) -> Line:
    def named(people: Iterable[int]) -> tuple[str, ...]:
        return tuple(sorted(board.names[who] for who in people))

    return Line(
        row.participant_id,
        row.name,
        named(seat.seen),
        named(seat.wanted),
        named(seat.wanted - seat.seen),
        named(seat.seen - seat.wanted),
    )


def _remarks(board: Board, wish: Wish, made: Allotment) -> Iterable[Message]:
    if made.stuck and wish.mends:
        yield says(
            "Beban berbeda {spread} unit, karena panel yang ada dipertahankan. Pilih bagi ulang "
            "bila bebannya harus rata.",
            spread=made.spread,
        )
    elif made.stuck:
        yield says(
            "Beban berbeda {spread} unit: {names} tidak dapat diberi lebih banyak karena batas, "
            "konflik kepentingan, atau nilai yang sudah diisi orang lain.",
            spread=made.spread,
            names=_listed([board.names[who] for who in made.stuck]),
        )
    if made.components > 1 and wish.each == 1:
        yield says(
            "Dengan satu penilai per unit, tidak ada unit yang dinilai dua orang, jadi kerasnya "
            "penilai tidak dapat dibandingkan."
        )
    elif made.components > 1:
        yield says(
            "Unit terbagi dalam {parts} kelompok tanpa penilai bersama; kerasnya penilai hanya "
            "dapat dibandingkan di dalam kelompoknya.",
            parts=made.components,
        )


def _why(board: Board, shortage: Shortage) -> Refused:
    """Which units lack whom, and what would help."""
    units = _listed([row.name for row in board.rows if row.participant_id in shortage.units])
    people = _listed([board.names[who] for who in shortage.assessors])
    if not shortage.assessors:
        return Refused(
            "{units}: tidak ada lagi yang boleh menilainya. Tambah penilai, atau kurangi "
            "banyaknya per unit.",
            units=units,
        )
    return Refused(
        "{units}: perlu {wanted} penugasan, tetapi yang boleh hanya {people}, yang bersama-sama "
        "sanggup {room}. Tambah penilai, naikkan batasnya, atau kurangi banyaknya per unit.",
        units=units,
        wanted=shortage.wanted,
        people=people,
        room=shortage.room,
    )


def _listed(names: Sequence[str]) -> Message | str:
    """Some names in a row, and how many more there are."""
    shown, more = ", ".join(names[:_MOST_NAMES]), len(names) - _MOST_NAMES
    return says("{shown}, dan {more} lain", shown=shown, more=more) if more > 0 else shown
