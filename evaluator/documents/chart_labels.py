"""How large a radar can be while every label beside it can be read."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import cos, pi, sin
from typing import Protocol

from evaluator.documents.style import SANS, SANS_BOLD
from evaluator.documents.typesetting import broken, width

LABEL = 7.6  # points
LEADING = 9.2
_AWAY = 9.0  # points between the tip of an axis and its label
_SMALLEST = 0.24  # of the drawing's smaller side; a smaller radar shows nothing


class Named(Protocol):
    """An axis: its name and the value shown below it."""

    @property
    def name(self) -> str: ...
    @property
    def value(self) -> str: ...


@dataclass(frozen=True)
class Web:
    """A regular polygon around (x, y), its first corner on top, `reach` points out."""

    x: float
    y: float
    reach: float
    corners: int

    def angles(self) -> list[float]:
        return [pi / 2 - 2 * pi * corner / self.corners for corner in range(self.corners)]

    def tips(self, share: float, beyond: float = 0.0) -> list[tuple[float, float]]:
        """Give the corners at a share of the reach, and points beyond."""
        away = self.reach * share + beyond
        return [(self.x + away * cos(angle), self.y + away * sin(angle)) for angle in self.angles()]

    def places(self, positions: Sequence[float | None]) -> list[tuple[float, float] | None]:
        """Put one position (0.0 in the centre, 1.0 at the tip) on each axis; None stays None."""
        return [
            None if position is None else self.tips(min(1.0, max(0.0, position)))[number]
            for number, position in enumerate(positions)
        ]


@dataclass(frozen=True)
class Label:
    """Lines of text beside an axis; `side` is the end of them that x names."""

    lines: tuple[str, ...]
    x: float
    middle: float
    side: str

    @property
    def box(self) -> tuple[float, float, float, float]:
        """Give left, bottom, right and top."""
        wide = max(width(line, SANS_BOLD, LABEL) for line in self.lines)
        left = self.x - {"start": 0.0, "middle": wide / 2, "end": wide}[self.side]
        half = len(self.lines) * LEADING / 2
        return left, self.middle - half, left + wide, self.middle + half


def labelled_web(
    axes: Sequence[Named], wide: float, bottom: float, top: float
) -> tuple[Web, list[Label]] | None:
    """Find the largest radar whose labels stay inside and apart; None where there is none."""
    reach = min(wide, top - bottom) / 2
    while reach >= _SMALLEST * min(wide, top - bottom):
        web = _centred(wide / 2, (bottom + top) / 2, reach, len(axes))
        labels = _around(web, axes, wide)
        if labels and _readable(labels, wide, bottom, top):
            return web, labels
        reach -= 2
    return None


def _centred(x: float, middle: float, reach: float, corners: int) -> Web:
    """Place a web so that what it covers, not its hub, is centred on `middle`."""
    lowest = min(y for _, y in Web(x, 0, reach, corners).tips(1))
    return Web(x, middle - (reach + lowest) / 2, reach, corners)


def _around(web: Web, axes: Sequence[Named], wide: float) -> list[Label] | None:
    labels = []
    for axis, angle, (x, y) in zip(axes, web.angles(), web.tips(1, _AWAY), strict=True):
        side = "middle" if abs(cos(angle)) < 0.2 else "start" if cos(angle) > 0 else "end"
        room = {"middle": wide * 0.5, "start": wide - x, "end": x}[side]
        if room < 48:
            return None
        lines = (*wrapped(axis.name, room), axis.value)
        shift = len(lines) * LEADING / 2 * sin(angle)
        labels.append(Label(lines, x, y + shift, side))
    return labels


def _readable(labels: Sequence[Label], wide: float, bottom: float, top: float) -> bool:
    boxes = [label.box for label in labels]
    inside = all(
        left >= -0.5 and right <= wide + 0.5 and low >= bottom and high <= top
        for left, low, right, high in boxes
    )
    return inside and not any(
        _overlap(box, other) for number, box in enumerate(boxes) for other in boxes[:number]
    )


def _overlap(
    one: tuple[float, float, float, float], other: tuple[float, float, float, float]
) -> bool:
    return (
        one[0] < other[2] + 3 and other[0] < one[2] + 3 and one[1] < other[3] and other[1] < one[3]
    )


def wrapped(text: str, room: float) -> list[str]:
    """Break a label at spaces, and within a word that is wider than its room."""
    lines: list[str] = []
    for line in broken(text, SANS, LABEL, room):
        rest = line
        while width(rest, SANS, LABEL) > room and len(rest) > 1:
            cut = len(rest) - 1
            while cut > 1 and width(rest[:cut] + "-", SANS, LABEL) > room:
                cut -= 1
            lines.append(rest[:cut] + "-")
            rest = rest[cut:]
        lines.append(rest)
    return lines
