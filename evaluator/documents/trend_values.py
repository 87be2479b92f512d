"""What pictures of trends show, in words and places ready to be drawn.

A place is 0.0 (lowest) to 1.0 (highest) on the rubric's range, for drawing only; None is a gap.
"""

from dataclasses import dataclass

Place = float | None


@dataclass(frozen=True)
class Line:
    """One line through the years.

    kind : "unit", "middle" or "common" (over what two rubrics ask alike); decides colour,
        dash and marker
    texts : the value at each point as it is shown; "" where there is none
    anew : points from which on it starts anew; ended : the last point of a unit that ended
    """

    name: str
    kind: str
    places: tuple[Place, ...]
    texts: tuple[str, ...]
    anew: frozenset[int] = frozenset()
    ended: int | None = None


@dataclass(frozen=True)
class Signs:
    """What the signs of a line mean; only those that occur are told below the picture."""

    changed: str
    anew: str
    ended: str


@dataclass(frozen=True)
class LineChart:
    """Lines over the same points.

    low, high : the ends of the range; "" where the points have different ones
    strips : at each point the places of all units, drawn faintly
    changed : points before which the rubric changed
    limits : where predicates begin, and their names
    own : what the first line of tiny charts is, told once for all of them
    lone : what stands in a tiny chart in place of a single dot; "" draws what there is
    """

    labels: tuple[str, ...]
    low: str
    high: str
    lines: tuple[Line, ...]
    signs: Signs
    strips: tuple[tuple[float, ...], ...] = ()
    strip_name: str = ""
    changed: frozenset[int] = frozenset()
    limits: tuple[tuple[float, str], ...] = ()
    own: str = ""
    lone: str = ""


@dataclass(frozen=True)
class Bar:
    """One whole and its parts; `note` stands behind it."""

    label: str
    counts: tuple[int, ...]
    note: str


@dataclass(frozen=True)
class Distribution:
    """Bars of the same parts; `parts` are named best first, at most eight."""

    parts: tuple[str, ...]
    bars: tuple[Bar, ...]


@dataclass(frozen=True)
class Cell:
    """One square of a heat map.

    kind : "value", "not-applicable", "missing" or "absent"
    """

    text: str
    place: Place
    kind: str


@dataclass(frozen=True)
class HeatMap:
    """Units by indicators.

    groups : the sections above the columns, each with how many columns it covers
    words : what the four kinds of cells mean, in the order value, not-applicable, missing, absent
    """

    columns: tuple[str, ...]
    groups: tuple[tuple[str, int], ...]
    rows: tuple[tuple[str, tuple[Cell, ...]], ...]
    low: str
    high: str
    words: tuple[str, str, str, str]
