"""The cells of sheets as they are stored: read many at once, write one at the version seen."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from evaluator.services.problems import Conflict
from evaluator.storage.database import add_unless_there
from evaluator.storage.people import Account
from evaluator.storage.scores import Score, Sheet


@dataclass(frozen=True)
class Cell:
    """One stored score; version 0 and no moment where nothing was ever saved."""

    sheet_id: int
    indicator: str
    answer: str = ""
    note: str = ""
    version: int = 0
    saved_at: datetime | None = None
    author: str = ""

    def holds(self, answer: str, note: str) -> bool:
        """Whether exactly this is stored already."""
        return self.version > 0 and (self.answer, self.note) == (answer, note)

    @property
    def content(self) -> dict[str, str] | None:
        """What the log keeps of it."""
        return {"answer": self.answer, "note": self.note} if self.version else None


def cell_of(session: Session, sheet_id: int, indicator: str) -> Cell:
    """One cell as it is stored now."""
    found = cells_of(session, [sheet_id], indicator)
    return found.get((sheet_id, indicator)) or Cell(sheet_id, indicator)


def cells_of(
    session: Session, sheet_ids: Iterable[int], indicator: str | None = None
) -> dict[tuple[int, str], Cell]:
    """The stored cells of some sheets by (sheet, indicator), in one query."""
    query = (
        select(
            Score.sheet_id,
            Score.indicator,
            Score.answer,
            Score.note,
            Score.version,
            Score.saved_at,
            Account.name,
        )
        .join(Sheet, Sheet.id == Score.sheet_id)
        .join(Account, Account.id == Sheet.assessor_id)
        .where(Score.sheet_id.in_(set(sheet_ids)))
    )
    if indicator is not None:
        query = query.where(Score.indicator == indicator)
    cells = [Cell(*row) for row in session.execute(query)]
    return {(cell.sheet_id, cell.indicator): cell for cell in cells}


def write_cell(
    session: Session, seen: Cell, version: int, answer: str, note: str, now: datetime
) -> Cell:
    """Write one cell where it still has the version that was seen.

    seen : the cell as it was read in this transaction
    version : the version that the person saw; 0 where there was none

    Raises
    ------
    Conflict
        If it was saved elsewhere in the meantime; nothing is overwritten.
    """
    values = {"answer": answer, "note": note, "saved_at": now, "version": version + 1}
    if version != seen.version or not _written(session, seen, version, values):
        raise conflict_at(cell_of(session, seen.sheet_id, seen.indicator))
    return Cell(seen.sheet_id, seen.indicator, answer, note, version + 1, now, seen.author)


def conflict_at(stored: Cell) -> Conflict:
    """The refusal of a save that came too late, with what is stored instead."""
    return Conflict(
        "Nilai ini sudah berubah di tab atau perangkat lain. Tidak ada yang ditimpa.",
        stored={
            "answer": stored.answer,
            "note": stored.note,
            "version": stored.version,
            "saved_at": stored.saved_at,
            "author": stored.author,
        },
    )


def _written(session: Session, seen: Cell, version: int, values: dict[str, object]) -> bool:
    if not version:
        key = {"sheet_id": seen.sheet_id, "indicator": seen.indicator}
        return add_unless_there(session, Score, key, values)
    here = (Score.sheet_id == seen.sheet_id, Score.indicator == seen.indicator)
    done = session.execute(
        update(Score).where(*here, Score.version == version).values(**values).returning(Score.id),
        execution_options={"synchronize_session": False},
    )
    return done.first() is not None
