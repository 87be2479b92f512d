"""Lists of certificates asked for outside any rubric: a table's texts become rows to print."""

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from evaluator.scoring.messages import Problem
from evaluator.services.certificate_faces import ListRow
from evaluator.services.checks import clean_text
from evaluator.services.problems import Refused

COLUMNS = (
    "nama", "penghargaan", "juara", "kategori", "acara", "tema", "tanggal", "peran", "instansi",
)  # fmt: skip
REQUIRED = ("nama", "penghargaan", "acara", "tanggal")
MOST_ROWS = 2000
MOST_NAMED = 100
"""Faults told at once; more would not be read."""
_MONTHS = (
    "januari", "februari", "maret", "april", "mei", "juni",
    "juli", "agustus", "september", "oktober", "november", "desember",
)  # fmt: skip
_ISO = re.compile(r"([0-9]{4})-([0-9]{1,2})-([0-9]{1,2})(?: 00:00:00)?\Z")
_DAY_FIRST = re.compile(r"([0-9]{1,2})[/.-]([0-9]{1,2})[/.-]([0-9]{4})\Z")
_WORDS = re.compile(r"([0-9]{1,2}) +([a-z]+) +([0-9]{4})\Z")


@dataclass(frozen=True)
class Listed:
    """One row of a list and its number in the file, from 1."""

    number: int
    row: ListRow


def read_rows(header: Sequence[str], rows: Iterable[tuple[int, Sequence[str]]]) -> list[Listed]:
    """Turn the texts of a table into certificates to print, in the order of the table.

    header : titles of the columns, in any order and any capitals; see COLUMNS and REQUIRED
    rows : each row's number in the file and its texts, as wide as the header

    Raises
    ------
    Refused
        Naming the columns or cells that cannot be used, in `details`.
    """
    titles = [title.strip().casefold() for title in header]
    _check_titles(header, titles)
    listed, faults = [], []
    for number, texts in rows:
        row, problems = _row(dict(zip(titles, texts, strict=True)))
        faults += [_fault(number, column, problem) for column, problem in problems]
        if row is not None:
            listed.append(Listed(number, row))
    if faults:
        raise Refused(
            "Daftar belum dapat dipakai: {count} sel perlu diperbaiki.",
            count=len(faults),
            details=tuple(faults[:MOST_NAMED]),
        )
    return _counted(_bounded(listed))


def read_day(text: str) -> date:
    """A date as people write it: 29 September 2025, 2025-09-29, or 29/09/2025 (day first).

    Raises
    ------
    Refused
        If it is no date of the years 1990 to 2100.
    """
    tidy = " ".join(text.split()).casefold()
    try:
        day = _day_of(tidy)
    except ValueError:
        day = None
    if day is None or not 1990 <= day.year <= 2100:
        raise Refused("tulis tanggal seperti 29 September 2025 atau 2025-09-29")
    return day


def _day_of(text: str) -> date | None:
    if found := _ISO.match(text):
        return date(int(found[1]), int(found[2]), int(found[3]))
    if found := _DAY_FIRST.match(text):
        return date(int(found[3]), int(found[2]), int(found[1]))
    if (found := _WORDS.match(text)) and found[2] in _MONTHS:
        return date(int(found[3]), _MONTHS.index(found[2]) + 1, int(found[1]))
    return None


def _check_titles(header: Sequence[str], titles: Sequence[str]) -> None:
    faults: list[Problem] = [
        Problem('kolom "{title}" tidak dikenal', title=shown)
        for shown, title in zip(header, titles, strict=True)
        if title not in COLUMNS
    ]
    faults += [Problem('kolom "{title}" belum ada', title=t) for t in REQUIRED if t not in titles]
    faults += [
        Problem('kolom "{title}" ada dua kali', title=title)
        for title in COLUMNS
        if titles.count(title) > 1
    ]
    if faults:
        raise Refused(
            "Kolom daftar tidak sesuai. Yang dikenal: {known}.",
            known=", ".join(COLUMNS),
            details=tuple(faults),
        )


def _row(texts: Mapping[str, str]) -> tuple[ListRow | None, list[tuple[str, Problem]]]:
    """The row, or None and the columns that hinder it."""
    values: dict[str, str] = {}
    problems: list[tuple[str, Problem]] = []
    day = date.min
    for column in COLUMNS:
        try:
            empty = column not in REQUIRED
            values[column] = clean_text(texts.get(column, ""), column, empty=empty)
            if column == "tanggal":
                day = read_day(values[column])
        except Refused as problem:
            problems.append((column, problem))
    if problems:
        return None, problems
    row = ListRow(
        recipient=values["nama"],
        award=values["penghargaan"],
        event=values["acara"],
        day=day,
        place=values["juara"] or None,
        category=values["kategori"] or None,
        theme=values["tema"] or None,
        role=values["peran"] or None,
        organisation=values["instansi"] or None,
    )
    return row, []


def _fault(number: int, column: str, problem: Problem) -> Problem:
    return Problem(
        'baris {row}, kolom "{column}": {reason}',
        row=number,
        column=column,
        reason=problem.message,
    )


def _bounded(listed: list[Listed]) -> list[Listed]:
    if not listed:
        raise Refused("Daftar belum berisi satu nama pun.")
    if len(listed) > MOST_ROWS:
        raise Refused(
            "Daftar berisi {count} baris; paling banyak {most} sekali terbit. Bagi berkasnya.",
            count=len(listed),
            most=MOST_ROWS,
        )
    return listed


def _counted(listed: list[Listed]) -> list[Listed]:
    """Number the rows that say the same: two people of one name are two papers."""
    seen: Counter[ListRow] = Counter()
    counted = []
    for entry in listed:
        seen[entry.row] += 1
        counted.append(Listed(entry.number, replace(entry.row, copy=seen[entry.row])))
    return counted
