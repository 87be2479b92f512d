"""The dry run of a guest list: what each row of a table would do to the seats."""

from collections.abc import Iterable, Mapping, Sequence

from sqlalchemy.orm import Session

from evaluator.scoring.messages import Message, says
from evaluator.services.ceremony_seats import SeatView, clean_seat, list_seats, seat_key
from evaluator.services.import_plans import Change, ImportPlan, ImportRow
from evaluator.services.problems import Refused
from evaluator.services.unit_rows import check_header
from evaluator.storage.actor import Actor

COLUMNS = {
    "nama": "name",
    "instansi": "organisation",
    "jabatan": "title",
    "meja": "table",
    "kursi": "seat",
    "catatan": "note",
}
"""What a table calls the fields of a guest."""


def plan_seats(
    session: Session,
    actor: Actor,
    period_id: int,
    header: Sequence[str],
    rows: Iterable[tuple[int, Sequence[str]]],
    unread: Iterable[tuple[int, Message]] = (),
) -> ImportPlan:
    """Say what putting a table in place of the guest list would do, without doing it.

    The values of the rows are named by field, not by column.

    Raises
    ------
    Refused
        If the header lacks a column, names one twice or names an unknown one.
    """
    columns = [cell.strip().casefold() for cell in header]
    check_header(columns, ("nama",), tuple(COLUMNS))
    faults: dict[int, list[Message]] = {}
    for number, fault in unread:
        faults.setdefault(number, []).append(fault)
    given = {
        n: {COLUMNS[c]: text.strip() for c, text in zip(columns, cells, strict=True)}
        for n, cells in rows
    }
    known = {seat_key(s.name, s.organisation): s for s in list_seats(session, actor, period_id)}
    seen: dict[tuple[str, str], int] = {}
    planned = []
    for number in sorted(given.keys() | faults.keys()):
        values = given.get(number, {})
        key = seat_key(values.get("name", ""), values.get("organisation", ""))
        row = _plan(number, values, faults.get(number, []), known.get(key), seen.get(key))
        seen.setdefault(key, number)
        planned.append(row)
    return ImportPlan(tuple(planned))


def _plan(
    number: int,
    values: Mapping[str, str],
    unread: list[Message],
    known: SeatView | None,
    twin: int | None,
) -> ImportRow:
    faults = list(unread)
    try:
        texts = clean_seat(values)
    except Refused as refusal:
        faults.append(says("{column}: {problem}", column=_column(refusal), problem=refusal.message))
        texts = {}
    if twin is not None and values.get("name"):
        faults.append(says("Nama dan instansi ini sudah ada pada baris {row}.", row=twin))
    if faults:
        return ImportRow(number, values, "refused", tuple(faults))
    if known is None:
        return ImportRow(number, texts, "new")
    changes = tuple(
        Change(column, getattr(known, field), texts[field])
        for column, field in COLUMNS.items()
        if getattr(known, field) != texts[field]
    )
    return ImportRow(number, texts, "changed" if changes else "same", (), changes)


def _column(refusal: Refused) -> str:
    return next((name for name, field in COLUMNS.items() if field == refusal.field), refusal.field)
