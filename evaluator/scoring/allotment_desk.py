"""The allotment while it is being made, one place after another.

A unit that is short of an assessor gets the cheapest one there is, if need be
by a chain in which others pass a unit on: "Ani takes unit 7, so Budi takes
unit 3 from Ani". Always taking the cheapest chain keeps the whole allotment the
cheapest one (successive shortest paths), so what is promised is exact.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

Pair = tuple[int, int]
"""A unit and an assessor."""

Move = tuple[int, int, int]
"""A unit, who passes it on, and who takes it."""

Turn = Callable[[int], int]
"""The place of an assessor in the order that decides ties."""

_NEVER = float("inf")


@dataclass(frozen=True)
class Task:
    """What is to be allotted; all are named by numbers, and their order decides ties.

    each : assessors per unit; a unit with more fixed pairs keeps them all
    caps : the most units that an assessor takes; who is not named takes any number
    forbidden : pairs that must not be
    fixed : pairs that stay, since they hold scores; also of people not in `assessors`
    present : pairs as they are now; keeping them is preferred
    mends : fill gaps only: present pairs stay wherever they can, and even loads come second
    """

    units: Sequence[int]
    assessors: Sequence[int]
    each: int
    caps: Mapping[int, int] = field(default_factory=dict)
    forbidden: frozenset[Pair] = frozenset()
    fixed: frozenset[Pair] = frozenset()
    present: frozenset[Pair] = frozenset()
    mends: bool = False


@dataclass(frozen=True)
class Shortage:
    """Units that want more assessors than there are for them.

    assessors : the only ones who could still take one of the units; all of them are full
    wanted : how many places the units want from these assessors
    room : how many they can give
    """

    units: tuple[int, ...]
    assessors: tuple[int, ...]
    wanted: int
    room: int


class Impossible(Exception):
    """No allotment fits; `shortages` says which units lack whom."""

    def __init__(self, shortages: Sequence[Shortage]) -> None:
        super().__init__(f"{len(shortages)} shortages")
        self.shortages = tuple(shortages)


class Desk:
    """The allotment while it is being made."""

    def __init__(self, task: Task) -> None:
        self.task = task
        self.order = {one: place for place, one in enumerate(task.assessors)}
        self.place = {unit: place for place, unit in enumerate(task.units)}
        self.units_of: dict[int, set[int]] = {one: set() for one in task.assessors}
        self.panel_of: dict[int, set[int]] = {unit: set() for unit in task.units}
        self.fixed = _by_assessor(task.fixed, self.order)
        self.closed = _by_assessor(task.forbidden, self.order)
        self.known = _by_assessor(task.present, self.order)
        for unit, one in sorted(task.fixed):
            self.panel_of[unit].add(one)
            if one in self.units_of:
                self.units_of[one].add(unit)
        kept = task.present - task.forbidden
        self.need = {
            unit: max(
                task.each,
                sum((unit, one) in kept for one in task.assessors) if task.mends else 0,
                len(self.panel_of[unit]),
            )
            for unit in task.units
        }
        # One unit of the dearer wish outweighs any sum of the cheaper one.
        places = sum(self.need.values()) + 1
        self.newness, self.evenness = (places * places, 1) if task.mends else (1, places)

    def lacks(self, unit: int) -> bool:
        return len(self.panel_of[unit]) < self.need[unit]

    def may(self, unit: int, one: int) -> bool:
        return one not in self.panel_of[unit] and (unit, one) not in self.task.forbidden

    def movable(self, unit: int, one: int) -> bool:
        return (unit, one) not in self.task.fixed

    def serve(self, unit: int) -> None:
        """Give a unit one more assessor by the cheapest chain."""
        costs, chain = self._chains(unit)
        ends = [one for one in costs if self.has_room(one)]
        if not ends:
            raise Impossible([self._shortage(unit, set(costs))])
        turn = self._turn(unit)
        end = min(ends, key=lambda one: (costs[one] + self._load_cost(one), turn(one)))
        while True:
            before, moved = chain[end]
            self._add(moved, end)
            if before is None:
                return
            self._remove(moved, before)
            end = before

    def stuck(self) -> tuple[int, ...]:
        """The assessors with the least load, where others have two units more."""
        loads = {one: len(units) for one, units in self.units_of.items()}
        if not loads or max(loads.values()) - min(loads.values()) <= 1:
            return ()
        return tuple(one for one, load in loads.items() if load == min(loads.values()))

    def pairs(self) -> Iterator[Pair]:
        return ((unit, one) for unit, panel in self.panel_of.items() for one in panel)

    def carry_out(self, moves: Sequence[Move]) -> None:
        for unit, giver, taker in moves:
            self._remove(unit, giver)
            self._add(unit, taker)

    def price_of(self, moves: Sequence[Move]) -> int:
        """What moves cost beside the loads."""
        return sum(self.price(unit, to) - self.price(unit, by) for unit, by, to in moves)

    def price(self, unit: int, one: int) -> int:
        """What a pair costs beside the load: something where it is new."""
        return 0 if (unit, one) in self.task.present else self.newness

    def _chains(self, unit: int) -> tuple[dict[int, float], dict[int, tuple[int | None, int]]]:
        """The cheapest chain to every assessor who can be reached: its cost and its last step.

        A step is (who passes a unit on; None at the start, the unit).
        """
        turn = self._turn(unit)
        costs: dict[int, float] = {}
        chain: dict[int, tuple[int | None, int]] = {}
        for one in sorted(filter(lambda who: self.may(unit, who), self.order), key=turn):
            costs[one], chain[one] = self.price(unit, one), (None, unit)
        waiting = list(costs)
        while waiting:
            giver = waiting.pop(0)
            for taker, (price, moved) in self._offers(giver, turn).items():
                if costs[giver] + price < costs.get(taker, _NEVER):
                    costs[taker], chain[taker] = costs[giver] + price, (giver, moved)
                    if taker not in waiting:
                        waiting.append(taker)
        return costs, chain

    def _offers(self, giver: int, turn: Turn) -> dict[int, tuple[int, int]]:
        """To whom an assessor can pass which unit on, at the least price."""
        loose = self.units_of[giver] - self.fixed[giver]
        return {
            taker: self._cheapest(giver, taker, open)
            for taker in sorted(self.order, key=turn)
            if (open := loose - self.units_of[taker] - self.closed[taker])
        }

    def _cheapest(self, giver: int, taker: int, units: set[int]) -> tuple[int, int]:
        """The unit that is best passed on: first what the taker has now, then what is new to both.

        Returns its price and itself.
        """
        welcome, held = units & self.known[taker], self.known[giver]
        for price, found in (
            (-self.newness, welcome - held),
            (0, welcome | (units - held)),
            (self.newness, units),
        ):
            if found:
                return price, min(found)
        raise AssertionError("There is at least one unit to pass on")

    def _shortage(self, unit: int, reached: set[int]) -> Shortage:
        """Why a unit gets nobody: everyone who could take one of these units is full."""
        units = {unit} | {
            place for one in reached for place in self.units_of[one] if self.movable(place, one)
        }
        taken = sum(place not in units for one in reached for place in self.units_of[one])
        room = sum(self._cap(one) for one in reached) - taken
        held = sum(place in units for one in reached for place in self.units_of[one])
        short = self.need[unit] - len(self.panel_of[unit])
        order = [place for place in self.task.units if place in units]
        people = [one for one in self.order if one in reached]
        return Shortage(tuple(order), tuple(people), held + short, room)

    def _cap(self, one: int) -> int:
        fixed = sum(not self.movable(unit, one) for unit in self.units_of[one])
        return max(self.task.caps.get(one, len(self.task.units)), fixed)

    def has_room(self, one: int) -> bool:
        return len(self.units_of[one]) < self._cap(one)

    def _load_cost(self, one: int) -> int:
        """The growing price of one more unit; it makes the sum of squared loads least."""
        return self.evenness * (2 * len(self.units_of[one]) + 1)

    def _turn(self, unit: int) -> Turn:
        """Ties are decided from another assessor on for every unit, so that panels mix."""
        start = self.place[unit] * (self.task.each + 1)
        return lambda one: (self.order[one] - start) % len(self.order)

    def _add(self, unit: int, one: int) -> None:
        self.panel_of[unit].add(one)
        self.units_of[one].add(unit)

    def _remove(self, unit: int, one: int) -> None:
        self.panel_of[unit].remove(one)
        self.units_of[one].remove(unit)


def _by_assessor(pairs: frozenset[Pair], people: Mapping[int, int]) -> dict[int, set[int]]:
    found: dict[int, set[int]] = {one: set() for one in people}
    for unit, one in pairs:
        if one in found:
            found[one].add(unit)
    return found
