"""Requests, registers and tasks as tables to fill in, to change and import again, or to file."""

from collections.abc import Iterable, Sequence

from evaluator.documents.blank_table import text_table
from evaluator.documents.result_table import Column, ResultTable
from evaluator.services import register_imports, request_imports, task_imports
from evaluator.services.request_boards import BoardRow
from evaluator.services.task_book import KINDS as FIELD_KINDS
from evaluator.services.units import KINDS

_YES_NO = ("ya", "tidak")
_TABLES = (
    ("Judul permintaan Anda", "opd", "Contoh 1 (hapus baris ini)", "4.1.1", "Banyaknya sekolah",
     "24", "2026-02-27", "", "", "", "", "", ""),
    ("Judul permintaan Anda", "opd", "Contoh 1 (hapus baris ini)", "4.1.2", "Banyaknya guru",
     "36", "2026-02-27", "2026-02-20", "30", "tidak", "2", "2026-03-05", ""),
)  # fmt: skip
_ENTRIES = (
    ("romantik", "opd", "Contoh 1 (hapus baris ini)", "2026-05-04", "Survei kepuasan layanan",
     "V-26.3375.001", "", "", "", "2026-04-10", "", "", "", ""),
    ("tim-data", "opd", "Contoh 1 (hapus baris ini)", "2026-01-12", "SK Tim Data 2026",
     "800/012/2026", "", "", "", "", "2026-12-31", "Contoh Narahubung", "0812-0000-0000", ""),
)  # fmt: skip
_TASKS = (
    ("mitra", "M-01 (hapus baris ini)", "Sakernas Februari 2026", "Medono", "2026-02-01",
     "2026-02-28", "10", "9", "1", "2026-02-26", "9", "8", ""),
    ("responden", "R-001 (hapus baris ini)", "Survei Industri Bulanan", "", "", "2026-02-10",
     "1", "1", "0", "2026-02-09", "1", "1", ""),
)  # fmt: skip


def requested_tables(rows: Iterable[Sequence[str]] = _TABLES) -> bytes:
    """Tables asked of units, as a workbook under the columns of an import; or an example."""
    choices = {"jenis": KINDS, "lulus": _YES_NO}
    return text_table("Permintaan data", request_imports.COLUMNS, rows, choices)


def register_entries(rows: Iterable[Sequence[str]] = _ENTRIES) -> bytes:
    """Entries of registers, as a workbook under the columns of an import; or an example."""
    choices = {"jenis": KINDS, "daftar": tuple(register_imports.WORDS)}
    return text_table("Catatan unit", register_imports.COLUMNS, rows, choices)


def field_tasks(rows: Iterable[Sequence[str]] = _TASKS) -> bytes:
    """Tasks in the field, as a workbook under the columns of an import; or an example."""
    return text_table("Tugas lapangan", task_imports.COLUMNS, rows, {"jenis": FIELD_KINDS})


def board_table(
    title: str, facts: Sequence[str], titles: Sequence[str], rows: Iterable[BoardRow]
) -> ResultTable:
    """The board of a request to file or to print: one row a unit.

    titles : words for unit, asked, received, overdue, days overdue, said to be sent, came
        late, days late, cells asked, cells filled
    """
    columns = [Column(titles[0]), *(Column(word, places=0) for word in titles[1:])]
    return ResultTable(title, facts, columns, [_board_cells(row) for row in rows])


def _board_cells(row: BoardRow) -> tuple[str, ...]:
    counts = row.counts
    numbers = (
        *(counts.asked, counts.received, counts.late, row.days, row.sent),
        *(row.came_late, row.came_days, counts.cells, counts.filled),
    )
    return (row.unit, *map(str, numbers))
