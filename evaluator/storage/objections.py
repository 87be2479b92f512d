"""Objections: what a unit holds against its result, the answer and the decision."""

from enum import StrEnum

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from evaluator.storage.database import Base, moment, plain
from evaluator.storage.periods import Participant
from evaluator.storage.results import Snapshot


class ObjectionState(StrEnum):
    """How far an objection is.

    DECIDED: the panel has decided, and a second person has yet to stand behind it.
    """

    DRAFT = "draft"
    SENT = "sent"
    ASSIGNED = "assigned"
    ANSWERED = "answered"
    DECIDED = "decided"
    ACCEPTED = "accepted"
    REJECTED = "rejected"
    WITHDRAWN = "withdrawn"


WAITING = (
    ObjectionState.SENT,
    ObjectionState.ASSIGNED,
    ObjectionState.ANSWERED,
    ObjectionState.DECIDED,
)
"""Sent, and not settled for good."""


class ObjectionWindow(Base):
    """Until when units may object to a period's results, where it is not the usual time."""

    __tablename__ = "objection_window"

    id: Mapped[int] = mapped_column(primary_key=True)
    period_id: Mapped[int] = mapped_column(ForeignKey("period.id"), unique=True)
    closes_at: Mapped[moment]
    reason: Mapped[str]
    version: Mapped[int] = mapped_column(default=1)


class Objection(Base):
    """One unit's objection to one indicator of its released result.

    number : counts the unit's objections to this indicator, from 1
    answer : what the unit holds right, as a sheet would write it; "" where it does not say
    snapshot_id : the released results that it is about, since it was sent
    assessor_id : who shall answer; reply, proposal: the answer, "" where the value shall stay
    verdict : "accept", "reject", or "" while nothing is decided
    final : the answer that counts from then on, where it is accepted
    panel : the names of those who took part in the decision
    effect : value, predicate and place of the unit before and after, plain; see
        `objection_effects`
    published_id : the results that carry the decision out
    """

    __tablename__ = "objection"
    __table_args__ = (UniqueConstraint("participant_id", "indicator", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    participant_id: Mapped[int] = mapped_column(ForeignKey("participant.id"), index=True)
    indicator: Mapped[str]
    number: Mapped[int]
    state: Mapped[str] = mapped_column(default=ObjectionState.DRAFT)
    text: Mapped[str] = mapped_column(default="")
    answer: Mapped[str] = mapped_column(default="")
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    made_at: Mapped[moment]
    sent_at: Mapped[moment | None]
    snapshot_id: Mapped[int | None] = mapped_column(ForeignKey("snapshot.id"))
    withdrawn_at: Mapped[moment | None]
    assessor_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"), index=True)
    assigned_at: Mapped[moment | None]
    reply: Mapped[str] = mapped_column(default="")
    proposal: Mapped[str] = mapped_column(default="")
    answered_at: Mapped[moment | None]
    verdict: Mapped[str] = mapped_column(default="")
    final: Mapped[str] = mapped_column(default="")
    reason: Mapped[str] = mapped_column(default="")
    panel: Mapped[plain] = mapped_column(default=list)
    decided_by: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    decided_at: Mapped[moment | None]
    confirmed_by: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    confirmed_at: Mapped[moment | None]
    effect: Mapped[plain | None]
    published_id: Mapped[int | None] = mapped_column(ForeignKey("snapshot.id"))
    version: Mapped[int] = mapped_column(default=1)

    participant: Mapped[Participant] = relationship()
    published: Mapped[Snapshot | None] = relationship(foreign_keys=published_id)
    files: Mapped[list["ObjectionFile"]] = relationship(
        back_populates="objection", order_by="ObjectionFile.id"
    )


class ObjectionFile(Base):
    """A file that a unit shows with its objection.

    digest : names the stored bytes
    media : the type found in the content, such as "application/pdf"
    removed_at : since when it is taken away from a draft; None: it stands
    """

    __tablename__ = "objection_file"

    id: Mapped[int] = mapped_column(primary_key=True)
    objection_id: Mapped[int] = mapped_column(ForeignKey("objection.id"), index=True)
    digest: Mapped[str] = mapped_column(index=True)
    file_name: Mapped[str]
    media: Mapped[str]
    size: Mapped[int]
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    added_at: Mapped[moment]
    removed_at: Mapped[moment | None]

    objection: Mapped[Objection] = relationship(back_populates="files")
