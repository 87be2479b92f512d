"""A cell becomes an answer: a value, not applicable, or missing."""

from enum import Enum
from fractions import Fraction
from typing import Final

from evaluator.scoring.messages import ScoringError
from evaluator.scoring.rubric import Rubric


class NotApplicable(Enum):
    """The answer of a unit to which an indicator does not apply."""

    NOT_APPLICABLE = "TB"


NOT_APPLICABLE: Final = NotApplicable.NOT_APPLICABLE

Answer = Fraction | NotApplicable | None
"""A value on the rubric's range, not applicable, or (None) missing."""


def answer_of(rubric: Rubric, code: str, text: str) -> Answer:
    """Read a cell: "" is missing, "TB" not applicable, anything else a value on the range.

    An answer that rests on less than its scale's minimum exposure counts as
    not applicable.

    Raises
    ------
    ScoringError
        If the scale does not know the answer, or the indicator refuses "TB".
    """
    text = text.strip()
    if not text:
        return None
    if text.casefold() == "tb":
        if rubric.indicator[code].not_applicable == "refused":
            raise ScoringError('indikator {code} tidak menerima "TB" (tidak berlaku)', code=code)
        return NOT_APPLICABLE
    share = rubric.read(code, text).share
    return NOT_APPLICABLE if share is None else rubric.result.stretch(share)
