"""The same answers under other weights: quickly for many weightings, exactly where it matters."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from evaluator.scoring.aggregate import Evaluation
from evaluator.scoring.exact import round_half_up
from evaluator.scoring.prizes import Award
from evaluator.scoring.rubric import Indicator, Rubric, Section

Factors = NDArray[np.int64]
"""Weightings by nodes: by how many percent of itself each weight counts, positive."""
Floats = NDArray[np.float64]

_DOUBT = 1e-5  # in units of the last declared place: nearer to a half than this is computed exactly


class Reweighing:
    """One award's candidates under many weightings of its rubric.

    Children to which nothing applies lend their weight to their siblings under
    every weighting, as they do under the declared one.

    award : ordered by the index, a section or an indicator, not by a rise
    eligible : by unit, everybody who may win
    """

    def __init__(self, rubric: Rubric, award: Award, eligible: Mapping[str, Evaluation]) -> None:
        self.rubric, self.award = rubric, award
        self.units = tuple(eligible)
        self.evaluations = tuple(eligible.values())
        self.codes = tuple(rubric.node)
        self._column = {code: number for number, code in enumerate(self.codes)}
        self._leaves = {code: self._values(code) for code in rubric.indicator}

    def weighed(self) -> tuple[str, ...]:
        """The nodes whose weights the award's value depends on: all below what it goes by."""
        if self.award.by is None:
            return self.codes
        return tuple(_below(self.rubric.node[self.award.by]))

    def plain(self, count: int) -> Factors:
        """`count` times the declared weights."""
        return np.full((count, len(self.codes)), 100, dtype=np.int64)

    def column(self, code: str) -> int:
        """Where the factor of a node stands."""
        return self._column[code]

    def declared(self, factors: Factors) -> NDArray[np.int64]:
        """Weightings by units: the declared value in units of its last place, exactly."""
        unit = 10**self.rubric.result.places
        raw = np.broadcast_to(self._contest(factors), (len(factors), len(self.units))) * unit
        size = np.abs(raw) + 0.5
        found: NDArray[np.int64] = (np.sign(raw) * np.floor(size)).astype(np.int64)
        for row, at in np.argwhere(np.abs(size - np.rint(size)) < _DOUBT):
            found[row, at] = int(self._exact(factors[row], at) * unit)
        return found

    def evaluation(self, factors: Factors, at: int) -> Evaluation:
        """One unit's evaluation under one weighting, exactly; declared value and words stay."""
        nodes = dict(self.evaluations[at].nodes)
        for _, section in reversed(list(self.rubric.walk())):
            nodes[section.code] = self._mean(section.children, nodes, factors)
        whole = self._mean(self.rubric.sections, nodes, factors)
        return replace(self.evaluations[at], nodes=nodes, exact=whole)

    def _exact(self, factors: Factors, at: int) -> Fraction:
        evaluation = self.evaluation(factors, at)
        by = self.award.by
        value = evaluation.exact if by is None else evaluation.nodes[by]
        return round_half_up(value or Fraction(0), self.rubric.result.places)

    def _mean(
        self,
        children: Sequence[Section | Indicator],
        nodes: Mapping[str, Fraction | None],
        factors: Factors,
    ) -> Fraction | None:
        above = below = Fraction(0)
        for child in children:
            value = nodes[child.code]
            if value is not None:
                weight = child.weight * int(factors[self._column[child.code]])
                above, below = above + weight * value, below + weight
        return above / below if below else None

    def _values(self, code: str) -> Floats:
        values = (evaluation.nodes[code] for evaluation in self.evaluations)
        return np.array([[np.nan if value is None else float(value) for value in values]])

    def _contest(self, factors: Factors) -> Floats:
        if self.award.by is None:
            return self._means(self.rubric.sections, factors)
        return self._of(self.rubric.node[self.award.by], factors)

    def _of(self, node: Section | Indicator, factors: Factors) -> Floats:
        if isinstance(node, Indicator):
            return self._leaves[node.code]
        return self._means(node.children, factors)

    def _means(self, children: Sequence[Section | Indicator], factors: Factors) -> Floats:
        above: Floats = np.zeros((len(factors), len(self.units)))
        below: Floats = np.zeros_like(above)
        for child in children:
            value = self._of(child, factors)
            weight = float(child.weight) * factors[:, [self._column[child.code]]]
            present = ~np.isnan(value)
            above += weight * np.where(present, value, 0.0)
            below += weight * present
        with np.errstate(invalid="ignore"):
            return above / below


def _below(node: Section | Indicator) -> list[str]:
    if isinstance(node, Indicator):
        return []
    return [code for child in node.children for code in (child.code, *_below(child))]
