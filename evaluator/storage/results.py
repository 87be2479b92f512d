"""Snapshots: what was computed at lock, kept as it was."""

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from evaluator.storage.database import Base, exact, moment, plain
from evaluator.storage.periods import Category, Participant


class Snapshot(Base):
    """The results of one period at one moment, named by the hash of their content.

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

    snapshot: Mapped[Snapshot] = relationship(back_populates="results")
    participant: Mapped[Participant] = relationship()
    category: Mapped[Category] = relationship()


class Winner(Base):
    """One award that the snapshot gives to one unit."""

    __tablename__ = "winner"
    __table_args__ = (UniqueConstraint("snapshot_id", "category_id", "award", "participant_id"),)

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

    snapshot: Mapped[Snapshot] = relationship()
    participant: Mapped[Participant] = relationship()
    category: Mapped[Category] = relationship()
