"""The topmost sections of a report drawn against the category's middle and last year."""

from collections.abc import Sequence

from reportlab.graphics.shapes import Drawing

from evaluator.documents import charts, style
from evaluator.documents.feedback_values import SectionRow
from evaluator.documents.prose import one_line
from evaluator.documents.wording import word

_MOST_SPOKES = 9  # more than that cannot be told apart


def section_drawings(
    rows: Sequence[SectionRow],
    language: str,
    *,
    radar: tuple[float, float],
    bars: float,
    most_bars: int | None = None,
) -> list[Drawing]:
    """Draw a radar where there are spokes enough and not too many; bars else.

    radar : width and height in points
    bars : width in points
    most_bars : sections in one drawing of bars; None for all of them

    Returns no drawing where nothing has a value.
    """
    top = [row for row in rows if row.depth == 0]
    if all(row.position is None for row in top):
        return []
    if 3 <= len(top) <= _MOST_SPOKES:
        return [charts.radar(_axes(top), _series(top, language), *radar)]
    size = most_bars or len(top)
    parts = [top[at : at + size] for at in range(0, len(top), size)]
    return [charts.bars(_axes(part), _series(part, language), bars) for part in parts]


def _axes(top: Sequence[SectionRow]) -> list[charts.Axis]:
    return [charts.Axis(one_line(row.name, style.SANS), row.value or "–") for row in top]


def _series(top: Sequence[SectionRow], language: str) -> list[charts.Series]:
    """Leave out a comparison that has nothing to compare with."""
    drawn = (
        ("Unit ini", "unit", [row.position for row in top]),
        ("Nilai tengah kategori", "middle", [row.middle_position for row in top]),
        ("Tahun lalu", "last", [row.last_position for row in top]),
    )
    return [
        charts.Series(word(name, language), kind, tuple(positions))
        for name, kind, positions in drawn
        if any(position is not None for position in positions)
    ]
