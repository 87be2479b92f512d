"""Pages made ready for the printing office: crop marks around them, a back page behind them."""

import re
from collections.abc import Iterable, Iterator
from io import BytesIO

from pypdf import PageObject, PdfReader, PdfWriter, Transformation
from pypdf.generic import RectangleObject
from reportlab.pdfgen.canvas import Canvas

from evaluator.documents import style
from evaluator.documents.names import as_printed, unprintable
from evaluator.documents.typesetting import width
from evaluator.scoring.messages import N_, Message
from evaluator.services.problems import Refused

_MM = 72 / 25.4
_AROUND = 10 * _MM
"""How much larger the sheet is on every side, for crop marks."""
_GAP, _LONG = 2 * _MM, 6 * _MM
_BACK_SIZE, _BACK_LEADING = 10.0, 15.0
_MOST_LINES = 15
_BACK = N_("Teks halaman belakang")


def check_back(text: str) -> None:
    """Refuse a text for the back page that could not be printed as typed.

    Raises
    ------
    Refused
        Naming the character that no font on paper has, or how many lines there may be.
    """
    if remark := unprintable(re.sub(r"\s", " ", text), style.SERIF):
        reason = Message(remark.template, remark.values | {"field": Message(_BACK)})
        raise Refused("{reason}", field="belakang", reason=reason)
    if len(text.splitlines()) > _MOST_LINES:
        raise Refused(
            "Teks halaman belakang paling banyak {most} baris.", field="belakang", most=_MOST_LINES
        )


def finished(pages: bytes, *, marks: bool = False, back: str = "") -> bytes:
    """A PDF with crop marks around each page or a back page behind each, or as it was.

    back : a short text, one paragraph a line, in the middle of the back page; "" for none
    """
    if not marks and not back:
        return pages
    fronts = PdfReader(BytesIO(pages)).pages
    writer = PdfWriter()
    backs: dict[tuple[float, float], PageObject] = {}
    for front in fronts:
        size = (float(front.mediabox.width), float(front.mediabox.height))
        _add(writer, front, size, marks)
        if back:
            if size not in backs:
                backs[size] = PdfReader(BytesIO(_back_page(back, size))).pages[0]
            _add(writer, backs[size], size, marks)
    writer.compress_identical_objects(remove_duplicates=True, remove_unreferenced=True)
    buffer = BytesIO()
    writer.write(buffer)
    return buffer.getvalue()


def _add(writer: PdfWriter, page: PageObject, size: tuple[float, float], marks: bool) -> None:
    if not marks:
        writer.add_page(page)
        return
    wide, high = size[0] + 2 * _AROUND, size[1] + 2 * _AROUND
    sheet = writer.add_blank_page(wide, high)
    sheet.merge_page(PdfReader(BytesIO(_crop_marks(size))).pages[0])
    sheet.merge_transformed_page(page, Transformation().translate(_AROUND, _AROUND))
    sheet.trimbox = RectangleObject((_AROUND, _AROUND, _AROUND + size[0], _AROUND + size[1]))


def _crop_marks(size: tuple[float, float]) -> bytes:
    """A sheet with two short lines at each corner of the trimmed page, outside of it."""
    wide, high = size[0] + 2 * _AROUND, size[1] + 2 * _AROUND
    buffer = BytesIO()
    canvas = Canvas(buffer, pagesize=(wide, high), invariant=1, pageCompression=1)
    canvas.setLineWidth(0.3)
    for x, away in ((_AROUND, -1), (wide - _AROUND, 1)):
        for y, up in ((_AROUND, -1), (high - _AROUND, 1)):
            canvas.line(x + away * _GAP, y, x + away * (_GAP + _LONG), y)
            canvas.line(x, y + up * _GAP, x, y + up * (_GAP + _LONG))
    canvas.save()
    return buffer.getvalue()


def _back_page(text: str, size: tuple[float, float]) -> bytes:
    buffer = BytesIO()
    canvas = Canvas(
        buffer, pagesize=size, invariant=1, pageCompression=1, initialFontName=style.SERIF
    )
    lines = _wrapped(text, size[0] * 0.7)
    canvas.setFont(style.SERIF, _BACK_SIZE)
    canvas.setFillColor(style.QUIET_INK)
    top = size[1] / 2 + (len(lines) - 1) * _BACK_LEADING / 2
    for number, line in enumerate(lines):
        canvas.drawCentredString(size[0] / 2, top - number * _BACK_LEADING, line)
    canvas.save()
    return buffer.getvalue()


def _wrapped(text: str, room: float) -> list[str]:
    lines: list[str] = []
    for paragraph in as_printed(text).splitlines():
        line = ""
        for word in _pieces(paragraph.split(), room):
            longer = f"{line} {word}".strip()
            if line and width(longer, style.SERIF, _BACK_SIZE) > room:
                lines.append(line)
                line = word
            else:
                line = longer
        lines.append(line)
    return lines


def _pieces(words: Iterable[str], room: float) -> Iterator[str]:
    """The words, those wider than the room cut where it ends."""
    for word in words:
        piece = ""
        for letter in word:
            if piece and width(piece + letter, style.SERIF, _BACK_SIZE) > room:
                yield piece
                piece = ""
            piece += letter
        yield piece
