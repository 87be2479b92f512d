"""The shortest ways up from a result: to the next predicate, and one place higher.

The way one place higher tells no more than it must: it is one set of steps, the one
that lifts the unit most, and it leads to full marks, not to the smallest numbers that
are enough; otherwise one would learn from it how close the unit before is.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import groupby

from sqlalchemy.orm import Session

from evaluator.scoring.aggregate import Evaluation, answer_of
from evaluator.scoring.cheapest import Way, answers_of, cheapest, to_pass, to_predicate
from evaluator.scoring.evidence import Lack
from evaluator.scoring.exact import write_decimal
from evaluator.scoring.growth import Step
from evaluator.scoring.messages import Message
from evaluator.scoring.rubric import Rubric
from evaluator.scoring.sufficient import sufficient
from evaluator.scoring.words import Bilingual
from evaluator.services.computing import counted_answers
from evaluator.services.feedback_sides import UnitSide
from evaluator.storage.feedback_visibility import places_in
from evaluator.storage.results import Result

MOST_WAYS = 3


@dataclass(frozen=True)
class WayItem:
    """The steps of a way on one indicator, told as one.

    steps : how many levels it goes up
    target : the answer at the end, in words
    answer : the same as the rubric writes it; None where it is a range
    lacks : evidence that is missing for it; holds: whether it stops the answer
    """

    code: str
    name: Bilingual
    steps: int
    target: Message
    answer: str | None
    lacks: tuple[Lack, ...]
    holds: bool


@dataclass(frozen=True)
class WayUp:
    """One set of steps and what the unit would be declared with after it.

    steps : how many single steps
    value : the declared value
    rise : how far it rises
    """

    items: tuple[WayItem, ...]
    steps: int
    value: str
    rise: str
    predicate: Bilingual

    @property
    def codes(self) -> tuple[str, ...]:
        """The indicators on which the steps are."""
        return tuple(item.code for item in self.items)


Above = tuple[Fraction, Fraction]
"""The exact and the declared value of the unit one place higher."""


Given = Mapping[str, Sequence[str]]
"""Indicator -> the answers that counted, one of each panel member or the decision."""


def ways_to_predicate(
    rubric: Rubric, evaluation: Evaluation, side: UnitSide, given: Given
) -> tuple[WayUp, ...]:
    """The smallest sets of steps that earn the next predicate, the best first.

    None at the best predicate, without a value, or where no step is left that reaches it.
    """
    found = enough_for_predicate(rubric, evaluation, given, MOST_WAYS)
    return tuple(_way(rubric, evaluation, side, way) for way in found)


def enough_for_predicate(
    rubric: Rubric, evaluation: Evaluation, given: Given, most: int
) -> list[Way]:
    """The cheapest ways to the next predicate, with the smallest numbers that are enough."""
    target = to_predicate(rubric, evaluation)
    if target is None:
        return []
    answers = answers_of(evaluation, rubric)
    found = cheapest(rubric, answers, target, most)
    return [sufficient(rubric, answers, way, target, given) for way in found]


def given_in(row: Result) -> dict[str, list[str]]:
    """What counted at each indicator of a stored result."""
    return {code: counted_answers(said) for code, said in row.indicators.items()}


def way_to_place(
    rubric: Rubric, evaluation: Evaluation, side: UnitSide, above: Above | None
) -> WayUp | None:
    """The smallest set of steps that passes the unit one place higher, as it was placed.

    above : None where nobody stands higher, or places are not shown
    """
    if above is None or evaluation.value is None:
        return None
    target = to_pass(rubric, *above)
    found = cheapest(rubric, answers_of(evaluation, rubric), target, 1, by_effort=False)
    return _way(rubric, evaluation, side, found[0]) if found else None


def units_above(session: Session, rows: Sequence[Result]) -> dict[int, Above]:
    """For each result whose place is shown, what the unit one place higher came to; one query."""
    shown = [row for row in rows if row.category.period.shows_places and (row.place or 0) > 1]
    if not shown:
        return {}
    placed: dict[tuple[int, int], dict[int, Above]] = {}
    for snapshot, category, place, value, exact in session.execute(
        places_in({row.snapshot_id for row in shown})
    ):
        if place is not None and value is not None and exact is not None:
            placed.setdefault((snapshot, category), {})[place] = (exact, Fraction(value))
    found = {}
    for row in shown:
        better = placed[row.snapshot_id, row.category_id]
        nearest = max((place for place in better if place < (row.place or 0)), default=None)
        if nearest is not None:
            found[row.id] = better[nearest]
    return found


def _way(rubric: Rubric, before: Evaluation, side: UnitSide, way: Way) -> WayUp:
    after, places = way.evaluation, rubric.result.places
    # A way is only found from a value, and leads to one.
    assert before.value is not None and after.value is not None  # noqa: S101
    assert after.predicate is not None  # noqa: S101
    groups = groupby(way.steps, lambda step: step.code)
    return WayUp(
        tuple(_item(rubric, side, list(steps)) for _code, steps in groups),
        len(way.steps),
        write_decimal(after.value, places),
        write_decimal(after.value - before.value, places),
        after.predicate,
    )


def _item(rubric: Rubric, side: UnitSide, steps: Sequence[Step]) -> WayItem:
    last = steps[-1]
    lacks = side.lacks(rubric, last.code, last.next_value)
    holds = bool(lacks) and side.holds(last.code)
    answer = last.level
    # A sample such as "1/1" stands for a range, and may itself rest on too little to count.
    if answer is not None and answer_of(rubric, last.code, answer) != last.next_value:
        answer = None
    return WayItem(last.code, last.name, len(steps), last.target, answer, lacks, holds)
