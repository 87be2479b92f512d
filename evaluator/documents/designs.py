"""The designs that a certificate can be printed in: colours, ornament, and room for the text."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from reportlab.lib.pagesizes import A4, landscape
from reportlab.pdfgen.canvas import Canvas

from evaluator.documents import batik
from evaluator.scoring.messages import N_

PAGE = landscape(A4)
_MARGIN = 17.0  # about 6 mm: office printers cannot print closer to the edge


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

    def inset(self, across: float, along: float) -> "Box":
        """Shrink by `across` points left and right and by `along` points below and above."""
        return Box(self.left + across, self.bottom + along, self.right - across, self.top - along)


SHEET = Box(_MARGIN, _MARGIN, PAGE[0] - _MARGIN, PAGE[1] - _MARGIN)


@dataclass(frozen=True)
class Design:
    """One look of a certificate.

    `ink` is the colour of text, `accent` of titles and names' rules, `tint` of the ornament's
    ground; text stays inside `content`, where `ornament` draws nothing.
    """

    code: str
    title: str
    ink: str
    accent: str
    tint: str
    content: Box
    ornament: Callable[[Canvas, "Design"], None]


def ornament_form(canvas: Canvas, design: Design) -> str:
    """Define the ornament of a design once a document and return the name of its form."""
    name = f"ornament-{design.code}"
    canvas.beginForm(name)
    design.ornament(canvas, design)
    canvas.endForm()
    return name


def _rule(canvas: Canvas, box: Box, colour: str, thickness: float) -> None:
    canvas.setStrokeColor(colour)
    canvas.setLineWidth(thickness)
    canvas.rect(box.left, box.bottom, box.width, box.height, stroke=1, fill=0)


def _official(canvas: Canvas, design: Design) -> None:
    outer, inner = SHEET.inset(6, 6), SHEET.inset(12, 12)
    _rule(canvas, outer, design.ink, 2.2)
    _rule(canvas, inner, design.accent, 0.7)
    canvas.setFillColor(design.accent)
    for x in (inner.left, inner.right):
        for y in (inner.bottom, inner.top):
            batik.diamond(canvas, x, y, 7)


def _frame(band: float, tile: batik.Tile) -> Callable[[Canvas, Design], None]:
    """Make an ornament that runs around the sheet in a band of about `band` points."""

    def draw(canvas: Canvas, design: Design) -> None:
        inner = SHEET.inset(band, band)
        canvas.setFillColor(design.tint)
        batik.ring(canvas, SHEET, inner)
        for box in _sides(SHEET, inner):
            batik.tiled(canvas, box, band, tile, design)
        _rule(canvas, SHEET, design.ink, 0.8)
        _rule(canvas, inner, design.ink, 0.8)
        _rule(canvas, inner.inset(5, 5), design.accent, 0.6)

    return draw


def _sides(outer: Box, inner: Box) -> tuple[Box, ...]:
    return (
        Box(outer.left, inner.top, outer.right, outer.top),
        Box(outer.left, outer.bottom, outer.right, inner.bottom),
        Box(outer.left, inner.bottom, inner.left, inner.top),
        Box(inner.right, inner.bottom, outer.right, inner.top),
    )


def _pillars(canvas: Canvas, design: Design) -> None:
    """Draw parang, the slanting knife pattern, in a band at the left and at the right."""
    for left, right in ((SHEET.left, SHEET.left + 52), (SHEET.right - 52, SHEET.right)):
        box = Box(left, SHEET.bottom, right, SHEET.top)
        canvas.setFillColor(design.ink)
        canvas.rect(box.left, box.bottom, box.width, box.height, stroke=0, fill=1)
        batik.parang(canvas, box, design, mirrored=left > PAGE[0] / 2)
        edge = right + 5 if left == SHEET.left else left - 5
        canvas.setStrokeColor(design.accent)
        canvas.setLineWidth(1)
        canvas.line(edge, SHEET.bottom, edge, SHEET.top)


def _headers(canvas: Canvas, design: Design) -> None:
    """Draw jlamprang, the star rosettes of Pekalongan, along the top and the bottom."""
    for bottom in (SHEET.bottom, SHEET.top - 36):
        box = Box(SHEET.left, bottom, SHEET.right, bottom + 36)
        canvas.setFillColor(design.tint)
        canvas.rect(box.left, box.bottom, box.width, box.height, stroke=0, fill=1)
        batik.tiled(canvas, box, 36, batik.jlamprang, design)
        canvas.setStrokeColor(design.ink)
        canvas.setLineWidth(1.6)
        canvas.line(box.left, box.bottom, box.right, box.bottom)
        canvas.line(box.left, box.top, box.right, box.top)
    canvas.setStrokeColor(design.accent)
    canvas.setLineWidth(0.7)
    for y in (SHEET.bottom + 41, SHEET.top - 41):
        canvas.line(SHEET.left, y, SHEET.right, y)


DESIGNS: Mapping[str, Design] = {
    design.code: design
    for design in (
        Design(
            "resmi", N_("Resmi polos"), "#17304f", "#a07a22", "#ffffff",
            SHEET.inset(52, 28), _official,
        ),
        Design(
            "kawung", N_("Kawung cokelat sogan"), "#4a2c17", "#9a6b1f", "#f6ead3",
            SHEET.inset(60, 43), _frame(27, batik.kawung),
        ),
        Design(
            "parang", N_("Parang biru nila"), "#1d2f5c", "#9c7420", "#e9dcc0",
            SHEET.inset(88, 22), _pillars,
        ),
        Design(
            "truntum", N_("Truntum hijau tua"), "#1c3f36", "#8d7323", "#edf2e6",
            SHEET.inset(60, 43), _frame(27, batik.truntum),
        ),
        Design(
            "jlamprang", N_("Jlamprang merah Pekalongan"), "#6d1f2c", "#a5741a", "#fbeedd",
            SHEET.inset(48, 54), _headers,
        ),
    )
}  # fmt: skip
