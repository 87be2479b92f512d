"""Evidence: what a unit shows for its answers, every revision kept."""

from datetime import date

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from evaluator.storage.database import Base, moment
from evaluator.storage.periods import Participant


class Evidence(Base):
    """One piece of evidence of one unit in one period; used by any number of indicators.

    kind : what the rubric asks for, such as "kebijakan"; "" for other evidence
    dated : the date that the document itself bears
    """

    __tablename__ = "evidence"

    id: Mapped[int] = mapped_column(primary_key=True)
    participant_id: Mapped[int] = mapped_column(ForeignKey("participant.id"), index=True)
    title: Mapped[str]
    kind: Mapped[str]
    dated: Mapped[date | None]
    removed_at: Mapped[moment | None]
    version: Mapped[int] = mapped_column(default=1)

    participant: Mapped[Participant] = relationship()
    revisions: Mapped[list["EvidenceRevision"]] = relationship(
        back_populates="evidence", order_by="EvidenceRevision.number"
    )
    uses: Mapped[list["EvidenceUse"]] = relationship(back_populates="evidence")


class EvidenceRevision(Base):
    """One state of a piece of evidence: a stored file, or a link with a note.

    digest : names the stored bytes; None for a link
    media : the type found in the content, such as "application/pdf"
    """

    __tablename__ = "evidence_revision"
    __table_args__ = (UniqueConstraint("evidence_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    evidence_id: Mapped[int] = mapped_column(ForeignKey("evidence.id"), index=True)
    number: Mapped[int]
    digest: Mapped[str | None] = mapped_column(index=True)
    file_name: Mapped[str] = mapped_column(default="")
    media: Mapped[str] = mapped_column(default="")
    size: Mapped[int] = mapped_column(default=0)
    link: Mapped[str] = mapped_column(default="")
    note: Mapped[str] = mapped_column(default="")
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    added_at: Mapped[moment]

    evidence: Mapped[Evidence] = relationship(back_populates="revisions")


class EvidenceUse(Base):
    """Evidence that stands by one indicator, and on which page to look."""

    __tablename__ = "evidence_use"
    __table_args__ = (UniqueConstraint("evidence_id", "indicator"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    evidence_id: Mapped[int] = mapped_column(ForeignKey("evidence.id"), index=True)
    indicator: Mapped[str] = mapped_column(index=True)
    page: Mapped[str] = mapped_column(default="")

    evidence: Mapped[Evidence] = relationship(back_populates="uses")


class CapLift(Base):
    """An assessor lets a level stand although evidence is missing, with a reason."""

    __tablename__ = "cap_lift"
    __table_args__ = (UniqueConstraint("participant_id", "indicator"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    participant_id: Mapped[int] = mapped_column(ForeignKey("participant.id"), index=True)
    indicator: Mapped[str]
    reason: Mapped[str]
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    at: Mapped[moment]
    ended_at: Mapped[moment | None]
