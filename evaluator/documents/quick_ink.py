"""Ink on a page, written straight into its stream: for papers of which many are printed.

Everything is in points from the lower left; a page that was begun by ReportLab goes on to
be one. A disc is a dot of a round pen, which is the shortest way to write one.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from reportlab.graphics.shapes import Circle, Drawing, Line, Polygon, Rect, Shape, String
from reportlab.lib.colors import HexColor
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Flowable

from evaluator.documents.typesetting import width

Run = tuple[str, str]
"""A font, and text that it shows."""


@dataclass(frozen=True)
class Box:
    """A filled box, with an edge where `edge` names a colour."""

    x: float
    y: float
    wide: float
    high: float
    fill: str
    edge: str = ""
    pen: float = 0.5


@dataclass(frozen=True)
class Stroke:
    """A straight line."""

    x: float
    y: float
    to_x: float
    to_y: float
    colour: str
    pen: float = 0.5


@dataclass(frozen=True)
class Disc:
    """A disc with a white rim."""

    x: float
    y: float
    reach: float
    fill: str


@dataclass(frozen=True)
class Triangle:
    """A triangle that points up, as wide as twice its reach."""

    x: float
    y: float
    reach: float
    fill: str


@dataclass(frozen=True)
class Label:
    """One line of text; side: which end of it, "start" or "end", is at x."""

    x: float
    y: float
    text: str
    font: str
    size: float
    colour: str
    side: str = "start"


Ink = Box | Stroke | Disc | Triangle | Label


@dataclass(frozen=True)
class Picture:
    """What is drawn, and how large it is."""

    wide: float
    high: float
    inks: tuple[Ink, ...]


class Placed(Flowable):  # type: ignore[misc]
    """A picture in running text."""

    def __init__(self, picture: Picture) -> None:
        super().__init__()
        self.picture = picture
        self.width, self.height = picture.wide, picture.high

    def wrap(self, _room: float, _high: float) -> tuple[float, float]:
        """As large as the picture."""
        return self.width, self.height

    def draw(self) -> None:
        """Draw where the frame put it."""
        put(self.canv, self.picture.inks)


def put(canvas: Canvas, inks: Sequence[Ink], x: float = 0.0, y: float = 0.0) -> None:
    """Draw onto a page, moved by (x, y); what was set before stays set."""
    code = ["q"]
    for ink in inks:
        code += _stroked(canvas, ink, x, y)
    canvas._code.append(" ".join([*code, "Q"]))


def write(
    canvas: Any,
    x: float,
    y: float,
    leading: float,
    size: float,
    colour: str,
    lines: Sequence[Sequence[Run]],
) -> None:
    """Write lines of runs below each other, the first on the base line y."""
    code, used = [f"BT {_rgb(colour)} rg 1 0 0 1 {x:.2f} {y:.2f} Tm {leading:.2f} TL"], ""
    for number, runs in enumerate(lines):
        if number:
            code.append("T*")
        for font, text in runs:
            for name, shown in _encoded(canvas._doc, font, text):
                if name != used:
                    code.append(f"{name} {size:g} Tf")
                    used = name
                code.append(f"({shown}) Tj")
    canvas._code.append(" ".join([*code, "ET"]))


def as_drawing(picture: Picture) -> Drawing:
    """The same picture as shapes, for a page on the web."""
    drawing = Drawing(picture.wide, picture.high)
    for ink in picture.inks:
        drawing.add(_shape(ink))
    return drawing


def _encoded(document: Any, font: str, text: str) -> list[tuple[str, str]]:
    """Text as a font's subsets write it: the name of each subset and what stands in brackets."""
    face = pdfmetrics.getFont(font)
    if text.isascii() and text.isprintable():
        # The first subset of a font writes ASCII as it is.
        escaped = text.replace("\\", "\\\\").replace("(", "\\(").replace(")", "\\)")
        return [(face.getSubsetInternalName(0, document), escaped)]
    return [
        (face.getSubsetInternalName(subset, document), _bytes(part))
        for subset, part in face.splitString(text, document)
    ]


def _bytes(part: bytes) -> str:
    return "".join(
        chr(one) if 32 <= one < 127 and one not in b"()\\" else f"\\{one:03o}" for one in part
    )


def _stroked(canvas: Any, ink: Ink, x: float, y: float) -> list[str]:
    if isinstance(ink, Box):
        size = f"{ink.x + x:.2f} {ink.y + y:.2f} {ink.wide:.2f} {ink.high:.2f} re"
        if not ink.edge:
            return [f"{_rgb(ink.fill)} rg {size} f"]
        return [f"{_rgb(ink.fill)} rg {_rgb(ink.edge)} RG {ink.pen:g} w {size} B"]
    if isinstance(ink, Stroke):
        ends = f"{ink.x + x:.2f} {ink.y + y:.2f} m {ink.to_x + x:.2f} {ink.to_y + y:.2f} l S"
        return [f"{_rgb(ink.colour)} RG {ink.pen:g} w {ends}"]
    if isinstance(ink, Disc):
        dot = f"{ink.x + x:.2f} {ink.y + y:.2f} m {ink.x + x:.2f} {ink.y + y:.2f} l S"
        rim = f"1 1 1 RG 1 J {2 * ink.reach + 1.4:g} w {dot}"
        return [f"{rim} {_rgb(ink.fill)} RG {2 * ink.reach:g} w {dot} 0 J"]
    if isinstance(ink, Triangle):
        corners = _corners(ink)
        path = " ".join(
            f"{corners[n] + x:.2f} {corners[n + 1] + y:.2f} {'l' if n else 'm'}" for n in (0, 2, 4)
        )
        return [f"{_rgb(ink.fill)} rg 1 1 1 RG 0.6 w {path} b"]
    return [_labelled(canvas, ink, x, y)]


def _labelled(canvas: Any, ink: Label, x: float, y: float) -> str:
    start = ink.x + x - (width(ink.text, ink.font, ink.size) if ink.side == "end" else 0)
    shown = " ".join(
        f"{name} {ink.size:g} Tf ({part}) Tj"
        for name, part in _encoded(canvas._doc, ink.font, ink.text)
    )
    return f"BT {_rgb(ink.colour)} rg 1 0 0 1 {start:.2f} {ink.y + y:.2f} Tm {shown} ET"


def _corners(ink: Triangle) -> list[float]:
    half = ink.reach * 0.9
    return [ink.x - ink.reach, ink.y - half, ink.x + ink.reach, ink.y - half, ink.x, ink.y + half]


def _shape(ink: Ink) -> Shape:
    if isinstance(ink, Box):
        edge = {"strokeColor": _colour(ink.edge) if ink.edge else None, "strokeWidth": ink.pen}
        return Rect(ink.x, ink.y, ink.wide, ink.high, fillColor=_colour(ink.fill), **edge)
    if isinstance(ink, Stroke):
        edge = {"strokeColor": _colour(ink.colour), "strokeWidth": ink.pen}
        return Line(ink.x, ink.y, ink.to_x, ink.to_y, **edge)
    white = {"strokeColor": _colour("#ffffff"), "strokeWidth": 0.7}
    if isinstance(ink, Disc):
        return Circle(ink.x, ink.y, ink.reach, fillColor=_colour(ink.fill), **white)
    if isinstance(ink, Triangle):
        return Polygon(_corners(ink), fillColor=_colour(ink.fill), **white)
    return String(
        ink.x, ink.y, ink.text, fontName=ink.font, fontSize=ink.size, textAnchor=ink.side,
        fillColor=_colour(ink.colour),
    )  # fmt: skip


@lru_cache(maxsize=64)
def _rgb(colour: str) -> str:
    found = HexColor(colour)
    return f"{found.red:.3f} {found.green:.3f} {found.blue:.3f}"


@lru_cache(maxsize=64)
def _colour(text: str) -> HexColor:
    return HexColor(text)
