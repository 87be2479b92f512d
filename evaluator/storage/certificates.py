"""Number series and the register of certificates."""

from enum import StrEnum

from sqlalchemy import JSON, ColumnElement, ForeignKey, UniqueConstraint, cast, type_coerce
from sqlalchemy.orm import Mapped, Session, mapped_column, relationship

from evaluator.storage.database import Base, moment, plain
from evaluator.storage.results import Winner


class State(StrEnum):
    """Whether a certificate still counts."""

    VALID = "valid"
    REVOKED = "revoked"
    REPLACED = "replaced"


class NumberPlan(Base):
    """A way of numbering of an office beside its own default, for one kind of paper.

    code : "" never; the office's default pattern stands in `office`
    digits : serials are filled with zeros to this length; 0 for none
    """

    __tablename__ = "number_plan"
    __table_args__ = (UniqueConstraint("office_id", "code"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    office_id: Mapped[int] = mapped_column(ForeignKey("office.id"), index=True)
    code: Mapped[str]
    title: Mapped[str]
    pattern: Mapped[str]
    unit: Mapped[str] = mapped_column(default="")
    classification: Mapped[str] = mapped_column(default="")
    start: Mapped[int] = mapped_column(default=1)
    digits: Mapped[int] = mapped_column(default=0)
    version: Mapped[int] = mapped_column(default=1)
    retired_at: Mapped[moment | None]


class Series(Base):
    """The next serial number of an office in a year; a serial is given out once.

    code : the number plan that it counts for; "" for the office's default
    """

    __tablename__ = "series"
    __table_args__ = (UniqueConstraint("office_id", "code", "year"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    office_id: Mapped[int] = mapped_column(ForeignKey("office.id"))
    code: Mapped[str] = mapped_column(default="")
    year: Mapped[int]
    next_serial: Mapped[int]


class VoidNumber(Base):
    """A serial that no paper will ever carry, with the reason."""

    __tablename__ = "void_number"
    __table_args__ = (UniqueConstraint("series_id", "serial"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    series_id: Mapped[int] = mapped_column(ForeignKey("series.id"))
    serial: Mapped[int]
    number: Mapped[str]
    reason: Mapped[str]
    made_at: Mapped[moment]
    made_by: Mapped[str]

    series: Mapped[Series] = relationship()


class PrintedName(Base):
    """A name as it is to stand on paper, beside the name that unit or list gives.

    subject : whose papers: "participant:12", or the `request` of one row of a list
    given : the name that it takes the place of
    """

    __tablename__ = "printed_name"
    __table_args__ = (UniqueConstraint("office_id", "subject"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    office_id: Mapped[int] = mapped_column(ForeignKey("office.id"))
    subject: Mapped[str]
    given: Mapped[str]
    printed: Mapped[str]
    reason: Mapped[str]
    made_at: Mapped[moment]
    made_by: Mapped[str]


class Certificate(Base):
    """A numbered paper: what it says and the digest of its frozen file.

    request : names what was asked for, so that asking twice gives one certificate;
        emptied when the certificate is revoked, so that a new one can be issued
    kind : "award", "thanks", "attendance" …
    snapshot : digest of the results it stands on; None outside any rubric
    design : digest of the design's content at issue
    replaces_id : the certificate whose place it takes
    signed_file : digest of the signed PDF; `file` stays what was drawn
    signed_level : "B-B", "B-T", "B-LT", or "elsewhere" where another system signed it
    signed_by : the subject of the certificate that signed
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
    kind: Mapped[str] = mapped_column(default="award")
    snapshot: Mapped[str | None]
    design: Mapped[str | None]
    replaces_id: Mapped[int | None] = mapped_column(ForeignKey("certificate.id"), unique=True)
    signed_file: Mapped[str | None]
    signed_level: Mapped[str | None]
    signed_by: Mapped[str | None]
    signed_at: Mapped[moment | None]

    series: Mapped[Series] = relationship()
    winner: Mapped[Winner | None] = relationship()


def face_text(session: Session, name: str) -> ColumnElement[str]:
    """One text on the paper, for use in a query; NULL where the paper has none of this name."""
    sqlite = session.get_bind().dialect.name == "sqlite"  # which has no JSON type to cast to
    face = type_coerce(Certificate.face, JSON) if sqlite else cast(Certificate.face, JSON)
    found: ColumnElement[str] = face[name].as_string()
    return found
