"""Certificates of award: A4 landscape, one page each."""

from collections.abc import Sequence
from io import BytesIO

from reportlab.pdfgen.canvas import Canvas

from evaluator.documents import qr, style
from evaluator.documents.certificate_face import Face
from evaluator.documents.certificate_layout import Arrangement, Line
from evaluator.documents.designs import DESIGNS, PAGE, SHEET, Box, Design, ornament_form
from evaluator.documents.images import picture
from evaluator.documents.names import as_printed
from evaluator.documents.preflight import Finding, examine, preflight
from evaluator.documents.style import Refused
from evaluator.documents.typesetting import width
from evaluator.documents.wording import word
from evaluator.scoring.messages import N_

__all__ = ["DESIGNS", "Design", "Face", "Finding", "Refused", "draw", "preflight"]

NOTHING = N_("Tidak ada piagam untuk dicetak.")


def draw(faces: Sequence[Face]) -> bytes:
    """Print certificates, one A4 landscape page each, in the order given.

    The same faces give the same bytes.

    Raises
    ------
    Refused
        If there is nothing to print, or a certificate would not show what was typed.
    """
    arrangements = [_accepted(face, position) for position, face in enumerate(faces, start=1)]
    if not arrangements:
        raise Refused(NOTHING)
    buffer = BytesIO()
    canvas = _opened(buffer, faces)
    forms: dict[object, str] = {}
    for face, arrangement in zip(faces, arrangements, strict=True):
        canvas.doForm(_page_form(canvas, face, arrangement, forms))
        _draw_lines(canvas, arrangement.lines)
        _draw_divider(canvas, arrangement, DESIGNS[face.design])
        _draw_check(canvas, face, arrangement)
        canvas.showPage()
    canvas.save()
    return buffer.getvalue()


def _accepted(face: Face, position: int) -> Arrangement:
    findings, arrangement = examine(face, position)
    if arrangement is None:
        first = findings[0]
        raise Refused(f"{first.name or position}: {first.reason}")
    return arrangement


def _opened(buffer: BytesIO, faces: Sequence[Face]) -> Canvas:
    face = faces[0]
    language = {"en": "en"}.get(face.language, "id-ID")
    canvas = Canvas(
        buffer, pagesize=PAGE, invariant=1, pageCompression=1, lang=language,
        initialFontName=style.SERIF,
    )  # fmt: skip
    title = word("Piagam Penghargaan", face.language)
    canvas.setTitle(f"{title} {face.number}" if len(faces) == 1 else title)
    canvas.setAuthor(as_printed(face.office))
    return canvas


def _page_form(
    canvas: Canvas, face: Face, arrangement: Arrangement, forms: dict[object, str]
) -> str:
    """Name the form with all that certificates of this kind share, defining it the first time."""
    design = DESIGNS[face.design]
    if design.code not in forms:
        forms[design.code] = ornament_form(canvas, design)
    key = (face.design, face.logo, face.mark, face.language, arrangement.still)
    if key not in forms:
        forms[key] = f"page-{len(forms)}"
        canvas.beginForm(forms[key])
        canvas.doForm(forms[design.code])
        _draw_mark(canvas, face, design)
        _draw_logo(canvas, face.logo, arrangement.logo, design)
        _draw_lines(canvas, arrangement.still)
        canvas.endForm()
    return forms[key]


def _draw_lines(canvas: Canvas, lines: Sequence[Line]) -> None:
    for line in lines:
        wide = width(line.text, line.font, line.size, line.tracking) - line.tracking
        x = line.x - wide / 2 if line.centred else line.x
        canvas.setFillColor(line.colour)
        text = canvas.beginText(x, line.y)
        text.setFont(line.font, line.size)
        text.setCharSpace(line.tracking)
        text.textOut(line.text)
        text.setCharSpace(0)
        canvas.drawText(text)
        if line.underlined:
            canvas.setStrokeColor(line.colour)
            canvas.setLineWidth(0.7)
            canvas.line(x, line.y - 2.2, x + wide, line.y - 2.2)


def _draw_divider(canvas: Canvas, arrangement: Arrangement, design: Design) -> None:
    """Draw the thin rule with a lozenge that sets the name off from the award."""
    centre, y = design.content.centre, arrangement.divider
    canvas.setStrokeColor(design.accent)
    canvas.setFillColor(design.accent)
    canvas.setLineWidth(0.8)
    for side in (-1, 1):
        canvas.line(centre + side * 9, y, centre + side * 120, y)
    path = canvas.beginPath()
    path.moveTo(centre - 4, y)
    for x, height in ((centre, y + 4), (centre + 4, y), (centre, y - 4)):
        path.lineTo(x, height)
    path.close()
    canvas.drawPath(path, stroke=0, fill=1)


def _draw_check(canvas: Canvas, face: Face, arrangement: Arrangement) -> None:
    place = arrangement.qr
    qr.draw(canvas, face.check_url, place.left, place.bottom, place.width, DESIGNS[face.design].ink)


def _draw_mark(canvas: Canvas, face: Face, design: Design) -> None:
    """Print the mark pale across the sheet, under the text, and in words at the bottom."""
    if not face.mark:
        return
    mark = as_printed(face.mark)
    size = min(130.0, 560 / width(mark, style.DISPLAY, 1))
    canvas.saveState()
    canvas.translate(design.content.centre, PAGE[1] / 2)
    canvas.rotate(30)
    canvas.setFillColor("#f0f0f0")
    canvas.setFont(style.DISPLAY, size)
    canvas.drawCentredString(0, -size * 0.35, mark)
    canvas.restoreState()
    canvas.setFillColor(style.QUIET_INK)
    canvas.setFont(style.SERIF, 7.5)
    note = f"{mark} – {word('bukan piagam resmi', face.language)}"
    canvas.drawCentredString(design.content.centre, SHEET.bottom - 11, note)


def _draw_logo(canvas: Canvas, logo: bytes | None, box: Box, design: Design) -> None:
    if logo is None:
        _draw_emblem(canvas, box, design)
        return
    canvas.drawImage(
        picture(logo), box.left, box.bottom, box.width, box.height,
        mask="auto", preserveAspectRatio=True, anchor="c",
    )  # fmt: skip


def _draw_emblem(canvas: Canvas, box: Box, design: Design) -> None:
    """Draw a ring with three rising bars, where the office has no logo yet."""
    reach, middle = box.height / 2 - 1, (box.bottom + box.top) / 2
    canvas.setStrokeColor(design.accent)
    canvas.setLineWidth(1.4)
    canvas.circle(box.centre, middle, reach, stroke=1, fill=0)
    canvas.setFillColor(design.ink)
    for number, height in enumerate((0.42, 0.7, 0.98)):
        left = box.centre + (number - 1) * reach * 0.42 - reach * 0.14
        canvas.rect(left, middle - reach * 0.5, reach * 0.28, reach * height, stroke=0, fill=1)
