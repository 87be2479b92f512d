"""Whose requests, registers and tasks a person may see: the office all, a unit only its own."""

from sqlalchemy import ColumnElement, Select, and_, false, select, true

from evaluator.storage.actor import Actor, Role
from evaluator.storage.registers import RegisterEntry
from evaluator.storage.requests import RequestedTable, RequestRound
from evaluator.storage.tasks import FieldTask
from evaluator.storage.units import Unit

_OFFICE = (Role.ADMIN, Role.LEAD, Role.ASSESSOR, Role.ORGANISER, Role.AUDITOR)


def visible_fact_units(actor: Actor) -> Select[Unit]:
    """Units of which this person may see what was recorded."""
    return select(Unit).where(_readable(actor))


def visible_rounds(actor: Actor) -> Select[RequestRound]:
    """Requests for data: those of the office; a unit sees those that ask it for a table."""
    own_office = RequestRound.office_id == actor.office_id
    asked = select(RequestedTable.id).where(
        RequestedTable.round_id == RequestRound.id, RequestedTable.unit_id == actor.unit_id
    )
    return select(RequestRound).where(own_office, _rule(actor, asked.exists()))


def visible_tables(actor: Actor) -> Select[RequestedTable]:
    """Tables that were asked of units."""
    return (
        select(RequestedTable)
        .join(RequestedTable.round)
        .join(RequestedTable.unit)
        .where(RequestRound.office_id == actor.office_id, _readable(actor))
    )


def visible_entries(actor: Actor) -> Select[RegisterEntry]:
    """Entries of the registers."""
    return select(RegisterEntry).join(RegisterEntry.unit).where(_readable(actor))


def visible_tasks(actor: Actor) -> Select[FieldTask]:
    """Tasks in the field."""
    return select(FieldTask).join(FieldTask.unit).where(_readable(actor))


def _readable(actor: Actor) -> ColumnElement[bool]:
    rule = _rule(actor, Unit.id == actor.unit_id)
    return and_(Unit.office_id == actor.office_id, rule)


def _rule(actor: Actor, own: ColumnElement[bool]) -> ColumnElement[bool]:
    """Everything for people of the office, what is their own for people of a unit."""
    if actor.operator or actor.has(*_OFFICE):
        return true()
    return own if actor.has(Role.UNIT) else false()
