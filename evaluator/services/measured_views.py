"""What is measured of units, as they and the office read it while the season runs."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Select
from sqlalchemy.orm import Session, contains_eager

from evaluator.scoring.exact import write_decimal
from evaluator.scoring.rubric import Indicator, Rubric
from evaluator.services.freezing import first_day, is_frozen, last_day
from evaluator.services.measuring import Measured, measured_of, measured_unit
from evaluator.services.periods import PeriodView, view_of, visible_period
from evaluator.services.permissions import Action, require
from evaluator.services.problems import NotFound
from evaluator.storage.actor import Actor
from evaluator.storage.measure_visibility import visible_measured
from evaluator.storage.periods import Category, Participant, Period


@dataclass(frozen=True)
class MeasuredLine:
    """One measured indicator; value on the rubric's range, None where nothing is counted."""

    indicator: Indicator
    measured: Measured
    value: str | None


@dataclass(frozen=True)
class MeasuredUnit:
    """Everything that is measured of one unit in one period.

    frozen : whether the period has taken it for good
    """

    participant_id: int
    unit: str
    period: str
    category: str
    first: date
    last: date
    frozen: bool
    lines: tuple[MeasuredLine, ...]


@dataclass(frozen=True)
class MeasuredTable:
    """One category: its measured indicators, and each unit's lines in that order."""

    category: str
    indicators: tuple[Indicator, ...]
    units: tuple[MeasuredUnit, ...]


def own_measured(session: Session, actor: Actor) -> list[MeasuredUnit]:
    """What is measured of one's own unit, newest period first."""
    require(actor, Action.SEE_FACTS)
    query = _loaded(visible_measured(actor).where(Participant.unit_id == actor.unit_id))
    rows = session.scalars(query.order_by(Period.year.desc(), Period.id.desc(), Category.position))
    return [_view(one, measured_unit(session, one)) for one in rows if _rubric(one).measured]


def measured_periods(session: Session, actor: Actor) -> list[PeriodView]:
    """The periods that measure something, as far as one may read it, newest first."""
    require(actor, Action.SEE_FACTS)
    query = _loaded(visible_measured(actor)).order_by(Period.year.desc(), Period.id.desc())
    found = {one.category.period_id: one for one in session.scalars(query) if _rubric(one).measured}
    return [view_of(one.category.period) for one in found.values()]


def measured_view(session: Session, actor: Actor, participant_id: int) -> MeasuredUnit:
    """What is measured of one unit.

    Raises
    ------
    NotFound
        If there is no such unit, nothing is measured of it, or it is not for this person.
    """
    require(actor, Action.SEE_FACTS)
    query = _loaded(visible_measured(actor).where(Participant.id == participant_id))
    participant = session.scalar(query)
    if participant is None or not _rubric(participant).measured:
        raise NotFound("Catatan terukur unit itu tidak ada.")
    return _view(participant, measured_unit(session, participant))


def measured_tables(session: Session, actor: Actor, period_id: int) -> list[MeasuredTable]:
    """Every unit of a period with what is measured of it, in a fixed number of queries."""
    require(actor, Action.SEE_FACTS)
    period = visible_period(session, actor, period_id)
    query = _loaded(visible_measured(actor).where(Period.id == period.id))
    found: dict[int, list[Participant]] = {}
    for one in session.scalars(query.order_by(Category.position, Category.id, Participant.name)):
        if _rubric(one).measured:
            found.setdefault(one.category_id, []).append(one)
    categories = [units[0].category for units in found.values()]
    measured = measured_of(session, categories, taken=True)
    return [_table(units, measured) for units in found.values()]


def _table(
    units: list[Participant], measured: Mapping[int, Mapping[str, Measured]]
) -> MeasuredTable:
    rubric = _rubric(units[0])
    return MeasuredTable(
        units[0].category.title,
        tuple(rubric.indicator[code] for code in rubric.measured),
        tuple(_view(one, measured.get(one.id, {})) for one in units),
    )


def _loaded(query: Select[Participant]) -> Select[Participant]:
    category = contains_eager(Participant.category)
    return query.options(
        category.contains_eager(Category.period), category.joinedload(Category.rubric_version)
    )


def _rubric(participant: Participant) -> Rubric:
    return participant.category.rubric_version.rubric


def _view(participant: Participant, measured: Mapping[str, Measured]) -> MeasuredUnit:
    period, rubric = participant.category.period, _rubric(participant)
    return MeasuredUnit(
        participant.id,
        participant.name,
        period.title,
        participant.category.title,
        first_day(period),
        last_day(period),
        is_frozen(period),
        tuple(_line(rubric, code, one) for code, one in measured.items()),
    )


def _line(rubric: Rubric, code: str, measured: Measured) -> MeasuredLine:
    share = None
    if measured.answer and measured.answer != "TB":
        share = rubric.read(code, measured.answer).share
    value = (
        None if share is None else write_decimal(rubric.result.stretch(share), rubric.result.places)
    )
    return MeasuredLine(rubric.indicator[code], measured, value)
