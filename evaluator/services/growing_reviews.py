"""The review at mid-year: both sides write what came of each action, by a day the office sets."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from evaluator.services.checks import clean_text
from evaluator.services.growing import review_day
from evaluator.services.logging import record
from evaluator.services.offices import office_view
from evaluator.services.periods import visible_period
from evaluator.services.permissions import Action, require
from evaluator.services.problems import Conflict, NotFound, Refused
from evaluator.storage.actor import Actor
from evaluator.storage.growth import GrowthPlan, ReviewDay
from evaluator.storage.growth_visibility import visible_plans
from evaluator.storage.periods import Period
from evaluator.storage.visibility import visible_periods

LONGEST = 2000


@dataclass(frozen=True)
class Review:
    """What one side writes: of the whole plan, and of single actions by their number."""

    whole: str
    actions: Mapping[int, str]


def review_own(
    session: Session, actor: Actor, now: datetime, plan_id: int, review: Review, *, version: int
) -> None:
    """A unit writes what came of its own plan.

    Raises
    ------
    Conflict
        If the plan changed since `version`.
    Refused
        If nothing is written at all.
    """
    require(actor, Action.PLAN)
    if actor.unit_id is None:
        raise NotFound("Rencana itu tidak ada.")
    _review(session, actor, now, plan_id, review, version, "unit_review")


def review_as_office(
    session: Session, actor: Actor, now: datetime, plan_id: int, review: Review, *, version: int
) -> None:
    """The office writes what it thinks of a unit's plan; raises as `review_own`."""
    require(actor, Action.ARRANGE)
    _review(session, actor, now, plan_id, review, version, "office_review")


def set_review_day(
    session: Session, actor: Actor, now: datetime, period_id: int, day: date
) -> None:
    """Choose by when the plans of a released period are reviewed.

    Raises
    ------
    Refused
        If the period is not released yet, or the day lies before its release.
    """
    require(actor, Action.ARRANGE)
    period = visible_period(session, actor, period_id, lock=True)
    if period.released_at is None:
        raise Refused("Periode ini belum dirilis, jadi belum ada rencana untuk ditinjau.")
    if day < period.released_at.date():
        raise Refused("Tanggal tinjauan harus sesudah hasilnya dirilis.", field="day")
    row = session.scalar(select(ReviewDay).where(ReviewDay.period_id == period_id))
    before = review_day(office_view(session, period.office_id), period, row.day if row else None)
    if row is None:
        session.add(ReviewDay(period_id=period_id, day=day))
    else:
        row.day = day
    if before != day:
        place = f"period:{period_id}"
        record(
            session,
            actor,
            now,
            "plan.day",
            place,
            before=before.isoformat(),
            after=day.isoformat(),
            period_id=period_id,
        )


def _review(
    session: Session,
    actor: Actor,
    now: datetime,
    plan_id: int,
    review: Review,
    version: int,
    side: str,
) -> None:
    query = visible_plans(actor).where(GrowthPlan.id == plan_id)
    if session.scalar(query.with_only_columns(GrowthPlan.id)) is None:
        raise NotFound("Rencana itu tidak ada.")
    plan = session.get_one(GrowthPlan, plan_id, with_for_update=True, populate_existing=True)
    if plan.version != version:
        raise Conflict(
            "Rencana ini sudah berubah di tab atau perangkat lain. Tidak ada yang ditimpa.",
            stored={"whole": getattr(plan, side), "version": plan.version},
        )
    before = _said(plan, side)
    _write(plan, review, side)
    after = _said(plan, side)
    if not any(after.values()):
        raise Refused("Tuliskan tinjauan, paling sedikit satu kalimat.", field="whole")
    if after != before:
        setattr(plan, f"{side}ed_at", now)
        plan.version += 1
        act = "plan.review" if side == "unit_review" else "plan.coach"
        period_id = plan.participant.category.period_id
        place = f"plan:{plan.id}"
        record(session, actor, now, act, place, before=before, after=after, period_id=period_id)


def _write(plan: GrowthPlan, review: Review, side: str) -> None:
    setattr(plan, side, clean_text(review.whole, "whole", most=LONGEST, empty=True))
    for action in plan.actions:
        given = review.actions.get(action.id)
        if given is not None:
            field = f"action-{action.id}"
            setattr(action, side, clean_text(given, field, most=LONGEST, empty=True))


def _said(plan: GrowthPlan, side: str) -> dict[str, str]:
    """What a side wrote, "" for the whole, else by indicator; two of one count as one."""
    told: dict[str, str] = {"whole": getattr(plan, side)}
    for action in plan.actions:
        words = getattr(action, side)
        if words:
            told[action.indicator] = "; ".join(filter(None, (told.get(action.indicator), words)))
    return told


def review_days(session: Session, actor: Actor) -> dict[int, date]:
    """By when the plans of each released period are reviewed, by the period's number."""
    require(actor, Action.COACH)
    office = office_view(session, actor.office_id)
    chosen = dict(session.execute(select(ReviewDay.period_id, ReviewDay.day)).all())
    periods = session.scalars(visible_periods(actor).where(Period.released_at.is_not(None)))
    return {one.id: review_day(office, one, chosen.get(one.id)) for one in periods}
