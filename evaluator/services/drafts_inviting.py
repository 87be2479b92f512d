"""Which units are invited to read and discuss a draft."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select, delete, select
from sqlalchemy.orm import Session

from evaluator.services.drafts import changing_draft, visible_draft
from evaluator.services.logging import record
from evaluator.services.permissions import Action, require
from evaluator.storage.actor import Actor
from evaluator.storage.drafts import DraftReader, RubricDraft
from evaluator.storage.units import Unit


@dataclass(frozen=True)
class ReaderChoice:
    """A unit that can be invited, and whether it is."""

    unit_id: int
    name: str
    kind: str
    invited: bool


def reader_choices(session: Session, actor: Actor, draft_id: int) -> list[ReaderChoice]:
    """Every unit that could be invited, those for which the rubric is made first."""
    require(actor, Action.ARRANGE)
    row = visible_draft(session, actor, draft_id)
    invited = set(session.scalars(_readers(row)))
    kinds = row.content.get("units") or []
    units = session.scalars(
        select(Unit).where(Unit.office_id == row.office_id, Unit.retired_at.is_(None))
    )
    found = [ReaderChoice(u.id, u.name, u.kind, u.id in invited) for u in units]
    return sorted(found, key=lambda one: (one.kind not in kinds, one.kind, one.name))


def invite(
    session: Session, actor: Actor, now: datetime, draft_id: int, unit_ids: Iterable[int]
) -> None:
    """Choose which units read and discuss the draft."""
    require(actor, Action.ARRANGE)
    row = changing_draft(session, actor, draft_id)
    known = select(Unit.id, Unit.name).where(Unit.office_id == row.office_id)
    names = {one.id: one.name for one in session.execute(known)}
    wanted, present = set(unit_ids) & names.keys(), set(session.scalars(_readers(row)))
    gone, new = present - wanted, wanted - present
    if not gone and not new:
        return
    session.execute(
        delete(DraftReader).where(DraftReader.draft_id == row.id, DraftReader.unit_id.in_(gone))
    )
    session.add_all(DraftReader(draft_id=row.id, unit_id=unit_id) for unit_id in sorted(new))
    before, after = ({"names": sorted(names[i] for i in ids)} for ids in (present, wanted))
    record(session, actor, now, "draft.invite", f"draft:{row.id}", before=before, after=after)


def _readers(row: RubricDraft) -> Select[int]:
    return select(DraftReader.unit_id).where(DraftReader.draft_id == row.id)
