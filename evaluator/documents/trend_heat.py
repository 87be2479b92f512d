"""Units by indicators: a square for each, its value written in it."""

from collections.abc import Sequence

from reportlab.graphics.shapes import Drawing, Line, Path, Rect
from reportlab.lib.colors import HexColor, white

from evaluator.documents.style import INK, QUIET_INK, RULE, SANS
from evaluator.documents.trend_shapes import SIZE, label_width, rows_of, rule, text, upright
from evaluator.documents.trend_values import Cell, HeatMap
from evaluator.documents.typesetting import shortened

CELL_WIDE, CELL_HIGH = 19.0, 14.0
# Light to dark in one hue: the order is seen without colours too, and on grey paper.
_TINTS = ("#f4f8fb", "#cfe3f1", "#9cc6e3", "#62a8d5", "#0b4f86")
_HATCH = "#a9b4c0"
_SMALL = 6.4
_SMALLEST = 0.8  # numbers drawn smaller than this cannot be read on paper
_LEAST = 150.0  # points: room for the legend of a small map


def heat_maps(values: HeatMap, wide: float, most_rows: int = 1000) -> list[Drawing]:
    """Draw the map, in several drawings where it is too long, or wider than `wide`."""
    names = names_width(values)
    most = max(1, int((wide - names) // CELL_WIDE))
    return [
        _map(values, names, columns, values.rows[at : at + most_rows])
        for columns in _chunks(len(values.columns), most)
        for at in range(0, len(values.rows), most_rows)
    ]


def names_width(values: HeatMap, most: float = 150) -> float:
    """How many points the units' names take, at most so many."""
    return min(most, max((label_width(name) for name, _ in values.rows), default=0.0) + 10)


def natural_width(values: HeatMap) -> float:
    """How wide the map is where nothing is cut."""
    return max(_LEAST, names_width(values) + CELL_WIDE * len(values.columns) + 2)


def fitted_maps(values: HeatMap, wide: float, high: float) -> list[Drawing]:
    """Draw the map on as few pages of a size as its numbers stay legible on.

    A little too wide, it is drawn smaller; much too wide, it is cut between columns.
    """
    shrunk = min(1.0, wide / natural_width(values))
    if shrunk < _SMALLEST:
        shrunk = 1.0
    heads = max((label_width(column) for column in values.columns), default=0.0) + 48
    rows = max(1, int((high / shrunk - heads) // CELL_HIGH))
    pages = max(1, -(-len(values.rows) // rows))
    drawings = heat_maps(values, wide / shrunk, -(-len(values.rows) // pages))
    for drawing in drawings:
        drawing.scale(shrunk, shrunk)
        drawing.width, drawing.height = drawing.width * shrunk, drawing.height * shrunk
    return drawings


def _chunks(count: int, most: int) -> list[range]:
    pieces = (count + most - 1) // most
    per = (count + pieces - 1) // pieces if pieces else 1
    return [range(at, min(at + per, count)) for at in range(0, count, per)]


def _map(
    values: HeatMap, names: float, columns: range, rows: Sequence[tuple[str, tuple[Cell, ...]]]
) -> Drawing:
    wide = names + CELL_WIDE * len(columns) + 2
    wide = max(wide, _LEAST)
    heads = max((label_width(values.columns[at]) for at in columns), default=0) + 6
    legend = _legend_rows(values, wide)
    foot = 14.0 * len(legend) + 8
    drawing = Drawing(wide, foot + CELL_HIGH * len(rows) + heads + 13)
    top = foot + CELL_HIGH * len(rows)
    for place, at in enumerate(columns):
        x = names + (place + 0.5) * CELL_WIDE + 2.6
        drawing.add(upright(values.columns[at], x, top + 4, SIZE))
    _draw_groups(drawing, values, names, columns, top + heads)
    _draw_cells(drawing, rows, names, columns, top)
    for number, (name, _) in enumerate(rows):
        y = top - (number + 1) * CELL_HIGH + 4
        drawing.add(text(shortened(name, SANS, SIZE, names - 8), 0, y))
    _draw_legend(drawing, values, legend)
    return drawing


def _draw_groups(drawing: Drawing, values: HeatMap, names: float, columns: range, y: float) -> None:
    """Name the sections above their columns, as far as the columns are here."""
    at = 0
    for name, count in values.groups:
        first, last = max(at, columns.start), min(at + count, columns.stop)
        at += count
        if first >= last:
            continue
        x = names + (first - columns.start) * CELL_WIDE
        wide = (last - first) * CELL_WIDE
        drawing.add(rule(x + 1, y, x + wide - 2, y))
        drawing.add(text(shortened(name, SANS, _SMALL, wide - 4), x + 1, y + 3, size=_SMALL))


def _draw_cells(
    drawing: Drawing,
    rows: Sequence[tuple[str, tuple[Cell, ...]]],
    names: float,
    columns: range,
    top: float,
) -> None:
    """All squares of one tint are one path, which keeps the picture small."""
    tints = [Path(fillColor=HexColor(colour), strokeColor=None) for colour in _TINTS]
    dashes = Path(strokeColor=HexColor(_HATCH), strokeWidth=0.5, fillColor=None)
    for number, (_, cells) in enumerate(rows):
        y = top - (number + 1) * CELL_HIGH
        for place, at in enumerate(columns):
            x = names + place * CELL_WIDE
            if cells[at].kind == "value":
                _square(tints[tint_of(cells[at].place)], x, y)
            elif cells[at].kind == "not-applicable":
                _hatch(dashes, x, y)
    for path in (*tints, dashes):
        if path.points:
            drawing.add(path)
    _draw_grid(drawing, names, len(columns), top, len(rows))
    for number, (_, cells) in enumerate(rows):
        for place, at in enumerate(columns):
            x = names + (place + 0.5) * CELL_WIDE
            _write(drawing, cells[at], x, top - (number + 1) * CELL_HIGH + 4.6)


def tint_of(place: float | None) -> int:
    """Which of the five tints a place has, from 0 for the lowest fifth."""
    return min(len(_TINTS) - 1, max(0, int((place or 0.0) * len(_TINTS))))


def _square(path: Path, x: float, y: float) -> None:
    path.moveTo(x, y)
    for to_x, to_y in ((x + CELL_WIDE, y), (x + CELL_WIDE, y + CELL_HIGH), (x, y + CELL_HIGH)):
        path.lineTo(to_x, to_y)
    path.closePath()


def _hatch(path: Path, x: float, y: float) -> None:
    for shift in (0.0, 5.0, 10.0):
        length = min(CELL_HIGH, CELL_WIDE - shift)
        path.moveTo(x + shift, y)
        path.lineTo(x + shift + length, y + length)


def _draw_grid(drawing: Drawing, left: float, columns: int, top: float, rows: int) -> None:
    right, bottom = left + columns * CELL_WIDE, top - rows * CELL_HIGH
    path = Path(strokeColor=white, strokeWidth=0.8, fillColor=None)
    for number in range(columns + 1):
        path.moveTo(left + number * CELL_WIDE, bottom)
        path.lineTo(left + number * CELL_WIDE, top)
    drawing.add(path)
    for number in range(rows + 1):
        y = top - number * CELL_HIGH
        drawing.add(Line(0, y, right, y, strokeColor=HexColor(RULE), strokeWidth=0.4))


def _write(drawing: Drawing, cell: Cell, x: float, y: float) -> None:
    dark = cell.kind == "value" and tint_of(cell.place) >= len(_TINTS) - 2
    if cell.text:
        colour = "#ffffff" if dark and tint_of(cell.place) == len(_TINTS) - 1 else INK
        drawing.add(text(cell.text, x, y, "middle", size=_SMALL, colour=colour, bold=dark))


def _legend_rows(values: HeatMap, wide: float) -> list[list[int]]:
    return rows_of([label_width(words) + 34 for words in _entries(values)], wide)


def _entries(values: HeatMap) -> list[str]:
    scale = f"{values.words[0]} {values.low} – {values.high}".strip()
    return [scale.ljust(len(scale) + 16), *values.words[1:]]


def _draw_legend(drawing: Drawing, values: HeatMap, rows: list[list[int]]) -> None:
    entries = _entries(values)
    for number, row in enumerate(reversed(rows)):
        x, y = 0.0, 3 + number * 14.0
        for at in row:
            x = _draw_entry(drawing, at, entries[at].rstrip(), x, y)


def _draw_entry(drawing: Drawing, kind: int, words: str, x: float, y: float) -> float:
    """Draw one entry of the legend; where the next one begins."""
    frame = {"strokeColor": HexColor(RULE), "strokeWidth": 0.5}
    if kind == 0:
        for colour in _TINTS:
            drawing.add(Rect(x, y, 10, 9, fillColor=HexColor(colour), **frame))
            x += 10
        x -= 16
    else:
        drawing.add(Rect(x, y, 16, 9, fillColor=white, **frame))
        sample = {1: "", 2: "?", 3: ""}[kind]
        if kind == 1:
            for shift in (0.0, 5.0):
                ends = (x + shift, y, x + shift + 9, y + 9)
                drawing.add(Line(*ends, strokeColor=HexColor(_HATCH), strokeWidth=0.5))
        if sample:
            drawing.add(text(sample, x + 8, y + 2, "middle", size=_SMALL))
    drawing.add(text(words, x + 20, y + 2, colour=QUIET_INK))
    return x + 20 + label_width(words) + 14
