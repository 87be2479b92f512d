"""Who assesses whom: every unit served, nobody near their own, loads even, few moves."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import product

from evaluator.scoring.allotment_desk import Desk, Impossible, Move, Pair, Shortage, Task

__all__ = ["Allotment", "Impossible", "Pair", "Shortage", "Task", "allot", "parts"]


@dataclass(frozen=True)
class Allotment:
    """Who assesses whom.

    pairs : all of them, fixed ones included
    loads : units per assessor of the task
    stuck : the assessors with least to do who cannot take more, where loads differ
        by more than one unit; empty where they do not
    components : groups of units that share no assessor with each other; 1 is best
    """

    pairs: frozenset[Pair]
    loads: Mapping[int, int]
    stuck: tuple[int, ...]
    components: int

    @property
    def spread(self) -> int:
        """The greatest load less the least."""
        return max(self.loads.values(), default=0) - min(self.loads.values(), default=0)


def allot(task: Task) -> Allotment:
    """Give every unit its assessors.

    In this order: nobody a forbidden pair or more than the cap; loads as even as
    the rest allows; units joined through shared assessors, so that severity can be
    compared; and as few new pairs as possible. Where `mends`, few new pairs come
    first. The same task always gives the same answer.

    Raises
    ------
    Impossible
        Naming units that lack assessors, and who could have taken them.
    """
    _check_choice(task)
    desk = Desk(task)
    for unit in task.units:
        while desk.lacks(unit):
            desk.serve(unit)
    _join(desk)
    pairs = frozenset(desk.pairs())
    loads = {one: len(desk.units_of[one]) for one in task.assessors}
    return Allotment(pairs, loads, desk.stuck(), len(parts(pairs)))


def parts(pairs: frozenset[Pair]) -> list[frozenset[Pair]]:
    """Pairs that hang together through shared units and assessors, the largest part first."""
    parent: dict[tuple[str, int], tuple[str, int]] = {}

    def top(node: tuple[str, int]) -> tuple[str, int]:
        while parent.setdefault(node, node) != node:
            parent[node] = node = parent[parent[node]]
        return node

    for unit, one in sorted(pairs):
        parent[top(("unit", unit))] = top(("assessor", one))
    found: dict[tuple[str, int], set[Pair]] = {}
    for unit, one in pairs:
        found.setdefault(top(("unit", unit)), set()).add((unit, one))
    return sorted(map(frozenset, found.values()), key=lambda part: (-len(part), min(part)))


def _check_choice(task: Task) -> None:
    """Every unit must have enough people who may assess it at all; all that do not are named."""
    short = []
    for unit in task.units:
        held = {one for place, one in task.fixed if place == unit}
        free = [
            one
            for one in task.assessors
            if one not in held and (unit, one) not in task.forbidden and task.caps.get(one, 1) > 0
        ]
        if len(free) < task.each - len(held):
            short.append(Shortage((unit,), tuple(free), task.each - len(held), len(free)))
    if short:
        raise Impossible(short)


def _join(desk: Desk) -> None:
    """Move a few places so that parts hang together, at unchanged loads.

    One of the pairs must be on a ring: its part stays whole without it.
    """
    while len(found := parts(frozenset(desk.pairs()))) > 1:
        of = {pair: number for number, part in enumerate(found) for pair in part}
        loose = [pair for pair in sorted(of) if desk.movable(*pair) and _may_go(desk.task, pair)]
        rings = [pair for pair in loose if _on_ring(desk, pair, len(found))]
        exchanges = [
            exchange
            for ring, pair in product(rings, sorted(of))
            if of[ring] != of[pair]
            for exchange in _exchanges(desk, ring, pair, pair in loose)
        ]
        if not exchanges:
            return
        desk.carry_out(min(exchanges, key=lambda moves: (desk.price_of(moves), moves)))


def _exchanges(desk: Desk, ring: Pair, pair: Pair, loose: bool) -> Iterator[tuple[Move, ...]]:
    """How the parts of two pairs can be joined: one place moves over, or two change places."""
    (unit, one), (place, other) = ring, pair
    if other not in desk.order or not desk.may(unit, other):
        return
    if desk.has_room(other) and len(desk.units_of[one]) == len(desk.units_of[other]) + 1:
        yield ((unit, one, other),)
    if loose and desk.may(place, one):
        yield (unit, one, other), (place, other, one)


def _on_ring(desk: Desk, pair: Pair, whole: int) -> bool:
    """Whether the unit and the assessor hang together without this pair, too."""
    unit, one = pair
    if len(desk.panel_of[unit]) == 1 or len(desk.units_of[one]) == 1:
        return False
    return len(parts(frozenset(desk.pairs()) - {pair})) == whole


def _may_go(task: Task, pair: Pair) -> bool:
    """Whether joining may take a pair away; mending leaves what is there."""
    return not (task.mends and pair in task.present)
