"""Looks through the parts of a workbook without keeping them.

What the fast reader would trust or pass over in silence is found here: sizes that
lie, places that do not advance, errors and formulas without a result.
"""

from collections.abc import Callable, Collection, Iterator
from typing import NoReturn
from xml.parsers import expat

from evaluator.scoring.messages import Message, Problem, says

MOST_CELLS = 2_000_000
_MOST_ELEMENTS = 3 * MOST_CELLS
_LONGEST_LETTERS = 3
DAMAGED = says("berkas Excel rusak").template
TOO_LARGE = says("lembar kerja terlalu besar; hapus sel yang jauh dari tabel").template

Refusal = tuple[int, int, str, Message]
"""Row from 1, column from 0, what stands there, why it is refused."""


class WorkbookProblem(Problem):
    """A file that is no workbook that can be read safely and without guessing."""


class _Enough(Exception):
    """A sheet has more rows than are read, whatever follows."""


class Scan:
    """What one sheet's part holds; with too many rows only as much as shows that.

    part : the sheet as XML
    seen : elements counted in the sheets before; all sheets share one bound
    most_rows : how many rows with content are read
    most_refused : how many refused cells are worth naming; one more is noted
    percents : numbers of the styles that show a number as percent
    most_elements : how many elements all sheets may have; None for as many as is bearable

    Noted beside: `formulas` and `percents`, the (row, column) of such cells,
    `array`, a range that one formula fills, and `hidden`, the rows out of sight.
    """

    def __init__(
        self,
        part: bytes,
        seen: int,
        most_rows: int,
        most_refused: int,
        percents: Collection[str] = (),
        most_elements: int | None = None,
    ) -> None:
        self.rows = self.columns = self.filled = 0
        self.merged = self.array = ""
        self.formulas: set[tuple[int, int]] = set()
        self.percents: set[tuple[int, int]] = set()
        self.hidden: set[int] = set()
        self._percent_styles, self._style = percents, ""
        self._most_elements = most_elements or _MOST_ELEMENTS
        self.refused: list[Refusal] = []
        self.seen = seen
        self._most_rows, self._most_refused = most_rows, most_refused
        self._row, self._column, self._counted = 0, -1, 0
        self._kind, self._formula, self._value = "", False, ""
        self._unnumbered = self._shifted = self._closed = False
        self._letters: dict[str, int] = {}
        self._parser = _parser(self._start)
        try:
            self._parser.Parse(part, True)
        except _Enough:
            return
        self._finish_cell()

    def _start(self, tag: str, attributes: dict[str, str]) -> None:
        local = tag[tag.rfind(" ") + 1 :]
        self.seen += 1
        if local == "c":
            self._finish_cell()
            self._open_cell(attributes)
        elif local == "v" or local == "is":
            self._fill_cell()
        elif local == "f":
            # Beyond the cells an extension's formulas bear the same name.
            self._formula = not self._closed
            if self._formula:
                self.formulas.add((self._row, self._column))
                self.array = self.array or _filled_by(attributes)
        elif local == "row":
            self._finish_cell()
            self._open_row(attributes)
        elif local == "extLst":
            self._finish_cell()
            self._closed = True
        elif local == "mergeCell":
            self.merged = self.merged or attributes.get("ref", "?")
        if self.seen > self._most_elements:
            raise WorkbookProblem(TOO_LARGE)

    def _open_row(self, attributes: dict[str, str]) -> None:
        number = int(attributes.get("r", self._row + 1))
        if number <= self._row:
            raise WorkbookProblem(DAMAGED)
        self._row, self._column = number, -1
        self._unnumbered = "r" not in attributes
        if attributes.get("hidden") in ("1", "true"):
            self.hidden.add(number)

    def _open_cell(self, attributes: dict[str, str]) -> None:
        """Move to a cell; one that stands twice would be read as either of the two."""
        reference = attributes.get("r", "")
        self._kind, self._style = attributes.get("t", ""), attributes.get("s", "")
        self._closed = False
        if not reference:
            # The reader counts such rows in its own way once one was passed over.
            if self._shifted:
                raise WorkbookProblem(DAMAGED)
            self._column += 1
            return
        letters = reference.rstrip("0123456789")
        column = self._letters.get(letters)
        if column is None:
            column = self._letters[letters] = _column_number(letters)
        number = int(reference[len(letters) :])
        if self._unnumbered and self._column < 0 and number > self._row:
            self._row, self._shifted = number, True
        if column <= self._column or number != self._row:
            raise WorkbookProblem(DAMAGED)
        self._column = column

    def _fill_cell(self) -> None:
        if self._row > self.rows:
            self.rows = self._row
        if self._column >= self.columns:
            self.columns = self._column + 1
        if self._style in self._percent_styles:
            self.percents.add((self._row, self._column))
        if self._formula or self._kind == "e":
            self._parser.CharacterDataHandler = self._hear
        # A formula may well result in nothing, and its row be blank.
        if not self._formula and self._row > self._counted:
            self._counted = self._row
            self.filled += 1
            if self.filled > self._most_rows:
                raise _Enough

    def _hear(self, text: str) -> None:
        self._value += text

    def _finish_cell(self) -> None:
        """Note a cell whose content the reader would pass over in silence."""
        if not self._formula and self._kind != "e":
            return
        if self._kind == "e":
            reason = says("kesalahan rumus; perbaiki atau kosongkan")
            self._refuse(self._value.strip(), reason)
        elif self._formula and self._kind != "str" and not self._value.strip():
            reason = says("rumus tanpa hasil; buka dan simpan di Excel, atau tulis nilainya")
            self._refuse("", reason)
        self._parser.CharacterDataHandler = None
        self._kind, self._formula, self._value = "", False, ""

    def _refuse(self, text: str, reason: Message) -> None:
        if len(self.refused) <= self._most_refused:
            self.refused.append((self._row, self._column, text, reason))


def check_strings(part: bytes, cells: int) -> None:
    """Refuse a table of texts that claims more of them than are there.

    The fast reader makes room for as many as are claimed. Some writers count a
    text for each cell that uses it, so the cells count too.

    cells : how many elements all sheets hold
    """
    claims: list[str] = []
    texts = 0

    def start(tag: str, attributes: dict[str, str]) -> None:
        nonlocal texts
        local = tag.rpartition(" ")[2]
        if local == "si":
            texts += 1
        elif local == "sst":
            claims.extend(attributes.get(name, "0") for name in ("count", "uniqueCount"))

    _parser(start).Parse(part, True)
    if any(not 0 <= int(claim) <= texts + cells for claim in claims):
        raise WorkbookProblem(DAMAGED)


def elements(part: bytes, wanted: str) -> Iterator[dict[str, str]]:
    """The attributes of every element of one name, whatever its namespace."""
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


def _filled_by(formula: dict[str, str]) -> str:
    """The range that one formula fills, "" where it fills its own cell alone."""
    spreads = formula.get("t") in ("array", "dataTable")
    reference = formula.get("ref", "") if spreads else ""
    return reference if ":" in reference else ""


def _column_number(letters: str) -> int:
    if len(letters) > _LONGEST_LETTERS or not (letters.isascii() and letters.isalpha()):
        raise ValueError(letters[:10])
    number = 0
    for letter in letters.upper():
        number = number * 26 + ord(letter) - ord("A") + 1
    return number - 1
