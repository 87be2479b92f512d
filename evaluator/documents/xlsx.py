"""Opens an Excel workbook that may be hostile, and reads one of its sheets.

The archive is measured and its parts are looked through before the fast reader
sees it, since that reader has no bounds and drops errors and lost formula
results without a word.
"""

import datetime
import io
import math
import posixpath
import zipfile
import zlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import NoReturn
from xml.parsers import expat

from evaluator.scoring.messages import Message, Problem, says

MOST_MEMBERS = 2_000
MOST_UNPACKED = 128 * 1024 * 1024
MOST_RATIO = 200
MOST_CELLS = 2_000_000
_SMALL = 4 * 1024 * 1024
_LONGEST_NUMBER = 15
_LONGEST_LETTERS = 3
_DAMAGED = says("berkas Excel rusak").template
_TOO_LARGE = says("lembar kerja terlalu besar; hapus sel yang jauh dari tabel").template

Refusal = tuple[int, int, str, Message]
"""Row from 1, column from 0, what stands there, why it is refused."""


@dataclass(frozen=True)
class Cells:
    """One sheet from its first row and column on; refused cells read ""."""

    rows: list[list[str]]
    refused: list[Refusal]


class WorkbookProblem(Problem):
    """A file that is no workbook that can be read safely and without guessing."""


def read_cells(content: bytes, sheet: str | None) -> Cells:
    """Read one sheet of a workbook as texts; numbers in their shortest form.

    sheet : its name; None for the only visible one with content

    Raises
    ------
    WorkbookProblem
        If this is not a safe .xlsx workbook, has merged cells, or leaves open
        which sheet is meant.
    """
    try:
        scan = _choose(_scans(_parts(content)), sheet)
    except (expat.ExpatError, ValueError):
        raise WorkbookProblem(_DAMAGED) from None
    if scan.merged:
        raise WorkbookProblem("sel {range} digabung; pisahkan dahulu", range=scan.merged[0])
    if scan.rows * scan.columns > MOST_CELLS:
        raise WorkbookProblem(_TOO_LARGE)
    return _texts(content, scan)


class _Scan:
    """What one sheet's part holds, seen without keeping it."""

    def __init__(self, title: str, visible: bool, part: bytes) -> None:
        self.title = title
        self.visible = visible
        self.rows = self.columns = 0
        self.merged: list[str] = []
        self.refused: list[Refusal] = []
        self._seen, self._row, self._column = 0, 0, -1
        self._kind, self._formula, self._value = "", False, ""
        self._letters: dict[str, int] = {}
        self._parser = _parser(self._start)
        self._parser.Parse(part, True)
        self._finish_cell()

    def _start(self, tag: str, attributes: dict[str, str]) -> None:
        local = tag[tag.rfind(" ") + 1 :]
        self._seen += 1
        if local == "c":
            self._finish_cell()
            self._open_cell(attributes)
        elif local == "v" or local == "is":
            if self._row > self.rows:
                self.rows = self._row
            if self._column >= self.columns:
                self.columns = self._column + 1
            if self._formula or self._kind == "e":
                self._parser.CharacterDataHandler = self._hear
        elif local == "f":
            self._formula = True
        elif local == "row":
            self._row, self._column = int(attributes.get("r", self._row + 1)), -1
        elif local == "mergeCell":
            self.merged.append(attributes.get("ref", "?"))
        if self._seen > 3 * MOST_CELLS:
            raise WorkbookProblem(_TOO_LARGE)

    def _open_cell(self, attributes: dict[str, str]) -> None:
        reference = attributes.get("r", "")
        self._kind = attributes.get("t", "")
        if not reference:
            self._column += 1
            return
        letters = reference.rstrip("0123456789")
        if letters not in self._letters:
            self._letters[letters] = _column_number(letters)
        self._column = self._letters[letters]
        self._row = int(reference[len(letters) :])

    def _hear(self, text: str) -> None:
        self._value += text

    def _finish_cell(self) -> None:
        """Note a cell whose content the reader would pass over in silence."""
        if not self._formula and self._kind != "e":
            return
        if self._kind == "e":
            reason = says("kesalahan rumus; perbaiki atau kosongkan")
            self.refused.append((self._row, self._column, self._value.strip(), reason))
        elif self._formula and self._kind != "str" and not self._value.strip():
            reason = says("rumus tanpa hasil; buka dan simpan di Excel, atau tulis nilainya")
            self.refused.append((self._row, self._column, "", reason))
        self._parser.CharacterDataHandler = None
        self._kind, self._formula, self._value = "", False, ""


def _parts(content: bytes) -> dict[str, bytes]:
    """Unpack an archive only after its declared size is known to be bearable."""
    try:
        archive = zipfile.ZipFile(io.BytesIO(content))
        members = archive.infolist()
        size = sum(member.file_size for member in members)
        if (
            len(members) > MOST_MEMBERS
            or size > MOST_UNPACKED
            or size > max(_SMALL, MOST_RATIO * len(content))
        ):
            raise WorkbookProblem("isi berkas Excel terlalu besar setelah dibuka")
        if any(member.flag_bits & 1 for member in members):
            raise WorkbookProblem("berkas diberi kata sandi; simpan tanpa kata sandi")
        # Reading checks size and checksum, so a declared size cannot lie.
        parts = {member.filename: archive.read(member) for member in members}
    except (zipfile.BadZipFile, NotImplementedError, EOFError, OSError, ValueError, zlib.error):
        raise WorkbookProblem(_DAMAGED) from None
    if len(parts) != len(members):
        raise WorkbookProblem(_DAMAGED)
    _refuse_relatives(parts)
    return parts


def _refuse_relatives(parts: dict[str, bytes]) -> None:
    """Refuse formats that look like .xlsx from outside."""
    if any(name.casefold().endswith("vbaproject.bin") for name in parts):
        raise WorkbookProblem("berkas Excel dengan makro (.xlsm); simpan sebagai .xlsx")
    if "xl/workbook.bin" in parts:
        raise WorkbookProblem("berkas Excel biner (.xlsb); simpan sebagai .xlsx")
    if "opendocument" in parts.get("mimetype", b"").decode("ascii", "replace"):
        raise WorkbookProblem("berkas OpenDocument (.ods); simpan sebagai .xlsx")
    if "xl/workbook.xml" not in parts:
        raise WorkbookProblem("bukan berkas Excel (.xlsx)")
    if any(b"<!DOCTYPE" in part for part in parts.values()):
        raise WorkbookProblem(_DAMAGED)


def _scans(parts: dict[str, bytes]) -> list[_Scan]:
    """Look through every worksheet, in the order of the workbook."""
    targets = {
        link.get("Id", ""): posixpath.normpath(posixpath.join("/xl", link.get("Target", "")))[1:]
        for link in _elements(parts.get("xl/_rels/workbook.xml.rels", b""), "Relationship")
        if link.get("Type", "").endswith("/worksheet")
    }
    scans = []
    for entry in _elements(parts["xl/workbook.xml"], "sheet"):
        link = next((value for key, value in entry.items() if key.endswith(" id")), "")
        part = parts.get(targets.get(link, ""))
        if part is not None:
            visible = entry.get("state", "visible") == "visible"
            scans.append(_Scan(entry.get("name", ""), visible, part))
    if not scans:
        raise WorkbookProblem("tidak ada lembar kerja")
    return scans


def _choose(scans: list[_Scan], sheet: str | None) -> _Scan:
    """The sheet that was asked for, or the only visible one with content."""
    if sheet is not None:
        named = [scan for scan in scans if scan.title == sheet]
        if not named:
            known = ", ".join(scan.title for scan in scans if scan.visible)
            raise WorkbookProblem(
                'lembar "{sheet}" tidak ada; yang ada: {known}', sheet=sheet, known=known
            )
        return named[0]
    filled = [scan for scan in scans if scan.visible and scan.rows]
    if len(filled) > 1:
        titles = ", ".join(scan.title for scan in filled)
        raise WorkbookProblem(
            "beberapa lembar berisi data ({titles}); sebutkan lembarnya", titles=titles
        )
    if not filled:
        raise WorkbookProblem("tidak ada lembar terlihat yang berisi data")
    return filled[0]


def _texts(content: bytes, scan: _Scan) -> Cells:
    from python_calamine import CalamineError, load_workbook

    try:
        with load_workbook(io.BytesIO(content)) as book:
            values = book.get_sheet_by_name(scan.title).to_python(skip_empty_area=False)
    except CalamineError:
        raise WorkbookProblem(_DAMAGED) from None
    refused = list(scan.refused)
    rows = []
    for number, given in enumerate(values, start=1):
        texts = [value if type(value) is str else _text(value) for value in given]
        plain = ["" if isinstance(text, Message) else text for text in texts]
        if plain != texts:
            refused += _refusals(number, given, texts)
        rows.append(plain)
    return Cells(rows, refused)


def _refusals(
    number: int, given: Sequence[object], texts: Sequence[str | Message]
) -> Iterator[Refusal]:
    for column, text in enumerate(texts):
        if isinstance(text, Message):
            yield number, column, str(given[column]), text


def _text(value: object) -> str | Message:
    """A cell as text, or why it cannot be one."""
    if isinstance(value, float) and value.is_integer() and abs(value) < 10**_LONGEST_NUMBER:
        return str(int(value))
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return says("nilai TRUE/FALSE; tulis angka atau teks")
    if isinstance(value, int | float):
        if not math.isfinite(value):
            return says("bukan bilangan")
        if abs(value) >= 10**_LONGEST_NUMBER:
            return says("angka lebih dari 15 digit rusak di Excel; tulis sebagai teks")
        return repr(value)
    if isinstance(value, datetime.date | datetime.time | datetime.timedelta):
        return says("tanggal atau waktu; ubah format sel menjadi teks atau angka")
    return says("isi sel tidak dikenal")


def _elements(part: bytes, wanted: str) -> Iterator[dict[str, str]]:
    found: list[dict[str, str]] = []

    def start(tag: str, attributes: dict[str, str]) -> None:
        if tag.rpartition(" ")[2] == wanted:
            found.append(attributes)

    _parser(start).Parse(part, True)
    return iter(found)


def _parser(start: Callable[[str, dict[str, str]], None]) -> expat.XMLParserType:
    """An XML parser that stops at a document type, the place where entities are made."""
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.buffer_text = True
    parser.StartElementHandler = start
    parser.StartDoctypeDeclHandler = _stop_at_doctype
    return parser


def _stop_at_doctype(*_: object) -> NoReturn:
    raise expat.ExpatError("DOCTYPE")


def _column_number(letters: str) -> int:
    if len(letters) > _LONGEST_LETTERS:
        raise ValueError(letters[:10])
    number = 0
    for letter in letters.upper():
        number = number * 26 + ord(letter) - ord("A") + 1
    return number - 1
