"""Which unit a guest comes from: by the tie of the seat, else by the name of the organisation."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from evaluator.services.printed_names import names_on_paper, subject_of
from evaluator.storage.ceremonies import Seat
from evaluator.storage.periods import Category, Participant, Period
from evaluator.storage.results import Winner

_UNIT, _WINNER = "unit:", "winner:"


@dataclass(frozen=True)
class Assessed:
    """A unit of the period: `name` as it stands on papers, `names` all it goes by, folded."""

    unit_id: int
    name: str
    names: frozenset[str]


def tie_of(unit_id: int) -> str:
    """How the seat of a guest of a unit is tied to it."""
    return f"{_UNIT}{unit_id}"


def assessed_units(session: Session, period: Period) -> dict[int, Assessed]:
    """The units that were ranked in a period, by category and name; two queries."""
    query = (
        select(Participant.id, Participant.unit_id, Participant.name)
        .join(Participant.category)
        .where(Category.period_id == period.id, ~Participant.sample)
        .order_by(Category.position, Category.id, Participant.name, Participant.id)
    )
    rows = session.execute(query).all()
    mended = names_on_paper(session, period.office_id, [subject_of(row.id) for row in rows])
    printed = {row.id: mended[s].printed for row in rows if (s := subject_of(row.id)) in mended}
    names: dict[int, set[str]] = defaultdict(set)
    shown: dict[int, str] = {}
    for row in rows:
        names[row.unit_id] |= {row.name.casefold(), printed.get(row.id, row.name).casefold()}
        if row.id in printed or row.unit_id not in shown:
            shown[row.unit_id] = printed.get(row.id, row.name)
    return {unit: Assessed(unit, name, frozenset(names[unit])) for unit, name in shown.items()}


def units_of_seats(
    session: Session, seats: Sequence[Seat], known: Mapping[int, Assessed]
) -> dict[int, int]:
    """Seat -> unit for the guests who come from a unit of the period; one query.

    known : the units of the period; a guest of none of them is left out
    """
    by_name = {name: one.unit_id for one in known.values() for name in one.names}
    winners = _units_of_winners(session, [seat.request for seat in seats])
    found: dict[int, int] = {}
    for seat in seats:
        unit = winners.get(seat.request) or _numbered(seat.request, _UNIT)
        unit = unit or by_name.get(seat.organisation.casefold())
        unit = unit or by_name.get(seat.name.casefold())
        if unit is not None and unit in known:
            found[seat.id] = unit
    return found


def _units_of_winners(session: Session, ties: Sequence[str]) -> dict[str, int]:
    """Tie -> unit for seats that are tied to one award, as older lists are."""
    ids = [number for tie in ties if (number := _numbered(tie, _WINNER))]
    query = select(Winner.id, Participant.unit_id).join(Winner.participant)
    rows = session.execute(query.where(Winner.id.in_(ids)))
    return {f"{_WINNER}{winner}": unit for winner, unit in rows}


def _numbered(tie: str, kind: str) -> int | None:
    number = tie.removeprefix(kind)
    return int(number) if tie.startswith(kind) and number.isdecimal() else None
