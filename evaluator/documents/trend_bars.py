"""How many units earned each predicate, year by year: parts of a whole with their numbers."""

from reportlab.graphics.shapes import Drawing, Rect
from reportlab.lib.colors import HexColor, white

from evaluator.documents.style import QUIET_INK, RULE, SANS, SANS_BOLD
from evaluator.documents.trend_shapes import SIZE, filled, label_width, rows_of, text
from evaluator.documents.trend_values import Bar, Distribution
from evaluator.documents.typesetting import shortened

_HIGH, _GAP = 18.0, 9.0


def distribution(values: Distribution, wide: float) -> Drawing:
    """Draw one bar a row, its parts in colour and pattern; as tall as it needs to be."""
    drawing = Drawing(wide, 0)
    legend = _legend(drawing, values.parts, wide)
    drawing.height = legend + len(values.bars) * (_HIGH + _GAP)
    left = min(max((label_width(b.label, bold=True) for b in values.bars), default=0), wide * 0.3)
    right = min(max((label_width(b.note) for b in values.bars), default=0), wide * 0.3)
    track = (left + 8, wide - left - right - 16)
    y = drawing.height
    for bar in values.bars:
        y -= _HIGH + _GAP
        label = shortened(bar.label, SANS_BOLD, SIZE, left + 1)
        drawing.add(text(label, 0, y + _HIGH / 2 - 2.7, bold=True))
        _draw_bar(drawing, bar, track, y)
        note = shortened(bar.note, SANS, SIZE, right + 1)
        drawing.add(text(note, wide, y + _HIGH / 2 - 2.7, "end", colour=QUIET_INK))
    return drawing


def _draw_bar(drawing: Drawing, bar: Bar, track: tuple[float, float], y: float) -> None:
    x, wide = track
    whole = sum(bar.counts)
    if not whole:
        empty = {"strokeColor": HexColor(RULE), "strokeWidth": 0.6, "strokeDashArray": (2, 2)}
        drawing.add(Rect(x, y, wide, _HIGH, fillColor=white, **empty))
        return
    for part, count in enumerate(bar.counts):
        share = wide * count / whole
        if count:
            filled(drawing, part, x, y, share, _HIGH)
            _write_count(drawing, count, x + share / 2, y, share)
        x += share


def _write_count(drawing: Drawing, count: int, middle: float, y: float, room: float) -> None:
    """Write how many, over the part; above it where the part is too narrow."""
    half = label_width(str(count), SIZE, bold=True) / 2 + 2
    if 2 * half > room - 1:
        drawing.add(text(str(count), middle, y + _HIGH + 1.5, "middle", size=6.4, bold=True))
        return
    drawing.add(
        Rect(middle - half, y + 3.5, 2 * half, _HIGH - 7, rx=2, ry=2, fillColor=white,
             strokeColor=None)
    )  # fmt: skip
    drawing.add(text(str(count), middle, y + _HIGH / 2 - 2.7, "middle", bold=True))


def _legend(drawing: Drawing, parts: tuple[str, ...], wide: float) -> float:
    widths = [label_width(name) + 32 for name in parts]
    rows = rows_of(widths, wide)
    for number, row in enumerate(reversed(rows)):
        x, y = 0.0, 2 + number * 14.0
        for at in row:
            filled(drawing, at, x, y, 16, 9)
            name = shortened(parts[at], SANS, SIZE, wide - x - 20)
            drawing.add(text(name, x + 20, y + 2, colour=QUIET_INK))
            x += widths[at]
    return 14.0 * len(rows) + 6
