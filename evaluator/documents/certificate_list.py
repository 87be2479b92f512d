"""Reads a list of certificates from a CSV file or an Excel sheet."""

from pathlib import Path

from evaluator.documents.tables import MOST_FAULTS, CellFault, column_letters, scan_table, shown
from evaluator.scoring.messages import Problem
from evaluator.services.certificate_lists import (
    COLUMNS,
    MOST_NAMED,
    MOST_ROWS,
    Listed,
    read_day,
    read_rows,
)
from evaluator.services.problems import Refused


def read_list(source: Path | bytes, name: str) -> list[Listed]:
    """Read the certificates that a file asks for, in its order.

    source : path, or the file's bytes
    name : the file's name, for its ending and for sentences

    Raises
    ------
    TableProblem
        If the file is not a table at all.
    Refused
        If it lacks columns or holds cells that cannot be used, named in `details`.
    """
    # Every date that Excel holds is a fault at first.
    table = scan_table(source, name, most_rows=MOST_ROWS, most_faults=MOST_ROWS + MOST_FAULTS)
    days = {(f.row, f.column): f.text for f in table.faults if _is_date(f)}
    faults = [fault for fault in table.faults if not _is_date(fault)]
    if faults:
        raise Refused(
            "Daftar belum dapat dibaca: {count} sel perlu diperbaiki.",
            count=len(faults),
            details=tuple(_detail(fault) for fault in faults[:MOST_NAMED]),
        )
    return read_rows(
        table.header,
        (
            (row.number, [days.get((row.number, n), text) for n, text in enumerate(row.texts)])
            for row in table.rows
        ),
    )


def example() -> bytes:
    """A list to begin with: all columns, thanks and an attendance, as Excel opens it."""
    event, day = "Hari Statistik Nasional 2025", "29 September 2025"
    rows = (
        COLUMNS,
        ("Dinas Contoh", "Responden Terbaik", "", "Responden", event, "", day, "", ""),
        ("Nama Peserta", "Seminar Statistik", "", "", event, "", day, "Peserta", "Dinas Contoh"),
    )
    return "\ufeff{}".format("".join(f"{';'.join(row)}\r\n" for row in rows)).encode()


def _is_date(fault: CellFault) -> bool:
    """Whether Excel holds a date where one is asked for: nothing is left to guess there."""
    if fault.header.casefold() != "tanggal":
        return False
    try:
        read_day(fault.text)
    except Refused:
        return False
    return True


def _detail(fault: CellFault) -> Problem:
    column = fault.header or ("" if fault.column is None else column_letters(fault.column))
    if not column:
        return Problem("baris {row}: {reason}", row=fault.row, reason=fault.message)
    return Problem(
        'baris {row}, kolom "{column}": {reason}',
        row=fault.row,
        column=shown(column),
        reason=fault.message,
    )
