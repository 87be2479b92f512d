"""What stands around the text of a printed page: two names, a foot with the count, a pale mark."""

from dataclasses import dataclass

from reportlab.lib.pagesizes import A4
from reportlab.pdfgen.canvas import Canvas

from evaluator.documents import style
from evaluator.documents.prose import one_line
from evaluator.documents.typesetting import shortened, width

_SIZE = 7.5
_PALE = "#f3f3f3"


@dataclass(frozen=True)
class Paper:
    """The page that is drawn on, in points.

    side : how far the text stands from the edges left and right
    head, foot : how far the lines stand from the edges above and below
    """

    size: tuple[float, float]
    side: float
    head: float
    foot: float

    @property
    def room(self) -> float:
        """How wide the text may be."""
        return self.size[0] - 2 * self.side


def draw_head(canvas: Canvas, paper: Paper, left: str, right: str) -> None:
    """Two names above the text; the left one has what the right one leaves."""
    y = paper.size[1] - paper.head
    right = shortened(one_line(right, style.SANS), style.SANS, _SIZE, paper.room * 0.45)
    room = paper.room - width(right, style.SANS, _SIZE) - 16
    left = shortened(one_line(left, style.SANS_BOLD), style.SANS_BOLD, _SIZE, room)
    canvas.setFillColor(style.QUIET_INK)
    canvas.setFont(style.SANS_BOLD, _SIZE)
    canvas.drawString(paper.side, y, left)
    canvas.setFont(style.SANS, _SIZE)
    canvas.drawRightString(paper.size[0] - paper.side, y, right)
    _draw_rule(canvas, paper, y - 7)


def draw_foot(
    canvas: Canvas, paper: Paper, text: str, counted: str, *, tail: str = "", under: str = ""
) -> None:
    """A text below, "page x of y" at its right, and what the mark means under both.

    tail : the end of the text, which is never shortened
    under : "" where the page has no mark
    """
    tail = one_line(tail, style.SANS)
    room = paper.room - width(counted, style.SANS_BOLD, _SIZE) - width(tail, style.SANS, _SIZE) - 18
    text = shortened(one_line(text, style.SANS), style.SANS, _SIZE, room)
    _draw_rule(canvas, paper, paper.foot + 11)
    canvas.setFillColor(style.QUIET_INK)
    canvas.setFont(style.SANS, _SIZE)
    canvas.drawString(paper.side, paper.foot, f"{text} {tail}" if tail else text)
    canvas.setFont(style.SANS_BOLD, _SIZE)
    canvas.drawRightString(paper.size[0] - paper.side, paper.foot, counted)
    if under:
        canvas.setFont(style.SANS, _SIZE)
        canvas.drawCentredString(paper.size[0] / 2, paper.foot - 12, one_line(under, style.SANS))


def draw_mark(canvas: Canvas, size: tuple[float, float], mark: str | None) -> None:
    """A word pale across the page, drawn before the text so that it lies under it."""
    if not mark:
        return
    wide, high = size
    mark = one_line(mark, style.SERIF_BOLD)
    letters = min(120.0, 520 * min(size) / A4[0] / width(mark, style.SERIF_BOLD, 1))
    canvas.saveState()
    canvas.translate(wide / 2, high / 2)
    canvas.rotate(52 if high > wide else 30)
    canvas.setFillColor(_PALE)
    canvas.setFont(style.SERIF_BOLD, letters)
    canvas.drawCentredString(0, -letters * 0.35, mark)
    canvas.restoreState()


def _draw_rule(canvas: Canvas, paper: Paper, y: float) -> None:
    canvas.setStrokeColor(style.RULE)
    canvas.setLineWidth(0.6)
    canvas.line(paper.side, y, paper.size[0] - paper.side, y)
