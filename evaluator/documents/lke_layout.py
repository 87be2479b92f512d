"""Where everything stands in a workbook of sheets (LKE): the one picture for writer and reader."""

from dataclasses import dataclass

from evaluator.documents.lke_formulas import Hidden
from evaluator.documents.tables import column_letters

KEY, CODE, ANSWER, NOTE = "Kunci", "Kode", "Jawaban", "Catatan"
NEEDED = (KEY, CODE, ANSWER, NOTE)
"""The titles by which a reader finds its columns, wherever they were moved to."""

GUIDE, SUMMARY, MARK = "Petunjuk", "Ringkasan", "_data"

NAME, LEVELS, STATE, SAVED = "Indikator", "Tingkat dan cara menjawab", "Keadaan", "Tersimpan"
OWN, PROOFS = "Penilaian mandiri unit", "Bukti dari unit"
ASKED, MEANING, PATH = "Bukti dukung yang diminta", "Konsep dan definisi", "Bagian"
TEXT, FIRST, SECOND, VALUE = "teks", "angka 1", "angka 2", "nilai"
WEIGHT, PARENT, SHARED, COUNTED = "bobot", "induk", "bobot x nilai", "bobot yang dihitung"
HIDDEN = (TEXT, FIRST, SECOND, VALUE, WEIGHT, PARENT, SHARED, COUNTED)

HEAD_ROW = 7
"""The row of titles, counted from 0; above it stand the unit and its value."""
VALUE_ROW, DONE_ROW = 3, 4

_WIDTHS = {
    CODE: 9, NAME: 30, LEVELS: 62, ANSWER: 12, NOTE: 40, STATE: 17, SAVED: 14, OWN: 32,
    PROOFS: 40, ASKED: 50, MEANING: 90, PATH: 32,
}  # fmt: skip


@dataclass(frozen=True)
class Columns:
    """The columns of a unit's sheet, in order."""

    titles: tuple[str, ...]

    def __getitem__(self, title: str) -> int:
        return self.titles.index(title)

    def letter(self, title: str) -> str:
        """A column's letters."""
        return column_letters(self[title])

    def at(self, title: str, row: int) -> str:
        """The address of a cell; rows count from 0."""
        return f"${self.letter(title)}{row + 1}"

    def span(self, title: str, first: int, last: int) -> str:
        """The address of a column's part that no sorting moves."""
        letter = self.letter(title)
        return f"${letter}${first + 1}:${letter}${last + 1}"

    def hidden(self, row: int) -> Hidden:
        """The addresses that a row's formulas work with."""
        return Hidden(*(self.at(title, row) for title in (ANSWER, TEXT, FIRST, SECOND)))

    @property
    def seen(self) -> tuple[str, ...]:
        """The titles of the columns that people see."""
        return tuple(t for t in self.titles if t != KEY and t not in HIDDEN)

    def width(self, title: str) -> int:
        """How wide a column is, in letters."""
        return _WIDTHS.get(title, 12)


def columns_of(*, self_assesses: bool) -> Columns:
    """The columns, with what units say of themselves where they do."""
    own = (OWN, PROOFS) if self_assesses else ()
    about = (ASKED, MEANING, PATH)
    return Columns((KEY, CODE, NAME, LEVELS, ANSWER, NOTE, STATE, SAVED, *own, *about, *HIDDEN))
