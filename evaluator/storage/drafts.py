"""Rubrics that are still being written and discussed."""

import json
from enum import StrEnum
from typing import Annotated, Any

from sqlalchemy import Dialect, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from evaluator.storage.database import Base, Json, moment, plain


class OrderedJson(Json):
    """Plain values whose keys stay in their order, as answers and scales of a rubric do."""

    cache_ok = True

    def process_bind_param(self, value: Any, dialect: Dialect) -> str | None:
        return None if value is None else json.dumps(value, ensure_ascii=False, allow_nan=False)


ordered = Annotated[Any, mapped_column(OrderedJson)]


class DraftState(StrEnum):
    """How far a draft is; a published or dropped one never changes again."""

    DRAFT = "draft"
    DISCUSSED = "discussed"
    PUBLISHED = "published"
    DROPPED = "dropped"


class RubricDraft(Base):
    """A rubric in the making: plain values that need not hold together yet.

    content : the rubric as its file would say it, incomplete where it still is
    touched : piece of the content -> the version in which it was last changed; pieces are
        "facts", "scales", "node:CODE", "weights:CODE OF THE PARENT" …
    based_on_id : the published version of which it is a copy
    published_id : the version that it became
    """

    __tablename__ = "rubric_draft"

    id: Mapped[int] = mapped_column(primary_key=True)
    office_id: Mapped[int] = mapped_column(ForeignKey("office.id"), index=True)
    title: Mapped[str]
    content: Mapped[ordered]
    touched: Mapped[plain]
    state: Mapped[str] = mapped_column(default=DraftState.DRAFT)
    based_on_id: Mapped[int | None] = mapped_column(ForeignKey("rubric_version.id"))
    published_id: Mapped[int | None] = mapped_column(ForeignKey("rubric_version.id"))
    made_at: Mapped[moment]
    made_by: Mapped[str]
    changed_at: Mapped[moment]
    changed_by: Mapped[str]
    version: Mapped[int] = mapped_column(default=1)


class DraftReader(Base):
    """A unit that is invited to read and discuss a draft."""

    __tablename__ = "draft_reader"
    __table_args__ = (UniqueConstraint("draft_id", "unit_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    draft_id: Mapped[int] = mapped_column(ForeignKey("rubric_draft.id"), index=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"), index=True)


class DraftComment(Base):
    """What somebody says of one node of a draft, or what a discussion agreed on it.

    node : the code of a section or indicator; "" for the whole rubric
    kind : "comment", or "outcome" of a discussion (FGD)
    agreed : of an outcome: {"concept", "definition", "method"} as agreed, those that were
    answer, answered_by, answered_at : what became of it
    """

    __tablename__ = "draft_comment"

    id: Mapped[int] = mapped_column(primary_key=True)
    draft_id: Mapped[int] = mapped_column(ForeignKey("rubric_draft.id"), index=True)
    node: Mapped[str]
    kind: Mapped[str]
    text: Mapped[str]
    agreed: Mapped[plain | None]
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    author: Mapped[str]
    unit_id: Mapped[int | None] = mapped_column(ForeignKey("unit.id"))
    made_at: Mapped[moment]
    answer: Mapped[str] = mapped_column(default="")
    answered_by: Mapped[str | None]
    answered_at: Mapped[moment | None]
