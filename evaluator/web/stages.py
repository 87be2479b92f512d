"""Moving a period on and back: its hours, the end of scoring, and unlocking by two people."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from evaluator.services import progress, scheduling, stages, unlocking
from evaluator.services.periods import period_view
from evaluator.services.permissions import Action, allows
from evaluator.services.problems import Refused
from evaluator.web.forms import Form, fail
from evaluator.web.forms.admin_saving import saving, status_of
from evaluator.web.forms.results import DecideForm
from evaluator.web.forms.stages import DecisionForm, HoursForm, ReasonForm, UnlockForm
from evaluator.web.language import zone
from evaluator.web.request import actor, allowed, db, now

bp = Blueprint("stages", __name__, url_prefix="/tahap")


@bp.route("/<int:period_id>/jadwal", methods=["GET", "POST"])
@allowed(Action.ADMINISTER)
def hours(period_id: int) -> Any:
    """Set when the stages open and close, and extend them with a reason."""
    period = period_view(db(), actor(), period_id)
    form = HoursForm(version=period.version)
    form.show(scheduling.hours_of(db(), actor(), period_id), period.grace_minutes, zone())
    if form.validate_on_submit():
        with saving(form, db()):
            scheduling.set_hours(
                db(),
                actor(),
                now(),
                period_id,
                version=form.version.data or 0,
                hours=form.hours(zone()),
                grace_minutes=form.grace_minutes.data,
                reason=form.reason.data,
            )
            flash(_("Jadwal sudah disimpan."), "success")
            return redirect(url_for("admin_periods.period", period_id=period_id))
    page = render_template("stages/hours.html", form=form, period=period, zone=zone())
    return page, status_of(form)


@bp.route("/<int:period_id>/tutup", methods=["GET", "POST"])
@allowed(Action.DECIDE)
def close(period_id: int) -> Any:
    """Close all sheets after asking once."""
    form = DecideForm()
    if form.validate_on_submit():
        try:
            stages.close_scoring(db(), actor(), now(), period_id, form.version.data)
        except Refused as refusal:
            return _asked("stages/close.html", period_id, form, refusal)
        flash(_("Penilaian sudah ditutup. Yang masih berbeda dapat disepakati."), "success")
        return redirect(url_for("results.period", period_id=period_id))
    return _asked("stages/close.html", period_id, form)


@bp.route("/<int:period_id>/buka-lagi", methods=["GET", "POST"])
@allowed(Action.DECIDE)
def reopen(period_id: int) -> Any:
    """Let the assessors go on scoring, with a reason."""
    form = ReasonForm()
    if form.validate_on_submit():
        try:
            stages.reopen_scoring(
                db(), actor(), now(), period_id, form.version.data, form.reason.data
            )
        except Refused as refusal:
            return _asked("stages/reopen.html", period_id, form, refusal)
        flash(_("Penilaian dibuka lagi; para penilai dapat melanjutkan."), "success")
        return redirect(url_for("results.period", period_id=period_id))
    return _asked("stages/reopen.html", period_id, form)


@bp.route("/<int:period_id>/kunci", methods=["GET", "POST"])
@allowed(Action.ARRANGE)
def unlock(period_id: int) -> Any:
    """Show who asked to unlock a period, and take the team lead's request."""
    form = UnlockForm()
    if form.validate_on_submit():
        try:
            unlocking.ask_to_unlock(db(), actor(), now(), period_id, form.reason.data)
        except Refused as refusal:
            return _unlock_page(period_id, form, refusal)
        flash(_("Permintaan sudah dicatat; orang kedua memutuskannya."), "success")
        return redirect(url_for(".unlock", period_id=period_id))
    return _unlock_page(period_id, form)


@bp.post("/permintaan/<int:request_id>")
@allowed(Action.ARRANGE)
def decide(request_id: int) -> Any:
    """The second person grants or declines a request."""
    form = DecisionForm()
    period_id = unlocking.period_of(db(), actor(), request_id)
    granted = "kabulkan" in request.form
    if not form.validate_on_submit():
        return _unlock_page(period_id, UnlockForm(formdata=None), decision=form)
    try:
        unlocking.decide_unlock(
            db(),
            actor(),
            now(),
            request_id,
            version=form.version.data,
            granted=granted,
            reason=form.reason.data,
        )
    except Refused as refusal:
        db().rollback()
        fail(form, refusal)
        return _unlock_page(period_id, UnlockForm(formdata=None), decision=form)
    flash(_("Kunci sudah dibuka.") if granted else _("Permintaan sudah ditolak."), "success")
    return redirect(url_for(".unlock", period_id=period_id))


def _unlock_page(
    period_id: int,
    form: UnlockForm,
    refusal: Refused | None = None,
    decision: DecisionForm | None = None,
) -> tuple[str, int]:
    if refusal:
        db().rollback()
        fail(form, refusal)
    page = render_template(
        "stages/unlock.html",
        period=period_view(db(), actor(), period_id),
        requests=unlocking.list_requests(db(), actor(), period_id),
        form=form,
        decision=decision or DecisionForm(formdata=None),
        own=actor().account_id,
        lead=allows(actor(), Action.DECIDE),
    )
    wrong = form.errors or refusal or (decision and decision.errors)
    return page, 422 if wrong else 200


def _asked(
    template: str, period_id: int, form: Form, refusal: Refused | None = None
) -> tuple[str, int]:
    """The page that asks before a step; a refusal leaves nothing half done."""
    if refusal:
        db().rollback()
        fail(form, refusal)
    page = render_template(
        template,
        period=period_view(db(), actor(), period_id),
        progress=progress.sheet_progress(db(), actor(), period_id),
        form=form,
    )
    return page, 422 if form.errors or refusal else 200
