"""The register of a period's objections as a table to take away."""

from flask import Blueprint, Response
from flask_babel import gettext as _

from evaluator.documents.result_table import Column, ResultTable, csv_bytes, xlsx_bytes
from evaluator.services.objection_effects import Stand
from evaluator.services.objection_register import Entry, register_of
from evaluator.services.periods import PeriodView
from evaluator.services.permissions import Action
from evaluator.web.language import label, time, words
from evaluator.web.request import actor, allowed, db

bp = Blueprint("objections_table", __name__, url_prefix="/keberatan")
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@bp.get("/periode/<int:period_id>/daftar.<any(csv, xlsx):kind>")
@allowed(Action.SEE_RESULTS)
def table(period_id: int, kind: str) -> Response:
    """Hand out all objections of a period with what became of them, as CSV or workbook."""
    period, entries = register_of(db(), actor(), period_id)
    made = _table(period, entries)
    content = csv_bytes(made) if kind == "csv" else xlsx_bytes(made)
    answer = Response(content, mimetype="text/csv" if kind == "csv" else XLSX)
    name = f"keberatan-{period.year}-{period.id}.{kind}"
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


def _table(period: PeriodView, entries: tuple[Entry, ...]) -> ResultTable:
    titles = [
        *(_("Unit"), _("Kategori"), _("Indikator"), _("Keadaan"), _("Dikirim"), _("Keberatan")),
        *(_("Nilai menurut unit"), _("Dijawab oleh"), _("Menilai unit ini"), _("Jawaban")),
        *(_("Usul"), _("Nilai yang diputuskan"), _("Alasan"), _("Yang ikut memutuskan")),
        *(_("Diputuskan oleh"), _("Diputuskan"), _("Orang kedua"), _("Nilai sebelum")),
        *(_("Peringkat sebelum"), _("Nilai sesudah"), _("Peringkat sesudah"), _("Hasil ke")),
    ]
    numbers, places = {_("Nilai sebelum"), _("Nilai sesudah")}, _places(entries)
    return ResultTable(
        _("Keberatan"),
        [period.title],
        [Column(title, places if title in numbers else None) for title in titles],
        [_row(entry) for entry in entries],
    )


def _places(entries: tuple[Entry, ...]) -> int | None:
    """How many decimals all values have; None, for texts, where categories differ in that."""
    stands = [stand for entry in entries for stand in (entry.before, entry.after) if stand]
    found = {len(stand.value.partition(".")[2]) for stand in stands if stand.value}
    return found.pop() if len(found) == 1 else None


def _row(entry: Entry) -> list[str]:
    """One objection's cells, in the order of the titles."""
    return [
        entry.unit,
        entry.category,
        f"{entry.indicator} {words(entry.name)}",
        label("objection", entry.state),
        time(entry.sent_at),
        entry.text,
        entry.claim,
        entry.assessor,
        (_("ya") if entry.scored else _("tidak")) if entry.assessor else "",
        entry.reply,
        entry.proposal,
        entry.final,
        entry.reason,
        "; ".join(entry.panel),
        entry.decider,
        time(entry.decided_at),
        entry.confirmer,
        *_stand(entry.before),
        *_stand(entry.after),
        str(entry.published or ""),
    ]


def _stand(stand: Stand | None) -> tuple[str, str]:
    return (stand.value or "", stand.place) if stand else ("", "")
