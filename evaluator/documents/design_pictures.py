"""Small pictures of the designs, so that one can be chosen by eye."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from html import escape

from evaluator.documents.designs import DESIGNS, PAGE, Design

# Of each line of text: height above the middle and length, as parts of the room, and weight.
_LINES = (
    (0.40, 0.20, 0.020, "ink"),
    (0.30, 0.52, 0.046, "accent"),
    (0.21, 0.24, 0.016, "ink"),
    (0.07, 0.62, 0.064, "ink"),
    (-0.05, 0.34, 0.036, "accent"),
    (-0.13, 0.50, 0.022, "ink"),
)


@cache
def picture(code: str) -> bytes:
    """A design's ornament around bars in place of text, as SVG; always the same bytes.

    Raises
    ------
    KeyError
        If there is no such design.
    """
    design = DESIGNS[code]
    sketch = _Sketch()
    design.ornament(sketch, design)
    wide, high = PAGE
    return "".join(
        (
            '<svg xmlns="http://www.w3.org/2000/svg" role="img" ',
            f'viewBox="0 0 {wide:.0f} {high:.0f}"><title>{escape(design.title)}</title>',
            f'<path fill="#fff" d="M0 0h{wide:.0f}v{high:.0f}H0z"/>',
            *sketch.tiles(),
            f'<g transform="matrix(1 0 0 -1 0 {high:.0f})">',
            sketch.drawn(),
            *_bars(design),
            "</g></svg>",
        )
    ).encode()


def _bars(design: Design) -> Iterator[str]:
    box = design.content
    middle = (box.bottom + box.top) / 2
    for above, length, weight, colour in _LINES:
        wide, high = box.width * length, box.height * weight
        x, y = box.centre - wide / 2, middle + above * box.height - high / 2
        yield (
            f'<rect x="{x:.0f}" y="{y:.0f}" width="{wide:.0f}" height="{high:.0f}" '
            f'fill="{getattr(design, colour)}" opacity=".8"/>'
        )
    yield (
        f'<rect x="{box.left:.0f}" y="{box.bottom:.0f}" width="70" height="70" '
        f'fill="{design.ink}" opacity=".8"/>'
    )


class _Outline:
    """A path, written as it is drawn."""

    def __init__(self) -> None:
        self.steps: list[str] = []

    def moveTo(self, x: float, y: float) -> None:
        self.steps.append(f"M{x:.1f} {y:.1f}")

    def lineTo(self, x: float, y: float) -> None:
        self.steps.append(f"L{x:.1f} {y:.1f}")

    def curveTo(self, *points: float) -> None:
        self.steps.append("C" + " ".join(f"{point:.1f}" for point in points))

    def rect(self, x: float, y: float, wide: float, high: float) -> None:
        self.steps.append(f"M{x:.1f} {y:.1f}h{wide:.1f}v{high:.1f}h{-wide:.1f}z")

    def close(self) -> None:
        self.steps.append("z")


@dataclass
class _Layer:
    """What is drawn between saving and restoring the state."""

    groups: list[str] = field(default_factory=list)
    shapes: list[str] = field(default_factory=list)

    def closed(self, shapes: str) -> str:
        opened = sum(group.startswith("<g ") for group in self.groups)
        return "".join(self.groups) + shapes + "</g>" * opened


class _Sketch:
    """Takes the strokes that ornaments make on a page and writes them as SVG.

    Only what ornaments use. What is drawn again and again between saving and
    restoring the state, such as a tile, is written once.
    """

    def __init__(self) -> None:
        self._fill = self._stroke = "#000"
        self._thickness = 1.0
        self._layers: list[_Layer] = [_Layer()]
        self._tiles: dict[str, str] = {}
        self._clips = 0
        self._forms: dict[str, list[str]] = {}
        self._open: list[str] = []

    def hasForm(self, name: str) -> bool:
        return name in self._forms

    def beginForm(self, name: str, *_bounds: float) -> None:
        self._open.append(name)
        self._layers.append(_Layer())

    def endForm(self) -> None:
        self._forms[self._open.pop()] = self._layers.pop().shapes

    def doForm(self, name: str) -> None:
        self._layers[-1].shapes.extend(self._forms[name])

    def tiles(self) -> Iterator[str]:
        """What is drawn more than once, to stand before its uses."""
        yield "<defs>"
        for shapes, name in self._tiles.items():
            yield f'<g id="{name}">{shapes}</g>'
        yield "</defs>"

    def drawn(self) -> str:
        """Everything that was drawn, in order."""
        return self._layers[0].closed("".join(self._layers[0].shapes))

    def setFillColor(self, colour: str) -> None:
        self._fill = colour

    def setStrokeColor(self, colour: str) -> None:
        self._stroke = colour

    def setLineWidth(self, thickness: float) -> None:
        self._thickness = thickness

    def saveState(self) -> None:
        self._layers.append(_Layer())

    def restoreState(self) -> None:
        layer = self._layers.pop()
        shapes = "".join(layer.shapes)
        name = self._tiles.setdefault(shapes, f"tile-{len(self._tiles)}")
        self._layers[-1].shapes.append(layer.closed(f'<use href="#{name}"/>'))

    def translate(self, x: float, y: float) -> None:
        self._group(f'transform="translate({x:.2f} {y:.2f})"')

    def scale(self, x: float, y: float) -> None:
        self._group(f'transform="scale({x:.4f} {y:.4f})"')

    def rotate(self, angle: float) -> None:
        self._group(f'transform="rotate({angle:g})"')

    def clipPath(self, outline: _Outline, stroke: int, fill: int) -> None:
        self._clips += 1
        name, shape = f"clip-{self._clips}", "".join(outline.steps)
        self._layers[-1].groups.append(f'<clipPath id="{name}"><path d="{shape}"/></clipPath>')
        self._group(f'clip-path="url(#{name})"')

    def beginPath(self) -> _Outline:
        return _Outline()

    def drawPath(self, outline: _Outline, stroke: int, fill: int) -> None:
        self._add(f'path d="{"".join(outline.steps)}"', stroke, fill)

    def rect(
        self, x: float, y: float, wide: float, high: float, stroke: int = 1, fill: int = 0
    ) -> None:
        shape = f'rect x="{x:.1f}" y="{y:.1f}" width="{wide:.1f}" height="{high:.1f}"'
        self._add(shape, stroke, fill)

    def circle(self, x: float, y: float, reach: float, stroke: int = 1, fill: int = 0) -> None:
        self._add(f'circle cx="{x:.1f}" cy="{y:.1f}" r="{reach:.1f}"', stroke, fill)

    def line(self, x: float, y: float, to_x: float, to_y: float) -> None:
        self._add(f'path d="M{x:.1f} {y:.1f}L{to_x:.1f} {to_y:.1f}"', 1, 0)

    def _group(self, attribute: str) -> None:
        """Moves and clips come first after the state is saved, and hold until it is restored."""
        self._layers[-1].groups.append(f"<g {attribute}>")

    def _add(self, shape: str, stroke: int, fill: int) -> None:
        colours = f'fill="{self._fill if fill else "none"}"'
        if stroke:
            colours += f' stroke="{self._stroke}" stroke-width="{self._thickness:g}"'
        self._layers[-1].shapes.append(f"<{shape} {colours}/>")
