"""What holds a whole category back, and what it would gain from one step where one trains."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from evaluator.scoring.aggregate import Answer, Evaluation, Scorer
from evaluator.scoring.cheapest import answers_of, cheapest, effort_of, to_predicate
from evaluator.scoring.growth import ladders, present_shares
from evaluator.scoring.panel import median
from evaluator.scoring.rubric import Rubric
from evaluator.scoring.scales import CountScale, PointsScale, RatioScale, Scale
from evaluator.scoring.words import Bilingual


@dataclass(frozen=True, slots=True)
class Gap:
    """What one indicator keeps from the units of a category.

    total : over the units, the indicator's real part of the index times what its value
        lacks to the top of the range; points of the index, exact
    share : of all gaps of the category, 0 to 1
    below, counted : how many units are below the top, of how many that have a value there
    middle : the median value of those that have one
    """

    code: str
    name: Bilingual
    total: Fraction
    share: Fraction
    below: int
    counted: int
    middle: Fraction


@dataclass(frozen=True, slots=True)
class Reach:
    """How far a unit is from the next predicate.

    steps : the fewest single-level steps that reach it; None where none do
    effort : what those steps weigh together
    climbs : the indicators they are on, in their order, each with how many steps
    """

    steps: int | None
    effort: int
    climbs: tuple[tuple[str, int], ...]


def gaps(rubric: Rubric, evaluations: Iterable[Evaluation]) -> list[Gap]:
    """The gaps of every indicator that any unit has a value at, the widest first.

    Where an indicator does not apply to a unit or is missing, that unit has no gap
    there: its weight was lent to the others, whose gaps are the wider for it.
    """
    totals: dict[str, Fraction] = {}
    values: dict[str, list[Fraction]] = {}
    for evaluation in evaluations:
        for code, share in present_shares(rubric, evaluation).items():
            value = evaluation.nodes[code]
            if value is not None:
                lack = share * (rubric.result.high - value)
                totals[code] = totals.get(code, Fraction(0)) + lack
                values.setdefault(code, []).append(value)
    whole = sum(totals.values(), Fraction(0))
    found = [
        Gap(
            code,
            rubric.indicator[code].name,
            total,
            total / whole if whole else Fraction(0),
            sum(value < rubric.result.high for value in values[code]),
            len(values[code]),
            median(values[code]),
        )
        for code, total in totals.items()
    ]
    return sorted(found, key=lambda gap: (-gap.total, gap.code))


def reach_of(rubric: Rubric, evaluation: Evaluation) -> Reach | None:
    """How far a unit is from the next predicate; None at the best one or without a value."""
    target = to_predicate(rubric, evaluation)
    if target is None:
        return None
    found = cheapest(rubric, answers_of(evaluation, rubric), target, 1)
    if not found:
        return Reach(None, 0, ())
    steps = found[0].steps
    climbs = tuple(Counter(step.code for step in steps).items())
    return Reach(len(steps), sum(effort_of(rubric, step.code) for step in steps), climbs)


def one_step_up(
    rubric: Rubric,
    evaluation: Evaluation,
    codes: Collection[str],
    counted: Mapping[str, Sequence[str]] | None = None,
    up_to: Fraction | None = None,
) -> Evaluation:
    """What a unit would come to if its answer were one step better at each of some indicators.

    Where there is no better step, or the indicator is missing or does not apply, nothing
    changes there. Scales without levels or bands have no steps of their own: there the
    unit does one part more (see `one_part_more`), or comes up to a share.

    counted : by code the answers that counted, as the scale writes them
    up_to : 0 to 1 of the best answer; None: one part more. Whoever is there stays
    """
    answers = answers_of(evaluation, rubric)
    climbs = ladders(rubric, answers)
    risen: dict[str, Answer] = {}
    for code in codes:
        scale, value = rubric.scale_of(code), evaluation.nodes[code]
        if value is None or not climbs.get(code):
            continue
        risen[code] = climbs[code][0].next_value
        if is_open(scale):
            own = (value - rubric.result.low) / (rubric.result.high - rubric.result.low)
            part = one_part_more(scale, (counted or {}).get(code, ()))
            share = min(Fraction(1), own + part) if up_to is None else max(own, up_to)
            risen[code] = rubric.result.stretch(share)
    return Scorer(rubric).evaluate({**answers, **risen}) if risen else evaluation


def is_open(scale: Scale) -> bool:
    """Whether a scale has neither levels nor bands, so that no next answer is named by it."""
    return isinstance(scale, PointsScale | CountScale | RatioScale) and not scale.bands


def one_part_more(scale: Scale, answers: Sequence[str]) -> Fraction:
    """What share one part more is on a scale without levels or bands.

    Of a ratio one of the unit's whole, the greatest where its answers differ, so that
    2/4 becomes 3/4; of a count one of the cap; of points a tenth of the range. 0 where
    a ratio's whole is not known.
    """
    if isinstance(scale, CountScale):
        return Fraction(1, scale.cap)
    if isinstance(scale, PointsScale):
        return Fraction(1, 10)
    whole = max((scale.read(text).exposure or 0 for text in answers), default=Fraction(0))
    return 1 / Fraction(whole) if whole else Fraction(0)
