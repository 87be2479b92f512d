"""Registers of notices, metadata, data teams, support, agents and confirmations."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session, contains_eager

from evaluator.services.fact_columns import Values, texts_of
from evaluator.services.fact_rows import Shelf, add_row, change_row, remove_row
from evaluator.services.fact_units import chosen_unit, shown_name
from evaluator.services.permissions import Action, allows, require
from evaluator.services.problems import NotFound, Refused
from evaluator.services.register_book import BOOK, PERSONAL, USES, values_of
from evaluator.storage.actor import Actor
from evaluator.storage.facts_visibility import visible_entries
from evaluator.storage.registers import Register, RegisterEntry
from evaluator.storage.units import Unit


@dataclass(frozen=True)
class EntryView:
    """One entry of a register, as pages show it.

    texts : its fields as they are typed; persons and telephones only for those who keep
        the register and for the unit itself
    """

    id: int
    kind: Register
    unit_id: int
    unit: str
    unit_kind: str
    day: date
    title: str
    number: str
    target: int | None
    done: int | None
    due: date | None
    done_on: date | None
    until: date | None
    contact: str
    phone: str
    note: str
    version: int
    texts: Mapping[str, str]


def register_counts(session: Session, actor: Actor) -> dict[Register, int]:
    """How many entries each register has, of those that this person may see; one query."""
    require(actor, Action.SEE_FACTS)
    query = (
        visible_entries(actor)
        .with_only_columns(RegisterEntry.kind, func.count())
        .group_by(RegisterEntry.kind)
    )
    found = dict(session.execute(query).all())
    return {kind: found.get(kind, 0) for kind in Register}


def list_entries(
    session: Session,
    actor: Actor,
    kind: Register,
    *,
    unit_id: int | None = None,
    year: int | None = None,
    text: str = "",
) -> list[EntryView]:
    """The entries of a register, newest first; one query.

    year : only those that begin in it
    text : part of the title, the number or the unit's name
    """
    require(actor, Action.SEE_FACTS)
    query = _loaded(visible_entries(actor).where(RegisterEntry.kind == kind))
    if unit_id is not None:
        query = query.where(RegisterEntry.unit_id == unit_id)
    if year is not None:
        query = query.where(RegisterEntry.day.between(date(year, 1, 1), date(year, 12, 31)))
    views = [_view(actor, row) for row in session.scalars(query)]
    wanted = text.strip().casefold()
    found = [
        one
        for one in views
        if any(wanted in word.casefold() for word in (one.title, one.number, one.unit))
    ]
    return sorted(found, key=lambda one: (-one.day.toordinal(), one.unit.casefold(), one.id))


def entry_view(session: Session, actor: Actor, entry_id: int) -> EntryView:
    """One entry."""
    require(actor, Action.SEE_FACTS)
    return _view(actor, _visible(session, actor, entry_id))


def add_entry(
    session: Session,
    actor: Actor,
    now: datetime,
    kind: Register,
    unit_id: int | None,
    **texts: str,
) -> int:
    """Enter something into a register; returns its id.

    texts : by the fields of the book

    Raises
    ------
    Refused
        If it is there already, a field cannot be, or a locked period counts it.
    """
    require(actor, Action.RECORD)
    unit = chosen_unit(session, actor, unit_id)
    owner = {"office_id": actor.office_id, "kind": kind}
    return add_row(session, actor, now, _SHELF, unit, owner, texts, "register.add")


def change_entry(
    session: Session, actor: Actor, now: datetime, entry_id: int, *, version: int, **texts: str
) -> None:
    """Change an entry; a field that is not given stays.

    Raises
    ------
    Conflict
        If somebody else changed it since `version`; with what is stored now.
    Refused
        If a field cannot be, or a locked period counts the entry.
    """
    require(actor, Action.RECORD)
    row = _visible(session, actor, entry_id, lock=True)
    change_row(session, actor, now, _SHELF, row, version, texts, lambda *_: "register.change")


def remove_entry(
    session: Session, actor: Actor, now: datetime, entry_id: int, *, version: int
) -> None:
    """Take out an entry that was made by mistake; the log keeps what it was."""
    require(actor, Action.RECORD)
    row = _visible(session, actor, entry_id, lock=True)
    remove_row(session, actor, now, _SHELF, row, version, "register.remove")


def _check_new(session: Session, entry_id: int, unit: Unit, values: Values) -> None:
    query = select(RegisterEntry.id).where(
        RegisterEntry.unit_id == unit.id,
        RegisterEntry.kind == values["kind"],
        RegisterEntry.title == values["title"],
        RegisterEntry.day == values["day"],
        RegisterEntry.id != entry_id,
    )
    if session.scalar(query) is not None:
        raise Refused(
            "{unit} sudah punya catatan yang sama pada tanggal itu.",
            field="title",
            unit=shown_name(unit),
        )


def _visible(session: Session, actor: Actor, entry_id: int, *, lock: bool = False) -> RegisterEntry:
    query = _loaded(visible_entries(actor).where(RegisterEntry.id == entry_id))
    row: RegisterEntry | None = session.scalar(
        query.with_for_update(of=RegisterEntry) if lock else query
    )
    if row is None:
        raise NotFound("Catatan itu tidak ada.")
    return row


def _loaded(query: Any) -> Any:
    return query.options(contains_eager(RegisterEntry.unit))


def _logged(row: RegisterEntry) -> tuple[str, ...]:
    """Whom to ask is nobody's business in the log."""
    names = ("day", "title", *USES[Register(row.kind)], "note")
    return tuple(name for name in names if name not in PERSONAL)


_SHELF = Shelf(BOOK, RegisterEntry, "register-entry", values_of, _check_new, _logged)


def _view(actor: Actor, row: RegisterEntry) -> EntryView:
    knows = allows(actor, Action.RECORD) or row.unit_id == actor.unit_id
    shared: dict[str, Any] = {
        name: "" if name in PERSONAL and not knows else getattr(row, name) for name in BOOK.fields
    }
    return EntryView(
        id=row.id,
        kind=Register(row.kind),
        unit_id=row.unit_id,
        unit=shown_name(row.unit),
        unit_kind=row.unit.kind,
        version=row.version,
        texts=texts_of(BOOK.columns, shared),
        **shared,
    )
