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
_GAP = re.compile(r"\{([a-z]+)\}")
_ROMAN = ("I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII")


@dataclass(frozen=True)
class NumberScheme:
    """How an office numbers its certificates.

    start : the first serial of a year
    """

    pattern: str
    unit: str
    classification: str
    start: int

    def checked(self) -> "NumberScheme":
        """The scheme with clean texts.

        Raises
        ------
        Refused
            If it cannot give each paper its own number; naming the field.
        """
        pattern = _pattern(self.pattern, self.unit, self.classification)
        unit = clean_text(self.unit, "number_unit", most=20, empty=True)
        classification = clean_text(self.classification, "number_class", most=20, empty=True)
        if self.start < 1:
            raise Refused("Nomor mulai paling kecil 1.", field="number_start")
        return NumberScheme(pattern, unit, classification, self.start)

    def write(self, day: date, serial: int | None) -> str:
        """The number of a paper of that day, such as B-12/33750/HM.310/2025.

        serial : None where it is not given yet; "…" stands in its place
        """
        values = {
            "serial": "…" if serial is None else str(serial),
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
        Series.office_id == actor.office_id, Series.year == day.year
    )
    checked = scheme.checked()
    return checked.write(day, session.scalar(query) or checked.start)


def _pattern(given: str, unit: str, classification: str) -> str:
    pattern = clean_text(given, "number_pattern", most=100)
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
