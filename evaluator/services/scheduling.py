"""Opening and closing times of a period's stages, and their extension."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from evaluator.services.checks import clean_text
from evaluator.services.logging import record
from evaluator.services.periods import stages_of, visible_period
from evaluator.services.permissions import Action, require
from evaluator.services.problems import Conflict, Refused
from evaluator.services.windows import Window, windows_of
from evaluator.storage.actor import Actor
from evaluator.storage.periods import Period, Stage, StageWindow

TIMED = (Stage.SELF_ASSESSMENT, Stage.SCORING, Stage.SETTLING)
LONGEST_GRACE = 24 * 60


@dataclass(frozen=True)
class Hours:
    """The hours that one stage shall have; None: not limited."""

    opens_at: datetime | None
    closes_at: datetime | None


def hours_of(session: Session, actor: Actor, period_id: int) -> list[Window]:
    """The hours of every timed stage of a period, in their order."""
    require(actor, Action.SIGNED_IN)
    period = visible_period(session, actor, period_id)
    found = windows_of(session, period)
    stages = [stage for stage in TIMED if stage in stages_of(period)]
    return [found.get(stage) or Window(stage, None, None, None) for stage in stages]


def set_hours(
    session: Session,
    actor: Actor,
    now: datetime,
    period_id: int,
    *,
    version: int,
    hours: dict[Stage, Hours],
    grace_minutes: int,
    reason: str = "",
) -> None:
    """Set when the stages of a period open and close.

    Once the period is open, every change needs a reason.

    hours : by stage; a stage that is not named is not limited
    version : of the period, as it was seen

    Raises
    ------
    Refused
        If a stage would close before it opens, or open or close before the stage ahead
        of it closes, or the reason of a change is missing.
    Conflict
        If the period changed since `version`.
    """
    require(actor, Action.ADMINISTER)
    period = visible_period(session, actor, period_id, lock=True)
    before = _said(session, period)
    if period.version != version:
        raise Conflict(
            "Periode ini baru saja berubah; tidak ada yang ditimpa.",
            stored={"version": period.version, **before},
        )
    if period.stage not in (Stage.DRAFT, *TIMED):
        raise Refused("Periode sudah dikunci; jadwalnya tidak berubah lagi.")
    _check(period, hours, grace_minutes)
    why = clean_text(reason, "reason", most=500, empty=True)
    _store(session, period, hours, grace_minutes)
    after = _said(session, period)
    if after == before:
        return
    if period.stage != Stage.DRAFT and not why:
        raise Refused("Tuliskan alasan perubahan jadwal.", field="reason")
    period.version += 1
    record(
        session,
        actor,
        now,
        "period.hours",
        f"period:{period.id}",
        before=before,
        after=after,
        reason=why,
        period_id=period.id,
    )


def _check(period: Period, hours: dict[Stage, Hours], grace_minutes: int) -> None:
    if not 0 <= grace_minutes <= LONGEST_GRACE:
        raise Refused(
            "Kelonggaran antara 0 dan {most} menit.", field="grace_minutes", most=LONGEST_GRACE
        )
    last: datetime | None = None
    for stage in TIMED:
        given = hours.get(stage)
        if given is None or (stage is Stage.SELF_ASSESSMENT and not period.self_assesses):
            continue
        if given.opens_at and given.closes_at and given.closes_at <= given.opens_at:
            raise Refused("Tahap harus ditutup setelah dibuka.", field=f"{stage.value}_closes")
        if last and given.opens_at and given.opens_at < last:
            raise Refused(
                "Tahap ini dibuka sebelum tahap di depannya ditutup.", field=f"{stage.value}_opens"
            )
        if last and given.closes_at and given.closes_at < last:
            raise Refused(
                "Tahap ini ditutup sebelum tahap di depannya ditutup.",
                field=f"{stage.value}_closes",
            )
        last = given.closes_at or last


def _store(session: Session, period: Period, hours: dict[Stage, Hours], grace_minutes: int) -> None:
    query = select(StageWindow).where(StageWindow.period_id == period.id)
    rows = {row.stage: row for row in session.scalars(query)}
    for stage in TIMED:
        given = hours.get(stage) or Hours(None, None)
        row = rows.get(stage)
        if row is None:
            row = StageWindow(period_id=period.id, stage=stage)
            session.add(row)
        row.opens_at, row.closes_at = given.opens_at, given.closes_at
    period.grace_minutes = grace_minutes
    session.flush()


def _said(session: Session, period: Period) -> dict[str, object]:
    """The hours as the log keeps them: moments in UTC."""
    query = select(StageWindow).where(StageWindow.period_id == period.id)
    rows = {row.stage: row for row in session.scalars(query)}
    said: dict[str, object] = {"grace_minutes": period.grace_minutes}
    for stage in TIMED:
        row = rows.get(stage)
        for side in ("opens_at", "closes_at"):
            moment = getattr(row, side) if row else None
            said[f"{stage.value}.{side}"] = moment.isoformat() if moment else None
    return said
