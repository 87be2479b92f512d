"""Reads a CSV file or an Excel sheet into plain texts that know where they stood.

Nothing is guessed: a cell that Excel holds as a date, a truth value, an error, a
formula without result or a number too long for it is refused with its address.
Of a workbook the one visible sheet with content is read; hidden rows and columns
are read like all others, hidden sheets only when asked for by name.
"""

import csv
import io
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from evaluator.documents.xlsx import Cells, WorkbookProblem, read_cells
from evaluator.scoring.messages import Message, Problem, says

MOST_BYTES = 64 * 1024 * 1024
MOST_ROWS = 200_000
_LONGEST_SHOWN = 60
_DELIMITERS = ",;\t"
_FOREIGN = (
    (b"\xd0\xcf\x11\xe0", says("berkas Excel lama (.xls) atau berkas yang diberi kata sandi")),
    (b"\x89PNG", says("gambar PNG")),
    (b"\xff\xd8\xff", says("gambar JPEG")),
    (b"GIF8", says("gambar GIF")),
    (b"%PDF", says("dokumen PDF")),
)


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


class TableProblem(Problem):
    """A file that cannot be read as a table."""


class CellProblems(TableProblem):
    """A table with cells to mend, all of them listed."""

    def __init__(self, faults: Iterable[CellFault]) -> None:
        self.faults = sorted(faults, key=_place)
        super().__init__("{faults}", faults="\n".join(map(str, self.faults)))


def read_table(source: Path | bytes, name: str, sheet: str | None = None) -> Table:
    """Read a .csv or .xlsx file whose every cell can be taken as text.

    source : path, or the file's bytes
    name : the file's name, for its ending and for sentences
    sheet : a sheet's name; needed where several visible sheets have content

    Raises
    ------
    TableProblem
        If the file is not such a table.
    CellProblems
        With every cell, row and column title that cannot be used.
    """
    table = scan_table(source, name, sheet)
    if table.faults:
        raise CellProblems(table.faults)
    return table


def scan_table(source: Path | bytes, name: str, sheet: str | None = None) -> Table:
    """Read like `read_table`, but keep refused cells in `faults` for a complete list."""
    content = _content(source, name)
    if content.startswith(b"PK\x03\x04"):
        _refuse_ending(name, (".xlsx",), says("isinya berkas Excel (.xlsx)"))
        try:
            cells = read_cells(content, sheet)
        except WorkbookProblem as problem:
            raise TableProblem("{name}: {message}", name=name, message=problem.message) from None
        return _table(enumerate(cells.rows, start=1), name, cells)
    _refuse_ending(name, (".csv", ".tsv", ".txt"), says("isinya bukan berkas Excel (.xlsx)"))
    return _table(_csv_rows(_decode(content, name), name), name)


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


def _content(source: Path | bytes, name: str) -> bytes:
    try:
        size = len(source) if isinstance(source, bytes) else source.stat().st_size
        if size > MOST_BYTES:
            raise TableProblem(
                "{name}: berkas berukuran {size} bita, paling besar {most}",
                name=name,
                size=size,
                most=MOST_BYTES,
            )
        content = source if isinstance(source, bytes) else source.read_bytes()
    except OSError as problem:
        raise TableProblem(
            "{name}: berkas tidak dapat dibaca ({reason})",
            name=name,
            reason=problem.strerror or str(problem),
        ) from None
    for magic, kind in _FOREIGN:
        if content.startswith(magic):
            raise TableProblem(
                "{name}: ini {kind}; simpan sebagai .xlsx atau .csv", name=name, kind=kind
            )
    return content


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
    """Every record with the line on which it starts."""
    first = text.lstrip("\r\n").partition("\n")[0]
    delimiter = max(
        _DELIMITERS, key=lambda sign: len(next(csv.reader([first], delimiter=sign), ""))
    )
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    line = 1
    try:
        for texts in reader:
            yield line, texts
            line = reader.line_num + 1
    except csv.Error:
        raise TableProblem(
            "{name}, baris {row}: tanda kutip tidak berpasangan atau sel terlalu panjang",
            name=name,
            row=line,
        ) from None


def _table(
    numbered: Iterable[tuple[int, list[str]]], name: str, cells: Cells | None = None
) -> Table:
    records = ((number, [*map(str.strip, texts)]) for number, texts in numbered)
    filled = ((number, texts) for number, texts in records if any(texts))
    header_row, titles = next(filled, (0, []))
    if not titles:
        raise TableProblem("{name}: tidak berisi apa-apa", name=name)
    while not titles[-1]:
        titles.pop()
    header = tuple(titles)
    faults = [*_title_faults(header, header_row), *_cell_faults(header, cells)]
    rows: list[Row] = []
    for number, texts in filled:
        if len(rows) == MOST_ROWS:
            raise TableProblem("{name}: lebih dari {most} baris", name=name, most=MOST_ROWS)
        if len(texts) > len(header) and not any(texts[len(header) :]):
            del texts[len(header) :]
        if len(texts) == len(header):
            rows.append(Row(number, texts))
        else:
            faults.append(_ragged(number, len(texts), len(header)))
    return Table(header, header_row, rows, tuple(faults))


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
