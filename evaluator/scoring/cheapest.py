"""The smallest set of single-level steps that reaches a value, found exactly.

One step lifts one indicator to its next better answer; several steps on one
indicator follow one another. While the same indicators have a value the index is a
sum of their parts, so the best that n steps can add is found indicator by indicator
(a knapsack over steps), without trying every set and without guessing.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from heapq import nsmallest
from itertools import product
from math import lcm
from typing import NamedTuple

from evaluator.scoring.aggregate import NOT_APPLICABLE, Answer, Evaluation, Scorer
from evaluator.scoring.growth import Step, ladders
from evaluator.scoring.rubric import Rubric

EFFORTS = {"low": 1, "medium": 2, "high": 3}
"""What a step of each class of effort weighs; an indicator without a class is medium."""


class Target(NamedTuple):
    """What the exact index must reach; strict: it must lie above."""

    limit: Fraction
    strict: bool


@dataclass(frozen=True, slots=True)
class Way:
    """One set of steps and what it leads to.

    steps : in code order, those of one indicator one above the other
    effort : the sum of the efforts of the steps
    answers : every indicator's answer afterwards, as an evaluation takes them
    """

    steps: tuple[Step, ...]
    effort: int
    answers: Mapping[str, Answer]
    evaluation: Evaluation


class _Climb(NamedTuple):
    """gains : what 0, 1, 2 ... steps add, as whole numbers over one denominator"""

    code: str
    gains: tuple[int, ...]


class _Pick(NamedTuple):
    """A choice of steps, the better one smaller: most gain first, then code order.

    places : minus the numbers of steps, read as digits in code order
    """

    loss: int
    places: int


def answers_of(evaluation: Evaluation, rubric: Rubric) -> dict[str, Answer]:
    """The answers that an evaluation came from."""
    found: dict[str, Answer] = {code: evaluation.nodes.get(code) for code in rubric.indicator}
    return (
        found
        | dict.fromkeys(evaluation.not_applicable, NOT_APPLICABLE)
        | dict.fromkeys(evaluation.missing)
    )


def to_predicate(rubric: Rubric, evaluation: Evaluation) -> Target | None:
    """What the index must reach to be declared with the next predicate; None where there is none.

    The declared value is rounded half up, so a little less than the limit is enough.
    """
    if evaluation.value is None:
        return None
    above = [p.start for p in rubric.result.predicates if p.start > evaluation.value]
    return declared_from(above[-1], rubric.result.places) if above else None


def declared_from(value: Fraction, places: int) -> Target:
    """What an index must reach so that its rounded value is at least this one.

    A half rounds away from zero: below zero a half is not yet enough.
    """
    units = -(-value * 10**places // 1)
    return Target((units - Fraction(1, 2)) / 10**places, strict=units <= 0)


def to_pass(rubric: Rubric, exact: Fraction, declared: Fraction) -> Target:
    """What the index must reach to stand before a unit, whatever later tie rules say.

    exact, declared : that unit's index, before and after rounding
    """
    if rubric.ties and rubric.ties[0].by == "exact":
        return Target(exact, strict=True)
    places = rubric.result.places
    return declared_from(declared + Fraction(1, 10**places), places)


def cheapest(
    rubric: Rubric,
    answers: Mapping[str, Answer],
    target: Target,
    most: int = 3,
    *,
    by_effort: bool = True,
) -> tuple[Way, ...]:
    """The smallest sets of steps that reach a target, at most `most` of them, best first.

    All have the same number of steps. Among them the one of least effort comes first
    (unless `by_effort` is False), then the one that lifts the index most, then the one
    whose codes come first.

    Returns
    -------
    Nothing where the target cannot be reached, or the unit has no index.
    """
    scorer = Scorer(rubric)
    before = scorer.evaluate(answers)
    if before.exact is None:
        return ()
    climbs = dict(sorted(ladders(rubric, answers).items()))
    efforts = {code: effort_of(rubric, code) if by_effort else 1 for code in climbs}
    picks = _search(efforts, climbs, before.exact, target, most)
    return tuple(_way(scorer, rubric, answers, climbs, numbers) for numbers in picks)


def _way(
    scorer: Scorer,
    rubric: Rubric,
    answers: Mapping[str, Answer],
    climbs: Mapping[str, tuple[Step, ...]],
    numbers: Mapping[str, int],
) -> Way:
    steps = tuple(step for code, number in numbers.items() for step in climbs[code][:number])
    after = {**answers, **{step.code: step.next_value for step in steps}}
    effort = sum(effort_of(rubric, step.code) for step in steps)
    return Way(steps, effort, after, scorer.evaluate(after))


def effort_of(rubric: Rubric, code: str) -> int:
    """What one step on an indicator weighs."""
    return EFFORTS[rubric.indicator[code].effort or "medium"]


def _search(
    efforts: Mapping[str, int],
    climbs: Mapping[str, tuple[Step, ...]],
    exact: Fraction,
    target: Target,
    most: int,
) -> list[dict[str, int]]:
    """The best choices: code -> number of steps, without those of no step."""
    scale = lcm(
        *(step.gain.denominator for steps in climbs.values() for step in steps),
        (target.limit - exact).denominator,
    )
    needed = int((target.limit - exact) * scale) + target.strict
    whole = [_Climb(code, _sums(steps, scale)) for code, steps in climbs.items()]
    if needed <= 0:
        return [{}]
    length = _fewest(whole, needed)
    if length is None:
        return []
    base = max(len(climb.gains) for climb in whole)
    picks = nsmallest(most, _picks(efforts, whole, needed, length, base, most))
    return [_read(whole, -pick.places, base) for _effort, pick in picks]


def _sums(steps: Sequence[Step], scale: int) -> tuple[int, ...]:
    sums = [0]
    for step in steps:
        sums.append(sums[-1] + int(step.gain * scale))
    return tuple(sums)


def _fewest(climbs: Sequence[_Climb], needed: int) -> int | None:
    """The least number of steps that adds enough; None where all together do not."""
    if sum(climb.gains[-1] for climb in climbs) < needed:
        return None
    limit = _enough(climbs, needed)
    best = [0]
    for climb in climbs:
        size = min(len(best) + len(climb.gains) - 1, limit + 1)
        best = [
            max(
                best[n - k] + climb.gains[k]
                for k in range(max(0, n - len(best) + 1), min(n, len(climb.gains) - 1) + 1)
            )
            for n in range(size)
        ]
    return next(n for n, gain in enumerate(best) if gain >= needed)


def _enough(climbs: Sequence[_Climb], needed: int) -> int:
    """How many steps are enough where one always takes the greatest next: a limit, no answer."""
    taken, gained = [0] * len(climbs), 0
    while gained < needed:
        gain, number = max(
            (climb.gains[taken[n] + 1] - climb.gains[taken[n]], -n)
            for n, climb in enumerate(climbs)
            if taken[n] + 1 < len(climb.gains)
        )
        taken[-number] += 1
        gained += gain
    return sum(taken)


def _picks(
    efforts: Mapping[str, int],
    climbs: Sequence[_Climb],
    needed: int,
    length: int,
    base: int,
    most: int,
) -> Iterator[tuple[int, _Pick]]:
    """Candidates of one length that add enough, the `most` best certainly among them.

    Within one class of effort only the number of steps tells the effort, so there the
    best few choices of each number are all that can ever be part of the best few.
    """
    classes = sorted(set(efforts.values()))
    tables = [
        _best_few(
            [
                (len(climbs) - 1 - n, climb)
                for n, climb in enumerate(climbs)
                if efforts[climb.code] == effort
            ],
            length,
            base,
            most,
        )
        for effort in classes
    ]
    for numbers in _splits([len(table) - 1 for table in tables], length):
        effort = sum(map(int.__mul__, numbers, classes))
        few = (table[number] for table, number in zip(tables, numbers, strict=True))
        for parts in product(*few):
            loss = sum(part.loss for part in parts)
            if -loss >= needed:
                yield effort, _Pick(loss, sum(part.places for part in parts))


def _splits(most: Sequence[int], whole: int) -> Iterator[tuple[int, ...]]:
    """Every way to deal a whole number into parts that have upper limits."""
    if len(most) == 1:
        if whole <= most[0]:
            yield (whole,)
        return
    for first in range(min(most[0], whole) + 1):
        for rest in _splits(most[1:], whole - first):
            yield (first, *rest)


def _best_few(
    climbs: Sequence[tuple[int, _Climb]], length: int, base: int, most: int
) -> list[list[_Pick]]:
    """By number of steps, up to `length`, the best few choices within one class."""
    table = [[_Pick(0, 0)]]
    for place, climb in climbs:
        digit = base**place
        size = min(len(table) + len(climb.gains) - 1, length + 1)
        table = [
            nsmallest(
                most,
                [
                    _Pick(pick.loss - climb.gains[k], pick.places - k * digit)
                    for k in range(max(0, n - len(table) + 1), min(n, len(climb.gains) - 1) + 1)
                    for pick in table[n - k]
                ],
            )
            for n in range(size)
        ]
    return table


def _read(climbs: Sequence[_Climb], places: int, base: int) -> dict[str, int]:
    """The numbers of steps out of their digits."""
    numbers: dict[str, int] = {}
    for climb in reversed(climbs):
        places, number = divmod(places, base)
        if number:
            numbers[climb.code] = number
    return dict(sorted(numbers.items()))
