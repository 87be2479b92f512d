"""Importing units: everything that a dry run showed, or nothing."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import delete, insert, select, update
from sqlalchemy.orm import Session

from evaluator.services.import_plans import ImportPlan, ImportRow, Key
from evaluator.services.logging import record
from evaluator.services.offices import office_view, today_at
from evaluator.services.permissions import Action, require
from evaluator.services.problems import Refused
from evaluator.services.unit_names import name_participants
from evaluator.services.unit_register import key_of, row_key
from evaluator.services.unit_rows import FIELDS, group_names
from evaluator.services.units import loggable
from evaluator.storage.actor import Actor
from evaluator.storage.units import Unit, UnitEnding, UnitGroup, UnitGroupMember, UnitName
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
        changes = [_after_import(known, row) for row in acted]
        session.execute(update(Unit), changes)
        _follow(session, changes, today_at(office_view(session, actor.office_id), now))
        _join_groups(session, actor, {known[row_key(row.values)].id: row for row in acted})
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


def _follow(session: Session, changes: Sequence[Mapping[str, Any]], today: date) -> None:
    """What belongs to a unit and follows its row: that it goes on, its present name."""
    given = {change["id"]: change for change in changes}
    session.execute(delete(UnitEnding).where(UnitEnding.unit_id.in_(given)))
    names = select(UnitName).where(UnitName.unit_id.in_(given), UnitName.valid_from <= today)
    present = {row.unit_id: row for row in session.scalars(names.order_by(UnitName.valid_from))}
    for unit_id, row in present.items():
        row.name, row.short_name = given[unit_id]["name"], given[unit_id]["short_name"]
    session.flush()
    name_participants(session, given.keys())


def _join_groups(session: Session, actor: Actor, rows: Mapping[int, ImportRow]) -> None:
    """Put units into the groups that their rows name, forming those that are not there yet."""
    wanted = {
        unit_id: group_names(row.values["kelompok"])
        for unit_id, row in rows.items()
        if "kelompok" in row.values
    }
    groups = _groups(session, actor, (name for names in wanted.values() for name in names))
    session.execute(delete(UnitGroupMember).where(UnitGroupMember.unit_id.in_(wanted)))
    members = [
        {"group_id": groups[name.casefold()], "unit_id": unit_id}
        for unit_id, names in wanted.items()
        for name in names
    ]
    if members:
        session.execute(insert(UnitGroupMember), members)


def _groups(session: Session, actor: Actor, names: Iterable[str]) -> dict[str, int]:
    """The ids of groups by their folded names; those that are missing are formed."""
    query = select(UnitGroup).where(UnitGroup.office_id == actor.office_id)
    known = {group.name.casefold(): group for group in session.scalars(query)}
    for name in names:
        if name.casefold() not in known:
            group = UnitGroup(office_id=actor.office_id, name=name)
            known[name.casefold()] = group
            session.add(group)
    session.flush()
    return {name: group.id for name, group in known.items()}


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
