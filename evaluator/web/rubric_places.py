"""Dotted places of a rubric in words: "scales.rasio.bands.1.share" is "Skala rasio, Pita 1, …"."""

import re
from collections.abc import Callable

from flask_babel import gettext as _

from evaluator.web.labels import LABELS
from evaluator.web.language import label

_ANSWER = re.compile(r"levels\.(?P<answer>.+)")
_PROOF = re.compile(r"evidence\.(?P<answer>.+)\.(?P<number>\d+)(?P<kind>\.kind)?(\.text)?")
_NODE_FIELDS = ("code", *LABELS["difference"])


def place_words(place: str) -> str:
    """A place of the whole rubric, such as "result.low"; what is unknown stays as it is."""
    return _in_language(place, lambda head: _joined(head.split("."), whole=True))


def node_place_words(place: str) -> str:
    """A place of one section or indicator, such as "levels.3.en"."""
    return _in_language(place, _of_node)


def piece_words(name: str) -> str:
    """A place behind the name of its piece: "node:E2.definition" is "E2: Definisi"."""
    kind, _colon, rest = name.partition(":")
    if kind == "node":
        code, field = _split_node(rest)
        return f"{code}: {node_place_words(field)}" if field else code
    if kind == "weights":
        return _("Bobot %(code)s", code=_child(rest))
    if kind == "order":
        parent, _dot, number = rest.rpartition(".")
        if not parent:
            return _("Urutan paling atas, nomor %(number)s", number=number)
        return _("Urutan di %(code)s, nomor %(number)s", code=parent, number=number)
    return place_words(name.removeprefix("facts."))


def _in_language(place: str, words: Callable[[str], str]) -> str:
    told = words(place.removesuffix(".en"))
    return _("%(field)s (Inggris)", field=told) if place.endswith(".en") else told


def _of_node(place: str) -> str:
    proof = _PROOF.fullmatch(place)
    if proof:
        told = _("Bukti dukung jawaban %(answer)s, nomor %(number)s", **_named(proof))
        return f"{told}, {label('rubric_part', 'kind')}" if proof["kind"] else told
    meaning = _ANSWER.fullmatch(place)
    if meaning:
        return _("Arti jawaban %(answer)s", answer=meaning["answer"])
    return _joined(place.split("."), whole=False)


def _named(found: re.Match[str]) -> dict[str, str]:
    return {name: found[name] for name in ("answer", "number")}


def _joined(steps: list[str], *, whole: bool) -> str:
    """Each known step begins a part; codes and numbers follow the part that they belong to."""
    parts: list[str] = []
    for at, step in enumerate(steps):
        known = _word(step, top=at == 0 or not whole)
        if known is None and parts:
            parts[-1] = f"{parts[-1]} {step}"
        else:
            parts.append(known or step)
    return ", ".join(parts)


def _word(step: str, *, top: bool) -> str | None:
    groups = ("rubric_field", "rubric_part") if top else ("rubric_part", "rubric_field")
    group = next((one for one in groups if step in LABELS[one]), None)
    return label(group, step) if group else None


def _split_node(rest: str) -> tuple[str, str]:
    """Code and field of "E2.definition"; a code may have dots of its own."""
    steps = rest.split(".")
    for at in range(1, len(steps)):
        if steps[at] in _NODE_FIELDS:
            return ".".join(steps[:at]), ".".join(steps[at:])
    return rest, ""


def _child(rest: str) -> str:
    """The child's code of "parent.child"; both may have dots, then a child's begins with both."""
    cuts = [at for at, character in enumerate(rest) if character == "."]
    inside = (at for at in cuts if rest[at + 1 :].rpartition(".")[0] == rest[:at] != "")
    return rest[next(inside, cuts[0] if cuts else -1) + 1 :]
