"""Setting a text in a box: as large as allowed, in few even lines; always the same way.

Widths are measured once at a size of one point and scaled, since letters of a font keep
their proportions.
"""

from dataclasses import dataclass
from functools import lru_cache

from reportlab.pdfbase import pdfmetrics

_STEP = 0.5  # points between one size that is tried and the next
_EVEN = 7  # halvings in search of lines of even length


@dataclass(frozen=True)
class Set:
    """A text as it will be printed: its lines with their widths at the size, in points."""

    lines: tuple[str, ...]
    widths: tuple[float, ...]
    font: str
    size: float


@lru_cache(maxsize=8192)
def unit_width(text: str, font: str) -> float:
    """Width of a text at a size of one point."""
    return float(pdfmetrics.stringWidth(text, font, 1))


@lru_cache(maxsize=4096)
def fitted(
    text: str,
    font: str,
    largest: float,
    smallest: float,
    room: float,
    most: int,
    tracking: float = 0.0,
    anywhere: bool = False,
) -> Set | None:
    """Set a text at the largest size at which it needs no more than `most` lines.

    room : width in points; tracking : extra points after each letter
    anywhere : lines may end within a word
    None where it does not fit even at the smallest size.
    """
    words = _pieces(text, room, font, smallest, anywhere)
    widths = [unit_width(word, font) for word in words]
    glue = "" if anywhere else " "
    size = largest
    while True:
        ends = _few_lines(words, widths, glue, font, size, room, most, tracking)
        if ends is not None:
            return _set(words, widths, ends, glue, font, size, tracking)
        if size <= smallest:
            return None
        size = max(smallest, size - _STEP)


def _pieces(text: str, room: float, font: str, smallest: float, anywhere: bool) -> list[str]:
    return list(text) if anywhere else text.split(" ")


def _few_lines(
    words: list[str], widths: list[float], glue: str, font: str,
    size: float, room: float, most: int, tracking: float,
) -> list[int] | None:  # fmt: skip
    """Where lines end, as few and as even as can be; None where they are too many or too wide."""
    space = unit_width(glue, font) * size if glue else 0.0
    sized = [wide * size + tracking * len(word) for wide, word in zip(widths, words, strict=True)]
    if max(sized) > room + tracking:
        return None
    space += tracking * len(glue)
    ends = _broken(sized, space, room + tracking)
    if len(ends) > most:
        return None
    if len(ends) == 1:
        return ends
    narrow, wide = room / 2 / len(ends), room
    for _ in range(_EVEN):
        middle = (narrow + wide) / 2
        tried = _broken(sized, space, middle + tracking) if max(sized) <= middle else [*ends, 0]
        if len(tried) == len(ends):
            ends, wide = tried, middle
        else:
            narrow = middle
    return ends


def _broken(sized: list[float], space: float, room: float) -> list[int]:
    """Fill line after line; gives the number of the word after each line's last."""
    ends: list[int] = []
    reach = 0.0
    for number, wide in enumerate(sized):
        if number and reach + space + wide > room:
            ends.append(number)
            reach = wide
        else:
            reach += wide + (space if number else 0.0)
    return [*ends, len(sized)]


def _set(
    words: list[str], widths: list[float], ends: list[int], glue: str,
    font: str, size: float, tracking: float,
) -> Set:  # fmt: skip
    lines = [glue.join(words[a:b]) for a, b in zip([0, *ends], ends, strict=False)]
    wide = [unit_width(line, font) * size + tracking * max(0, len(line) - 1) for line in lines]
    return Set(tuple(lines), tuple(wide), font, size)
