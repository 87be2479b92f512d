"""Tables to fill in and import again: one sheet, every cell text, choices where there are some."""

import io
from collections.abc import Iterable, Mapping, Sequence

_LAST_LISTED = 5000
"""The last row in which a spreadsheet offers something to choose from."""


def text_table(
    title: str,
    columns: Sequence[str],
    rows: Iterable[Sequence[str]],
    choices: Mapping[str, Sequence[str]],
) -> bytes:
    """One sheet whose every cell is text, so that no code or NIP is altered.

    rows : texts in the order of `columns`
    choices : by column, what a spreadsheet offers there
    """
    # Imported here, since few pages need it and it takes a while.
    from xlsxwriter import Workbook

    content = io.BytesIO()
    book = Workbook(content, {"in_memory": True})
    sheet, text = book.add_worksheet(title), book.add_format({"num_format": "@"})
    head = book.add_format({"bold": True, "bg_color": "#f3ecdf"})
    sheet.set_column(0, len(columns) - 1, 24, text)
    sheet.freeze_panes(1, 0)
    for name, offered in choices.items():
        place = columns.index(name)
        rule = {"validate": "list", "source": list(offered)}
        sheet.data_validation(1, place, _LAST_LISTED, place, rule)
    for column, name in enumerate(columns):
        sheet.write_string(0, column, name, head)
    for number, row in enumerate(rows, start=1):
        for column, cell in enumerate(row):
            sheet.write_string(number, column, cell, text)
    book.close()
    return content.getvalue()
