"""What a unit's feedback says line by line: sections, indicators, strengths and steps."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any

from evaluator.scoring.aggregate import Evaluation
from evaluator.scoring.cheapest import answers_of
from evaluator.scoring.evidence import Lack
from evaluator.scoring.exact import write_decimal, write_shortest
from evaluator.scoring.growth import Step, steps, strengths
from evaluator.scoring.rubric import Indicator, Rubric
from evaluator.scoring.scales import LevelScale
from evaluator.scoring.words import Bilingual
from evaluator.services.computing import counted_answers
from evaluator.services.feedback_sides import NOTHING_BESIDE, UnitSide
from evaluator.services.measuring import Measured, measured_from
from evaluator.services.quartiles import tells_none
from evaluator.storage.results import Result

MOST_STRENGTHS = 5
MOST_TOP_STEPS = 3
"""What stands among the improvements worth most is not praised on the same page."""


@dataclass(frozen=True)
class SectionLine:
    """One section against the category's middle half and the unit's own last year.

    value, middle, last : declared decimals, None where there is none
    positions : the same three as 0 to 1 on the range, for drawing only
    quartiles : the lower and upper one as declared decimals; None where too few units have
        a value
    band : the same two for drawing
    """

    code: str
    name: Bilingual
    depth: int
    weight: Fraction
    value: str | None
    middle: str | None
    last: str | None
    positions: tuple[float | None, float | None, float | None]
    quartiles: tuple[str, str] | None = None
    band: tuple[float, float] | None = None


@dataclass(frozen=True)
class IndicatorLine:
    """One indicator: what was settled, what that means, and what assessors noted.

    state : "scored", "not-applicable" or "missing"
    answer : what counted, as the scale writes it: the decision, else what the panel
        answered, all of it where it differed
    level, text : name and text of the level reached, where the scale has levels
    decision : why it was decided in place of the panel's rule; "" where it was not
    own : what the unit handed in; "" where it did not, or the reader may not know
    verified : what the panel answered, one each
    measured : the facts behind it, where nobody is asked
    next : the next better answer; None at the best, and where nothing was scored
    lacks : evidence that is missing for that; holds: whether it stops the answer
    """

    indicator: Indicator
    section: str
    state: str
    value: str | None
    answer: str
    level: Bilingual | None
    text: Bilingual | None
    notes: tuple[str, ...]
    decision: str = ""
    own: str = ""
    verified: tuple[str, ...] = ()
    measured: Measured | None = None
    next: "StepLine | None" = None
    lacks: tuple[Lack, ...] = ()
    holds: bool = False


@dataclass(frozen=True)
class StepLine:
    """One improvement, with what the rubric asks for at the next level."""

    step: Step
    now: str
    gain: str
    evidence: tuple[Bilingual, ...]
    training: Bilingual | None


def sections_of(
    rubric: Rubric, evaluation: Evaluation, row: Result, last: Result | None
) -> tuple[SectionLine, ...]:
    """Every section of a result against its category and the unit's last year."""
    lines = []
    known = tells_none(row.middle, row.quartiles, row.ranked)
    for depth, section in rubric.walk():
        exact = evaluation.nodes[section.code]
        middle = row.middle.get(section.code) if section.code in known else None
        before = (last.nodes.get(section.code) or {}).get("exact") if last else None
        values = [exact, *(None if t is None else Fraction(t) for t in (middle, before))]
        shown = [None if v is None else write_decimal(v, rubric.result.places) for v in values]
        positions = tuple(None if v is None else _position(rubric, v) for v in values)
        lines.append(
            SectionLine(
                section.code,
                section.name,
                depth,
                rubric.effective_weights[section.code],
                shown[0],
                shown[1],
                shown[2],
                (positions[0], positions[1], positions[2]),
                *_quartiles(rubric, row, section.code),
            )
        )
    return tuple(lines)


def _quartiles(
    rubric: Rubric, row: Result, code: str
) -> tuple[tuple[str, str] | None, tuple[float, float] | None]:
    """A section's quartiles as declared decimals and as places on the range."""
    stored = (row.quartiles or {}).get(code)
    if stored is None:
        return None, None
    low, high = (Fraction(text) for text in stored)
    places = rubric.result.places
    return (
        (write_decimal(low, places), write_decimal(high, places)),
        (_position(rubric, low), _position(rubric, high)),
    )


def _position(rubric: Rubric, value: Fraction) -> float:
    low, high = rubric.result.low, rubric.result.high
    return float(min(max((value - low) / (high - low), Fraction(0)), Fraction(1)))


def indicators_of(
    rubric: Rubric, evaluation: Evaluation, row: Result, side: UnitSide = NOTHING_BESIDE
) -> tuple[IndicatorLine, ...]:
    """Every indicator of a result with what stands beside it, in the rubric's order."""
    upward = {line.step.code: line for line in steps_of(rubric, evaluation)}
    found = []
    for _, section in rubric.walk():
        for indicator in section.indicators:
            stored, code = row.indicators[indicator.code], indicator.code
            line = _indicator_line(rubric, section.code, indicator, evaluation, stored)
            found.append(_with_side(rubric, line, stored, upward.get(code), side))
    return tuple(found)


def _with_side(
    rubric: Rubric,
    line: IndicatorLine,
    stored: Mapping[str, Any],
    upward: StepLine | None,
    side: UnitSide,
) -> IndicatorLine:
    code = line.indicator.code
    lacks = side.lacks(rubric, code, upward.step.next_value) if upward else ()
    return replace(
        line,
        own=side.own.get(code, ""),
        verified=tuple(stored["answers"]),
        measured=measured_from(stored),
        next=upward,
        lacks=lacks,
        holds=bool(lacks) and side.holds(code),
    )


def _indicator_line(
    rubric: Rubric,
    section: str,
    indicator: Indicator,
    evaluation: Evaluation,
    stored: Mapping[str, Any],
) -> IndicatorLine:
    exact = evaluation.nodes[indicator.code]
    answers = counted_answers(stored)
    state = (
        "scored" if exact is not None and answers else "not-applicable" if answers else "missing"
    )
    reached = _level_reached(rubric, indicator, exact)
    return IndicatorLine(
        indicator,
        section,
        state,
        None if exact is None else write_decimal(exact, rubric.result.places),
        _answer(answers),
        reached[0],
        reached[1],
        tuple(stored["notes"]),
        stored["decided"]["reason"] if "decided" in stored else "",
    )


def _answer(answers: Sequence[str]) -> str:
    """The panel's answer; where it differs, every answer given, such as "2; 3"."""
    return "; ".join(sorted(set(answers)))


def _level_reached(
    rubric: Rubric, indicator: Indicator, exact: Fraction | None
) -> tuple[Bilingual | None, Bilingual | None]:
    """The highest level that the settled value fully reaches, and its text."""
    scale = rubric.scale_of(indicator.code)
    if exact is None or not isinstance(scale, LevelScale):
        return None, None
    reached = None
    for level in scale.levels:
        key = write_shortest(level.value)
        share = scale.read(key).share
        if share is not None and rubric.result.stretch(share) <= exact:
            reached = (level.name, indicator.levels[key])
    return reached or (None, None)


def strengths_of(
    rubric: Rubric, evaluation: Evaluation, row: Result
) -> tuple[tuple[Bilingual, str, str | None], ...]:
    """Indicators where the unit stands above its category's middle: name, value, middle.

    Where the middle may not be told, its own best indicators without one.
    """
    worked_on = {line.step.code for line in steps_of(rubric, evaluation)[:MOST_TOP_STEPS]}
    known = tells_none(row.middle, row.quartiles, row.ranked)
    of_indicators = {
        code: Fraction(value) if code in known else rubric.result.high
        for code, value in row.middle.items()
        if code in rubric.indicator and code not in worked_on
    }
    places = rubric.result.places
    found = strengths(rubric, evaluation, of_indicators)[:MOST_STRENGTHS]
    return tuple(
        (
            s.name,
            write_decimal(s.value, places),
            write_decimal(s.middle, places) if s.code in known else None,
        )
        for s in found
    )


def steps_of(rubric: Rubric, evaluation: Evaluation) -> tuple[StepLine, ...]:
    """Every improvement that the scales allow, the largest gain first."""
    answers = answers_of(evaluation, rubric)
    places = rubric.result.places
    return tuple(
        StepLine(
            step,
            write_decimal(step.value, places),
            write_decimal(step.gain, max(places, 2)),
            _evidence(rubric.indicator[step.code], step.level),
            rubric.indicator[step.code].training,
        )
        for step in steps(rubric, answers)
    )


def _evidence(indicator: Indicator, level: str | None) -> tuple[Bilingual, ...]:
    return tuple(e.text for e in indicator.evidence.get(level or "", ()))
