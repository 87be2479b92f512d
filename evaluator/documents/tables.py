"""Reads a CSV file or an Excel sheet into plain texts that know where they stood.

Nothing is guessed: a cell that Excel holds as a date, a truth value, an error, a
formula without result or a number too long for it is refused with its address.
Of a workbook the one visible sheet with content is read; hidden rows and columns
are read like all others, hidden sheets only when asked for by name.
"""

import csv
import io
import stat
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from evaluator.documents.table_faults import (
    MOST_FAULTS,
    CellFault,
    CellProblems,
    Faults,
    TableProblem,
    column_letters,
    shown,
)
from evaluator.documents.xlsx import Cells, read_cells
from evaluator.documents.xlsx_scan import WorkbookProblem
from evaluator.scoring.messages import Message, says

__all__ = [
    "MOST_FAULTS",
    "CellFault",
    "CellProblems",
    "Faults",
    "Row",
    "Table",
    "TableProblem",
    "column_letters",
    "content_of",
    "read_table",
    "scan_table",
    "shown",
]

MOST_BYTES = 64 * 1024 * 1024
MOST_ROWS = 200_000
MOST_COLUMNS = 1_000
_SNIFFED = 10_000
_DELIMITERS = ",;\t"
_FOREIGN = (
    (b"\xd0\xcf\x11\xe0", says("berkas Excel lama (.xls) atau berkas yang diberi kata sandi")),
    (b"\x89PNG", says("gambar PNG")),
    (b"\xff\xd8\xff", says("gambar JPEG")),
    (b"GIF8", says("gambar GIF")),
    (b"%PDF", says("dokumen PDF")),
)


@dataclass(frozen=True, slots=True)
class Row:
    """One row that is not blank; `number` counts from 1 in the file, texts are stripped."""

    number: int
    texts: list[str]


@dataclass(frozen=True)
class Table:
    """A header and rows just as wide; with what had to be refused.

    A refused cell reads "" in its row, and a ragged row is left out.
    """

    header: tuple[str, ...]
    header_row: int
    rows: list[Row]
    faults: tuple[CellFault, ...]


def read_table(
    source: Path | bytes, name: str, sheet: str | None = None, *, most_rows: int = MOST_ROWS
) -> Table:
    """Read a .csv or .xlsx file whose every cell can be taken as text.

    source : path, or the file's bytes
    name : the file's name, for its ending and for sentences
    sheet : a sheet's name; needed where several visible sheets have content
    most_rows : how many rows below the header may hold something, good or faulty

    Raises
    ------
    TableProblem
        If the file is not such a table.
    CellProblems
        With every cell, row and column title that cannot be used.
    """
    table = scan_table(source, name, sheet, most_rows=most_rows)
    if table.faults:
        raise CellProblems(table.faults)
    return table


def scan_table(
    source: Path | bytes,
    name: str,
    sheet: str | None = None,
    *,
    most_rows: int = MOST_ROWS,
    most_faults: int = MOST_FAULTS,
) -> Table:
    """Read like `read_table`, but keep refused cells in `faults` for a complete list.

    most_faults : with more than these, reading ends in `CellProblems`
    """
    content = content_of(source, name)
    faults = Faults(most_faults)
    if content.startswith(b"PK\x03\x04"):
        _refuse_ending(name, (".xlsx",), says("isinya berkas Excel (.xlsx)"))
        try:
            cells = read_cells(content, sheet, most_rows + 1, most_faults)
        except WorkbookProblem as problem:
            raise TableProblem("{name}: {message}", name=name, message=problem.message) from None
        return _table(enumerate(cells.rows, start=1), name, most_rows, faults, cells)
    _refuse_ending(name, (".csv", ".tsv", ".txt"), says("isinya bukan berkas Excel (.xlsx)"))
    return _table(_csv_rows(_decode(content, name), name), name, most_rows, faults)


def content_of(source: Path | bytes, name: str) -> bytes:
    """A file's bytes, refused where they are too many or plainly of another format."""
    try:
        content = source if isinstance(source, bytes) else _read(source, name)
    except OSError as problem:
        raise TableProblem(
            "{name}: berkas tidak dapat dibaca ({reason})",
            name=name,
            reason=problem.strerror or str(problem),
        ) from None
    if len(content) > MOST_BYTES:
        raise _too_large(name)
    for magic, kind in _FOREIGN:
        if content.startswith(magic):
            raise TableProblem(
                "{name}: ini {kind}; simpan sebagai .xlsx atau .csv", name=name, kind=kind
            )
    return content


def _read(path: Path, name: str) -> bytes:
    """Read a little more than is allowed at most, and never from what has no end."""
    status = path.stat()
    if not stat.S_ISREG(status.st_mode):
        raise TableProblem("{name}: bukan berkas biasa", name=name)
    if status.st_size > MOST_BYTES:
        raise _too_large(name)
    with path.open("rb") as file:
        return file.read(MOST_BYTES + 1)


def _too_large(name: str) -> TableProblem:
    most = MOST_BYTES >> 20
    return TableProblem(
        "{name}: berkas terlalu besar; paling besar {most} MB", name=name, most=most
    )


def _refuse_ending(name: str, endings: tuple[str, ...], content: Message) -> None:
    """Refuse a file whose name promises something else than it holds."""
    if not name.casefold().endswith(endings):
        raise TableProblem(
            "{name}: {content}, tetapi namanya tidak berakhir {endings}; "
            "yang diterima hanya .xlsx dan .csv",
            name=name,
            content=content,
            endings=" / ".join(endings),
        )


def _decode(content: bytes, name: str) -> str:
    wide = content.startswith((b"\xff\xfe", b"\xfe\xff"))
    try:
        text = content.decode("utf-16" if wide else "utf-8-sig")
    except UnicodeDecodeError as problem:
        raise TableProblem(
            "{name}, baris {row}: bukan UTF-8 atau UTF-16; "
            'simpan ulang sebagai "CSV UTF-8" agar huruf tidak rusak',
            name=name,
            row=content.count(b"\n", 0, problem.start) + 1,
        ) from None
    if "\0" in text:
        raise TableProblem("{name}: bukan berkas teks", name=name)
    return text


def _csv_rows(text: str, name: str) -> Iterator[tuple[int, list[str]]]:
    """Every record that holds a sign, with the line on which it starts."""
    line = 1
    try:
        reader = csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text), strict=True)
        for texts in reader:
            if any(texts):
                yield line, texts
            line = reader.line_num + 1
    except csv.Error:
        raise TableProblem(
            "{name}, baris {row}: tanda kutip tidak berpasangan atau sel terlalu panjang",
            name=name,
            row=line,
        ) from None


def _delimiter(text: str) -> str:
    """The sign that parts the first line into most cells."""
    start = text[: 2 * _SNIFFED].lstrip("\r\n")[:_SNIFFED]

    def cells(sign: str) -> int:
        return len(next(csv.reader(io.StringIO(start, newline=""), delimiter=sign), ""))

    return max(_DELIMITERS, key=cells)


def _table(
    numbered: Iterable[tuple[int, list[str]]],
    name: str,
    most_rows: int,
    faults: Faults,
    cells: Cells | None = None,
) -> Table:
    records = ((number, [*map(str.strip, texts)]) for number, texts in numbered if any(texts))
    filled = ((number, texts) for number, texts in records if any(texts))
    header_row, titles = next(filled, (0, []))
    header = _header(titles, name)
    faults.extend(_title_faults(header, header_row))
    faults.extend(_cell_faults(header, cells))
    rows: list[Row] = []
    for count, (number, texts) in enumerate(filled):
        if count == most_rows:
            raise TableProblem("{name}: lebih dari {most} baris", name=name, most=most_rows)
        if len(texts) > len(header) and not any(texts[len(header) :]):
            del texts[len(header) :]
        if len(texts) == len(header):
            rows.append(Row(number, texts))
        else:
            faults.add(_ragged(number, len(texts), len(header)))
    return Table(header, header_row, rows, tuple(faults.found))


def _header(titles: list[str], name: str) -> tuple[str, ...]:
    """The titles up to the last one that is not empty."""
    if not titles:
        raise TableProblem("{name}: tidak berisi apa-apa", name=name)
    while not titles[-1]:
        titles.pop()
    if len(titles) > MOST_COLUMNS:
        raise TableProblem("{name}: lebih dari {most} kolom", name=name, most=MOST_COLUMNS)
    return tuple(titles)


def _title_faults(header: tuple[str, ...], row: int) -> Iterator[CellFault]:
    first: dict[str, int] = {}
    for column, title in enumerate(header):
        if not title:
            yield CellFault(row, column, "", "", says("kolom ini tidak berjudul"))
        elif title in first:
            twin = says("judul kolom sama dengan kolom {twin}", twin=column_letters(first[title]))
            yield CellFault(row, column, title, title, twin)
        first.setdefault(title, column)


def _cell_faults(header: tuple[str, ...], cells: Cells | None) -> Iterator[CellFault]:
    for row, column, text, message in cells.refused if cells else ():
        title = header[column] if column < len(header) else ""
        yield CellFault(row, column, title, text, message)


def _ragged(number: int, found: int, width: int) -> CellFault:
    message = says("berisi {found} sel, seharusnya {width}", found=found, width=width)
    return CellFault(number, None, "", "", message)
