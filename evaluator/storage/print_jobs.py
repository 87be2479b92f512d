"""Print jobs: papers issued one after another in the background, each exactly once."""

from enum import StrEnum

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from evaluator.storage.certificates import Certificate
from evaluator.storage.database import Base, moment, plain


class JobState(StrEnum):
    """How far a job is; PAUSED and FAILED ones go on when somebody says so."""

    WAITING = "waiting"
    RUNNING = "running"
    PAUSED = "paused"
    DONE = "done"
    FAILED = "failed"


class PrintJob(Base):
    """Papers asked for together.

    plan : what was asked, plain: period, design, series, options of the print; once it is
        done also "merged_of", which names the papers that `merged` was made of, and
        "stacking", which says by what they are ordered in it
    claimed_by, claimed_until : whose turn it is to work on it, and until when that holds;
        after that another process takes it over where it was left
    merged, zipped : digests of the finished files
    """

    __tablename__ = "print_job"

    id: Mapped[int] = mapped_column(primary_key=True)
    office_id: Mapped[int] = mapped_column(ForeignKey("office.id"), index=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    title: Mapped[str]
    kind: Mapped[str]
    plan: Mapped[plain]
    state: Mapped[str] = mapped_column(default=JobState.WAITING)
    total: Mapped[int]
    done: Mapped[int] = mapped_column(default=0)
    problem: Mapped[str] = mapped_column(default="")
    merged: Mapped[str | None]
    zipped: Mapped[str | None]
    version: Mapped[int] = mapped_column(default=1)
    made_at: Mapped[moment]
    changed_at: Mapped[moment]
    claimed_by: Mapped[str | None]
    claimed_until: Mapped[moment | None]

    items: Mapped[list["PrintItem"]] = relationship(
        back_populates="job", order_by="PrintItem.position"
    )


class PrintItem(Base):
    """One paper of a job.

    request : as in `certificate.request`, so that a repeated try finds what was issued
    what : the plain values from which its face is made
    problem : why it could not be issued, "" where it was or still will be
    """

    __tablename__ = "print_item"
    __table_args__ = (UniqueConstraint("job_id", "position"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    job_id: Mapped[int] = mapped_column(ForeignKey("print_job.id"), index=True)
    position: Mapped[int]
    request: Mapped[str]
    what: Mapped[plain]
    certificate_id: Mapped[int | None] = mapped_column(ForeignKey("certificate.id"), index=True)
    problem: Mapped[str] = mapped_column(default="")

    job: Mapped[PrintJob] = relationship(back_populates="items")
    certificate: Mapped[Certificate | None] = relationship()
