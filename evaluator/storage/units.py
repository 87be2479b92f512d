"""The units that are assessed."""

from datetime import date

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from evaluator.storage.database import Base, moment


class Unit(Base):
    """An OPD, kecamatan, kelurahan, mitra or responden.

    The codes of BPS and of Kemendagri differ in number and order; both are
    kept as given and neither is derived from the other.
    """

    __tablename__ = "unit"
    __table_args__ = (
        UniqueConstraint("office_id", "kind", "name"),
        UniqueConstraint("office_id", "kind", "short_name"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    office_id: Mapped[int] = mapped_column(ForeignKey("office.id"), index=True)
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("unit.id"))
    kind: Mapped[str]
    short_name: Mapped[str]
    name: Mapped[str]
    bps_code: Mapped[str | None]
    kemendagri_code: Mapped[str | None]
    note: Mapped[str] = mapped_column(default="")
    retired_at: Mapped[moment | None]
    version: Mapped[int] = mapped_column(default=1)


class UnitName(Base):
    """What a unit was called from a date on; papers keep the name of their time."""

    __tablename__ = "unit_name"
    __table_args__ = (UniqueConstraint("unit_id", "valid_from"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"), index=True)
    name: Mapped[str]
    short_name: Mapped[str]
    valid_from: Mapped[date]
    made_at: Mapped[moment]


class UnitGroup(Base):
    """Units that are handled together, such as a kecamatan or a discussion group (FGD)."""

    __tablename__ = "unit_group"
    __table_args__ = (UniqueConstraint("office_id", "name"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    office_id: Mapped[int] = mapped_column(ForeignKey("office.id"), index=True)
    name: Mapped[str]
    note: Mapped[str] = mapped_column(default="")
    version: Mapped[int] = mapped_column(default=1)


class UnitGroupMember(Base):
    """One unit in one group."""

    __tablename__ = "unit_group_member"
    __table_args__ = (UniqueConstraint("group_id", "unit_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    group_id: Mapped[int] = mapped_column(ForeignKey("unit_group.id"), index=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"), index=True)


class UnitEnding(Base):
    """From which day on a unit is no more, why, and which unit goes on in its place."""

    __tablename__ = "unit_ending"

    id: Mapped[int] = mapped_column(primary_key=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"), unique=True)
    ended_on: Mapped[date]
    reason: Mapped[str]
    successor_id: Mapped[int | None] = mapped_column(ForeignKey("unit.id"))
    made_at: Mapped[moment]
