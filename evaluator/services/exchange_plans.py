"""The dry run of an uploaded workbook (LKE): what taking it in would do, cell by cell."""

import hashlib
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy.orm import Session

from evaluator.scoring.messages import Message, Problem, says
from evaluator.scoring.rubric import Rubric
from evaluator.scoring.words import Bilingual
from evaluator.services.cells import Cell, cells_of
from evaluator.services.exchange import own_sheets
from evaluator.services.exchange_checks import check_rows
from evaluator.services.exchange_files import Fault, FileRow, LkeFile, Spot
from evaluator.services.exchange_marks import Base, Key, Mark, key_text, opened
from evaluator.services.filling import clean_answer, clean_note
from evaluator.services.permissions import Action, require
from evaluator.services.problems import NotFound, Refused
from evaluator.services.verifying import Verification, verification_of
from evaluator.services.windows import hold_open
from evaluator.storage.actor import Actor
from evaluator.storage.database import canonical_json
from evaluator.storage.periods import Stage
from evaluator.storage.scores import Sheet
from evaluator.storage.visibility import name_for

OUTCOMES = ("change", "clash", "refused", "kept", "same")


@dataclass(frozen=True)
class PlannedCell:
    """What taking in one question of one unit would do.

    outcome : "change"; "clash": changed in the file and meanwhile on the server;
        "refused"; "kept": newer on the server, untouched in the file; "same"
    written : the answer as it stands in the file
    answer, note : as the file would have it stored
    base, stored : what the workbook began with, and what is stored now
    spot : where to look in the file
    faults : why it is refused; of a clash, why the file's content cannot be taken
    """

    sheet_id: int
    unit: str
    code: str
    name: Bilingual
    outcome: str
    written: str
    answer: str
    note: str
    base: Base
    stored: Cell
    spot: Spot
    faults: tuple[Fault, ...] = ()

    @property
    def key(self) -> str:
        """The word by which the cell is decided."""
        return key_text(self.sheet_id, self.code)


@dataclass(frozen=True)
class LkePlan:
    """What taking in a workbook would do; every question of it is accounted for.

    units : the unit of each sheet that it holds
    """

    period: str
    category: str
    cells: tuple[PlannedCell, ...]
    remarks: tuple[Message, ...]
    units: Mapping[int, str]

    def of(self, outcome: str) -> tuple[PlannedCell, ...]:
        """The cells with one outcome, in the order of the file."""
        return tuple(cell for cell in self.cells if cell.outcome == outcome)

    @property
    def counts(self) -> dict[str, int]:
        """How many cells have each outcome; together as many as the workbook has."""
        found = Counter(cell.outcome for cell in self.cells)
        return {outcome: found[outcome] for outcome in OUTCOMES}

    @property
    def digest(self) -> str:
        """Names the plan, so that what is carried out is what was shown."""
        content = [
            (c.key, c.outcome, c.answer, c.note, c.stored.version, c.stored.answer, c.stored.note)
            for c in self.cells
        ]
        return hashlib.sha256(canonical_json(content).encode()).hexdigest()


def plan_lke(
    session: Session, actor: Actor, now: datetime, file: LkeFile, secret: bytes
) -> LkePlan:
    """Say what taking in a workbook would do, without doing it.

    secret : the installation's own, with which the workbook was sealed

    Raises
    ------
    Refused
        If the workbook was made for someone or something else, is not as it was
        made, or its period is not being scored; `details` name every such place.
    """
    require(actor, Action.ASSESS)
    mark = opened(file.mark, secret)
    sheets = _sheets(session, actor, mark)
    category = next(iter(sheets.values())).participant.category
    _hold(session, now, category.period_id, category.period.title)
    if mark.digest != category.rubric_version.digest:
        raise Refused(
            "Rubrik LKE ini ({rubric}) bukan rubrik yang berlaku. Unduh LKE baru.",
            rubric=mark.rubric,
        )
    check_rows(file.rows, mark.cells)
    stored = cells_of(session, mark.sheet_ids)
    comparing = _Comparing(
        session, actor, category.rubric_version.rubric, sheets, mark.cells, stored
    )
    return LkePlan(
        category.period.title,
        category.title,
        tuple(comparing.planned(row) for row in file.rows),
        file.remarks,
        {sheet_id: comparing.unit(sheet_id) for sheet_id in sheets},
    )


def _sheets(session: Session, actor: Actor, mark: Mark) -> dict[int, Sheet]:
    if mark.account_id != actor.account_id:
        raise Refused("LKE ini diunduh oleh penilai lain. Unduh LKE Anda sendiri.")
    try:
        return {sheet.id: sheet for sheet in own_sheets(session, actor, mark.sheet_ids)}
    except NotFound:
        raise Refused(
            "Ada unit di LKE ini yang bukan tugas Anda lagi. Unduh LKE baru, lalu salin isian Anda."
        ) from None


def _hold(session: Session, now: datetime, period_id: int, title: str) -> None:
    try:
        hold_open(session, period_id, Stage.SCORING, now)
    except Refused as refusal:
        raise Refused(
            "LKE ini milik periode {period}. {problem}", period=title, problem=refusal.message
        ) from None


@dataclass
class _Comparing:
    """Holds a file's rows against what they began with and what is stored."""

    session: Session
    actor: Actor
    rubric: Rubric
    sheets: Mapping[int, Sheet]
    bases: Mapping[Key, Base]
    stored: Mapping[Key, Cell]
    verifications: dict[int, Verification] = field(default_factory=dict)

    def unit(self, sheet_id: int) -> str:
        """What the assessor reads for a sheet's unit."""
        participant = self.sheets[sheet_id].participant
        return name_for(self.actor, participant, participant.category.period)

    def planned(self, row: FileRow) -> PlannedCell:
        """What becomes of one row."""
        sheet_id, code = int(row.key.partition(":")[0]), row.code
        base = self.bases[sheet_id, code]
        stored = self.stored.get((sheet_id, code)) or Cell(sheet_id, code)
        answer, note, unread = self._read(row)
        outcome = "refused" if unread else _outcome((answer, note), base, stored)
        faults = unread
        if outcome in ("change", "clash"):
            faults = self._objections(row, self.sheets[sheet_id], answer, note)
            outcome = "refused" if faults and outcome == "change" else outcome
        return PlannedCell(
            sheet_id,
            self.unit(sheet_id),
            code,
            self.rubric.indicator[code].name,
            outcome,
            row.answer,
            answer,
            note,
            base,
            stored,
            faults[0].spot if faults else row.answer_at,
            tuple(faults),
        )

    def _read(self, row: FileRow) -> tuple[str, str, list[Fault]]:
        """The row's answer and note as they would be stored, and why they cannot be."""
        if row.faults:
            return row.answer, row.note, list(row.faults)
        answer, note, faults = row.answer, row.note, []
        try:
            answer = clean_answer(self.rubric, row.code, row.answer)
        except Problem as problem:
            faults.append(Fault(row.answer_at, row.answer, problem.message))
        try:
            note = clean_note(row.note)
        except Problem as problem:
            faults.append(Fault(row.note_at, row.note, problem.message))
        return answer, note, faults

    def _objections(self, row: FileRow, sheet: Sheet, answer: str, note: str) -> list[Fault]:
        """Why what the file says may not be stored, though it can be read."""
        if sheet.participant.withdrawn is not None:
            gone = says("Unit ini tidak lagi dinilai pada periode ini.")
            return [Fault(row.answer_at, row.answer, gone)]
        if sheet.id not in self.verifications:
            found = verification_of(self.session, sheet.participant, self.rubric)
            self.verifications[sheet.id] = found
        try:
            self.verifications[sheet.id].check(row.code, answer, note)
        except Refused as refusal:
            if refusal.field == "note":
                return [Fault(row.note_at, row.note, refusal.message)]
            return [Fault(row.answer_at, row.answer, refusal.message)]
        return []


def _outcome(file: tuple[str, str], base: Base, stored: Cell) -> str:
    """Three contents compared: the file's, what it began with, and what is stored."""
    began, now = _content(base), _content(stored)
    if file == now:
        return "same"
    if file == began:
        return "kept"
    return "change" if now == began else "clash"


def _content(cell: Base | Cell) -> tuple[str, str]:
    """An answer and its note, with the line breaks that come back from a spreadsheet."""
    return cell.answer, cell.note.replace("\r\n", "\n").replace("\r", "\n").strip()
