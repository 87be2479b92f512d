"""Draws papers of any design: what they share once a file, what differs on every page."""

from collections.abc import Sequence
from io import BytesIO

from reportlab.pdfgen.canvas import Canvas

from evaluator.documents import qr, style
from evaluator.documents.names import Remark, as_printed
from evaluator.documents.paper_design import Design
from evaluator.documents.paper_elements import (
    Element,
    Line,
    Ornament,
    Qr,
    Rectangle,
    Signature,
    Text,
)
from evaluator.documents.paper_fields import FIELDS
from evaluator.documents.paper_layout import Laid, Misfit, Values, lay
from evaluator.documents.paper_ornaments import box_of
from evaluator.documents.paper_shapes import (
    Paper,
    colour_of,
    draw_lines,
    draw_mark,
    draw_rule,
    draw_still,
    size_of,
    square,
)

__all__ = [
    "Layout",
    "Paper",
    "Press",
    "draw",
    "fields_of",
    "lay_all",
    "lay_gently",
    "layout_of",
    "size_of",
]

_MOST_LAYOUTS = 64


class Layout:
    """A design sorted into what stays the same from page to page and what moves.

    What moves always lies above what stays.
    """

    def __init__(self, design: Design) -> None:
        self.design = design
        self.still = [one for one in design.elements if not _moves(one)]
        self.moving = [one for one in design.elements if _moves(one)]
        self.still_fields = sorted({f for one in self.still for f in fields_of(one)})
        self._laid: dict[tuple[object, ...], tuple[Laid, ...]] = {}

    def key(self, values: Values) -> tuple[object, ...]:
        """All of a face that decides what stays the same."""
        return values.of(self.still_fields)

    def still_laid(self, values: Values) -> tuple[Laid, ...]:
        """The text of the elements that stay; worked out once for equal values."""
        key = self.key(values)
        if key not in self._laid:
            if len(self._laid) >= _MOST_LAYOUTS:
                self._laid.clear()
            self._laid[key] = tuple(lay(self.design, one, values) for one in self.still)
        return self._laid[key]

    def moving_laid(self, values: Values) -> tuple[Laid, ...]:
        """The text of the elements that differ from page to page."""
        return tuple(lay(self.design, one, values) for one in self.moving)


def fields_of(element: Element) -> set[str]:
    """The fields that decide what an element prints."""
    if isinstance(element, Text):
        return {name for part in element.paragraphs for name in part.fields()}
    return set(element.fields()) if isinstance(element, Signature) else set()


def _moves(element: Element) -> bool:
    return isinstance(element, Qr) or any(FIELDS[name].moving for name in fields_of(element))


_known: dict[int, Layout] = {}


def layout_of(design: Design) -> Layout:
    """The sorted design; the very same design is sorted once."""
    # Kept by identity: comparing whole designs would cost more than sorting them.
    known = _known.get(id(design))
    if known is None or known.design is not design:
        if len(_known) >= 32:
            _known.clear()
        known = _known[id(design)] = Layout(design)
    return known


def lay_all(one: Paper) -> tuple[Laid, ...]:
    """The text of every element of a page, in the design's order.

    Raises
    ------
    Misfit
        If a text does not fit its box.
    """
    return tuple(lay(one.design, element, one.values) for element in one.design.elements)


def lay_gently(one: Paper) -> tuple[tuple[Laid, ...], dict[str, Remark]]:
    """The text of every element that fits, and by name what is wrong with the others."""
    laid: list[Laid] = []
    faults: dict[str, Remark] = {}
    for element in one.design.elements:
        try:
            laid.append(lay(one.design, element, one.values))
        except Misfit as misfit:
            laid.append(Laid())
            faults[element.name] = misfit.remark
    return tuple(laid), faults


def draw(papers: Sequence[Paper], title: str, author: str) -> bytes:
    """One PDF with a page for every paper, in the order given; at least one.

    The same papers give the same bytes.

    Raises
    ------
    Misfit
        If a text does not fit its box.
    """
    buffer = BytesIO()
    canvas = _opened(buffer, papers[0], title, author)
    press = Press(canvas)
    for one in papers:
        press.print(one)
    canvas.save()
    return buffer.getvalue()


def _opened(buffer: BytesIO, first: Paper, title: str, author: str) -> Canvas:
    language = {"en": "en"}.get(first.values.language, "id-ID")
    canvas = Canvas(
        buffer, pagesize=size_of(first.design), invariant=1, pageCompression=1, lang=language,
        initialFontName=style.SERIF,
    )  # fmt: skip
    canvas.setTitle(title)
    canvas.setAuthor(as_printed(author))
    return canvas


class Press:
    """Prints paper after paper into one file, drawing what papers share only once."""

    def __init__(self, canvas: Canvas) -> None:
        self.canvas = canvas
        self.forms: dict[object, str] = {}

    def print(self, one: Paper) -> None:
        """A page of its own, as large as the design."""
        self.canvas.setPageSize(size_of(one.design))
        self.draw(one)
        self.canvas.showPage()

    def draw(self, one: Paper) -> None:
        """The paper from where the canvas stands, which may have been moved and turned."""
        layout = layout_of(one.design)
        moving = layout.moving_laid(one.values)
        self.canvas.doForm(self._still(layout, one))
        draw_lines(self.canvas, [line for laid in moving for line in laid.lines])
        for laid in moving:
            for rule in laid.rules:
                draw_rule(self.canvas, rule)
        for element in layout.moving:
            if isinstance(element, Qr) and one.check_url:
                self._stamp(one, element)

    def _still(self, layout: Layout, one: Paper) -> str:
        key = (id(layout), layout.key(one.values), one.logo, one.mark, one.values.language)
        if key not in self.forms:
            laid = layout.still_laid(one.values)
            self.forms[key] = f"page-{len(self.forms)}"
            self.canvas.beginForm(self.forms[key], 0, 0, *size_of(one.design))
            self._draw_still(layout, laid, one)
            self.canvas.endForm()
        return self.forms[key]

    def _draw_still(self, layout: Layout, laid: Sequence[Laid], one: Paper) -> None:
        """The mark lies on the ornament that comes first, and under everything else."""
        marked = not one.mark
        for element, text in zip(layout.still, laid, strict=True):
            if not marked and not isinstance(element, Ornament | Rectangle | Line):
                draw_mark(self.canvas, one.design, one.mark or "", one.values.language)
                marked = True
            draw_still(self.canvas, one, element, text)
        if not marked:
            draw_mark(self.canvas, one.design, one.mark or "", one.values.language)

    def _stamp(self, one: Paper, element: Qr) -> None:
        box = square(box_of(one.design, element.x, element.y, element.width, element.height))
        colour = colour_of(one.design.colour(element.colour))
        qr.stamp(self.canvas, one.check_url, box.left, box.bottom, box.width, colour)
