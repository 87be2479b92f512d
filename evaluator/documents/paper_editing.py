"""Changes to a design's plain values: an element added, taken away, doubled, or moved up."""

from collections.abc import Mapping
from typing import Any

from evaluator.documents.paper_design import Design
from evaluator.documents.paper_form import KIND_NAMES
from evaluator.documents.paper_reading import read_design
from evaluator.services.problems import NotFound

Plain = dict[str, Any]
_STEMS = {
    "text": "teks", "picture": "gambar", "ornament": "ornamen", "line": "garis",
    "rectangle": "persegi", "divider": "pemisah", "qr": "qr", "signature": "tanda-tangan",
}  # fmt: skip
_NEEDED = {
    "certificate": ("recipient", "number", "award", "qr"),
    "attendance": ("recipient", "number", "qr"),
    "thanks": ("recipient", "number", "qr"),
}
_EXTENT: Mapping[str, tuple[float, float]] = {
    "text": (120, 20), "picture": (30, 30), "ornament": (60, 12), "line": (80, 2),
    "rectangle": (60, 30), "divider": (80, 4), "qr": (25, 25), "signature": (90, 42),
}  # fmt: skip


def new_element(content: Mapping[str, Any], kind: str) -> Plain:
    """An element of a kind in the middle of the sheet, under a name that is free."""
    if kind not in KIND_NAMES:
        raise NotFound("Jenis unsur itu tidak ada.")
    wide, high = read_design({**content, "elements": []}).page.extent
    width, height = (min(a, b - 4) for a, b in zip(_EXTENT[kind], (wide, high), strict=True))
    found: Plain = {
        "kind": kind, "name": free_name(content, _STEMS[kind]),
        "x": round((wide - width) / 2), "y": round((high - height) / 2),
        "width": width, "height": height,
    }  # fmt: skip
    if kind == "text":
        found["paragraphs"] = [{"id": "Teks baru"}]
    if kind == "ornament":
        found |= {"shape": "band", "size": 10.0}
    return found


def free_name(content: Mapping[str, Any], stem: str) -> str:
    """The stem with the first number that no element has yet."""
    taken = {one["name"] for one in content["elements"]}
    number = 1
    while f"{stem}-{number}" in taken:
        number += 1
    return f"{stem}-{number}"


def find(content: Mapping[str, Any], name: str) -> Plain:
    """One element by its name."""
    for one in content["elements"]:
        if one["name"] == name:
            return dict(one)
    raise NotFound("Unsur itu tidak ada pada rancangan ini.")


def with_added(content: Mapping[str, Any], element: Plain) -> Plain:
    """The design with an element above all others."""
    return {**content, "elements": [*content["elements"], element]}


def with_changed(content: Mapping[str, Any], element: Plain) -> Plain:
    """The design with one element replaced by another of the same name."""
    find(content, element["name"])
    kept = [element if one["name"] == element["name"] else one for one in content["elements"]]
    return {**content, "elements": kept}


def without(content: Mapping[str, Any], name: str) -> Plain:
    """The design without one element."""
    find(content, name)
    return {**content, "elements": [one for one in content["elements"] if one["name"] != name]}


def with_copy(content: Mapping[str, Any], name: str) -> Plain:
    """The design with a copy of an element, a little beside it."""
    one = find(content, name)
    wide, high = read_design({**content, "elements": []}).page.extent
    one["x"] = min(one["x"] + 4, max(0, wide - one["width"]))
    one["y"] = min(one["y"] + 4, max(0, high - one["height"]))
    stem = name.rstrip("0123456789").rstrip("-") or "unsur"
    return with_added(content, {**one, "name": free_name(content, stem[:24])})


def with_moved(content: Mapping[str, Any], name: str, steps: int) -> Plain:
    """The design with an element moved up (1) or down (-1) in the order of drawing."""
    elements = list(content["elements"])
    at = next((n for n, one in enumerate(elements) if one["name"] == name), None)
    if at is None:
        raise NotFound("Unsur itu tidak ada pada rancangan ini.")
    to = max(0, min(len(elements) - 1, at + steps))
    elements.insert(to, elements.pop(at))
    return {**content, "elements": elements}


def lacks(design: Design) -> list[str]:
    """The fields that a paper of its kind should show and this one does not; "qr" is one."""
    shown = {field for one in design.elements for field in getattr(one, "fields", tuple)()}
    shown |= {f for one in design.elements for p in getattr(one, "paragraphs", ()) for f in p.asked}
    shown |= {"qr" for one in design.elements if getattr(one, "kind", "") == "qr"}
    needed = _NEEDED.get(design.kind, ("recipient",))
    return [name for name in needed if name not in shown]
