"""What was found in a workbook of sheets (LKE) that came back, in plain values."""

from dataclasses import dataclass

from evaluator.scoring.messages import Message


@dataclass(frozen=True)
class Spot:
    """A cell of a workbook: the name of its sheet and its address, such as "E8"."""

    sheet: str
    address: str


@dataclass(frozen=True)
class Fault:
    """A cell that cannot be used, with what stands in it."""

    spot: Spot
    text: str
    reason: Message


@dataclass(frozen=True)
class FileRow:
    """One question of one unit as it stands in the file; texts as written, "" for blank.

    key : by which the row is known
    at : the cell of its key
    """

    key: str
    code: str
    answer: str
    note: str
    at: Spot
    answer_at: Spot
    note_at: Spot
    faults: tuple[Fault, ...] = ()


@dataclass(frozen=True)
class LkeFile:
    """A workbook that was read.

    mark : the lines of its hidden sheet
    remarks : what whoever uploads it should know, such as hidden rows
    """

    mark: tuple[str, ...]
    rows: tuple[FileRow, ...]
    remarks: tuple[Message, ...]
