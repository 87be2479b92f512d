"""Snapshots: what was computed at lock, kept as it was."""

from enum import StrEnum

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from evaluator.storage.database import Base, exact, moment, plain
from evaluator.storage.periods import Category, Participant


class Snapshot(Base):
    """The results of one period at one moment, named by the hash of their content.

    decided_at : since when a plenary stands behind its awards; the organiser may print then
    released_at : since when others than the lead may read it; None: not yet
    """

    __tablename__ = "snapshot"
    __table_args__ = (UniqueConstraint("period_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    period_id: Mapped[int] = mapped_column(ForeignKey("period.id"), index=True)
    number: Mapped[int]
    digest: Mapped[str]
    made_at: Mapped[moment]
    made_by: Mapped[str]
    decided_at: Mapped[moment | None]
    released_at: Mapped[moment | None]

    results: Mapped[list["Result"]] = relationship(back_populates="snapshot")


class Result(Base):
    """The declared outcome of one unit.

    value : the declared value as printed, "2.56"; None where not ranked
    exact : the same before rounding
    place : 1 for the best; equal units share it; None where not ranked
    tie, reason : a sentence as {"template", "values"}, or None
    nodes : code -> {"value": "3.25" | None, "exact": "13/4" | None}
    indicators : code -> {"answers": [...], "notes": [...], "exact": ... | None}
    middle : code -> the category's median of the node, exact, and "" for the index
    quartiles : the same with [lower, upper] quartile, of nodes with values of units enough;
        None where too few have a place, and in results of older versions
    """

    __tablename__ = "result"
    __table_args__ = (UniqueConstraint("snapshot_id", "participant_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    snapshot_id: Mapped[int] = mapped_column(ForeignKey("snapshot.id"), index=True)
    category_id: Mapped[int] = mapped_column(ForeignKey("category.id"), index=True)
    participant_id: Mapped[int] = mapped_column(ForeignKey("participant.id"), index=True)
    value: Mapped[str | None]
    exact: Mapped[exact | None]
    predicate: Mapped[plain | None]
    place: Mapped[int | None]
    joint: Mapped[bool] = mapped_column(default=False)
    ranked: Mapped[int]  # how many units of the category have a place
    tie: Mapped[plain | None]
    reason: Mapped[plain | None]
    coverage: Mapped[str]
    nodes: Mapped[plain]
    indicators: Mapped[plain]
    middle: Mapped[plain]
    quartiles: Mapped[plain | None]

    snapshot: Mapped[Snapshot] = relationship(back_populates="results")
    participant: Mapped[Participant] = relationship()
    category: Mapped[Category] = relationship()


class WinnerSource(StrEnum):
    """Who gives an award: the rubric's rules, a plenary that departs from them, or a jury."""

    RUBRIC = "rubric"
    PLENARY = "plenary"
    JURY = "jury"


class Winner(Base):
    """One award that goes to one unit.

    source : RUBRIC rows are part of the snapshot and its digest; the others are a plenary's
    made_reason : why a plenary or jury gives it; None for the rubric's own
    dropped_at : since when a plenary has passed it over; it is no longer a winner then
    """

    __tablename__ = "winner"
    __table_args__ = (
        UniqueConstraint("snapshot_id", "category_id", "award", "participant_id", "source"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    snapshot_id: Mapped[int] = mapped_column(ForeignKey("snapshot.id"), index=True)
    category_id: Mapped[int] = mapped_column(ForeignKey("category.id"))
    participant_id: Mapped[int] = mapped_column(ForeignKey("participant.id"))
    award: Mapped[str]
    title: Mapped[plain]
    place: Mapped[int]
    place_name: Mapped[plain | None]
    joint: Mapped[bool]
    reason: Mapped[plain]
    source: Mapped[str] = mapped_column(default=WinnerSource.RUBRIC)
    made_reason: Mapped[str | None]
    dropped_at: Mapped[moment | None]

    snapshot: Mapped[Snapshot] = relationship()
    participant: Mapped[Participant] = relationship()
    category: Mapped[Category] = relationship()
