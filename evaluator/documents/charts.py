"""Charts drawn once for both media: the same shapes go into a PDF and into an SVG."""

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

from reportlab.graphics import renderSVG
from reportlab.graphics.shapes import (
    Circle,
    Drawing,
    Line,
    Path,
    Polygon,
    PolyLine,
    Rect,
    Shape,
    String,
)
from reportlab.lib.colors import Color, HexColor, white

from evaluator.documents.chart_labels import LABEL, LEADING, Web, labelled_web, wrapped
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

_RINGS = 4
_FONTS_ON_THE_WEB = {
    SANS: {"family": "'Noto Sans', system-ui, sans-serif"},
    SANS_BOLD: {"family": "'Noto Sans', system-ui, sans-serif", "weight": "bold"},
}


@dataclass(frozen=True)
class Axis:
    """One thing compared: its name and, as it is shown, the first series' value."""

    name: str
    value: str


@dataclass(frozen=True)
class Series:
    """One line of a chart: a place on each axis, 0.0 (worst) to 1.0 (best); None: no value.

    `kind` is "unit", "middle" or "last" and decides colour, dash and marker.
    """

    name: str
    kind: str
    positions: tuple[float | None, ...]


@dataclass(frozen=True)
class _Look:
    colour: str
    dash: tuple[float, ...] | None
    thickness: float


_LOOKS = {
    "unit": _Look(UNIT_COLOUR, None, 1.8),
    "middle": _Look(MIDDLE_COLOUR, (4, 2), 1.2),
    "last": _Look(LAST_COLOUR, (1.2, 1.8), 1.2),
}


def radar(
    axes: Sequence[Axis], series: Sequence[Series], wide: float = 300, high: float = 250
) -> Drawing:
    """Draw three or more axes around a centre, the first pointing up, then clockwise.

    As large as its labels leave room for; where they leave too little, bars are drawn instead.
    Where a series has no value its line is interrupted. Size in points, legend included.

    Raises
    ------
    ValueError
        If there are fewer than three axes or a series has not one position for each.
    """
    if len(axes) < 3 or any(len(line.positions) != len(axes) for line in series):
        raise ValueError("a radar needs three axes, and one position for each in every series")
    drawing = Drawing(wide, high)
    legend = _legend(drawing, series, wide)
    found = labelled_web(axes, wide, legend + 4, high)
    if found is None:
        return bars(axes, series, wide)
    web, labels = found
    _draw_web(drawing, web)
    for line in sorted(series, key=lambda line: line.kind == "unit"):
        _draw_series(drawing, web.places(line.positions), line.kind)
    for label in labels:
        _add_lines(drawing, label.lines, label.x, label.middle, label.side, last_bold=True)
    return drawing


def bars(axes: Sequence[Axis], series: Sequence[Series], wide: float = 300) -> Drawing:
    """Draw one bar an axis for the unit, with marks for the other series on the same scale.

    As tall as it needs to be; size in points, legend included.

    Raises
    ------
    ValueError
        If there is nothing to draw or a series has not one position for each axis.
    """
    if not axes or any(len(line.positions) != len(axes) for line in series):
        raise ValueError("bars need an axis, and one position for each axis in every series")
    room = wide * 0.4
    texts = [wrapped(axis.name, room - 8) for axis in axes]
    heights = [max(2, len(lines)) * LEADING + 8 for lines in texts]
    drawing = Drawing(wide, 0)
    legend = _legend(drawing, series, wide)
    drawing.height = y = sum(heights) + legend
    for number, (axis, lines, height) in enumerate(zip(axes, texts, heights, strict=True)):
        y -= height
        _add_lines(drawing, lines, 0, y + height / 2, "start")
        track = (room, y + height / 2 - 4.5, wide - room - 34)
        _draw_bar(drawing, track, [(line.kind, line.positions[number]) for line in series])
        drawing.add(_text(axis.value, wide, y + height / 2 - 3, "end", SANS_BOLD))
    return drawing


def gauge(series: Sequence[tuple[str, float | None]], wide: float, high: float = 9) -> Drawing:
    """Draw one bar without words, for the cell of a table; (kind, position) for each mark."""
    drawing = Drawing(wide, high)
    _draw_bar(drawing, (4, high / 2 - 3, wide - 8), series, thick=6)
    return drawing


def svg(drawing: Drawing, title: str = "", description: str = "") -> bytes:
    """Give a drawing as SVG for a page; the same drawing gives the same bytes."""
    text = renderSVG.drawToString(
        drawing, fontHacks=_FONTS_ON_THE_WEB, svgAttrs={"role": "img", "version": "1.1"}
    )
    for tag, words in (("title", title), ("desc", description)):
        text = text.replace(f"<{tag}>...</{tag}>", f"<{tag}>{escape(words)}</{tag}>", 1)
    return str(text).encode()


def _kept(position: float) -> float:
    return min(1.0, max(0.0, position))


def _draw_web(drawing: Drawing, web: Web) -> None:
    grey = HexColor(RULE)
    for ring in range(_RINGS, 0, -1):
        corners = [x for tip in web.tips(ring / _RINGS) for x in tip]
        fill = HexColor(TINT) if ring == _RINGS else None
        drawing.add(Polygon(corners, strokeColor=grey, strokeWidth=0.6, fillColor=fill))
    for tip in web.tips(1):
        drawing.add(Line(web.x, web.y, *tip, strokeColor=grey, strokeWidth=0.6))


def _draw_series(drawing: Drawing, places: Sequence[tuple[float, float] | None], kind: str) -> None:
    look = _LOOKS[kind]
    colour = HexColor(look.colour)
    if kind == "unit" and None not in places:
        corners = [x for place in places if place for x in place]
        faint = Color(colour.red, colour.green, colour.blue, alpha=0.14)
        drawing.add(Polygon(corners, strokeColor=None, fillColor=faint))
    for start, end in zip(places, [*places[1:], places[0]], strict=True):
        if start and end:
            drawing.add(_stroke([*start, *end], look))
    for place in places:
        if place:
            drawing.add(_marker(*place, kind))


def _stroke(points: list[float], look: _Look) -> Shape:
    return PolyLine(
        points,
        strokeColor=HexColor(look.colour),
        strokeWidth=look.thickness,
        strokeDashArray=look.dash,
        strokeLineCap=1 if look.dash is None else 0,
    )


def _marker(x: float, y: float, kind: str) -> Shape:
    """Draw a disc for the unit, a square for the middle, a triangle for last year."""
    edge = {"fillColor": HexColor(_LOOKS[kind].colour), "strokeColor": white, "strokeWidth": 0.6}
    if kind == "unit":
        return Circle(x, y, 2.9, **edge)
    if kind == "middle":
        return Rect(x - 2.4, y - 2.4, 4.8, 4.8, **edge)
    triangle = Path(**edge)
    triangle.moveTo(x - 3, y - 2.3)
    triangle.lineTo(x + 3, y - 2.3)
    triangle.lineTo(x, y + 3.1)
    triangle.closePath()
    return triangle


def _draw_bar(
    drawing: Drawing,
    track: tuple[float, float, float],
    marks: Sequence[tuple[str, float | None]],
    thick: float = 9,
) -> None:
    """Draw a track from (x, y) of a length, filled to the unit's place, with the other marks."""
    x, y, length = track
    drawing.add(
        Rect(x, y, length, thick, fillColor=HexColor(TINT), strokeColor=HexColor(RULE),
             strokeWidth=0.5)
    )  # fmt: skip
    for kind, position in sorted(marks, key=lambda mark: mark[0] != "unit"):
        if position is None:
            continue
        end = length * _kept(position)
        if kind == "unit":
            drawing.add(Rect(x, y, end, thick, fillColor=HexColor(UNIT_COLOUR), strokeColor=None))
        else:
            drawing.add(_marker(x + end, y + thick / 2, kind))


def _add_lines(
    drawing: Drawing,
    lines: Sequence[str],
    x: float,
    middle: float,
    side: str,
    last_bold: bool = False,
) -> None:
    """Write lines below each other so that `middle` is the height of their centre."""
    y = middle + len(lines) * LEADING / 2 - LEADING * 0.76
    for number, line in enumerate(lines):
        bold = last_bold and number == len(lines) - 1
        drawing.add(_text(line, x, y - number * LEADING, side, SANS_BOLD if bold else SANS))


def _text(text: str, x: float, y: float, side: str, font: str) -> String:
    return String(
        x, y, text, fontName=font, fontSize=LABEL, textAnchor=side, fillColor=HexColor(INK)
    )


def _legend(drawing: Drawing, series: Sequence[Series], wide: float) -> float:
    """Name the series along the lower edge, in as many rows as needed; give their height."""
    rows: list[list[tuple[float, Series]]] = [[]]
    x = 0.0
    for line in series:
        need = 26 + width(line.name, SANS, LABEL) + 12
        if x and x + need > wide:
            rows.append([])
            x = 0.0
        rows[-1].append((x, line))
        x += need
    for number, row in enumerate(reversed(rows)):
        taken = row[-1][0] + 25 + width(row[-1][1].name, SANS, LABEL)
        for offset, line in row:
            start, y = offset + (wide - taken) / 2, 6 + number * 12.0
            drawing.add(_stroke([start, y, start + 20, y], _LOOKS[line.kind]))
            drawing.add(_marker(start + 10, y, line.kind))
            label = _text(line.name, start + 25, y - 2.6, "start", SANS)
            label.fillColor = HexColor(QUIET_INK)
            drawing.add(label)
    return 12.0 * len(rows) + 8
