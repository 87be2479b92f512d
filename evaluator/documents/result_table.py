"""One category's results as a table to take away: CSV for programs, a workbook for people."""

import io
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

_RUNS_AS_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_NUMBER = re.compile(r"-?[0-9]{1,15}(\.[0-9]{1,15})?\Z")
_NOT_IN_SHEET_NAMES = re.compile(r"[\[\]:*?/\\']")
_LONGEST_SHEET_NAME = 31
_WIDEST = 60


@dataclass(frozen=True)
class Column:
    """A column's title; `places` is how many decimals its numbers have, None for texts."""

    title: str
    places: int | None = None


@dataclass(frozen=True)
class ResultTable:
    """What is printed.

    facts : lines above the table in the workbook, such as period and stage
    rows : one cell a column: text, a declared decimal such as "2.56", or "" for none
    """

    title: str
    facts: Sequence[str]
    columns: Sequence[Column]
    rows: Sequence[Sequence[str]]


def csv_bytes(table: ResultTable) -> bytes:
    """The table as CSV: commas, decimal points, UTF-8 with the mark that Excel looks for.

    A text that a spreadsheet would run as a formula gets a leading apostrophe.
    """
    from pandas import DataFrame

    titles = [_harmless(column.title) for column in table.columns]
    frame = DataFrame([[_harmless(cell) for cell in row] for row in table.rows], columns=titles)
    return frame.to_csv(index=False, lineterminator="\r\n").encode("utf-8-sig")


def xlsx_bytes(table: ResultTable) -> bytes:
    """The table as a workbook: numbers as numbers, texts never as formulas or links."""
    from xlsxwriter import Workbook

    target = io.BytesIO()
    with Workbook(target, {"in_memory": True}) as book:
        sheet = book.add_worksheet(_sheet_name(table.title))
        sheet.write_string(0, 0, table.title, book.add_format({"bold": True}))
        for line, fact in enumerate(table.facts, start=1):
            sheet.write_string(line, 0, fact)
        top = len(table.facts) + 2
        head = book.add_format({"bold": True, "text_wrap": True, "valign": "top", "bottom": 1})
        for number, column in enumerate(table.columns):
            sheet.write_string(top, number, column.title, head)
            _write_cells(book, sheet, table, number, top + 1)
        sheet.freeze_panes(top + 1, 2)
    return target.getvalue()


def _write_cells(book: Any, sheet: Any, table: ResultTable, number: int, first: int) -> None:
    """Write one column below its head, as wide as what it holds."""
    column = table.columns[number]
    cells = [row[number] for row in table.rows]
    widest = max((len(cell) for cell in cells), default=0)
    sheet.set_column(number, number, min(max(widest, 10) + 2, _WIDEST))
    zeros = "0" if not column.places else "0." + "0" * column.places
    style = book.add_format({"num_format": zeros if column.places is not None else "@"})
    for row, cell in enumerate(cells, start=first):
        if column.places is not None and _NUMBER.match(cell):
            # A spreadsheet knows no other numbers; the declared decimal is what it shows.
            sheet.write_number(row, number, float(cell), style)
        elif cell:
            sheet.write_string(row, number, cell, style)


def _harmless(cell: str) -> str:
    runs = cell.startswith(_RUNS_AS_FORMULA) and not _NUMBER.match(cell)
    return f"'{cell}" if runs else cell


def _sheet_name(title: str) -> str:
    return _NOT_IN_SHEET_NAMES.sub(" ", title)[:_LONGEST_SHEET_NAME].strip() or "Hasil"
