"""What was recorded in a time that is locked stays; later it changes by objection only."""

from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import date

from sqlalchemy import ColumnElement, and_, or_, select
from sqlalchemy.orm import Session, selectinload

from evaluator.services.problems import Refused
from evaluator.storage.actor import Actor
from evaluator.storage.panel_visibility import units_left
from evaluator.storage.periods import UNDER_WAY, Category, Participant, Period, Stage

CLOSED = (Stage.LOCKED, Stage.RELEASED, Stage.REVISED)


def hold_facts_open(
    session: Session,
    office_id: int,
    *days: date,
    units: Collection[int] | None = None,
    actor: Actor | None = None,
) -> None:
    """Hold the days on which facts are recorded or changed open until the transaction ends.

    days : of the fact, before and after where it moves
    units : whose fact it is, before and after; None: it may be anybody's
    actor : who records it, where it is of single units

    Raises
    ------
    Refused
        If a locked period in which one of the units takes part measures one of the days,
        or whoever records left one of the units as an assessor; the sentence names them.
    """
    covered = or_(*(_covers(day) for day in days))
    _hold(session, and_(Period.office_id == office_id, covered), lambda _period: units, actor)


def hold_periods_open(session: Session, units: Mapping[int, Collection[int]], actor: Actor) -> None:
    """Hold these periods open, each for the units whose facts change in it.

    units : by the period's number

    Raises
    ------
    Refused
        If one of them is locked and one of its units takes part, or whoever records left
        one of the units as an assessor.
    """
    _hold(session, Period.id.in_(list(units)), lambda period: units[period.id], actor)


def _hold(
    session: Session,
    rule: ColumnElement[bool],
    units_of: Callable[[Period], Collection[int] | None],
    actor: Actor | None,
) -> None:
    query = (
        select(Period)
        .where(rule)
        .order_by(Period.id)
        .with_for_update(read=True)
        .options(selectinload(Period.categories).joinedload(Category.rubric_version))
        .execution_options(populate_existing=True)
    )
    found = session.scalars(query).all()
    frozen = [period for period in found if is_frozen(period)]
    measured = measured_units(session, frozen)
    for period in frozen:
        units = units_of(period)
        if units is None or not measured[period.id].isdisjoint(units):
            raise Refused(
                'Periode "{title}" sudah dikunci dan memakai catatan dari {first} sampai {last}. '
                "Catatan itu tidak berubah lagi; unit yang keberatan memakai jalan keberatan.",
                title=period.title,
                first=first_day(period),
                last=last_day(period),
            )
    if actor is not None:
        _check_impartial(session, actor, [one for one in found if one not in frozen], units_of)


def _check_impartial(
    session: Session,
    actor: Actor,
    periods: Sequence[Period],
    units_of: Callable[[Period], Collection[int] | None],
) -> None:
    """Whoever left a unit as its assessor does not write down what is measured of it either."""
    counting = {one.id: one for one in periods if one.stage in UNDER_WAY and measures(one)}
    if not counting or actor.account_id is None:
        return
    query = (
        select(Participant, Category.period_id)
        .join(Participant.category)
        .where(Category.period_id.in_(counting), Participant.id.in_(units_left(actor)))
    )
    for participant, number in session.execute(query):
        if participant.unit_id in (units_of(counting[number]) or ()):
            raise Refused(
                'Anda mundur dari {unit} pada "{title}", atau mempunyai benturan kepentingan '
                "dengannya. Minta rekan mencatatnya.",
                unit=participant.name,
                title=counting[number].title,
            )


def measured_units(session: Session, periods: Sequence[Period]) -> dict[int, set[int]]:
    """The units that take part, withdrawn or not, where a rubric measures, by period; one query.

    The categories with their rubrics must be loaded.
    """
    found: dict[int, set[int]] = {period.id: set() for period in periods}
    measuring = [
        category.id
        for period in periods
        for category in period.categories
        if category.rubric_version.rubric.measured
    ]
    if measuring:
        query = (
            select(Category.period_id, Participant.unit_id)
            .join(Participant.category)
            .where(Category.id.in_(measuring))
        )
        for period_id, unit_id in session.execute(query):
            found[period_id].add(unit_id)
    return found


def is_frozen(period: Period) -> bool:
    """Whether a period has taken what it measures, for good."""
    taken = period.stage in CLOSED or period.revising_since is not None
    return taken and measures(period)


def measures(period: Period) -> bool:
    """Whether a rubric of a period counts recorded facts."""
    return any(one.rubric_version.rubric.measured for one in period.categories)


def first_day(period: Period) -> date:
    """The first day whose facts a period counts: 1 January of its year unless it says otherwise."""
    return period.facts_from or date(period.year, 1, 1)


def last_day(period: Period) -> date:
    """The last day whose facts a period counts: 31 December unless it says otherwise."""
    return period.facts_until or date(period.year, 12, 31)


def _covers(day: date) -> ColumnElement[bool]:
    first = or_(
        Period.facts_from <= day, and_(Period.facts_from.is_(None), Period.year <= day.year)
    )
    last = or_(
        Period.facts_until >= day, and_(Period.facts_until.is_(None), Period.year >= day.year)
    )
    return and_(first, last)
