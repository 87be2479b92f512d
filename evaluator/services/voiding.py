"""Voiding numbers: a serial that no paper will carry, kept with the reason."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from evaluator.services.checks import clean_text
from evaluator.services.logging import record
from evaluator.services.number_plans import scheme_of
from evaluator.services.number_series import SeriesKey, advance, take_series, taken_numbers
from evaluator.services.numbering import check_serial
from evaluator.services.permissions import Action, require
from evaluator.services.problems import Refused
from evaluator.storage.actor import Actor
from evaluator.storage.certificates import Certificate, Series, VoidNumber

FARTHEST = 1000
"""How far ahead of the next serial a number may be voided."""
YEARS = range(2000, 2101)
"""The years whose numbers may be voided; any other is a slip of the keys."""


@dataclass(frozen=True)
class VoidView:
    """A number that no paper carries.

    number : "" where only the serial is void, since another series gave the number out
    """

    number: str
    serial: int
    code: str
    year: int
    reason: str
    made_at: datetime
    made_by: str


def void_number(
    session: Session,
    actor: Actor,
    now: datetime,
    *,
    day: date,
    reason: str,
    code: str = "",
    serial: int | None = None,
) -> str:
    """Void a number, for instance one that was used on paper outside this program.

    day : its year chooses the series, its month stands in the number
    serial : None for the next one

    Returns the number as written.

    Raises
    ------
    Refused
        If a paper carries it already, it is void already, lies too far ahead, or the year
        cannot be meant.
    """
    require(actor, Action.VOID_NUMBER)
    why = clean_text(reason, "reason", most=500)
    if day.year not in YEARS:
        raise Refused(
            "Tahun nomor dari {first} sampai {last}.", field="day", first=YEARS[0], last=YEARS[-1]
        )
    scheme = scheme_of(session, actor, code)
    series = take_series(session, SeriesKey(actor.office_id, code, day.year), scheme.start)
    chosen = series.next_serial if serial is None else serial
    check_serial(chosen)
    number = scheme.write(day, chosen)
    _check_free(session, series, chosen, number)
    session.add(
        VoidNumber(
            series_id=series.id,
            serial=chosen,
            number=number,
            reason=why,
            made_at=now,
            made_by=actor.name,
        )
    )
    session.flush()
    advance(session, series, series.next_serial - 1)
    after = {"number": number, "serial": chosen}
    record(session, actor, now, "numbering.void", f"series:{series.id}", after=after, reason=why)
    return number


def list_void(session: Session, actor: Actor) -> list[VoidView]:
    """All void numbers of the office, newest first."""
    require(actor, Action.SEE_CERTIFICATES)
    query = (
        select(VoidNumber, Series)
        .join(VoidNumber.series)
        .where(Series.office_id == actor.office_id)
        .order_by(VoidNumber.id.desc())
    )
    return [
        VoidView(
            void.number, void.serial, series.code, series.year,
            void.reason, void.made_at, void.made_by,
        )
        for void, series in session.execute(query)
    ]  # fmt: skip


def _check_free(session: Session, series: Series, serial: int, number: str) -> None:
    used = select(Certificate.number).where(
        Certificate.series_id == series.id, Certificate.serial == serial
    )
    gone = select(VoidNumber.number).where(
        VoidNumber.series_id == series.id, VoidNumber.serial == serial
    )
    if (carried := session.scalar(used)) is not None:
        raise Refused(
            "Nomor {number} sudah tercetak pada piagam. Cabut piagamnya bila keliru.",
            field="serial",
            number=carried,
        )
    if (void := session.scalar(gone)) is not None:
        raise Refused("Nomor {number} sudah batal.", field="serial", number=void or number)
    if serial < series.next_serial:
        raise Refused(
            "Nomor urut {serial} mendahului seri ini; yang berikutnya {next}.",
            field="serial",
            serial=serial,
            next=series.next_serial,
        )
    if serial >= series.next_serial + FARTHEST:
        raise Refused(
            "Nomor urut {serial} terlalu jauh di depan; yang berikutnya {next}.",
            field="serial",
            serial=serial,
            next=series.next_serial,
        )
    if taken_numbers(session, series.office_id, [number]):
        raise Refused(
            "Nomor {number} sudah dipakai oleh seri lain; penerbitan melewatinya sendiri.",
            field="serial",
            number=number,
        )
