"""Requests for data: what was asked of each unit, until when, and what came back."""

from datetime import date

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from evaluator.storage.database import Base
from evaluator.storage.units import Unit


class RequestRound(Base):
    """Tables that are asked of many units at one time, such as for a yearbook.

    asked_on : when the letter went out; nothing can have come before
    """

    __tablename__ = "request_round"
    __table_args__ = (UniqueConstraint("office_id", "title"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    office_id: Mapped[int] = mapped_column(ForeignKey("office.id"), index=True)
    title: Mapped[str]
    year: Mapped[int]
    publication: Mapped[str] = mapped_column(default="")
    asked_on: Mapped[date | None]
    version: Mapped[int] = mapped_column(default=1)


class RequestedTable(Base):
    """One table asked of one unit, and what became of it.

    cells : how many cells were asked
    due : until when; the day on which the request counts
    sent_on, sent_note : what the unit itself says; it counts for nothing
    received_on : when the office first received it; filled : cells filled then
    passed : whether it passed the first check; None: not checked yet
    corrected : cells that had to be corrected of those filled
    complete_on : when the last cell had come
    """

    __tablename__ = "requested_table"
    __table_args__ = (UniqueConstraint("round_id", "unit_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    round_id: Mapped[int] = mapped_column(ForeignKey("request_round.id"), index=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"), index=True)
    number: Mapped[str]
    title: Mapped[str]
    cells: Mapped[int]
    due: Mapped[date]
    sent_on: Mapped[date | None]
    sent_note: Mapped[str] = mapped_column(default="")
    received_on: Mapped[date | None]
    filled: Mapped[int | None]
    passed: Mapped[bool | None]
    corrected: Mapped[int | None]
    complete_on: Mapped[date | None]
    note: Mapped[str] = mapped_column(default="")
    version: Mapped[int] = mapped_column(default=1)

    round: Mapped[RequestRound] = relationship()
    unit: Mapped[Unit] = relationship()
