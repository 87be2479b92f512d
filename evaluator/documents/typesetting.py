"""Breaking and shrinking text until it fits the room it has."""

from collections.abc import Iterable
from dataclasses import dataclass

from reportlab.pdfbase import pdfmetrics


@dataclass(frozen=True)
class Setting:
    """Text as it will be set: its lines, all in one font and one size (points)."""

    lines: tuple[str, ...]
    font: str
    size: float


def width(text: str, font: str, size: float, tracking: float = 0.0) -> float:
    """Measure a line in points; `tracking` is the extra space after each character."""
    return float(pdfmetrics.stringWidth(text, font, size)) + tracking * len(text)


def broken(text: str, font: str, size: float, room: float) -> list[str]:
    """Break text at its spaces into lines no wider than `room` points.

    A word wider than the room stands alone on its line, too wide.
    """
    lines: list[str] = []
    for word in text.split(" "):
        longer = f"{lines[-1]} {word}" if lines else word
        if lines and width(longer, font, size) <= room:
            lines[-1] = longer
        else:
            lines.append(word)
    return lines


def balanced(text: str, font: str, size: float, room: float, most: int) -> tuple[str, ...] | None:
    """Break text into as few lines as possible, of lengths as even as possible.

    None where it needs more than `most` lines or a word is wider than `room` points.
    """
    lines = broken(text, font, size, room)
    if len(lines) > most or any(width(line, font, size) > room for line in lines):
        return None
    narrow, wide = room / len(lines) / 2, room
    for _ in range(9 if len(lines) > 1 else 0):
        middle = (narrow + wide) / 2
        tried = broken(text, font, size, middle)
        if len(tried) == len(lines) and all(width(line, font, size) <= room for line in tried):
            lines, wide = tried, middle
        else:
            narrow = middle
    return tuple(lines)


def fitted(text: str, font: str, sizes: Iterable[float], room: float, most: int) -> Setting | None:
    """Set text in the first of the sizes at which it fits; None where it fits at none."""
    for size in sizes:
        lines = balanced(text, font, size, room, most)
        if lines:
            return Setting(lines, font, size)
    return None


def shortened(text: str, font: str, size: float, room: float) -> str:
    """Cut a running header to one line, ending in an ellipsis where something was left out."""
    if width(text, font, size) <= room:
        return text
    kept = len(text)
    while kept and width(text[:kept].rstrip() + "…", font, size) > room:
        kept -= 1
    return text[:kept].rstrip() + "…"
