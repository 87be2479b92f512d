"""The tables of a feedback report: every section and every indicator."""

from collections.abc import Sequence
from itertools import groupby, pairwise

from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Flowable, Spacer

from evaluator.documents import style
from evaluator.documents.feedback_frame import ROOM
from evaluator.documents.feedback_profile import strip
from evaluator.documents.feedback_values import IndicatorRow, Report, SectionRow
from evaluator.documents.quick_ink import put
from evaluator.documents.quick_table import Cell, Grid, Mark, Row
from evaluator.documents.quick_text import Text, title
from evaluator.documents.wording import word

_GAUGE = 96.0
_NUMBERS = [42.0, 38.0, 44.0, 60.0, 44.0]
_SECTION_WIDTHS = [36.0, ROOM - 36 - sum(_NUMBERS) - _GAUGE, *_NUMBERS, _GAUGE]
_INDICATOR_WIDTHS = [60.0, 74.0, ROOM - 60 - 74]


class _Strip(Mark):
    def __init__(self, row: SectionRow) -> None:
        self.row = row

    def put(self, canvas: Canvas, x: float, top: float, room: float) -> None:
        put(canvas, list(strip(self.row, x + 4, top - 8, room - 8, 6.0)))


def head_row(texts: Sequence[str], language: str, right: Sequence[int] = ()) -> Row:
    """The head of a table; "" for a column without a name, `right` the columns of numbers."""
    cells: list[Cell] = [
        [Text(word(text, language), "head-right" if n in right else "head")] if text else None
        for n, text in enumerate(texts)
    ]
    return Row(cells, fill=style.ACCENT)


def sections(report: Report) -> list[Flowable]:
    """Table every section with its weight, its value, and what it is compared with."""
    language = report.language
    heads = ("", "Bagian", "Bobot", "Nilai", "Median", "Kuartil", "Tahun lalu")
    head = head_row((*heads, "Letak pada rentang"), language, range(2, 7))
    tops = set(_tops(report.sections))
    rows = [_section_row(row, number in tops) for number, row in enumerate(report.sections)]
    table = Grid(head, rows, _SECTION_WIDTHS, rule=style.RULE)
    key = (
        "Lingkaran: unit ini; kotak: setengah unit di tengah; garis: median; segitiga: tahun lalu."
    )
    name = word("Nilai per bagian", language)
    return [*title(name), Text(word(key, language), "quiet"), Spacer(0, 4), table]


def _tops(rows: Sequence[SectionRow]) -> list[int]:
    """Number the rows that must not end a page because their parts come below."""
    pairs = pairwise(rows)
    return [n for n, (row, below) in enumerate(pairs) if row.depth == 0 < below.depth]


def _section_row(row: SectionRow, holds: bool) -> Row:
    kind = "cell-bold" if row.depth == 0 else "cell"
    numbers = (row.weight, row.value, row.middle, row.quartiles, row.last)
    return Row(
        [
            [Text(row.code, kind)],
            [Text(row.name, kind)],
            *([Text(number or "–", "cell-right")] for number in numbers),
            _Strip(row),
        ],
        fill=style.TINT if row.depth == 0 else "",
        indent=9.0 * row.depth,
        holds=holds,
    )


def indicators(report: Report) -> list[Flowable]:
    """Table every indicator under its section: level, the level's text, the notes."""
    language = report.language
    texts = ("Bobot", "Tingkat", "Indikator, uraian tingkat, dan catatan")
    head = head_row(texts, language)
    names = {row.code: row.name for row in report.sections}
    rows: list[Row] = []
    for code, group in groupby(report.indicators, lambda row: row.section_code):
        section: list[Cell] = [[Text(code, "cell-bold")], [Text(names.get(code, ""), "cell-bold")]]
        rows.append(Row(section, fill=style.TINT, holds=True, spans=True))
        rows += [_indicator_row(row, language) for row in group]
    parts = title(word("Indikator demi indikator", language))
    if not any(row.notes for row in report.indicators):
        parts += [Text(word("Tidak ada catatan penilai.", language), "quiet"), Spacer(0, 4)]
    return [*parts, Grid(head, rows, _INDICATOR_WIDTHS, rule=style.RULE, pads=(3, 1.5, 2.5))]


def _indicator_row(row: IndicatorRow, language: str) -> Row:
    code = [Text(row.code, "cell")]
    under = [row.weight, row.next.gain if row.next is not None else ""]
    if any(under):
        code.append(Text(" · ".join(filter(None, under)), "cell-quiet"))
    words = [Text(row.name, "cell-bold"), *([Text(row.text, "cell")] if row.text else [])]
    words += [Text(f"{word('Catatan:', language)} {note}", "cell-quiet") for note in row.notes]
    words += [Text(text, "cell-quiet") for text in _measured(row, language)]
    if row.next is not None and row.next.lacks:
        words.append(Text(lacking(row.next.lacks, row.next.holds, language), "cell-quiet"))
    return Row([code, _level(row, language), words])


def _level(row: IndicatorRow, language: str) -> list[Text]:
    """What was settled; the unit's and the panel's own answers where they say something else."""
    reached = row.level.partition(" ")[0]
    level = [Text(row.level, "cell")]
    if row.value is not None and row.value.partition("," if "," in row.value else ".")[0] != (
        reached
    ):
        level.append(Text(f"{word('Nilai', language)} {row.value}", "cell-quiet"))
    said = [("Unit", row.own)] if row.own else []
    if row.verified and row.verified not in (row.level, reached):
        said.append(("Panel", row.verified))
    if said:
        text = " · ".join(f"{word(who, language)}: {answer}" for who, answer in said)
        level.append(Text(text, "cell-quiet"))
    return level


def _measured(row: IndicatorRow, language: str) -> list[str]:
    """Say what a measured indicator was counted from."""
    if row.measured is None:
        return []
    facts = "; ".join(f"{words} ({counts})" for words, counts in row.measured.facts)
    found = [f"{row.measured.name}: {row.measured.formula}"]
    return [*found, facts or word("Tidak ada catatan dalam masa ini.", language)]


def lacking(lacks: Sequence[str], holds: bool, language: str) -> str:
    """Say which evidence was missing, and whether that holds the level."""
    held = "Bukti yang kurang dan menahan tingkat:" if holds else "Bukti yang kurang:"
    return f"{word(held, language)} {'; '.join(lacks)}"
