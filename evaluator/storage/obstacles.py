"""Obstacles (kendala) that people met, and what became of them."""

from datetime import date
from enum import StrEnum

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column, relationship

from evaluator.storage.database import Base, moment


class ObstacleState(StrEnum):
    """How far an obstacle is."""

    REPORTED = "reported"
    SORTED = "sorted"
    SETTLED = "settled"


class Outcome(StrEnum):
    """What became of an obstacle.

    REFUSED_ANYWAY: everything was tried, and it stayed; that counts as settled too.
    """

    SOLVED = "solved"
    REFUSED_ANYWAY = "refused-anyway"
    UNSOLVED = "unsolved"


class Obstacle(Base):
    """One obstacle that somebody met.

    account_id, reporter_unit_id : who reported it, and of which unit; None for the office
    kind : one of the kinds that the report offers
    met_on : the day on which it was met
    unit_id, passed_on : the unit to which it was passed, and since which day
    priority : "low", "normal" or "high"; "" until it was sorted
    activity_id, follow_up : the activity or the agreed action that follows from it
    outcome, settled_on, outcome_note : what became of it; "" and None until then
    digest : names a stored photo; None without one
    """

    __tablename__ = "obstacle"

    id: Mapped[int] = mapped_column(primary_key=True)
    office_id: Mapped[int] = mapped_column(ForeignKey("office.id"), index=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), index=True)
    reporter_unit_id: Mapped[int | None] = mapped_column(ForeignKey("unit.id"), index=True)
    reported_at: Mapped[moment]
    met_on: Mapped[date]
    kind: Mapped[str]
    survey: Mapped[str] = mapped_column(default="")
    place: Mapped[str] = mapped_column(default="")
    text: Mapped[str]
    digest: Mapped[str | None]
    file_name: Mapped[str] = mapped_column(default="")
    media: Mapped[str] = mapped_column(default="")
    state: Mapped[str] = mapped_column(default=ObstacleState.REPORTED)
    priority: Mapped[str] = mapped_column(default="")
    assigned_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    unit_id: Mapped[int | None] = mapped_column(ForeignKey("unit.id"), index=True)
    passed_on: Mapped[date | None]
    activity_id: Mapped[int | None] = mapped_column(ForeignKey("activity.id"))
    follow_up: Mapped[str] = mapped_column(default="")
    outcome: Mapped[str] = mapped_column(default="")
    outcome_note: Mapped[str] = mapped_column(default="")
    settled_on: Mapped[date | None]
    version: Mapped[int] = mapped_column(default=1)

    replies: Mapped[list["ObstacleReply"]] = relationship(
        back_populates="obstacle", order_by="ObstacleReply.id"
    )


class ObstacleReply(Base):
    """One answer to an obstacle, of the office, the reporter, or the unit it was passed to."""

    __tablename__ = "obstacle_reply"

    id: Mapped[int] = mapped_column(primary_key=True)
    obstacle_id: Mapped[int] = mapped_column(ForeignKey("obstacle.id"), index=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    unit_id: Mapped[int | None] = mapped_column(ForeignKey("unit.id"))
    text: Mapped[str]
    at: Mapped[moment]

    obstacle: Mapped[Obstacle] = relationship(back_populates="replies")
