"""Papers of the award day: running order, calling list, seating list, slips for envelopes."""

from collections.abc import Sequence
from dataclasses import dataclass
from io import BytesIO

from reportlab.lib.pagesizes import A4
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import BaseDocTemplate, Flowable, Frame, PageTemplate, Spacer

from evaluator.documents import style
from evaluator.documents.numbered_pages import numbered
from evaluator.documents.prose import laid_out, one_line, paragraph
from evaluator.documents.typesetting import fitted, shortened, width
from evaluator.scoring.messages import N_

NOTHING = N_("Tidak ada yang dapat dicetak: daftarnya masih kosong.")
UNTOLD = "RAHASIA SAMPAI DIUMUMKAN"
_SIDE = 48.0
_ROOM = A4[0] - 2 * _SIDE
_SLIPS = (2, 5)  # across and down on one page


@dataclass(frozen=True)
class Heading:
    """What stands above every page.

    secret : whether the paper names winners before they are released
    mark : for instance of a demonstration, or of a rehearsal
    """

    office: str
    title: str
    event: str
    day: str
    secret: bool = False
    mark: str | None = None


@dataclass(frozen=True)
class Sheet:
    """A table to be printed: one cell a column, as typed.

    shares : how wide the columns are, relative to each other
    bold : the column whose texts stand out
    """

    columns: Sequence[str]
    shares: Sequence[float]
    rows: Sequence[Sequence[str]]
    bold: int = 1


@dataclass(frozen=True)
class Slip:
    """One slip that goes into an envelope or onto it.

    number : its turn on the stage; over : category and award; name : the winner
    """

    number: int
    over: str
    place: str
    name: str
    caller: str = ""
    spoken: str = ""


def print_sheet(heading: Heading, sheet: Sheet) -> bytes:
    """Print a table on as many A4 pages as it needs; its head is repeated on each.

    The same table gives the same bytes. What the fonts lack is named in brackets.

    Raises
    ------
    Refused
        If there is no row.
    """
    if not sheet.rows:
        raise style.Refused(NOTHING)
    total = sum(sheet.shares)
    widths = [_ROOM * share / total for share in sheet.shares]
    rows: list[list[Flowable]] = [[paragraph(title, "head") for title in sheet.columns]]
    rows += [
        [
            paragraph(cell, "cell-bold" if number == sheet.bold else "cell")
            for number, cell in enumerate(row)
        ]
        for row in sheet.rows
    ]
    table = laid_out(
        rows,
        widths,
        ("BACKGROUND", (0, 0), (-1, 0), style.ACCENT),
        ("LINEBELOW", (0, 1), (-1, -1), 0.5, style.RULE),
        padding=(5, 4, 5),
    )
    table.repeatRows = 1
    return _printed(heading, [Spacer(1, 4), table])


def print_slips(heading: Heading, slips: Sequence[Slip]) -> bytes:
    """Print slips to cut out, ten on an A4 page, in the order given.

    Long names are set smaller; what has no room at the smallest size is cut with an
    ellipsis.

    Raises
    ------
    Refused
        If there is no slip.
    """
    if not slips:
        raise style.Refused(NOTHING)
    buffer = BytesIO()
    canvas = _canvas(buffer, heading)
    across, down = _SLIPS
    for start in range(0, len(slips), across * down):
        for place, slip in enumerate(slips[start : start + across * down]):
            _draw_slip(canvas, heading, slip, place % across, place // across)
        _cutting_lines(canvas)
        canvas.showPage()
    canvas.save()
    return buffer.getvalue()


def _canvas(buffer: BytesIO, heading: Heading) -> Canvas:
    canvas = Canvas(
        buffer, pagesize=A4, invariant=1, pageCompression=1, lang="id-ID",
        initialFontName=style.SANS,
    )  # fmt: skip
    canvas.setTitle(f"{heading.title} – {one_line(heading.event, style.SANS)}")
    canvas.setAuthor(one_line(heading.office, style.SANS))
    return canvas


def _printed(heading: Heading, story: list[Flowable]) -> bytes:
    buffer = BytesIO()
    document = BaseDocTemplate(
        buffer, pagesize=A4, invariant=1, pageCompression=1, lang="id-ID",
        title=f"{heading.title} – {one_line(heading.event, style.SANS)}",
        author=one_line(heading.office, style.SANS),
    )  # fmt: skip
    frame = Frame(
        _SIDE, 52, _ROOM, A4[1] - 52 - 112,
        leftPadding=0, rightPadding=0, topPadding=0, bottomPadding=0,
    )  # fmt: skip
    document.addPageTemplates(
        PageTemplate("page", [frame], onPage=lambda canvas, _: _draw_head(canvas, heading))
    )

    def finish(canvas: Canvas, page: int, pages: int) -> None:
        _draw_foot(canvas, heading, f"Halaman {page} dari {pages}")

    document.build(story, canvasmaker=numbered(finish))
    return buffer.getvalue()


def _draw_head(canvas: Canvas, heading: Heading) -> None:
    y = A4[1] - 50
    canvas.setFillColor(style.ACCENT)
    canvas.setFont(style.SERIF_BOLD, 17)
    room = _ROOM
    if heading.secret:
        room -= _draw_secret(canvas, y) + 14
    canvas.drawString(_SIDE, y, shortened(heading.title, style.SERIF_BOLD, 17, room))
    canvas.setFillColor(style.INK)
    canvas.setFont(style.SANS_BOLD, 9)
    event = shortened(one_line(heading.event, style.SANS_BOLD), style.SANS_BOLD, 9, _ROOM)
    canvas.drawString(_SIDE, y - 18, event)
    canvas.setFont(style.SANS, 9)
    canvas.setFillColor(style.QUIET_INK)
    line = one_line(f"{heading.office} · {heading.day}", style.SANS)
    canvas.drawString(_SIDE, y - 31, shortened(line, style.SANS, 9, _ROOM))
    canvas.setStrokeColor(style.ACCENT)
    canvas.setLineWidth(1.4)
    canvas.line(_SIDE, y - 42, A4[0] - _SIDE, y - 42)


def _draw_secret(canvas: Canvas, y: float) -> float:
    """A framed warning at the right; gives its width."""
    wide = width(UNTOLD, style.SANS_BOLD, 8) + 14
    canvas.setStrokeColor(style.INK)
    canvas.setLineWidth(1)
    canvas.rect(A4[0] - _SIDE - wide, y - 4, wide, 17)
    canvas.setFillColor(style.INK)
    canvas.setFont(style.SANS_BOLD, 8)
    canvas.drawCentredString(A4[0] - _SIDE - wide / 2, y + 1.5, UNTOLD)
    canvas.setFillColor(style.ACCENT)
    canvas.setFont(style.SERIF_BOLD, 17)
    return wide


def _draw_foot(canvas: Canvas, heading: Heading, counted: str) -> None:
    canvas.setFillColor(style.QUIET_INK)
    canvas.setFont(style.SANS, 7.5)
    canvas.drawRightString(A4[0] - _SIDE, 32, counted)
    if heading.mark:
        canvas.drawString(_SIDE, 32, one_line(heading.mark, style.SANS))


def _draw_slip(canvas: Canvas, heading: Heading, slip: Slip, column: int, row: int) -> None:
    """One slip: turn, category and award, place, name, who comes up."""
    wide, high = A4[0] / _SLIPS[0], A4[1] / _SLIPS[1]
    left, top = column * wide + 22, A4[1] - row * high - 26
    room = wide - 44
    canvas.setFillColor(style.QUIET_INK)
    y = _wrapped(canvas, slip.over, style.SANS, (7.5, 6.5), left, top, room)
    canvas.setFillColor(style.ACCENT)
    canvas.setFont(style.SANS_BOLD, 11)
    head = f"{slip.number}. {slip.place}" if slip.place else f"{slip.number}."
    canvas.drawString(left, y - 6, shortened(head, style.SANS_BOLD, 11, room))
    canvas.setFillColor(style.INK)
    y = _wrapped(canvas, slip.name, style.SERIF_BOLD, (14, 12, 10.5, 9), left, y - 26, room)
    canvas.setFont(style.SANS, 8)
    canvas.setFillColor(style.QUIET_INK)
    for label, text in (("Dibaca: ", slip.spoken), ("Maju: ", slip.caller)):
        if text:
            line = one_line(label + text, style.SANS)
            canvas.drawString(left, y, shortened(line, style.SANS, 8, room))
            y -= 12
    canvas.setFont(style.SANS, 6.5)
    bottom = A4[1] - (row + 1) * high + 16
    lines = _slip_foot(heading, room, 2 if y > bottom + 10 else 1)
    for number, line in enumerate(reversed(lines)):
        canvas.drawString(left, bottom + number * 8, line)


def _slip_foot(heading: Heading, room: float, most: int) -> list[str]:
    """The event and the warnings in at most so many lines; the event gives way, no warning does."""
    event = one_line(heading.event, style.SANS)
    warnings = " · ".join(part for part in (UNTOLD * heading.secret, heading.mark) if part)
    warnings = one_line(warnings, style.SANS)
    after = f" · {warnings}" if warnings else ""
    if width(event + after, style.SANS, 6.5) <= room:
        return [event + after]
    if most > 1 and warnings:
        return [shortened(event, style.SANS, 6.5, room), warnings]
    left = room - width(after, style.SANS, 6.5)
    return [shortened(event, style.SANS, 6.5, left) + after]


def _wrapped(
    canvas: Canvas,
    text: str,
    font: str,
    sizes: Sequence[float],
    left: float,
    y: float,
    room: float,
) -> float:
    """Set a text in at most three lines, as large as they allow; gives where what follows begins.

    Only what is too long for three lines at the smallest size is shortened.
    """
    line = one_line(text, font)
    setting = fitted(line, font, sizes, room, 3)
    size = setting.size if setting else sizes[-1]
    lines = setting.lines if setting else (shortened(line, font, size, room),)
    canvas.setFont(font, size)
    for part in lines:
        canvas.drawString(left, y, part)
        y -= size * 1.25
    return y - 3


def _cutting_lines(canvas: Canvas) -> None:
    across, down = _SLIPS
    canvas.setStrokeColor(style.RULE)
    canvas.setLineWidth(0.5)
    canvas.setDash(3, 3)
    for column in range(1, across):
        canvas.line(A4[0] * column / across, 0, A4[0] * column / across, A4[1])
    for row in range(1, down):
        canvas.line(0, A4[1] * row / down, A4[0], A4[1] * row / down)
    canvas.setDash()
