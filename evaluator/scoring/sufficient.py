"""The smallest numbers that are enough: a way asks no more of an answer than its target needs.

A step on a scale without bands leads to the full mark, although less may do. Along such
a scale the index rises evenly, so the least that is enough is found by division.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from fractions import Fraction

from evaluator.scoring.aggregate import Answer, Scorer
from evaluator.scoring.cheapest import Target, Way
from evaluator.scoring.exact import write_shortest
from evaluator.scoring.growth import Step
from evaluator.scoring.messages import Message, says
from evaluator.scoring.rubric import Rubric
from evaluator.scoring.scales import CountScale, PointsScale, RatioScale, Scale

_WIDE = 10  # points on a range at least this wide are told in whole points, else in tenths
_Numbers = PointsScale | CountScale | RatioScale


def sufficient(
    rubric: Rubric,
    answers: Mapping[str, Answer],
    way: Way,
    target: Target,
    given: Mapping[str, Sequence[str]],
) -> Way:
    """The same way, with the smallest numbers that still reach the target it was found for.

    One indicator after the other, in code order, comes down as far as the others allow:
    afterwards no answer of the way can be less.

    answers : the answers from which the way was found
    given : indicator -> what counted, one of each panel member; a ratio keeps its whole,
        and one whose whole is not known keeps the full mark
    """
    exact = way.evaluation.exact
    assert exact is not None  # noqa: S101
    spare, steps = exact - target.limit, list(way.steps)
    for number, step in enumerate(steps):
        if step.code in {later.code for later in steps[number + 1 :]}:
            continue  # only the last step on an indicator can be shorter
        steps[number] = _less(rubric, step, spare, target.strict, given.get(step.code, ()))
        spare -= step.gain - steps[number].gain
    after = {**answers, **{step.code: step.next_value for step in steps}}
    return replace(
        way, steps=tuple(steps), answers=after, evaluation=Scorer(rubric).evaluate(after)
    )


def _less(rubric: Rubric, step: Step, spare: Fraction, strict: bool, given: Sequence[str]) -> Step:
    """The step with the smallest answer that leaves nothing to spare; itself where none is."""
    scale, result = rubric.scale_of(step.code), rubric.result
    whole = _whole(scale, given)
    if not isinstance(scale, _Numbers) or scale.bands or whole is None:
        return step
    rise = step.next_value - step.value
    least = step.next_value - spare * rise / step.gain
    share = (least - result.low) / (result.high - result.low)
    text = _answer(scale, whole, share, strict)
    reached = scale.read(text).share
    if reached is None:
        return step
    value = result.stretch(reached)
    if value >= step.next_value:
        # The full mark it is: a ratio's is now told by the unit's own whole.
        same = value == step.next_value and isinstance(scale, RatioScale)
        return replace(step, level=text) if same else step
    return replace(
        step,
        target=_target(scale, text),
        level=text,
        text=None,
        next_value=value,
        gain=step.gain * (value - step.value) / rise,
    )


def _whole(scale: Scale, given: Sequence[str]) -> tuple[Fraction, Fraction] | None:
    """The least and the greatest answer; of a ratio by the whole in all that was given."""
    if isinstance(scale, RatioScale):
        wholes = {whole for _part, _of, whole in (text.partition("/") for text in given)}
        only = wholes.pop().strip() if len(wholes) == 1 else ""
        return (Fraction(0), Fraction(only)) if only.isdecimal() else None
    if isinstance(scale, CountScale):
        return Fraction(0), Fraction(scale.cap)
    return (scale.minimum, scale.maximum) if isinstance(scale, PointsScale) else None


def _answer(scale: _Numbers, ends: tuple[Fraction, Fraction], share: Fraction, strict: bool) -> str:
    """The answer nearest to the worst one that has this share; strict: more than it."""
    least, most = ends
    tenths = isinstance(scale, PointsScale) and most - least < _WIDE
    unit = Fraction(1, 10) if tenths else Fraction(1)
    if scale.direction == "up":
        amount = (least + share * (most - least)) / unit
        amount = Fraction(-(-amount // 1)) + (strict and amount.denominator == 1)
        amount = min(amount * unit, most)
    else:
        amount = (most - share * (most - least)) / unit
        amount = Fraction(amount // 1) - (strict and amount.denominator == 1)
        amount = max(amount * unit, least)
    return f"{amount}/{most}" if isinstance(scale, RatioScale) else write_shortest(amount)


def _target(scale: _Numbers, text: str) -> Message:
    up = scale.direction == "up"
    if isinstance(scale, RatioScale):
        part, _of, whole = text.partition("/")
        if up:
            return says("paling sedikit {part} dari {whole}", part=part, whole=whole)
        return says("paling banyak {part} dari {whole}", part=part, whole=whole)
    if up:
        return says("paling sedikit {amount}", amount=text)
    return says("paling banyak {amount}", amount=text)
