"""Who of the units is late with a request: one row each, filtered and put in order."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from fractions import Fraction

from sqlalchemy.orm import Session

from evaluator.services.fact_units import shown_name
from evaluator.services.offices import office_view, today_at
from evaluator.services.permissions import Action, require
from evaluator.services.request_facts import days_late
from evaluator.services.requests import Counts, counts_of, tables_of
from evaluator.storage.actor import Actor
from evaluator.storage.requests import RequestedTable

STATES = ("late", "sent", "open", "done")


@dataclass(frozen=True)
class BoardRow:
    """One unit on the board: how far it is, and how late its tables are or were.

    days : how many days the table that is waited for longest is overdue
    came_late, came_days : how many came after their day, and the most days of them
    next_due : the nearest day on which something is still due; None where nothing is
    sent : how many the unit says it sent and the office has not received
    silent : how many are overdue without a word of the unit
    """

    unit_id: int
    unit: str
    kind: str
    counts: Counts
    days: int
    came_late: int
    came_days: int
    next_due: date | None
    sent: int
    silent: int

    @property
    def state(self) -> str:
        """late; sent, where the office has to say whether it came; open or done."""
        if self.silent:
            return "late"
        if self.sent:
            return "sent"
        return "done" if self.counts.received == self.counts.asked else "open"

    def fits(self, state: str) -> bool:
        """Whether a filter finds this row: all that is overdue, and all that was sent."""
        found = {"": True, "late": self.counts.late > 0, "sent": self.sent > 0}
        return found.get(state, self.state == state)


def board(session: Session, actor: Actor, now: datetime, round_id: int) -> list[BoardRow]:
    """How far every unit is with a request, those that are late first; two queries."""
    require(actor, Action.SEE_FACTS)
    today = today_at(office_view(session, actor.office_id), now)
    rows: dict[int, list[RequestedTable]] = {}
    for row in tables_of(session, actor, round_id):
        rows.setdefault(row.unit_id, []).append(row)
    return [_board_row(tables, today) for tables in rows.values()]


def arranged(
    rows: Iterable[BoardRow], *, state: str = "", kind: str = "", text: str = "", by: str = "late"
) -> list[BoardRow]:
    """The rows of a board that fit, in an order: "late" or "-late" for the other way."""
    wanted = text.strip().casefold()
    found = [
        row
        for row in rows
        if row.fits(state) and kind in ("", row.kind) and wanted in row.unit.casefold()
    ]
    name, down = by.lstrip("-"), by.startswith("-")
    found.sort(key=lambda row: row.unit.casefold())
    if name == "unit":
        return found[::-1] if down else found
    keys = {
        "asked": lambda row: -row.counts.asked,
        "received": lambda row: -row.counts.received,
        "late": lambda row: (-row.counts.late, -row.days),
        "complete": lambda row: row.counts.share or Fraction(0),
        "came": lambda row: (-row.came_days, -row.came_late),
    }
    return sorted(found, key=keys.get(name, keys["late"]), reverse=down)


def _board_row(tables: Sequence[RequestedTable], today: date) -> BoardRow:
    unit = tables[0].unit
    waited = [row for row in tables if row.received_on is None]
    came = [days_late(row.due, row.received_on, today) for row in tables if row.received_on]
    return BoardRow(
        unit.id,
        shown_name(unit),
        unit.kind,
        counts_of(tables, today),
        max((days_late(row.due, None, today) for row in waited), default=0),
        sum(days > 0 for days in came),
        max(came, default=0),
        min((row.due for row in waited if row.due >= today), default=None),
        sum(row.sent_on is not None for row in waited),
        sum(row.sent_on is None and row.due < today for row in waited),
    )
