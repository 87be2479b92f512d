"""Reads a workbook of sheets (LKE) that came back: sorted, filtered or saved by other programs.

Rows are found by their hidden keys and columns by their titles; nothing is guessed.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from evaluator.documents.lke_layout import (
    ANSWER,
    CODE,
    GUIDE,
    KEY,
    MARK,
    NEEDED,
    NOTE,
    SUMMARY,
    columns_of,
)
from evaluator.documents.lke_texts import unix_lines
from evaluator.documents.tables import TableProblem, column_letters, content_of
from evaluator.documents.xlsx_book import BookSheet, Place, read_book
from evaluator.documents.xlsx_scan import WorkbookProblem
from evaluator.scoring.messages import N_, Message, says
from evaluator.services.exchange import MOST_QUESTIONS
from evaluator.services.exchange_files import Fault, FileRow, LkeFile, Spot

_MOST_ROWS = MOST_QUESTIONS + 100
_MOST_ELEMENTS = 100 * MOST_QUESTIONS
_KNOWN = frozenset(columns_of(self_assesses=True).titles)
_OURS = {GUIDE, SUMMARY, MARK}
_MOST_NAMED = 8


def read_lke(content: bytes, name: str) -> LkeFile:
    """Read an uploaded workbook as plain values, without asking what they mean.

    name : the file's name, for its ending and for sentences

    Raises
    ------
    TableProblem
        If it is no such workbook, or is built in another way than it was made.
    """
    if not content_of(content, name).startswith(b"PK\x03\x04"):
        raise TableProblem(N_("{name}: bukan berkas Excel (.xlsx)"), name=name)
    if not name.casefold().endswith(".xlsx"):
        raise TableProblem(N_("{name}: nama LKE harus berakhir .xlsx"), name=name)
    try:
        sheets = read_book(content, _MOST_ROWS, _MOST_ELEMENTS)
    except WorkbookProblem as problem:
        raise TableProblem("{name}: {message}", name=name, message=problem.message) from None
    mark = next((sheet for sheet in sheets if sheet.title == MARK), None)
    if mark is None:
        raise TableProblem(
            N_(
                "{name}: ini bukan LKE dari aplikasi ini, atau lembar tersembunyinya dihapus. "
                "Unduh LKE baru, lalu salin isian Anda ke sana."
            ),
            name=name,
        )
    forms = [form for sheet in sheets if sheet is not mark and (form := _form(sheet))]
    lines = tuple(row[0] for row in mark.rows if row and row[0])
    rows = tuple(row for form in forms for row in form.rows())
    return LkeFile(lines, rows, tuple(_remarks(sheets, forms)))


@dataclass(frozen=True)
class _Form:
    """A sheet that holds questions.

    head : the row of titles, from 1
    columns : title -> column
    """

    sheet: BookSheet
    head: int
    columns: dict[str, int]

    def rows(self) -> Iterator[FileRow]:
        """Every row with a key, from top to bottom."""
        for number in self.numbers:
            texts = {title: self.text(number, title).strip() for title in NEEDED}
            yield FileRow(
                texts[KEY],
                texts[CODE],
                texts[ANSWER],
                unix_lines(texts[NOTE]),
                self.spot(number, KEY),
                self.spot(number, ANSWER),
                self.spot(number, NOTE),
                tuple(self.faults(number)),
            )

    @cached_property
    def numbers(self) -> list[int]:
        """The numbers of the rows with a key."""
        below = range(self.head + 1, len(self.sheet.rows) + 1)
        return [number for number in below if self.text(number, KEY).strip()]

    def text(self, number: int, title: str) -> str:
        """What stands in a row under a title, "" beyond the sheet's last cell."""
        texts, column = self.sheet.rows[number - 1], self.columns[title]
        return texts[column] if column < len(texts) else ""

    def spot(self, number: int, title: str) -> Spot:
        """Where that is."""
        return Spot(self.sheet.title, f"{column_letters(self.columns[title])}{number}")

    def faults(self, number: int) -> Iterator[Fault]:
        """What cannot be used in the cells that are read."""
        for title in NEEDED:
            found = self._fault((number, self.columns[title]), self.text(number, title), title)
            if found:
                yield Fault(self.spot(number, title), *found)

    def _fault(self, place: Place, text: str, title: str) -> tuple[str, Message] | None:
        if place in self.sheet.formulas:
            return text, says("berisi rumus; tulis nilainya saja")
        if place in self.sheet.percents and title == ANSWER:
            return text, says("berformat persen; tulis angkanya tanpa persen")
        return self.sheet.refused.get(place)

    def strays(self) -> list[str]:
        """Cells to fill that hold something, in rows without a key."""
        known, below = set(self.numbers), range(self.head + 1, len(self.sheet.rows) + 1)
        return [
            self.spot(number, title).address
            for number in below
            for title in (ANSWER, NOTE)
            if number not in known
            and self.text(number, title).strip()
            and (number, self.columns[title]) not in self.sheet.formulas
        ]


def _form(sheet: BookSheet) -> _Form | None:
    """The questions of a sheet; None where it has none.

    Raises
    ------
    TableProblem
        If its columns or cells are not as they were made.
    """
    head = next((n for n, row in enumerate(sheet.rows, start=1) if KEY in row), 0)
    if not head:
        return None
    titles = [text.strip() for text in sheet.rows[head - 1]]
    for title in NEEDED:
        if titles.count(title) != 1:
            raise _problem(
                N_("lembar {sheet}: kolom {title} harus ada tepat sekali; yang ada {count}"),
                sheet,
                title=title,
                count=titles.count(title),
            )
    form = _Form(sheet, head, {title: titles.index(title) for title in NEEDED})
    _refuse_altered(form)
    return form


def _refuse_altered(form: _Form) -> None:
    sheet, strays = form.sheet, form.strays()
    if sheet.merged:
        raise _problem(
            N_("lembar {sheet}: sel {range} digabung; pisahkan dahulu"), sheet, range=sheet.merged
        )
    if sheet.array:
        raise _problem(
            N_("lembar {sheet}: satu rumus mengisi {range}; hapus rumus itu"),
            sheet,
            range=sheet.array,
        )
    if strays:
        raise _problem(
            N_(
                "lembar {sheet}: {cells} berisi sesuatu, tetapi barisnya bukan baris LKE; "
                "pindahkan isinya ke baris indikatornya, atau kosongkan"
            ),
            sheet,
            cells=", ".join(strays[:_MOST_NAMED]),
        )


def _problem(template: str, sheet: BookSheet, **values: object) -> TableProblem:
    return TableProblem(template, sheet=sheet.title, **values)


def _remarks(sheets: Sequence[BookSheet], forms: Sequence[_Form]) -> Iterator[Message]:
    """What is read although it is out of sight, and what is not read at all."""
    read = {form.sheet.title for form in forms}
    hidden = sum(len(form.sheet.hidden.intersection(form.numbers)) for form in forms)
    if hidden:
        yield says("{count} baris tersembunyi ikut dibaca.", count=hidden)
    for form in forms:
        if not form.sheet.visible:
            yield says("Lembar {sheet} tersembunyi dan ikut dibaca.", sheet=form.sheet.title)
        added = {text.strip() for text in form.sheet.rows[form.head - 1]} - _KNOWN - {""}
        if added:
            yield says(
                "Lembar {sheet}: kolom tambahan tidak dibaca ({titles}).",
                sheet=form.sheet.title,
                titles=", ".join(sorted(added)[:_MOST_NAMED]),
            )
    other = [s.title for s in sheets if s.title not in read | _OURS and any(map(any, s.rows))]
    if other:
        yield says("Lembar tambahan tidak dibaca: {titles}.", titles=", ".join(other[:_MOST_NAMED]))
