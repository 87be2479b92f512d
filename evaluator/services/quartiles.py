"""Where the middle half of a category lies, node by node; never so few that it tells of one."""

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import NamedTuple

from evaluator.scoring.aggregate import Evaluation

FEWEST = 10
"""Among fewer units a quartile, or the median, could be worked back to the figure of one that
everybody knows by name: the upper quartile of nine is the value of the third place."""

Quartiles = Mapping[str, Sequence[str]]
"""Code, and "" for the index -> lower and upper quartile, exact, as text."""


class Spread(NamedTuple):
    """A category's medians and quartiles, node by node, as they are stored with every result."""

    middle: dict[str, str]
    quartiles: dict[str, list[str]] | None


def quartiles_of(evaluations: Sequence[Evaluation]) -> dict[str, list[str]] | None:
    """The quartiles of every node of a category, only those with values of units enough.

    evaluations : of the units that have a place

    Returns
    -------
    None where too few units have a place.
    """
    if len(evaluations) < FEWEST:
        return None
    found: dict[str, list[Fraction]] = {}
    for evaluation in evaluations:
        pairs: dict[str, Fraction | None] = {**evaluation.nodes, "": evaluation.exact}
        for code, value in pairs.items():
            if value is not None:
                found.setdefault(code, []).append(value)
    return {
        code: [str(quantile(values, Fraction(part, 4))) for part in (1, 3)]
        for code, values in sorted(found.items())
        if len(values) >= FEWEST
    }


def quantile(values: Sequence[Fraction], share: Fraction) -> Fraction:
    """The exact value below which a share (0 to 1) of some values lies; at least one value.

    Between two values in proportion, so that a half is the median.
    """
    ordered = sorted(values)
    place = share * (len(ordered) - 1)
    below = int(place)
    above = min(below + 1, len(ordered) - 1)
    return ordered[below] + (place - below) * (ordered[above] - ordered[below])


def tells_none(middle: Mapping[str, str], quartiles: Quartiles | None, ranked: int) -> set[str]:
    """The codes whose median may be read: so many units have a value that it tells of none.

    quartiles : None in results that were stored before these were kept
    """
    if ranked < FEWEST:
        return set()
    return set(middle) if quartiles is None else set(middle) & set(quartiles)
