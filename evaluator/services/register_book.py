"""What an entry of each register consists of, and what cannot be."""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from evaluator.scoring.messages import says
from evaluator.services.fact_books import Book, Fault, until, within
from evaluator.services.fact_columns import Column, Values, day, phone, whole, words
from evaluator.services.spans import Span
from evaluator.storage.registers import METADATA, Register, RegisterEntry

COLUMNS = (
    Column("day", "tanggal", day, wanted=True),
    Column("title", "judul", words(300), wanted=True),
    Column("number", "nomor", words(100), empty=""),
    Column("target", "target", whole),
    Column("done", "terlaksana", whole),
    Column("due", "batas_waktu", day),
    Column("done_on", "tercapai", day),
    Column("until", "berlaku_sampai", day),
    Column("contact", "narahubung", words(120), empty=""),
    Column("phone", "telepon", phone, empty=""),
    Column("note", "catatan", words(500), empty=""),
)
_COUNTED = ("target", "done")
USES: Mapping[Register, tuple[str, ...]] = {
    Register.ROMANTIK: ("number", "done_on"),
    **dict.fromkeys(METADATA, _COUNTED),
    Register.DATA_TEAM: ("number", "until", "contact", "phone"),
    Register.CENSUS: _COUNTED,
    Register.AGENT: ("number", "until", "done_on"),
    Register.CONFIRMATION: ("due", "done_on"),
}
"""What each register keeps beside day, title and note."""
PERSONAL = ("contact", "phone")
WANTED: Mapping[Register, tuple[str, ...]] = {
    **dict.fromkeys((*METADATA, Register.CENSUS), _COUNTED),
    Register.CONFIRMATION: ("due",),
}
"""What may not stay empty there."""


def values_of(row: RegisterEntry) -> dict[str, Any]:
    """A stored entry by its fields, with whose it is and in which register."""
    own = {column.field: getattr(row, column.field) for column in COLUMNS}
    return {**own, "unit_id": row.unit_id, "kind": Register(row.kind)}


def due_day(values: Values) -> date:
    """The day on which an entry counts."""
    late = values["due"] if values["kind"] is Register.CONFIRMATION else None
    begun: date = values["day"]
    return late or begun


def in_force(values: Values, span: Span) -> bool:
    """Whether an agent is on duty on the last day of a time."""
    ends = values["until"]
    return values["day"] <= span.last and (ends is None or ends >= span.last)


def overlaps(values: Values, span: Span) -> bool:
    """Whether a decree is in force on any day of a time."""
    ends = values["until"]
    return values["day"] <= span.last and (ends is None or ends >= span.first)


def _faults(values: Values, today: date) -> Iterator[Fault]:
    kind = Register(values["kind"])
    for column in COLUMNS:
        name, given = column.field, values[column.field]
        optional = name not in ("day", "title", "note")
        if optional and name not in USES[kind] and given not in (None, ""):
            yield Fault(name, says("Tidak dipakai pada daftar ini; kosongkan."))
        if name in WANTED.get(kind, ()) and given is None:
            yield Fault(name, says("Isian ini tidak boleh kosong."))
    yield from _count_faults(values)
    yield from _day_faults(values, kind, today)


def _count_faults(values: Values) -> Iterator[Fault]:
    target, done = values["target"], values["done"]
    if target is not None and done is not None and done > target:
        yield Fault(
            "done", says("Terlaksana {part}, padahal targetnya {whole}.", part=done, whole=target)
        )


def _day_faults(values: Values, kind: Register, today: date) -> Iterator[Fault]:
    begun, done_on = values["day"], values["done_on"]
    if done_on is not None and done_on > today:
        yield Fault("done_on", says("Tanggal ini belum tiba."))
    if kind is Register.CONFIRMATION and done_on is not None and done_on < begun:
        yield Fault("done_on", says("Dijawab sebelum ditanyakan, {day}.", day=begun))
    for name in ("due", "until"):
        if values[name] is not None and values[name] < begun:
            yield Fault(name, says("Tidak boleh sebelum {day}.", day=begun))


def _counted(values: Values, span: Span) -> Any:
    kind, unit = values["kind"], values["unit_id"]
    if kind is Register.DATA_TEAM:
        return (unit, kind) if overlaps(values, span) else None
    done_on = until(values["done_on"], span)
    if kind is Register.AGENT:
        return (unit, kind, done_on is not None) if in_force(values, span) else None
    if not within(due_day(values), span):
        return None
    return unit, kind, due_day(values), values["target"], values["done"], done_on


BOOK = Book(COLUMNS, _faults, _counted, unlogged=PERSONAL)
