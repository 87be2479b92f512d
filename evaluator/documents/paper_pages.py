"""The sheets that papers are printed on, in millimetres, and moving a design to another."""

from dataclasses import dataclass
from typing import Literal

MM = 72 / 25.4  # points
SIZES: dict[str, tuple[float, float]] = {
    "A5": (148, 210),
    "A4": (210, 297),
    "F4": (215, 330),
    "A3": (297, 420),
}
"""Width and height of each named sheet, upright."""

Direction = Literal["landscape", "portrait"]
_SPANS = 0.85  # of the sheet: what reaches so far runs along its edges


def sheet(size: str, direction: Direction) -> tuple[float, float]:
    """Width and height in millimetres of a named sheet, upright or lying."""
    short, long = SIZES[size]
    return (long, short) if direction == "landscape" else (short, long)


@dataclass(frozen=True)
class Reach:
    """Where something lies along one edge of a sheet, in millimetres."""

    start: float
    length: float


def along_edges(reach: Reach, old: float, new: float, scale: float) -> Reach:
    """Move an ornament to a sheet of another length.

    What runs along the whole edge keeps its distance from both ends; what is
    smaller keeps its size and its distance from the nearer end, or its middle.
    """
    after = old - reach.start - reach.length
    if reach.length >= old * _SPANS:
        return Reach(reach.start * scale, new - (reach.start + after) * scale)
    length = reach.length * scale
    if abs(reach.start - after) < 1:
        return Reach((new - length) / 2, length)
    if reach.start < after:
        return Reach(reach.start * scale, length)
    return Reach(new - after * scale - length, length)


def within(reach: Reach, old: Reach, new: Reach) -> Reach:
    """Move something that stretches with the room for text."""
    ratio = new.length / old.length
    return Reach(new.start + (reach.start - old.start) * ratio, reach.length * ratio)


def anchored(reach: Reach, old: Reach, new: Reach, scale: float) -> Reach:
    """Move something that keeps its shape, such as a QR code, within the room for text."""
    length = reach.length * scale
    before = reach.start - old.start
    after = old.start + old.length - reach.start - reach.length
    if abs(before - after) < 1:
        return Reach(new.start + (new.length - length) / 2, length)
    if before < after:
        return Reach(new.start + before * scale, length)
    return Reach(new.start + new.length - after * scale - length, length)
