"""Sheets, the scores on them, and what a panel settles on."""

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from evaluator.storage.database import Base, moment
from evaluator.storage.people import Account
from evaluator.storage.periods import Participant


class Sheet(Base):
    """One assessor's scores of one unit.

    recused_at : since when the assessor may no longer open it; it counts no more
    """

    __tablename__ = "sheet"
    __table_args__ = (UniqueConstraint("participant_id", "assessor_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    participant_id: Mapped[int] = mapped_column(ForeignKey("participant.id"), index=True)
    assessor_id: Mapped[int] = mapped_column(ForeignKey("account.id"), index=True)
    submitted_at: Mapped[moment | None]
    recused_at: Mapped[moment | None]
    recused_reason: Mapped[str] = mapped_column(default="")
    version: Mapped[int] = mapped_column(default=1)

    participant: Mapped[Participant] = relationship()
    assessor: Mapped[Account] = relationship()
    scores: Mapped[list["Score"]] = relationship(back_populates="sheet")


class Score(Base):
    """One answer to one indicator: canonical text, "TB" (does not apply), or "" (missing)."""

    __tablename__ = "score"
    __table_args__ = (UniqueConstraint("sheet_id", "indicator"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    sheet_id: Mapped[int] = mapped_column(ForeignKey("sheet.id"), index=True)
    indicator: Mapped[str]
    answer: Mapped[str] = mapped_column(default="")
    note: Mapped[str] = mapped_column(default="")
    version: Mapped[int] = mapped_column(default=1)
    saved_at: Mapped[moment]

    sheet: Mapped[Sheet] = relationship(back_populates="scores")


class SettledScore(Base):
    """What was decided for one indicator of one unit, in place of the panel's rule.

    answer : canonical text or "TB"; "" where only a note of harmonisation is kept
    confirmed_by : the second person, where the period wants one
    """

    __tablename__ = "settled_score"
    __table_args__ = (UniqueConstraint("participant_id", "indicator"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    participant_id: Mapped[int] = mapped_column(ForeignKey("participant.id"), index=True)
    indicator: Mapped[str]
    answer: Mapped[str] = mapped_column(default="")
    reason: Mapped[str] = mapped_column(default="")
    note: Mapped[str] = mapped_column(default="")
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    settled_at: Mapped[moment]
    confirmed_by: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    confirmed_at: Mapped[moment | None]
    version: Mapped[int] = mapped_column(default=1)
