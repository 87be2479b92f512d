"""The award day: running order, notes for the speaker, seats, and where the stage stands."""

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from evaluator.storage.database import Base, moment, plain
from evaluator.storage.periods import Period
from evaluator.storage.results import Winner


class Ceremony(Base):
    """The stage of one period.

    settings : colours, title lines, countdown, plain; pictures by digest
    position : the slide that is shown, counted from 0; `version` rises with each step, so that
        two remotes never step twice
    covered : whether the fallback slide hides whatever stands at `position`
    began_at : when the first slide was left; None before that
    """

    __tablename__ = "ceremony"

    id: Mapped[int] = mapped_column(primary_key=True)
    period_id: Mapped[int] = mapped_column(ForeignKey("period.id"), unique=True)
    settings: Mapped[plain]
    rundown: Mapped[plain]
    position: Mapped[int] = mapped_column(default=0)
    covered: Mapped[bool] = mapped_column(default=False)
    version: Mapped[int] = mapped_column(default=1)
    changed_at: Mapped[moment]
    began_at: Mapped[moment | None]

    period: Mapped[Period] = relationship()


class WinnerNote(Base):
    """What the stage needs about one winner, kept apart from the result.

    spoken : how the name is pronounced
    caller : who walks up, such as "Kepala Dinas, Budi Santoso"
    picture : digest of a photograph or logo
    """

    __tablename__ = "winner_note"

    id: Mapped[int] = mapped_column(primary_key=True)
    winner_id: Mapped[int] = mapped_column(ForeignKey("winner.id"), unique=True)
    spoken: Mapped[str] = mapped_column(default="")
    caller: Mapped[str] = mapped_column(default="")
    picture: Mapped[str | None]
    version: Mapped[int] = mapped_column(default=1)

    winner: Mapped[Winner] = relationship()


class Seat(Base):
    """One invited guest and where they sit; the order in which papers are stacked and called.

    request : ties the seat to a unit, "unit:7", so that its papers lie in the order of the seats;
        "winner:12" in older lists, by one of its awards; "" for a mere guest
    """

    __tablename__ = "seat"
    __table_args__ = (UniqueConstraint("period_id", "position"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    period_id: Mapped[int] = mapped_column(ForeignKey("period.id"), index=True)
    position: Mapped[int]
    name: Mapped[str]
    organisation: Mapped[str] = mapped_column(default="")
    title: Mapped[str] = mapped_column(default="")
    table: Mapped[str] = mapped_column(default="")
    seat: Mapped[str] = mapped_column(default="")
    request: Mapped[str] = mapped_column(default="")
    note: Mapped[str] = mapped_column(default="")
