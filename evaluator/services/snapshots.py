"""Snapshots: computed results stored once, under the hash of their content."""

import hashlib
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from evaluator.services.computing import Outcome
from evaluator.services.logging import record
from evaluator.storage.actor import Actor
from evaluator.storage.database import canonical_json
from evaluator.storage.periods import Period
from evaluator.storage.results import Result, Snapshot, Winner, WinnerSource


def take_snapshot(
    session: Session, actor: Actor, now: datetime, period: Period, outcomes: Sequence[Outcome]
) -> Snapshot:
    """Store computed results under the hash of their content."""
    count = select(func.count()).where(Snapshot.period_id == period.id)
    snapshot = Snapshot(
        period_id=period.id,
        number=(session.scalar(count) or 0) + 1,
        digest="",
        made_at=now,
        made_by=actor.name,
    )
    session.add(snapshot)
    session.flush()
    for outcome in outcomes:
        for result in outcome.results:
            result.snapshot_id = snapshot.id
        for winner in outcome.winners:
            winner.snapshot_id = snapshot.id
        session.add_all([*outcome.results, *outcome.winners])
    session.flush()
    snapshot.digest = digest_of(session, snapshot)
    record(
        session,
        actor,
        now,
        "snapshot.take",
        f"snapshot:{snapshot.id}",
        after={"digest": snapshot.digest, "number": snapshot.number},
        period_id=period.id,
    )
    return snapshot


def newest(session: Session, period_id: int) -> Snapshot | None:
    """The snapshot that counts for a period."""
    query = select(Snapshot).where(Snapshot.period_id == period_id)
    return session.scalar(query.order_by(Snapshot.number.desc()).limit(1))


def digest_of(session: Session, snapshot: Snapshot) -> str:
    """The SHA-256 of everything a snapshot says, independent of the order of rows.

    Of the winners only what the rubric gives: where a plenary departs from it is
    the plenary's own record and changes nothing that was computed.
    """
    results = session.scalars(select(Result).where(Result.snapshot_id == snapshot.id))
    winners = session.scalars(
        select(Winner).where(
            Winner.snapshot_id == snapshot.id, Winner.source == WinnerSource.RUBRIC
        )
    )
    content = {
        "results": sorted((_result_content(row) for row in results), key=canonical_json),
        "winners": sorted((_winner_content(row) for row in winners), key=canonical_json),
    }
    return hashlib.sha256(canonical_json(content).encode()).hexdigest()


def _result_content(row: Result) -> dict[str, Any]:
    return {
        "category": row.category_id,
        "participant": row.participant_id,
        "unit": row.participant.name,
        "rubric": row.category.rubric_version.digest,
        "value": row.value,
        "exact": None if row.exact is None else str(row.exact),
        "predicate": row.predicate,
        "place": row.place,
        "joint": row.joint,
        "tie": row.tie,
        "reason": row.reason,
        "nodes": row.nodes,
        "indicators": row.indicators,
        "middle": row.middle,
        # Results of older versions have none, and their digests must stay what they are.
        **({"quartiles": row.quartiles} if row.quartiles is not None else {}),
    }


def _winner_content(row: Winner) -> dict[str, Any]:
    return {
        "category": row.category_id,
        "participant": row.participant_id,
        "unit": row.participant.name,
        "award": row.award,
        "title": row.title,
        "place": row.place,
        "place_name": row.place_name,
        "joint": row.joint,
        "reason": row.reason,
    }
