"""The register of numbers as a table to hand in: every serial once, papers and void ones."""

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from evaluator.services.number_plans import list_plans
from evaluator.services.offices import office_view
from evaluator.services.permissions import Action, require
from evaluator.storage.actor import Actor
from evaluator.storage.award_visibility import visible_certificates
from evaluator.storage.certificates import Certificate, Series, State, VoidNumber

COLUMNS = (
    "nomor", "nomor_urut", "seri", "tahun", "keadaan", "penerima", "nama_diberikan",
    "penghargaan", "juara", "kategori", "acara", "jenis", "diterbitkan", "dicabut_atau_batal",
    "alasan", "diganti_oleh", "oleh", "kode_pemeriksaan", "sidik_berkas", "sidik_hasil",
)  # fmt: skip
"""The columns of the table, as in the guide of the organiser."""
_STATES = {State.VALID: "terbit", State.REVOKED: "dicabut", State.REPLACED: "diganti"}
_VOID = "batal"


@dataclass(frozen=True)
class SeriesCount:
    """How the serials of one series and year were used; `missing` is empty where none is lost.

    first, last : of the serials that were given out
    unused : serials among them that are still to come, where one beyond was voided ahead
    """

    title: str
    year: int
    first: int
    last: int
    papers: int
    void: int
    missing: tuple[int, ...]
    unused: int = 0


def register_rows(session: Session, actor: Actor) -> list[tuple[str, ...]]:
    """Every number that was ever used or voided, as far as this person may see it.

    One row a number in the order of series, year and serial; one text a column of COLUMNS,
    moments as ISO in the office's zone, "" for nothing.
    """
    require(actor, Action.SEE_CERTIFICATES)
    zone = ZoneInfo(office_view(session, actor.office_id).zone)
    series = _series(session, actor)
    found = session.scalars(visible_certificates(actor).order_by(Certificate.id)).all()
    by_id = {row.id: row.number for row in found}
    replaced = {row.replaces_id: row.number for row in found if row.replaces_id in by_id}
    rows = [
        (_key(series[row.series_id], row.serial),
         _of_certificate(row, series[row.series_id], replaced.get(row.id, ""), zone))
        for row in found
    ]  # fmt: skip
    void = session.scalars(select(VoidNumber).where(VoidNumber.series_id.in_(series)))
    rows += [
        (_key(series[row.series_id], row.serial), _of_void(row, series[row.series_id], zone))
        for row in void
    ]
    return [texts for _place, texts in sorted(rows)]


def series_counts(session: Session, actor: Actor) -> list[SeriesCount]:
    """Each series and year with what became of its serials, newest year first."""
    require(actor, Action.SEE_CERTIFICATES)
    titles = {plan.code: plan.title for plan in list_plans(session, actor, retired=True)}
    used = _serials(session, Certificate, actor)
    void = _serials(session, VoidNumber, actor)
    counts = []
    for row in _series(session, actor).values():
        papers, gone = used.get(row.id, set()), void.get(row.id, set())
        given = papers | gone
        if given:
            first, last = min(given), max(max(given), row.next_serial - 1)
            lost = sorted(set(range(first, row.next_serial)) - given)
            ahead = sum(serial >= row.next_serial for serial in given)
            counts.append(
                SeriesCount(
                    titles.get(row.code, row.code), row.year, first, last,
                    len(papers), len(gone), tuple(lost),
                    last + 1 - max(first, row.next_serial) - ahead,
                )
            )  # fmt: skip
    return sorted(counts, key=lambda one: (-one.year, one.title))


def _series(session: Session, actor: Actor) -> dict[int, Series]:
    query = select(Series).where(Series.office_id == actor.office_id)
    return {row.id: row for row in session.scalars(query)}


def _serials(
    session: Session, table: type[Certificate] | type[VoidNumber], actor: Actor
) -> dict[int, set[int]]:
    """The serials of each series in a table."""
    query = select(table.series_id, table.serial).join(Series, Series.id == table.series_id)
    found: dict[int, set[int]] = {}
    for series_id, serial in session.execute(query.where(Series.office_id == actor.office_id)):
        found.setdefault(series_id, set()).add(serial)
    return found


def _key(series: Series, serial: int) -> tuple[str, int, int]:
    return series.code, series.year, serial


def _of_certificate(
    row: Certificate, series: Series, replaced_by: str, zone: ZoneInfo
) -> tuple[str, ...]:
    mended = row.face.get("mended") or {}
    return (
        row.number, str(row.serial), series.code, str(series.year), _STATES[State(row.state)],
        row.face["recipient"], mended.get("given", ""), row.face["award"],
        row.face["place"] or "", row.face["category"] or "", row.face["event"], row.kind,
        _moment(row.issued_at, zone), _moment(row.revoked_at, zone), row.revoked_reason or "",
        replaced_by, "", row.check_code, row.file, row.snapshot or "",
    )  # fmt: skip


def _of_void(row: VoidNumber, series: Series, zone: ZoneInfo) -> tuple[str, ...]:
    return (
        row.number, str(row.serial), series.code, str(series.year), _VOID,
        "", "", "", "", "", "", "", "", _moment(row.made_at, zone), row.reason,
        "", row.made_by, "", "", "",
    )  # fmt: skip


def _moment(value: datetime | None, zone: ZoneInfo) -> str:
    return "" if value is None else value.astimezone(zone).isoformat(timespec="seconds")
