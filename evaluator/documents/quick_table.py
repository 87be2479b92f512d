"""Tables set fast: for papers that are printed for every unit of a city."""

from abc import ABC, abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass, replace

from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Flowable

from evaluator.documents.quick_ink import Box, Ink, Stroke, put
from evaluator.documents.quick_text import Text


class Mark(ABC):
    """Something drawn in a cell: its height, and how."""

    high = 9.0

    @abstractmethod
    def put(self, canvas: Canvas, x: float, top: float, room: float) -> None:
        """Draw below `top`, no wider than the room."""


Cell = Sequence[Text] | Mark | None
_FEWEST = 2


@dataclass(frozen=True)
class Row:
    """One row of a table.

    fill : colour behind it, "" for none
    bar : colour of a thick edge on its left; line: of a thin one above it
    indent : how far its second cell is moved to the right
    holds : it must not stand last on a page
    spans : its second cell reaches to the right edge
    """

    cells: Sequence[Cell]
    fill: str = ""
    indent: float = 0.0
    holds: bool = False
    spans: bool = False
    bar: str = ""
    line: str = ""


class Grid(Flowable):  # type: ignore[misc]
    """A table that breaks between rows and repeats its head; rows too tall are cut at lines."""

    def __init__(
        self,
        head: Row | None,
        rows: Sequence[Row],
        widths: Sequence[float],
        *,
        tallest: float = 600.0,
        rule: str,
        pads: tuple[float, float, float] = (4.0, 2.0, 3.0),
    ) -> None:
        super().__init__()
        self.head, self.widths, self.rule = head, widths, rule
        self.pads, self.tallest = pads, tallest
        self.rows = [part for row in rows for part in self._cut(row)]
        self.heights = [self._height(row) for row in self.rows]
        self.head_height = self._height(head) if head else 0.0

    def wrap(self, _room: float, _high: float) -> tuple[float, float]:
        """As wide as its columns and as tall as its rows."""
        self.width = sum(self.widths)
        self.height = sum(self.heights) + self.head_height
        return self.width, self.height

    def split(self, room: float, high: float) -> list[Flowable]:
        """Part between two rows, after none that holds to the next; the rest has the head again.

        Neither part is a single row, where the page has room to avoid it.
        """
        left, count = high - self.head_height, 0
        while count < len(self.rows) and self.heights[count] <= left:
            left -= self.heights[count]
            count += 1
        if count == len(self.rows) - 1 > _FEWEST:
            count -= 1
        while count and self.rows[count - 1].holds:
            count -= 1
        if count < _FEWEST and self.head_height + sum(self.heights[:_FEWEST]) <= self.tallest:
            count = 0
        if not count:
            return []
        return [self._part(slice(0, count)), self._part(slice(count, None))]

    def draw(self) -> None:
        """Draw row by row from the top."""
        top = self.height
        for row, high in self._placed():
            self._draw_row(row, top, high)
            top -= high

    def _placed(self) -> list[tuple[Row, float]]:
        rows = list(zip(self.rows, self.heights, strict=True))
        return [(self.head, self.head_height), *rows] if self.head else rows

    def _part(self, which: slice) -> "Grid":
        part = Grid.__new__(Grid)
        Flowable.__init__(part)
        part.head, part.widths, part.rule = self.head, self.widths, self.rule
        part.pads, part.tallest = self.pads, self.tallest
        part.rows, part.heights = self.rows[which], self.heights[which]
        part.head_height = self.head_height
        return part

    def _room(self, row: Row, column: int) -> float:
        wide = sum(self.widths[1:]) if row.spans and column == 1 else self.widths[column]
        return wide - 2 * self.pads[0] - (row.indent if column == 1 else 0.0)

    def _height(self, row: Row) -> float:
        tallest = 0.0
        for column, cell in enumerate(row.cells):
            tallest = max(tallest, self._cell_height(row, column, cell))
        return tallest + self.pads[1] + self.pads[2]

    def _cell_height(self, row: Row, column: int, cell: Cell) -> float:
        if cell is None:
            return 0.0
        if isinstance(cell, Mark):
            return cell.high
        room = self._room(row, column)
        return sum(text.wrap(room, 0)[1] for text in cell)

    def _cut(self, row: Row) -> list[Row]:
        """A row as it is, or as several where it is taller than a page."""
        if self._height(row) <= self.tallest:
            return [row]
        cells: list[list[list[Text]]] = [
            self._chunks(cell) if isinstance(cell, Sequence) else [] for cell in row.cells
        ]
        count = max(map(len, cells))
        return [
            replace(row, cells=[own[n] if n < len(own) else None for own in cells])
            for n in range(count)
        ]

    def _chunks(self, texts: Sequence[Text]) -> list[list[Text]]:
        """The lines of a cell in portions that fit on a page, each of one line or more."""
        chunks: list[list[Text]] = [[]]
        left = self.tallest / 2
        for text in texts:
            rest = text.lines
            while rest:
                count = int(left // text.look.leading)
                if not count and chunks[-1]:
                    chunks.append([])
                    left = self.tallest / 2
                    continue
                count = max(count, 1)
                chunks[-1].append(Text(text.text, text.kind, "", rest[:count]))
                left -= min(count, len(rest)) * text.look.leading
                rest = rest[count:]
        return chunks

    def _draw_row(self, row: Row, top: float, high: float) -> None:
        inks: list[Ink] = []
        if row.fill:
            inks.append(Box(0, top - high, self.width, high, row.fill))
        if row.bar:
            inks.append(Box(0, top - high, 4, high, row.bar))
        if row.line:
            inks.append(Stroke(0, top, self.width, top, row.line, 0.6))
        if self.rule and row is not self.head:
            inks.append(Stroke(0, top - high, self.width, top - high, self.rule, 0.4))
        put(self.canv, inks)
        x = 0.0
        for column, cell in enumerate(row.cells):
            own = x + self.pads[0] + (row.indent if column == 1 else 0.0)
            self._draw_cell(row, column, cell, own, top - self.pads[1])
            x += self.widths[column]

    def _draw_cell(self, row: Row, column: int, cell: Cell, x: float, top: float) -> None:
        if cell is None:
            return
        room = self._room(row, column)
        if isinstance(cell, Mark):
            cell.put(self.canv, x, top, room)
            return
        for text in cell:
            text.wrap(room, 0)
            text.put(self.canv, x, top, room)
            top -= text.height
