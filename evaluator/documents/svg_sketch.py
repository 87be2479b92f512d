"""Takes the strokes that are made on a page and writes them as SVG."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from reportlab.lib.colors import Color


def _written(colour: object) -> str:
    return f"#{colour.hexval()[2:]}" if isinstance(colour, Color) else str(colour)


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


class Sketch:
    """A page that is written as SVG.

    Only what ornaments, rules and emblems use. What is drawn again and again between saving and
    restoring the state, such as a tile, is written once.
    """

    def __init__(self, high: float) -> None:
        self.high = high
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

    def flipped(self, draw: Callable[[], None]) -> str:
        """What `draw` draws from the bottom left, as shapes from the upper left."""
        self._layers.append(_Layer())
        draw()
        shapes = "".join(self._layers.pop().shapes)
        return f'<g transform="matrix(1 0 0 -1 0 {self.high:.2f})">{shapes}</g>'

    def setFillColor(self, colour: object) -> None:
        self._fill = _written(colour)

    def setStrokeColor(self, colour: object) -> None:
        self._stroke = _written(colour)

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
