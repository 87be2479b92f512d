"""Growth plans: what a unit does until next year, and how far it is."""

from datetime import date
from enum import StrEnum

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from evaluator.storage.activities import Activity
from evaluator.storage.database import Base, moment
from evaluator.storage.periods import Participant


class ActionStatus(StrEnum):
    """How far one action of a plan is."""

    NEW = "new"
    BEGUN = "begun"
    DONE = "done"
    DROPPED = "dropped"


class GrowthPlan(Base):
    """What one unit does after one released result; there is one a result.

    note : what the unit says of the plan as a whole
    unit_review, office_review : what both write of it at mid-year
    """

    __tablename__ = "growth_plan"

    id: Mapped[int] = mapped_column(primary_key=True)
    participant_id: Mapped[int] = mapped_column(ForeignKey("participant.id"), unique=True)
    started_at: Mapped[moment]
    started_by: Mapped[int] = mapped_column(ForeignKey("account.id"))
    note: Mapped[str] = mapped_column(default="")
    unit_review: Mapped[str] = mapped_column(default="")
    office_review: Mapped[str] = mapped_column(default="")
    unit_reviewed_at: Mapped[moment | None]
    office_reviewed_at: Mapped[moment | None]
    version: Mapped[int] = mapped_column(default=1)

    participant: Mapped[Participant] = relationship()
    actions: Mapped[list["PlanAction"]] = relationship(
        back_populates="plan", order_by="(PlanAction.position, PlanAction.id)"
    )


class PlanAction(Base):
    """One action of a plan, at one indicator.

    target : the answer aimed at, as the rubric's scale writes it or in words
    text : what is done; owner : by whom, a name or a post
    training : the training that helps
    finished_on : the day on which it was done; None until then
    proof, link, digest : what shows that it was done: words, an address, a stored file
    unit_review, office_review : what both write of it at mid-year
    """

    __tablename__ = "plan_action"

    id: Mapped[int] = mapped_column(primary_key=True)
    plan_id: Mapped[int] = mapped_column(ForeignKey("growth_plan.id"), index=True)
    indicator: Mapped[str]
    position: Mapped[int] = mapped_column(default=0)
    target: Mapped[str] = mapped_column(default="")
    text: Mapped[str] = mapped_column(default="")
    owner: Mapped[str] = mapped_column(default="")
    due: Mapped[date | None]
    training: Mapped[str] = mapped_column(default="")
    activity_id: Mapped[int | None] = mapped_column(ForeignKey("activity.id"))
    status: Mapped[str] = mapped_column(default=ActionStatus.NEW)
    note: Mapped[str] = mapped_column(default="")
    finished_on: Mapped[date | None]
    proof: Mapped[str] = mapped_column(default="")
    link: Mapped[str] = mapped_column(default="")
    digest: Mapped[str | None]
    file_name: Mapped[str] = mapped_column(default="")
    media: Mapped[str] = mapped_column(default="")
    size: Mapped[int] = mapped_column(default=0)
    unit_review: Mapped[str] = mapped_column(default="")
    office_review: Mapped[str] = mapped_column(default="")
    version: Mapped[int] = mapped_column(default=1)

    plan: Mapped[GrowthPlan] = relationship(back_populates="actions")
    activity: Mapped[Activity | None] = relationship()


class ReviewDay(Base):
    """The day by which the plans of one period are reviewed, where the office chose one."""

    __tablename__ = "review_day"
    __table_args__ = (UniqueConstraint("period_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    period_id: Mapped[int] = mapped_column(ForeignKey("period.id"))
    day: Mapped[date]
