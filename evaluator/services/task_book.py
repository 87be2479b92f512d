"""What a task in the field consists of, and what cannot be."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from evaluator.scoring.messages import says
from evaluator.services.fact_books import Book, Fault, until, within
from evaluator.services.fact_columns import Column, Values, day, whole, whole_above_zero, words
from evaluator.services.spans import Span
from evaluator.storage.tasks import FieldTask

KINDS = ("mitra", "responden")
"""Who has tasks in the field."""
COLUMNS = (
    Column("survey", "survei", words(200), wanted=True),
    Column("place", "tempat", words(120), empty=""),
    Column("given_on", "diberikan", day),
    Column("due", "batas_waktu", day, wanted=True),
    Column("target", "target", whole_above_zero, wanted=True),
    Column("done", "selesai", whole, empty=0),
    Column("refused", "menolak", whole, empty=0),
    Column("done_on", "selesai_pada", day),
    Column("checked", "diperiksa", whole, empty=0),
    Column("clean", "bersih", whole, empty=0),
    Column("note", "catatan", words(500), empty=""),
)


def values_of(row: FieldTask) -> dict[str, Any]:
    """A stored task by its fields, with whose it is."""
    own = {column.field: getattr(row, column.field) for column in COLUMNS}
    return {**own, "unit_id": row.unit_id}


def _faults(values: Values, today: date) -> Iterator[Fault]:
    target, done, refused = values["target"], values["done"], values["refused"]
    if done > target:
        yield Fault(
            "done", says("Selesai {part}, padahal targetnya {whole}.", part=done, whole=target)
        )
    elif done + refused > target:
        yield Fault(
            "refused",
            says(
                "Selesai dan menolak bersama {part}, padahal targetnya {whole}.",
                part=done + refused,
                whole=target,
            ),
        )
    yield from _check_faults(values)
    yield from _day_faults(values, today)


def _check_faults(values: Values) -> Iterator[Fault]:
    done, checked, clean = values["done"], values["checked"], values["clean"]
    if checked > done:
        yield Fault(
            "checked",
            says("Diperiksa {part}, padahal yang selesai {whole}.", part=checked, whole=done),
        )
    if clean > checked:
        yield Fault(
            "clean",
            says("Bersih {part}, padahal yang diperiksa {whole}.", part=clean, whole=checked),
        )


def _day_faults(values: Values, today: date) -> Iterator[Fault]:
    given, done_on = values["given_on"], values["done_on"]
    if given is not None and values["due"] < given:
        yield Fault("due", says("Tidak boleh sebelum {day}.", day=given))
    if done_on is None:
        return
    if done_on > today:
        yield Fault("done_on", says("Tanggal ini belum tiba."))
    if given is not None and done_on < given:
        yield Fault("done_on", says("Selesai sebelum diberikan, {day}.", day=given))
    if values["done"] + values["refused"] == 0:
        yield Fault("done", says("Isi dahulu berapa yang selesai atau menolak."))


def _counted(values: Values, span: Span) -> Any:
    if not within(values["due"], span):
        return None
    names = ("unit_id", "due", "target", "done", "refused", "checked", "clean")
    return (*(values[name] for name in names), until(values["done_on"], span))


BOOK = Book(COLUMNS, _faults, _counted)
