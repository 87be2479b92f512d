"""Several assessors, one settled value: exact, whatever the number of assessors."""

from collections import Counter
from collections.abc import Sequence
from fractions import Fraction

from evaluator.scoring.aggregate import NOT_APPLICABLE, Answer
from evaluator.scoring.messages import ScoringError
from evaluator.scoring.rubric import PanelRule


def settle(rule: PanelRule, values: Sequence[Fraction]) -> Fraction:
    """Settle what several assessors gave into one value, without rounding.

    rule : "mean"; "median" (of an even number: the mean of the middle two);
        "trimmed-mean" (without one highest and one lowest; below three values the mean)
    values : one an assessor, at least one, in any order

    Raises
    ------
    ScoringError
        If nobody gave a value.
    """
    if not values:
        raise ScoringError("belum ada nilai dari penilai mana pun")
    if rule == "median":
        return median(values)
    if rule == "trimmed-mean" and len(values) >= 3:
        return _mean(sorted(values)[1:-1])
    return _mean(values)


def settle_answers(rule: PanelRule, answers: Sequence[Answer]) -> Answer:
    """Settle what a panel answered to one indicator.

    Missing where nobody answered. Not applicable only where everyone who
    answered says so; otherwise the values given are settled.
    """
    values = [answer for answer in answers if isinstance(answer, Fraction)]
    if values:
        return settle(rule, values)
    return NOT_APPLICABLE if NOT_APPLICABLE in answers else None


def spread(values: Sequence[Fraction]) -> Fraction:
    """How far the assessors are apart: highest less lowest, 0 where fewer than two answered."""
    return max(values) - min(values) if values else Fraction(0)


def apart(answers: Sequence[Answer]) -> tuple[bool, ...]:
    """Who answered otherwise than most of the panel, in the order given.

    Where no answer is given more often than every other, all who answered stand
    apart; where all answers are the same, nobody does. A missing answer never does.
    """
    counted = Counter(answer for answer in answers if answer is not None).most_common(2)
    usual = counted[0][0] if counted else None
    if len(counted) == 2 and counted[0][1] == counted[1][1]:
        usual = None
    return tuple(answer is not None and answer != usual for answer in answers)


def median(values: Sequence[Fraction]) -> Fraction:
    """The middle of at least one value; of an even number, the mean of the middle two."""
    ordered = sorted(values)
    half = len(ordered) // 2
    return ordered[half] if len(ordered) % 2 else (ordered[half - 1] + ordered[half]) / 2


def _mean(values: Sequence[Fraction]) -> Fraction:
    return sum(values, Fraction(0)) / len(values)
