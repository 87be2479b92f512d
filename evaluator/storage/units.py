"""The units that are assessed."""

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
