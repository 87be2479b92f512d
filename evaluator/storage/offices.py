"""Offices and the people who sign for them."""

from datetime import date

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column, relationship

from evaluator.storage.database import Base, moment


class Office(Base):
    """An office of BPS: what stands in its letterhead and how it numbers papers.

    help_contact : whom units ask about their feedback, in one line; "" where nobody is named
    """

    __tablename__ = "office"

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    city: Mapped[str]
    zone: Mapped[str] = mapped_column(default="Asia/Jakarta")
    address: Mapped[str] = mapped_column(default="")
    help_contact: Mapped[str] = mapped_column(default="")
    logo: Mapped[str | None]  # digest of a stored PNG or JPEG
    number_pattern: Mapped[str] = mapped_column(default="B-{serial}/{unit}/{class}/{year}")
    number_unit: Mapped[str] = mapped_column(default="")
    number_class: Mapped[str] = mapped_column(default="HM.310")
    number_start: Mapped[int] = mapped_column(default=1)
    number_digits: Mapped[int] = mapped_column(default=0)  # serials are filled with zeros to this
    illustrative: Mapped[bool] = mapped_column(default=False)
    version: Mapped[int] = mapped_column(default=1)

    signatories: Mapped[list["Signatory"]] = relationship(
        back_populates="office", order_by="Signatory.valid_from"
    )


class Signatory(Base):
    """Who signs from a date on; an acting head (Plt./Plh.) ends on a date."""

    __tablename__ = "signatory"

    id: Mapped[int] = mapped_column(primary_key=True)
    office_id: Mapped[int] = mapped_column(ForeignKey("office.id"), index=True)
    name: Mapped[str]
    nip: Mapped[str | None]  # 18 digits
    position: Mapped[str]
    valid_from: Mapped[date]
    valid_to: Mapped[date | None]
    made_at: Mapped[moment]

    office: Mapped[Office] = relationship(back_populates="signatories")
