"""Conflicts of interest between people and units."""

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from evaluator.storage.database import Base, moment


class Interest(Base):
    """Why one person should not assess one unit.

    kind : "worked-there", "family", "project", "money" or "other"
    account_id : the assessor; declared_by: who said so, themselves or the lead
    """

    __tablename__ = "interest"

    id: Mapped[int] = mapped_column(primary_key=True)
    office_id: Mapped[int] = mapped_column(ForeignKey("office.id"), index=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), index=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"), index=True)
    kind: Mapped[str]
    reason: Mapped[str]
    declared_by: Mapped[int] = mapped_column(ForeignKey("account.id"))
    declared_at: Mapped[moment]
    ended_at: Mapped[moment | None]
    ended_reason: Mapped[str] = mapped_column(default="")
