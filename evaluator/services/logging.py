"""Writes and checks the log."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from evaluator.scoring.messages import Message, says
from evaluator.services.permissions import Action, require
from evaluator.storage import log
from evaluator.storage.actor import Actor
from evaluator.storage.log import LogEntry, LogHead
from evaluator.storage.scores import Score
from evaluator.storage.visibility import unreleased_periods, visible_log

_LONGEST = 4000


def record(
    session: Session,
    actor: Actor,
    now: datetime,
    act: str,
    object: str,
    *,
    before: Any = None,
    after: Any = None,
    reason: str = "",
    period_id: int | None = None,
) -> None:
    """Add one entry to the office's log, in the same transaction as the act itself."""
    log.append(
        session,
        f"office:{actor.office_id}",
        now,
        {
            "account_id": actor.account_id,
            "actor": f"{actor.name} ({actor.username})",
            "act": act,
            "object": object,
            "period_id": period_id,
            "before": before,
            "after": after,
            "reason": reason[:_LONGEST],
        },
    )


@dataclass(frozen=True)
class Line:
    """One log entry as a person may see it; values are None where they are still secret."""

    sequence: int
    at: datetime
    actor: str
    act: str
    object: str
    before: Any
    after: Any
    reason: str
    hash: str
    masked: bool


def list_log(
    session: Session, actor: Actor, *, before: int | None = None, most: int = 100
) -> list[Line]:
    """The newest entries first; `before` continues from an earlier page's last sequence."""
    require(actor, Action.SEE_LOG)
    query = visible_log(actor).order_by(LogEntry.sequence.desc()).limit(most)
    if before is not None:
        query = query.where(LogEntry.sequence < before)
    hidden = set(session.scalars(unreleased_periods(actor)))
    return [_line(entry, entry.period_id in hidden) for entry in session.scalars(query)]


def _line(entry: LogEntry, masked: bool) -> Line:
    return Line(
        entry.sequence,
        entry.at,
        entry.actor,
        entry.act,
        entry.object,
        None if masked else entry.before,
        None if masked else entry.after,
        "" if masked else entry.reason,
        entry.hash,
        masked,
    )


@dataclass(frozen=True)
class Verdict:
    """What checking the log found; `faults` is empty where everything holds."""

    entries: int
    heads: dict[str, str]
    faults: Sequence[Message]


def verify_log(session: Session, actor: Actor) -> Verdict:
    """Check every chain, and that every score is what its last log entry says."""
    require(actor, Action.SEE_LOG)
    faults: list[Message] = []
    heads = {head.chain: head for head in session.scalars(select(LogHead))}
    chains = set(heads) | set(session.scalars(select(LogEntry.chain).distinct()))
    for chain in sorted(chains):
        broken = log.first_broken(session, chain)
        if broken is not None:
            faults.append(
                says("rantai {chain} putus pada catatan nomor {number}", chain=chain, number=broken)
            )
    faults += _unlogged_scores(session)
    entries = sum(head.sequence for head in heads.values())
    return Verdict(entries, {chain: head.hash for chain, head in sorted(heads.items())}, faults)


def _unlogged_scores(session: Session) -> list[Message]:
    """Scores whose stored answer or note is not what the log last recorded."""
    told: dict[str, Any] = {}
    entries = select(LogEntry.object, LogEntry.after).where(LogEntry.act == "score.save")
    for object, after in session.execute(entries.order_by(LogEntry.sequence)):
        told[object] = after
    faults = []
    for score in session.scalars(select(Score).order_by(Score.id)):
        after = told.pop(score_object(score.sheet_id, score.indicator), None)
        if after is None or (after["answer"], after["note"]) != (score.answer, score.note):
            faults.append(_unlogged(score.sheet_id, score.indicator))
    return faults + [says("{object} tercatat tetapi tidak tersimpan", object=gone) for gone in told]


def _unlogged(sheet_id: int, indicator: str) -> Message:
    return says(
        "nilai lembar {sheet} indikator {indicator} berbeda dari yang tercatat",
        sheet=sheet_id,
        indicator=indicator,
    )


def score_object(sheet_id: int, indicator: str) -> str:
    """The log's name for one score."""
    return f"sheet:{sheet_id}/{indicator}"
