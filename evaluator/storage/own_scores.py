"""What units say of themselves: levels with their reasons, checked and handed in."""

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from evaluator.storage.database import Base, moment
from evaluator.storage.people import Account
from evaluator.storage.periods import Participant


class SelfAssessment(Base):
    """How far one unit's own assessment is: filled, checked by a supervisor, handed in.

    returned_at, returned_reason : when and why it was last given back to be mended,
        until it is checked again
    """

    __tablename__ = "self_assessment"

    id: Mapped[int] = mapped_column(primary_key=True)
    participant_id: Mapped[int] = mapped_column(ForeignKey("participant.id"), unique=True)
    checked_by: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    checked_at: Mapped[moment | None]
    submitted_by: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    submitted_at: Mapped[moment | None]
    returned_at: Mapped[moment | None]
    returned_reason: Mapped[str] = mapped_column(default="")
    version: Mapped[int] = mapped_column(default=1)

    participant: Mapped[Participant] = relationship()


class OwnScore(Base):
    """A unit's own answer to one indicator; texts as in `Score`."""

    __tablename__ = "own_score"
    __table_args__ = (UniqueConstraint("participant_id", "indicator"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    participant_id: Mapped[int] = mapped_column(ForeignKey("participant.id"), index=True)
    indicator: Mapped[str]
    answer: Mapped[str] = mapped_column(default="")
    note: Mapped[str] = mapped_column(default="")
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    version: Mapped[int] = mapped_column(default=1)
    saved_at: Mapped[moment]

    account: Mapped[Account] = relationship()
