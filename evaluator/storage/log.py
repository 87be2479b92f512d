"""The log: one row an act, each naming the hash of the one before."""

import hashlib
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import UniqueConstraint, select, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from evaluator.storage.database import Base, add_unless_there, canonical_json, moment, plain

GENESIS = "0" * 64
SCORE_ACTS = ("score.save", "score.batch", "score.undo", "score.restore")
"""The acts that change scores on sheets; all but the first may change several at once."""


class LogHead(Base):
    """The last entry of a chain; taking its row lines the writers up."""

    __tablename__ = "log_head"

    chain: Mapped[str] = mapped_column(primary_key=True)
    sequence: Mapped[int]
    hash: Mapped[str]


class LogEntry(Base):
    """Who did what to which object, what was there before and after, and why."""

    __tablename__ = "log_entry"
    __table_args__ = (UniqueConstraint("chain", "sequence"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    chain: Mapped[str]
    sequence: Mapped[int]
    at: Mapped[moment]
    account_id: Mapped[int | None] = mapped_column(index=True)
    actor: Mapped[str]
    act: Mapped[str] = mapped_column(index=True)
    object: Mapped[str] = mapped_column(index=True)
    period_id: Mapped[int | None] = mapped_column(index=True)
    before: Mapped[plain | None]
    after: Mapped[plain | None]
    reason: Mapped[str]
    previous: Mapped[str]
    hash: Mapped[str]


def append(session: Session, chain: str, at: datetime, entry: dict[str, Any]) -> LogEntry:
    """Add an entry to a chain, in the caller's transaction."""
    return append_many(session, chain, at, [entry])[0]


def append_many(
    session: Session, chain: str, at: datetime, entries: Sequence[dict[str, Any]]
) -> list[LogEntry]:
    """Add entries to a chain in their order, in as many statements as one entry needs."""
    if not entries:
        return []
    add_unless_there(session, LogHead, {"chain": chain}, {"sequence": 0, "hash": GENESIS})
    head = session.execute(
        update(LogHead)
        .where(LogHead.chain == chain)
        .values(sequence=LogHead.sequence + len(entries))
        .returning(LogHead.sequence, LogHead.hash)
    ).one()
    rows, previous = [], head.hash
    for number, entry in enumerate(entries, start=head.sequence - len(entries) + 1):
        row = LogEntry(chain=chain, sequence=number, at=at, previous=previous, **entry)
        row.hash = previous = hash_of(row)
        rows.append(row)
    session.execute(update(LogHead).where(LogHead.chain == chain).values(hash=previous))
    session.add_all(rows)
    return rows


def hash_of(entry: LogEntry) -> str:
    """The hash that binds an entry's content to the entry before it."""
    content = canonical_json(
        {
            "chain": entry.chain,
            "sequence": entry.sequence,
            "at": entry.at.isoformat(timespec="microseconds"),
            "account": entry.account_id,
            "actor": entry.actor,
            "act": entry.act,
            "object": entry.object,
            "period": entry.period_id,
            "before": entry.before,
            "after": entry.after,
            "reason": entry.reason,
            "previous": entry.previous,
        }
    )
    return hashlib.sha256(content.encode()).hexdigest()


def first_broken(session: Session, chain: str) -> int | None:
    """The sequence number at which a chain breaks, or None where it holds.

    Finds changed, missing, added and reordered entries, and a head that does
    not belong to the last entry.
    """
    previous, sequence = GENESIS, 0
    for entry in session.scalars(
        select(LogEntry)
        .where(LogEntry.chain == chain)
        .order_by(LogEntry.sequence)
        .execution_options(yield_per=1000)
    ):
        sequence += 1
        intact = entry.sequence == sequence and entry.previous == previous
        if not intact or hash_of(entry) != entry.hash:
            return sequence
        previous = entry.hash
    head = session.get(LogHead, chain)
    if head is None:
        return None if sequence == 0 else sequence
    return None if (head.sequence, head.hash) == (sequence, previous) else sequence + 1
