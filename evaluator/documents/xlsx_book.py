"""Reads a whole Excel workbook that may be hostile, every sheet with what is unusual in it."""

from collections.abc import Mapping
from dataclasses import dataclass
from xml.parsers import expat

from evaluator.documents.xlsx import as_texts, read_values, scan_sheets, unpack
from evaluator.documents.xlsx_scan import (
    DAMAGED,
    MOST_CELLS,
    TOO_LARGE,
    WorkbookProblem,
    elements,
)
from evaluator.scoring.messages import N_, Message

_MOST_REFUSED = 100_000
_BUILT_IN_PERCENTS = {"9", "10"}

Place = tuple[int, int]
"""Row from 1, column from 0."""


@dataclass(frozen=True)
class BookSheet:
    """One worksheet; refused cells read "".

    rows : texts from the first row and column on, as wide as the sheet
    refused : what stands in a cell that cannot be read, and why
    formulas, percents : cells with a formula, cells shown as percent
    merged, array : one merged range, one range that a single formula fills; "" for none
    hidden : rows out of sight
    """

    title: str
    visible: bool
    rows: list[list[str]]
    refused: Mapping[Place, tuple[str, Message]]
    formulas: frozenset[Place]
    percents: frozenset[Place]
    merged: str
    array: str
    hidden: frozenset[int]


def read_book(content: bytes, most_rows: int, most_elements: int) -> list[BookSheet]:
    """Read every sheet of a workbook as texts; numbers in their shortest form.

    most_rows : how many rows with content one sheet may have
    most_elements : how many rows, cells and contents of cells all sheets may have

    Raises
    ------
    WorkbookProblem
        If this is not a safe .xlsx workbook, or links to other files.
    """
    try:
        parts = unpack(content)
        percents = _percent_styles(parts.get("xl/styles.xml", b""))
        scanned = scan_sheets(parts, most_rows, _MOST_REFUSED, percents, most_elements)
    except (expat.ExpatError, ValueError):
        raise WorkbookProblem(DAMAGED) from None
    if any(sheet.scan.filled > most_rows for sheet in scanned):
        raise WorkbookProblem(N_("lebih dari {most} baris"), most=most_rows)
    if sum(sheet.scan.rows * sheet.scan.columns for sheet in scanned) > MOST_CELLS:
        raise WorkbookProblem(TOO_LARGE)
    grids = read_values(content, [sheet.title for sheet in scanned])
    found = []
    for sheet, values in zip(scanned, grids, strict=True):
        scan, cells = sheet.scan, as_texts(values, sheet.scan, _MOST_REFUSED)
        found.append(
            BookSheet(
                sheet.title,
                sheet.visible,
                cells.rows,
                {(row, column): (text, why) for row, column, text, why in cells.refused},
                frozenset(scan.formulas),
                frozenset(scan.percents),
                scan.merged,
                scan.array,
                frozenset(scan.hidden),
            )
        )
    return found


def _percent_styles(part: bytes) -> set[str]:
    """The numbers of the cell styles that show percent."""
    if not part:
        return set()
    formats = {
        one.get("numFmtId", "")
        for one in elements(part, "numFmt")
        if "%" in one.get("formatCode", "")
    }
    # Only the styles of cells name a style that they build on; others stand before them.
    styles = [one for one in elements(part, "xf") if "xfId" in one]
    percents = formats | _BUILT_IN_PERCENTS
    return {str(number) for number, one in enumerate(styles) if one.get("numFmtId") in percents}
