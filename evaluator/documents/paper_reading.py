"""Reads a design from plain values, and says in words what is wrong with it."""

import hashlib
import json
from collections.abc import Mapping
from typing import Any

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from evaluator.documents.paper_design import MOST_ELEMENTS, Design
from evaluator.documents.paper_elements import Ornament
from evaluator.documents.paper_ornaments import pieces
from evaluator.scoring.messages import N_, Message, Problem, says
from evaluator.services.designs import Checked
from evaluator.services.problems import Refused

MOST_BYTES = 200 * 1024
MOST_PIECES = 20_000
"""Of all ornaments of a design together: more than that cannot be told apart on any sheet."""
_MOST_NAMED = 20
_SENTENCES = {
    "missing": N_("wajib diisi"),
    "extra_forbidden": N_("tidak dikenal"),
    "greater_than": N_("terlalu kecil"),
    "greater_than_equal": N_("terlalu kecil"),
    "less_than": N_("terlalu besar"),
    "less_than_equal": N_("terlalu besar"),
    "string_too_long": N_("terlalu panjang"),
    "string_too_short": N_("wajib diisi"),
    "too_long": N_("terlalu banyak"),
    "too_short": N_("wajib diisi"),
}
_OTHER = N_("tidak dapat dipakai")


def read_design(content: Any) -> Design:
    """A design from plain values, such as those of a stored row or a file.

    Raises
    ------
    Refused
        Naming every element and value that cannot be used, in `details`.
    """
    try:
        text = json.dumps(content, allow_nan=False)
    except (TypeError, ValueError, RecursionError):
        raise Refused("Rancangan ini tidak dapat dibaca.") from None
    return read_text(text)


def read_text(text: str) -> Design:
    """A design from its JSON; refuses as `read_design` does."""
    if len(text.encode(errors="replace")) > MOST_BYTES:
        raise Refused(
            "Rancangan ini terlalu besar; paling besar {most} KB.", most=MOST_BYTES // 1024
        )
    try:
        design = Design.model_validate_json(text)
    except ValidationError as problem:
        found = _apart(problem.errors(include_url=False))
        raise Refused(
            "Rancangan belum dapat dipakai: {count} hal perlu diperbaiki.",
            count=len(found),
            details=(*(_detail(one, text) for one in found[:_MOST_NAMED]), *_rest(len(found))),
        ) from None
    _require_drawable(design)
    return design


def checked(content: Any) -> Checked:
    """A design as it is to be stored: every default filled in; refuses as `read_design` does."""
    design = read_design(content)
    return Checked(design.plain(), frozenset(design.pictures()))


def digest(content: Mapping[str, Any]) -> str:
    """The SHA-256 by which the exact content of a design is known."""
    text = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def _require_drawable(design: Design) -> None:
    """Nobody waits for a motif so fine that drawing it takes minutes; counted, not drawn."""
    counts = {e.name: pieces(design, e) for e in design.elements if isinstance(e, Ornament)}
    count = sum(counts.values())
    if count > MOST_PIECES:
        raise Refused(
            "Ornamen rancangan ini terdiri atas {count} keping motif, paling banyak {most}. "
            "Perbesar ukuran motif “{name}”, kecilkan bidangnya, atau hapus.",
            count=count,
            most=MOST_PIECES,
            name=max(counts, key=lambda name: counts[name]),
        )


def _rest(count: int) -> tuple[Problem, ...]:
    """How many faults are not named; nothing where all are."""
    more = count - _MOST_NAMED
    return (Problem("… dan {more} hal lagi.", more=more),) if more > 0 else ()


def _apart(errors: list[ErrorDetails]) -> list[ErrorDetails]:
    """Each fault once: a list is not also too short because one of its items is faulty."""
    return [
        one
        for one in errors
        if one["type"] != "too_short"
        or not any(
            len(other["loc"]) > len(one["loc"]) and other["loc"][: len(one["loc"])] == one["loc"]
            for other in errors
        )
    ]


def _detail(error: ErrorDetails, text: str) -> Problem:
    place = [str(part) for part in error["loc"]]
    context = error.get("ctx", {})
    if error["type"] == "fault":
        place += [part for part in str(context.get("place", "")).split(".") if part]
        values = {k: v for k, v in context.items() if k not in ("template", "place")}
        reason = Message(str(context["template"]), values)
    elif error["type"] == "json_invalid":
        reason = says("berkas rancangan rusak")
    elif error["type"] == "too_long" and place[-1:] == ["elements"]:
        reason = says("paling banyak {most} unsur", most=MOST_ELEMENTS)
    else:
        reason = Message(_SENTENCES.get(error["type"], _OTHER))
    where = _in_words(place, text)
    if not where:
        return Problem("{reason}", reason=reason)
    return Problem("{where}: {reason}", where=where, reason=reason)


def _in_words(place: list[str], text: str) -> str:
    """Such as "judul, paragraphs 2, size": an element is called by its own name."""
    parts, rest = [], list(place)
    if rest[:1] == ["elements"] and len(rest) > 1:
        parts.append(_name_of(int(rest[1]), text))
        rest = rest[2:]
        if rest and rest[0] in ("text", "picture", "ornament", "line", "rectangle", "divider",
                                "qr", "signature"):  # fmt: skip
            rest = rest[1:]
    for part in rest:
        if part.isdigit() and parts:
            parts[-1] += f" {int(part) + 1}"
        else:
            parts.append(part)
    return ", ".join(parts)


def _name_of(number: int, text: str) -> str:
    try:
        return str(json.loads(text)["elements"][number]["name"])[:40]
    except (ValueError, LookupError, TypeError):
        return f"#{number + 1}"
