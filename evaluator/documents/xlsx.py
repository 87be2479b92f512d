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
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from xml.parsers import expat

from evaluator.documents.xlsx_scan import (
    DAMAGED,
    MOST_CELLS,
    TOO_LARGE,
    Refusal,
    Scan,
    WorkbookProblem,
    check_strings,
    elements,
)
from evaluator.scoring.messages import N_, Message, says

MOST_MEMBERS = 2_000
MOST_UNPACKED = 128 * 1024 * 1024
MOST_RATIO = 200
_SMALL = 4 * 1024 * 1024
_LONGEST_NUMBER = 15
_LONGEST_TARGET = 60


Grid = Sequence[Sequence[object]]


@dataclass(frozen=True)
class Cells:
    """One sheet from its first row and column on; refused cells read ""."""

    rows: list[list[str]]
    refused: list[Refusal]


@dataclass(frozen=True)
class ScannedSheet:
    """A worksheet's name and what was found in its part."""

    title: str
    visible: bool
    scan: Scan


def read_cells(content: bytes, sheet: str | None, most_rows: int, most_refused: int) -> Cells:
    """Read one sheet of a workbook as texts; numbers in their shortest form.

    sheet : its name; None for the only visible one with content
    most_rows : how many rows with content are read, the header included
    most_refused : reading ends soon after more cells than these were refused

    Raises
    ------
    WorkbookProblem
        If this is not a safe .xlsx workbook, has merged cells or too many rows,
        or leaves open which sheet is meant.
    """
    try:
        chosen = _choose(scan_sheets(unpack(content), most_rows, most_refused), sheet)
    except (expat.ExpatError, ValueError):
        raise WorkbookProblem(DAMAGED) from None
    scan = chosen.scan
    if scan.filled > most_rows:
        raise WorkbookProblem("lebih dari {most} baris", most=most_rows - 1)
    if scan.merged:
        raise WorkbookProblem("sel {range} digabung; pisahkan dahulu", range=scan.merged)
    if scan.rows * scan.columns > MOST_CELLS:
        raise WorkbookProblem(TOO_LARGE)
    (values,) = read_values(content, [chosen.title])
    return as_texts(values, scan, most_refused)


def unpack(content: bytes) -> dict[str, bytes]:
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
        raise WorkbookProblem(DAMAGED) from None
    if len({_plain(name) for name in parts}) != len(members):
        raise WorkbookProblem(DAMAGED)
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
        raise WorkbookProblem(DAMAGED)
    _refuse_links(parts)


def _refuse_links(parts: dict[str, bytes]) -> None:
    """Refuse what takes something from elsewhere; an address that one may click takes nothing."""
    if any(_plain(name).startswith("xl/externallinks/") for name in parts):
        raise WorkbookProblem(N_("berkas menaut ke berkas Excel lain; hapus tautannya"))
    for name, part in parts.items():
        for link in elements(part, "Relationship") if _plain(name).endswith(".rels") else ():
            outward = link.get("TargetMode", "").casefold() == "external"
            if outward and not link.get("Type", "").endswith("/hyperlink"):
                raise WorkbookProblem(
                    N_("berkas Excel mengambil isi dari luar ({target}); hapus tautannya"),
                    target=link.get("Target", "")[:_LONGEST_TARGET],
                )


def scan_sheets(
    parts: dict[str, bytes],
    most_rows: int,
    most_refused: int,
    percents: Collection[str] = (),
    most_elements: int | None = None,
) -> list[ScannedSheet]:
    """Look through every worksheet, in the order of the workbook; arguments as for `Scan`."""
    targets = _targets(parts)
    scans: dict[str, Scan] = {}
    sheets: dict[str, ScannedSheet] = {}
    seen = 0
    for entry in elements(parts["xl/workbook.xml"], "sheet"):
        links = [value for key, value in entry.items() if key.endswith(" id")]
        name = targets.get(links[0], "") if len(links) == 1 else ""
        if name not in parts:
            continue
        if name not in scans:
            scans[name] = Scan(parts[name], seen, most_rows, most_refused, percents, most_elements)
            seen = scans[name].seen
        title = entry.get("name", "")
        if title.casefold() in sheets:
            raise WorkbookProblem(
                'lebih dari satu lembar bernama "{title}"; ubah salah satu namanya', title=title
            )
        visible = entry.get("state", "visible") == "visible"
        sheets[title.casefold()] = ScannedSheet(title, visible, scans[name])
    if not sheets:
        raise WorkbookProblem("tidak ada lembar kerja")
    for name, part in parts.items():
        if _plain(name).endswith("sharedstrings.xml"):
            check_strings(part, seen)
    return list(sheets.values())


def _targets(parts: dict[str, bytes]) -> dict[str, str]:
    """Which part each link of the workbook means."""
    links = list(elements(parts.get("xl/_rels/workbook.xml.rels", b""), "Relationship"))
    if len({link.get("Id", "") for link in links}) != len(links):
        raise WorkbookProblem(DAMAGED)
    return {
        link.get("Id", ""): posixpath.normpath(posixpath.join("/xl", link.get("Target", "")))[1:]
        for link in links
        if link.get("Type", "").endswith("/worksheet")
    }


def _plain(name: str) -> str:
    """A part's name as the fast reader compares it."""
    return name.replace("\\", "/").casefold()


def _choose(sheets: list[ScannedSheet], sheet: str | None) -> ScannedSheet:
    """The sheet that was asked for, or the only visible one with content."""
    if sheet is not None:
        named = [one for one in sheets if one.title == sheet]
        if not named:
            known = ", ".join(one.title for one in sheets if one.visible)
            raise WorkbookProblem(
                'lembar "{sheet}" tidak ada; yang ada: {known}', sheet=sheet, known=known
            )
        return named[0]
    filled = [one for one in sheets if one.visible and one.scan.rows]
    if len(filled) > 1:
        titles = ", ".join(one.title for one in filled)
        raise WorkbookProblem(
            "beberapa lembar berisi data ({titles}); sebutkan lembarnya", titles=titles
        )
    if not filled:
        raise WorkbookProblem("tidak ada lembar terlihat yang berisi data")
    return filled[0]


def as_texts(values: Grid, scan: Scan, most_refused: int) -> Cells:
    """One sheet's values as texts, with what the scan of its part refused."""
    refused = list(scan.refused)
    rows = []
    for number, given in enumerate(values, start=1):
        texts = [value if type(value) is str else _text(value) for value in given]
        plain = ["" if isinstance(text, Message) else text for text in texts]
        if plain != texts:
            refused += _refusals(number, given, texts)
        rows.append(plain)
        if len(refused) > most_refused:
            break
    return Cells(rows, refused)


def read_values(content: bytes, titles: Iterable[str]) -> list[Grid]:
    """The values of some sheets from their first row and column on; only after a scan."""
    from python_calamine import CalamineError, load_workbook

    try:
        with load_workbook(io.BytesIO(content)) as book:
            sheets = [book.get_sheet_by_name(title) for title in titles]
            return [sheet.to_python(skip_empty_area=False) for sheet in sheets]
    except CalamineError:
        raise WorkbookProblem(DAMAGED) from None
    except BaseException as problem:
        # What stops the reader's own code is no Exception and has no name to import.
        if type(problem).__name__ != "PanicException":
            raise
        raise WorkbookProblem(DAMAGED) from None


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
