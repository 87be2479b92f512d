"""Moves a design to another sheet: larger, smaller, or turned."""

from math import sqrt
from typing import Any

from evaluator.documents.paper_design import Design
from evaluator.documents.paper_elements import (
    Element,
    Picture,
    Qr,
    Signature,
    Text,
)
from evaluator.documents.paper_pages import Direction, Reach, along_edges, anchored, sheet, within

_NARROW = 0.85  # of its width: a box that lost more gives its text another line
_LEAST_TEXT = 6.0  # points: what a small sheet may still shrink a text to


def on_sheet(design: Design, size: str, direction: Direction) -> Design:
    """The same design on another named sheet.

    Ornaments keep to the edges, pictures and codes keep their shape, and text keeps to the
    room that the ornaments leave.
    """
    old, new = design.page.extent, sheet(size, direction)
    scale = sqrt(new[0] * new[1] / (old[0] * old[1]))
    page = design.page
    changes: dict[str, Any] = {"size": size, "direction": direction, "width": 0.0, "height": 0.0}
    changes |= {
        side: round(getattr(page, side) * scale, 2) for side in ("left", "top", "right", "bottom")
    }
    plain = design.plain()
    plain["page"] = page.model_dump() | changes
    rooms = (
        (Reach(page.left, old[0] - page.left - page.right),
         Reach(changes["left"], new[0] - changes["left"] - changes["right"])),
        (Reach(page.top, old[1] - page.top - page.bottom),
         Reach(changes["top"], new[1] - changes["top"] - changes["bottom"])),
    )  # fmt: skip
    for one, values in zip(design.elements, plain["elements"], strict=True):
        reaches = (Reach(one.x, one.width), Reach(one.y, one.height))
        moved = [
            _moved(one, reaches[n], old[n], new[n], rooms[n], scale, upright=n == 1) for n in (0, 1)
        ]
        _place(values, moved, new)
        narrow = values["width"] < one.width * scale * _NARROW
        _scale_text(values, scale, more=int(narrow))
    return Design.model_validate(_tuples(plain))


def _moved(
    one: Element, reach: Reach, old: float, new: float, rooms: tuple[Reach, Reach],
    scale: float, *, upright: bool,
) -> Reach:  # fmt: skip
    if isinstance(one, Qr):
        return anchored(reach, *rooms, scale)
    if isinstance(one, Picture):
        return anchored(reach, *rooms, min(scale, rooms[1].length / rooms[0].length))
    if isinstance(one, Signature) and upright:
        return anchored(reach, *rooms, scale)
    if isinstance(one, Text | Signature):
        return within(reach, *rooms)
    return along_edges(reach, old, new, scale)


def _place(values: dict[str, Any], moved: list[Reach], new: tuple[float, float]) -> None:
    """Write a place down, within the sheet and to a hundredth of a millimetre."""
    for (start, length), reach, side in zip(
        (("x", "width"), ("y", "height")), moved, new, strict=True
    ):
        values[length] = round(max(0.1, min(reach.length, side)), 2)
        values[start] = round(max(0.0, min(reach.start, side - values[length])), 2)


def _scale_text(values: dict[str, Any], scale: float, more: int) -> None:
    """Scale sizes of text; a narrower box may take one line more."""
    for key in ("size", "room", "thickness", "radius"):
        if key in values and isinstance(values[key], float | int):
            values[key] = round(values[key] * scale, 2)
    for part in values.get("paragraphs", ()):
        part["size"] = max(_LEAST_TEXT, round(part["size"] * scale * 2) / 2)
        part["smallest"] = min(
            part["size"], max(_LEAST_TEXT, round(part["smallest"] * scale * 2) / 2)
        )
        part["lines"] = min(20, part["lines"] + more)
        for key in ("gap", "tracking", "divider"):
            part[key] = round(part[key] * scale, 2)


def _tuples(value: Any) -> Any:
    """Lists as tuples, as a strict model wants them."""
    if isinstance(value, dict):
        return {key: _tuples(one) for key, one in value.items()}
    return tuple(_tuples(one) for one in value) if isinstance(value, list | tuple) else value
