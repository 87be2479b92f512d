"""The tables of a feedback report: every section and every indicator."""

import textwrap
from collections.abc import Sequence
from itertools import groupby, pairwise

from reportlab.platypus import Flowable, LongTable, Spacer, TableStyle

from evaluator.documents import charts, style
from evaluator.documents.feedback_frame import ROOM
from evaluator.documents.feedback_values import IndicatorRow, Report, SectionRow
from evaluator.documents.prose import heading, paragraph
from evaluator.documents.wording import word

_GAUGE = 96.0
_SECTION_WIDTHS = [36.0, ROOM - 36 - 44 * 4 - _GAUGE, 44.0, 44.0, 44.0, 44.0, _GAUGE]
_INDICATOR_WIDTHS = [52.0, 88.0, ROOM - 52 - 88]
_LONGEST_PIECE = 700  # characters of a note in one paragraph
_PIECES = 4  # such paragraphs in one row, which must fit on a page


def table_style() -> list[tuple[object, ...]]:
    """Give the rules and spaces that every table of the report has."""
    return [
        ("FONTNAME", (0, 0), (-1, -1), style.SANS),
        ("BACKGROUND", (0, 0), (-1, 0), style.ACCENT),
        ("VALIGN", (0, 0), (-1, 0), "BOTTOM"),
        ("VALIGN", (0, 1), (-1, -1), "TOP"),
        ("LINEBELOW", (0, 1), (-1, -1), 0.4, style.RULE),
        ("LEFTPADDING", (0, 0), (-1, -1), 4),
        ("RIGHTPADDING", (0, 0), (-1, -1), 4),
        ("TOPPADDING", (0, 0), (-1, -1), 2),
        ("BOTTOMPADDING", (0, 0), (-1, -1), 3),
    ]


def sections(report: Report) -> list[Flowable]:
    """Table every section with its weight, its value, and what it is compared with."""
    language = report.language
    left = ("Bagian", "Bobot", "Nilai", "Tengah", "Tahun lalu", "Letak pada rentang")
    heads = [paragraph("", "head"), *(
        paragraph(word(text, language), "head-right" if 0 < place < 5 else "head")
        for place, text in enumerate(left)
    )]  # fmt: skip
    rows = [_section_row(row) for row in report.sections]
    look = table_style()
    for number, row in enumerate(report.sections, start=1):
        look.append(("LEFTPADDING", (1, number), (1, number), 4 + 9 * row.depth))
        if row.depth == 0:
            look.append(("BACKGROUND", (0, number), (-1, number), style.TINT))
    look += [("NOSPLIT", (0, number), (-1, number + 1)) for number in _tops(report.sections)]
    table = LongTable(
        [heads, *rows], colWidths=_SECTION_WIDTHS, repeatRows=1, style=TableStyle(look)
    )
    key = "Batang: unit ini; kotak: nilai tengah kategori; segitiga: tahun lalu."
    title = word("Nilai per bagian", language)
    return [*heading(title), paragraph(word(key, language), "quiet"), Spacer(0, 4), table]


def _tops(rows: Sequence[SectionRow]) -> list[int]:
    """Number, from 1, the rows that must not end a page because their parts come below."""
    pairs = pairwise(rows)
    return [n for n, (row, below) in enumerate(pairs, start=1) if row.depth == 0 < below.depth]


def _section_row(row: SectionRow) -> list[Flowable]:
    kind = "cell-bold" if row.depth == 0 else "cell"
    marks = (
        ("unit", row.position), ("middle", row.middle_position), ("last", row.last_position),
    )  # fmt: skip
    numbers = (row.weight, row.value, row.middle, row.last)
    return [
        paragraph(row.code, kind),
        paragraph(row.name, kind),
        *(paragraph(number or "–", "cell-right") for number in numbers),
        charts.gauge(marks, _GAUGE - 8),
    ]


def indicators(report: Report) -> list[Flowable]:
    """Table every indicator under its section: level, the level's text, the notes."""
    language = report.language
    heads = [
        paragraph(word(text, language) if text else "", "head")
        for text in ("", "Tingkat", "Indikator, uraian tingkat, dan catatan")
    ]
    names = {row.code: row.name for row in report.sections}
    rows: list[Sequence[object]] = [heads]
    look = table_style()
    for code, group in groupby(report.indicators, lambda row: row.section_code):
        look += _group_look(len(rows))
        title = paragraph(names.get(code, ""), "cell-bold")
        rows.append([paragraph(code, "cell-bold"), title, None])
        for row in group:
            rows += _indicator_rows(row, language)
    table = LongTable(rows, colWidths=_INDICATOR_WIDTHS, repeatRows=1, style=TableStyle(look))
    parts = heading(word("Indikator demi indikator", language))
    if not any(row.notes for row in report.indicators):
        parts += [paragraph(word("Tidak ada catatan penilai.", language), "quiet"), Spacer(0, 4)]
    return [*parts, table]


def _group_look(number: int) -> list[tuple[object, ...]]:
    """Set off a section's row, and keep it together with the first indicator below it."""
    return [
        ("SPAN", (1, number), (-1, number)),
        ("BACKGROUND", (0, number), (-1, number), style.TINT),
        ("NOSPLIT", (0, number), (-1, number + 1)),
    ]


def _indicator_rows(row: IndicatorRow, language: str) -> list[list[object]]:
    """Give an indicator's row, and further rows for notes too long to stand on one page."""
    code = [paragraph(row.code, "cell")]
    if row.weight:
        code.append(paragraph(f"{word('Bobot', language)} {row.weight}", "quiet"))
    level = [paragraph(row.level, "cell")]
    if row.value is not None and not row.level.startswith(row.value.partition(",")[0] + " "):
        level.append(paragraph(f"{word('Nilai', language)} {row.value}", "quiet"))
    pieces = [paragraph(row.name, "cell-bold")]
    pieces += [paragraph(piece, "cell") for piece in _pieces(row.text)]
    for note in row.notes:
        noted = f"{word('Catatan:', language)} {note}"
        pieces += [paragraph(piece, "quiet") for piece in _pieces(noted)]
    first, *others = [pieces[at : at + _PIECES] for at in range(0, len(pieces), _PIECES)]
    rows: list[list[object]] = [[code, level, first]]
    return rows + [[None, None, more] for more in others]


def _pieces(text: str) -> list[str]:
    """Cut a long text at spaces into pieces of which several fit on a page."""
    return textwrap.wrap(text, _LONGEST_PIECE, replace_whitespace=False, drop_whitespace=True)
