"""Every number opened to the terms it is made of, down to what the panel answered."""

from dataclasses import dataclass
from fractions import Fraction

from sqlalchemy import select
from sqlalchemy.orm import Session

from evaluator.scoring.aggregate import Term, answer_of, terms
from evaluator.scoring.exact import write_decimal, write_shortest
from evaluator.scoring.rubric import Indicator, Rubric
from evaluator.scoring.words import Bilingual
from evaluator.services.left_units import left_here
from evaluator.services.measuring import Measured, measured_from
from evaluator.services.periods import PeriodView
from evaluator.services.permissions import Action, allows, require
from evaluator.services.problems import NotFound
from evaluator.services.results import (
    CategoryResults,
    UnitResult,
    evaluation_of,
    unit_result,
)
from evaluator.storage.actor import Actor
from evaluator.storage.people import Account
from evaluator.storage.results import Result
from evaluator.storage.scores import Score, Sheet


@dataclass(frozen=True)
class TermLine:
    """One term of an opened number, as the page prints it.

    weight : percent of the siblings as the rubric writes it
    share : percent that the weight really has, two decimals
    value, contribution : declared decimals; the exact ones are in `term`
    """

    term: Term
    weight: str
    share: str
    value: str | None
    contribution: str


@dataclass(frozen=True)
class PanelAnswer:
    """What one assessor answered; the name is "" for those who may not know it.

    value : what the answer is worth on the rubric's range; None where it does not count
    """

    assessor: str
    answer: str
    note: str
    text: Bilingual | None
    value: str | None


@dataclass(frozen=True)
class DecidedAnswer:
    """What was decided in place of the panel's rule, and why."""

    answer: str
    reason: str
    text: Bilingual | None
    value: str | None


@dataclass(frozen=True)
class Opened:
    """A number and the terms it is made of; the contributions add up to it exactly.

    code : None for the index
    named : whether the answers tell who gave them, and why
    parents : codes from the top down to this node
    measured : what recorded facts gave, where nobody was asked
    """

    code: str | None
    name: Bilingual
    value: str | None
    exact: Fraction | None
    parents: tuple[tuple[str, Bilingual], ...]
    terms: tuple[TermLine, ...]
    indicator: Indicator | None
    named: bool
    answers: tuple[PanelAnswer, ...]
    notes: tuple[str, ...]
    decided: DecidedAnswer | None
    measured: Measured | None


def open_number(
    session: Session, actor: Actor, period_id: int, participant_id: int, code: str | None = None
) -> tuple[PeriodView, UnitResult, CategoryResults, Opened]:
    """One number of one unit, opened to its terms; `code` None opens the index.

    Raises
    ------
    NotFound
        If there is no such number, or this person may not see it yet.
    """
    require(actor, Action.SEE_RESULTS)
    whole, category, row = unit_result(session, actor, period_id, participant_id)
    unit = next(u for u in category.units if u.participant_id == participant_id)
    return whole.period, unit, category, _opened(session, actor, category.rubric, row, code)


def _opened(
    session: Session, actor: Actor, rubric: Rubric, row: Result, code: str | None
) -> Opened:
    if code is not None and code not in rubric.node:
        raise NotFound("Bagian itu tidak ada di rubrik ini.")
    evaluation = evaluation_of(rubric, row)
    exact = evaluation.exact if code is None else evaluation.nodes[code]
    node = None if code is None else rubric.node[code]
    indicator = node if isinstance(node, Indicator) else None
    said = row.indicators[indicator.code] if indicator else {}
    measured = measured_from(said)
    asked = indicator if measured is None else None
    named = allows(actor, Action.DECIDE) and row.participant_id not in left_here(session, actor)
    return Opened(
        code,
        rubric.result.name if node is None else node.name,
        None if exact is None else write_decimal(exact, rubric.result.places),
        exact,
        _parents(rubric, code),
        tuple(_term_line(rubric, term) for term in terms(rubric, evaluation, code)),
        indicator,
        named,
        _panel_answers(session, rubric, row, asked, named=named) if asked else (),
        tuple(said.get("notes", ())),
        _decided(rubric, row, indicator) if indicator else None,
        measured,
    )


def _term_line(rubric: Rubric, term: Term) -> TermLine:
    places = rubric.result.places
    return TermLine(
        term,
        write_shortest(term.weight),
        write_decimal(100 * term.share, 2),
        None if term.value is None else write_decimal(term.value, places),
        write_decimal(term.contribution, places),
    )


def _parents(rubric: Rubric, code: str | None) -> tuple[tuple[str, Bilingual], ...]:
    trail: list[tuple[str, Bilingual]] = []
    for depth, section in rubric.walk():
        trail[depth:] = [(section.code, section.name)]
        if section.code == code:
            return tuple(trail[:-1])
        if any(indicator.code == code for indicator in section.indicators):
            return tuple(trail)
    return ()


def _panel_answers(
    session: Session, rubric: Rubric, row: Result, indicator: Indicator, *, named: bool
) -> tuple[PanelAnswer, ...]:
    """What the panel answered; who said what and why only where the reader may know."""
    code = indicator.code
    given: list[tuple[str, str, str]]
    if not named:
        given = [("", answer, "") for answer in row.indicators[code]["answers"]]
    else:
        query = (
            select(Account.name, Score.answer, Score.note)
            .join(Sheet, Sheet.assessor_id == Account.id)
            .join(Score, Score.sheet_id == Sheet.id)
            .where(
                Sheet.participant_id == row.participant_id,
                Sheet.recused_at.is_(None),
                Score.indicator == code,
            )
            .order_by(Account.name, Account.id)
        )
        given = [(name, answer, note) for name, answer, note in session.execute(query)]
    return tuple(
        PanelAnswer(name, answer, note, indicator.levels.get(answer), _worth(rubric, code, answer))
        for name, answer, note in given
    )


def _decided(rubric: Rubric, row: Result, indicator: Indicator) -> DecidedAnswer | None:
    kept = row.indicators[indicator.code].get("decided")
    if kept is None:
        return None
    answer = kept["answer"]
    worth = _worth(rubric, indicator.code, answer)
    return DecidedAnswer(answer, kept["reason"], indicator.levels.get(answer), worth)


def _worth(rubric: Rubric, code: str, answer: str) -> str | None:
    value = answer_of(rubric, code, answer)
    return write_decimal(value, rubric.result.places) if isinstance(value, Fraction) else None
