"""One change of a rubric's plain values at a time; each gives a new tree and keeps the old."""

import copy
from collections.abc import Iterable, Mapping
from fractions import Fraction
from typing import Any

from evaluator.scoring.exact import read_exact, write_shortest
from evaluator.scoring.messages import ScoringError
from evaluator.scoring.rubric_plain import (
    INDICATOR,
    SECTION,
    SHAPE,
    Plain,
    Spot,
    is_code,
    spot_of,
    spots,
    tidied,
)


def with_top(tree: Plain, values: Mapping[str, Any]) -> Plain:
    """Put other values at the top of the rubric: its facts, scales, ties, awards."""
    return _tidied({**tree, **values})


def with_node(tree: Plain, code: str, values: Mapping[str, Any]) -> Plain:
    """Put other texts and settings into a section or indicator; its children stay.

    A new code is taken over wherever the rubric speaks of the node.

    Raises
    ------
    ScoringError
        If there is no such node, or another one has the new code.
    """
    changed = copy.deepcopy(tree)
    spot = _spot(changed, code)
    new = str(values.get("code", code))
    if new != code:
        _check_free(changed, new, code)
        _rename(changed, code, new)
    shape = INDICATOR if spot.is_indicator else SECTION
    spot.node.update(values)
    kept = tidied(spot.node, shape)
    spot.node.clear()
    spot.node.update(kept)
    return _tidied(changed)


def with_weights(tree: Plain, weights: Mapping[str, str]) -> Plain:
    """Put weights, as they are typed, to the sections and indicators of those codes."""
    changed = copy.deepcopy(tree)
    for spot in spots(changed):
        if spot.code in weights:
            spot.node["weight"] = exact_text(weights[spot.code])
    return _tidied(changed)


def with_new(tree: Plain, parent: str, node: Mapping[str, Any], *, indicator: bool) -> Plain:
    """Add a section or indicator as the last one below a section, or at the top.

    Raises
    ------
    ScoringError
        If the code is taken, or the section holds nodes of the other kind.
    """
    changed = copy.deepcopy(tree)
    _check_free(changed, str(node.get("code", "")))
    _siblings(changed, parent, indicator=indicator).append(dict(node))
    return _tidied(changed)


def without(tree: Plain, code: str) -> Plain:
    """Take a node out with everything below it."""
    changed = copy.deepcopy(tree)
    spot = _spot(changed, code)
    _siblings(changed, spot.parent, indicator=spot.is_indicator).remove(spot.node)
    return _tidied(changed)


def shifted(tree: Plain, code: str, steps: int) -> Plain:
    """Move a node up (-1) or down (1) among its siblings, as far as there is room."""
    changed = copy.deepcopy(tree)
    spot = _spot(changed, code)
    row = _siblings(changed, spot.parent, indicator=spot.is_indicator)
    here = _number(row, code)
    node = row.pop(here)
    row.insert(max(0, here + steps), node)
    return _tidied(changed)


def moved(tree: Plain, code: str, parent: str) -> Plain:
    """Move a node to the end of another section, or to the top.

    Raises
    ------
    ScoringError
        If that section lies inside the node itself, or holds nodes of the other kind.
    """
    inside = {code, *(spot.code for spot in below(tree, code))}
    if parent in inside:
        raise ScoringError('bagian "{code}" tidak dapat pindah ke dalam dirinya sendiri', code=code)
    spot = _spot(tree, code)
    changed = without(tree, code)
    row = _siblings(changed, parent, indicator=spot.is_indicator)
    row.append(copy.deepcopy(spot.node))
    return _tidied(changed)


def below(tree: Plain, code: str) -> Iterable[Spot]:
    """Every node below a node, however deep."""
    above = {code}
    for spot in spots(tree):
        if spot.parent in above:
            above.add(spot.code)
            yield spot


def effective(tree: Plain, read: Mapping[str, Fraction]) -> dict[str, Fraction]:
    """Each node's part of the whole in percent, where all weights above it can be read.

    read : the weights that are numbers, by code
    """
    shares: dict[str, Fraction] = {"": Fraction(100)}
    for spot in spots(tree):
        if spot.code in read and spot.parent in shares:
            shares[spot.code] = shares[spot.parent] * read[spot.code] / 100
    del shares[""]
    return shares


def exact_text(typed: str) -> str:
    """A number as a file says it, "33,33" as "33.33"; anything else as it was typed."""
    try:
        return write_shortest(read_exact(typed.strip()))
    except ValueError:
        return typed.strip()


def as_texts(weights: Iterable[Fraction]) -> list[str]:
    """Weights as a file says them."""
    return [write_shortest(weight) for weight in weights]


def _tidied(tree: Plain) -> Plain:
    plain: Plain = tidied(tree, SHAPE)
    return plain


def _spot(tree: Plain, code: str) -> Spot:
    found = spot_of(tree, code)
    if found is None:
        raise ScoringError('bagian atau indikator "{code}" sudah tidak ada', code=code)
    return found


def _siblings(tree: Plain, parent: str, *, indicator: bool) -> list[Plain]:
    """The list to which a new child of a node belongs."""
    if not parent:
        if indicator:
            raise ScoringError("indikator hanya dapat berada di dalam bagian")
        top: list[Plain] = tree.setdefault("sections", [])
        return top
    spot = _spot(tree, parent)
    mine, other = ("indicators", "sections") if indicator else ("sections", "indicators")
    if indicator and spot.node.get(other):
        raise ScoringError(
            'bagian "{code}" berisi bagian, jadi tidak memuat indikator', code=parent
        )
    if spot.is_indicator or spot.node.get(other):
        raise ScoringError('"{code}" memuat indikator, jadi tidak memuat bagian', code=parent)
    row: list[Plain] = spot.node.setdefault(mine, [])
    return row


def _number(row: list[Plain], code: str) -> int:
    return next(number for number, node in enumerate(row) if node.get("code") == code)


def _check_free(tree: Plain, code: str, own: str = "") -> None:
    if not is_code(code):
        raise ScoringError(
            'kode "{code}" tidak dapat dipakai; pakai huruf, angka, titik, atau garis',
            code=code[:60],
        )
    taken = {spot.code for spot in spots(tree) if spot.code != own}
    if code in taken:
        raise ScoringError('kode "{code}" sudah dipakai di rubrik ini', code=code)


def _rename(tree: Plain, old: str, new: str) -> None:
    """Let ties and awards that speak of a node speak of it by its new code."""
    for rule in tree.get("ties") or ():
        if rule.get("code") == old:
            rule["code"] = new
    for award in tree.get("awards") or ():
        if award.get("by") == old:
            award["by"] = new
        for need in (award.get("eligibility") or {}).get("exposure") or ():
            if need.get("indicator") == old:
                need["indicator"] = new
        least = (award.get("eligibility") or {}).get("indicators") or {}
        if old in least:
            award["eligibility"]["indicators"] = {
                new if code == old else code: value for code, value in least.items()
            }
