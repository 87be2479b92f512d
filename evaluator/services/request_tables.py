"""The tables that were asked: entering one, what came of it, and what the unit itself says."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session, contains_eager

from evaluator.services.fact_columns import Values, texts_of
from evaluator.services.fact_rows import Shelf, add_row, change_row, remove_row
from evaluator.services.fact_units import chosen_unit, shown_name
from evaluator.services.offices import office_view, today_at
from evaluator.services.permissions import Action, require
from evaluator.services.problems import NotFound, Refused
from evaluator.services.request_book import BOOK, values_of
from evaluator.services.request_facts import days_late
from evaluator.services.requests import visible_round
from evaluator.storage.actor import Actor
from evaluator.storage.facts_visibility import visible_tables
from evaluator.storage.requests import RequestedTable
from evaluator.storage.units import Unit

STATES = ("late", "sent", "waiting", "received", "complete")


@dataclass(frozen=True)
class TableView:
    """A table that was asked of a unit, as pages show it.

    texts : its fields as they are typed
    days : how many days it is or was late
    state : late, sent (the unit says so, the office has not received it), waiting,
        received or complete
    """

    id: int
    round_id: int
    round: str
    unit_id: int
    unit: str
    kind: str
    number: str
    title: str
    cells: int
    due: date
    sent_on: date | None
    sent_note: str
    received_on: date | None
    filled: int | None
    passed: bool | None
    corrected: int | None
    complete_on: date | None
    note: str
    version: int
    days: int
    state: str
    texts: Mapping[str, str]

    @property
    def overdue(self) -> bool:
        """Past its day and not received, whatever the unit says of it."""
        return self.received_on is None and self.days > 0


def list_tables(
    session: Session,
    actor: Actor,
    now: datetime,
    *,
    round_id: int | None = None,
    unit_id: int | None = None,
    state: str = "",
    text: str = "",
) -> list[TableView]:
    """Tables that were asked, by due day, unit and number; one query.

    state : one of STATES; "late" finds whatever is overdue, sent or not
    text : part of the table's number or title, or of the unit's name
    """
    require(actor, Action.SEE_FACTS)
    query = _loaded(visible_tables(actor))
    if round_id is not None:
        query = query.where(RequestedTable.round_id == round_id)
    if unit_id is not None:
        query = query.where(RequestedTable.unit_id == unit_id)
    today = today_at(office_view(session, actor.office_id), now)
    views = [_view(row, today) for row in session.scalars(query)]
    found = [one for one in views if _is(one, state) and _fits(one, text)]
    return sorted(found, key=lambda one: (one.due, one.unit.casefold(), natural(one.number)))


def table_view(session: Session, actor: Actor, now: datetime, table_id: int) -> TableView:
    """One table that was asked."""
    require(actor, Action.SEE_FACTS)
    row = visible_table(session, actor, table_id)
    return _view(row, today_at(office_view(session, actor.office_id), now))


def add_table(
    session: Session,
    actor: Actor,
    now: datetime,
    round_id: int,
    unit_id: int | None,
    **texts: str,
) -> int:
    """Ask a unit for one more table; returns its id.

    texts : by the fields of the book

    Raises
    ------
    Refused
        If the unit was asked for that table already, a field cannot be, or a locked
        period counts its due day.
    """
    require(actor, Action.RECORD)
    one = visible_round(session, actor, round_id, lock=True)
    unit = chosen_unit(session, actor, unit_id)
    owner, known = {"round_id": one.id}, {"asked_on": one.asked_on}
    return add_row(session, actor, now, _SHELF, unit, owner, texts, "request.ask", known)


def change_table(
    session: Session, actor: Actor, now: datetime, table_id: int, *, version: int, **texts: str
) -> None:
    """Change what was asked, or keep what came; a field that is not given stays.

    Raises
    ------
    Conflict
        If somebody else changed it since `version`; with what is stored now.
    Refused
        If a field cannot be, or a locked period counts the row.
    """
    require(actor, Action.RECORD)
    row = visible_table(session, actor, table_id, lock=True)
    change_row(session, actor, now, _SHELF, row, version, texts, _act)


def remove_table(
    session: Session, actor: Actor, now: datetime, table_id: int, *, version: int
) -> None:
    """Take back a table that was asked by mistake; the log keeps what it was."""
    require(actor, Action.RECORD)
    row = visible_table(session, actor, table_id, lock=True)
    remove_row(session, actor, now, _SHELF, row, version, "request.withdraw")


def natural(number: str) -> tuple[tuple[int, str], ...]:
    """Orders numbers of tables as people do: 2.10 comes after 2.9."""
    parts = number.replace("-", ".").split(".")
    return tuple((int(one), "") if one.isdecimal() else (10**9, one) for one in parts)


def _act(before: Values, after: Values) -> str:
    came = before["received_on"] is None and after["received_on"] is not None
    return "request.receive" if came else "request.table"


def _check_new(session: Session, table_id: int, unit: Unit, values: Values) -> None:
    query = select(RequestedTable.id).where(
        RequestedTable.round_id == values["round_id"],
        RequestedTable.unit_id == unit.id,
        RequestedTable.number == values["number"],
        RequestedTable.id != table_id,
    )
    if session.scalar(query) is not None:
        raise Refused(
            "{unit} sudah diminta tabel nomor {number}.",
            field="number",
            unit=shown_name(unit),
            number=values["number"],
        )


_SHELF = Shelf(
    BOOK, RequestedTable, "requested-table", values_of, _check_new, lambda _: BOOK.fields
)


def visible_table(
    session: Session, actor: Actor, table_id: int, *, lock: bool = False
) -> RequestedTable:
    """A table that this person may know of; `lock` holds it until the transaction ends."""
    query = _loaded(visible_tables(actor).where(RequestedTable.id == table_id))
    row: RequestedTable | None = session.scalar(
        query.with_for_update(of=RequestedTable) if lock else query
    )
    if row is None:
        raise NotFound("Tabel itu tidak ada.")
    return row


def _loaded(query: Any) -> Any:
    return query.options(contains_eager(RequestedTable.round), contains_eager(RequestedTable.unit))


def _is(one: TableView, state: str) -> bool:
    return one.overdue if state == "late" else state in ("", one.state)


def _fits(one: TableView, text: str) -> bool:
    wanted = text.strip().casefold()
    return any(wanted in word.casefold() for word in (one.number, one.title, one.unit))


def _state(row: RequestedTable, today: date) -> str:
    if row.received_on is None:
        if row.sent_on is not None:
            return "sent"
        return "late" if row.due < today else "waiting"
    return "complete" if row.complete_on is not None else "received"


def _view(row: RequestedTable, today: date) -> TableView:
    shared = {name: getattr(row, name) for name in (*BOOK.fields, "sent_on", "sent_note")}
    return TableView(
        id=row.id,
        round_id=row.round_id,
        round=row.round.title,
        unit_id=row.unit_id,
        unit=shown_name(row.unit),
        kind=row.unit.kind,
        version=row.version,
        days=days_late(row.due, row.received_on, today),
        state=_state(row, today),
        texts=texts_of(BOOK.columns, values_of(row)),
        **shared,
    )
