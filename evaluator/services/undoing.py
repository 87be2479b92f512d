"""The way back: an assessor's last change is undone as a new change, which the log keeps."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from evaluator.services.batches import CellChange, save_cells
from evaluator.services.cells import Cell, cells_of
from evaluator.services.histories import Change, Content, Place, changes_of
from evaluator.services.measuring import answers_of, measured_for_panel
from evaluator.services.permissions import Action, require
from evaluator.services.problems import Conflict, Refused
from evaluator.services.sheets import own_sheet
from evaluator.services.standings import Standing, standing_of
from evaluator.storage.actor import Actor


@dataclass(frozen=True)
class Undone:
    """What an undo brought back, and how far the sheet is now."""

    cells: tuple[Cell, ...]
    standing: Standing


def undo_last(
    session: Session,
    actor: Actor,
    now: datetime,
    sheet_id: int,
    *,
    indicator: str = "",
    version: int = 0,
) -> Undone:
    """Undo this assessor's last change of a sheet that is not undone yet; again goes further back.

    A batch comes back whole, with the cells of other sheets that it changed.

    indicator, version : what the person takes for the last change, as it was acknowledged;
        "" where they ask for whatever it was

    Raises
    ------
    Conflict
        If what would be undone was changed since; the sentence says both values.
    Refused
        If there is nothing to undo, the earlier state no longer fits, or the
        period is not being scored.
    """
    require(actor, Action.ASSESS)
    sheet = own_sheet(session, actor, sheet_id)
    change = _last_change(session, actor, sheet_id)
    stored = cells_of(session, {sheet for sheet, _ in change.after} | {sheet_id})
    seen = stored.get((sheet_id, indicator))
    if indicator and (seen is None or seen.version != version):
        raise _changed_since(seen or Cell(sheet_id, indicator), change.before)
    for place, content in change.after.items():
        if not stored[place].holds(content.answer, content.note):
            raise _changed_since(stored[place], change.before)
    back = [_back(stored[place], change.before) for place in change.after]
    reason = f"Mengurungkan catatan nomor {change.sequence}"
    cells = save_cells(session, actor, now, back, reason=reason, act="score.undo")
    rubric = sheet.participant.category.rubric_version.rubric
    answers = {code: cell.answer for (_, code), cell in cells_of(session, [sheet_id]).items()}
    measured = answers_of(measured_for_panel(session, sheet.participant))
    return Undone(tuple(cells), standing_of(rubric, answers, measured))


def _last_change(session: Session, actor: Actor, sheet_id: int) -> Change:
    """The newest own change that no later undo took back."""
    undone = 0
    for change in changes_of(session, actor, sheet_id):
        if change.account_id != actor.account_id:
            continue
        if change.act == "score.undo":
            undone += 1
        elif undone:
            undone -= 1
        else:
            return change
    raise Refused("Tidak ada perubahan Anda di lembar ini yang dapat diurungkan.")


def _back(stored: Cell, before: Mapping[Place, Content]) -> CellChange:
    earlier = before.get((stored.sheet_id, stored.indicator), Content())
    return CellChange(
        stored.sheet_id, stored.indicator, earlier.answer, earlier.note, stored.version
    )


def _changed_since(stored: Cell, before: Mapping[Place, Content]) -> Conflict:
    earlier = before.get((stored.sheet_id, stored.indicator), Content())
    return Conflict(
        "Nilai {code} sudah berubah sesudah itu: sekarang {now}, sebelumnya {before}. "
        "Tidak ada yang diurungkan.",
        code=stored.indicator,
        now=stored.answer or "–",
        before=earlier.answer or "–",
        stored={
            "sheet": stored.sheet_id,
            "code": stored.indicator,
            "answer": stored.answer,
            "note": stored.note,
            "version": stored.version,
            "saved_at": stored.saved_at,
            "author": stored.author,
        },
    )
