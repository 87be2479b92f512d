"""Registers of what units do for statistics: notices, metadata, data teams, support, agents."""

from datetime import date
from enum import StrEnum

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from evaluator.storage.database import Base
from evaluator.storage.units import Unit


class Register(StrEnum):
    """Which register an entry stands in."""

    ROMANTIK = "romantik"
    MS_KEG = "ms-keg"
    MS_VAR = "ms-var"
    MS_IND = "ms-ind"
    DATA_TEAM = "data-team"
    CENSUS = "census"
    AGENT = "agent"
    CONFIRMATION = "confirmation"


METADATA = (Register.MS_KEG, Register.MS_VAR, Register.MS_IND)


class RegisterEntry(Base):
    """One entry of one unit; which columns it uses depends on the register.

    day : when it begins: planned start, date of the decree, date of the question
    done_on : when what was waited for happened: notified, answered, trained
    target, done : how many were to be made or given, and how many were
    until : the last day on which a decree or an agent's duty is in force
    contact, phone : whom to ask; no other personal data
    """

    __tablename__ = "register_entry"
    __table_args__ = (UniqueConstraint("unit_id", "kind", "title", "day"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    office_id: Mapped[int] = mapped_column(ForeignKey("office.id"), index=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"), index=True)
    kind: Mapped[str]
    day: Mapped[date]
    title: Mapped[str]
    number: Mapped[str] = mapped_column(default="")
    target: Mapped[int | None]
    done: Mapped[int | None]
    due: Mapped[date | None]
    done_on: Mapped[date | None]
    until: Mapped[date | None]
    contact: Mapped[str] = mapped_column(default="")
    phone: Mapped[str] = mapped_column(default="")
    note: Mapped[str] = mapped_column(default="")
    version: Mapped[int] = mapped_column(default=1)

    unit: Mapped[Unit] = relationship()
