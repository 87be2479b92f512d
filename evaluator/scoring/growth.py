"""Strengths, gaps, and the steps that lift a unit most."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import NamedTuple

from evaluator.scoring.aggregate import Answer, Evaluation, Scorer, terms
from evaluator.scoring.exact import write_shortest
from evaluator.scoring.messages import Message, says
from evaluator.scoring.panel import median
from evaluator.scoring.rubric import Indicator, Rubric
from evaluator.scoring.scales import (
    Band,
    CountScale,
    DaysLateScale,
    LevelScale,
    PointsScale,
    RatioScale,
    Scale,
    YesNoScale,
)
from evaluator.scoring.words import Bilingual


@dataclass(frozen=True, slots=True)
class Step:
    """What one indicator would bring if its answer were one step better.

    target : the next answer in words
    level : the next answer as the rubric writes it ("4", "ya"); None for a ratio
    text : what the rubric says about that answer, where it says something
    value, next_value : the answer now and then, on the rubric's range
    gain : how much the exact index rises; more than 0
    """

    code: str
    name: Bilingual
    target: Message
    level: str | None
    text: Bilingual | None
    value: Fraction
    next_value: Fraction
    gain: Fraction


@dataclass(frozen=True, slots=True)
class Strength:
    """A node at which a unit stands well.

    middle : the category's median at the node
    lead : value less middle; 0 or less only where the unit leads nowhere
    """

    code: str
    name: Bilingual
    value: Fraction
    middle: Fraction
    lead: Fraction


class NextPredicate(NamedTuple):
    """The predicate above a unit's own, and how much its declared value lacks to earn it."""

    name: Bilingual
    missing_points: Fraction


class _Anchor(NamedTuple):
    share: Fraction
    level: str | None
    target: Message


def middle(values: Sequence[Fraction]) -> Fraction:
    """The exact median of a category's values at one node; at least one value."""
    return median(values)


def steps(rubric: Rubric, answers: Mapping[str, Answer]) -> list[Step]:
    """What each answer would bring if it alone were one step better, most first.

    Indicators that are missing, do not apply or are at their best have no step;
    a unit without an index has none at all. Equal gains stand in code order.
    """
    found = [steps[0] for steps in ladders(rubric, answers).values()]
    return sorted(found, key=lambda step: (-step.gain, step.code))


def ladders(rubric: Rubric, answers: Mapping[str, Answer]) -> dict[str, tuple[Step, ...]]:
    """The steps above each answer that has any, by code in the rubric's order; see `ladder`."""
    shares = present_shares(rubric, Scorer(rubric).evaluate(answers))
    found = {
        code: ladder(rubric, rubric.indicator[code], answer, shares[code])
        for code in rubric.indicator
        if isinstance(answer := answers.get(code), Fraction)
    }
    return {code: steps for code, steps in found.items() if steps}


def strengths(
    rubric: Rubric, evaluation: Evaluation, middle: Mapping[str, Fraction]
) -> list[Strength]:
    """Where a unit stands above its category's middle, the widest lead first.

    Where it leads nowhere, its own highest nodes instead, unless they are at the
    bottom of the range. Only nodes in `middle` are looked at, so the caller
    chooses between sections and indicators.
    """
    known = [
        Strength(code, rubric.node[code].name, value, median, value - median)
        for code, median in middle.items()
        if (value := evaluation.nodes[code]) is not None
    ]
    best = max((node.value for node in known), default=rubric.result.low)
    found = [node for node in known if node.lead > 0]
    if not found and best > rubric.result.low:
        found = [node for node in known if node.value == best]
    return sorted(found, key=lambda node: (-node.lead, node.code))


def to_next_predicate(rubric: Rubric, evaluation: Evaluation) -> NextPredicate | None:
    """The next predicate and the declared points that lack; None at the top or without value."""
    value = evaluation.value
    if value is None:
        return None
    above = [p for p in rubric.result.predicates if p.start > value]
    return NextPredicate(above[-1].name, above[-1].start - value) if above else None


def present_shares(
    rubric: Rubric, evaluation: Evaluation, code: str | None = None, whole: Fraction = Fraction(1)
) -> dict[str, Fraction]:
    """Each indicator's real part (0-1) of this unit's index, after weights were lent.

    The indicators with a value add up to 1; all are 0 where there is no index.
    """
    shares: dict[str, Fraction] = {}
    for term in terms(rubric, evaluation, code):
        if term.code in rubric.indicator:
            shares[term.code] = whole * term.share
        else:
            shares |= present_shares(rubric, evaluation, term.code, whole * term.share)
    return shares


def ladder(
    rubric: Rubric, indicator: Indicator, value: Fraction, share: Fraction
) -> tuple[Step, ...]:
    """Every better answer of one indicator, one above the other; each step stands on the last.

    value : the answer now, on the rubric's range
    share : the indicator's real part (0-1) of the unit's index; 0: no steps
    """
    result = rubric.result
    own = (value - result.low) / (result.high - result.low)
    better: dict[Fraction, _Anchor] = {}
    for anchor in _anchors(rubric.scales[indicator.scale], indicator) if share else ():
        if anchor.share > own:
            better.setdefault(anchor.share, anchor)
    found, now = [], value
    for anchor in sorted(better.values(), key=lambda anchor: anchor.share):
        found.append(_step(rubric, indicator, anchor, now, share))
        now = found[-1].next_value
    return tuple(found)


def _step(
    rubric: Rubric, indicator: Indicator, anchor: _Anchor, value: Fraction, share: Fraction
) -> Step:
    risen = rubric.result.stretch(anchor.share)
    return Step(
        indicator.code,
        indicator.name,
        anchor.target,
        anchor.level,
        indicator.levels.get(anchor.level) if anchor.level is not None else None,
        value,
        risen,
        share * (risen - value),
    )


def _anchors(scale: Scale, indicator: Indicator) -> Iterator[_Anchor]:
    """The answers that are worth aiming at, in any order."""
    if isinstance(scale, LevelScale):
        for level in scale.levels:
            text = write_shortest(level.value)
            target = says("tingkat {level} {name}", level=text, name=level.name)
            yield _Anchor(scale.read(text).share or Fraction(0), text, target)
    elif isinstance(scale, YesNoScale):
        if scale.direction == "up":
            yield _Anchor(Fraction(1), "ya", says('jawaban "ya"'))
        else:
            yield _Anchor(Fraction(1), "tidak", says('jawaban "tidak"'))
    elif isinstance(scale, DaysLateScale):
        yield from _days_anchors(scale)
    else:
        yield from _amount_anchors(scale, indicator)


def _days_anchors(scale: DaysLateScale) -> Iterator[_Anchor]:
    for band in scale.bands:
        target = says("paling lama {days} hari terlambat", days=band.up_to)
        if band.up_to == 0:
            target = says("tepat waktu")
        yield _Anchor(band.share / 100, str(band.up_to), target)


def _amount_anchors(
    scale: PointsScale | CountScale | RatioScale, indicator: Indicator
) -> Iterator[_Anchor]:
    """Bands where the scale has them; otherwise the described answers and the full mark."""
    if scale.bands:
        for above, band in zip((None, *scale.bands), scale.bands, strict=False):
            yield _Anchor(band.share / 100, None, _band_target(scale, above, band))
        return
    full = _full_mark(scale)
    for text in indicator.levels:
        reading = scale.read(text)
        if reading.share is None:
            continue
        # A sample such as "1/1" stands for "all of them", however many were asked.
        whole = isinstance(scale, RatioScale) and reading.share == 1
        target = full.target if whole else _answer(scale, reading.text)
        yield _Anchor(reading.share, reading.text, target)
    yield full


def _band_target(
    scale: PointsScale | CountScale | RatioScale, above: Band | None, band: Band
) -> Message:
    percent = isinstance(scale, RatioScale)
    if scale.direction == "down" and above is not None:
        limit = write_shortest(above.start)
        if percent:
            return says("kurang dari {amount} persen", amount=limit)
        return says("kurang dari {amount}", amount=limit)
    limit = write_shortest(band.start)
    if percent:
        return says("paling sedikit {amount} persen", amount=limit)
    return says("paling sedikit {amount}", amount=limit)


def _full_mark(scale: PointsScale | CountScale | RatioScale) -> _Anchor:
    up = scale.direction == "up"
    if isinstance(scale, RatioScale):
        return _Anchor(Fraction(1), None, says("seluruhnya") if up else says("tidak satu pun"))
    if isinstance(scale, CountScale):
        best = Fraction(scale.cap if up else 0)
    else:
        best = scale.maximum if up else scale.minimum
    text = write_shortest(best)
    return _Anchor(Fraction(1), text, _answer(scale, text))


def _answer(scale: PointsScale | CountScale | RatioScale, text: str) -> Message:
    """Points are called so; what is counted stands for itself."""
    if isinstance(scale, PointsScale):
        return says("nilai {answer}", answer=text)
    return says("{answer}", answer=text)
