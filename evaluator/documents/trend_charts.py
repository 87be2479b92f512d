"""Lines through the years: one large chart, or one tiny line for each unit."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

from reportlab.graphics.shapes import Circle, Drawing, Rect
from reportlab.lib.colors import HexColor, white

from evaluator.documents.style import QUIET_INK, RULE, SANS, SANS_BOLD, TINT
from evaluator.documents.trend_shapes import (
    ANEW,
    CHANGED,
    COLOURS,
    ENDED,
    SIZE,
    label_width,
    marker,
    rows_of,
    rule,
    sign,
    stroke,
    text,
)
from evaluator.documents.trend_values import Line, LineChart
from evaluator.documents.typesetting import shortened

_ROW = 13.0  # points a row of the legend takes
_TINY_HIGH = 62.0
_RING = 4.2  # points that a ring takes in each direction


@dataclass(frozen=True)
class _Frame:
    """Where points and places of a chart lie on the drawing; `inset` is the room at both sides."""

    left: float
    bottom: float
    wide: float
    high: float
    count: int
    inset: float = 22.0

    def x(self, point: float) -> float:
        if self.count == 1:
            return self.left + self.wide / 2
        inset = min(self.inset, self.wide / 6)
        return self.left + inset + (self.wide - 2 * inset) * point / (self.count - 1)

    def y(self, place: float) -> float:
        return self.bottom + self.high * min(1.0, max(0.0, place))


def line_chart(values: LineChart, wide: float, high: float = 210) -> Drawing:
    """Draw lines over the years; size in points, the legend included."""
    drawing = Drawing(wide, high)
    base = _legend(drawing, values, wide) + 14
    names = max((label_width(name, 6.6) for _, name in values.limits), default=0.0)
    left = max(label_width(end) for end in (values.low, values.high)) + 6
    right = min(names, wide * 0.3) + 6 if values.limits else 6
    inset = 48.0 if values.strips else 22.0
    frame = _Frame(left, base, wide - left - right, high - base - 18, len(values.labels), inset)
    _draw_frame(drawing, values, frame)
    for at, strip in enumerate(values.strips):
        for x, y in _swarm([frame.y(place) for place in strip]):
            drawing.add(_faint(frame.x(at) + x, y))
    for line in sorted(values.lines, key=lambda line: line.kind == "unit"):
        _draw_line(drawing, line, frame)
    _write_values(drawing, values, frame)
    return drawing


def multiples(values: Sequence[LineChart], wide: float, most_rows: int = 1000) -> list[Drawing]:
    """Draw a tiny chart for each, side by side; a drawing has at most so many rows.

    The first line of each is the unit's, which names it; the legend stands once, below.
    """
    columns = max(2, min(int(wide // 128), max(3, len(values))))
    step = wide / columns
    per = columns * most_rows
    parts = [values[at : at + per] for at in range(0, len(values), per)]
    return [_sheet(part, wide, columns, step) for part in parts]


def _sheet(values: Sequence[LineChart], wide: float, columns: int, step: float) -> Drawing:
    rows = (len(values) + columns - 1) // columns
    drawing = Drawing(wide, 0)
    legend = _legend(drawing, _together(values), wide)
    drawing.height = rows * _TINY_HIGH + legend + 2
    for number, one in enumerate(values):
        row, column = divmod(number, columns)
        bottom = drawing.height - (row + 1) * _TINY_HIGH
        _draw_tiny(drawing, one, column * step, bottom, step - 10)
    return drawing


def _together(values: Sequence[LineChart]) -> LineChart:
    """One chart with every sign that occurs in any of them, for the legend."""
    first = values[0]
    anew = frozenset(at for one in values for line in one.lines for at in line.anew)
    ended = next(
        (line.ended for one in values for line in one.lines if line.ended is not None), None
    )
    # The first line is named by its cell; the legend says what such a line is.
    named = (replace(first.lines[0], name=first.own), *first.lines[1:])
    lines = tuple(Line(line.name, line.kind, (), (), anew, ended) for line in named)
    return LineChart(first.labels, "", "", lines, first.signs, changed=first.changed)


def _draw_tiny(drawing: Drawing, one: LineChart, x: float, bottom: float, wide: float) -> None:
    unit = one.lines[0]
    last = next((words for words in reversed(unit.texts) if words), "–")
    name_room = wide - label_width(last, 7, bold=True) - 5
    top = bottom + _TINY_HIGH - 9
    drawing.add(text(shortened(unit.name, SANS_BOLD, 7, name_room), x, top, size=7, bold=True))
    drawing.add(text(last, x + wide, top, "end", size=7, bold=True))
    frame = _Frame(x, bottom + 13, wide, _TINY_HIGH - 27, len(one.labels))
    drawing.add(
        Rect(frame.left, frame.bottom - 2, wide, frame.high + 4, fillColor=HexColor(TINT),
             strokeColor=HexColor(RULE), strokeWidth=0.4)
    )  # fmt: skip
    for at in sorted(one.changed):
        cut = frame.x(at - 0.5)
        drawing.add(rule(cut, frame.bottom - 2, cut, frame.bottom + frame.high + 2, (2, 2)))
        sign(drawing, CHANGED, cut, frame.bottom + 2, 5.6)
    if one.lone:
        middle = (frame.x((len(one.labels) - 1) / 2), frame.bottom + frame.high / 2 - 2)
        drawing.add(text(one.lone, *middle, "middle", size=6.6, colour=QUIET_INK))
    for line in () if one.lone else reversed(one.lines):
        _draw_line(drawing, line, frame, tiny=True, marked=line is unit)
    for at in sorted({0, len(one.labels) - 1}):
        drawing.add(
            text(one.labels[at], frame.x(at), bottom + 4, "middle", size=6.2, colour=QUIET_INK)
        )


def _draw_frame(drawing: Drawing, values: LineChart, frame: _Frame) -> None:
    right, top = frame.left + frame.wide, frame.bottom + frame.high
    drawing.add(
        Rect(frame.left, frame.bottom, frame.wide, frame.high, fillColor=HexColor(TINT),
             strokeColor=HexColor(RULE), strokeWidth=0.6)
    )  # fmt: skip
    drawing.add(text(values.low, frame.left - 4, frame.bottom - 2, "end", colour=QUIET_INK))
    drawing.add(text(values.high, frame.left - 4, top - 4, "end", colour=QUIET_INK))
    heights = _apart([frame.y(place) for place, _ in values.limits], 8.0)
    for (place, name), written in zip(values.limits, heights, strict=True):
        y = frame.y(place)
        drawing.add(rule(frame.left, y, right, y, (1, 2)))
        name = shortened(name, SANS, 6.6, drawing.width - right - 3)
        drawing.add(text(name, right + 3, written - 2.2, size=6.6, colour=QUIET_INK))
    for at in _told(values, frame):
        drawing.add(text(values.labels[at], frame.x(at), frame.bottom - 11, "middle"))
    for at in sorted(values.changed):
        x = frame.x(at - 0.5)
        drawing.add(rule(x, frame.bottom, x, top, (3, 2)))
        sign(drawing, CHANGED, x, top + 9)


def _told(values: LineChart, frame: _Frame) -> list[int]:
    """The points whose words stand beside them: all, or every so many, the newest always."""
    last = len(values.labels) - 1
    words = [*values.labels, *(text for line in values.lines for text in line.texts)]
    widest = max(label_width(one, bold=True) for one in words) + 4
    between = frame.x(1) - frame.x(0) if last else widest
    return list(range(last, -1, -max(1, int(widest / between + 0.999))))


def _apart(heights: Sequence[float], least: float) -> list[float]:
    """Move heights up so that each stands at least so far from the next lower one."""
    placed: dict[int, float] = {}
    below = -1000.0
    for number in sorted(range(len(heights)), key=lambda n: heights[n]):
        below = placed[number] = max(heights[number], below + least)
    return [placed[number] for number in range(len(heights))]


def _swarm(heights: Sequence[float]) -> list[tuple[float, float]]:
    """Put rings of nearly the same height beside each other, evenly to both sides."""
    taken: Counter[int] = Counter()
    placed = []
    for y in sorted(heights):
        row = round(y / _RING)
        count = taken[row]
        taken[row] += 1
        side = (count + 1) // 2 * (1 if count % 2 else -1)
        placed.append((max(-30.0, min(30.0, side * _RING)), y))
    return placed


def _faint(x: float, y: float) -> Circle:
    return Circle(x, y, 1.8, fillColor=None, strokeColor=HexColor("#8a97a6"), strokeWidth=0.7)


def _draw_line(
    drawing: Drawing, line: Line, frame: _Frame, *, tiny: bool = False, marked: bool = True
) -> None:
    """Join the points that follow one another; a gap, or a fresh start, joins nothing."""
    spots = [None if p is None else (frame.x(at), frame.y(p)) for at, p in enumerate(line.places)]
    for at in range(1, len(spots)):
        before, here = spots[at - 1], spots[at]
        if before and here and at not in line.anew:
            drawing.add(stroke([*before, *here], line.kind, 1.2 if tiny else 1.8))
    for spot in spots:
        if spot and marked:
            drawing.add(marker(*spot, line.kind, 2.0 if tiny else 3.1))
    size = 5.6 if tiny else SIZE
    for at in sorted(line.anew):
        if 0 < at < len(spots):
            sign(drawing, ANEW, frame.x(at - 0.5), frame.bottom + frame.high * 0.12, size)
    if line.ended is not None:
        spot = spots[line.ended]
        if spot:
            sign(drawing, ENDED, spot[0] + (8 if tiny else 12), spot[1], size)


def _write_values(drawing: Drawing, values: LineChart, frame: _Frame) -> None:
    """Write each value beside its marker: of two, the higher one above, the lower one below."""
    for at in _told(values, frame):
        if values.strips:
            _write_both(drawing, values.lines, frame, at)
            continue
        told = [line for line in values.lines if line.kind != "common"]
        here = [(line.places[at], line) for line in told if line.places[at] is not None]
        here.sort(key=lambda pair: (-(pair[0] or 0.0), pair[1].kind))
        for number, (place, line) in enumerate(here[:2]):
            y = frame.y(place or 0.0)
            above = number == 0 and y < frame.bottom + frame.high - 6
            if number == 0 and not above and len(here) > 1:
                above = True
            written = y + 5 if above else y - 11
            drawing.add(text(line.texts[at], frame.x(at), written, "middle", bold=True))


def _write_both(drawing: Drawing, lines: Sequence[Line], frame: _Frame, at: int) -> None:
    """Write the values of a point away from each other: the upper above, the lower below."""
    here = [line for line in lines if line.places[at] is not None]
    here.sort(key=lambda line: (-(line.places[at] or 0.0), line.kind))
    for number, line in enumerate(here):
        _write_beside(drawing, line, frame, at, above=number == 0)


def _write_beside(drawing: Drawing, line: Line, frame: _Frame, at: int, *, above: bool) -> None:
    """Write a value over the rings of the units, on ground of its own edged as its line."""
    words, y = line.texts[at], frame.y(line.places[at] or 0.0)
    wide = label_width(words, bold=True) + 4
    x = min(frame.x(at) + 6, frame.left + frame.wide - wide - 1)
    y = y + 5 if above else y - 15
    y = min(max(y, frame.bottom + 1), frame.bottom + frame.high - 11)
    edge = HexColor(COLOURS[line.kind])
    drawing.add(
        Rect(x, y, wide, 10, rx=2, ry=2, fillColor=white, strokeColor=edge, strokeWidth=0.8)
    )
    drawing.add(text(words, x + 2, y + 2.4, bold=True))


def _legend(drawing: Drawing, values: LineChart, wide: float) -> float:
    """Name lines and signs along the lower edge, in as many rows as needed; give their height."""
    entries: list[tuple[str, str]] = [(line.kind, line.name) for line in values.lines if line.name]
    if values.strips:
        entries.append(("strip", values.strip_name))
    if values.changed:
        entries.append((CHANGED, values.signs.changed))
    if any(line.anew for line in values.lines):
        entries.append((ANEW, values.signs.anew))
    if any(line.ended is not None for line in values.lines):
        entries.append((ENDED, values.signs.ended))
    if not entries:
        return 0.0
    widths = [label_width(name) + 36 for _, name in entries]
    rows = rows_of(widths, wide)
    for number, row in enumerate(reversed(rows)):
        x, y = 0.0, 7 + number * _ROW
        for at in row:
            _draw_entry(drawing, entries[at], x, y, wide)
            x += widths[at]
    return _ROW * len(rows) + 6


def _draw_entry(drawing: Drawing, entry: tuple[str, str], x: float, y: float, wide: float) -> None:
    kind, name = entry
    if kind in COLOURS:
        drawing.add(stroke([x, y, x + 20, y], kind))
        drawing.add(marker(x + 10, y, kind))
    elif kind == "strip":
        drawing.add(_faint(x + 10, y))
    else:
        if kind == CHANGED:
            drawing.add(rule(x + 1, y - 6, x + 1, y + 6, (2, 2)))
        sign(drawing, kind, x + 12, y)
    name = shortened(name, SANS, SIZE, wide - x - 25)
    drawing.add(text(name, x + 25, y - 2.6, colour=QUIET_INK))
