"""The office's view of a released year: what holds it back, and whom to coach first."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from sqlalchemy import select
from sqlalchemy.orm import Session, contains_eager

from evaluator.scoring.aggregate import Evaluation
from evaluator.scoring.coaching import Reach, gaps, reach_of
from evaluator.scoring.exact import write_decimal
from evaluator.scoring.growth import to_next_predicate
from evaluator.scoring.rubric import Rubric
from evaluator.scoring.words import Bilingual
from evaluator.services.activity_words import name_of
from evaluator.services.periods import PeriodView, view_of
from evaluator.services.permissions import Action, require
from evaluator.services.problems import NotFound
from evaluator.services.results import evaluation_of
from evaluator.storage.actor import Actor
from evaluator.storage.periods import Category, Participant, Period
from evaluator.storage.results import Result
from evaluator.storage.visibility import released_snapshot, visible_results

ORDERS = ("need", "near")
"""Whom to coach first: the lowest predicate first, or the one nearest to the next first."""


@dataclass(frozen=True)
class Group:
    """The units of one category with what they came to; those without a value are left out."""

    period: PeriodView
    category_id: int
    category: str
    rubric: Rubric
    units: tuple[tuple[Result, Evaluation], ...]


@dataclass(frozen=True)
class GapRow:
    """One indicator that holds a category back.

    total : declared points of the index, summed over the units
    mean : the same for one unit; percent : of all gaps, to one decimal
    position : 0 to 1 of the widest gap, for drawing only
    """

    code: str
    name: Bilingual
    section: Bilingual
    total: str
    mean: str
    percent: str
    below: int
    counted: int
    middle: str
    training: Bilingual | None
    position: float


@dataclass(frozen=True)
class UnitRow:
    """One unit and how far it is from the next predicate.

    upcoming : None at the best predicate; lack: declared points to it
    reach : the fewest steps that lead there; None where there is no next predicate
    """

    participant_id: int
    unit_id: int
    unit: str
    value: str
    predicate: Bilingual | None
    upcoming: Bilingual | None
    lack: str
    reach: Reach | None


def coach_periods(session: Session, actor: Actor) -> list[PeriodView]:
    """The periods with released results that this person may read, newest first."""
    require(actor, Action.COACH)
    known = visible_results(actor).where(released_snapshot()).with_only_columns(Period.id)
    query = select(Period).where(Period.id.in_(known))
    rows = session.scalars(query.order_by(Period.year.desc(), Period.id.desc()))
    return [view_of(row) for row in rows]


def groups_of(session: Session, actor: Actor, period_id: int) -> tuple[Group, ...]:
    """The categories of a period as they were released, with their units by name; two queries.

    Raises
    ------
    NotFound
        If no results are released, or this person may not see them: both look the same.
    """
    require(actor, Action.COACH)
    rows = session.scalars(
        visible_results(actor)
        .where(Period.id == period_id, released_snapshot(), Result.value.is_not(None))
        .options(
            contains_eager(Result.participant).joinedload(Participant.unit),
            contains_eager(Result.category).contains_eager(Category.period),
            contains_eager(Result.category).selectinload(Category.rubric_version),
        )
        .order_by(Category.position, Category.id, Participant.name)
    ).all()
    if not rows:
        raise NotFound("Periode itu belum mempunyai hasil yang dapat dibaca.")
    found: dict[int, list[Result]] = {}
    for row in rows:
        found.setdefault(row.category_id, []).append(row)
    return tuple(_group(results) for results in found.values())


def holding_back(group: Group) -> list[GapRow]:
    """The indicators that hold a category back, the widest gap first; none without a gap."""
    rubric, places = group.rubric, max(group.rubric.result.places, 2)
    found = [gap for gap in gaps(rubric, [e for _row, e in group.units]) if gap.total]
    widest = found[0].total if found else Fraction(1)
    return [
        GapRow(
            gap.code,
            gap.name,
            rubric.paths[gap.code][0].name,
            write_decimal(gap.total, places),
            write_decimal(gap.total / len(group.units), places),
            write_decimal(100 * gap.share, 1),
            gap.below,
            gap.counted,
            write_decimal(gap.middle, rubric.result.places),
            rubric.indicator[gap.code].training,
            float(gap.total / widest),
        )
        for gap in found
    ]


def whom_first(group: Group, order: str = "need") -> list[UnitRow]:
    """The units of a category in the order in which coaching them is worth most.

    "need": the lowest predicate first, within it the fewest steps to the next.
    "near": the fewest steps to the next predicate first, whatever it is. Equal ones by
    the effort of the steps, then the smaller lack, then the name. Last come those whom
    no step leads higher, and those at the best predicate.
    """
    rows = [(_unit_row(group.rubric, row, e), e) for row, e in group.units]
    levels = [predicate.start for predicate in group.rubric.result.predicates]

    def key(given: tuple[UnitRow, Evaluation]) -> tuple[object, ...]:
        row, evaluation = given
        reach = row.reach
        steps = reach.steps if reach else None
        level = sum((evaluation.value or 0) >= start for start in levels)
        effort = reach.effort if reach else 0
        lack = Fraction(row.lack) if row.lack else Fraction(0)
        need = level if order == "need" else 0
        return (steps is None, need, steps or 0, effort, lack, row.unit)

    return [row for row, _e in sorted(rows, key=key)]


def group_named(groups: Sequence[Group], category_id: int | None) -> Group:
    """The category asked for, else the first."""
    return next((group for group in groups if group.category_id == category_id), groups[0])


def _group(rows: Sequence[Result]) -> Group:
    category = rows[0].category
    rubric = category.rubric_version.rubric
    units = tuple((row, evaluation_of(rubric, row)) for row in rows)
    return Group(view_of(category.period), category.id, category.title, rubric, units)


def _unit_row(rubric: Rubric, row: Result, evaluation: Evaluation) -> UnitRow:
    upcoming = to_next_predicate(rubric, evaluation)
    lack = write_decimal(upcoming.missing_points, rubric.result.places) if upcoming else ""
    return UnitRow(
        row.participant_id,
        row.participant.unit_id,
        unit_name(row),
        row.value or "",
        Bilingual(**row.predicate) if row.predicate else None,
        upcoming.name if upcoming else None,
        lack,
        reach_of(rubric, evaluation),
    )


def unit_name(row: Result) -> str:
    """What lists call the unit of a result: as it was named then, a respondent by its code."""
    unit = row.participant.unit
    return name_of(unit) if unit.kind == "responden" else row.participant.name
