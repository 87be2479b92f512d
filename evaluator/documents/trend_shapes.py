"""The strokes that pictures of trends share: texts, markers, signs, patterns."""

from collections.abc import Sequence

from reportlab.graphics.shapes import (
    Circle,
    Drawing,
    Group,
    Line,
    Path,
    Polygon,
    PolyLine,
    Rect,
    Shape,
    String,
)
from reportlab.lib.colors import HexColor, white

from evaluator.documents.style import (
    INK,
    LAST_COLOUR,
    MIDDLE_COLOUR,
    QUIET_INK,
    RULE,
    SANS,
    SANS_BOLD,
    UNIT_COLOUR,
)
from evaluator.documents.typesetting import width

SIZE = 7.6  # points
COLOURS = {"unit": UNIT_COLOUR, "middle": MIDDLE_COLOUR, "common": LAST_COLOUR}
_DASHES = {"unit": None, "middle": (4, 2), "common": (1.2, 1.8)}
_FAINT_INK = "#8a7f70"  # patterns tell parts apart, yet stay quieter than the numbers
CHANGED, ANEW, ENDED = "R", "+", "×"
# Okabe and Ito's palette, best first, each with a pattern of its own; all carry dark letters.
PARTS = (
    ("#56b4e9", "plain"),
    ("#9fd8c6", "across"),
    ("#f0e442", "dots"),
    ("#e69f00", "upright"),
    ("#d98bb4", "grid"),
    ("#d5d5d5", "rising"),
    ("#ffffff", "dots"),
    ("#ffffff", "across"),
)


def text(
    words: str,
    x: float,
    y: float,
    side: str = "start",
    *,
    size: float = SIZE,
    bold: bool = False,
    colour: str = INK,
) -> String:
    """One line of text; `side` is the end of it that x names."""
    return String(
        x, y, words, fontName=SANS_BOLD if bold else SANS, fontSize=size, textAnchor=side,
        fillColor=HexColor(colour),
    )  # fmt: skip


def upright(words: str, x: float, y: float, size: float) -> Group:
    """One line of text that reads upwards from (x, y)."""
    return Group(text(words, 0, 0, size=size), transform=(0, 1, -1, 0, x, y))


def rule(x: float, y: float, to_x: float, to_y: float, dash: Sequence[float] | None = None) -> Line:
    """A thin grey line."""
    return Line(x, y, to_x, to_y, strokeColor=HexColor(RULE), strokeWidth=0.6, strokeDashArray=dash)


def stroke(points: Sequence[float], kind: str, thickness: float = 1.6) -> Shape:
    """A line of a kind: solid for a unit, dashed for the middle, dotted on common indicators."""
    return PolyLine(
        list(points),
        strokeColor=HexColor(COLOURS[kind]),
        strokeWidth=thickness,
        strokeDashArray=_DASHES[kind],
    )


def marker(x: float, y: float, kind: str, reach: float = 2.9) -> Shape:
    """A disc for a unit, a square for the middle, a triangle on common indicators."""
    edge = {"fillColor": HexColor(COLOURS[kind]), "strokeColor": white, "strokeWidth": 0.6}
    if kind == "unit":
        return Circle(x, y, reach, **edge)
    if kind == "common":
        corners = [x - reach, y - reach * 0.8, x + reach, y - reach * 0.8, x, y + reach]
        return Polygon(corners, **edge)
    return Rect(x - reach * 0.85, y - reach * 0.85, reach * 1.7, reach * 1.7, **edge)


def sign(drawing: Drawing, what: str, x: float, y: float, size: float = SIZE) -> None:
    """A sign in a small frame, its middle at (x, y)."""
    half = size * 0.62
    drawing.add(
        Rect(x - half, y - half, 2 * half, 2 * half, rx=1.5, ry=1.5, fillColor=white,
             strokeColor=HexColor(QUIET_INK), strokeWidth=0.6)
    )  # fmt: skip
    drawing.add(text(what, x, y - size * 0.35, "middle", size=size, bold=True))


def filled(drawing: Drawing, part: int, x: float, y: float, wide: float, high: float) -> None:
    """A rectangle in the colour and pattern of a part, numbered from 0."""
    colour, pattern = PARTS[part % len(PARTS)]
    frame = {"strokeColor": HexColor(INK), "strokeWidth": 0.5}
    drawing.add(Rect(x, y, wide, high, fillColor=HexColor(colour), **frame))
    path = Path(strokeColor=HexColor(_FAINT_INK), strokeWidth=0.4, fillColor=None)
    if _patterned(path, pattern, x, y, wide, high):
        drawing.add(path)


def _patterned(path: Path, pattern: str, x: float, y: float, wide: float, high: float) -> bool:
    """Write a pattern into a path; whether there is any."""
    if pattern in ("across", "grid"):
        for at in _steps(y, high, 4.5):
            _write(path, x, at, x + wide, at)
    if pattern in ("upright", "grid"):
        for at in _steps(x, wide, 4.5):
            _write(path, at, y, at, y + high)
    if pattern == "dots":
        for row, level in enumerate(_steps(y, high, 3.0)):
            for at in _steps(x + (row % 2) * 2, wide - (row % 2) * 2, 4.0):
                _write(path, at - 0.4, level, at + 0.4, level)
    if pattern == "rising":
        for at in _steps(x - high, wide + high, 4.0):
            low, top = max(at, x), min(at + high, x + wide)
            if top > low:
                _write(path, low, y + low - at, top, y + top - at)
    return bool(path.points)


def _steps(start: float, length: float, apart: float) -> list[float]:
    return [start + apart * step for step in range(1, int(length / apart + 0.999))]


def _write(path: Path, x: float, y: float, to_x: float, to_y: float) -> None:
    path.moveTo(x, y)
    path.lineTo(to_x, to_y)


def rows_of(widths: Sequence[float], room: float) -> list[list[int]]:
    """Put things of these widths into rows no wider than the room, in their order."""
    rows: list[list[int]] = [[]]
    taken = 0.0
    for number, wide in enumerate(widths):
        if rows[-1] and taken + wide > room:
            rows.append([])
            taken = 0.0
        rows[-1].append(number)
        taken += wide
    return rows


def label_width(words: str, size: float = SIZE, *, bold: bool = False) -> float:
    """How wide a text will be, in points."""
    return width(words, SANS_BOLD if bold else SANS, size)
