"""The frame of every page of a feedback report: header, footer, page x of y, mark."""

from io import BytesIO

from reportlab.lib.pagesizes import A4
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import BaseDocTemplate, Flowable, Frame, PageTemplate

from evaluator.documents import style
from evaluator.documents.feedback_values import Report
from evaluator.documents.numbered_pages import numbered
from evaluator.documents.page_margins import Paper, draw_foot, draw_head, draw_mark
from evaluator.documents.prose import one_line
from evaluator.documents.wording import word

SIDE = 48.0
ROOM = A4[0] - 2 * SIDE
_TOP, _BOTTOM = 52.0, 52.0
_PAPER = Paper(A4, SIDE, head=34.0, foot=32.0)
_DIGEST = 16  # hexadecimal digits: enough to tell results apart, short enough to compare


def printed(report: Report, story: list[Flowable]) -> bytes:
    """Set the story on as many pages as it needs; the same report gives the same bytes."""
    buffer = BytesIO()
    language = "en" if report.language == "en" else "id-ID"
    title = word("Laporan Umpan Balik", report.language)
    document = BaseDocTemplate(
        buffer, pagesize=A4, invariant=1, pageCompression=1,
        title=f"{title} {one_line(report.unit, style.SANS)} {report.year}",
        author=one_line(report.office, style.SANS), lang=language,
    )  # fmt: skip
    frame = Frame(
        SIDE, _BOTTOM, ROOM, A4[1] - _TOP - _BOTTOM,
        leftPadding=0, rightPadding=0, topPadding=0, bottomPadding=0,
    )  # fmt: skip
    document.addPageTemplates(
        PageTemplate("page", [frame], onPage=lambda canvas, _: draw_mark(canvas, A4, report.mark))
    )

    def finish(canvas: Canvas, page: int, pages: int) -> None:
        draw_head(canvas, _PAPER, report.unit, report.office)
        _draw_foot(canvas, report, page, pages)

    document.build(story, canvasmaker=numbered(finish))
    return buffer.getvalue()


def _draw_foot(canvas: Canvas, report: Report, page: int, pages: int) -> None:
    language = report.language
    counted = word("Halaman {page} dari {pages}", language).format(page=page, pages=pages)
    digest = f"{word('Sidik hasil', language)} {report.result_digest[:_DIGEST]}"
    proof = f"· {word('Versi', language)} {report.rubric_version} · {digest}"
    under = f"{report.mark} – {word('bukan laporan resmi', language)}" if report.mark else ""
    draw_foot(canvas, _PAPER, report.rubric_title, counted, tail=proof, under=under)
