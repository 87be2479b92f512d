"""How an office numbers its certificates."""

import re
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from evaluator.services.checks import clean_text
from evaluator.services.permissions import Action, require
from evaluator.services.problems import Refused
from evaluator.storage.actor import Actor
from evaluator.storage.certificates import Series

GAPS = ("serial", "unit", "class", "year", "month")
MOST_DIGITS = 9
MOST_SERIAL = 999_999_999
"""The last serial of a series; larger ones would not fit where numbers are kept."""
_GAP = re.compile(r"\{([a-z]+)\}")
_ROMAN = ("I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII")


@dataclass(frozen=True)
class NumberScheme:
    """How an office numbers its certificates.

    start : the first serial of a year
    digits : serials are filled with zeros to this length; 0 for none
    """

    pattern: str
    unit: str
    classification: str
    start: int
    digits: int = 0

    def checked(self) -> "NumberScheme":
        """The scheme with clean texts.

        Raises
        ------
        Refused
            If it cannot give each paper its own number; naming the field.
        """
        pattern = _pattern(self.pattern, self.unit, self.classification)
        unit = _plain(self.unit, "number_unit", most=20, empty=True)
        classification = _plain(self.classification, "number_class", most=20, empty=True)
        if self.start < 1:
            raise Refused("Nomor mulai paling kecil 1.", field="number_start")
        if self.start > MOST_SERIAL:
            raise Refused(
                "Nomor mulai paling besar {most}.", field="number_start", most=MOST_SERIAL
            )
        if not 0 <= self.digits <= MOST_DIGITS:
            raise Refused(
                "Banyak angka nomor urut dari 0 sampai {most}.",
                field="number_digits",
                most=MOST_DIGITS,
            )
        return NumberScheme(pattern, unit, classification, self.start, self.digits)

    def write(self, day: date, serial: int | None) -> str:
        """The number of a paper of that day, such as B-012/33750/HM.310/2025.

        serial : None where it is not given yet; "…" stands in its place
        """
        values = {
            "serial": "…" if serial is None else str(serial).zfill(self.digits),
            "unit": self.unit,
            "class": self.classification,
            "year": str(day.year),
            "month": _ROMAN[day.month - 1],
        }
        return _GAP.sub(lambda gap: values[gap[1]], self.pattern)


def next_number(session: Session, actor: Actor, day: date, scheme: NumberScheme) -> str:
    """The number that the next certificate of that day would get under a scheme.

    Raises
    ------
    Refused
        If the scheme is faulty.
    """
    require(actor, Action.ADMINISTER)
    query = select(Series.next_serial).where(
        Series.office_id == actor.office_id, Series.code == "", Series.year == day.year
    )
    checked = scheme.checked()
    return checked.write(day, session.scalar(query) or checked.start)


def can_stand_in_number(character: str) -> bool:
    """Whether every font on paper has a letter or sign: Latin ones, and the dash."""
    return character == "–" or (ord(character) < 0x180 and character.isprintable())


def check_serial(serial: int) -> None:
    """Refuse a serial beyond the last one that a series has."""
    if serial > MOST_SERIAL:
        raise Refused(
            "Nomor urut seri ini habis: paling besar {most}. Admin membuat seri nomor lain.",
            most=MOST_SERIAL,
        )


def _plain(given: str, field: str, *, most: int, empty: bool = False) -> str:
    """A part of a number: one line of letters that every font on paper has."""
    text = clean_text(given, field, most=most, empty=empty)
    odd = next((one for one in text if not can_stand_in_number(one)), None)
    if odd is not None:
        raise Refused(
            "Nomor ditulis sebaris dengan huruf Latin, angka, dan tanda baca biasa; U+{code} "
            "tidak dapat dipakai.",
            field=field,
            code=f"{ord(odd):04X}",
        )
    return text


def _pattern(given: str, unit: str, classification: str) -> str:
    pattern = _plain(given, "number_pattern", most=100)
    gaps = _GAP.findall(pattern)
    unknown = [gap for gap in gaps if gap not in GAPS]
    if unknown or "{" in _GAP.sub("", pattern) or "}" in _GAP.sub("", pattern):
        raise Refused(
            "Pola nomor hanya mengenal {gaps}.",
            field="number_pattern",
            gaps=", ".join(f"{{{gap}}}" for gap in GAPS),
        )
    if gaps.count("serial") != 1 or "year" not in gaps:
        raise Refused(
            "Pola nomor harus memuat {{serial}} sekali dan {{year}}.", field="number_pattern"
        )
    if ("unit" in gaps and not unit.strip()) or ("class" in gaps and not classification.strip()):
        raise Refused(
            "Pola nomor memakai {{unit}} atau {{class}} yang belum diisi.", field="number_pattern"
        )
    return pattern
