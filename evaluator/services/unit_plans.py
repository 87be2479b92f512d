"""The dry run of an import: what each row of a table would do to the list of units."""

from collections.abc import Iterable, Sequence

from sqlalchemy.orm import Session

from evaluator.scoring.messages import Message
from evaluator.services.import_plans import ImportPlan
from evaluator.services.permissions import Action, require
from evaluator.services.unit_groups import GroupView
from evaluator.services.unit_register import memberships, register_of
from evaluator.services.unit_rows import check_header
from evaluator.services.units import UnitView
from evaluator.storage.actor import Actor


def plan_import(
    session: Session,
    actor: Actor,
    header: Sequence[str],
    rows: Iterable[tuple[int, Sequence[str]]],
    unread: Iterable[tuple[int, Message]] = (),
) -> ImportPlan:
    """Say what importing these rows would do, without doing it.

    A column that the file lacks keeps what is stored; an empty cell empties it.

    rows : (number in the file, cell texts) each
    unread : (number in the file, why) of rows and cells that could not be read

    Raises
    ------
    Refused
        If the header lacks a column, names one twice or names an unknown one.
    """
    require(actor, Action.ADMINISTER)
    columns = [cell.strip().casefold().replace(" ", "_") for cell in header]
    check_header(columns)
    faults: dict[int, list[Message]] = {}
    for number, fault in unread:
        faults.setdefault(number, []).append(fault)
    given = {n: dict(zip(columns, map(str.strip, cells), strict=True)) for n, cells in rows}
    register = register_of(session, actor, given.values())
    planned = [
        register.plan(number, given.get(number, {}), faults.get(number, []))
        for number in sorted(given.keys() | faults.keys())
    ]
    return ImportPlan(tuple(planned))


def table_of(units: Iterable[UnitView], groups: Iterable[GroupView]) -> list[tuple[str, ...]]:
    """Units as rows under `COLUMNS`, ready to be imported again; retired ones are left out."""
    groups_by_unit = memberships(groups)
    return [
        (
            unit.kind,
            unit.short_name,
            unit.name,
            unit.bps_code or "",
            unit.kemendagri_code or "",
            unit.parent_name or "",
            "; ".join(groups_by_unit.get(unit.id, ())),
        )
        for unit in units
        if not unit.retired
    ]
