"""A unit's sections against the middle half of its category: one strip a section.

The pale box reaches from the lower to the upper quartile; no other unit is drawn.
"""

from collections.abc import Iterator, Sequence

from evaluator.documents.chart_labels import LABEL, LEADING, wrapped
from evaluator.documents.feedback_values import SectionRow
from evaluator.documents.prose import one_line
from evaluator.documents.quick_ink import Box, Disc, Ink, Label, Picture, Stroke, Triangle
from evaluator.documents.style import (
    INK,
    LAST_COLOUR,
    MIDDLE_COLOUR,
    QUIET_INK,
    RULE,
    SANS,
    SANS_BOLD,
    TINT,
    UNIT_COLOUR,
)
from evaluator.documents.typesetting import width
from evaluator.documents.wording import word

_BAND = "#f7d7bf"
_THICK = 9.0
_BESIDE = 420.0  # from this width on the names stand beside the strips
_VALUE = 34.0


def profile(rows: Sequence[SectionRow], language: str, wide: float) -> Picture | None:
    """Draw one strip for each topmost section; as tall as it needs to be, legend included.

    Returns None where nothing has a value.
    """
    top = [row for row in rows if row.depth == 0]
    if all(row.position is None for row in top):
        return None
    beside = wide >= _BESIDE
    room = wide * 0.4 - 10 if beside else wide - _VALUE
    names = [wrapped(one_line(row.name, SANS), room) for row in top]
    heights = [_height(len(lines), beside) for lines in names]
    legend, inks = _legend(top, language, wide)
    high = y = sum(heights) + legend
    for row, lines, height in zip(top, names, heights, strict=True):
        inks += _row(row, lines, (wide, y, height), beside)
        y -= height
    return Picture(wide, high, tuple(inks))


def strip(row: SectionRow, x: float, y: float, length: float, thick: float) -> Iterator[Ink]:
    """One section without words, from (x, y) to the right."""
    yield Box(x, y, length, thick, TINT, RULE)
    if row.band is not None:
        yield _band(x + length * row.band[0], y, length * (row.band[1] - row.band[0]), thick)
    if row.position is not None:
        yield Box(x, y + thick * 0.3, length * row.position, thick * 0.4, UNIT_COLOUR)
    for kind, position in (
        ("middle", row.middle_position), ("last", row.last_position), ("unit", row.position),
    ):  # fmt: skip
        if position is not None:
            yield _mark(kind, x + length * position, y + thick / 2, thick / 2)


def _height(lines: int, beside: bool) -> float:
    return max(2, lines) * LEADING + 6 if beside else lines * LEADING + _THICK + 12


def _row(
    row: SectionRow, lines: Sequence[str], place: tuple[float, float, float], beside: bool
) -> Iterator[Ink]:
    """place : how wide it is, its upper edge, and how high it is"""
    wide, top, height = place
    if beside:
        start, middle = wide * 0.4, top - height / 2
        first = middle + len(lines) * LEADING / 2 - LEADING * 0.76
        track, value = (start, middle - _THICK / 2, wide - start - _VALUE - 4), middle - 3
    else:
        first = top - LEADING * 0.9
        track, value = (4.0, top - len(lines) * LEADING - _THICK - 4, wide - 8), first
    for number, line in enumerate(lines):
        yield Label(0, first - number * LEADING, line, SANS, LABEL, INK)
    yield Label(wide, value, row.value or "–", SANS_BOLD, LABEL, INK, "end")
    yield from strip(row, *track, _THICK)


def _band(x: float, y: float, length: float, thick: float) -> Box:
    """A box even where both quartiles are the same."""
    return Box(x, y, max(length, 0.8), thick, _BAND, MIDDLE_COLOUR, 0.6)


def _mark(kind: str, x: float, y: float, half: float) -> Ink:
    """A disc for the unit, an upright line for the median, a triangle for last year."""
    if kind == "middle":
        return Stroke(x, y - half, x, y + half, MIDDLE_COLOUR, 1.8)
    if kind == "last":
        return Triangle(x, y, 3, LAST_COLOUR)
    return Disc(x, y, 3, UNIT_COLOUR)


def _legend(rows: Sequence[SectionRow], language: str, wide: float) -> tuple[float, list[Ink]]:
    """Name what is drawn along the lower edge, in as many rows as needed; with their height."""
    kinds = [
        (kind, word(name, language))
        for kind, name, has in (
            ("unit", "Unit ini", True),
            ("band", "Setengah unit di tengah", any(row.band for row in rows)),
            ("middle", "Median kategori", any(r.middle_position is not None for r in rows)),
            ("last", "Tahun lalu", any(row.last_position is not None for row in rows)),
        )
        if has
    ]
    lines: list[list[tuple[float, str, str]]] = [[]]
    x = 0.0
    for kind, name in kinds:
        need = 16 + width(name, SANS, LABEL) + 12
        if x and x + need > wide:
            lines.append([])
            x = 0.0
        lines[-1].append((x, kind, name))
        x += need
    inks: list[Ink] = []
    for number, line in enumerate(reversed(lines)):
        y = 7 + number * 12.0
        for offset, kind, name in line:
            box = kind == "band"
            inks.append(_band(offset, y - 3, 10, 6) if box else _mark(kind, offset + 5, y, 3.6))
            inks.append(Label(offset + 14, y - 2.6, name, SANS, LABEL, QUIET_INK))
    return 12.0 * len(lines) + 10, inks
