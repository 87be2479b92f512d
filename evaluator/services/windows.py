"""When a stage may be worked in: by the period's stage, its hours and the server's clock."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from evaluator.services.problems import Refused
from evaluator.storage.periods import Period, Stage, StageWindow


@dataclass(frozen=True)
class Window:
    """The hours of one stage; None: not limited on that side.

    ends_at : closing time with the grace; from this moment on nothing is saved
    """

    stage: Stage
    opens_at: datetime | None
    closes_at: datetime | None
    ends_at: datetime | None

    def is_open(self, now: datetime) -> bool:
        """Whether the hours allow work at this moment."""
        begun = self.opens_at is None or self.opens_at <= now
        return begun and (self.ends_at is None or now < self.ends_at)


def windows_of(session: Session, period: Period) -> Mapping[Stage, Window]:
    """The hours of every stage of a period that are limited."""
    grace = timedelta(minutes=period.grace_minutes)
    rows = session.scalars(select(StageWindow).where(StageWindow.period_id == period.id))
    return {
        Stage(row.stage): Window(
            Stage(row.stage),
            row.opens_at,
            row.closes_at,
            None if row.closes_at is None else row.closes_at + grace,
        )
        for row in rows
    }


def window_of(session: Session, period: Period, stage: Stage) -> Window:
    """The hours of one stage."""
    return windows_of(session, period).get(stage) or Window(stage, None, None, None)


def hold_open(session: Session, period_id: int, stage: Stage, now: datetime) -> Period:
    """Hold a period in the stage that is worked in until the transaction ends.

    A step of the stage and a save queue for the same row, so that nothing is
    saved after it; the hours close by the server's clock whatever else runs.

    Raises
    ------
    Refused
        If the period is in another stage, or its hours have not begun or are over.
    """
    query = select(Period).where(Period.id == period_id).with_for_update(read=True)
    period = session.scalar(query.execution_options(populate_existing=True))
    if period is None or period.stage != stage:
        raise Refused(_NOT_NOW[stage])
    window = window_of(session, period, stage)
    if window.opens_at is not None and now < window.opens_at:
        raise Refused("Tahap ini baru dibuka {when}.", when=window.opens_at)
    if not window.is_open(now):
        raise Refused(
            "Tahap ini sudah ditutup {when}. Yang sudah tersimpan tetap tersimpan; "
            "minta admin memperpanjangnya bila perlu.",
            when=window.closes_at,
        )
    return period


_NOT_NOW = {
    Stage.DRAFT: "Periode sudah dibuka; kategori dan pesertanya tidak berubah lagi.",
    Stage.SELF_ASSESSMENT: "Periode ini tidak sedang dalam penilaian mandiri.",
    Stage.SCORING: "Periode ini tidak sedang dinilai; nilai tidak dapat diubah.",
    Stage.SETTLING: "Periode ini tidak sedang dalam tahap penyepakatan.",
}
