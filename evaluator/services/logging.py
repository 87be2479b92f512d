"""Writes and checks the log."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from evaluator.scoring.messages import Message, says
from evaluator.services.log_masks import masked
from evaluator.services.log_subjects import subjects_of
from evaluator.services.permissions import Action, require
from evaluator.storage import log
from evaluator.storage.actor import Actor
from evaluator.storage.log import LogEntry, LogHead
from evaluator.storage.scores import Score
from evaluator.storage.visibility import visible_log

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
    office_id: int | None = None,
) -> None:
    """Add one entry to the office's log, in the same transaction as the act itself.

    office_id : the office that it happens in, where it is not the actor's own
    """
    entry = Entry(act, object, before, after, reason, period_id)
    log.append(session, f"office:{office_id or actor.office_id}", now, _row(actor, entry))


@dataclass(frozen=True)
class Entry:
    """What one log entry says beside who and when; see `record`."""

    act: str
    object: str
    before: Any = None
    after: Any = None
    reason: str = ""
    period_id: int | None = None


def record_many(session: Session, actor: Actor, now: datetime, entries: Sequence[Entry]) -> None:
    """Add an entry for each of many acts of one moment, in their order."""
    rows = [_row(actor, entry) for entry in entries]
    log.append_many(session, f"office:{actor.office_id}", now, rows)


def _row(actor: Actor, entry: Entry) -> dict[str, Any]:
    return {
        "account_id": actor.account_id,
        "actor": f"{actor.name} ({actor.username})",
        "act": entry.act,
        "object": entry.object,
        "period_id": entry.period_id,
        "before": entry.before,
        "after": entry.after,
        "reason": entry.reason[:_LONGEST],
    }


@dataclass(frozen=True)
class Line:
    """One log entry as a person may see it; values are None where they are still secret.

    subject : the name of what the entry is about, "" where it has none
    names : of what its values speak of, by "kind:id"
    """

    sequence: int
    at: datetime
    actor: str
    act: str
    object: str
    subject: str
    before: Any
    after: Any
    reason: str
    hash: str
    masked: bool
    names: Mapping[str, str]

    @property
    def changes(self) -> list[tuple[str, Any, Any]]:
        """What differs, as (name, before, after); the name is "" for a bare value."""
        before, after = self.before, self.after
        if not isinstance(before or after, dict):
            return [("", before, after)] if before != after else []
        old, new = before or {}, after or {}
        names = [*old, *(name for name in new if name not in old)]
        pairs = [(name, old.get(name), new.get(name)) for name in names]
        return [(name, was, now) for name, was, now in pairs if (was or None) != (now or None)]


def list_log(
    session: Session, actor: Actor, *, before: int | None = None, most: int = 100
) -> list[Line]:
    """The newest entries first; `before` continues from an earlier page's last sequence."""
    require(actor, Action.SEE_LOG)
    query = visible_log(actor).order_by(LogEntry.sequence.desc()).limit(most)
    if before is not None:
        query = query.where(LogEntry.sequence < before)
    entries = session.scalars(query).all()
    secret = masked(session, actor, entries)
    readable = [entry for entry in entries if entry.sequence not in secret]
    names = subjects_of(session, entries, readable)
    return [_line(entry, entry.sequence in secret, names) for entry in entries]


def log_head(session: Session, actor: Actor) -> tuple[int, str]:
    """How many entries the office's log has, and the hash that stands for all of them."""
    require(actor, Action.SEE_LOG)
    head = session.get(LogHead, f"office:{actor.office_id}")
    return (head.sequence, head.hash) if head else (0, log.GENESIS)


def note_view(session: Session, actor: Actor, now: datetime, period_id: int) -> None:
    """Keep that somebody opened results that are not released yet."""
    require(actor, Action.SEE_RESULTS)
    record(session, actor, now, "results.view", f"period:{period_id}", period_id=period_id)


def _line(entry: LogEntry, masked: bool, names: Mapping[str, str]) -> Line:
    return Line(
        entry.sequence,
        entry.at,
        entry.actor,
        entry.act,
        entry.object,
        names.get(entry.object.partition("/")[0], ""),
        None if masked else entry.before,
        None if masked else entry.after,
        "" if masked else entry.reason,
        entry.hash,
        masked,
        names,
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
    entries = (
        select(LogEntry.act, LogEntry.object, LogEntry.after)
        .where(LogEntry.act.in_(log.SCORE_ACTS))
        .order_by(LogEntry.chain, LogEntry.sequence)
    )
    for act, object, after in session.execute(entries):
        if act == "score.save":
            told[object] = after
        else:
            # A batch of one sheet names indicators, a batch of several names whole cells.
            place = f"{object}/" if object.startswith("sheet:") else ""
            told |= {f"{place}{code}": cell for code, cell in (after or {}).items()}
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
