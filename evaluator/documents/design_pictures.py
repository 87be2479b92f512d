"""Pictures of papers as SVG, by the very layout that prints them.

Each line of text is given the width that was measured for print, so that a reader without
the fonts sees it in its place all the same.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import cache
from html import escape

from evaluator.documents import paper_ornaments, qr, style
from evaluator.documents.certificate_face import Face, values_of
from evaluator.documents.designs import SHIPPED
from evaluator.documents.paper import Paper, lay_all, size_of
from evaluator.documents.paper_design import Design
from evaluator.documents.paper_elements import (
    Divider,
    Element,
    Line,
    Ornament,
    Picture,
    Qr,
    Rectangle,
    Signature,
)
from evaluator.documents.paper_layout import Laid, Rule
from evaluator.documents.paper_layout import Line as TextLine
from evaluator.documents.paper_ornaments import Box, box_of
from evaluator.documents.paper_pages import MM
from evaluator.documents.paper_shapes import draw_emblem, draw_rule, hands, square
from evaluator.documents.svg_sketch import Sketch
from evaluator.services.designs import CARD_KINDS

_BOLD = {style.DISPLAY, style.SERIF_BOLD, style.SANS_BOLD}
SAMPLE = Face(
    design="resmi",
    office="BPS Kota Contoh",
    logo=None,
    number="B-001/00000/HM.310/2025",
    recipient="Dinas Perindustrian dan Tenaga Kerja",
    award="Perangkat Daerah Terbaik dalam Kerja Sama Statistik",
    place="Juara I",
    category="Perangkat Daerah",
    event="Hari Statistik Nasional 2025",
    theme="Statistik Berdampak untuk Indonesia Maju",
    place_and_date="Kota Contoh, 26 September 2025",
    signatory_position="Kepala BPS Kota Contoh",
    signatory_name="Nama Penanda Tangan",
    signatory_nip=None,
    check_url="https://statistik.example/v/XXXX-XXXX-XXXX-XXXX",
    check_code="XXXX-XXXX-XXXX-XXXX",
)
"""What a picture of a design shows where there is no real paper."""
_GUEST = replace(
    SAMPLE,
    recipient="Dr. Sri Wahyuni, S.E., M.Si.",
    role="Kepala Bidang Statistik",
    organisation="Dinas Komunikasi dan Informatika",
    seat="Meja 3, kursi 12",
)
"""The same for what is made for a person: an attendance, a name tag, a table card."""


def sample_of(kind: str) -> Face:
    """What a design of a kind is shown with."""
    if kind == "thanks":
        return replace(SAMPLE, award="Responden Terbaik", place=None, category=None)
    if kind == "attendance":
        return replace(_GUEST, role="Peserta", place=None, category=None)
    if kind == "plaque":
        return replace(SAMPLE, city="Kota Contoh", year="2025")
    return _GUEST if kind in CARD_KINDS else SAMPLE


@cache
def picture(code: str) -> bytes:
    """A shipped design with sample texts, as SVG; always the same bytes.

    Raises
    ------
    KeyError
        If there is no such design.
    """
    shipped = SHIPPED[code]
    face = sample_of(shipped.design.kind)
    return drawing(Paper(shipped.design, values_of(face), face.check_url))


def drawing(
    one: Paper,
    addresses: dict[str, str] | None = None,
    texts: Sequence[Laid] | None = None,
) -> bytes:
    """One page as SVG, each element in a group of its own that carries its name.

    addresses : where a reader finds the logo ("logo") and each stored picture (by digest)
    texts : the text of every element where it was laid already, as `lay_gently` does

    Raises
    ------
    Misfit
        If a text does not fit its box.
    """
    wide, high = size_of(one.design)
    sketch = Sketch(high)
    parts = []
    for element, laid in zip(one.design.elements, texts or lay_all(one), strict=True):
        shapes = "".join(_element(sketch, one, element, laid, addresses or {}))
        parts.append(f'<g data-name="{element.name}">{shapes}</g>')
    return "".join(
        (
            '<svg xmlns="http://www.w3.org/2000/svg" role="img" ',
            f'viewBox="0 0 {wide:.2f} {high:.2f}"><title>{escape(one.design.title)}</title>',
            f'<path fill="{one.design.palette.paper}" d="M0 0h{wide:.2f}v{high:.2f}H0z"/>',
            *sketch.tiles(),
            *parts,
            "</svg>",
        )
    ).encode()


def _element(
    sketch: Sketch, one: Paper, element: Element, laid: Laid, addresses: dict[str, str]
) -> Iterator[str]:
    design = one.design
    box = box_of(design, element.x, element.y, element.width, element.height)
    if isinstance(element, Ornament):
        yield sketch.flipped(lambda: paper_ornaments.draw(sketch, design, element))
    elif isinstance(element, Picture):
        yield from _picture(sketch, design, box, addresses.get(element.source))
    elif isinstance(element, Line | Rectangle):
        yield _shape(design, element, box, sketch.high)
    elif isinstance(element, Divider):
        rule = Rule(box.centre, box.middle, box.width / 2, design.colour(element.colour))
        yield sketch.flipped(lambda: draw_rule(sketch, rule))
    elif isinstance(element, Qr) and one.check_url:
        yield _code(one.check_url, square(box), design.colour(element.colour), sketch.high)
    yield from _texts(laid.lines, sketch.high)
    for rule in laid.rules:
        yield sketch.flipped(lambda rule=rule: draw_rule(sketch, rule))  # type: ignore[misc]
    if isinstance(element, Signature) and laid.lines:
        for digest, place in hands(element, laid, box):
            yield from _image(addresses.get(digest), place, sketch.high)


def _texts(lines: Sequence[TextLine], high: float) -> Iterator[str]:
    for line in lines:
        spare = "sans-serif" if line.font in (style.SANS, style.SANS_BOLD) else "serif"
        bold = ' font-weight="700"' if line.font in _BOLD else ""
        y = high - line.y
        yield (
            f'<text x="{line.x:.1f}" y="{y:.1f}" font-family="{line.font},{spare}"'
            f'{bold} font-size="{line.size:g}" '
            f'fill="{line.colour}" textLength="{max(line.wide, 0.1):.1f}" '
            f'lengthAdjust="{"spacing" if line.tracking else "spacingAndGlyphs"}">'
            f"{escape(line.text)}</text>"
        )
        if line.underlined:
            yield (
                f'<path d="M{line.x:.2f} {y + 2.2:.2f}h{line.wide:.2f}" fill="none" '
                f'stroke="{line.colour}" stroke-width=".7"/>'
            )


def _picture(sketch: Sketch, design: Design, box: Box, address: str | None) -> Iterator[str]:
    if address is None:
        yield sketch.flipped(lambda: draw_emblem(sketch, design, square(box)))
    else:
        yield from _image(address, box, sketch.high)


def _image(address: str | None, box: Box, high: float) -> Iterator[str]:
    if address:
        yield (
            f'<image href="{escape(address)}" x="{box.left:.2f}" y="{high - box.top:.2f}" '
            f'width="{box.width:.2f}" height="{box.height:.2f}"/>'
        )


def _shape(design: Design, element: Line | Rectangle, box: Box, high: float) -> str:
    colour = design.colour(element.colour)
    if isinstance(element, Line):
        if box.width >= box.height:
            path = f"M{box.left:.2f} {high - box.middle:.2f}h{box.width:.2f}"
        else:
            path = f"M{box.centre:.2f} {high - box.top:.2f}v{box.height:.2f}"
        return (
            f'<path d="{path}" fill="none" stroke="{colour}" stroke-width="{element.thickness}"/>'
        )
    fill = design.colour(element.fill) if element.fill else "none"
    line = f'stroke="{colour}" stroke-width="{element.thickness}"' if element.thickness else ""
    radius = min(element.radius * MM, box.width / 2, box.height / 2)
    return (
        f'<rect x="{box.left:.2f}" y="{high - box.top:.2f}" width="{box.width:.2f}" '
        f'height="{box.height:.2f}" rx="{radius:.2f}" fill="{fill}" {line}/>'
    )


def _code(text: str, box: Box, colour: str, high: float) -> str:
    path, count = qr.outline(text)
    side = box.width / count
    return (
        f'<g transform="translate({box.left:.2f} {high - box.top:.2f}) scale({side:.4f})">'
        f'<path fill="#fff" d="M0 0h{count}v{count}H0z"/><path fill="{colour}" d="{path}"/></g>'
    )
