"""Periods of assessment, their categories, and the units that take part."""

from datetime import date
from enum import StrEnum

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from evaluator.storage.database import Base, moment
from evaluator.storage.rubrics import RubricVersion
from evaluator.storage.units import Unit


class Stage(StrEnum):
    """How far a period is; it moves only forward, one step at a time."""

    DRAFT = "draft"
    SCORING = "scoring"
    LOCKED = "locked"
    RELEASED = "released"


class Period(Base):
    """One assessment, from its draft to the released result."""

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
    stage: Mapped[str] = mapped_column(default=Stage.DRAFT)
    version: Mapped[int] = mapped_column(default=1)
    opened_at: Mapped[moment | None]
    locked_at: Mapped[moment | None]
    released_at: Mapped[moment | None]

    categories: Mapped[list["Category"]] = relationship(
        back_populates="period", order_by="Category.position"
    )


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
    """One unit taking part in one category, under the name it had then."""

    __tablename__ = "participant"
    __table_args__ = (UniqueConstraint("category_id", "unit_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    category_id: Mapped[int] = mapped_column(ForeignKey("category.id"), index=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"), index=True)
    name: Mapped[str]
    withdrawn: Mapped[str | None]  # the reason why it is not ranked

    category: Mapped[Category] = relationship(back_populates="participants")
    unit: Mapped[Unit] = relationship()
