"""An assessor leaves a unit: access closes at once, the reason is kept, the panel is mended."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from evaluator.services.checks import clean_text
from evaluator.services.logging import record
from evaluator.services.periods import visible_period
from evaluator.services.permissions import Action, require
from evaluator.services.problems import NotFound, Refused
from evaluator.services.seating import (
    conflicting,
    hold_period,
    loads_of,
    own_participant,
    recused,
    seat,
    seatable,
    seated,
)
from evaluator.services.sheets import own_sheet
from evaluator.storage.actor import Actor
from evaluator.storage.panel_visibility import visible_recusals
from evaluator.storage.people import Account
from evaluator.storage.periods import Category, Participant, Period, Stage
from evaluator.storage.scores import Sheet
from evaluator.storage.visibility import name_for


@dataclass(frozen=True)
class Recusal:
    """What became of a unit's panel.

    replacement : who took the place; "" where nobody could without more than their share
    """

    unit: str
    assessor: str
    replacement: str


@dataclass(frozen=True)
class RecusalLine:
    """One recusal as the minutes name it."""

    category: str
    unit: str
    assessor: str
    at: datetime
    reason: str


def recuse(session: Session, actor: Actor, now: datetime, sheet_id: int, reason: str) -> Recusal:
    """Leave one's own sheet for good; it stays stored, opens to oneself no more and never counts.

    Raises
    ------
    Refused
        If no reason is given, or the period is past settling.
    """
    require(actor, Action.ASSESS)
    sheet = own_sheet(session, actor, sheet_id)
    return leave(session, actor, now, sheet, reason)


def recuse_other(
    session: Session,
    actor: Actor,
    now: datetime,
    participant_id: int,
    account_id: int,
    reason: str,
) -> Recusal:
    """Let an assessor leave a unit, as the lead; the reason is kept."""
    require(actor, Action.DECIDE)
    sheet = sheet_at(session, actor, participant_id, account_id)
    return leave(session, actor, now, sheet, reason)


def sheet_at(session: Session, actor: Actor, participant_id: int, account_id: int) -> Sheet:
    """The sheet that somebody has of a unit of the actor's office."""
    participant = own_participant(session, actor, participant_id)
    query = select(Sheet).where(
        Sheet.participant_id == participant.id,
        Sheet.assessor_id == account_id,
        Sheet.recused_at.is_(None),
    )
    sheet = session.scalar(query)
    if sheet is None:
        raise NotFound("Lembar itu tidak ada, atau penilainya sudah mundur.")
    return sheet


def leave(session: Session, actor: Actor, now: datetime, sheet: Sheet, reason: str) -> Recusal:
    """Close a sheet to its assessor and mend the panel, under one log entry.

    Whoever calls this has checked that the actor may.
    """
    why = clean_text(reason, "reason", most=500)
    period = hold_period(session, sheet.participant.category.period_id)
    if period.stage not in (Stage.SCORING, Stage.SETTLING):
        raise Refused("Hanya selama penilaian dan penyepakatan seorang penilai dapat mundur.")
    session.refresh(sheet)
    if sheet.recused_at is not None:
        raise NotFound("Lembar itu tidak ada, atau penilainya sudah mundur.")
    sheet.recused_at, sheet.recused_reason = now, why
    sheet.version += 1
    session.flush()
    next_one = _replace(session, period, sheet.participant)
    _record(session, actor, now, period, sheet, next_one)
    unit = name_for(actor, sheet.participant, period)
    return Recusal(unit, sheet.assessor.name, next_one.name if next_one else "")


def list_recusals(session: Session, actor: Actor, period_id: int) -> list[RecusalLine]:
    """Everyone who left a unit in a period, and why: for the minutes; in one query."""
    require(actor, Action.SEE_RESULTS)
    period = visible_period(session, actor, period_id)
    query = (
        visible_recusals(actor)
        .join(Account, Account.id == Sheet.assessor_id)
        .where(Category.period_id == period.id)
        .with_only_columns(
            Category.title, Participant.name, Account.name, Sheet.recused_at, Sheet.recused_reason
        )
        .order_by(Category.position, Participant.name, Account.name, Sheet.id)
    )
    return [
        RecusalLine(category, unit, assessor, at, reason)
        for category, unit, assessor, at, reason in session.execute(query)
        if at is not None
    ]


def _replace(session: Session, period: Period, participant: Participant) -> Account | None:
    """Seat whoever has least to do, unless that made somebody the busiest of all.

    Others keep their units: one place is filled, none is moved.
    """
    takes_part = participant.withdrawn is None and not participant.sample
    if period.stage != Stage.SCORING or not takes_part:
        return None
    category_id = participant.category_id
    shut = {
        who
        for pairs in (
            seated(session, category_id),
            recused(session, category_id),
            conflicting(session, [category_id]),
        )
        for unit, who in pairs
        if unit == participant.id
    }
    loads = {
        who: count for (at, who), count in loads_of(session, period.id).items() if at == category_id
    }
    free = [one for one in session.scalars(seatable(period)) if one.id not in shut]
    chosen = _least_busy(free, loads)
    if chosen is not None:
        seat(session, [(participant.id, chosen.id)])
    return chosen


def _least_busy(free: Sequence[Account], loads: dict[int, int]) -> Account | None:
    """Of those who assess in the category, the one with least; None where all have most."""
    known = [one for one in free if loads.get(one.id)]
    if not known:
        return None
    chosen = min(known, key=lambda one: (loads[one.id], one.name, one.id))
    return chosen if loads[chosen.id] < max(loads.values()) else None


def _record(
    session: Session,
    actor: Actor,
    now: datetime,
    period: Period,
    sheet: Sheet,
    next_one: Account | None,
) -> None:
    record(
        session,
        actor,
        now,
        "sheet.recuse",
        f"sheet:{sheet.id}",
        before={"assessor": sheet.assessor.username},
        after={"replacement": next_one.username if next_one else None},
        reason=sheet.recused_reason,
        period_id=period.id,
        office_id=period.office_id,
    )
