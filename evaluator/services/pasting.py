"""A block copied from a spreadsheet: what each cell would become, before anything is kept."""

import csv
import io
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from sqlalchemy.orm import Session

from evaluator.scoring.messages import Message, Problem, says
from evaluator.scoring.rubric import Rubric
from evaluator.services.batches import CellChange, save_cells
from evaluator.services.cells import Cell, cells_of
from evaluator.services.filling import clean_answer, rubric_to_fill
from evaluator.services.permissions import Action, require
from evaluator.services.problems import NotFound, Refused
from evaluator.services.sheets import own_sheet
from evaluator.services.verifying import Verification, verification_of
from evaluator.storage.actor import Actor
from evaluator.storage.periods import Participant
from evaluator.storage.visibility import name_for

MOST_CELLS = 5000
LONGEST = 200_000
_THOUSANDS = re.compile(r"-?[0-9]{1,3}(?:\.[0-9]{3})+\Z")

Outcome = Literal["accepted", "same", "refused"]
_REFUSED: Outcome = "refused"


@dataclass(frozen=True)
class Pasted:
    """One cell of a block and what becomes of it.

    row, column : its place in the block, from 1
    unit, indicator : "" where the block reaches over the edge of the table
    before : the stored answer; version : the version that it has
    reason : why it was refused
    """

    row: int
    column: int
    given: str
    outcome: Outcome
    sheet_id: int | None = None
    unit: str = ""
    indicator: str = ""
    before: str = ""
    answer: str = ""
    version: int = 0
    reason: Message | None = None


@dataclass(frozen=True)
class Preview:
    """What a block would change; `blank` cells of the block leave what is there."""

    cells: tuple[Pasted, ...]
    blank: int

    def of(self, outcome: Outcome) -> tuple[Pasted, ...]:
        """The cells that came out in one way, in the block's order."""
        return tuple(cell for cell in self.cells if cell.outcome == outcome)


@dataclass(frozen=True)
class Seen:
    """One previewed cell: the answer it shall get and the version it was previewed at."""

    sheet_id: int
    indicator: str
    answer: str
    version: int


def preview_block(
    session: Session,
    actor: Actor,
    now: datetime,
    sheet_ids: Sequence[int],
    codes: Sequence[str],
    text: str,
    *,
    downwards: bool = False,
) -> Preview:
    """Read a block of tab-separated answers as it would fill cells; nothing is kept.

    sheet_ids, codes : the rows and columns from the first cell on, of one category
    downwards : the block is a column of answers to the indicators of the one sheet

    Raises
    ------
    Refused
        If the block is empty or too large, or the period is not being scored.
    """
    require(actor, Action.ASSESS)
    rows = _read(text)
    if downwards and len(rows) == 1:
        rows = [[cell] for cell in rows[0]]  # copied from a row of a sheet
    targets = [_Target.of(session, actor, now, one) for one in sheet_ids[: len(rows)]]
    stored = cells_of(session, [target.sheet_id for target in targets])
    cells: list[Pasted] = []
    for row, column, given in _filled(rows):
        across, down = (row, column) if downwards else (column, row)
        if down >= len(targets) or across >= len(codes):
            cells.append(_outside(row, column, given))
            continue
        target, code = targets[down], codes[across]
        seen = stored.get((target.sheet_id, code)) or Cell(target.sheet_id, code)
        cells.append(target.pasted(row, column, given, seen))
    blank = sum(not cell.strip() for line in rows for cell in line)
    return Preview(tuple(cells), blank)


def apply_block(session: Session, actor: Actor, now: datetime, cells: Sequence[Seen]) -> list[Cell]:
    """Keep every previewed answer under one log entry, or none; notes stay as they are.

    Raises
    ------
    Conflict
        If any of the cells changed since the preview.
    Refused
        If nothing is to be kept, or any cell no longer fits.
    """
    require(actor, Action.ASSESS)
    if not cells:
        raise Refused("Tidak ada nilai untuk disimpan.")
    if len(cells) > MOST_CELLS:
        raise _too_large()
    stored = cells_of(session, {cell.sheet_id for cell in cells})
    changes = []
    for cell in cells:
        there = stored.get((cell.sheet_id, cell.indicator))
        note = there.note if there else ""
        changes.append(CellChange(cell.sheet_id, cell.indicator, cell.answer, note, cell.version))
    return save_cells(session, actor, now, changes, reason="Ditempel dari lembar sebar")


@dataclass(frozen=True)
class _Target:
    """One row that a block falls on, and what its answers are held against."""

    sheet_id: int
    unit: str
    rubric: Rubric
    verification: Verification

    @classmethod
    def of(cls, session: Session, actor: Actor, now: datetime, sheet_id: int) -> "_Target":
        sheet = own_sheet(session, actor, sheet_id)
        participant: Participant = sheet.participant
        rubric = rubric_to_fill(session, sheet, now)
        unit = name_for(actor, participant, participant.category.period)
        return cls(sheet_id, unit, rubric, verification_of(session, participant, rubric))

    def pasted(self, row: int, column: int, given: str, seen: Cell) -> Pasted:
        code = seen.indicator
        answer, outcome, reason = "", _REFUSED, None
        try:
            answer = self._answer(code, given, seen.note)
            outcome = "same" if answer == seen.answer else "accepted"
        except Problem as problem:
            reason = problem.message
        return Pasted(
            row + 1,
            column + 1,
            given,
            outcome,
            self.sheet_id,
            self.unit,
            code,
            seen.answer,
            answer,
            seen.version,
            reason,
        )

    def _answer(self, code: str, given: str, note: str) -> str:
        if code not in self.rubric.indicator:
            raise NotFound("Indikator itu tidak ada di rubrik ini.")
        if _THOUSANDS.match(given):
            raise Refused(
                "“{given}” dapat berarti ribuan atau desimal. Tulis tanpa titik, desimal "
                "dengan koma.",
                given=given,
            )
        answer = clean_answer(self.rubric, code, given)
        self.verification.check(code, answer, note)
        return answer


def _read(text: str) -> list[list[str]]:
    if len(text) > LONGEST:
        raise _too_large()
    lines = csv.reader(io.StringIO(text.replace("\r\n", "\n").rstrip("\n")), delimiter="\t")
    try:
        rows = [[cell.strip() for cell in line] or [""] for line in lines]
    except csv.Error:
        raise Refused("Tempelan tidak terbaca. Salin lagi sel-selnya dari lembar sebar.") from None
    if sum(map(len, rows)) > MOST_CELLS:
        raise _too_large()
    if not any(cell for row in rows for cell in row):
        raise Refused("Tempelan kosong. Salin sel-selnya dari lembar sebar, lalu tempel di sini.")
    return rows


def _filled(rows: Sequence[Sequence[str]]) -> list[tuple[int, int, str]]:
    """The cells with content by row and column from 0."""
    return [
        (row, column, given)
        for row, line in enumerate(rows)
        for column, given in enumerate(line)
        if given
    ]


def _outside(row: int, column: int, given: str) -> Pasted:
    reason = says("Di luar tabel: tidak ada baris atau kolom lagi di sini.")
    return Pasted(row + 1, column + 1, given, "refused", reason=reason)


def _too_large() -> Refused:
    return Refused("Tempelan terlalu besar: paling banyak {most} sel.", most=MOST_CELLS)
