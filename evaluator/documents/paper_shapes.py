"""What is drawn on a paper: lines of text, rules, pictures, rectangles, the mark."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from reportlab.lib.colors import Color, HexColor
from reportlab.pdfgen.canvas import Canvas

from evaluator.documents import paper_ornaments, style
from evaluator.documents.images import picture
from evaluator.documents.names import as_printed
from evaluator.documents.paper_design import Design
from evaluator.documents.paper_elements import (
    Divider,
    Element,
    Ornament,
    Picture,
    Rectangle,
    Signature,
)
from evaluator.documents.paper_elements import Line as LineElement
from evaluator.documents.paper_layout import Laid, Line, Rule, Values, is_missing
from evaluator.documents.paper_ornaments import Box, box_of
from evaluator.documents.paper_pages import MM
from evaluator.documents.typesetting import width
from evaluator.documents.wording import word
from evaluator.services.designs import CARD_KINDS


@dataclass(frozen=True)
class Paper:
    """One page to print.

    check_url : what the QR code holds, "" for none
    logo : PNG or JPEG, None for a plain emblem; pictures : those of the design, by digest
    mark : printed pale across the page and in words below, None for none
    """

    design: Design
    values: Values
    check_url: str = ""
    logo: bytes | None = None
    pictures: Mapping[str, bytes] = field(default_factory=dict)
    mark: str | None = None


def size_of(design: Design) -> tuple[float, float]:
    """Width and height of the sheet in points."""
    wide, high = design.page.extent
    return wide * MM, high * MM


def draw_still(canvas: Canvas, one: Paper, element: Element, laid: Laid) -> None:
    """Draw one element that is the same on every page of its kind."""
    design = one.design
    box = box_of(design, element.x, element.y, element.width, element.height)
    if isinstance(element, Ornament):
        paper_ornaments.draw(canvas, design, element)
    elif isinstance(element, Picture):
        _draw_picture(canvas, one, element, box)
    elif isinstance(element, LineElement):
        _draw_line(canvas, box, colour_of(design.colour(element.colour)), element.thickness)
    elif isinstance(element, Rectangle):
        _draw_rectangle(canvas, design, box, element)
    elif isinstance(element, Divider):
        rule = Rule(box.centre, box.middle, box.width / 2, design.colour(element.colour))
        draw_rule(canvas, rule)
    draw_lines(canvas, laid.lines)
    for rule in laid.rules:
        draw_rule(canvas, rule)
    if isinstance(element, Signature) and not is_missing(element, one.values):
        _draw_hands(canvas, one, element, laid, box)


def square(box: Box) -> Box:
    """The largest square in the middle of a box."""
    half = min(box.width, box.height) / 2
    return Box(box.centre - half, box.middle - half, box.centre + half, box.middle + half)


@lru_cache(maxsize=256)
def colour_of(name: str) -> Color:
    """A colour as the writer wants it, read once."""
    return HexColor(name)


def draw_lines(canvas: Canvas, lines: Sequence[Line]) -> None:
    """Write lines of text, and rules under those that have one."""
    if not lines:
        return
    text = canvas.beginText()
    colour, tracking = "", 0.0
    for line in lines:
        if line.colour != colour:
            colour = line.colour
            text.setFillColor(colour_of(colour))
        if line.tracking != tracking:
            tracking = line.tracking
            text.setCharSpace(tracking)
        text.setTextOrigin(line.x, line.y)
        text.setFont(line.font, line.size)
        text.textOut(line.text)
    if tracking:
        text.setCharSpace(0)
    canvas.drawText(text)
    for line in lines:
        if line.underlined:
            canvas.setStrokeColor(colour_of(line.colour))
            canvas.setLineWidth(0.7)
            canvas.line(line.x, line.y - 2.2, line.x + line.wide, line.y - 2.2)


def draw_rule(canvas: Canvas, rule: Rule) -> None:
    """Draw a thin rule with a lozenge in its middle."""
    colour = colour_of(rule.colour)
    canvas.setStrokeColor(colour)
    canvas.setFillColor(colour)
    canvas.setLineWidth(0.8)
    for side in (-1, 1):
        canvas.line(rule.x + side * 9, rule.y, rule.x + side * max(rule.half, 9), rule.y)
    path = canvas.beginPath()
    path.moveTo(rule.x - 4, rule.y)
    for x, y in ((rule.x, rule.y + 4), (rule.x + 4, rule.y), (rule.x, rule.y - 4)):
        path.lineTo(x, y)
    path.close()
    canvas.drawPath(path, stroke=0, fill=1)


def draw_mark(canvas: Canvas, design: Design, typed: str, language: str) -> None:
    """Print a mark pale across the sheet, under the text, and in words at the bottom.

    A card has no room for words, and nobody takes it for a certificate.
    """
    wide, high = size_of(design)
    mark = as_printed(typed)
    # A card lies beside others on its sheet, which its mark must not reach.
    tallest = high * 0.2 if design.kind in CARD_KINDS else 130.0
    size = min(tallest, wide * 0.665 / width(mark, style.DISPLAY, 1))
    canvas.saveState()
    canvas.translate(wide / 2, high / 2)
    canvas.rotate(30)
    canvas.setFillColor(colour_of("#f0f0f0"))
    canvas.setFont(style.DISPLAY, size)
    canvas.drawCentredString(0, -size * 0.35, mark)
    canvas.restoreState()
    if design.kind in CARD_KINDS:
        return
    canvas.setFillColor(colour_of(style.QUIET_INK))
    canvas.setFont(style.SERIF, 7.5)
    note = f"{mark} – {word('bukan piagam resmi', language)}"
    canvas.drawCentredString(wide / 2, 6, note)


def _draw_picture(canvas: Canvas, one: Paper, element: Picture, box: Box) -> None:
    data = one.logo if element.source == "logo" else one.pictures.get(element.source)
    if data is None:
        draw_emblem(canvas, one.design, square(box))
    else:
        _place_picture(canvas, data, box)


def _place_picture(canvas: Canvas, data: bytes, box: Box) -> None:
    canvas.drawImage(
        picture(data), box.left, box.bottom, box.width, box.height,
        mask="auto", preserveAspectRatio=True, anchor="c",
    )  # fmt: skip


def draw_emblem(canvas: Canvas, design: Design, box: Box) -> None:
    """Draw a ring with three rising bars, where there is no logo yet."""
    reach = box.height / 2 - 1
    canvas.setStrokeColor(colour_of(design.palette.accent))
    canvas.setLineWidth(1.4)
    canvas.circle(box.centre, box.middle, reach, stroke=1, fill=0)
    canvas.setFillColor(colour_of(design.palette.ink))
    for number, height in enumerate((0.42, 0.7, 0.98)):
        left = box.centre + (number - 1) * reach * 0.42 - reach * 0.14
        canvas.rect(left, box.middle - reach * 0.5, reach * 0.28, reach * height, stroke=0, fill=1)


def _draw_line(canvas: Canvas, box: Box, colour: Color, thickness: float) -> None:
    canvas.setStrokeColor(colour)
    canvas.setLineWidth(thickness)
    if box.width >= box.height:
        canvas.line(box.left, box.middle, box.right, box.middle)
    else:
        canvas.line(box.centre, box.bottom, box.centre, box.top)


def _draw_rectangle(canvas: Canvas, design: Design, box: Box, one: Rectangle) -> None:
    if one.fill:
        canvas.setFillColor(colour_of(design.colour(one.fill)))
    canvas.setStrokeColor(colour_of(design.colour(one.colour)))
    canvas.setLineWidth(one.thickness)
    shape = {"stroke": int(one.thickness > 0), "fill": int(bool(one.fill))}
    if one.radius:
        reach = min(one.radius * MM, box.width / 2, box.height / 2)
        canvas.roundRect(box.left, box.bottom, box.width, box.height, reach, **shape)
    else:
        canvas.rect(box.left, box.bottom, box.width, box.height, **shape)


def _draw_hands(canvas: Canvas, one: Paper, element: Signature, laid: Laid, box: Box) -> None:
    """Lay the picture of a signature, and of a stamp, over the room to sign."""
    for digest, place in hands(element, laid, box):
        data = one.pictures.get(digest)
        if data is not None:
            _place_picture(canvas, data, place)


def hands(element: Signature, laid: Laid, box: Box) -> Iterator[tuple[str, Box]]:
    """Where signature and stamp lie: on the room between the position and the name."""
    name = next((line.y + line.size for line in laid.lines if line.underlined), box.bottom)
    room = element.room * MM
    middle = {"left": box.left + room, "centre": box.centre, "right": box.right - room}
    at = middle[element.align]
    if element.stamp:
        yield element.stamp, Box(at - room * 1.5, name - 4, at - room * 0.2, name + room)
    if element.picture:
        yield element.picture, Box(at - room, name - 6, at + room, name + room - 2)
