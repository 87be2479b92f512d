"""What has to be mended in a table, each with its place, and never without end."""

from collections.abc import Iterable
from dataclasses import dataclass

from evaluator.scoring.messages import Message, Problem, says

MOST_FAULTS = 200
_LONGEST_SHOWN = 60


@dataclass(frozen=True)
class CellFault:
    """One thing to mend in a table.

    row : as counted in the file, from 1
    column : from 0; None where the whole row or the table is meant
    """

    row: int
    column: int | None
    header: str
    text: str
    message: Message

    def __str__(self) -> str:
        if self.column is None:
            return f"baris {self.row}: {self.message}"
        titled = f" ({shown(self.header)})" if self.header else ""
        place = f"baris {self.row}, kolom {column_letters(self.column)}{titled}"
        return f'{place}, nilai "{shown(self.text)}": {self.message}'


class TableProblem(Problem):
    """A file that cannot be read as a table."""


class CellProblems(TableProblem):
    """A table with cells to mend, as many of them listed as anyone would read."""

    def __init__(self, faults: Iterable[CellFault]) -> None:
        self.faults = sorted(faults, key=_place)
        lines = [str(fault) for fault in self.faults[:MOST_FAULTS]]
        if len(self.faults) > MOST_FAULTS:
            lines.append(str(says("dan masih ada lagi")))
        super().__init__("{faults}", faults="\n".join(lines))


class Faults:
    """Collects what is to be mended, and ends the reading when it is more than `most`.

    Raises
    ------
    CellProblems
        On the first fault too many.
    """

    def __init__(self, most: int = MOST_FAULTS) -> None:
        self.most = most
        self.found: list[CellFault] = []

    def add(self, fault: CellFault) -> None:
        """Note one more."""
        self.found.append(fault)
        if len(self.found) > self.most:
            raise CellProblems(self.found)

    def extend(self, faults: Iterable[CellFault]) -> None:
        """Note several, taking no more than are wanted."""
        for fault in faults:
            self.add(fault)


def column_letters(column: int) -> str:
    """Name a column as spreadsheets do: 0 is A, 26 is AA."""
    letters = ""
    while column >= 0:
        letters = chr(ord("A") + column % 26) + letters
        column = column // 26 - 1
    return letters


def shown(text: str) -> str:
    """A text for a one-line message: bounded, control characters made visible."""
    safe = "".join(char if char.isprintable() else "�" for char in text[:_LONGEST_SHOWN])
    return safe + "…" if len(text) > _LONGEST_SHOWN else safe


def _place(fault: CellFault) -> tuple[int, int]:
    """Top to bottom, left to right, whole rows before their cells."""
    return fault.row, -1 if fault.column is None else fault.column
