"""The columns of what is recorded of units: how each is read from a cell or a form, and written."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from evaluator.services.certificate_lists import read_day
from evaluator.services.checks import clean_text
from evaluator.services.problems import Refused

MOST = 1_000_000
"""More than this is a slip of the finger."""
_WHOLE = re.compile(r"[0-9]{1,7}")
_NOT_WHOLE = re.compile(r"[0-9]+([.,][0-9]+)+")
_IDENTITY = re.compile(r"(?<![0-9])[0-9]{16}(?![0-9])")
_PHONE = re.compile(r"\+?[0-9][0-9 ()\-]{5,18}")
_YES, _NO = ("ya", "lulus", "1"), ("tidak", "belum", "0")

Values = Mapping[str, Any]
"""One row by the names of its fields, each value of its own type."""
Read = Callable[[str, str], Any]
"""Reads a text for a field; raises Refused with what is wrong."""


@dataclass(frozen=True)
class Column:
    """One column: the field that keeps it, its title in files, and how a text becomes a value.

    empty : what an empty cell means
    wanted : whether it may not be empty
    """

    field: str
    title: str
    read: Read
    empty: Any = None
    wanted: bool = False

    def value(self, text: str) -> Any:
        """What a typed text stands for.

        Raises
        ------
        Refused
            At this column's field.
        """
        if not text.strip():
            if self.wanted:
                raise Refused("Isian ini tidak boleh kosong.", field=self.field)
            return self.empty
        return self.read(text.strip(), self.field)


def words(most: int = 200) -> Read:
    """Reads a text of bounded length that holds no identity number."""

    def read(text: str, field: str) -> str:
        cleaned = clean_text(text, field, most=most)
        if _IDENTITY.search(cleaned):
            raise Refused("Jangan menulis NIK atau nomor 16 angka di sini.", field=field)
        return cleaned

    return read


def whole(text: str, field: str) -> int:
    """A whole number as people write it; "12,0" is 12, and "1.250" is too uncertain to take."""
    plain = re.sub(r"[.,]0\Z", "", text)
    if _WHOLE.fullmatch(plain) and int(plain) <= MOST:
        return int(plain)
    if _NOT_WHOLE.fullmatch(text):
        raise Refused(
            'Tulis bilangan bulat tanpa titik atau koma, misalnya 1250; yang diisikan "{typed}".',
            field=field,
            typed=text[:40],
        )
    raise Refused(
        'Tulis bilangan bulat dari 0 sampai {most}; yang diisikan "{typed}".',
        field=field,
        most=MOST,
        typed=text[:40],
    )


def whole_above_zero(text: str, field: str) -> int:
    """A whole number of 1 or more."""
    number = whole(text, field)
    if number == 0:
        raise Refused("Paling sedikit 1.", field=field)
    return number


def day(text: str, field: str) -> date:
    """A date: 2025-09-29, 29 September 2025, or 29/09/2025 (day first)."""
    try:
        return read_day(text)
    except Refused:
        raise Refused(
            'Tulis tanggal seperti 29 September 2025 atau 2025-09-29; yang diisikan "{typed}".',
            field=field,
            typed=text[:40],
        ) from None


def yes_no(text: str, field: str) -> bool:
    """Yes or no."""
    folded = text.casefold()
    if folded in _YES or folded in _NO:
        return folded in _YES
    raise Refused('Tulis ya atau tidak; yang diisikan "{typed}".', field=field, typed=text[:40])


def phone(text: str, field: str) -> str:
    """A telephone number as typed; never an identity number."""
    if not _PHONE.fullmatch(text) or len(re.sub(r"\D", "", text)) > 15:
        raise Refused(
            "Tulis nomor telepon 6 sampai 15 angka, misalnya 0812-3456-789; bukan NIK.", field=field
        )
    return text


def text_of(value: Any) -> str:
    """A value as it is written into a cell or a field: the inverse of reading."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "ya" if value else "tidak"
    return value.isoformat() if isinstance(value, date) else str(value)


def texts_of(columns: Sequence[Column], values: Values) -> dict[str, str]:
    """A row's texts by field."""
    return {column.field: text_of(values.get(column.field)) for column in columns}


def read_all(columns: Sequence[Column], texts: Mapping[str, str]) -> dict[str, Any]:
    """The values of all columns from a form's texts.

    Raises
    ------
    Refused
        At the first field that cannot be read.
    """
    return {column.field: column.value(texts.get(column.field, "")) for column in columns}


def loggable(values: Values) -> dict[str, object]:
    """What the log keeps of a row: days as texts."""
    return {
        name: value.isoformat() if isinstance(value, date) else value
        for name, value in values.items()
    }
