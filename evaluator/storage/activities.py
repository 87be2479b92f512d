"""Activities: who was invited, who came, what was handed out, and what was agreed."""

from datetime import date

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from evaluator.storage.database import Base, exact, moment
from evaluator.storage.units import Unit


class Activity(Base):
    """A bimtek, FGD, coaching clinic, forum or seminar on one day.

    starts_at, ends_at : times of day in the office's zone, such as "09:00"
    hours : what attending counts, which may leave out breaks
    host_id : the unit that holds it; None: the office
    level : the job level asked for, unless an invitation asks for another
    door_code : opens the attendance page to whoever stands at the door; None: no such page
    """

    __tablename__ = "activity"

    id: Mapped[int] = mapped_column(primary_key=True)
    office_id: Mapped[int] = mapped_column(ForeignKey("office.id"), index=True)
    kind: Mapped[str]
    title: Mapped[str]
    held_on: Mapped[date] = mapped_column(index=True)
    starts_at: Mapped[str]
    ends_at: Mapped[str]
    hours: Mapped[exact]
    place: Mapped[str]
    host_id: Mapped[int | None] = mapped_column(ForeignKey("unit.id"), index=True)
    topic: Mapped[str] = mapped_column(default="")
    audience: Mapped[str] = mapped_column(default="")
    level: Mapped[str] = mapped_column(default="")
    minutes: Mapped[str] = mapped_column(default="")
    door_code: Mapped[str | None] = mapped_column(unique=True)
    cancelled_at: Mapped[moment | None]
    cancel_reason: Mapped[str] = mapped_column(default="")
    made_at: Mapped[moment]
    version: Mapped[int] = mapped_column(default=1)

    host: Mapped[Unit | None] = relationship()
    invited: Mapped[list["ActivityInvitation"]] = relationship(back_populates="activity")


class ActivityInvitation(Base):
    """One unit that is asked to send somebody.

    level : the job level asked for; "" for anybody
    excused_at : since when its absence is accepted, so that it counts neither way
    outcome : what the activity brought this unit
    """

    __tablename__ = "activity_invitation"
    __table_args__ = (UniqueConstraint("activity_id", "unit_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    activity_id: Mapped[int] = mapped_column(ForeignKey("activity.id"), index=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"), index=True)
    level: Mapped[str] = mapped_column(default="")
    invited_at: Mapped[moment]
    excused_at: Mapped[moment | None]
    excuse: Mapped[str] = mapped_column(default="")
    outcome: Mapped[str] = mapped_column(default="")
    version: Mapped[int] = mapped_column(default=1)

    activity: Mapped[Activity] = relationship(back_populates="invited")
    unit: Mapped[Unit] = relationship()
    people: Mapped[list["Attendance"]] = relationship(
        back_populates="invitation", order_by="Attendance.id"
    )


class Attendance(Base):
    """One person who came for an invited unit.

    name, position, level : "" where a list was only ticked
    way : "list" or "door"
    struck_at : since when the entry no longer counts
    """

    __tablename__ = "attendance"

    id: Mapped[int] = mapped_column(primary_key=True)
    invitation_id: Mapped[int] = mapped_column(ForeignKey("activity_invitation.id"), index=True)
    name: Mapped[str] = mapped_column(default="")
    position: Mapped[str] = mapped_column(default="")
    level: Mapped[str] = mapped_column(default="")
    way: Mapped[str]
    noted_at: Mapped[moment]
    noted_by: Mapped[str]
    struck_at: Mapped[moment | None]
    struck_by: Mapped[str] = mapped_column(default="")
    struck_reason: Mapped[str] = mapped_column(default="")

    invitation: Mapped[ActivityInvitation] = relationship(back_populates="people")


class ActivityMaterial(Base):
    """A stored file or a link that those invited may take along."""

    __tablename__ = "activity_material"

    id: Mapped[int] = mapped_column(primary_key=True)
    activity_id: Mapped[int] = mapped_column(ForeignKey("activity.id"), index=True)
    title: Mapped[str]
    digest: Mapped[str | None] = mapped_column(index=True)
    file_name: Mapped[str] = mapped_column(default="")
    media: Mapped[str] = mapped_column(default="")
    size: Mapped[int] = mapped_column(default=0)
    link: Mapped[str] = mapped_column(default="")
    added_at: Mapped[moment]
    removed_at: Mapped[moment | None]

    activity: Mapped[Activity] = relationship()


class FollowUp(Base):
    """One thing that was agreed on; `unit_id` None: the office itself does it."""

    __tablename__ = "follow_up"

    id: Mapped[int] = mapped_column(primary_key=True)
    activity_id: Mapped[int] = mapped_column(ForeignKey("activity.id"), index=True)
    unit_id: Mapped[int | None] = mapped_column(ForeignKey("unit.id"), index=True)
    what: Mapped[str]
    due: Mapped[date | None]
    done_on: Mapped[date | None]
    done_note: Mapped[str] = mapped_column(default="")
    version: Mapped[int] = mapped_column(default=1)

    activity: Mapped[Activity] = relationship()
    unit: Mapped[Unit | None] = relationship()
