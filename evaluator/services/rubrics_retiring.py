"""Published versions that are no longer offered, and offered again."""

from datetime import datetime

from sqlalchemy.orm import Session

from evaluator.services.logging import record
from evaluator.services.permissions import Action, require
from evaluator.services.problems import NotFound
from evaluator.storage.actor import Actor
from evaluator.storage.rubrics import RubricVersion
from evaluator.storage.visibility import visible_rubrics


def retire(session: Session, actor: Actor, now: datetime, rubric_id: int) -> None:
    """Offer a version no longer to new categories; what uses it stays as it is."""
    require(actor, Action.ADMINISTER)
    row = _published(session, actor, rubric_id)
    if row.retired_at is None:
        row.retired_at = now
        record(session, actor, now, "rubric.retire", f"rubric:{row.id}", after=_name(row))


def reinstate(session: Session, actor: Actor, now: datetime, rubric_id: int) -> None:
    """Offer a retired version to new categories again."""
    require(actor, Action.ADMINISTER)
    row = _published(session, actor, rubric_id)
    if row.retired_at is not None:
        row.retired_at = None
        record(session, actor, now, "rubric.reinstate", f"rubric:{row.id}", after=_name(row))


def _name(row: RubricVersion) -> dict[str, str]:
    return {"code": row.code, "version": row.version}


def _published(session: Session, actor: Actor, rubric_id: int) -> RubricVersion:
    row = session.scalar(visible_rubrics(actor).where(RubricVersion.id == rubric_id))
    if row is None:
        raise NotFound("Rubrik itu tidak ada.")
    return row
