"""Periods of assessment, their categories, and the units that take part."""

from datetime import date
from enum import StrEnum

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from evaluator.storage.database import Base, moment
from evaluator.storage.rubrics import RubricVersion
from evaluator.storage.units import Unit


class Stage(StrEnum):
    """How far a period is; it moves forward one step at a time.

    SELF_ASSESSMENT is left out by periods that have none. REVISED: results were
    released again after they had been taken back for revision.
    """

    DRAFT = "draft"
    SELF_ASSESSMENT = "self-assessment"
    SCORING = "scoring"
    SETTLING = "settling"
    LOCKED = "locked"
    RELEASED = "released"
    REVISED = "revised"


BEFORE_SCORING = (Stage.DRAFT, Stage.SELF_ASSESSMENT)
UNDER_WAY = (*BEFORE_SCORING, Stage.SCORING, Stage.SETTLING)
"""The stages in which nothing is computed for good yet."""


class Period(Base):
    """One assessment, from its draft to the released result.

    blind : assessors and units do not read each other's names until release
    confirms : a second person confirms every settled score
    grace_minutes : how long after closing time something may still be saved
    revising_since : since when released results are under revision
    facts_from, facts_until : the first and last day whose recorded facts are measured;
        None: the first and last day of the year
    """

    __tablename__ = "period"
    __table_args__ = (UniqueConstraint("office_id", "year", "title"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    office_id: Mapped[int] = mapped_column(ForeignKey("office.id"), index=True)
    year: Mapped[int]
    title: Mapped[str]
    event: Mapped[str]
    theme: Mapped[str] = mapped_column(default="")
    event_date: Mapped[date]
    shows_places: Mapped[bool] = mapped_column(default=True)
    self_assesses: Mapped[bool] = mapped_column(default=False)
    blind: Mapped[bool] = mapped_column(default=False)
    confirms: Mapped[bool] = mapped_column(default=False)
    grace_minutes: Mapped[int] = mapped_column(default=0)
    stage: Mapped[str] = mapped_column(default=Stage.DRAFT)
    version: Mapped[int] = mapped_column(default=1)
    opened_at: Mapped[moment | None]
    scoring_at: Mapped[moment | None]
    settling_at: Mapped[moment | None]
    locked_at: Mapped[moment | None]
    released_at: Mapped[moment | None]
    revising_since: Mapped[moment | None]
    facts_from: Mapped[date | None]
    facts_until: Mapped[date | None]

    categories: Mapped[list["Category"]] = relationship(
        back_populates="period", order_by="Category.position"
    )


class StageWindow(Base):
    """When a stage of a period opens and closes; None: not limited."""

    __tablename__ = "stage_window"
    __table_args__ = (UniqueConstraint("period_id", "stage"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    period_id: Mapped[int] = mapped_column(ForeignKey("period.id"), index=True)
    stage: Mapped[str]
    opens_at: Mapped[moment | None]
    closes_at: Mapped[moment | None]


class UnlockRequest(Base):
    """One person asks to unlock a period, with a reason; another one decides."""

    __tablename__ = "unlock_request"

    id: Mapped[int] = mapped_column(primary_key=True)
    period_id: Mapped[int] = mapped_column(ForeignKey("period.id"), index=True)
    asked_by: Mapped[int] = mapped_column(ForeignKey("account.id"))
    asked_at: Mapped[moment]
    reason: Mapped[str]
    decided_by: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    decided_at: Mapped[moment | None]
    granted: Mapped[bool | None]


class Guest(Base):
    """An assessor of another office who may be given sheets of this period."""

    __tablename__ = "guest"
    __table_args__ = (UniqueConstraint("period_id", "account_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    period_id: Mapped[int] = mapped_column(ForeignKey("period.id"), index=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), index=True)


class Category(Base):
    """The units of a period that are ranked together, by one rubric."""

    __tablename__ = "category"
    __table_args__ = (UniqueConstraint("period_id", "title"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    period_id: Mapped[int] = mapped_column(ForeignKey("period.id"), index=True)
    rubric_version_id: Mapped[int] = mapped_column(ForeignKey("rubric_version.id"))
    title: Mapped[str]
    unit_kind: Mapped[str]
    position: Mapped[int] = mapped_column(default=0)

    period: Mapped[Period] = relationship(back_populates="categories")
    rubric_version: Mapped[RubricVersion] = relationship()
    participants: Mapped[list["Participant"]] = relationship(back_populates="category")


class Participant(Base):
    """One unit taking part in one category, under the name it had then.

    alias : what assessors read in place of the name while the period is blind
    sample : a calibration sample: every assessor scores it, it is never ranked
    """

    __tablename__ = "participant"
    __table_args__ = (UniqueConstraint("category_id", "unit_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    category_id: Mapped[int] = mapped_column(ForeignKey("category.id"), index=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"), index=True)
    name: Mapped[str]
    withdrawn: Mapped[str | None]  # the reason why it is not ranked
    alias: Mapped[str] = mapped_column(default="")
    sample: Mapped[bool] = mapped_column(default=False)

    category: Mapped[Category] = relationship(back_populates="participants")
    unit: Mapped[Unit] = relationship()
