"""What a trend is made of: points in time, and a line for each unit with its breaks."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Any

from evaluator.scoring.exact import write_decimal
from evaluator.scoring.rubric import Rubric
from evaluator.scoring.words import Bilingual
from evaluator.services.equating import Comparison

Sentence = Mapping[str, Any]


@dataclass(frozen=True)
class Point:
    """One assessment of a category, as one place on the line of time.

    label : the year, with a number behind it where the year has several
    released : False for what only the lead may read yet
    comparison : what this rubric and that of the point before ask alike; None where it is the same
    ranked, silent : how many units have a value, and how many have none
    middle : code -> the median of the node, exact, as stored; "" for the index
    """

    category_id: int
    period_id: int
    label: str
    year: int
    period: str
    day: date
    released: bool
    under_revision: bool
    rubric: Rubric
    rubric_digest: str
    comparison: Comparison | None
    ranked: int
    silent: int
    middle: Mapping[str, str]

    @property
    def rubric_changed(self) -> bool:
        """Whether values differ from the point before, or mean something else, by the rubric."""
        return self.comparison is not None and self.comparison.changed

    def middle_of(self, code: str = "") -> Fraction | None:
        """The category's median of a node, or of the index."""
        text = self.middle.get(code)
        return None if text is None else Fraction(text)

    def declared(self, value: Fraction | None) -> str | None:
        """An exact value as the rubric declares it, such as "3.25"."""
        return None if value is None else write_decimal(value, self.rubric.result.places)

    def position(self, value: Fraction | None) -> float | None:
        """Where a value lies on the rubric's range, 0 to 1; for drawing only."""
        low, high = self.rubric.result.low, self.rubric.result.high
        return None if value is None else float((value - low) / (high - low))


@dataclass(frozen=True)
class Mark:
    """One unit at one point.

    name : what it was called then
    value, exact : None where it was not ranked; `reason` says why
    nodes : code -> {"value", "exact"}, as stored
    missing : indicators without an answer that count all the same, as the lowest
    """

    name: str
    value: str | None
    exact: Fraction | None
    predicate: Bilingual | None
    reason: Sentence | None
    nodes: Mapping[str, Mapping[str, str | None]]
    missing: tuple[str, ...]

    def value_of(self, code: str) -> str | None:
        """The declared value of a section or indicator."""
        return self.nodes.get(code, {}).get("value")

    def exact_of(self, code: str) -> Fraction | None:
        """The exact value of a section or indicator."""
        text = self.nodes.get(code, {}).get("exact")
        return None if text is None else Fraction(text)


@dataclass(frozen=True)
class Joined:
    """A unit that ended on a day, and went on in another; `other` None: in none."""

    unit: str
    day: date
    other: str | None


@dataclass(frozen=True)
class UnitLine:
    """One unit through the years.

    marks : one a point; None where it did not take part
    anew : points from which on the line starts anew, because other units went on in this one
    ended : how it ended, where it did; forerunners : the units that went on in it
    """

    unit_id: int
    name: str
    short_name: str
    marks: tuple[Mark | None, ...]
    anew: frozenset[int]
    ended: Joined | None
    forerunners: tuple[Joined, ...]

    @property
    def former_names(self) -> tuple[str, ...]:
        """The other names under which it was assessed, oldest first."""
        then = dict.fromkeys(mark.name for mark in self.marks if mark is not None)
        return tuple(name for name in then if name != self.name)

    @property
    def last(self) -> int | None:
        """The last point at which it has a value."""
        having = [at for at, mark in enumerate(self.marks) if mark and mark.value is not None]
        return having[-1] if having else None


@dataclass(frozen=True)
class Track:
    """One category through the years, oldest point first; units by name.

    category_id : the newest point's, which names the track
    """

    category_id: int
    title: str
    unit_kind: str
    points: tuple[Point, ...]
    units: tuple[UnitLine, ...]

    @property
    def newest(self) -> Point:
        """The last point."""
        return self.points[-1]

    @property
    def one_range(self) -> bool:
        """Whether all points declare their values on the same range."""
        return len({(p.rubric.result.low, p.rubric.result.high) for p in self.points}) == 1

    def unit(self, unit_id: int) -> UnitLine | None:
        """One unit's line."""
        return next((line for line in self.units if line.unit_id == unit_id), None)

    def marks_at(self, at: int) -> list[Mark]:
        """What the units came to at one point, those that took part."""
        return [mark for line in self.units if (mark := line.marks[at]) is not None]

    def predicates_at(self, at: int) -> list[tuple[Bilingual, int]]:
        """How many units earned each predicate of a point's rubric, best first."""
        earned = [mark.predicate for mark in self.marks_at(at)]
        names = [predicate.name for predicate in self.points[at].rubric.result.predicates]
        return [(name, earned.count(name)) for name in names]


def joined_at(points: Sequence[Point], day: date, former: Sequence[Mark | None]) -> int | None:
    """The first point at which a unit stands for another that ended on a day; None: not yet.

    former : what the ended unit came to; where it still took part itself, it stood for itself
    """
    for at, point in enumerate(points):
        if point.day >= day and former[at] is None:
            return at
    return None
