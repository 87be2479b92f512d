"""Batik on paper: frames, bands and corners of a motif, as vectors."""

from dataclasses import dataclass
from math import prod, sqrt

from reportlab.pdfgen.canvas import Canvas

from evaluator.documents import batik
from evaluator.documents.paper_design import Design
from evaluator.documents.paper_elements import Ornament
from evaluator.documents.paper_pages import MM

_TILES: dict[str, batik.Tile] = {
    "kawung": batik.kawung,
    "truntum": batik.truntum,
    "jlamprang": batik.jlamprang,
}

_LEAST_TILE = 6  # points
_OF_CORNERS = 24  # tiles in the stairs of all four

# Hundreds of tiles make an ornament, and a file of one page would spend most of its time on
# writing the same numbers again.
_MOST_STROKES = 64
_strokes: dict[object, tuple[str, tuple[str, ...]]] = {}


@dataclass(frozen=True)
class Box:
    """A rectangle on the page, in points from the bottom left."""

    left: float
    bottom: float
    right: float
    top: float

    @property
    def width(self) -> float:
        return self.right - self.left

    @property
    def height(self) -> float:
        return self.top - self.bottom

    @property
    def centre(self) -> float:
        return (self.left + self.right) / 2

    @property
    def middle(self) -> float:
        return (self.bottom + self.top) / 2

    def inset(self, by: float) -> "Box":
        """Shrink by as many points on all sides."""
        return Box(self.left + by, self.bottom + by, self.right - by, self.top - by)


@dataclass(frozen=True)
class Colours:
    """What a motif is drawn in."""

    ink: str
    accent: str
    tint: str


def box_of(design: Design, x: float, y: float, width: float, height: float) -> Box:
    """A box given in millimetres from the upper left, in points from the bottom left."""
    top = (design.page.extent[1] - y) * MM
    return Box(x * MM, top - height * MM, (x + width) * MM, top)


def draw(canvas: Canvas, design: Design, one: Ornament) -> None:
    """Draw an ornament in its box; in a later document, by the very same operators."""
    colours = Colours(design.colour(one.ink), design.colour(one.accent), design.colour(one.ground))
    if not isinstance(canvas, Canvas):
        _draw(canvas, design, one, colours)
        return
    key = (one, colours, design.page.extent)
    if key not in _strokes:
        if len(_strokes) >= _MOST_STROKES:
            _strokes.clear()
        code, forms = len(canvas._code), len(canvas._formsinuse)
        _draw(canvas, design, one, colours)
        _strokes[key] = ("\n".join(canvas._code[code:]), tuple(canvas._formsinuse[forms:]))
        return
    operators, used = _strokes[key]
    for name in dict.fromkeys(used):
        batik.redraw(canvas, name)
    canvas._code.append(operators)
    canvas._formsinuse.extend(used)


def pieces(design: Design, one: Ornament) -> int:
    """Of how many tiles, or blades and diamonds, an ornament is made; known without drawing it."""
    if one.motif == "plain":
        return 0
    if one.shape == "corners":
        return _OF_CORNERS
    box = box_of(design, one.x, one.y, one.width, one.height)
    areas = (box,) if one.shape == "band" else _sides(box, _within_frame(box, one))
    if one.motif == "parang":
        return sum(batik.parang_pieces(area) for area in areas)
    return sum(prod(batik.grid(area, _tile_side(area, one))) for area in areas)


def _draw(canvas: Canvas, design: Design, one: Ornament, colours: Colours) -> None:
    box = box_of(design, one.x, one.y, one.width, one.height)
    {"frame": _frame, "band": _band, "corners": _corners}[one.shape](canvas, box, one, colours)


def _frame(canvas: Canvas, box: Box, one: Ornament, colours: Colours) -> None:
    """Run a motif around the box in a band as wide as the ornament's size."""
    if one.motif == "plain":
        _rules(canvas, box, one, colours)
        return
    inner = _within_frame(box, one)
    canvas.setFillColor(colours.tint)
    batik.ring(canvas, box, inner)
    for side in _sides(box, inner):
        _fill(canvas, side, one, colours)
    if one.edge:
        _rule(canvas, box, colours.ink, 0.8)
        _rule(canvas, inner, colours.ink, 0.8)
        _rule(canvas, inner.inset(5), colours.accent, 0.6)


def _within_frame(box: Box, one: Ornament) -> Box:
    return box.inset(min(one.size * MM, box.width / 2, box.height / 2))


def _band(canvas: Canvas, box: Box, one: Ornament, colours: Colours) -> None:
    """Fill the box with a motif, with a rule along its longer sides."""
    canvas.setFillColor(colours.tint)
    canvas.rect(box.left, box.bottom, box.width, box.height, stroke=0, fill=1)
    _fill(canvas, box, one, colours)
    if not one.edge:
        return
    canvas.setStrokeColor(colours.accent)
    canvas.setLineWidth(1)
    if box.height > box.width:
        for x in (box.left - 4, box.right + 4):
            canvas.line(x, box.bottom, x, box.top)
    else:
        for y in (box.bottom - 4, box.top + 4):
            canvas.line(box.left, y, box.right, y)


def _corners(canvas: Canvas, box: Box, one: Ornament, colours: Colours) -> None:
    """Put a stair of tiles, or an angle of rules, into each corner."""
    side = min(one.size * MM, box.width / 2, box.height / 2)
    for right in (False, True):
        for top in (False, True):
            canvas.saveState()
            canvas.translate(box.right if right else box.left, box.top if top else box.bottom)
            canvas.scale(-1 if right else 1, -1 if top else 1)
            _corner(canvas, side, one, colours)
            canvas.restoreState()


def _corner(canvas: Canvas, side: float, one: Ornament, colours: Colours) -> None:
    if one.motif not in _TILES:
        canvas.setStrokeColor(colours.accent)
        for away, thickness in ((0.0, 1.8), (side * 0.12, 0.6)):
            canvas.setLineWidth(thickness)
            canvas.line(away, away, side, away)
            canvas.line(away, away, away, side)
        canvas.setFillColor(colours.ink)
        batik.diamond(canvas, side * 0.24, side * 0.24, side * 0.07)
        return
    step = side / 3
    for column in range(3):
        for row in range(3 - column):
            tile = Box(column * step, row * step, (column + 1) * step, (row + 1) * step)
            canvas.setFillColor(colours.tint)
            canvas.rect(tile.left, tile.bottom, step, step, stroke=0, fill=1)
            batik.tiled(canvas, tile, step, _TILES[one.motif], colours)


def _fill(canvas: Canvas, box: Box, one: Ornament, colours: Colours) -> None:
    if one.motif == "plain":
        return
    if one.motif == "parang":
        blades = Colours(colours.ink, colours.accent, colours.ink)
        batik.parang(canvas, box, blades, mirrored=one.x > one.width)
        return
    batik.tiled(canvas, box, _tile_side(box, one), _TILES[one.motif], colours)


def _tile_side(box: Box, one: Ornament) -> float:
    side = one.size * MM if one.shape != "frame" else min(box.width, box.height)
    return max(side, _LEAST_TILE)


def _rules(canvas: Canvas, box: Box, one: Ornament, colours: Colours) -> None:
    """A strong and a fine rule with lozenges at the corners."""
    inner = box.inset(one.size * MM)
    _rule(canvas, box, colours.ink, 2.2)
    _rule(canvas, inner, colours.accent, 0.7)
    canvas.setFillColor(colours.accent)
    for x in (inner.left, inner.right):
        for y in (inner.bottom, inner.top):
            batik.diamond(canvas, x, y, max(3.0, one.size * MM / sqrt(2) * 1.6))


def _sides(outer: Box, inner: Box) -> tuple[Box, ...]:
    return (
        Box(outer.left, inner.top, outer.right, outer.top),
        Box(outer.left, outer.bottom, outer.right, inner.bottom),
        Box(outer.left, inner.bottom, inner.left, inner.top),
        Box(inner.right, inner.bottom, outer.right, inner.top),
    )


def _rule(canvas: Canvas, box: Box, colour: str, thickness: float) -> None:
    canvas.setStrokeColor(colour)
    canvas.setLineWidth(thickness)
    canvas.rect(box.left, box.bottom, box.width, box.height, stroke=1, fill=0)
