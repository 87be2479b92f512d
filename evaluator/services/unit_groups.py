"""Groups of units that are handled together: a kecamatan, a discussion group (FGD)."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from evaluator.services.checks import clean_text
from evaluator.services.logging import record
from evaluator.services.permissions import Action, require
from evaluator.services.problems import Conflict, NotFound, Refused
from evaluator.storage.actor import Actor
from evaluator.storage.units import Unit, UnitGroup, UnitGroupMember
from evaluator.storage.visibility import visible_units


@dataclass(frozen=True)
class Member:
    """A unit that is still assessed, and its kind."""

    unit_id: int
    name: str
    kind: str


@dataclass(frozen=True)
class GroupView:
    """A group with its members by name; units that ended are left out."""

    id: int
    name: str
    note: str
    version: int
    members: tuple[Member, ...]

    @property
    def unit_ids(self) -> frozenset[int]:
        return frozenset(member.unit_id for member in self.members)


def groups_of(session: Session, actor: Actor) -> list[GroupView]:
    """The groups of the office by name, in two queries."""
    require(actor, Action.ARRANGE)
    query = select(UnitGroup).where(UnitGroup.office_id == actor.office_id)
    groups = session.scalars(query.order_by(UnitGroup.name, UnitGroup.id)).all()
    members: dict[int, list[Member]] = {group.id: [] for group in groups}
    rows = session.execute(
        visible_units(actor)
        .join(UnitGroupMember, UnitGroupMember.unit_id == Unit.id)
        .where(Unit.retired_at.is_(None))
        .with_only_columns(UnitGroupMember.group_id, Unit.id, Unit.name, Unit.kind)
        .order_by(Unit.name, Unit.id)
    )
    for group_id, unit_id, name, kind in rows:
        members[group_id].append(Member(unit_id, name, kind))
    return [GroupView(g.id, g.name, g.note, g.version, tuple(members[g.id])) for g in groups]


def group_view(session: Session, actor: Actor, group_id: int) -> GroupView:
    """One group of the office."""
    _group(session, actor, group_id)
    return next(group for group in groups_of(session, actor) if group.id == group_id)


def member_choices(session: Session, actor: Actor) -> list[Member]:
    """Every unit that can be in a group, by kind and name."""
    require(actor, Action.ARRANGE)
    query = visible_units(actor).where(Unit.retired_at.is_(None))
    units = session.scalars(query.order_by(Unit.kind, Unit.name, Unit.id))
    return [Member(unit.id, unit.name, unit.kind) for unit in units]


def create_group(
    session: Session,
    actor: Actor,
    now: datetime,
    *,
    name: str,
    note: str = "",
    unit_ids: Collection[int] = (),
) -> int:
    """Form a group; returns its id.

    Raises
    ------
    Refused
        If the name is taken or a unit is not one of the office that is still assessed.
    """
    require(actor, Action.ARRANGE)
    group = UnitGroup(office_id=actor.office_id)
    _describe(session, actor, group, name, note)
    names = _names(session, actor, unit_ids)
    session.add(group)
    session.flush()
    _set_members(session, group.id, set(unit_ids))
    after = {"name": group.name, "note": group.note, "units": names}
    record(session, actor, now, "group.create", f"group:{group.id}", after=after)
    return group.id


def change_group(
    session: Session,
    actor: Actor,
    now: datetime,
    group_id: int,
    *,
    version: int,
    name: str,
    note: str,
    unit_ids: Collection[int],
) -> None:
    """Rename a group or change who is in it.

    Raises
    ------
    Conflict
        If somebody else changed it since `version`; with what is stored now.
    """
    require(actor, Action.ARRANGE)
    group = _group(session, actor, group_id, lock=True)
    view = group_view(session, actor, group_id)
    before = _loggable(view)
    if group.version != version:
        stored = {"name": group.name, "note": group.note, "unit_ids": sorted(view.unit_ids)}
        raise Conflict(
            "Kelompok ini baru saja diubah orang lain; tidak ada yang ditimpa.",
            stored={**stored, "version": group.version},
        )
    _names(session, actor, unit_ids)
    _describe(session, actor, group, name, note)
    _set_members(session, group.id, set(unit_ids))
    after = _loggable(group_view(session, actor, group_id))
    if after != before:
        group.version += 1
        place = f"group:{group.id}"
        record(session, actor, now, "group.change", place, before=before, after=after)


def remove_group(session: Session, actor: Actor, now: datetime, group_id: int) -> None:
    """Dissolve a group; its units stay as they are."""
    require(actor, Action.ARRANGE)
    group = _group(session, actor, group_id, lock=True)
    before = _loggable(group_view(session, actor, group_id))
    session.execute(delete(UnitGroupMember).where(UnitGroupMember.group_id == group.id))
    session.delete(group)
    record(session, actor, now, "group.remove", f"group:{group_id}", before=before)


def groups_by_parent(session: Session, actor: Actor) -> dict[str, list[Member]]:
    """Groups that suggest themselves: the units under each kecamatan that has no group yet."""
    require(actor, Action.ARRANGE)
    taken = {group.name.casefold() for group in groups_of(session, actor)}
    units = session.scalars(visible_units(actor).where(Unit.retired_at.is_(None))).all()
    parents = {unit.id: unit.name for unit in units if unit.kind == "kecamatan"}
    found: dict[str, list[Member]] = {}
    for unit in sorted(units, key=lambda one: (one.name, one.id)):
        name = parents.get(unit.parent_id or 0, "")
        if name and name.casefold() not in taken:
            found.setdefault(name, []).append(Member(unit.id, unit.name, unit.kind))
    return dict(sorted(found.items()))


def form_groups(session: Session, actor: Actor, now: datetime) -> int:
    """Form every group that suggests itself; returns how many."""
    suggested = groups_by_parent(session, actor)
    groups = [UnitGroup(office_id=actor.office_id, name=name) for name in suggested]
    session.add_all(groups)
    session.flush()
    session.add_all(
        UnitGroupMember(group_id=group.id, unit_id=member.unit_id)
        for group in groups
        for member in suggested[group.name]
    )
    if groups:
        after = {name: [m.name for m in members] for name, members in suggested.items()}
        record(session, actor, now, "group.create", "groups", after=after)
    return len(groups)


def _group(session: Session, actor: Actor, group_id: int, *, lock: bool = False) -> UnitGroup:
    query = select(UnitGroup).where(
        UnitGroup.id == group_id, UnitGroup.office_id == actor.office_id
    )
    group = session.scalar(query.with_for_update() if lock else query)
    if group is None:
        raise NotFound("Kelompok itu tidak ada.")
    return group


def _describe(session: Session, actor: Actor, group: UnitGroup, name: str, note: str) -> None:
    title = clean_text(name, "name", most=100)
    remark = clean_text(note, "note", most=500, empty=True)
    if ";" in title:
        raise Refused("Nama kelompok tidak boleh memuat titik koma.", field="name")
    taken = select(UnitGroup.id).where(
        UnitGroup.office_id == actor.office_id, UnitGroup.name == title
    )
    if session.scalar(taken.where(UnitGroup.id != (group.id or 0))):
        raise Refused("Kelompok dengan nama itu sudah ada.", field="name")
    group.name, group.note = title, remark


def _names(session: Session, actor: Actor, unit_ids: Collection[int]) -> list[str]:
    known = {member.unit_id: member.name for member in member_choices(session, actor)}
    if not set(unit_ids) <= known.keys():
        raise Refused("Ada unit yang tidak dinilai lagi; muat ulang halaman.", field="unit_ids")
    return sorted(known[unit_id] for unit_id in set(unit_ids))


def _set_members(session: Session, group_id: int, wanted: set[int]) -> None:
    rows = session.scalars(select(UnitGroupMember).where(UnitGroupMember.group_id == group_id))
    present = {row.unit_id: row for row in rows}
    for unit_id, row in present.items():
        if unit_id not in wanted:
            session.delete(row)
    new = sorted(wanted - present.keys())
    session.add_all(UnitGroupMember(group_id=group_id, unit_id=unit_id) for unit_id in new)
    session.flush()


def _loggable(group: GroupView) -> dict[str, object]:
    return {
        "name": group.name,
        "note": group.note,
        "units": [member.name for member in group.members],
    }
