"""How far a sheet is, and what it would come to as it stands."""

from collections.abc import Mapping
from dataclasses import dataclass

from evaluator.scoring.aggregate import NOT_APPLICABLE, Answer, answer_of, evaluate
from evaluator.scoring.exact import write_decimal
from evaluator.scoring.rubric import Rubric
from evaluator.scoring.words import Bilingual


@dataclass(frozen=True)
class Standing:
    """How far a sheet is, and its value over what has been answered so far."""

    done: int
    total: int
    value: str | None
    predicate: Bilingual | None


def standing_of(
    rubric: Rubric, answers: Mapping[str, str], measured: Mapping[str, str] | None = None
) -> Standing:
    """Progress, and the value over the answered part only: gaps lend their weight.

    measured : answers that facts give; they weigh, but nobody is asked for them
    """
    told = {**answers, **(measured or {})}
    given = {code: answer_of(rubric, code, text) for code, text in told.items()}
    done = sum(given.get(one.code) is not None for one in rubric.asked)
    total = len(rubric.asked)
    filled: dict[str, Answer] = {i.code: NOT_APPLICABLE for i in rubric.indicators}
    filled |= {code: answer for code, answer in given.items() if answer is not None}
    result = evaluate(rubric, filled) if any(a is not None for a in given.values()) else None
    if result is None or result.value is None:
        return Standing(done, total, None, None)
    places = rubric.result.places
    return Standing(done, total, write_decimal(result.value, places), result.predicate)
