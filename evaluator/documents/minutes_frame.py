"""The frame of a plenary's papers: letterhead, footer, page x of y, and the draft's mark."""

from collections.abc import Sequence
from dataclasses import dataclass
from io import BytesIO

from reportlab.lib.pagesizes import A4
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import (
    BaseDocTemplate,
    Flowable,
    Frame,
    HRFlowable,
    Image,
    PageTemplate,
    TableStyle,
)
from reportlab.platypus.tables import LongTable

from evaluator.documents import style
from evaluator.documents.images import UnreadableImage, picture_file
from evaluator.documents.numbered_pages import numbered
from evaluator.documents.page_margins import Paper, draw_foot, draw_head, draw_mark
from evaluator.documents.prose import laid_out, one_line, paragraph

SIDE = 56.0
ROOM = A4[0] - 2 * SIDE
_TOP, _BOTTOM = 60.0, 60.0
_PAPER = Paper(A4, SIDE, head=36.0, foot=34.0)


@dataclass(frozen=True)
class Margins:
    """What stands around the text of every page; `mark` lies pale across it."""

    title: str
    left: str
    right: str
    foot: str
    mark: str | None


def printed(margins: Margins, story: list[Flowable]) -> bytes:
    """Set the story on as many pages as it needs; the same story gives the same bytes."""
    buffer = BytesIO()
    document = BaseDocTemplate(
        buffer, pagesize=A4, invariant=1, pageCompression=1, lang="id-ID",
        title=one_line(margins.title, style.SANS), author=one_line(margins.right, style.SANS),
    )  # fmt: skip
    frame = Frame(
        SIDE, _BOTTOM, ROOM, A4[1] - _TOP - _BOTTOM,
        leftPadding=0, rightPadding=0, topPadding=0, bottomPadding=0,
    )  # fmt: skip
    document.addPageTemplates(
        PageTemplate("page", [frame], onPage=lambda canvas, _: draw_mark(canvas, A4, margins.mark))
    )

    def finish(canvas: Canvas, page: int, pages: int) -> None:
        under = f"{margins.mark} – bukan surat resmi" if margins.mark else ""
        draw_head(canvas, _PAPER, margins.left, margins.right)
        draw_foot(canvas, _PAPER, margins.foot, f"Halaman {page} dari {pages}", under=under)

    document.build(story, canvasmaker=numbered(finish))
    return buffer.getvalue()


def letterhead(office: str, address: str, logo: bytes | None) -> list[Flowable]:
    """The office's name and address beside its logo, over a double rule."""
    words: list[Flowable] = [paragraph(office, "letter-bold")]
    words += [paragraph(address, "quiet")] if address else []
    picture = _logo(logo)
    head: list[Flowable] = words
    if picture:
        widths = [picture.drawWidth + 12, ROOM - picture.drawWidth - 12]
        head = [laid_out([[picture, words]], widths, ("VALIGN", (0, 0), (-1, -1), "MIDDLE"))]
    return [
        *head,
        HRFlowable("100%", 1.6, color=style.INK, spaceBefore=6, spaceAfter=1.6),
        HRFlowable("100%", 0.5, color=style.INK, spaceBefore=0, spaceAfter=10),
    ]


def _logo(data: bytes | None) -> Image | None:
    """Fit the office's logo into 90 by 42 points; a broken file must not cost the paper."""
    try:
        file = picture_file(data) if data else None
    except UnreadableImage:
        file = None
    return Image(file, 90, 42, kind="proportional", mask="auto") if file else None


def table(
    heads: list[str],
    rows: list[list[str]],
    widths: list[float],
    right: tuple[int, ...] = (),
    depths: Sequence[int] = (),
) -> LongTable:
    """A table whose heads return on every page.

    right : the columns of numbers
    depths : how deep each row stands in a tree, drawn as room before its second cell
    """
    kinds = ["cell-right" if at in right else "cell" for at in range(len(heads))]
    top = [
        paragraph(text, "head-right" if at in right else "head") for at, text in enumerate(heads)
    ]
    cells = [[paragraph(text, kind) for text, kind in zip(row, kinds, strict=True)] for row in rows]
    look: list[tuple[object, ...]] = [
        ("FONTNAME", (0, 0), (-1, -1), style.SANS),
        ("BACKGROUND", (0, 0), (-1, 0), style.ACCENT),
        ("VALIGN", (0, 0), (-1, -1), "TOP"),
        ("LINEBELOW", (0, 1), (-1, -1), 0.4, style.RULE),
        ("LEFTPADDING", (0, 0), (-1, -1), 4),
        ("RIGHTPADDING", (0, 0), (-1, -1), 4),
        ("TOPPADDING", (0, 0), (-1, -1), 2),
        ("BOTTOMPADDING", (0, 0), (-1, -1), 3),
    ]
    if len(rows) > 1:
        look.append(("NOSPLIT", (0, -2), (-1, -1)))  # no last row alone on a page
    look += [
        ("LEFTPADDING", (1, row), (1, row), 4 + 9 * depth)
        for row, depth in enumerate(depths, start=1)
    ]
    return LongTable(
        [top, *cells], colWidths=widths, repeatRows=1, style=TableStyle(look), splitInRow=1
    )
