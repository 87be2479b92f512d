"""Reading results: live for the team lead while scoring, afterwards from the snapshot."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session, contains_eager

from evaluator.scoring.aggregate import Evaluation, Term, terms
from evaluator.scoring.exact import write_decimal
from evaluator.scoring.rubric import Indicator, Rubric
from evaluator.scoring.words import Bilingual
from evaluator.services.computing import compute
from evaluator.services.periods import PeriodView, view_of, visible_period
from evaluator.services.permissions import Action, allows, require
from evaluator.services.problems import NotFound
from evaluator.storage.actor import Actor
from evaluator.storage.people import Account
from evaluator.storage.periods import Category, Participant, Period, Stage
from evaluator.storage.results import Result, Winner
from evaluator.storage.rubrics import RubricVersion
from evaluator.storage.scores import Score, Sheet
from evaluator.storage.visibility import newest_snapshot, visible_results, visible_winners

Sentence = Mapping[str, Any]
"""A stored sentence: {"template", "values"}."""


@dataclass(frozen=True)
class UnitResult:
    """The declared outcome of one unit, as every page and paper prints it.

    value : "2.56", or None where the unit is not ranked
    nodes : code -> "3.25", or None
    """

    participant_id: int
    unit_id: int
    unit: str
    short_name: str
    value: str | None
    exact: Fraction | None
    predicate: Bilingual | None
    place: int | None
    joint: bool
    ranked: int
    tie: Sequence[Sentence]
    reason: Sentence | None
    coverage: str
    nodes: Mapping[str, str | None]


@dataclass(frozen=True)
class WinnerView:
    """One award and who receives it."""

    id: int | None
    category_id: int
    category: str
    participant_id: int
    unit: str
    award: str
    title: Bilingual
    place: int
    place_name: Bilingual | None
    joint: bool
    reason: Sequence[Sentence]


@dataclass(frozen=True)
class CategoryResults:
    """A category's ranking, best first, those not ranked last."""

    id: int
    title: str
    rubric: Rubric
    rubric_digest: str
    units: tuple[UnitResult, ...]
    winners: tuple[WinnerView, ...]


@dataclass(frozen=True)
class PeriodResults:
    """All categories of a period; `digest` names the snapshot, None while it is live."""

    period: PeriodView
    categories: tuple[CategoryResults, ...]
    digest: str | None


@dataclass(frozen=True)
class Opened:
    """A number and the terms it is made of; the contributions add up to it exactly.

    code : None for the index
    parents : codes from the top down to this node
    """

    code: str | None
    name: Bilingual
    value: str | None
    exact: Fraction | None
    parents: tuple[tuple[str, Bilingual], ...]
    terms: tuple[Term, ...]
    indicator: Indicator | None
    answers: tuple[tuple[str, str, str], ...]


@dataclass(frozen=True)
class Progress:
    """How far one sheet of a unit is."""

    category: str
    participant_id: int
    unit: str
    assessor: str
    done: int
    total: int
    submitted: bool
    withdrawn: str | None


def period_results(session: Session, actor: Actor, period_id: int) -> PeriodResults:
    """The results of a period.

    Raises
    ------
    NotFound
        If this person may not see them yet: the same as if there were none.
    """
    require(actor, Action.SEE_RESULTS)
    period = visible_period(session, actor, period_id)
    _refuse_before_release(actor, period)
    rows, won, digest = _rows(session, actor, period)
    results: dict[int, list[UnitResult]] = {}
    for row in rows:
        results.setdefault(row.category_id, []).append(result_view(row))
    categories = tuple(
        CategoryResults(
            category.id,
            category.title,
            version.rubric,
            version.digest,
            tuple(sorted(results.get(category.id, []), key=_best_first)),
            tuple(winner_view(w, category) for w in won if w.category_id == category.id),
        )
        for category, version in _categories(session, period.id)
    )
    return PeriodResults(view_of(period), categories, digest)


def open_number(
    session: Session, actor: Actor, participant_id: int, code: str | None = None
) -> tuple[UnitResult, CategoryResults, Opened]:
    """One number of one unit, opened to its terms."""
    require(actor, Action.SEE_RESULTS)
    participant = session.get(Participant, participant_id)
    if participant is None:
        raise NotFound("Hasil itu tidak ada.")
    results = period_results(session, actor, participant.category.period_id)
    for category in results.categories:
        for unit in category.units:
            if unit.participant_id == participant_id:
                row = _row_of(session, actor, participant)
                return unit, category, _opened(session, actor, category.rubric, row, code)
    raise NotFound("Hasil itu tidak ada.")


def progress(session: Session, actor: Actor, period_id: int) -> list[Progress]:
    """How far every sheet of a period is, by category and unit, in a fixed number of queries."""
    require(actor, Action.DECIDE)
    period = visible_period(session, actor, period_id)
    done = (
        select(Score.sheet_id, func.count().label("done"))
        .where(Score.answer != "")
        .group_by(Score.sheet_id)
        .subquery()
    )
    query = (
        select(
            Category,
            Participant,
            RubricVersion,
            Account.name,
            func.coalesce(done.c.done, 0),
            Sheet.submitted_at,
        )
        .select_from(Category)
        .join(Category.rubric_version)
        .join(Participant, Participant.category_id == Category.id)
        .outerjoin(Sheet, Sheet.participant_id == Participant.id)
        .outerjoin(Account, Account.id == Sheet.assessor_id)
        .outerjoin(done, done.c.sheet_id == Sheet.id)
        .where(Category.period_id == period.id)
        .order_by(Category.position, Category.id, Participant.name, Account.name)
    )
    return [
        Progress(
            category.title,
            participant.id,
            participant.name,
            assessor or "–",
            count,
            len(version.rubric.indicators),
            submitted_at is not None,
            participant.withdrawn,
        )
        for category, participant, version, assessor, count, submitted_at in session.execute(query)
    ]


def result_view(row: Result) -> UnitResult:
    """A result's row as plain values."""
    unit = row.participant.unit
    return UnitResult(
        row.participant_id,
        unit.id,
        row.participant.name,
        unit.short_name,
        row.value,
        row.exact,
        Bilingual(**row.predicate) if row.predicate else None,
        row.place,
        row.joint,
        row.ranked,
        row.tie or (),
        row.reason,
        row.coverage,
        {code: node["value"] for code, node in row.nodes.items()},
    )


def winner_view(row: Winner, category: Category) -> WinnerView:
    """A winner's row as plain values."""
    return WinnerView(
        row.id,
        category.id,
        category.title,
        row.participant_id,
        row.participant.name,
        row.award,
        Bilingual(**row.title),
        row.place,
        Bilingual(**row.place_name) if row.place_name else None,
        row.joint,
        row.reason,
    )


def evaluation_of(rubric: Rubric, row: Result) -> Evaluation:
    """A stored result as the scoring floor speaks of it; nothing is computed anew."""
    exact = {code: row.nodes.get(code, {}).get("exact") for code in rubric.node}
    answers = {code: row.indicators.get(code, {}).get("answers", []) for code in rubric.indicator}
    return Evaluation(
        nodes={code: None if text is None else Fraction(text) for code, text in exact.items()},
        exact=row.exact,
        value=None if row.value is None else Fraction(row.value),
        predicate=Bilingual(**row.predicate) if row.predicate else None,
        missing=tuple(code for code, given in answers.items() if not given),
        not_applicable=tuple(c for c, given in answers.items() if given and exact[c] is None),
        coverage=Fraction(row.coverage),
        reason=None,
    )


def _refuse_before_release(actor: Actor, period: Period) -> None:
    """Only those who decide know anything of results before release."""
    if period.stage != Stage.RELEASED and not allows(actor, Action.DECIDE):
        raise NotFound("Hasil periode ini belum dibuka.")


def _rows(
    session: Session, actor: Actor, period: Period
) -> tuple[Sequence[Result], Sequence[Winner], str | None]:
    if period.stage in (Stage.DRAFT, Stage.SCORING):
        outcomes = compute(session, [category for category, _ in _categories(session, period.id)])
        return (
            [row for outcome in outcomes for row in outcome.results],
            [row for outcome in outcomes for row in outcome.winners],
            None,
        )
    rows = session.scalars(
        visible_results(actor)
        .where(Period.id == period.id, newest_snapshot())
        .options(
            contains_eager(Result.participant).joinedload(Participant.unit),
            contains_eager(Result.snapshot),
        )
    ).all()
    won = session.scalars(
        visible_winners(actor)
        .join(Winner.snapshot)
        .where(Period.id == period.id, newest_snapshot())
        .options(contains_eager(Winner.participant))
        .order_by(Winner.category_id, Winner.id)
    ).all()
    return rows, won, rows[0].snapshot.digest if rows else None


def _row_of(session: Session, actor: Actor, participant: Participant) -> Result:
    period = participant.category.period
    rows, _, _ = _rows(session, actor, period)
    return next(row for row in rows if row.participant_id == participant.id)


def _categories(session: Session, period_id: int) -> list[tuple[Category, RubricVersion]]:
    query = (
        select(Category, RubricVersion)
        .join(Category.rubric_version)
        .where(Category.period_id == period_id)
        .order_by(Category.position, Category.id)
    )
    return list(session.execute(query))


def _best_first(unit: UnitResult) -> tuple[bool, int, str]:
    return (unit.place is None, unit.place or 0, unit.unit)


def _opened(
    session: Session, actor: Actor, rubric: Rubric, row: Result, code: str | None
) -> Opened:
    if code is not None and code not in rubric.node:
        raise NotFound("Bagian itu tidak ada di rubrik ini.")
    evaluation = evaluation_of(rubric, row)
    exact = evaluation.exact if code is None else evaluation.nodes[code]
    node = None if code is None else rubric.node[code]
    indicator = node if isinstance(node, Indicator) else None
    return Opened(
        code,
        rubric.result.name if node is None else node.name,
        None if exact is None else write_decimal(exact, rubric.result.places),
        exact,
        _parents(rubric, code),
        terms(rubric, evaluation, code),
        indicator,
        _panel_answers(session, actor, row, indicator.code) if indicator else (),
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
    session: Session, actor: Actor, row: Result, code: str
) -> tuple[tuple[str, str, str], ...]:
    """Who of the panel answered what, for those who decide; others see answers without names."""
    if not allows(actor, Action.DECIDE):
        return tuple(("", answer, "") for answer in row.indicators[code]["answers"])
    query = (
        select(Account.name, Score.answer, Score.note)
        .join(Sheet, Sheet.assessor_id == Account.id)
        .join(Score, Score.sheet_id == Sheet.id)
        .where(Sheet.participant_id == row.participant_id, Score.indicator == code)
        .order_by(Account.name, Account.id)
    )
    return tuple(session.execute(query))
