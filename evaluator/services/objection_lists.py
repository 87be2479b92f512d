"""Lists of objections: a unit's own by period, and the office's with filters."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select, and_, func, or_, select
from sqlalchemy.orm import Session, contains_eager

from evaluator.scoring.words import Bilingual
from evaluator.services.objection_people import scorers_of
from evaluator.services.objection_rows import called
from evaluator.services.objection_windows import Deadline, deadlines_of
from evaluator.services.permissions import Action, require
from evaluator.storage.actor import Actor
from evaluator.storage.objection_visibility import visible_objections
from evaluator.storage.objections import WAITING, Objection, ObjectionState
from evaluator.storage.people import Account
from evaluator.storage.periods import Category, Participant, Period
from evaluator.storage.results import Result
from evaluator.storage.units import Unit
from evaluator.storage.visibility import released_snapshot, visible_results

PAGE = 50
_STATE = ObjectionState


@dataclass(frozen=True)
class OwnLine:
    """One objection of one's own unit."""

    id: int
    indicator: str
    name: Bilingual
    state: str
    sent_at: datetime | None
    decided_at: datetime | None


@dataclass(frozen=True)
class Place:
    """One indicator to which one may object; `busy`: an objection is under way or settled."""

    code: str
    name: Bilingual
    busy: bool


@dataclass(frozen=True)
class OwnPeriod:
    """One released period in which one's own unit took part.

    places : every indicator, empty where nothing can be objected to any more
    """

    participant_id: int
    period_id: int
    title: str
    year: int
    category: str
    deadline: Deadline
    open: bool
    lines: tuple[OwnLine, ...]
    places: tuple[Place, ...]


@dataclass(frozen=True)
class OfficeLine:
    """One objection that was sent to the office.

    scored : whether the assessor who shall answer scored the unit
    """

    id: int
    period_id: int
    period: str
    unit: str
    category: str
    indicator: str
    name: Bilingual
    state: str
    sent_at: datetime | None
    assessor: str
    scored: bool


@dataclass(frozen=True)
class Filters:
    """What a list is narrowed to; "" and None: not narrowed.

    state : a state, or "waiting" for everything that is not settled for good
    text : part of a unit's name or an indicator's code
    """

    period_id: int | None = None
    state: str = ""
    text: str = ""


@dataclass(frozen=True)
class OfficeList:
    """One page of the office's objections."""

    lines: tuple[OfficeLine, ...]
    page: int
    pages: int
    count: int


def own_objections(session: Session, actor: Actor, now: datetime) -> list[OwnPeriod]:
    """The released periods of one's own unit with its objections, newest first."""
    require(actor, Action.OBJECT)
    results = session.scalars(
        visible_results(actor)
        .where(Participant.unit_id == actor.unit_id, released_snapshot())
        .options(
            contains_eager(Result.participant),
            contains_eager(Result.category).contains_eager(Category.period),
        )
        .order_by(Period.year.desc(), Period.id.desc(), Category.position)
    ).all()
    rows: dict[int, list[Objection]] = {}
    query = visible_objections(actor).where(Participant.unit_id == actor.unit_id)
    for row in session.scalars(query.order_by(Objection.indicator, Objection.number)):
        rows.setdefault(row.participant_id, []).append(row)
    deadlines = deadlines_of(session, [one.category.period for one in results])
    return [
        _own_period(now, one, rows.get(one.participant_id, []), deadlines[one.category.period_id])
        for one in results
    ]


def openings_of(
    session: Session, actor: Actor, now: datetime, participant_id: int
) -> tuple[Deadline, Mapping[str, int]] | None:
    """Until when one's own unit may object, and its objections by indicator; None where it may not.

    For links beside the indicators of a feedback page.
    """
    found = (one for one in own_objections(session, actor, now))
    own = next((one for one in found if one.participant_id == participant_id), None)
    if own is None or not own.places:
        return None
    kept = {line.indicator: line.id for line in own.lines if line.state != _STATE.WITHDRAWN}
    return own.deadline, kept


def office_objections(
    session: Session, actor: Actor, filters: Filters, page: int = 1
) -> OfficeList:
    """The objections that this person may read, those that wait longest first."""
    require(actor, Action.SEE_FACTS)
    query = _filtered(visible_objections(actor).where(Objection.sent_at.is_not(None)), filters)
    counted = select(func.count()).select_from(
        query.with_only_columns(Objection.id).order_by(None).subquery()
    )
    count = session.scalar(counted) or 0
    pages = max(1, -(-count // PAGE))
    here = min(max(page, 1), pages)
    rows = session.scalars(
        query.options(
            contains_eager(Objection.participant)
            .contains_eager(Participant.category)
            .contains_eager(Category.period),
            contains_eager(Objection.participant).joinedload(Participant.unit),
        )
        .order_by(Objection.state.not_in(WAITING), Objection.sent_at, Objection.id)
        .limit(PAGE)
        .offset((here - 1) * PAGE)
    ).all()
    return OfficeList(_office_lines(session, rows), here, pages, count)


def _own_period(
    now: datetime, result: Result, rows: Sequence[Objection], deadline: Deadline
) -> OwnPeriod:
    category = result.category
    rubric = category.rubric_version.rubric
    is_open = deadline.is_open(now) and bool(result.nodes)
    busy = {row.indicator for row in rows if row.state != _STATE.WITHDRAWN}
    return OwnPeriod(
        result.participant_id,
        category.period_id,
        category.period.title,
        category.period.year,
        category.title,
        deadline,
        is_open,
        tuple(_own_line(row, rubric.indicator[row.indicator].name) for row in rows),
        tuple(Place(one.code, one.name, one.code in busy) for one in rubric.indicators)
        if is_open
        else (),
    )


def _own_line(row: Objection, name: Bilingual) -> OwnLine:
    settled = row.state in (_STATE.ACCEPTED, _STATE.REJECTED)
    # To the unit a decision that waits for its second person is not made yet.
    state = _STATE.ANSWERED if row.state == _STATE.DECIDED else row.state
    decided_at = (row.confirmed_at or row.decided_at) if settled else None
    return OwnLine(row.id, row.indicator, name, state, row.sent_at, decided_at)


def _filtered(query: Select[Objection], filters: Filters) -> Select[Objection]:
    if filters.period_id is not None:
        query = query.where(Period.id == filters.period_id)
    if filters.state == "waiting":
        query = query.where(Objection.state.in_(WAITING))
    elif filters.state:
        query = query.where(Objection.state == filters.state)
    if filters.text:
        query = query.join(Participant.unit).where(
            or_(
                and_(
                    Unit.kind != "responden",
                    Participant.name.icontains(filters.text, autoescape=True),
                ),
                Unit.short_name.icontains(filters.text, autoescape=True),
                Objection.indicator.icontains(filters.text, autoescape=True),
            )
        )
    return query


def _office_lines(session: Session, rows: Sequence[Objection]) -> tuple[OfficeLine, ...]:
    ids = {row.assessor_id for row in rows if row.assessor_id is not None}
    names = dict(session.execute(select(Account.id, Account.name).where(Account.id.in_(ids))).all())
    scored = scorers_of(session, {row.participant_id for row in rows})
    return tuple(
        OfficeLine(
            row.id,
            row.participant.category.period_id,
            row.participant.category.period.title,
            called(row.participant),
            row.participant.category.title,
            row.indicator,
            row.participant.category.rubric_version.rubric.indicator[row.indicator].name,
            row.state,
            row.sent_at,
            names.get(row.assessor_id or 0, ""),
            (row.participant_id, row.assessor_id) in scored,
        )
        for row in rows
    )
