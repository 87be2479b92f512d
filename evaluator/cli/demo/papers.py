"""Writes the demonstration's certificates and feedback reports as files to look at."""

from datetime import UTC, datetime
from pathlib import Path

from evaluator.documents.archive import safe_name
from evaluator.documents.drawing import logo_reader, report
from evaluator.documents.feedback_words import Speech, report_of
from evaluator.documents.merging import merge
from evaluator.services import certifying, feedback, periods
from evaluator.services.certificate_register import certificate_files
from evaluator.services.offices import first_office
from evaluator.storage.actor import the_operator
from evaluator.storage.installation import Installation


def write_papers(own: Installation) -> int:
    """Write every certificate, one merged file a year, and every report; returns how many files.

    A mark is left when all are written, so that an interrupted run begins again.
    """
    folder = own.folder / "pdf"
    count = 0
    with own.reads() as session:
        office = first_office(session)
        actor = the_operator(office.id if office else 0)
        released = [p for p in periods.list_periods(session, actor) if p.stage == "released"]
        for period in released:
            winners = certifying.winners_to_certify(session, actor, period.id)
            ids = [w.certificate.id for w in winners if w.certificate is not None]
            papers = certificate_files(session, actor, own.files, ids, drawn=True)
            for view, content in papers:
                name = f"{view.number} - {view.recipient}.pdf"
                count += _write(folder / "piagam" / str(period.year) / safe_name(name), content)
            merged = merge([content for _, content in papers])
            count += _write(folder / f"piagam-{period.year}.pdf", merged)
        newest = released[0]
        printed_on = datetime.now(UTC).date()
        logo = logo_reader(own.files)
        for unit in feedback.all_feedback(session, actor, newest.id):
            values = report_of(unit, Speech(), logo=logo(unit.office.logo), printed_on=printed_on)
            name = safe_name(f"{unit.result.short_name}.pdf")
            count += _write(folder / "laporan" / str(newest.year) / name, report(values))
    _write(folder / "selesai", b"")
    return count


def _write(place: Path, content: bytes) -> int:
    place.parent.mkdir(parents=True, exist_ok=True)
    place.write_bytes(content)
    return 1
