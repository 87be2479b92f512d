"""What a unit itself sees and says of the tables that were asked of it."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from evaluator.services.fact_columns import Column, day, read_all, words
from evaluator.services.logging import record
from evaluator.services.offices import office_view, today_at
from evaluator.services.permissions import Action, require
from evaluator.services.problems import NotFound, Refused
from evaluator.services.request_tables import TableView, visible_table
from evaluator.storage.actor import Actor
from evaluator.storage.requests import RequestedTable

SENT = (Column("sent_on", "dikirim", day, wanted=True), Column("sent_note", "", words(300), ""))
"""What a unit says of a table by itself."""


@dataclass(frozen=True)
class OwnRound:
    """What one request asks of a unit; `open`: something has not come yet."""

    title: str
    tables: tuple[TableView, ...]

    @property
    def received(self) -> int:
        return sum(one.received_on is not None for one in self.tables)

    @property
    def late(self) -> int:
        """How many are overdue and not received."""
        return sum(one.overdue for one in self.tables)

    @property
    def came_late(self) -> int:
        """How many came after their day."""
        return sum(one.received_on is not None and one.days > 0 for one in self.tables)

    @property
    def sent(self) -> int:
        """How many the unit said it sent, and the office has not received."""
        return sum(one.state == "sent" for one in self.tables)

    @property
    def unsent(self) -> int:
        """How many the unit can still say that it sent."""
        return sum(one.state in ("late", "waiting") for one in self.tables)

    @property
    def open(self) -> bool:
        return self.received < len(self.tables)


def in_rounds(tables: Sequence[TableView]) -> list[OwnRound]:
    """Tables under their requests: those that wait for something first, then the newest."""
    found: dict[int, list[TableView]] = {}
    for one in tables:
        found.setdefault(one.round_id, []).append(one)
    rounds = [OwnRound(rows[0].round, tuple(rows)) for rows in found.values()]
    return sorted(rounds, key=lambda one: (not one.open, -one.tables[-1].due.toordinal()))


def tell_many_sent(
    session: Session, actor: Actor, now: datetime, table_ids: Collection[int], **texts: str
) -> int:
    """A unit says of several tables at once when it sent them; returns how many.

    Raises
    ------
    Refused
        If none was chosen, or one of them cannot have been sent; then none is told of.
    """
    require(actor, Action.SELF_ASSESS)
    if not table_ids:
        raise Refused("Pilih dahulu tabel yang sudah dikirim.")
    for table_id in sorted(set(table_ids)):
        tell_sent(session, actor, now, table_id, **texts)
    return len(set(table_ids))


def tell_sent(session: Session, actor: Actor, now: datetime, table_id: int, **texts: str) -> None:
    """A unit says when it sent a table; the office alone says when it came.

    Raises
    ------
    Refused
        If the office has it already, or the day has not come yet.
    """
    require(actor, Action.SELF_ASSESS)
    row = visible_table(session, actor, table_id, lock=True)
    if row.unit_id != actor.unit_id:
        raise NotFound("Tabel itu tidak ada.")
    if row.received_on is not None:
        raise Refused("Kantor sudah menerima tabel ini, jadi tidak perlu diberitahukan lagi.")
    values = read_all(SENT, texts)
    if values["sent_on"] > today_at(office_view(session, actor.office_id), now):
        raise Refused("Tanggal ini belum tiba.", field="sent_on")
    before = _said(row)
    row.sent_on, row.sent_note = values["sent_on"], values["sent_note"]
    if _said(row) != before:
        record(
            session,
            actor,
            now,
            "request.sent",
            f"requested-table:{row.id}",
            before=before,
            after=_said(row),
        )


def _said(row: RequestedTable) -> dict[str, object]:
    sent = row.sent_on.isoformat() if row.sent_on else None
    return {"sent_on": sent, "sent_note": row.sent_note}
