"""Guests and their seats: typed one by one, or imported from a table."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from evaluator.services.ceremony_winners import staged_period
from evaluator.services.checks import clean_text
from evaluator.services.import_plans import ImportPlan
from evaluator.services.logging import record
from evaluator.services.permissions import Action, require
from evaluator.services.problems import NotFound, Refused
from evaluator.storage.actor import Actor
from evaluator.storage.ceremonies import Seat
from evaluator.storage.periods import Period

FIELDS = ("name", "organisation", "title", "table", "seat", "note")
MOST_SEATS = 2000


@dataclass(frozen=True)
class SeatView:
    """One guest; `request` ties the seat to a unit, "" for a mere guest."""

    id: int
    position: int
    name: str
    organisation: str
    title: str
    table: str
    seat: str
    request: str
    note: str

    @property
    def where(self) -> str:
        """Such as "Meja 3, kursi 2"; "" where no seat is given yet."""
        return ", ".join(part for part in (self.table, self.seat) if part)


def list_seats(session: Session, actor: Actor, period_id: int) -> list[SeatView]:
    """The guests of a period in the order of the list."""
    require(actor, Action.STAGE)
    staged_period(session, actor, period_id)
    return [_view(row) for row in seat_rows(session, period_id)]


def add_seat(
    session: Session, actor: Actor, now: datetime, period_id: int, texts: Mapping[str, str]
) -> int:
    """Add a guest at the end of the list; returns the id.

    texts : by FIELDS; what is left out is empty

    Raises
    ------
    Refused
        If the name is missing, a text cannot be shown, or the list is full.
    """
    require(actor, Action.STAGE)
    hold_list(session, actor, period_id)
    rows = seat_rows(session, period_id)
    _check_room(len(rows) + 1)
    row = Seat(period_id=period_id, position=_last(session, period_id) + 1, **clean_seat(texts))
    session.add(row)
    session.flush()
    _log(session, actor, now, period_id, "seat.add", f"seat:{row.id}", None, _plain(row))
    return row.id


def change_seat(
    session: Session,
    actor: Actor,
    now: datetime,
    period_id: int,
    seat_id: int,
    texts: Mapping[str, str],
) -> None:
    """Change what is kept of a guest."""
    require(actor, Action.STAGE)
    row = _one(session, actor, period_id, seat_id)
    before = _plain(row)
    for name, text in clean_seat(texts).items():
        setattr(row, name, text)
    if _plain(row) != before:
        _log(session, actor, now, period_id, "seat.change", f"seat:{row.id}", before, _plain(row))


def remove_seat(
    session: Session, actor: Actor, now: datetime, period_id: int, seat_id: int
) -> None:
    """Take a guest off the list."""
    require(actor, Action.STAGE)
    row = _one(session, actor, period_id, seat_id)
    before = _plain(row)
    session.execute(delete(Seat).where(Seat.id == row.id))
    _log(session, actor, now, period_id, "seat.remove", f"seat:{seat_id}", before, None)


def carry_out_seats(
    session: Session, actor: Actor, now: datetime, period_id: int, plan: ImportPlan
) -> int:
    """Put the guests of a table in place of the whole list; returns how many there are now.

    Guests that were tied to a unit stay tied to it. The plan must come
    from the same transaction.
    """
    require(actor, Action.STAGE)
    hold_list(session, actor, period_id)
    if plan.refused:
        raise Refused("Ada baris yang ditolak; perbaiki berkasnya, lalu unggah lagi.")
    _check_room(len(plan.rows))
    rows = seat_rows(session, period_id)
    tied = {seat_key(row.name, row.organisation): row.request for row in rows}
    before = [_plain(row) for row in rows]
    session.execute(delete(Seat).where(Seat.period_id == period_id))
    session.expire_all()
    new = [clean_seat(row.values) for row in plan.rows]
    session.add_all(
        Seat(
            period_id=period_id,
            position=number,
            request=tied.get(seat_key(texts["name"], texts["organisation"]), ""),
            **texts,
        )
        for number, texts in enumerate(new, start=1)
    )
    after = {"counts": plan.counts, "guests": new}
    name = f"period:{period_id}"
    _log(session, actor, now, period_id, "seat.import", name, {"guests": before}, after)
    return len(new)


def hold_list(session: Session, actor: Actor, period_id: int) -> Period:
    """The period whose guest list nobody else changes until the transaction ends."""
    period = staged_period(session, actor, period_id)
    session.execute(select(Period.id).where(Period.id == period.id).with_for_update())
    return period


def seat_rows(session: Session, period_id: int) -> Sequence[Seat]:
    """The rows behind `list_seats`."""
    query = select(Seat).where(Seat.period_id == period_id).order_by(Seat.position)
    return session.scalars(query).all()


def append_seats(session: Session, period_id: int, guests: Sequence[Mapping[str, str]]) -> None:
    """Add guests at the end of a list that is held.

    Raises
    ------
    Refused
        If the list would be too long.
    """
    _check_room(len(seat_rows(session, period_id)) + len(guests))
    start = _last(session, period_id) + 1
    session.add_all(
        Seat(period_id=period_id, position=start + number, **texts)
        for number, texts in enumerate(guests)
    )


def log_seats(
    session: Session, actor: Actor, now: datetime, period_id: int, act: str, count: int
) -> None:
    """Record a change of many guests without their names, which would tell who wins."""
    _log(session, actor, now, period_id, act, f"period:{period_id}", None, {"count": count})


def clean_seat(texts: Mapping[str, str]) -> dict[str, str]:
    """The texts of a guest as they are kept, by FIELDS."""
    return {
        field: clean_text(texts.get(field, ""), field, most=_MOST[field], empty=field != "name")
        for field in FIELDS
    }


def seat_key(name: str, organisation: str) -> tuple[str, str]:
    """By what a guest is known again, capitals or not."""
    return (name.casefold(), organisation.casefold())


_MOST = {"name": 200, "organisation": 200, "title": 150, "table": 40, "seat": 40, "note": 300}


def _one(session: Session, actor: Actor, period_id: int, seat_id: int) -> Seat:
    hold_list(session, actor, period_id)
    query = select(Seat).where(Seat.period_id == period_id, Seat.id == seat_id)
    row = session.scalar(query)
    if row is None:
        raise NotFound("Tamu itu tidak ada lagi dalam daftar.")
    return row


def _last(session: Session, period_id: int) -> int:
    query = select(func.max(Seat.position)).where(Seat.period_id == period_id)
    return session.scalar(query) or 0


def _check_room(count: int) -> None:
    if count > MOST_SEATS:
        raise Refused("Daftar tamu paling banyak {most} orang.", most=MOST_SEATS)


def _view(row: Seat) -> SeatView:
    return SeatView(**{name: getattr(row, name) for name in SeatView.__dataclass_fields__})


def _plain(row: Seat) -> dict[str, str]:
    return {name: getattr(row, name) for name in FIELDS}


def _log(
    session: Session,
    actor: Actor,
    now: datetime,
    period_id: int,
    act: str,
    name: str,
    before: object,
    after: object,
) -> None:
    record(session, actor, now, act, name, before=before, after=after, period_id=period_id)
