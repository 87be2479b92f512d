"""The frame of printed trends: what stands at the head and foot of every page."""

from dataclasses import dataclass
from io import BytesIO

from reportlab.lib.pagesizes import A4, landscape
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import BaseDocTemplate, Flowable, Frame, PageTemplate

from evaluator.documents import style
from evaluator.documents.numbered_pages import numbered
from evaluator.documents.page_margins import Paper, draw_foot, draw_head, draw_mark
from evaluator.documents.prose import one_line
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
    buffer, paper = BytesIO(), Paper(size, SIDE, head=34.0, foot=30.0)
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
        PageTemplate(
            "page", [frame], onPage=lambda canvas, _: draw_mark(canvas, size, margins.mark)
        )
    )

    def finish(canvas: Canvas, page: int, pages: int) -> None:
        told = word("Halaman {page} dari {pages}", margins.language)
        counted = told.format(page=page, pages=pages)
        draw_head(canvas, paper, margins.title, margins.office)
        draw_foot(canvas, paper, margins.foot, counted, under=_under(margins))

    document.build(story, canvasmaker=numbered(finish))
    return buffer.getvalue()


def _under(margins: Margins) -> str:
    unofficial = word("bukan laporan resmi", margins.language)
    return f"{margins.mark} – {unofficial}" if margins.mark else ""
