"""Plenaries: who sat, who stepped aside, what was decided about every award, and the papers."""

from datetime import date

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from evaluator.storage.database import Base, moment, plain
from evaluator.storage.periods import Category, Participant
from evaluator.storage.results import Snapshot


class Plenary(Base):
    """The meeting that stands behind the awards of one snapshot.

    starts_at, ends_at : times of day such as "09:00", "" where not written down
    closed_at : since when its decisions hold; None while it is being prepared or held
    minutes_number, decree_number : as written on the papers, "" until they are numbered
    sureness : how sure each award's podium is, by category id and award code, plain; computed
        when the plenary was prepared
    decree : the office's own date and clauses of the decree; None: as proposed
    """

    __tablename__ = "plenary"

    id: Mapped[int] = mapped_column(primary_key=True)
    snapshot_id: Mapped[int] = mapped_column(ForeignKey("snapshot.id"), unique=True)
    held_on: Mapped[date]
    starts_at: Mapped[str] = mapped_column(default="")
    ends_at: Mapped[str] = mapped_column(default="")
    place: Mapped[str]
    agenda: Mapped[str] = mapped_column(default="")
    notes: Mapped[str] = mapped_column(default="")
    minutes_number: Mapped[str] = mapped_column(default="")
    decree_number: Mapped[str] = mapped_column(default="")
    sureness: Mapped[plain]
    decree: Mapped[plain | None]
    version: Mapped[int] = mapped_column(default=1)
    made_at: Mapped[moment]
    made_by: Mapped[str]
    closed_at: Mapped[moment | None]
    closed_by: Mapped[str | None]

    snapshot: Mapped[Snapshot] = relationship()
    members: Mapped[list["PlenaryMember"]] = relationship(
        back_populates="plenary", order_by="PlenaryMember.position, PlenaryMember.id"
    )


class PlenaryMember(Base):
    """Somebody invited to a plenary.

    duty : "chair", "secretary" or "member"
    """

    __tablename__ = "plenary_member"

    id: Mapped[int] = mapped_column(primary_key=True)
    plenary_id: Mapped[int] = mapped_column(ForeignKey("plenary.id"), index=True)
    account_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    name: Mapped[str]
    title: Mapped[str] = mapped_column(default="")
    nip: Mapped[str | None]
    duty: Mapped[str] = mapped_column(default="member")
    present: Mapped[bool] = mapped_column(default=True)
    position: Mapped[int] = mapped_column(default=0)

    plenary: Mapped[Plenary] = relationship(back_populates="members")


class PlenaryRecusal(Base):
    """A member who stepped aside where a unit (or a whole category) was decided on."""

    __tablename__ = "plenary_recusal"

    id: Mapped[int] = mapped_column(primary_key=True)
    member_id: Mapped[int] = mapped_column(ForeignKey("plenary_member.id"), index=True)
    category_id: Mapped[int] = mapped_column(ForeignKey("category.id"))
    participant_id: Mapped[int | None] = mapped_column(ForeignKey("participant.id"))
    reason: Mapped[str]
    made_at: Mapped[moment]

    member: Mapped[PlenaryMember] = relationship()
    category: Mapped[Category] = relationship()
    participant: Mapped[Participant | None] = relationship()


class AwardDecision(Base):
    """What a plenary decided about one award of one category.

    departs : whether it differs from what the rubric proposes; then `reason` is filled
    before, after : the winners as proposed and as decided, plain, for minutes and log
    """

    __tablename__ = "award_decision"
    __table_args__ = (UniqueConstraint("plenary_id", "category_id", "award"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    plenary_id: Mapped[int] = mapped_column(ForeignKey("plenary.id"), index=True)
    category_id: Mapped[int] = mapped_column(ForeignKey("category.id"))
    award: Mapped[str]
    departs: Mapped[bool]
    reason: Mapped[str] = mapped_column(default="")
    before: Mapped[plain]
    after: Mapped[plain]
    decided_at: Mapped[moment]
    decided_by: Mapped[str]

    plenary: Mapped[Plenary] = relationship()
    category: Mapped[Category] = relationship()
