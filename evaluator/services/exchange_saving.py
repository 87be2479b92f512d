"""Taking in a workbook (LKE): everything that its dry run showed, or nothing."""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy.orm import Session

from evaluator.services.batches import CellChange, save_cells
from evaluator.services.exchange_plans import LkePlan, PlannedCell
from evaluator.services.permissions import Action, require
from evaluator.services.problems import Refused
from evaluator.storage.actor import Actor

SERVER, FILE = "server", "file"
"""How a clash is decided: what is stored stays, or the file's content is taken."""


def take_in(
    session: Session,
    actor: Actor,
    now: datetime,
    plan: LkePlan,
    decisions: Mapping[str, str],
    file_name: str,
) -> int:
    """Store what a plan says, as one logged batch; returns how many cells changed.

    The plan must come from the same transaction. Taking the same workbook in a
    second time changes nothing.

    decisions : key of each clash -> SERVER or FILE

    Raises
    ------
    Refused
        If a cell is refused, or a clash is not decided yet.
    """
    require(actor, Action.ASSESS)
    if plan.of("refused"):
        raise Refused(
            "Ada {count} sel yang ditolak, jadi belum ada yang disimpan. Perbaiki di berkas Anda, "
            "lalu unggah lagi.",
            count=len(plan.of("refused")),
        )
    changes = [_change(cell) for cell in (*plan.of("change"), *_taken(plan, decisions))]
    if changes:
        save_cells(session, actor, now, changes, reason=f"LKE {file_name}")
    return len(changes)


def _taken(plan: LkePlan, decisions: Mapping[str, str]) -> list[PlannedCell]:
    """The clashes that are decided for the file."""
    clashes = plan.of("clash")
    undecided = [cell for cell in clashes if decisions.get(cell.key) not in (SERVER, FILE)]
    if undecided:
        raise Refused(
            "Masih ada {count} bentrokan yang belum diputuskan: {cells}.",
            count=len(undecided),
            cells="; ".join(f"{cell.unit}, {cell.code}" for cell in undecided[:5]),
        )
    taken = [cell for cell in clashes if decisions[cell.key] == FILE]
    for cell in taken:
        for fault in cell.faults:
            raise Refused("{unit}, {code}: {problem}", unit=cell.unit, code=cell.code,
                          problem=fault.reason)  # fmt: skip
    return taken


def _change(cell: PlannedCell) -> CellChange:
    return CellChange(cell.sheet_id, cell.code, cell.answer, cell.note, cell.stored.version)
