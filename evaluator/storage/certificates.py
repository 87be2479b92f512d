"""Number series and the register of certificates."""

from enum import StrEnum

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from evaluator.storage.database import Base, moment, plain
from evaluator.storage.results import Winner


class State(StrEnum):
    """Whether a certificate still counts."""

    VALID = "valid"
    REVOKED = "revoked"


class Series(Base):
    """The next serial number of an office in a year; a serial is given out once."""

    __tablename__ = "series"
    __table_args__ = (UniqueConstraint("office_id", "year"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    office_id: Mapped[int] = mapped_column(ForeignKey("office.id"))
    year: Mapped[int]
    next_serial: Mapped[int]


class Certificate(Base):
    """A numbered paper: what it says and the digest of its frozen file.

    request : names what was asked for, so that asking twice gives one certificate;
        emptied when the certificate is revoked, so that a new one can be issued
    """

    __tablename__ = "certificate"
    __table_args__ = (
        UniqueConstraint("series_id", "serial"),
        UniqueConstraint("office_id", "number"),
        UniqueConstraint("office_id", "request"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    office_id: Mapped[int] = mapped_column(ForeignKey("office.id"), index=True)
    series_id: Mapped[int] = mapped_column(ForeignKey("series.id"))
    winner_id: Mapped[int | None] = mapped_column(ForeignKey("winner.id"), index=True)
    serial: Mapped[int]
    number: Mapped[str]
    check_code: Mapped[str] = mapped_column(unique=True)
    request: Mapped[str | None]
    face: Mapped[plain]  # every text on the paper
    file: Mapped[str]  # digest of the stored PDF
    state: Mapped[str] = mapped_column(default=State.VALID)
    issued_at: Mapped[moment]
    revoked_at: Mapped[moment | None]
    revoked_reason: Mapped[str | None]

    series: Mapped[Series] = relationship()
    winner: Mapped[Winner | None] = relationship()
