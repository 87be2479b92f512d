"""What an award goes by: the index, one section or indicator, or the rise since last time."""

from fractions import Fraction

from evaluator.scoring.aggregate import Evaluation
from evaluator.scoring.exact import write_decimal
from evaluator.scoring.prizes import IMPROVEMENT, Award
from evaluator.scoring.rubric import Rubric
from evaluator.scoring.words import Bilingual

_RISE = Bilingual(id="Kenaikan nilai", en="Rise in value")


def improves(rubric: Rubric, award: Award) -> bool:
    """Whether an award goes by the rise since the last released period."""
    return award.by == IMPROVEMENT and IMPROVEMENT not in rubric.node


def contest(
    rubric: Rubric, award: Award, evaluation: Evaluation, rise: Fraction | None
) -> Fraction | None:
    """The value, not rounded, by which an award orders its candidates; None: there is none."""
    if improves(rubric, award):
        return rise
    return evaluation.exact if award.by is None else evaluation.nodes[award.by]


def shown_value(rubric: Rubric, award: Award, value: Fraction) -> str:
    """A declared value as the award's reasons write it: "4,26", or "+0,35" for a rise."""
    text = comma(write_decimal(value, rubric.result.places))
    return f"+{text}" if improves(rubric, award) and value > 0 else text


def contest_name(rubric: Rubric, award: Award) -> Bilingual:
    """What an award goes by, in words: the index, a section or indicator, or the rise."""
    if improves(rubric, award):
        return _RISE
    return rubric.result.name if award.by is None else rubric.node[award.by].name


def comma(text: str) -> str:
    """A decimal as sentences write it."""
    return text.replace(".", ",")
