"""Reading results: live for the team lead while scoring, afterwards from the snapshot."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session, contains_eager

from evaluator.scoring.aggregate import Evaluation
from evaluator.scoring.exact import write_decimal
from evaluator.scoring.rubric import Indicator, Rubric, Section
from evaluator.scoring.words import Bilingual
from evaluator.services.computing import compute, counted_answers
from evaluator.services.left_units import left_here
from evaluator.services.periods import PeriodView, list_periods, view_of, visible_period
from evaluator.services.permissions import Action, allows, require
from evaluator.services.problems import NotFound
from evaluator.services.winner_order import ordered_winners
from evaluator.storage.actor import Actor
from evaluator.storage.award_visibility import visible_winners
from evaluator.storage.periods import BEFORE_SCORING, UNDER_WAY, Category, Participant, Period
from evaluator.storage.results import Result, Winner
from evaluator.storage.rubrics import RubricVersion
from evaluator.storage.visibility import newest_snapshot, visible_results

Sentence = Mapping[str, Any]
"""A stored sentence: {"template", "values"}."""


@dataclass(frozen=True)
class UnitResult:
    """The declared outcome of one unit, as every page and paper prints it.

    value : "2.56", or None where the unit is not ranked
    nodes : code -> "3.25", or None
    left : whether the reader left the unit, and so reads nothing of it before the lock
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
    left: bool = False

    @property
    def shown_place(self) -> str:
        """The place as it is printed: "2", "2=" where it is shared, "" where there is none."""
        return f"{self.place}{'=' if self.joint else ''}" if self.place is not None else ""


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
    """A category's ranking, best first, those not ranked last.

    middle : the category's median of the index, exact; None where nobody has one, or it
        would tell of a unit that the reader left
    """

    id: int
    title: str
    rubric: Rubric
    rubric_digest: str
    units: tuple[UnitResult, ...]
    winners: tuple[WinnerView, ...]
    middle: Fraction | None

    @property
    def shown_middle(self) -> str | None:
        """The middle as a declared decimal."""
        places = self.rubric.result.places
        return None if self.middle is None else write_decimal(self.middle, places)

    def position(self, value: Fraction | None) -> float | None:
        """Where a value lies on the rubric's range, 0 to 1; for drawing only."""
        low, high = self.rubric.result.low, self.rubric.result.high
        return None if value is None else float((value - low) / (high - low))

    def nodes(self, *, deep: bool) -> tuple[Section | Indicator, ...]:
        """The top sections, or every section and indicator in the rubric's order."""
        if not deep:
            return self.rubric.sections
        found: list[Section | Indicator] = []
        for _, section in self.rubric.walk():
            found += [section, *section.indicators]
        return tuple(found)

    def awards_of(self, participant_id: int) -> tuple[WinnerView, ...]:
        """What one unit wins."""
        return tuple(w for w in self.winners if w.participant_id == participant_id)


@dataclass(frozen=True)
class PeriodResults:
    """All categories of a period; `digest` names the snapshot, None while it is live."""

    period: PeriodView
    categories: tuple[CategoryResults, ...]
    digest: str | None


def result_periods(session: Session, actor: Actor) -> list[tuple[PeriodView, bool]]:
    """All periods, newest first, each with whether this person may open its results."""
    require(actor, Action.SEE_RESULTS)
    decides = allows(actor, Action.DECIDE)
    return [
        (p, p.released_at is not None or (decides and p.stage not in BEFORE_SCORING))
        for p in list_periods(session, actor)
    ]


def period_results(session: Session, actor: Actor, period_id: int) -> PeriodResults:
    """The results of a period.

    Raises
    ------
    NotFound
        If this person may not see them yet: the same as if there were none.
    """
    return _read(session, actor, period_id)[0]


def category_results(
    session: Session, actor: Actor, period_id: int, category_id: int
) -> tuple[PeriodResults, CategoryResults]:
    """One category of a period's results, with the whole it belongs to."""
    whole = period_results(session, actor, period_id)
    for category in whole.categories:
        if category.id == category_id:
            return whole, category
    raise NotFound("Kategori itu tidak ada.")


def unit_result(
    session: Session, actor: Actor, period_id: int, participant_id: int
) -> tuple[PeriodResults, CategoryResults, Result]:
    """One unit's result with its category and period; NotFound as for `period_results`."""
    whole, rows = _read(session, actor, period_id)
    row = next((row for row in rows if row.participant_id == participant_id), None)
    if row is None:
        raise NotFound("Hasil itu tidak ada.")
    if participant_id in _hidden(session, actor, whole.period.stage):
        raise NotFound("Anda mundur dari unit ini; hasilnya terbuka setelah periode dikunci.")
    return whole, next(c for c in whole.categories if c.id == row.category_id), row


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


def _without_result(row: Result) -> UnitResult:
    """A unit that the reader left: that it takes part, and nothing of what it reached."""
    return replace(
        result_view(row),
        value=None,
        exact=None,
        predicate=None,
        place=None,
        joint=False,
        tie=(),
        reason=None,
        nodes={},
        left=True,
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
    nothing: dict[str, Any] = {"answers": []}
    answers = {
        code: counted_answers(row.indicators.get(code, nothing)) for code in rubric.indicator
    }
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


def _read(session: Session, actor: Actor, period_id: int) -> tuple[PeriodResults, Sequence[Result]]:
    require(actor, Action.SEE_RESULTS)
    period = visible_period(session, actor, period_id)
    # Only those who decide know anything of results before release.
    if period.released_at is None and not allows(actor, Action.DECIDE):
        raise NotFound("Hasil periode ini belum dibuka.")
    rows, won, digest = _rows(session, actor, period)
    left = _hidden(session, actor, period.stage)
    return PeriodResults(view_of(period), _ranked(session, period, rows, won, left), digest), rows


def _hidden(session: Session, actor: Actor, stage: str) -> frozenset[int]:
    """The units that the reader left, while they can still change; then they are the office's."""
    return left_here(session, actor) if stage in UNDER_WAY else frozenset()


def _rows(
    session: Session, actor: Actor, period: Period
) -> tuple[Sequence[Result], Sequence[Winner], str | None]:
    if period.stage in UNDER_WAY and allows(actor, Action.DECIDE):
        outcomes = compute(session, [category for category, _ in _categories(session, period.id)])
        return (
            [row for outcome in outcomes for row in outcome.results],
            [row for outcome in outcomes for row in outcome.winners],
            None,
        )
    rows = session.scalars(
        visible_results(actor)
        .where(Period.id == period.id, newest_snapshot(actor))
        .options(
            contains_eager(Result.participant).joinedload(Participant.unit),
            contains_eager(Result.snapshot),
        )
    ).all()
    won = ordered_winners(
        session, visible_winners(actor).where(Period.id == period.id, newest_snapshot(actor))
    )
    return rows, won, rows[0].snapshot.digest if rows else None


def _ranked(
    session: Session,
    period: Period,
    rows: Sequence[Result],
    won: Sequence[Winner],
    left: Collection[int],
) -> tuple[CategoryResults, ...]:
    results: dict[int, list[Result]] = {}
    for row in rows:
        results.setdefault(row.category_id, []).append(row)
    told = [one for one in won if one.participant_id not in left]
    return tuple(
        CategoryResults(
            category.id,
            category.title,
            version.rubric,
            version.digest,
            _best_first(results.get(category.id, ()), left),
            tuple(winner_view(w, category) for w in told if w.category_id == category.id),
            _middle(results.get(category.id, ()), left),
        )
        for category, version in _categories(session, period.id)
    )


def _middle(rows: Sequence[Result], left: Collection[int]) -> Fraction | None:
    """The median of the index, the same in every row; among few units it tells a hidden value."""
    if any(row.participant_id in left for row in rows):
        return None
    text = rows[0].middle.get("") if rows else None
    return None if text is None else Fraction(text)


def _categories(session: Session, period_id: int) -> list[tuple[Category, RubricVersion]]:
    query = (
        select(Category, RubricVersion)
        .join(Category.rubric_version)
        .where(Category.period_id == period_id)
        .order_by(Category.position, Category.id)
    )
    return list(session.execute(query))


def _best_first(rows: Sequence[Result], left: Collection[int]) -> tuple[UnitResult, ...]:
    hidden = [row.participant.name for row in rows if row.participant_id in left]
    units = [
        _without_result(row) if row.participant_id in left else _silent_on(hidden, result_view(row))
        for row in rows
    ]
    return tuple(sorted(units, key=lambda u: (u.place is None, u.place or 0, u.unit)))


def _silent_on(hidden: Collection[str], unit: UnitResult) -> UnitResult:
    """Another unit, without the sentences that say how it was parted from hidden ones."""
    tie = [one for one in unit.tie if not any(name in str(one["values"]) for name in hidden)]
    return replace(unit, tie=tie) if hidden else unit
