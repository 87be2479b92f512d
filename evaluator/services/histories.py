"""What became of a cell of a sheet: every state it had, and the way back to any of them."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from evaluator.services.batches import CellChange, save_cells
from evaluator.services.cells import Cell
from evaluator.services.logging import score_object
from evaluator.services.permissions import Action, require
from evaluator.services.problems import NotFound
from evaluator.services.sheets import own_sheet
from evaluator.storage.actor import Actor
from evaluator.storage.log import LogEntry
from evaluator.storage.visibility import visible_changes

Place = tuple[int, str]
"""A cell: (sheet, indicator)."""


@dataclass(frozen=True)
class Content:
    """What stood in a cell: answer and note, both "" where nothing did."""

    answer: str = ""
    note: str = ""


@dataclass(frozen=True)
class Change:
    """One act of the log that changed cells, with what they held before and after."""

    sequence: int
    at: datetime
    account_id: int | None
    author: str
    act: str
    reason: str
    before: Mapping[Place, Content]
    after: Mapping[Place, Content]


@dataclass(frozen=True)
class State:
    """One step in the history of a cell.

    cells : how many cells the same act changed
    """

    sequence: int
    at: datetime
    author: str
    act: str
    reason: str
    before: Content
    after: Content
    cells: int


def history_of(session: Session, actor: Actor, sheet_id: int, indicator: str) -> list[State]:
    """Every change of one cell of one's own sheet, the newest first."""
    require(actor, Action.ASSESS)
    own_sheet(session, actor, sheet_id)
    place = (sheet_id, indicator)
    return [
        State(
            change.sequence,
            change.at,
            change.author,
            change.act,
            change.reason,
            change.before.get(place, Content()),
            change.after[place],
            len(change.after),
        )
        for change in changes_of(session, actor, sheet_id)
        if place in change.after
    ]


def restore_state(
    session: Session,
    actor: Actor,
    now: datetime,
    sheet_id: int,
    indicator: str,
    sequence: int,
    version: int,
) -> Cell:
    """Bring back what a cell held after one step of its history, as a new change.

    sequence : the step's number in the log
    version : the version that the person saw

    Raises
    ------
    Conflict
        If the cell was saved elsewhere in the meantime; nothing is overwritten.
    Refused
        If that state no longer fits, or the period is not being scored.
    """
    steps = history_of(session, actor, sheet_id, indicator)
    wanted = next((step.after for step in steps if step.sequence == sequence), None)
    if wanted is None:
        raise NotFound("Keadaan itu tidak ada dalam riwayat nilai ini.")
    change = CellChange(sheet_id, indicator, wanted.answer, wanted.note, version)
    reason = f"Memulihkan catatan nomor {sequence}"
    return save_cells(session, actor, now, [change], reason=reason, act="score.restore")[0]


def changes_of(session: Session, actor: Actor, sheet_id: int) -> Iterator[Change]:
    """Every act that changed a sheet, the newest first."""
    query = visible_changes(actor, sheet_id).order_by(LogEntry.id.desc())
    for entry in session.scalars(query.execution_options(yield_per=50)):
        yield _change(entry)


def _change(entry: LogEntry) -> Change:
    return Change(
        entry.sequence,
        entry.at,
        entry.account_id,
        entry.actor,
        entry.act,
        entry.reason,
        _contents(entry, entry.before),
        _contents(entry, entry.after),
    )


def _contents(entry: LogEntry, kept: Any) -> dict[Place, Content]:
    """Cells by place: a save names one cell, a batch its indicators or whole places."""
    if entry.act == "score.save":
        kept = {entry.object: kept}
    elif entry.object.startswith("sheet:"):
        sheet_id = int(entry.object.removeprefix("sheet:"))
        kept = {score_object(sheet_id, code): cell for code, cell in (kept or {}).items()}
    return {
        _place(name): Content(cell["answer"], cell["note"])
        for name, cell in (kept or {}).items()
        if cell is not None
    }


def _place(name: str) -> Place:
    sheet, _, indicator = name.removeprefix("sheet:").partition("/")
    return int(sheet), indicator
