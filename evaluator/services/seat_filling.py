"""Guests taken over from the assessment: its winners, or all its units so that none stands out."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from evaluator.services.calling import calling_order
from evaluator.services.ceremony_seats import append_seats, hold_list, log_seats, seat_rows
from evaluator.services.ceremony_winners import staged_period, winner_rows
from evaluator.services.permissions import Action, require
from evaluator.services.seat_units import Assessed, assessed_units, tie_of, units_of_seats
from evaluator.storage.actor import Actor
from evaluator.storage.ceremonies import Seat


@dataclass(frozen=True)
class Renewal:
    """A guest whose names are out of date, and what they would become."""

    seat_id: int
    before: str
    name: str
    organisation: str


def seat_winners(session: Session, actor: Actor, now: datetime, period_id: int) -> int:
    """Add a seat for every winner that has none, in the order of calling; returns how many.

    A unit with several awards gets one seat, in the name of whoever comes up for it.
    """
    require(actor, Action.STAGE)
    period = hold_list(session, actor, period_id)
    units = assessed_units(session, period)
    callers = _callers(session, actor, period_id)
    guests = [(units[unit], caller or units[unit].name) for unit, caller in callers.items()]
    return _seat(session, actor, now, period_id, units, guests, "seat.winners")


def seat_units(session: Session, actor: Actor, now: datetime, period_id: int) -> int:
    """Add a seat for every unit of the assessment that has none; returns how many.

    All are called by the unit's name, whether they win or not: the list tells nobody who wins.
    """
    require(actor, Action.STAGE)
    period = hold_list(session, actor, period_id)
    units = assessed_units(session, period)
    guests = [(unit, unit.name) for unit in units.values()]
    return _seat(session, actor, now, period_id, units, guests, "seat.units")


def renewals(session: Session, actor: Actor, period_id: int) -> list[Renewal]:
    """Guests of winners who still stand under a name that stage notes or mendings overtook.

    Whoever is called by a person's name keeps it.
    """
    require(actor, Action.STAGE)
    units = assessed_units(session, staged_period(session, actor, period_id))
    callers = _callers(session, actor, period_id)
    rows = seat_rows(session, period_id)
    found = units_of_seats(session, rows, units)
    return [
        new
        for row in rows
        if (unit := found.get(row.id)) in callers
        and row.request
        and (new := _renewal(row, units[unit], callers[unit]))
    ]


def renew_seats(session: Session, actor: Actor, now: datetime, period_id: int) -> int:
    """Let the guests of `renewals` stand under their new names; returns how many."""
    require(actor, Action.STAGE)
    hold_list(session, actor, period_id)
    new = {one.seat_id: one for one in renewals(session, actor, period_id)}
    for row in seat_rows(session, period_id):
        if one := new.get(row.id):
            row.name, row.organisation = one.name, one.organisation
    if new:
        log_seats(session, actor, now, period_id, "seat.renew", len(new))
    return len(new)


def tells_winners(session: Session, actor: Actor, period_id: int) -> bool:
    """Whether the guest list tells who wins, before that is open.

    It does where its units are winners without exception, unless every unit is on it.
    """
    require(actor, Action.STAGE)
    period = staged_period(session, actor, period_id)
    if period.released_at is not None and period.revising_since is None:
        return False
    units = assessed_units(session, period)
    there = set(units_of_seats(session, seat_rows(session, period_id), units).values())
    won = {row.participant.unit_id for row in winner_rows(session, actor, period_id)}
    return bool(there) and there <= won and there != units.keys()


def _callers(session: Session, actor: Actor, period_id: int) -> dict[int, str]:
    """Unit -> who comes up for it, "" where no note says, in the order of calling."""
    rows = {row.id: row.participant.unit_id for row in winner_rows(session, actor, period_id)}
    found: dict[int, str] = {}
    for one in calling_order(session, actor, period_id):
        unit = rows[one.winner_id]
        found[unit] = found.get(unit) or one.note.caller
    return found


def _seat(
    session: Session,
    actor: Actor,
    now: datetime,
    period_id: int,
    units: dict[int, Assessed],
    guests: Sequence[tuple[Assessed, str]],
    act: str,
) -> int:
    there = set(units_of_seats(session, seat_rows(session, period_id), units).values())
    new = [
        {"name": name, "organisation": unit.name, "request": tie_of(unit.unit_id)}
        for unit, name in guests
        if unit.unit_id not in there
    ]
    append_seats(session, period_id, new)
    if new:
        log_seats(session, actor, now, period_id, act, len(new))
    return len(new)


def _renewal(row: Seat, unit: Assessed, caller: str) -> Renewal | None:
    same = row.name.casefold() == row.organisation.casefold()
    unnamed = same or row.name.casefold() in unit.names
    name = (caller or unit.name) if unnamed else row.name
    ours = same or row.organisation.casefold() in unit.names
    organisation = unit.name if ours else row.organisation
    if (name, organisation) == (row.name, row.organisation):
        return None
    return Renewal(row.id, row.name, name, organisation)
