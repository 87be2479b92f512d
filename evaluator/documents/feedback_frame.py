"""The frame of every page of a feedback report: header, footer, page x of y, mark."""

from io import BytesIO

from reportlab.lib.pagesizes import A4
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import BaseDocTemplate, Flowable, Frame, PageTemplate

from evaluator.documents import style
from evaluator.documents.feedback_values import Report
from evaluator.documents.numbered_pages import numbered
from evaluator.documents.prose import one_line
from evaluator.documents.typesetting import shortened, width
from evaluator.documents.wording import word

SIDE = 48.0
ROOM = A4[0] - 2 * SIDE
_TOP, _BOTTOM = 52.0, 52.0
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
        PageTemplate("page", [frame], onPage=lambda canvas, _: _draw_mark(canvas, report))
    )

    def finish(canvas: Canvas, page: int, pages: int) -> None:
        _draw_header(canvas, report)
        _draw_footer(canvas, report, page, pages)

    document.build(story, canvasmaker=numbered(finish))
    return buffer.getvalue()


def _draw_header(canvas: Canvas, report: Report) -> None:
    y = A4[1] - 34
    office = shortened(one_line(report.office, style.SANS), style.SANS, 7.5, ROOM * 0.42)
    room = ROOM - width(office, style.SANS, 7.5) - 16
    unit = shortened(one_line(report.unit, style.SANS_BOLD), style.SANS_BOLD, 7.5, room)
    canvas.setFillColor(style.QUIET_INK)
    canvas.setFont(style.SANS_BOLD, 7.5)
    canvas.drawString(SIDE, y, unit)
    canvas.setFont(style.SANS, 7.5)
    canvas.drawRightString(A4[0] - SIDE, y, office)
    _draw_rule(canvas, y - 7)


def _draw_footer(canvas: Canvas, report: Report, page: int, pages: int) -> None:
    language, y = report.language, 32.0
    counted = word("Halaman {page} dari {pages}", language).format(page=page, pages=pages)
    digest = f" · {word('Sidik hasil', language)} {report.result_digest[:_DIGEST]}"
    version = f" · {word('Versi', language)} {report.rubric_version}"
    proof = one_line(version + digest, style.SANS)
    room = ROOM - width(counted, style.SANS_BOLD, 7.5) - width(proof, style.SANS, 7.5) - 18
    rubric = shortened(one_line(report.rubric_title, style.SANS), style.SANS, 7.5, room)
    _draw_rule(canvas, y + 11)
    canvas.setFillColor(style.QUIET_INK)
    canvas.setFont(style.SANS, 7.5)
    canvas.drawString(SIDE, y, rubric + " " + proof.lstrip())
    canvas.setFont(style.SANS_BOLD, 7.5)
    canvas.drawRightString(A4[0] - SIDE, y, counted)
    if report.mark:
        canvas.setFont(style.SANS, 7.5)
        mark = one_line(report.mark, style.SANS)
        note = f"{mark} – {word('bukan laporan resmi', language)}"
        canvas.drawCentredString(A4[0] / 2, y - 12, note)


def _draw_rule(canvas: Canvas, y: float) -> None:
    canvas.setStrokeColor(style.RULE)
    canvas.setLineWidth(0.6)
    canvas.line(SIDE, y, A4[0] - SIDE, y)


def _draw_mark(canvas: Canvas, report: Report) -> None:
    """Print the mark pale across the page, before the text so that it lies under it."""
    if not report.mark:
        return
    mark = one_line(report.mark, style.SERIF_BOLD)
    size = min(120.0, 520 / width(mark, style.SERIF_BOLD, 1))
    canvas.saveState()
    canvas.translate(A4[0] / 2, A4[1] / 2)
    canvas.rotate(52)
    canvas.setFillColor("#f3f3f3")
    canvas.setFont(style.SERIF_BOLD, size)
    canvas.drawCentredString(0, -size * 0.35, mark)
    canvas.restoreState()
