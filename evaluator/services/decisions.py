"""What was decided for single indicators in place of the panel's rule, as it is stored."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, select, update
from sqlalchemy.orm import Session, aliased

from evaluator.services.problems import Conflict
from evaluator.storage.database import add_unless_there
from evaluator.storage.people import Account
from evaluator.storage.periods import Participant
from evaluator.storage.scores import SettledScore


@dataclass(frozen=True)
class Decision:
    """One decision, or only a note of harmonisation where `answer` is "".

    author : who decided, or who first noted
    version : 0 where nothing was ever stored
    """

    answer: str = ""
    reason: str = ""
    note: str = ""
    author_id: int | None = None
    author: str = ""
    settled_at: datetime | None = None
    confirmer: str = ""
    confirmed_at: datetime | None = None
    version: int = 0

    @property
    def decides(self) -> bool:
        """Whether it stands in place of the panel's rule."""
        return bool(self.answer)

    @property
    def confirmed(self) -> bool:
        """Whether a second person stands behind it."""
        return self.confirmed_at is not None

    @property
    def content(self) -> dict[str, str] | None:
        """What the log keeps of it."""
        kept = {"answer": self.answer, "reason": self.reason, "note": self.note}
        return kept if self.version else None


Decisions = dict[tuple[int, str], Decision]
"""Decisions by participant and indicator."""


def decisions_of_categories(session: Session, category_ids: Sequence[int]) -> Decisions:
    """Everything that was decided or noted in some categories, in one query."""
    members = select(Participant.id).where(Participant.category_id.in_(category_ids))
    return _decisions(session, SettledScore.participant_id.in_(members))


def decisions_of_unit(session: Session, participant_id: int) -> dict[str, Decision]:
    """What was decided or noted for one unit, by indicator."""
    found = _decisions(session, SettledScore.participant_id == participant_id)
    return {code: decision for (_, code), decision in found.items()}


def decision_of(session: Session, participant_id: int, indicator: str) -> Decision:
    """What is stored for one indicator of one unit now."""
    return decisions_of_unit(session, participant_id).get(indicator, Decision())


def write_decision(
    session: Session, participant_id: int, indicator: str, version: int, values: Mapping[str, Any]
) -> Decision:
    """Write one decision where it still has the version that was seen.

    values : the columns that change; 0 as version makes the row

    Raises
    ------
    Conflict
        If somebody else was faster; nothing is overwritten.
    """
    if not _written(session, participant_id, indicator, version, values):
        raise conflict_with(decision_of(session, participant_id, indicator))
    return decision_of(session, participant_id, indicator)


def conflict_with(stored: Decision) -> Conflict:
    """The refusal of a decision that came too late, with what is stored instead."""
    return Conflict(
        "Penyepakatan indikator ini sudah berubah sejak halaman dibuka. Tidak ada yang ditimpa.",
        stored={
            "answer": stored.answer,
            "reason": stored.reason,
            "note": stored.note,
            "version": stored.version,
            "author": stored.author,
            "settled_at": stored.settled_at,
        },
    )


def _written(
    session: Session, participant_id: int, indicator: str, version: int, values: Mapping[str, Any]
) -> bool:
    key = {"participant_id": participant_id, "indicator": indicator}
    if not version:
        rest = {"answer": "", "reason": "", "note": "", "version": 1, **values}
        return add_unless_there(session, SettledScore, key, rest)
    done = session.execute(
        update(SettledScore)
        .filter_by(**key, version=version)
        .values(**values, version=version + 1)
        .returning(SettledScore.id),
        execution_options={"synchronize_session": False},
    )
    return done.first() is not None


def _decisions(session: Session, where: ColumnElement[bool]) -> Decisions:
    author, confirmer = aliased(Account), aliased(Account)
    query = (
        select(SettledScore, author.name, confirmer.name)
        .join(author, author.id == SettledScore.account_id)
        .outerjoin(confirmer, confirmer.id == SettledScore.confirmed_by)
        .where(where)
        .execution_options(populate_existing=True)
    )
    return {
        (row.participant_id, row.indicator): Decision(
            row.answer,
            row.reason,
            row.note,
            row.account_id,
            wrote,
            row.settled_at,
            confirmed or "",
            row.confirmed_at,
            row.version,
        )
        for row, wrote, confirmed in session.execute(query)
    }
