"""Batik motifs as vectors: kawung, parang, truntum and jlamprang."""

from collections.abc import Callable
from math import cos, pi, sin, sqrt
from typing import Protocol

from reportlab.pdfgen.canvas import Canvas
from reportlab.pdfgen.pathobject import PDFPathObject


class Colours(Protocol):
    """The colours that a motif is drawn in."""

    @property
    def ink(self) -> str: ...
    @property
    def accent(self) -> str: ...
    @property
    def tint(self) -> str: ...


class Area(Protocol):
    """The rectangle that a motif fills, in points."""

    @property
    def left(self) -> float: ...
    @property
    def bottom(self) -> float: ...
    @property
    def right(self) -> float: ...
    @property
    def top(self) -> float: ...
    @property
    def width(self) -> float: ...
    @property
    def height(self) -> float: ...


_BLADE = 15.0  # points from one blade of parang to the next, along the slant
_ROW_RISE = 30.0 * sqrt(2)  # points from one row of blades to the next, up the band

_drawn: dict[str, tuple[float, str]] = {}  # side and operators of every tile, by its name

# A tile draws itself around the origin in a square of the given side.
Tile = Callable[[Canvas, Colours, float], None]


def tiled(canvas: Canvas, box: Area, side: float, tile: Tile, colours: Colours) -> None:
    """Fill a box with whole tiles of about `side` points, stretched to end at its edges."""
    form = _tile_form(canvas, side, tile, colours)
    columns, rows = grid(box, side)
    across, along = box.width / columns, box.height / rows
    for column in range(columns):
        for row in range(rows):
            canvas.saveState()
            canvas.translate(box.left + (column + 0.5) * across, box.bottom + (row + 0.5) * along)
            canvas.scale(across / side, along / side)
            canvas.doForm(form)
            canvas.restoreState()


def grid(box: Area, side: float) -> tuple[int, int]:
    """How many columns and rows of tiles of about `side` points fill a box."""
    return max(1, round(box.width / side)), max(1, round(box.height / side))


def _tile_form(canvas: Canvas, side: float, tile: Tile, colours: Colours) -> str:
    """Draw a tile once a document and return the name of its form."""
    name = f"{tile.__name__}-{side:g}-{colours.ink}-{colours.accent}-{colours.tint}"
    name = "".join(c if c.isalnum() or c in "-." else "" for c in name)
    if not canvas.hasForm(name):
        canvas.beginForm(name, -side, -side, side, side)
        tile(canvas, colours, side)
        if isinstance(canvas, Canvas):
            _drawn[name] = (side, "\n".join(canvas._code))
        canvas.endForm()
    return name


def redraw(canvas: Canvas, name: str) -> None:
    """Define a tile's form in another document, from the operators of the first."""
    if not canvas.hasForm(name):
        side, operators = _drawn[name]
        canvas.beginForm(name, -side, -side, side, side)
        canvas._code.append(operators)
        canvas.endForm()


def ring(canvas: Canvas, outer: Area, inner: Area) -> None:
    """Fill what lies between two rectangles."""
    for left, bottom, right, top in (
        (outer.left, inner.top, outer.right, outer.top),
        (outer.left, outer.bottom, outer.right, inner.bottom),
        (outer.left, inner.bottom, inner.left, inner.top),
        (inner.right, inner.bottom, outer.right, inner.top),
    ):
        canvas.rect(left, bottom, right - left, top - bottom, stroke=0, fill=1)


def diamond(canvas: Canvas, x: float, y: float, reach: float) -> None:
    """Fill a square that stands on its corner."""
    path = canvas.beginPath()
    path.moveTo(x - reach, y)
    path.lineTo(x, y + reach)
    path.lineTo(x + reach, y)
    path.lineTo(x, y - reach)
    path.close()
    canvas.drawPath(path, stroke=0, fill=1)


def kawung(canvas: Canvas, colours: Colours, side: float) -> None:
    """Draw four palm fruits that meet in the middle, each with its two seeds."""
    reach = side / 2 * sqrt(2)
    canvas.setFillColor(colours.ink)
    path = canvas.beginPath()
    for quarter in range(4):
        _leaf(path, pi / 4 + quarter * pi / 2, reach * 0.09, reach * 0.93, reach * 0.27)
    canvas.drawPath(path, stroke=0, fill=1)
    canvas.setFillColor(colours.tint)
    for quarter in range(4):
        angle = pi / 4 + quarter * pi / 2
        for along in (0.38, 0.64):
            canvas.circle(
                reach * along * cos(angle), reach * along * sin(angle), side / 26, stroke=0, fill=1
            )
    canvas.setFillColor(colours.accent)
    for x, y in ((0, side / 2), (0, -side / 2), (side / 2, 0), (-side / 2, 0)):
        diamond(canvas, x * 0.86, y * 0.86, side / 15)


def truntum(canvas: Canvas, colours: Colours, side: float) -> None:
    """Draw a small star flower with eight petals, and buds at the corners between flowers."""
    path = canvas.beginPath()
    for eighth in range(8):
        reach = side * (0.4 if eighth % 2 == 0 else 0.3)
        _leaf(path, eighth * pi / 4, side * 0.09, reach, side * 0.055)
    canvas.setFillColor(colours.ink)
    canvas.drawPath(path, stroke=0, fill=1)
    canvas.setFillColor(colours.accent)
    canvas.circle(0, 0, side * 0.06, stroke=0, fill=1)
    for x in (-1, 1):
        for y in (-1, 1):
            diamond(canvas, x * side * 0.4, y * side * 0.4, side * 0.05)


def jlamprang(canvas: Canvas, colours: Colours, side: float) -> None:
    """Draw a rosette: eight petals in a ring of dots, and quarter flowers in the corners."""
    canvas.setFillColor(colours.ink)
    path = canvas.beginPath()
    for eighth in range(8):
        _leaf(path, eighth * pi / 4, side * 0.07, side * 0.29, side * 0.07)
    for x in (-1, 1):
        for y in (-1, 1):
            _leaf_at(
                path,
                x * side / 2,
                y * side / 2,
                pi / 4 * (5 if x > 0 else 7) if y > 0 else pi / 4 * (3 if x > 0 else 1),
                side * 0.16,
                side * 0.05,
            )
    canvas.drawPath(path, stroke=0, fill=1)
    canvas.setFillColor(colours.accent)
    for step in range(16):
        angle = (step + 0.5) * pi / 8
        canvas.circle(
            side * 0.38 * cos(angle), side * 0.38 * sin(angle), side * 0.028, stroke=0, fill=1
        )
    canvas.circle(0, 0, side * 0.045, stroke=0, fill=1)


def parang(canvas: Canvas, box: Area, colours: Colours, mirrored: bool) -> None:
    """Fill a tall band with slanting rows of knife blades and rows of diamonds between them."""
    canvas.saveState()
    clip = canvas.beginPath()
    clip.rect(box.left, box.bottom, box.width, box.height)
    canvas.clipPath(clip, stroke=0, fill=0)
    canvas.translate(box.right if mirrored else box.left, box.bottom)
    if mirrored:
        canvas.scale(-1, 1)
    rows, count = _parang_rows(box)
    for row in rows:
        canvas.saveState()
        canvas.translate(0, row * _ROW_RISE)
        canvas.rotate(45)
        _parang_row(canvas, colours, _BLADE, count)
        canvas.restoreState()
    canvas.restoreState()


def parang_pieces(box: Area) -> int:
    """How many blades and diamonds `parang` draws in a box."""
    rows, count = _parang_rows(box)
    return len(rows) * (count + 2 + count * 2 + 4)


def _parang_rows(box: Area) -> tuple[range, int]:
    """The numbers of the rows that cross a box, and of the last blade in each."""
    rows = range(-2 - int(box.width / _ROW_RISE), int(box.height / _ROW_RISE) + 2)
    return rows, int(box.width * sqrt(2) / _BLADE) + 3


def _parang_row(canvas: Canvas, colours: Colours, step: float, count: int) -> None:
    """Draw one row along the slant, just long enough to cross the band."""
    canvas.setFillColor(colours.tint)
    for number in range(-2, count):
        _blade(canvas, number * step, 0, step)
    canvas.setFillColor(colours.accent)
    for number in range(-4, count * 2):
        diamond(canvas, number * step / 2, step * 1.72, step * 0.13)


def _blade(canvas: Canvas, x: float, y: float, step: float) -> None:
    """Fill one S-shaped blade that leans over the next."""
    path = canvas.beginPath()
    path.moveTo(x, y)
    path.curveTo(x + step * 0.9, y + step * 0.1, x + step * 0.1, y + step * 0.9,
                 x + step * 1.0, y + step * 1.45)  # fmt: skip
    path.curveTo(x + step * 0.75, y + step * 0.95, x + step * 1.35, y + step * 0.25,
                 x + step * 0.55, y - step * 0.02)  # fmt: skip
    path.close()
    canvas.drawPath(path, stroke=0, fill=1)


def _leaf(path: PDFPathObject, angle: float, start: float, end: float, bulge: float) -> None:
    """Add a leaf that points away from the origin, from `start` to `end` points out."""
    _leaf_at(path, start * cos(angle), start * sin(angle), angle, end - start, bulge)


def _leaf_at(
    path: PDFPathObject, x: float, y: float, angle: float, length: float, bulge: float
) -> None:
    """Add a leaf that starts at (x, y); `bulge` is half its greatest width."""
    dx, dy = cos(angle), sin(angle)
    tip = (x + length * dx, y + length * dy)
    path.moveTo(x, y)
    for across in (bulge * 4 / 3, -bulge * 4 / 3):
        near = (x + 0.2 * length * dx - across * dy, y + 0.2 * length * dy + across * dx)
        far = (x + 0.8 * length * dx - across * dy, y + 0.8 * length * dy + across * dx)
        if across > 0:
            path.curveTo(*near, *far, *tip)
        else:
            path.curveTo(*far, *near, x, y)
    path.close()
