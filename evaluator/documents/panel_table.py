"""The panels of a category as a workbook, to change and hand in again."""

import io
from collections.abc import Iterable, Sequence

from evaluator.services.panel_plans import COLUMNS


def panel_table(rows: Iterable[Sequence[str]]) -> bytes:
    """One sheet under the columns of `COLUMNS`; every cell is text, so that no code is altered.

    rows : texts in the order of the columns
    """
    # Imported here, since few pages need it and it takes a while.
    from xlsxwriter import Workbook

    content = io.BytesIO()
    book = Workbook(content, {"in_memory": True})
    sheet, text = book.add_worksheet("Penilai"), book.add_format({"num_format": "@"})
    title = book.add_format({"bold": True, "bg_color": "#f3ecdf"})
    sheet.set_column(0, 0, 20, text)
    sheet.set_column(1, len(COLUMNS) - 1, 44, text)
    sheet.freeze_panes(1, 0)
    for number, row in enumerate([COLUMNS, *rows]):
        for column, cell in enumerate(row):
            sheet.write_string(number, column, cell, text if number else title)
    book.close()
    return content.getvalue()
