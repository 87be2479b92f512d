"""The team lead's pages: ranking, every number opened, and the two great decisions."""

from datetime import datetime, timedelta
from typing import Any

from flask import (
    Blueprint,
    Response,
    current_app,
    flash,
    redirect,
    render_template,
    request,
    session,
    url_for,
)
from flask_babel import gettext as _

from evaluator.documents.result_table import Column, ResultTable, csv_bytes, xlsx_bytes
from evaluator.services import (
    differences,
    logging,
    opening,
    plenary_closing,
    plenary_views,
    progress,
    results,
    revised_results,
    stages,
    unlocking,
)
from evaluator.services.left_units import list_left_units
from evaluator.services.periods import PeriodView, period_view
from evaluator.services.permissions import Action, allows
from evaluator.services.problems import NotFound, Refused
from evaluator.storage.periods import Stage
from evaluator.web.forms import fail
from evaluator.web.forms.results import DecideForm, ReturnForm, WithdrawForm
from evaluator.web.language import label, translate, words
from evaluator.web.request import actor, allowed, db, now, writing_apart

bp = Blueprint("results", __name__, url_prefix="/hasil")
MOST_DIFFERENCES = 12
VIEWED = "viewed"
NOTED_EVERY = timedelta(hours=1)
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@bp.get("/")
@allowed(Action.SEE_RESULTS)
def periods() -> Any:
    """List the periods; those whose results may be seen are links."""
    entries = results.result_periods(db(), actor())
    return render_template("results/periods.html", entries=entries, unlocks=_unlocks())


@bp.get("/<int:period_id>")
@allowed(Action.SEE_RESULTS)
def period(period_id: int) -> Any:
    """Show the ranking of one category, and to the lead how far the sheets are."""
    _note_view(period_id)
    found = results.period_results(db(), actor(), period_id)
    category = _chosen(found)
    lead = allows(actor(), Action.DECIDE)
    return render_template(
        "results/period.html",
        measures=any(one.rubric.measured for one in found.categories),
        found=found,
        category=category,
        deep=request.args.get("bagian") == "semua",
        lead=lead,
        plenary=plenary_views.state_of(db(), actor(), period_id) if lead else "",
        again=_released_again(found.period),
        progress=progress.sheet_progress(db(), actor(), period_id) if lead else (),
        unlocks=[one for one in _unlocks() if one.period_id == period_id],
        report="feedback.report_pdf" if "feedback.report_pdf" in current_app.view_functions else "",
    )


@bp.get("/<int:period_id>/unit/<int:participant_id>")
@bp.get("/<int:period_id>/unit/<int:participant_id>/<code>")
@allowed(Action.SEE_RESULTS)
def number(period_id: int, participant_id: int, code: str | None = None) -> Any:
    """Open a number to the terms it is made of."""
    _note_view(period_id)
    view, unit, category, opened = opening.open_number(
        db(), actor(), period_id, participant_id, code
    )
    return render_template(
        "results/number.html",
        period=view,
        unit=unit,
        category=category,
        opened=opened,
    )


@bp.get("/<int:period_id>/<int:category_id>.<any(csv, xlsx):kind>")
@allowed(Action.SEE_RESULTS)
def table(period_id: int, category_id: int, kind: str) -> Response:
    """Hand out one category's results as CSV or workbook."""
    _note_view(period_id)
    found, category = results.category_results(db(), actor(), period_id, category_id)
    made = _table(found.period, category)
    content = csv_bytes(made) if kind == "csv" else xlsx_bytes(made)
    answer = Response(content, mimetype="text/csv" if kind == "csv" else XLSX)
    name = f"hasil-{found.period.year}-{category.id}.{kind}"
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


@bp.route("/<int:period_id>/kunci", methods=["GET", "POST"])
@allowed(Action.DECIDE)
def lock(period_id: int) -> Any:
    """Lock a period after asking once."""
    form = DecideForm()
    if form.validate_on_submit():
        try:
            stages.lock(db(), actor(), now(), period_id, form.version.data)
        except Refused as refusal:
            return _asked("results/lock.html", period_id, form, refusal)
        flash(_("Periode sudah dikunci. Hasilnya tetap rahasia sampai dirilis."), "success")
        return redirect(url_for(".period", period_id=period_id))
    return _asked("results/lock.html", period_id, form)


@bp.route("/<int:period_id>/rilis", methods=["GET", "POST"])
@allowed(Action.DECIDE)
def release(period_id: int) -> Any:
    """Release the locked results after asking once."""
    if request.method == "GET" and period_view(db(), actor(), period_id).stage != Stage.LOCKED:
        flash(_("Yang dirilis adalah hasil periode yang terkunci."), "info")
        return redirect(url_for(".period", period_id=period_id))
    form = DecideForm()
    if form.validate_on_submit():
        try:
            stages.release(db(), actor(), now(), period_id, form.version.data)
        except Refused as refusal:
            return _asked("results/release.html", period_id, form, refusal)
        flash(_("Hasil sudah dirilis: unit, panitia, dan auditor dapat membacanya."), "success")
        return redirect(url_for(".period", period_id=period_id))
    return _asked("results/release.html", period_id, form)


@bp.route("/<int:period_id>/tarik/<int:participant_id>", methods=["GET", "POST"])
@allowed(Action.DECIDE)
def withdraw(period_id: int, participant_id: int) -> Any:
    """Take a unit out of the ranking with a reason, or take it back in."""
    unit = _participant(period_id, participant_id)
    form = ReturnForm() if unit.withdrawn else WithdrawForm()
    if form.validate_on_submit():
        reason = "" if unit.withdrawn else form.reason.data
        try:
            stages.withdraw(db(), actor(), now(), participant_id, reason)
        except Refused as refusal:
            db().rollback()
            fail(form, refusal)
        else:
            flash(_("Sudah dicatat untuk %(unit)s.", unit=unit.unit), "success")
            return redirect(url_for(".period", period_id=period_id, _anchor="kemajuan"))
    view = period_view(db(), actor(), period_id)
    page = render_template("results/withdraw.html", period=view, unit=unit, form=form)
    return page, 422 if form.is_submitted() else 200


def _released_again(period: PeriodView) -> datetime | None:
    """When the results that count now were released, where they replaced others."""
    if period.stage != Stage.REVISED:
        return None
    issues = revised_results.issues_of(db(), actor(), period.id)
    return next((one.released_at for one in issues if one.state == "current"), None)


def _asked(
    template: str, period_id: int, form: DecideForm, refusal: Refused | None = None
) -> tuple[str, int]:
    """The page that asks before an act without return; a refusal leaves nothing half done."""
    if refusal:
        db().rollback()
        fail(form, refusal)
    view = period_view(db(), actor(), period_id)
    sheets = progress.sheet_progress(db(), actor(), period_id)
    page = render_template(
        template,
        period=view,
        plenary=plenary_views.state_of(db(), actor(), period_id),
        needed=plenary_closing.needs_plenary(db(), actor(), period_id),
        progress=sheets,
        form=form,
        differences=differences.list_differences(db(), actor(), period_id),
        gone=list_left_units(db(), actor(), period_id),
        most=MOST_DIFFERENCES,
    )
    return page, 422 if form.errors or refusal else 200


def _unlocks() -> list[unlocking.Waiting]:
    """The requests to unlock that wait for this person."""
    if not allows(actor(), Action.ARRANGE):
        return []
    return unlocking.requests_to_decide(db(), actor())


def _participant(period_id: int, participant_id: int) -> progress.Progress:
    found = progress.sheet_progress(db(), actor(), period_id)
    unit = next((row for row in found if row.participant_id == participant_id), None)
    if unit is None:
        raise NotFound("Peserta itu tidak ada.")
    return unit


def _chosen(found: results.PeriodResults) -> results.CategoryResults | None:
    asked = request.args.get("kategori", "")
    first = found.categories[0] if found.categories else None
    return next((c for c in found.categories if str(c.id) == asked), first)


def _note_view(period_id: int) -> None:
    """Keep in the log that unreleased results were opened, once per session and hour.

    This is the one GET that writes, because who saw a secret must not depend on memory.
    """
    view = period_view(db(), actor(), period_id)
    if (view.published and not view.revising_since) or not allows(actor(), Action.DECIDE):
        return
    seen, moment = session.get(VIEWED, {}), now()
    if moment.timestamp() - seen.get(str(period_id), 0) < NOTED_EVERY.total_seconds():
        return
    with writing_apart() as own:
        logging.note_view(own, actor(), moment, period_id)
    session[VIEWED] = {**seen, str(period_id): int(moment.timestamp())}


def _table(period: PeriodView, category: results.CategoryResults) -> ResultTable:
    places, nodes = category.rubric.result.places, category.nodes(deep=True)
    columns = [
        Column(_("Peringkat")),
        Column(_("Unit")),
        Column(_("Nilai"), places),
        Column(_("Predikat")),
        Column(_("Cakupan (persen)"), 2),
        Column(_("Penghargaan")),
        Column(_("Keterangan")),
        *(Column(f"{node.code} {words(node.name)}", places) for node in nodes),
    ]
    facts = [f"{period.title} ({period.year})", label("stage", period.stage)]
    rows = [[*_cells(category, unit), *(unit.nodes.get(n.code) or "" for n in nodes)]
            for unit in category.units]  # fmt: skip
    return ResultTable(category.title, facts, columns, rows)


def _cells(category: results.CategoryResults, unit: results.UnitResult) -> list[str]:
    sentences = [translate(one) for one in unit.tie or ([unit.reason] if unit.reason else [])]
    if unit.left:
        sentences = [_("Anda mundur dari unit ini; hasilnya terbuka setelah periode dikunci.")]
    awards = category.awards_of(unit.participant_id)
    return [
        unit.shown_place,
        unit.unit,
        unit.value or "",
        words(unit.predicate),
        unit.coverage,
        "; ".join(f"{words(a.title)} {words(a.place_name)}".strip() for a in awards),
        " ".join(sentences),
    ]
