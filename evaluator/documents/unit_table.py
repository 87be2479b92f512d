"""The list of units as a workbook, to fill in or to change and import again."""

from collections.abc import Iterable, Sequence

from evaluator.documents.blank_table import text_table
from evaluator.services.unit_rows import COLUMNS
from evaluator.services.units import KINDS

_EXAMPLES = (
    ("opd", "Contoh 1", "Contoh Dinas Pendidikan (hapus baris ini)", "", "", "", "FGD 1"),
    (
        "kecamatan",
        "Contoh 2",
        "Contoh Kecamatan (hapus baris ini)",
        "3375010",
        "33.75.01",
        "",
        "",
    ),
    (
        "kelurahan",
        "Contoh 3",
        "Contoh Kelurahan (hapus baris ini)",
        "3375010001",
        "33.75.01.1001",
        "Contoh Kecamatan (hapus baris ini)",
        "FGD 1; FGD 2",
    ),
)


def unit_table(rows: Iterable[Sequence[str]]) -> bytes:
    """One sheet under the columns of an import; every cell is text, so that no code is altered.

    rows : texts in the order of `COLUMNS`
    """
    return text_table("Unit", COLUMNS, rows, {"jenis": KINDS})


def unit_template() -> bytes:
    """A workbook to fill in, with a few examples to overwrite."""
    return unit_table(_EXAMPLES)
