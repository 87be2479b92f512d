"""Designs of papers, made in the browser and travelling between offices as files."""

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from evaluator.storage.database import Base, moment, plain


class PaperDesign(Base):
    """A design of an office's own: its content is plain, its pictures are stored files.

    kind : what it is for, such as "certificate", "name-tag" or "table-card"
    content : page and elements, checked by the documents floor; pictures by digest
    retired_at : since when it is no longer offered; papers printed with it stay as they are
    """

    __tablename__ = "paper_design"
    __table_args__ = (UniqueConstraint("office_id", "code"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    office_id: Mapped[int] = mapped_column(ForeignKey("office.id"), index=True)
    code: Mapped[str]
    name: Mapped[str]
    kind: Mapped[str] = mapped_column(default="certificate")
    content: Mapped[plain]
    version: Mapped[int] = mapped_column(default=1)
    made_at: Mapped[moment]
    made_by: Mapped[str]
    changed_at: Mapped[moment]
    changed_by: Mapped[str]
    retired_at: Mapped[moment | None]
