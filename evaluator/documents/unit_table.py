"""The list of units as a workbook, to fill in or to change and import again."""

import io
from collections.abc import Iterable, Sequence

from evaluator.services.unit_plans import COLUMNS
from evaluator.services.units import KINDS

_EXAMPLES = (
    ("opd", "Contoh 1", "Contoh Dinas Pendidikan (hapus baris ini)", "", "", ""),
    ("kecamatan", "Contoh 2", "Contoh Kecamatan (hapus baris ini)", "3375010", "33.75.01", ""),
    (
        "kelurahan",
        "Contoh 3",
        "Contoh Kelurahan (hapus baris ini)",
        "3375010001",
        "33.75.01.1001",
        "Contoh Kecamatan (hapus baris ini)",
    ),
)
_LAST_LISTED = 5000
"""The last row in which a spreadsheet offers the kinds of unit to choose from."""


def unit_table(rows: Iterable[Sequence[str]]) -> bytes:
    """One sheet under the columns of an import; every cell is text, so that no code is altered.

    rows : texts in the order of `COLUMNS`
    """
    # Imported here, since few pages need it and it takes a while.
    from xlsxwriter import Workbook

    content = io.BytesIO()
    book = Workbook(content, {"in_memory": True})
    sheet, text = book.add_worksheet("Unit"), book.add_format({"num_format": "@"})
    title = book.add_format({"bold": True, "bg_color": "#f3ecdf"})
    sheet.set_column(0, len(COLUMNS) - 1, 24, text)
    sheet.freeze_panes(1, 0)
    sheet.data_validation(1, 0, _LAST_LISTED, 0, {"validate": "list", "source": list(KINDS)})
    for column, name in enumerate(COLUMNS):
        sheet.write_string(0, column, name, title)
    for number, row in enumerate(rows, start=1):
        for column, cell in enumerate(row):
            sheet.write_string(number, column, cell, text)
    book.close()
    return content.getvalue()


def unit_template() -> bytes:
    """A workbook to fill in, with a few examples to overwrite."""
    return unit_table(_EXAMPLES)
