"""The rows of one sheet of a rubric's workbook, each text under the key it belongs to."""

import io
import zipfile
from dataclasses import dataclass
from typing import Any

from evaluator.documents.rubric_sheets import SUM, Sheet, heads
from evaluator.documents.table_faults import column_letters, shown
from evaluator.documents.xlsx import Cells, read_cells
from evaluator.documents.xlsx_scan import WorkbookProblem
from evaluator.scoring.messages import Message, says
from evaluator.scoring.rubric_plain import words_from
from evaluator.storage.rubric_files import Fault, RubricProblem

MOST_BYTES = 2 * 1024 * 1024
MOST_UNPACKED = 8 * 1024 * 1024
"""Each sheet is read by itself, and the whole archive looked through every time."""
MOST_ROWS = 5_000
_MOST_REFUSED = MOST_ROWS + 100
"""A column of sums may be refused in every row without a word; what is named is bounded later."""

Keys = dict[int, tuple[str, str]]
"""Column -> the key whose text stands in it, and the language."""


@dataclass
class SheetRow:
    """One row: texts by key and language, and where it stands."""

    sheet: str
    number: int
    texts: dict[tuple[str, str], str]
    columns: dict[str, int]

    def text(self, key: str) -> str:
        return self.texts.get((key, "id"), "").strip()

    def words(self, key: str) -> Any:
        indonesian, english = (self.texts.get((key, which), "") for which in ("id", "en"))
        return words_from(indonesian, english)

    def cell(self, key: str) -> str:
        return f"{self.sheet}!{column_letters(self.columns.get(key, 0))}{self.number}"


def check_size(content: bytes, name: str) -> None:
    """Refuse what is larger than any rubric, before any sheet of it is read.

    Raises
    ------
    RubricProblem
        Naming the limit, or saying that this is no workbook.
    """
    try:
        sizes = [member.file_size for member in zipfile.ZipFile(io.BytesIO(content)).infolist()]
    except (zipfile.BadZipFile, NotImplementedError, EOFError, OSError, ValueError):
        raise RubricProblem([Fault(name, 0, "", says("berkas Excel rusak"))]) from None
    if len(content) > MOST_BYTES or sum(sizes) > MOST_UNPACKED:
        sentence = says("berkas terlalu besar; paling besar {most} MB", most=MOST_BYTES >> 20)
        raise RubricProblem([Fault(name, 0, "", sentence)])


def read_rows(content: bytes, name: str, sheet: Sheet, faults: list[Fault]) -> list[SheetRow]:
    """The rows of a sheet that hold something; cells that cannot be read join `faults`.

    The sums beside the weights carry no content: whatever stands there is passed over.

    Raises
    ------
    RubricProblem
        If the workbook is not safe to read, or the sheet or one of its columns is lacking.
    """
    cells = _cells(content, name, sheet)
    filled = [(n, row) for n, row in enumerate(cells.rows, 1) if any(map(str.strip, row))]
    top, titles = filled[0] if filled else (1, [])
    titles = [title.strip() for title in titles]
    sums = _sums(titles)
    for row, column, text, message in cells.refused:
        if column != sums or row <= top:
            place = f"{sheet.name}!{column_letters(column)}{row}"
            faults.append(Fault(name, 0, place, _refusal(text, message)))
    keys = _keys(name, sheet, top, titles, faults)
    columns = {key: at for at, (key, which) in keys.items() if which == "id"}
    rows = [_row(sheet, number, texts, keys, columns) for number, texts in filled[1:]]
    return [row for row in rows if any(text.strip() for text in row.texts.values())]


def _row(
    sheet: Sheet, number: int, texts: list[str], keys: Keys, columns: dict[str, int]
) -> SheetRow:
    told = {keys[at]: text.replace("\r\n", "\n") for at, text in enumerate(texts) if at in keys}
    return SheetRow(sheet.name, number, told, columns)


def _cells(content: bytes, name: str, sheet: Sheet) -> Cells:
    try:
        return read_cells(content, sheet.name, MOST_ROWS, _MOST_REFUSED)
    except WorkbookProblem as problem:
        raise RubricProblem([Fault(name, 0, sheet.name, problem.message)]) from None


def _keys(name: str, sheet: Sheet, row: int, titles: list[str], faults: list[Fault]) -> Keys:
    """Which column holds which key; strange columns are refused, lacking ones end the reading."""
    known = {t: (column.key, which) for column in sheet.columns for t, which in heads(column)}
    found: Keys = {}
    sums = _sums(titles)
    for at, title in enumerate(titles):
        if title in known and known[title] not in found.values():
            found[at] = known[title]
        elif title and at != sums:
            place = f"{sheet.name}!{column_letters(at)}{row}"
            faults.append(
                Fault(name, 0, place, says('kolom "{title}" tidak dikenal', title=shown(title)))
            )
    late = {column.key for column in sheet.columns if column.late}
    lacking = [t for t, key in known.items() if key not in found.values() and key[0] not in late]
    if lacking:
        sentence = says("kolom ini belum ada: {titles}", titles=", ".join(lacking))
        raise RubricProblem([*faults, Fault(name, 0, f"{sheet.name}!A{row}", sentence)])
    return found


def _sums(titles: list[str]) -> int | None:
    """The column of the program's own sums; None where there is none."""
    return titles.index(SUM) if SUM in titles else None


def _refusal(text: str, message: Message) -> Message:
    return says('nilai "{text}": {message}', text=shown(text), message=message) if text else message
