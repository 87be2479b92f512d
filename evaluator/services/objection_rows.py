"""An objection's row: found by whoever may read it, and changed only as it was seen."""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from sqlalchemy import update
from sqlalchemy.orm import Session, contains_eager

from evaluator.services.logging import record
from evaluator.services.problems import Conflict, NotFound
from evaluator.storage.actor import Actor
from evaluator.storage.objection_visibility import visible_objections
from evaluator.storage.objections import Objection, ObjectionState
from evaluator.storage.periods import Category, Participant


def called(participant: Participant) -> str:
    """What pages call a unit: as it was named in its period, a respondent by its code only."""
    unit = participant.unit
    return unit.short_name if unit.kind == "responden" else participant.name


def readable(session: Session, actor: Actor, objection_id: int) -> Objection:
    """An objection that this person may read, with its unit, category and period.

    Raises
    ------
    NotFound
        If there is none, or it is another's: both look the same.
    """
    query = (
        visible_objections(actor)
        .where(Objection.id == objection_id)
        .options(
            contains_eager(Objection.participant)
            .contains_eager(Participant.category)
            .contains_eager(Category.period),
            contains_eager(Objection.participant).joinedload(Participant.unit),
        )
        .execution_options(populate_existing=True)
    )
    row = session.scalar(query)
    if row is None:
        raise NotFound("Keberatan itu tidak ada.")
    return row


def change(
    session: Session,
    row: Objection,
    version: int,
    states: Collection[ObjectionState],
    **values: Any,
) -> None:
    """Change an objection that is still as it was seen, in one of these states.

    Raises
    ------
    Conflict
        If somebody else was faster; nothing is overwritten.
    """
    done = session.execute(
        update(Objection)
        .where(Objection.id == row.id, Objection.version == version, Objection.state.in_(states))
        .values(**values, version=version + 1)
        .returning(Objection.id),
        execution_options={"synchronize_session": False},
    )
    found = done.first()
    session.refresh(row)
    if found is None:
        raise conflict_with(row)


def conflict_with(row: Objection) -> Conflict:
    """The refusal of an act that came too late, with what is stored instead."""
    return Conflict(
        "Keberatan ini sudah berubah sejak halaman dibuka. Tidak ada yang ditimpa.",
        stored={
            "text": row.text,
            "answer": row.answer,
            "state": row.state,
            "version": row.version,
        },
    )


def keep_in_log(
    session: Session,
    actor: Actor,
    now: datetime,
    act: str,
    row: Objection,
    *,
    before: Any = None,
    after: Any = None,
    reason: str = "",
) -> None:
    """Keep in the log what was done with an objection; hidden while its period is revised."""
    period = row.participant.category.period
    record(
        session, actor, now, act, f"objection:{row.id}",
        before=before, after=after, reason=reason,
        period_id=period.id, office_id=period.office_id,
    )  # fmt: skip
