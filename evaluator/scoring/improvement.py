"""How far a unit rose since an earlier period, over what both periods asked."""

from collections.abc import Mapping
from fractions import Fraction

from evaluator.scoring.aggregate import Evaluation
from evaluator.scoring.rubric import Rubric


def common_indicators(now: Rubric, then: Rubric) -> frozenset[str]:
    """The indicators that two rubrics ask alike: same code, same scale, same range."""
    if (now.result.low, now.result.high) != (then.result.low, then.result.high):
        return frozenset()
    return frozenset(
        code
        for code in now.indicator
        if code in then.indicator and now.scale_of(code) == then.scale_of(code)
    )


def rise(
    rubric: Rubric, evaluation: Evaluation, earlier: Mapping[str, Fraction]
) -> Fraction | None:
    """The mean change of the indicators that have a value then and now, by this year's weights.

    earlier : by code, what the common indicators came to then, on the same range; those
        without a value left out

    Returns
    -------
    Exact, negative for a fall; None where nothing can be compared.
    """
    changes = {
        code: now - then
        for code in rubric.indicator
        if (now := evaluation.nodes.get(code)) is not None
        and (then := earlier.get(code)) is not None
    }
    if not changes:
        return None
    weights = rubric.effective_weights
    total = sum(weights[code] for code in changes)
    return Fraction(sum(weights[code] * change for code, change in changes.items()), total)
