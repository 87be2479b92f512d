"""The units that facts are recorded of: what they are called, and which one a cell names."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from evaluator.scoring.messages import Message, says
from evaluator.services.permissions import Action, require
from evaluator.services.problems import Refused
from evaluator.services.units import KINDS
from evaluator.storage.actor import Actor
from evaluator.storage.facts_visibility import visible_fact_units
from evaluator.storage.units import Unit


@dataclass(frozen=True)
class UnitChoice:
    """A unit that something can be recorded of."""

    id: int
    kind: str
    name: str


def shown_name(unit: Unit) -> str:
    """What a unit is called beside its facts; a respondent by its short code only."""
    return unit.short_name if unit.kind == "responden" else unit.name


def fact_units(session: Session, actor: Actor, *kinds: str) -> list[UnitChoice]:
    """The units that are still assessed, by kind and name; `kinds`: only these."""
    require(actor, Action.SEE_FACTS)
    query = visible_fact_units(actor).where(
        Unit.retired_at.is_(None), Unit.kind.in_(kinds or KINDS)
    )
    found = [UnitChoice(unit.id, unit.kind, shown_name(unit)) for unit in session.scalars(query)]
    return sorted(found, key=lambda one: (KINDS.index(one.kind), one.name.casefold()))


def own_kind(session: Session, actor: Actor) -> str:
    """The kind of the unit that this person belongs to; "" for people of the office."""
    require(actor, Action.SEE_FACTS)
    if actor.unit_id is None:
        return ""
    return session.scalar(select(Unit.kind).where(Unit.id == actor.unit_id)) or ""


def chosen_unit(session: Session, actor: Actor, unit_id: int | None, *kinds: str) -> Unit:
    """The unit that a form names.

    Raises
    ------
    Refused
        If there is none of these kinds, or it has ended.
    """
    query = visible_fact_units(actor).where(Unit.id == unit_id, Unit.kind.in_(kinds or KINDS))
    unit = session.scalar(query)
    if unit is None or unit.retired_at is not None:
        raise Refused("Pilih unit dari daftar.", field="unit_id")
    return unit


class UnitFinder:
    """Finds the unit that the cells `jenis` and `unit` of a file name, by name or short name.

    A respondent is found by the code only.
    """

    def __init__(self, units: Iterable[Unit]) -> None:
        self.by_name: dict[str, dict[int, Unit]] = {}
        for unit in units:
            for name in {shown_name(unit), unit.short_name}:
                self.by_name.setdefault(name.casefold(), {})[unit.id] = unit

    def find(self, values: Mapping[str, str]) -> Unit | Message:
        """The unit, or why there is none."""
        name, kind = values.get("unit", ""), values.get("jenis", "").casefold()
        if not name:
            return says("{column}: {problem}", column="unit", problem=says("belum diisi"))
        found = [u for u in self.by_name.get(name.casefold(), {}).values() if kind in ("", u.kind)]
        if not found:
            return says('unit "{name}" tidak ada di daftar unit', name=name)
        if len(found) > 1:
            return says('unit "{name}" ada lebih dari satu; isi kolom jenis', name=name)
        return found[0]


def unit_finder(session: Session, actor: Actor, *kinds: str) -> UnitFinder:
    """Knows the units that are still assessed, in one query."""
    query = visible_fact_units(actor).where(
        Unit.retired_at.is_(None), Unit.kind.in_(kinds or KINDS)
    )
    return UnitFinder(session.scalars(query))
