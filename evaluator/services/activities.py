"""Activities as they are read: the list with its counts, and one activity with who came."""

from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy import Select, func, or_, select
from sqlalchemy.orm import Session, joinedload, selectinload

from evaluator.services.activity_views import (
    ActivityView,
    InvitedView,
    Listing,
    PersonView,
    activity_view,
    invited_view,
    person_view,
    row_view,
)
from evaluator.services.freezing import CLOSED, first_day, is_frozen, last_day
from evaluator.services.offices import office_view, today_at
from evaluator.services.permissions import Action, require
from evaluator.services.problems import NotFound
from evaluator.storage.activities import Activity, ActivityInvitation, Attendance
from evaluator.storage.activities_visibility import (
    visible_activities,
    visible_attendance,
    visible_invitations,
)
from evaluator.storage.actor import Actor
from evaluator.storage.periods import Category, Period


def list_activities(
    session: Session, actor: Actor, now: datetime, *, year: int | None = None, kind: str = ""
) -> Listing:
    """The activities that this person may see, newest first, in a fixed number of queries."""
    require(actor, Action.SEE_FACTS)
    query = visible_activities(actor).options(joinedload(Activity.host))
    found = session.scalars(query.order_by(Activity.held_on.desc(), Activity.id.desc())).all()
    years = tuple(dict.fromkeys(row.held_on.year for row in found))
    wanted = [row for row in found if year in (None, row.held_on.year) and kind in ("", row.kind)]
    counts = _counts(session, actor)
    own = _own(session, actor, now)
    rows = tuple(row_view(row, counts.get(row.id, (0, 0, 0, 0)), own.get(row.id)) for row in wanted)
    return Listing(rows, years)


def open_activity(session: Session, actor: Actor, now: datetime, activity_id: int) -> ActivityView:
    """One activity, with the invited units by kind and name.

    Raises
    ------
    NotFound
        If there is none, or the reader's unit has no part in it.
    """
    require(actor, Action.SEE_FACTS)
    row = visible_activity(session, actor, activity_id)
    query = visible_invitations(actor).where(ActivityInvitation.activity_id == row.id)
    today = today_at(office_view(session, actor.office_id), now)
    invited = tuple(_invited_views(session, query, today))
    return activity_view(row, invited, row.held_on > today)


def open_invited(session: Session, actor: Actor, now: datetime, invited_id: int) -> InvitedView:
    """One invited unit of one activity."""
    require(actor, Action.SEE_FACTS)
    query = visible_invitations(actor).where(ActivityInvitation.id == invited_id)
    today = today_at(office_view(session, actor.office_id), now)
    for one in _invited_views(session, query, today):
        return one
    raise NotFound("Undangan itu tidak ada.")


def invited_of(session: Session, actor: Actor, now: datetime, attendance_id: int) -> InvitedView:
    """The invited unit for which somebody was noted."""
    require(actor, Action.SEE_FACTS)
    row = session.scalar(visible_attendance(actor).where(Attendance.id == attendance_id))
    if row is None:
        raise NotFound("Catatan kehadiran itu tidak ada.")
    return open_invited(session, actor, now, row.invitation_id)


def open_person(session: Session, actor: Actor, attendance_id: int) -> PersonView:
    """One entry of the attendance."""
    require(actor, Action.SEE_FACTS)
    row = session.scalar(visible_attendance(actor).where(Attendance.id == attendance_id))
    if row is None:
        raise NotFound("Catatan kehadiran itu tidak ada.")
    return person_view(row)


def visible_activity(
    session: Session, actor: Actor, activity_id: int, *, lock: bool = False
) -> Activity:
    """The row of an activity that this person may see, held until the transaction ends if asked."""
    query = visible_activities(actor).where(Activity.id == activity_id)
    if lock:
        query = query.with_for_update().execution_options(populate_existing=True)
    row = session.scalar(query)
    if row is None:
        raise NotFound("Kegiatan itu tidak ada.")
    return row


def locked_by(session: Session, office_id: int, held_on: date) -> str:
    """The title of a locked period that measures a day; "" while its records may change.

    For a page to say it beforehand; an act is refused by `freezing.hold_facts_open`.
    """
    query = (
        select(Period)
        .where(
            Period.office_id == office_id,
            or_(Period.stage.in_(CLOSED), Period.revising_since.is_not(None)),
        )
        .order_by(Period.id)
        .options(selectinload(Period.categories).joinedload(Category.rubric_version))
    )
    for period in session.scalars(query):
        if first_day(period) <= held_on <= last_day(period) and is_frozen(period):
            return period.title
    return ""


def _counts(session: Session, actor: Actor) -> dict[int, tuple[int, int, int, int]]:
    """By activity: units invited, units that came, units excused that did not come, persons."""
    people = (
        select(Attendance.invitation_id, func.count().label("people"))
        .where(Attendance.struck_at.is_(None))
        .group_by(Attendance.invitation_id)
        .subquery()
    )
    query = (
        visible_invitations(actor)
        .outerjoin(people, people.c.invitation_id == ActivityInvitation.id)
        .with_only_columns(
            ActivityInvitation.activity_id, ActivityInvitation.excused_at, people.c.people
        )
    )
    found: dict[int, tuple[int, int, int, int]] = {}
    for activity_id, excused_at, persons in session.execute(query):
        invited, came, excused, total = found.get(activity_id, (0, 0, 0, 0))
        away = excused_at is not None and not persons
        found[activity_id] = (
            invited + 1,
            came + bool(persons),
            excused + away,
            total + (persons or 0),
        )
    return found


def _own(session: Session, actor: Actor, now: datetime) -> dict[int, InvitedView]:
    """By activity: the invitation of the reader's own unit."""
    if actor.unit_id is None:
        return {}
    query = visible_invitations(actor).where(ActivityInvitation.unit_id == actor.unit_id)
    today = today_at(office_view(session, actor.office_id), now)
    return {one.activity_id: one for one in _invited_views(session, query, today)}


def _invited_views(
    session: Session, query: Select[ActivityInvitation], today: date
) -> Sequence[InvitedView]:
    full = query.options(
        joinedload(ActivityInvitation.unit),
        joinedload(ActivityInvitation.activity),
        selectinload(ActivityInvitation.people),
    ).execution_options(populate_existing=True)
    views = [invited_view(row, today) for row in session.scalars(full)]
    return sorted(views, key=lambda one: (one.kind, one.unit, one.id))
