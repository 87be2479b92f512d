"""Many scores of one sheet at once: all of them are kept, or none, under one log entry."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy.orm import Session

from evaluator.scoring.messages import Problem
from evaluator.scoring.rubric import Rubric
from evaluator.services.assessing import reopen
from evaluator.services.cells import Cell, cells_of, write_cell
from evaluator.services.filling import clean_answer, clean_note, rubric_to_fill
from evaluator.services.logging import record, score_object
from evaluator.services.permissions import Action, require
from evaluator.services.problems import Refused
from evaluator.services.sheets import own_sheet
from evaluator.services.verifying import Verification, verification_of
from evaluator.storage.actor import Actor
from evaluator.storage.scores import Score, Sheet
from evaluator.storage.visibility import name_for


@dataclass(frozen=True)
class CellChange:
    """One cell as it shall be, and the version that the person saw (0: nothing there)."""

    sheet_id: int
    indicator: str
    answer: str
    note: str
    version: int


Cells = Mapping[str, tuple[str, str]]
"""Indicator code -> (answer, note)."""


def save_scores(
    session: Session, actor: Actor, now: datetime, sheet_id: int, cells: Cells, *, hand_in: bool
) -> None:
    """Fill an empty sheet of one's own in one go; `hand_in` submits it where it is complete.

    Raises
    ------
    Refused
        If an answer does not fit its scale, the sheet holds scores already, or
        the period is not being scored.
    """
    require(actor, Action.ASSESS)
    sheet = own_sheet(session, actor, sheet_id)
    rubric = rubric_to_fill(session, sheet, now)
    if sheet.scores:
        raise Refused("Lembar ini sudah berisi nilai; ubah satu per satu.")
    kept = {code: (_answer(rubric, code, text), clean_note(n)) for code, (text, n) in cells.items()}
    session.add_all(
        Score(sheet_id=sheet.id, indicator=code, answer=answer, note=note, saved_at=now)
        for code, (answer, note) in kept.items()
    )
    if hand_in and all(kept.get(code, ("", ""))[0] for code in (i.code for i in rubric.asked)):
        sheet.submitted_at = now
    session.flush()
    after = {code: {"answer": answer, "note": note} for code, (answer, note) in kept.items()}
    period = sheet.participant.category.period
    record(
        session,
        actor,
        now,
        "score.batch",
        f"sheet:{sheet.id}",
        after=after,
        period_id=period.id,
        office_id=period.office_id,
    )


def save_cells(
    session: Session,
    actor: Actor,
    now: datetime,
    changes: Sequence[CellChange],
    *,
    reason: str = "",
    act: str = "score.batch",
) -> list[Cell]:
    """Keep many cells of one's own sheets of one period, under one log entry, or none of them.

    What is stored already counts as kept; the cells come back in the order given.

    act : one of the log's score acts

    Raises
    ------
    Refused
        If any cell does not fit; every such cell is named in `details`.
    Conflict
        If any cell was saved elsewhere in the meantime; `stored` is the first such cell.
    """
    require(actor, Action.ASSESS)
    sheets = {i: own_sheet(session, actor, i) for i in sorted({c.sheet_id for c in changes})}
    if len({sheet.participant.category.period_id for sheet in sheets.values()}) > 1:
        raise Refused("Semua nilai harus dari satu periode.")
    rules = {i: _Rules.of(session, actor, sheet, now) for i, sheet in sheets.items()}
    cleaned = _cleaned(rules, changes)
    stored = cells_of(session, sheets)
    kept: list[Cell] = []
    before: dict[str, object] = {}
    after: dict[str, object] = {}
    for change in cleaned:
        place = (change.sheet_id, change.indicator)
        seen = stored.get(place) or Cell(*place)
        if not seen.holds(change.answer, change.note):
            name = score_object(*place)
            before[name] = seen.content
            seen = write_cell(session, seen, change.version, change.answer, change.note, now)
            after[name] = seen.content
        kept.append(seen)
    if after:
        touched = {change.sheet_id for change in cleaned}
        for sheet_id in touched:
            reopen(sheets[sheet_id], [c.answer for c in cleaned if c.sheet_id == sheet_id])
        _record_cells(session, actor, now, act, next(iter(sheets.values())), before, after, reason)
    return kept


@dataclass(frozen=True)
class _Rules:
    """What the cells of one sheet are held against."""

    unit: str
    rubric: Rubric
    verification: Verification

    @classmethod
    def of(cls, session: Session, actor: Actor, sheet: Sheet, now: datetime) -> "_Rules":
        rubric = rubric_to_fill(session, sheet, now)
        verification = verification_of(session, sheet.participant, rubric)
        unit = name_for(actor, sheet.participant, sheet.participant.category.period)
        return cls(unit, rubric, verification)

    def cleaned(self, change: CellChange) -> CellChange:
        answer = clean_answer(self.rubric, change.indicator, change.answer)
        note = clean_note(change.note)
        self.verification.check(change.indicator, answer, note)
        return replace(change, answer=answer, note=note)


def _cleaned(rules: Mapping[int, _Rules], changes: Sequence[CellChange]) -> list[CellChange]:
    cleaned: list[CellChange] = []
    faults: list[Refused] = []
    for change in changes:
        try:
            cleaned.append(rules[change.sheet_id].cleaned(change))
        except Problem as problem:
            unit = rules[change.sheet_id].unit
            faults.append(
                Refused(
                    "{unit}, {code}: {problem}",
                    unit=unit,
                    code=change.indicator,
                    problem=problem.message,
                )
            )
    if faults:
        raise Refused("Tidak ada yang disimpan: ada nilai yang ditolak.", details=tuple(faults))
    return cleaned


def _record_cells(
    session: Session,
    actor: Actor,
    now: datetime,
    act: str,
    sheet: Sheet,
    before: Mapping[str, object],
    after: Mapping[str, object],
    reason: str,
) -> None:
    """One entry for the whole batch, naming every cell."""
    period_id = sheet.participant.category.period_id
    record(
        session,
        actor,
        now,
        act,
        f"period:{period_id}",
        before=dict(before),
        after=dict(after),
        reason=reason,
        period_id=period_id,
        office_id=sheet.participant.category.period.office_id,
    )


def _answer(rubric: Rubric, code: str, text: str) -> str:
    """One answer among many, so that a refusal names its indicator."""
    try:
        return clean_answer(rubric, code, text)
    except Refused as refusal:
        raise Refused("{code}: {problem}", code=code, problem=refusal.message) from refusal
