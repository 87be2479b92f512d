"""The frame of printed trends: what stands at the head and foot of every page."""

from dataclasses import dataclass
from io import BytesIO

from reportlab.lib.pagesizes import A4, landscape
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import BaseDocTemplate, Flowable, Frame, PageTemplate

from evaluator.documents import style
from evaluator.documents.numbered_pages import numbered
from evaluator.documents.prose import one_line
from evaluator.documents.typesetting import shortened, width
from evaluator.documents.wording import word

SIDE, TOP, BOTTOM = 44.0, 54.0, 50.0
UPRIGHT, FLAT = A4, landscape(A4)


@dataclass(frozen=True)
class Margins:
    """What stands around the text of every page; `mark` lies pale across it."""

    title: str
    office: str
    foot: str
    language: str
    mark: str | None


def room(size: tuple[float, float]) -> tuple[float, float]:
    """Width and height, in points, that the text of a page has."""
    return size[0] - 2 * SIDE, size[1] - TOP - BOTTOM


def printed(margins: Margins, story: list[Flowable], size: tuple[float, float]) -> bytes:
    """Set the story on as many pages as it needs; the same story gives the same bytes."""
    buffer = BytesIO()
    document = BaseDocTemplate(
        buffer, pagesize=size, invariant=1, pageCompression=1,
        lang="en" if margins.language == "en" else "id-ID",
        title=one_line(margins.title, style.SANS), author=one_line(margins.office, style.SANS),
    )  # fmt: skip
    frame = Frame(
        SIDE, BOTTOM, *room(size),
        leftPadding=0, rightPadding=0, topPadding=0, bottomPadding=0,
    )  # fmt: skip
    document.addPageTemplates(
        PageTemplate("page", [frame], onPage=lambda canvas, _: _draw_mark(canvas, margins, size))
    )

    def finish(canvas: Canvas, page: int, pages: int) -> None:
        _draw_header(canvas, margins, size)
        _draw_footer(canvas, margins, size, page, pages)

    document.build(story, canvasmaker=numbered(finish))
    return buffer.getvalue()


def _draw_header(canvas: Canvas, margins: Margins, size: tuple[float, float]) -> None:
    y, wide = size[1] - 34, room(size)[0]
    right = shortened(one_line(margins.office, style.SANS), style.SANS, 7.5, wide * 0.45)
    left_room = wide - width(right, style.SANS, 7.5) - 16
    title = one_line(margins.title, style.SANS_BOLD)
    canvas.setFillColor(style.QUIET_INK)
    canvas.setFont(style.SANS_BOLD, 7.5)
    canvas.drawString(SIDE, y, shortened(title, style.SANS_BOLD, 7.5, left_room))
    canvas.setFont(style.SANS, 7.5)
    canvas.drawRightString(size[0] - SIDE, y, right)
    _draw_rule(canvas, y - 7, size)


def _draw_footer(
    canvas: Canvas, margins: Margins, size: tuple[float, float], page: int, pages: int
) -> None:
    y, wide = 30.0, room(size)[0]
    counted = word("Halaman {page} dari {pages}", margins.language).format(page=page, pages=pages)
    left_room = wide - width(counted, style.SANS_BOLD, 7.5) - 18
    foot = shortened(one_line(margins.foot, style.SANS), style.SANS, 7.5, left_room)
    _draw_rule(canvas, y + 11, size)
    canvas.setFillColor(style.QUIET_INK)
    canvas.setFont(style.SANS, 7.5)
    canvas.drawString(SIDE, y, foot)
    canvas.setFont(style.SANS_BOLD, 7.5)
    canvas.drawRightString(size[0] - SIDE, y, counted)
    if margins.mark:
        canvas.setFont(style.SANS, 7.5)
        note = f"{margins.mark} – {word('bukan laporan resmi', margins.language)}"
        canvas.drawCentredString(size[0] / 2, y - 12, note)


def _draw_rule(canvas: Canvas, y: float, size: tuple[float, float]) -> None:
    canvas.setStrokeColor(style.RULE)
    canvas.setLineWidth(0.6)
    canvas.line(SIDE, y, size[0] - SIDE, y)


def _draw_mark(canvas: Canvas, margins: Margins, size: tuple[float, float]) -> None:
    """Before the text, so that it lies under it."""
    if not margins.mark:
        return
    mark = one_line(margins.mark, style.SERIF_BOLD)
    letters = min(120.0, min(size) * 0.85 / width(mark, style.SERIF_BOLD, 1))
    canvas.saveState()
    canvas.translate(size[0] / 2, size[1] / 2)
    canvas.rotate(52 if size[1] > size[0] else 30)
    canvas.setFillColor("#f3f3f3")
    canvas.setFont(style.SERIF_BOLD, letters)
    canvas.drawCentredString(0, -letters * 0.35, mark)
    canvas.restoreState()
