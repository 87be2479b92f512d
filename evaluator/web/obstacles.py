"""Obstacles: reported, sorted, answered and followed up."""

from typing import Any

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from evaluator.documents.result_table import Column, ResultTable, csv_bytes, xlsx_bytes
from evaluator.services import obstacle_reporting, obstacle_triage, obstacle_years, obstacles
from evaluator.services.evidence_files import Keeping
from evaluator.services.permissions import Action, allows
from evaluator.services.problems import Refused
from evaluator.services.row_numbers import row_number
from evaluator.web.attachments import attached, handed_out
from evaluator.web.drawing import download
from evaluator.web.forms.admin_saving import saving, status_of
from evaluator.web.forms.obstacles import ReplyForm, ReportForm, SettleForm, SortForm
from evaluator.web.forms.own import StepForm
from evaluator.web.language import label
from evaluator.web.request import actor, allowed, db, files, installation, now, public_url

bp = Blueprint("obstacles", __name__, url_prefix="/kendala")
STATES = ("reported", "sorted", "settled")
SIDES = ("technical", "other")
MOST_ON_A_PAGE = 30
COUNTS = ("kind", "survey", "place")


@bp.get("/")
@allowed(Action.SEE_FACTS)
def home() -> Any:
    """List obstacles: the reader's own, or all of the office with how many of each there are."""
    found = obstacles.list_obstacles(db(), actor())
    state, text = request.args.get("keadaan", ""), request.args.get("cari", "")
    shown = _matching(found, state, text)
    pages = max(1, -(-len(shown) // MOST_ON_A_PAGE))
    page = min(max(request.args.get("page", 1, type=row_number), 1), pages)
    return render_template(
        "obstacles/list.html",
        obstacles=shown[(page - 1) * MOST_ON_A_PAGE : page * MOST_ON_A_PAGE],
        page=page,
        pages=pages,
        total=len(found),
        state=state,
        states=STATES,
        text=text,
        reports=allows(actor(), Action.REPORT),
        coaches=allows(actor(), Action.COACH),
        of_unit=actor().unit_id is not None,
        counts={by: obstacles.counted(shown, by) for by in COUNTS},
        sides=obstacles.counted(shown, "side"),
    )


@bp.route("/lapor", methods=["GET", "POST"])
@allowed(Action.REPORT)
def report() -> Any:
    """Report an obstacle by one short form."""
    form = ReportForm()
    form.offer()
    if form.validate_on_submit():
        with saving(form, db()):
            keeping = Keeping(files(), installation().settings.evidence_quota)
            number = obstacle_reporting.report(
                db(), actor(), now(), form.report, attached(form.upload.data), keeping
            )
            flash(_("Terima kasih. Kendala Anda sampai di kantor dan akan dijawab."), "success")
            return redirect(url_for(".one", obstacle_id=number))
    return render_template("obstacles/report.html", form=form), status_of(form)


@bp.get("/<int:obstacle_id>")
@allowed(Action.SEE_FACTS)
def one(obstacle_id: int) -> Any:
    """Show one obstacle with its answers, and to the office what to do with it."""
    found = obstacles.open_obstacle(db(), actor(), obstacle_id)
    return _page(found)


@bp.post("/<int:obstacle_id>/jawab")
@allowed(Action.REPORT)
def reply(obstacle_id: int) -> Any:
    """Answer an obstacle."""
    form = ReplyForm()
    if form.validate():
        with saving(form, db()):
            words = form.text.data or ""
            obstacle_reporting.reply(
                db(), actor(), now(), obstacle_id, words, public_url=public_url()
            )
            flash(_("Jawaban terkirim."), "success")
            return redirect(url_for(".one", obstacle_id=obstacle_id, _anchor="jawaban"))
    return _page(obstacles.open_obstacle(db(), actor(), obstacle_id), answer=form)


@bp.post("/<int:obstacle_id>/pilah")
@allowed(Action.TRIAGE)
def sort(obstacle_id: int) -> Any:
    """Sort an obstacle and pass it on."""
    found, form = obstacles.open_obstacle(db(), actor(), obstacle_id), SortForm()
    form.offer(obstacle_triage.choices(db(), actor()), found)
    if form.validate():
        with saving(form, db()):
            version = form.version.data or 0
            obstacle_triage.sort_obstacle(
                db(),
                actor(),
                now(),
                obstacle_id,
                form.sorting,
                version=version,
                public_url=public_url(),
            )
            flash(_("Kendala dipilah."), "success")
            return redirect(url_for(".one", obstacle_id=obstacle_id))
    return _page(found, sorting=form)


@bp.post("/<int:obstacle_id>/selesai")
@allowed(Action.REPORT)
def settle(obstacle_id: int) -> Any:
    """Say what became of an obstacle: the office, or the person who handles it."""
    found, form = obstacles.open_obstacle(db(), actor(), obstacle_id), SettleForm()
    form.offer()
    if form.validate():
        with saving(form, db()):
            obstacle_triage.settle_obstacle(
                db(),
                actor(),
                now(),
                obstacle_id,
                form.outcome.data or "",
                form.outcome_note.data or "",
                version=form.version.data or 0,
                public_url=public_url(),
            )
            flash(_("Kendala selesai; pelapor diberi tahu dan dapat membaca hasilnya."), "success")
            if told := _of_locked(found):
                flash(told)
            return redirect(url_for(".one", obstacle_id=obstacle_id))
    return _page(found, settling=form)


@bp.post("/<int:obstacle_id>/buka")
@allowed(Action.REPORT)
def reopen(obstacle_id: int) -> Any:
    """Take back that an obstacle is settled."""
    form = StepForm()
    if not form.validate():
        raise Refused("Kiriman tidak lengkap. Muat ulang halaman, lalu ulangi.")
    obstacle_triage.reopen_obstacle(db(), actor(), now(), obstacle_id, version=form.version.data)
    flash(_("Kendala dibuka lagi."), "success")
    return redirect(url_for(".one", obstacle_id=obstacle_id))


@bp.get("/<int:obstacle_id>/foto")
@allowed(Action.SEE_FACTS)
def photo(obstacle_id: int) -> Response:
    """Hand out the photo of an obstacle."""
    return handed_out(obstacles.obstacle_photo(db(), actor(), files(), obstacle_id))


@bp.get("/kendala.<any(csv, xlsx):kind>")
@allowed(Action.COACH)
def export(kind: str) -> Response:
    """Hand out every obstacle as one table."""
    table = _table(obstacles.list_obstacles(db(), actor()))
    content = csv_bytes(table) if kind == "csv" else xlsx_bytes(table)
    return download(content, f"{_('Kendala')}.{kind}")


def _matching(
    found: list[obstacles.ObstacleView], state: str, text: str
) -> list[obstacles.ObstacleView]:
    wanted = text.strip().casefold()
    return [
        one
        for one in found
        if (not state or one.state == state)
        and wanted
        in " ".join((one.text, one.survey, one.place, label("obstacle_kind", one.kind))).casefold()
    ]


def _page(
    found: obstacles.ObstacleView,
    *,
    answer: ReplyForm | None = None,
    sorting: SortForm | None = None,
    settling: SettleForm | None = None,
) -> Any:
    """One obstacle with its forms; the one that was refused keeps what was typed."""
    answer = answer or ReplyForm(formdata=None)
    triages = allows(actor(), Action.TRIAGE)
    if triages and sorting is None:
        sorting = SortForm(formdata=None, obj=found, priority=found.priority or "normal")
        sorting.priority.data = found.priority or "normal"
        sorting.offer(obstacle_triage.choices(db(), actor()), found)
    if found.settles and settling is None:
        settling = SettleForm(formdata=None, version=found.version, outcome=found.outcome)
        settling.offer()
    page = render_template(
        "obstacles/one.html",
        one=found,
        answer=answer,
        sorting=sorting,
        settling=settling,
        triages=triages,
        of_unit=actor().unit_id is not None,
        locked=_of_locked(found) if found.settles else "",
    )
    return page, max(status_of(form) for form in (answer, sorting, settling) if form is not None)


def _of_locked(found: obstacles.ObstacleView) -> str:
    """What settling it does not change; "" where no locked period has counted it."""
    titles = obstacle_years.locked_periods(db(), actor(), found.passed_on)
    if not titles:
        return ""
    periods = ", ".join(titles)
    return _("Ini tidak mengubah nilai %(periods)s yang sudah dikunci.", periods=periods)


def _table(found: list[obstacles.ObstacleView]) -> ResultTable:
    titles = (
        *(_("Nomor"), _("Tanggal"), _("Jenis kendala"), _("Teknis atau tidak"), _("Survei")),
        *(_("Tempat"), _("Kendala"), _("Pelapor"), _("Keadaan"), _("Prioritas")),
        *(_("Ditangani oleh"), _("Disampaikan kepada"), _("Disampaikan pada"), _("Tindak lanjut")),
        *(_("Kegiatan tindak lanjut"), _("Hasil"), _("Keterangan hasil"), _("Selesai pada")),
    )
    rows = [_row(one) for one in found]
    return ResultTable(_("Kendala"), [], [Column(title) for title in titles], rows)


def _row(one: obstacles.ObstacleView) -> list[str]:
    return [
        str(one.id),
        one.met_on.isoformat(),
        label("obstacle_kind", one.kind),
        label("obstacle_side", one.side),
        one.survey,
        one.place,
        one.text,
        one.reporter,
        label("obstacle_state", one.state),
        label("obstacle_priority", one.priority) if one.priority else "",
        one.assigned,
        one.unit,
        one.passed_on.isoformat() if one.passed_on else "",
        one.follow_up,
        one.activity,
        label("obstacle_outcome", one.outcome) if one.outcome else "",
        one.outcome_note,
        one.settled_on.isoformat() if one.settled_on else "",
    ]
