"""Running text set fast: for papers that are printed for every unit of a city.

The same looks as `prose`, and anything typed is shown as it was typed. What many papers say
alike, such as a rubric's texts, is broken into lines once.
"""

from collections.abc import Sequence
from functools import lru_cache

from reportlab.lib.enums import TA_CENTER, TA_RIGHT
from reportlab.lib.styles import ParagraphStyle
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import CondPageBreak, Flowable

from evaluator.documents.names import as_printed
from evaluator.documents.prose import STYLES, font_runs
from evaluator.documents.quick_ink import Run, write
from evaluator.documents.typesetting import width

Line = tuple[float, tuple[Run, ...]]
"""The width of a line in points, and its runs."""
_ALIGNED = {TA_RIGHT: 1.0, TA_CENTER: 0.5}


class Text(Flowable):  # type: ignore[misc]
    """One text in one of the looks of `prose`; breaks at spaces, and inside words too long.

    lines : only where it is the rest of a text that was split
    """

    def __init__(
        self, text: str, kind: str = "text", bullet: str = "", lines: Sequence[Line] | None = None
    ) -> None:
        super().__init__()
        self.text, self.kind, self.bullet = text, kind, bullet
        self.look: ParagraphStyle = STYLES[kind]
        self.lines: Sequence[Line] = lines or ()
        self._given = lines is not None

    def getSpaceBefore(self) -> float:
        """The room above, as the frame asks for it."""
        return float(self.look.spaceBefore)

    def getSpaceAfter(self) -> float:
        """The room below, as the frame asks for it."""
        return float(self.look.spaceAfter)

    def wrap(self, room: float, _high: float) -> tuple[float, float]:
        """Break the text into lines no wider than the room."""
        if not self._given:
            self.lines = lines_of(self.text, self.kind, room - self.look.leftIndent)
        self.width, self.height = room, len(self.lines) * self.look.leading
        return room, self.height

    def split(self, room: float, high: float) -> list[Flowable]:
        """Part at a line; never a single one alone above or below."""
        self.wrap(room, high)
        count = min(int(high // self.look.leading), len(self.lines) - 2)
        if count < 2:
            return []
        return [
            Text(self.text, self.kind, self.bullet, self.lines[:count]),
            Text(self.text, self.kind, "", self.lines[count:]),
        ]

    def draw(self) -> None:
        """Draw where the frame put it."""
        self.put(self.canv, 0, self.height, self.width)

    def put(self, canvas: Canvas, x: float, top: float, room: float) -> None:
        """Draw the lines below each other, the first one directly below `top`."""
        look = self.look
        y = top - look.leading + (look.leading - look.fontSize) / 2 + look.fontSize * 0.19
        shared = (look.leading, look.fontSize, look.textColor)
        if self.bullet:
            write(canvas, x + look.bulletIndent, y, *shared, [[(look.fontName, self.bullet)]])
        left, share = x + look.leftIndent, _ALIGNED.get(look.alignment, 0.0)
        if not share:
            write(canvas, left, y, *shared, [runs for _wide, runs in self.lines])
            return
        for number, (wide, runs) in enumerate(self.lines):
            start = left + share * (room - look.leftIndent - wide)
            write(canvas, start, y - number * look.leading, *shared, [runs])


@lru_cache(maxsize=20_000)
def lines_of(text: str, kind: str, room: float) -> tuple[Line, ...]:
    """Break a text at its line ends and spaces into lines no wider than `room` points."""
    look = STYLES[kind]
    found: list[Line] = []
    for paragraph in as_printed(text).splitlines() or [""]:
        found += _broken(paragraph.expandtabs(4), look.fontName, look.fontSize, room)
    return tuple(found)


def _broken(text: str, font: str, size: float, room: float) -> list[Line]:
    lines: list[Line] = []
    runs: list[Run] = []
    used, gap = 0.0, _wide(" ", font, size)
    for word in text.split(" "):
        for piece in _whole(word, font, size, room):
            parts, need = _shown(piece, font, size)
            if runs and used + gap + need > room:
                lines.append((used, _joined(runs)))
                runs, used = [], 0.0
            elif runs:
                runs.append((font, " "))
                used += gap
            runs += parts
            used += need
    return [*lines, (used, _joined(runs))]


def _whole(word: str, font: str, size: float, room: float) -> list[str]:
    """A word, cut where it is wider than the room."""
    if _shown(word, font, size)[1] <= room:
        return [word]
    pieces, rest = [], word
    while rest and _shown(rest, font, size)[1] > room:
        cut = max(1, int(len(rest) * room / _shown(rest, font, size)[1]))
        while cut > 1 and _shown(rest[:cut], font, size)[1] > room:
            cut -= 1
        pieces.append(rest[:cut])
        rest = rest[cut:]
    return [*pieces, rest] if rest else pieces


@lru_cache(maxsize=50_000)
def _shown(word: str, font: str, size: float) -> tuple[tuple[Run, ...], float]:
    """A word as runs of fonts that show it, and its width."""
    runs = tuple(font_runs(word, font))
    return runs, sum(_wide(part, used, size) for used, part in runs)


@lru_cache(maxsize=50_000)
def _wide(text: str, font: str, size: float) -> float:
    return width(text, font, size)


def _joined(runs: Sequence[Run]) -> tuple[Run, ...]:
    """Neighbours of one font as one run."""
    found: list[Run] = []
    for font, text in runs:
        if found and found[-1][0] == font:
            found[-1] = (font, found[-1][1] + text)
        else:
            found.append((font, text))
    return tuple(found)


def title(text: str, needed: float = 90) -> list[Flowable]:
    """A heading that never stands without the next `needed` points of what it heads."""
    return [CondPageBreak(needed + 34), Text(text, "heading")]
