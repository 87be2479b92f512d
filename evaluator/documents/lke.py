"""A workbook of sheets (LKE): instructions, one sheet a unit, a summary, and a hidden mark."""

import io
import re
from collections.abc import Mapping, Sequence
from typing import Any

from evaluator.documents import lke_texts as texts
from evaluator.documents.lke_layout import (
    DONE_ROW,
    GUIDE,
    LEVELS,
    MARK,
    SUMMARY,
    VALUE_ROW,
    Columns,
    columns_of,
)
from evaluator.documents.lke_plan import plan_of
from evaluator.documents.lke_unit import write_unit
from evaluator.services.exchange import Lke
from evaluator.services.standings import Standing, standing_of

_NOT_IN_TITLES = re.compile(r"[\[\]:*?/\\']")
_LONGEST_TITLE = 31
_UNLOCKED = {"num_format": "@", "locked": False, "bg_color": "#fff6cf", "border": 1}
_STYLES: Mapping[str, Mapping[str, object]] = {
    "text": {"num_format": "@", "text_wrap": True, "valign": "top", "border": 1},
    "input": {**_UNLOCKED, "text_wrap": True, "valign": "top", "border_color": "#8a6d00"},
    "head": {"bold": True, "text_wrap": True, "valign": "top", "bg_color": "#e4e9f2", "border": 1},
    "title": {"bold": True, "font_size": 16},
    "bold": {"bold": True, "valign": "top"},
    "wrapped": {"text_wrap": True, "valign": "top"},
    "count": {"num_format": "0", "align": "left", "valign": "top", "bold": True},
    "wrong": {"bg_color": "#f9d7d2", "font_color": "#7a1208", "bold": True},
    "open": {"bg_color": "#fff6cf"},
}


def lke_workbook(lke: Lke) -> bytes:
    """Write the workbook; texts of people are texts in it, never formulas or links."""
    from xlsxwriter import Workbook

    content = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with Workbook(content, options) as book:
        # Neither names nor paths: the file may be passed on.
        book.set_properties({"title": "LKE", "author": "", "company": ""})
        formats = {name: book.add_format(dict(style)) for name, style in _STYLES.items()}
        places = lke.rubric.result.places
        zeros = "0." + "0" * places if places else "0"
        formats["value"] = book.add_format({**_STYLES["count"], "num_format": zeros})
        columns = columns_of(self_assesses=lke.self_assesses)
        titles = sheet_titles([one.unit for one in lke.sheets])
        _write_guide(book.add_worksheet(GUIDE), formats, lke)
        _write_summary(book.add_worksheet(SUMMARY), formats, lke, columns, titles)
        plan = plan_of(lke.rubric, columns)
        for one, title in zip(lke.sheets, titles, strict=True):
            write_unit(book.add_worksheet(title), formats, plan, lke, one)
        _write_mark(book.add_worksheet(MARK), lke.mark)
    return content.getvalue()


def sheet_titles(units: Sequence[str]) -> list[str]:
    """Names that a spreadsheet takes for sheets, numbered so that no two are alike."""
    named = [f"{n} {_NOT_IN_TITLES.sub(' ', unit)}" for n, unit in enumerate(units, start=1)]
    return [title[:_LONGEST_TITLE].strip() for title in named]


def _write_guide(sheet: Any, formats: Mapping[str, Any], lke: Lke) -> None:
    sheet.set_column(0, 0, 5)
    sheet.set_column(1, 1, 100)
    sheet.write_string(0, 0, "Lembar kerja evaluasi (LKE)", formats["title"])
    sheet.write_string(1, 0, f"{lke.category} – {lke.period}")
    rubric = lke.rubric
    sheet.write_string(2, 0, f"Rubrik: {rubric.title.id}, versi {rubric.version}")
    lines = list(texts.GUIDE) if lke.writable else [texts.READ_ONLY]
    for number, line in enumerate(lines, start=1):
        sheet.write_number(number + 3, 0, number, formats["bold"])
        sheet.write_string(number + 3, 1, line, formats["wrapped"])
        sheet.set_row(number + 3, texts.height_of([(line, 95)]))
    _set_page(sheet)


def _write_summary(
    sheet: Any, formats: Mapping[str, Any], lke: Lke, columns: Columns, titles: Sequence[str]
) -> None:
    """One line a unit, following its sheet."""
    heads = ("Unit", "Sudah dinilai", "Dari", "Nilai sementara", "Predikat")
    for place, (head, width) in enumerate(zip(heads, (46, 14, 8, 16, 24), strict=True)):
        sheet.set_column(place, place, width)
        sheet.write_string(2, place, head, formats["head"])
    sheet.write_string(0, 0, f"Ringkasan: {lke.category} – {lke.period}", formats["title"])
    sheet.freeze_panes(3, 1)
    value, done = columns.at(LEVELS, VALUE_ROW), columns.at(LEVELS, DONE_ROW)
    word = _right_of(columns, VALUE_ROW)
    for row, (one, title) in enumerate(zip(lke.sheets, titles, strict=True), start=3):
        standing = standing_of(lke.rubric, one.answers, one.measured)
        sheet.write_string(row, 0, one.unit, formats["wrapped"])
        sheet.write_formula(row, 1, f"='{title}'!{done}", formats["count"], standing.done)
        sheet.write_number(row, 2, standing.total, formats["count"])
        sheet.write_formula(row, 3, f"='{title}'!{value}", formats["value"], _number(standing))
        sheet.write_formula(row, 4, f"='{title}'!{word}", None, str(standing.predicate or ""))
    _set_page(sheet)


def _set_page(sheet: Any) -> None:
    sheet.protect()
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)


def _right_of(columns: Columns, row: int) -> str:
    """The cell beside the value: its predicate."""
    return columns.at(columns.titles[columns[LEVELS] + 1], row)


def _number(standing: Standing) -> float | str:
    return "" if standing.value is None else float(standing.value)


def _write_mark(sheet: Any, lines: Sequence[str]) -> None:
    for row, line in enumerate(lines):
        sheet.write_string(row, 0, line)
    sheet.protect()
    sheet.very_hidden()
