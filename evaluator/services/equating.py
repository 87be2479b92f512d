"""Two years made comparable: both counted anew over what the two rubrics ask alike.

An indicator is common where it has the same code and the meaning of its answers did not
change: the same scale with the same names, the same texts of its levels, the same way of
measuring, and the same range of the result. Weights may differ: those of the newer count.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from fractions import Fraction

from evaluator.scoring.aggregate import NOT_APPLICABLE, Answer, Evaluation, Scorer
from evaluator.scoring.exact import write_decimal
from evaluator.scoring.rubric import Rubric
from evaluator.scoring.rubric_differences import Difference, Gravity, differences
from evaluator.scoring.rubric_plain import plain_of

_OF_ANSWERS = frozenset({"added", "removed", "scale", "levels", "measure"})
_OF_SCALES = frozenset({"scale.added", "scale.removed", "scale.rule", "scale.names"})
_OF_RANGE = frozenset({"result.low", "result.high"})


@dataclass(frozen=True)
class Comparison:
    """What two rubrics have in common; made once for all units of two years.

    common : codes in the newer rubric's order
    changed : whether anything differs that changes values or what an answer means
    """

    newer: Rubric
    common: tuple[str, ...]
    changed: bool


@dataclass(frozen=True)
class Equated:
    """Both years of one unit over the same indicators, by the newer weights.

    used : the common indicators that have a value in both years
    now, then : the exact index over them
    now_text, then_text : the same as declared decimals of the newer rubric
    """

    used: tuple[str, ...]
    now: Fraction
    then: Fraction
    now_text: str
    then_text: str


def compare(newer: Rubric, older: Rubric) -> Comparison:
    """What two versions of a rubric, or two rubrics, ask alike."""
    found = [one for one in differences(plain_of(older), plain_of(newer)) if _counts(one)]
    changed = any(one.gravity > Gravity.WORDING for one in found if not _is_award(one))
    return Comparison(newer, _common(newer, older, found), changed)


def equate(comparison: Comparison, now: Evaluation, then: Evaluation) -> Equated | None:
    """Count two years of one unit anew over the common indicators that have a value in both.

    What is not compared counts as not applicable: it lends its weight to its siblings.

    Returns
    -------
    None where nothing can be compared.
    """
    used = tuple(
        code
        for code in comparison.common
        if now.nodes.get(code) is not None
        and then.nodes.get(code) is not None
        and code not in now.missing
        and code not in then.missing
    )
    values = [_index(comparison.newer, evaluation, used) for evaluation in (now, then)]
    if values[0] is None or values[1] is None:
        return None
    places = comparison.newer.result.places
    texts = [write_decimal(value, places) for value in values if value is not None]
    return Equated(used, values[0], values[1], texts[0], texts[1])


def _common(newer: Rubric, older: Rubric, found: Iterable[Difference]) -> tuple[str, ...]:
    told = list(found)
    if any(one.field in _OF_RANGE for one in told):
        return ()
    apart = {one.node for one in told if one.field in _OF_ANSWERS}
    scales = {one.detail for one in told if one.field in _OF_SCALES}
    return tuple(
        indicator.code
        for indicator in newer.indicators
        if indicator.code in older.indicator
        and indicator.code not in apart
        and indicator.scale not in scales
    )


def _counts(one: Difference) -> bool:
    """Whether a difference is more than a translation that was mended or added."""
    return one.before[0] != one.after[0] or one.field not in ("levels", "evidence")


def _is_award(one: Difference) -> bool:
    return one.field.startswith("award.") or one.field == "ties"


def _index(rubric: Rubric, evaluation: Evaluation, used: Collection[str]) -> Fraction | None:
    if not used:
        return None
    answers: dict[str, Answer] = {
        code: evaluation.nodes[code] if code in used else NOT_APPLICABLE
        for code in rubric.indicator
    }
    return Scorer(rubric).evaluate(answers).exact
