"""Reads rubrics that are not finished: as plain values, with what is still wrong and where."""

from collections.abc import Iterator, Mapping
from typing import Annotated, Any

from pydantic import TypeAdapter, ValidationError

from evaluator.scoring.exact import write_shortest
from evaluator.scoring.messages import Message, says
from evaluator.scoring.rubric import Rubric
from evaluator.scoring.rubric_plain import Plain, miscoded, misshapen, spots, tidied
from evaluator.scoring.weights import read_weight, sum_of
from evaluator.storage.rubric_files import (
    MOST_FAULTS,
    Fault,
    RubricProblem,
    faults_of,
    nearest,
    read_tree,
)


def read_plain(content: bytes, name: str = "rubrik") -> Plain:
    """Read a rubric file that may be incomplete but holds nothing unknown.

    Raises
    ------
    RubricProblem
        With every unknown key, misplaced list or text, and node without a code of its own.
    """
    data, lines = read_tree(content, name)
    return kept_plain(data, name, lines)


def kept_plain(data: Any, name: str, lines: Mapping[str, int]) -> Plain:
    """Plain values as a draft keeps them; see `read_plain`."""
    found = list(misshapen(data)) or list(miscoded(tidied(data)))
    if found:
        raise RubricProblem([_placed(name, lines, *one) for one in found[:MOST_FAULTS]])
    tree: Plain = tidied(data)
    return tree


def read_part(text: str, part: str) -> Any:
    """Read one top key of a rubric, such as `scales`, and check it as far as it stands alone.

    Raises
    ------
    RubricProblem
        With every fault and its line in the text.
    """
    data, lines = read_tree(text.encode(), part)
    strange = [key for key in data if key != part]
    if strange:
        sentence = says('di sini hanya "{part}:" yang dapat diubah', part=part)
        raise RubricProblem([Fault(part, lines.get(strange[0], 1), strange[0], sentence)])
    value = data.get(part)
    if value is None:
        return None
    shaped = list(misshapen({part: value}))
    if shaped:
        raise RubricProblem([_placed(part, lines, *one) for one in shaped[:MOST_FAULTS]])
    try:
        _adapter(part).validate_python(value)
    except ValidationError as problem:
        errors = problem.errors()
        for error in errors:
            error["loc"] = (part, *error["loc"])
        raise RubricProblem(faults_of(part, lines, errors)) from None
    return tidied({part: value}).get(part)


def draft_faults(tree: Plain) -> list[tuple[str, Message]]:
    """Everything that keeps a draft from being published, with its dotted place."""
    places = dict.fromkeys(_places(tree), 0)
    found = list(_unbalanced(tree))
    seen = {place for place, _ in found}
    try:
        Rubric.model_validate(tree)
    except ValidationError as problem:
        faults = faults_of("", places, problem.errors())
        sums = [f for f in faults if "bobot di bawah" in f.message.template and f.field in seen]
        found += [(f.field, f.message) for f in faults if f not in sums]
    return found


def _unbalanced(tree: Plain) -> Iterator[tuple[str, Message]]:
    """Parents whose children's weights do not add up, told even where other things lack."""
    rows: dict[str, list[str]] = {}
    names = {"": ("", "akar rubrik")}
    for spot in spots(tree):
        rows.setdefault(spot.parent, []).append(str(spot.node.get("weight", "")))
        names[spot.code] = (spot.place, f'"{spot.code}"')
    for parent, texts in rows.items():
        total, unread = sum_of(texts)
        if not unread and total != 100:
            place, name = names[parent]
            yield (
                place,
                says(
                    "bobot di bawah {parent} berjumlah {total}, seharusnya tepat 100",
                    parent=name,
                    total=write_shortest(total),
                ),
            )


def weights_of(tree: Plain) -> dict[str, Any]:
    """The weights that are numbers above 0, by code."""
    read = ((spot.code, read_weight(str(spot.node.get("weight", "")))) for spot in spots(tree))
    return {code: weight for code, weight in read if weight is not None}


def _adapter(part: str) -> TypeAdapter[Any]:
    field = Rubric.model_fields[part]
    kind: Any = field.annotation
    for rule in field.metadata:
        kind = Annotated[kind, rule]
    return TypeAdapter(kind)


def _placed(name: str, lines: Mapping[str, int], place: str, message: Message) -> Fault:
    found, line = nearest(place.split("."), lines)
    return Fault(name, line, found or place, message)


def _places(given: Any, place: str = "") -> Iterator[str]:
    if place:
        yield place
    pairs = given.items() if isinstance(given, dict) else enumerate(given)
    for key, value in pairs:
        here = f"{place}.{key}" if place else str(key)
        if isinstance(value, dict | list):
            yield from _places(value, here)
        else:
            yield here
