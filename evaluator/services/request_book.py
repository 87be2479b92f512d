"""What a table that was asked of a unit consists of, and what cannot be."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from evaluator.scoring.messages import says
from evaluator.services.fact_books import Book, Fault, until, within
from evaluator.services.fact_columns import (
    Column,
    Values,
    day,
    whole,
    whole_above_zero,
    words,
    yes_no,
)
from evaluator.services.spans import Span
from evaluator.storage.requests import RequestedTable

COLUMNS = (
    Column("number", "nomor", words(40), wanted=True),
    Column("title", "judul", words(300), wanted=True),
    Column("cells", "rincian", whole_above_zero, wanted=True),
    Column("due", "batas_waktu", day, wanted=True),
    Column("received_on", "diterima", day),
    Column("filled", "terisi", whole),
    Column("passed", "lulus", yes_no),
    Column("corrected", "dibetulkan", whole),
    Column("complete_on", "lengkap", day),
    Column("note", "catatan", words(500), empty=""),
)


def values_of(row: RequestedTable) -> dict[str, Any]:
    """A stored row by its fields, with whose it is and when it was asked."""
    own = {column.field: getattr(row, column.field) for column in COLUMNS}
    asked_on = row.round.asked_on
    return {**own, "unit_id": row.unit_id, "round_id": row.round_id, "asked_on": asked_on}


def _faults(values: Values, today: date) -> Iterator[Fault]:
    received = values["received_on"]
    if received is None:
        later = ("filled", "passed", "corrected", "complete_on")
        if any(values[name] is not None for name in later):
            yield Fault("received_on", says("Isi dahulu tanggal diterimanya."))
        return
    yield from _day_faults(values, received, today)
    yield from _count_faults(values)


def _day_faults(values: Values, received: date, today: date) -> Iterator[Fault]:
    asked, complete = values.get("asked_on"), values["complete_on"]
    if received > today:
        yield Fault("received_on", says("Tanggal ini belum tiba."))
    if asked is not None and received < asked:
        yield Fault("received_on", says("Diterima sebelum diminta, {day}.", day=asked))
    if complete is not None and complete < received:
        yield Fault("complete_on", says("Lengkap sebelum pertama diterima, {day}.", day=received))
    if complete is not None and complete > today:
        yield Fault("complete_on", says("Tanggal ini belum tiba."))


def _count_faults(values: Values) -> Iterator[Fault]:
    cells, filled, corrected = values["cells"], values["filled"], values["corrected"]
    if filled is None:
        yield Fault("filled", says("Isi banyaknya rincian yang terisi saat pertama diterima."))
        return
    if filled > cells:
        yield Fault(
            "filled",
            says("Terisi {part}, padahal yang diminta {whole}.", part=filled, whole=cells),
        )
    if corrected is None:
        return
    if corrected > filled:
        yield Fault(
            "corrected",
            says("Dibetulkan {part}, padahal yang terisi {whole}.", part=corrected, whole=filled),
        )
    if corrected and values["passed"] is None:
        yield Fault("passed", says("Isi dahulu apakah lulus pemeriksaan pertama."))


def _counted(values: Values, span: Span) -> Any:
    if not within(values["due"], span):
        return None
    asked = (values["unit_id"], values["due"], values["cells"])
    received = until(values["received_on"], span)
    if received is None:
        return asked
    return (*asked, received, values["filled"], values["passed"], values["corrected"])


def _settled(values: Values) -> Values:
    """What was complete when it came needs no second day."""
    whole_at_once = values["received_on"] is not None and values["filled"] == values["cells"]
    if whole_at_once and values["complete_on"] is None:
        return {**values, "complete_on": values["received_on"]}
    return values


BOOK = Book(COLUMNS, _faults, _counted, _settled)
