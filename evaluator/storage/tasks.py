"""Tasks in the field and what came of them, for mitra and respondents."""

from datetime import date

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from evaluator.storage.database import Base
from evaluator.storage.units import Unit


class FieldTask(Base):
    """One survey that a mitra carries out, or a respondent answers, at one time.

    Of a respondent only that, when and how cleanly it was answered; never an answer.

    given_on : when it was given; nothing can be done before
    due : until when; the day on which the task counts
    target, done, refused : how many were to be done, were done, and were refused
    done_on : when the task was finished and handed in; None: not yet
    checked, clean : how many of those done were checked, and were clean then
    """

    __tablename__ = "field_task"
    __table_args__ = (UniqueConstraint("unit_id", "survey", "place", "due"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    office_id: Mapped[int] = mapped_column(ForeignKey("office.id"), index=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"), index=True)
    survey: Mapped[str]
    place: Mapped[str] = mapped_column(default="")
    given_on: Mapped[date | None]
    due: Mapped[date]
    target: Mapped[int]
    done: Mapped[int] = mapped_column(default=0)
    refused: Mapped[int] = mapped_column(default=0)
    done_on: Mapped[date | None]
    checked: Mapped[int] = mapped_column(default=0)
    clean: Mapped[int] = mapped_column(default=0)
    note: Mapped[str] = mapped_column(default="")
    version: Mapped[int] = mapped_column(default=1)

    unit: Mapped[Unit] = relationship()
