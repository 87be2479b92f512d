"""What a unit would come to if some answers were others: computed, never kept.

Nothing is said of places: by trying, one could find out what the other units came to.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from sqlalchemy.orm import Session

from evaluator.scoring.aggregate import Answer, Evaluation, answer_of, evaluate
from evaluator.scoring.cheapest import answers_of
from evaluator.scoring.exact import write_decimal
from evaluator.scoring.messages import Message, ScoringError
from evaluator.scoring.rubric import Rubric
from evaluator.scoring.words import Bilingual
from evaluator.services.computing import counted_answers
from evaluator.services.feedback import feedback_row
from evaluator.services.offices import OfficeView, office_view
from evaluator.services.permissions import Action, require
from evaluator.services.questions import Question
from evaluator.services.results import evaluation_of
from evaluator.storage.actor import Actor
from evaluator.storage.results import Result


@dataclass(frozen=True)
class Outcome:
    """A declared value with its predicate; reason: why there is none."""

    value: str | None
    predicate: Bilingual | None
    reason: Message | None


@dataclass(frozen=True)
class WhatIfCell:
    """One indicator that can be tried with another answer.

    question : what it takes; its answer is what is tried, "" for as it is
    now : what counted, all of it where the panel differed; "" where nothing did
    problem : why what was typed is no answer
    """

    question: Question
    now: str
    problem: Message | None

    @property
    def changed(self) -> bool:
        """Whether another answer is tried, and can be."""
        return bool(self.question.answer) and self.problem is None


@dataclass(frozen=True)
class WhatIf:
    """A unit's result as it is, and as it would be.

    rise : how far the declared value would rise, "-0.40" for a fall; None without values
    """

    participant_id: int
    office: OfficeView
    unit: str
    period: str
    year: int
    category: str
    rubric: Rubric
    rubric_digest: str
    result_digest: str
    before: Outcome
    after: Outcome
    rise: str | None
    cells: tuple[WhatIfCell, ...]

    @property
    def changes(self) -> tuple[WhatIfCell, ...]:
        """The indicators that are tried with another answer."""
        return tuple(cell for cell in self.cells if cell.changed)

    @property
    def given(self) -> dict[str, str]:
        """What was typed, also where it is no answer."""
        answers = {c.question.indicator.code: c.question.answer for c in self.cells}
        return {code: answer for code, answer in answers.items() if answer}


def what_if(
    session: Session, actor: Actor, participant_id: int, given: Mapping[str, str]
) -> WhatIf:
    """Try other answers on a unit's result; nothing is stored.

    given : indicator -> another answer as a sheet would take it, "TB" where the rubric
        allows that; what is empty or names no indicator of the rubric changes nothing

    Raises
    ------
    NotFound
        If this person may not read the unit's feedback.
    """
    require(actor, Action.SIGNED_IN)
    row = feedback_row(session, actor, participant_id)
    rubric = row.category.rubric_version.rubric
    # The stored result is the base, so that trying nothing gives exactly what was declared.
    base = answers_of(evaluation_of(rubric, row), rubric)
    typed = {code: text.strip() for code, text in given.items() if code in rubric.indicator}
    answers, problems = _read(rubric, typed)
    before, after = evaluate(rubric, base), evaluate(rubric, base | answers)
    return WhatIf(
        participant_id,
        office_view(session, actor.office_id),
        row.participant.name,
        row.category.period.title,
        row.category.period.year,
        row.category.title,
        rubric,
        row.category.rubric_version.digest,
        row.snapshot.digest,
        _outcome(rubric, before),
        _outcome(rubric, after),
        _rise(rubric, before.value, after.value),
        _cells(rubric, row, typed, problems),
    )


def _read(rubric: Rubric, typed: Mapping[str, str]) -> tuple[dict[str, Answer], dict[str, Message]]:
    answers: dict[str, Answer] = {}
    problems: dict[str, Message] = {}
    for code, text in typed.items():
        if not text:
            continue
        try:
            answers[code] = answer_of(rubric, code, text)
        except ScoringError as problem:
            problems[code] = problem.message
    return answers, problems


def _cells(
    rubric: Rubric, row: Result, typed: Mapping[str, str], problems: Mapping[str, Message]
) -> tuple[WhatIfCell, ...]:
    return tuple(
        WhatIfCell(
            Question(
                indicator,
                rubric.scale_of(indicator.code),
                rubric.paths[indicator.code],
                typed.get(indicator.code, ""),
                "",
                0,
                None,
            ),
            "; ".join(sorted(set(counted_answers(row.indicators[indicator.code])))),
            problems.get(indicator.code),
        )
        for indicator in rubric.indicators
    )


def _outcome(rubric: Rubric, evaluation: Evaluation) -> Outcome:
    value, places = evaluation.value, rubric.result.places
    shown = None if value is None else write_decimal(value, places)
    return Outcome(shown, evaluation.predicate, evaluation.reason)


def _rise(rubric: Rubric, before: Fraction | None, after: Fraction | None) -> str | None:
    if before is None or after is None:
        return None
    sign = "+" if after > before else ""
    return sign + write_decimal(after - before, rubric.result.places)
