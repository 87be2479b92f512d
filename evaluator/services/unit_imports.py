"""Importing units: everything that a dry run showed, or nothing."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import insert, update
from sqlalchemy.orm import Session

from evaluator.services.logging import record
from evaluator.services.permissions import Action, require
from evaluator.services.problems import Refused
from evaluator.services.unit_plans import FIELDS, ImportPlan, ImportRow, Key, key_of, row_key
from evaluator.services.units import loggable
from evaluator.storage.actor import Actor
from evaluator.storage.units import Unit
from evaluator.storage.visibility import visible_units


def carry_out_import(session: Session, actor: Actor, now: datetime, plan: ImportPlan) -> None:
    """Do what a plan says: everything, or nothing where a row is refused.

    The plan must come from the same transaction.
    """
    require(actor, Action.ADMINISTER)
    if plan.refused:
        raise Refused("Ada baris yang ditolak; perbaiki berkasnya, lalu unggah lagi.")
    acted = [row for row in plan.rows if row.outcome in ("new", "changed")]
    before = {key_of(u.kind, u.name): loggable(u) for u in session.scalars(visible_units(actor))}
    new = [
        {"office_id": actor.office_id, "kind": row_key(row.values)[0], **_columns(row.values)}
        for row in acted
        if row.outcome == "new"
    ]
    if new:
        session.execute(insert(Unit), new)
    # New units have their ids now, so that others can name them as parent.
    known = {key_of(u.kind, u.name): u for u in session.scalars(visible_units(actor))}
    if acted:
        session.execute(update(Unit), [_after_import(known, row) for row in acted])
        session.expire_all()
    _record_import(session, actor, now, plan, acted, before)


def _after_import(known: Mapping[Key, Unit], row: ImportRow) -> dict[str, Any]:
    unit = known[row_key(row.values)]
    values = {"id": unit.id, "parent_id": unit.parent_id, **_columns(row.values)}
    for column in FIELDS.values():
        values.setdefault(column, getattr(unit, column))
    if "induk" in row.values:
        values["parent_id"] = known[row.parent].id if row.parent else None
    changed = row.outcome == "changed"
    return {**values, "retired_at": None, "version": unit.version + 1 if changed else 1}


def _columns(values: Mapping[str, str]) -> dict[str, str | None]:
    """A row's texts under the names of their columns; codes that are empty are None."""
    texts = {field: values[column] for column, field in FIELDS.items() if column in values}
    return {field: text or None for field, text in texts.items()}


def _record_import(
    session: Session,
    actor: Actor,
    now: datetime,
    plan: ImportPlan,
    acted: Sequence[ImportRow],
    before: Mapping[Key, dict[str, object]],
) -> None:
    """One entry for the whole import, with every unit that it touched."""
    changed = [row for row in acted if row.outcome == "changed"]
    after = {
        "counts": plan.counts,
        "new": [dict(row.values) for row in acted if row.outcome == "new"],
        "changed": [dict(row.values) for row in changed],
    }
    former = {"changed": [before[row_key(row.values)] for row in changed]}
    record(session, actor, now, "unit.import", "units", before=former, after=after)
