"""Published rubrics: immutable, and named by their content."""

from functools import lru_cache

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from evaluator.scoring.rubric import Rubric
from evaluator.storage.database import Base, moment
from evaluator.storage.rubric_files import read_rubric


class RubricVersion(Base):
    """One published rubric file, byte for byte."""

    __tablename__ = "rubric_version"
    __table_args__ = (
        UniqueConstraint("office_id", "code", "version"),
        UniqueConstraint("office_id", "digest"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    office_id: Mapped[int] = mapped_column(ForeignKey("office.id"), index=True)
    code: Mapped[str]
    version: Mapped[str]
    title: Mapped[str]
    digest: Mapped[str]
    content: Mapped[str]
    published_at: Mapped[moment]
    retired_at: Mapped[moment | None]

    @property
    def rubric(self) -> Rubric:
        """The rubric itself; published content never changes, so it is read once."""
        return _read_once(self.digest, self.content)


@lru_cache(maxsize=64)
def _read_once(_digest: str, content: str) -> Rubric:
    return read_rubric(content.encode())
