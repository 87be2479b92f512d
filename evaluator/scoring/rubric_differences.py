"""What differs between two rubrics, node by node, and how serious each difference is.

Works on plain values, so that a draft which does not hold together yet can be compared too.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import IntEnum
from typing import Any

from evaluator.scoring.exact import read_exact
from evaluator.scoring.rubric_plain import DEFAULTS, Plain, Spot, spots, words_pair


class Gravity(IntEnum):
    """How serious a difference is.

    WORDING: nothing that is counted. LEVEL_TEXT: what an answer means or has to be
    proven with. WEIGHT: the same answers count differently. STRUCTURE: other questions,
    other answers, or another rule for the result.
    """

    WORDING = 1
    LEVEL_TEXT = 2
    WEIGHT = 3
    STRUCTURE = 4


@dataclass(frozen=True)
class Difference:
    """One thing that differs.

    node : the code of the section or indicator; "" for the whole rubric
    name : the node's name in Indonesian and English, the newer one where both have it
    field : what of it: a key of the file such as "weight", or "added", "removed",
        "moved", "order"
    detail : which answer, scale, predicate or award, "" where there is only one
    before, after : in Indonesian and English; empty where there was or is nothing
    """

    node: str
    name: tuple[str, str]
    field: str
    detail: str
    gravity: Gravity
    before: tuple[str, str]
    after: tuple[str, str]


_NOTHING = ("", "")
_GRAVITY = {
    "weight": Gravity.WEIGHT,
    "levels": Gravity.LEVEL_TEXT,
    "evidence": Gravity.LEVEL_TEXT,
    "scale": Gravity.STRUCTURE,
    "answered_by": Gravity.STRUCTURE,
    "measure": Gravity.STRUCTURE,
    "not_applicable": Gravity.STRUCTURE,
    "units": Gravity.STRUCTURE,
    "low": Gravity.STRUCTURE,
    "high": Gravity.STRUCTURE,
    "places": Gravity.STRUCTURE,
    "rounding": Gravity.STRUCTURE,
    "panel": Gravity.STRUCTURE,
    "missing": Gravity.STRUCTURE,
    "evidence_rule": Gravity.STRUCTURE,
    "evidence_years": Gravity.STRUCTURE,
}
_OF_INDICATOR = (
    *("name", "concept", "definition", "method", "scale", "answered_by", "measure"),
    *("not_applicable", "training", "effort", "verified", "note"),
)
_OF_RUBRIC = (
    "title",
    "legal_basis",
    "units",
    "year",
    "note",
    "level_names",
    "evidence_rule",
    "evidence_years",
)
_OF_RESULT = ("name", "low", "high", "places", "rounding", "panel", "missing")
_NUMBERS = {"minimum": "0", "maximum": "100", "minimum_exposure": "1", "beyond": "0"}


def differences(old: Plain, new: Plain) -> list[Difference]:
    """Everything that differs, the whole rubric first, then node by node as the new one has them.

    A node keeps its identity by its code: with another code it is one removed and one added.
    Code and version of the rubric itself are no difference.
    """
    return [*_whole(old, new), *_scales(old, new), *_nodes(old, new)]


def gravest(found: list[Difference]) -> Gravity | None:
    """How serious the differences are altogether; None where there is none."""
    return max((one.gravity for one in found), default=None)


def _whole(old: Plain, new: Plain) -> Iterator[Difference]:
    yield from _fields("", _NOTHING, old, new, _OF_RUBRIC)
    before, after = old.get("result") or {}, new.get("result") or {}
    for one in _fields("", _NOTHING, before, after, _OF_RESULT):
        yield _named(one, "result." + one.field)
    was, now = _predicates(before), _predicates(after)
    starts = ([_number(p[1]) for p in was], [_number(p[1]) for p in now])
    if starts[0] != starts[1]:
        yield _of_whole("predicates", "", Gravity.STRUCTURE, _listed(was), _listed(now))
    elif was != now:
        yield _of_whole("predicates", "", Gravity.WORDING, _listed(was), _listed(now))
    yield from _ties(old, new)
    yield from _awards(old, new)


def _predicates(result: Plain) -> list[tuple[tuple[str, str], str]]:
    return [
        (words_pair(p.get("name")), str(p.get("from", ""))) for p in result.get("predicates", ())
    ]


def _listed(predicates: list[tuple[tuple[str, str], str]]) -> tuple[str, str]:
    indonesian = ", ".join(f"{name[0]} ≥ {start}" for name, start in predicates)
    return indonesian, ", ".join(f"{name[1] or name[0]} ≥ {start}" for name, start in predicates)


def _ties(old: Plain, new: Plain) -> Iterator[Difference]:
    was, now = ([_canonical(r) for r in tree.get("ties", ())] for tree in (old, new))
    if was != now:
        before, after = (_told(tree.get("ties") or []) for tree in (old, new))
        yield _of_whole("ties", "", Gravity.STRUCTURE, before, after)


def _awards(old: Plain, new: Plain) -> Iterator[Difference]:
    was, now = ({str(a.get("code")): a for a in tree.get("awards", ())} for tree in (old, new))
    for code in {**now, **was}:
        before, after = was.get(code), now.get(code)
        if before is None or after is None:
            field = "award.added" if before is None else "award.removed"
            titles = (words_pair((one or {}).get("title")) for one in (before, after))
            yield _of_whole(field, code, Gravity.STRUCTURE, *titles)
            continue
        rules = [_rules(_canonical(award)) for award in (before, after)]
        if rules[0] != rules[1]:
            yield _of_whole("award.rule", code, Gravity.STRUCTURE, *map(_told, rules))
        titles_then, titles_now = (words_pair(award.get("title")) for award in (before, after))
        if titles_then != titles_now:
            yield _of_whole("award.title", code, Gravity.WORDING, titles_then, titles_now)
        names = [award.get("place_names") or [] for award in (before, after)]
        if [words_pair(n) for n in names[0]] != [words_pair(n) for n in names[1]]:
            yield _of_whole("award.place_names", code, Gravity.WORDING, *map(_told, names))


def _rules(award: Plain) -> Plain:
    said = {key: award[key] for key in ("places", "by", "eligibility") if key in award}
    return said | ({"main": "true"} if str(award.get("main")).lower() == "true" else {})


def _scales(old: Plain, new: Plain) -> Iterator[Difference]:
    was, now = old.get("scales") or {}, new.get("scales") or {}
    for code in {**now, **was}:
        if code not in was or code not in now:
            field = "scale.added" if code not in was else "scale.removed"
            told = [_told(scales.get(code, {})) for scales in (was, now)]
            yield _of_whole(field, code, Gravity.WORDING, *told)
            continue
        counted = [_counted(scales[code]) for scales in (was, now)]
        if counted[0] != counted[1]:
            told = [_told(scales[code]) for scales in (was, now)]
            yield _of_whole("scale.rule", code, Gravity.STRUCTURE, *told)
        names = [_step_names(scales[code]) for scales in (was, now)]
        if counted[0] == counted[1] and names[0] != names[1]:
            yield _of_whole("scale.names", code, Gravity.LEVEL_TEXT, *map(_told, names))


def _counted(scale: Plain) -> Plain:
    """What of a scale decides over values."""
    told: Plain = _canonical({**_NUMBERS, "direction": "up", **scale})
    if "levels" in told:
        told["levels"] = [step.get("value") for step in told["levels"]]
    return told


def _step_names(scale: Plain) -> list[Any]:
    return [step.get("name") for step in scale.get("levels") or ()]


def _nodes(old: Plain, new: Plain) -> Iterator[Difference]:
    was, now = ({spot.code: spot for spot in spots(tree)} for tree in (old, new))
    for code, spot in now.items():
        name = words_pair(spot.node.get("name"))
        before = was.get(code)
        if before is None or before.is_indicator != spot.is_indicator:
            if before is not None:
                yield _gone(before)
            yield Difference(code, name, "added", "", Gravity.STRUCTURE, _NOTHING, name)
            continue
        if before.parent != spot.parent:
            places = ((before.parent, ""), (spot.parent, ""))
            yield Difference(code, name, "moved", "", Gravity.STRUCTURE, *places)
        yield from _of_node(code, name, before, spot)
    for code, spot in was.items():
        if code not in now:
            yield _gone(spot)
    yield from _orders(was, now)


def _of_node(code: str, name: tuple[str, str], old: Spot, new: Spot) -> Iterator[Difference]:
    fields = _OF_INDICATOR if new.is_indicator else ("name",)
    yield from _fields(code, name, old.node, new.node, ("weight", *fields))
    for field in ("levels", "evidence"):
        was, now = old.node.get(field) or {}, new.node.get(field) or {}
        for answer in {**now, **was}:
            before, after = _words(was.get(answer)), _words(now.get(answer))
            if before != after:
                gravity = Gravity.LEVEL_TEXT
                yield Difference(code, name, field, answer, gravity, before, after)


def _gone(spot: Spot) -> Difference:
    name = words_pair(spot.node.get("name"))
    return Difference(spot.code, name, "removed", "", Gravity.STRUCTURE, name, _NOTHING)


def _orders(was: Mapping[str, Spot], now: Mapping[str, Spot]) -> Iterator[Difference]:
    """Parents whose children stand in another order; that changes no value."""
    for parent in dict.fromkeys(spot.parent for spot in now.values()):
        both = [c for c, s in now.items() if s.parent == parent and _stays(was.get(c), parent)]
        then = [code for code in was if code in set(both)]
        if both != then:
            name = words_pair(now[parent].node.get("name")) if parent else _NOTHING
            order = ((", ".join(then), ""), (", ".join(both), ""))
            yield Difference(parent, name, "order", "", Gravity.WORDING, *order)


def _stays(spot: Spot | None, parent: str) -> bool:
    return spot is not None and spot.parent == parent


def _fields(
    node: str, name: tuple[str, str], old: Plain, new: Plain, fields: tuple[str, ...]
) -> Iterator[Difference]:
    for field in fields:
        default = DEFAULTS.get(field, "")
        before, after = _words(old.get(field, default)), _words(new.get(field, default))
        if before != after and not _equal(before[0], after[0], field):
            gravity = _GRAVITY.get(field, Gravity.WORDING)
            yield Difference(node, name, field, "", gravity, before, after)


def _equal(before: str, after: str, field: str) -> bool:
    """Whether two ways of writing mean the same number."""
    return field in ("weight", "low", "high", "places", "evidence_years") and _number(
        before
    ) == _number(after)


def _words(value: Any) -> tuple[str, str]:
    """Any value as words in both languages."""
    if isinstance(value, list):
        return _told(value)
    if isinstance(value, dict) and "text" in value:
        text = words_pair(value["text"])
        kind = f"{value['kind']}: " if value.get("kind") else ""
        return kind + text[0], kind + text[1] if text[1] else ""
    return words_pair(value)


def _told(value: Any) -> tuple[str, str]:
    """A list or mapping in one line for each language."""
    if isinstance(value, list):
        pairs = [_told(one) for one in value]
        english = any(pair[1] for pair in pairs)
        return "; ".join(p[0] for p in pairs), "; ".join(p[1] or p[0] for p in pairs) * english
    if isinstance(value, dict) and not value.keys() <= {"id", "en", "text"} and "text" not in value:
        parts = [f"{key} {_told(one)[0]}" for key, one in value.items()]
        return ", ".join(parts), ""
    return _words(value)


def _canonical(value: Any) -> Any:
    """The same with numbers in one spelling."""
    if isinstance(value, dict):
        return {key: _canonical(one) for key, one in value.items()}
    if isinstance(value, list):
        return [_canonical(one) for one in value]
    return _number(value)


def _number(text: Any) -> Any:
    try:
        return str(read_exact(text))
    except (TypeError, ValueError):
        return text


def _of_whole(
    field: str, detail: str, gravity: Gravity, before: tuple[str, str], after: tuple[str, str]
) -> Difference:
    return Difference("", _NOTHING, field, detail, gravity, before, after)


def _named(one: Difference, field: str) -> Difference:
    return Difference(one.node, one.name, field, one.detail, one.gravity, one.before, one.after)
