"""Growth plans at mid-year: both sides review them; the office reminds, sets the day, exports."""

from typing import Any

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from evaluator.documents.result_table import Column, ResultTable, csv_bytes, xlsx_bytes
from evaluator.services import growing, growing_reminders, growing_reviews
from evaluator.services.periods import list_periods
from evaluator.services.permissions import Action
from evaluator.services.problems import Refused
from evaluator.services.row_numbers import row_number
from evaluator.web.drawing import download
from evaluator.web.forms import fail
from evaluator.web.forms.admin_saving import saving, status_of
from evaluator.web.forms.plans import ReviewDayForm, ReviewForm
from evaluator.web.language import label, words
from evaluator.web.request import actor, allowed, db, now, public_url

bp = Blueprint("plans_review", __name__, url_prefix="/rencana")


@bp.route("/<int:plan_id>/tinjauan", methods=["GET", "POST"])
@allowed(Action.PLAN)
def own(plan_id: int) -> Any:
    """Let a unit review its own plan."""
    found = growing.open_plan(db(), actor(), now(), plan_id)
    return _review(found, growing_reviews.review_own, "unit_review")


@bp.route("/<int:plan_id>/tinjauan-kantor", methods=["GET", "POST"])
@allowed(Action.ARRANGE)
def office(plan_id: int) -> Any:
    """Let the office review a unit's plan."""
    found = growing.open_plan(db(), actor(), now(), plan_id)
    return _review(found, growing_reviews.review_as_office, "office_review")


@bp.route("/pengingat", methods=["GET", "POST"])
@allowed(Action.ARRANGE)
def reminders() -> Any:
    """Show who would be reminded of a plan, and queue the messages."""
    if request.method == "POST":
        count = growing_reminders.queue_plan_reminders(
            db(), actor(), now(), public_url=public_url()
        )
        flash(_("%(count)s pengingat masuk kotak keluar.", count=count), "success")
        return redirect(url_for(".reminders"))
    found = growing_reminders.plan_reminders(db(), actor(), now(), public_url=public_url())
    return render_template("plans/reminders.html", found=found)


@bp.route("/tanggal", methods=["GET", "POST"])
@allowed(Action.ARRANGE)
def days() -> Any:
    """Choose by when the plans of each released period are reviewed."""
    form = ReviewDayForm()
    chosen = request.form.get("period", 0, type=row_number)
    if form.validate_on_submit():
        try:
            growing_reviews.set_review_day(db(), actor(), now(), chosen, form.day.data)
            flash(_("Tanggal tinjauan disimpan."), "success")
            return redirect(url_for(".days"))
        except Refused as problem:
            db().rollback()
            fail(form, problem)
    released = [one for one in list_periods(db(), actor()) if one.released_at is not None]
    known = growing_reviews.review_days(db(), actor())
    page = render_template(
        "plans/days.html", form=form, periods=released, days=known, chosen=chosen
    )
    return page, status_of(form)


@bp.get("/rencana.<any(csv, xlsx):kind>")
@allowed(Action.COACH)
def export(kind: str) -> Response:
    """Hand out every action of every plan as one table."""
    table = _table(growing.list_plans(db(), actor(), now()))
    content = csv_bytes(table) if kind == "csv" else xlsx_bytes(table)
    return download(content, f"{_('Rencana tumbuh')}.{kind}")


def _review(found: growing.PlanView, verb: Any, side: str) -> Any:
    form = ReviewForm(whole=getattr(found, side), version=found.version)
    typed = {
        one.id: request.form.get(f"action-{one.id}", getattr(one, side)) for one in found.actions
    }
    if form.validate_on_submit():
        with saving(form, db()):
            review = growing_reviews.Review(form.whole.data or "", typed)
            verb(db(), actor(), now(), found.id, review, version=form.version.data or 0)
            flash(_("Tinjauan disimpan."), "success")
            return redirect(url_for("plans.plan", plan_id=found.id))
    page = render_template("plans/review.html", plan=found, form=form, typed=typed, side=side)
    return page, status_of(form)


def _table(plans: list[growing.PlanView]) -> ResultTable:
    titles = (
        *(_("Unit"), _("Periode"), _("Kategori"), _("Indikator"), _("Yang dituju")),
        *(
            _("Apa yang dikerjakan"),
            _("Penanggung jawab"),
            _("Batas waktu"),
            _("Pelatihan terkait"),
        ),
        *(_("Keadaan"), _("Selesai pada"), _("Bukti selesai"), _("Tinjauan unit")),
        _("Tinjauan kantor"),
    )
    rows = [_row(plan, one) for plan in plans for one in plan.actions]
    return ResultTable(_("Rencana tumbuh"), [], [Column(title) for title in titles], rows)


def _row(plan: growing.PlanView, one: growing.ActionView) -> list[str]:
    return [
        plan.unit,
        plan.period.title,
        plan.category,
        f"{one.indicator} {words(one.name)}".strip(),
        words(one.target_words),
        one.text,
        one.owner,
        one.due.isoformat() if one.due else "",
        one.training,
        label("plan_status", one.status),
        one.finished_on.isoformat() if one.finished_on else "",
        "; ".join(part for part in (one.proof, one.link, one.file_name) if part),
        one.unit_review,
        one.office_review,
    ]
