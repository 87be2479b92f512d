"""What keeps an assessor from a unit, and who comes from elsewhere: conflicts, recusals, guests."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, url_for
from flask_babel import gettext as _

from evaluator.services import guests, interests, recusing
from evaluator.services.calibrating import my_samples
from evaluator.services.periods import period_view
from evaluator.services.permissions import Action, allows
from evaluator.services.sheets import my_sheets, open_sheet
from evaluator.storage.periods import Stage
from evaluator.web.forms.admin_saving import saving, status_of
from evaluator.web.forms.panels import GuestForm, InterestForm, OthersInterestForm, ReasonForm
from evaluator.web.request import actor, allowed, db, now

bp = Blueprint("panels_people", __name__, url_prefix="/panel")
_LEAVABLE = (Stage.SCORING, Stage.SETTLING)


@bp.route("/saya", methods=["GET", "POST"])
@allowed(Action.ASSESS)
def mine() -> Any:
    """Show an assessor's own conflicts, samples and units that can be left."""
    form = InterestForm()
    form.offer(interests.declarable_units(db(), actor()))
    if form.validate_on_submit():
        with saving(form, db()):
            chosen = (form.unit_id.data, form.kind.data, form.reason.data)
            _flash_declared(interests.declare(db(), actor(), now(), *chosen))
            return redirect(url_for(".mine"))
    page = render_template(
        "panels/mine.html",
        form=form,
        interests=interests.my_interests(db(), actor()),
        samples=my_samples(db(), actor()),
        sheets=[row for row in my_sheets(db(), actor()) if row.stage in _LEAVABLE],
    )
    return page, status_of(form)


@bp.route("/mundur/<int:sheet_id>", methods=["GET", "POST"])
@allowed(Action.ASSESS)
def leave(sheet_id: int) -> Any:
    """Leave a unit for good, after a question."""
    sheet = open_sheet(db(), actor(), sheet_id)
    form = ReasonForm()
    if form.validate_on_submit():
        with saving(form, db()):
            _flash_left(recusing.recuse(db(), actor(), now(), sheet_id, form.reason.data), own=True)
            return redirect(url_for("assess.my_units"))
    page = render_template(
        "panels/leave.html", form=form, unit=sheet.unit, assessor="", back=url_for(".mine")
    )
    return page, status_of(form)


@bp.route("/lepas/<int:participant_id>/<int:account_id>", methods=["GET", "POST"])
@allowed(Action.DECIDE)
def leave_other(participant_id: int, account_id: int) -> Any:
    """Let an assessor leave a unit, as the lead, after a question."""
    sheet = recusing.sheet_at(db(), actor(), participant_id, account_id)
    back = url_for("panels.board", category_id=sheet.participant.category_id)
    form = ReasonForm()
    if form.validate_on_submit():
        with saving(form, db()):
            given = (participant_id, account_id, form.reason.data)
            _flash_left(recusing.recuse_other(db(), actor(), now(), *given))
            return redirect(back)
    shown = {"unit": sheet.participant.name, "assessor": sheet.assessor.name, "back": back}
    return render_template("panels/leave.html", form=form, **shown), status_of(form)


@bp.route("/konflik", methods=["GET", "POST"])
@allowed(Action.ARRANGE)
def conflicts() -> Any:
    """List the conflicts of interest of the office, and declare one for somebody."""
    form = OthersInterestForm()
    form.offer(interests.declarable_units(db(), actor()))
    form.offer_people(interests.declarable_people(db(), actor()))
    if form.validate_on_submit():
        with saving(form, db()):
            who, unit = form.account_id.data, form.unit_id.data
            declared = interests.declare_for(
                db(), actor(), now(), who, unit, form.kind.data, form.reason.data
            )
            _flash_declared(declared)
            return redirect(url_for(".conflicts"))
    shown = interests.list_interests(db(), actor())
    return render_template("panels/conflicts.html", form=form, interests=shown), status_of(form)


@bp.route("/konflik/<int:interest_id>/akhiri", methods=["GET", "POST"])
@allowed(Action.ARRANGE)
def end_conflict(interest_id: int) -> Any:
    """End a conflict with the reason why it no longer holds."""
    interest = interests.interest_view(db(), actor(), interest_id)
    form = ReasonForm()
    if form.validate_on_submit():
        with saving(form, db()):
            interests.end_interest(db(), actor(), now(), interest_id, form.reason.data)
            flash(_("Konflik kepentingan sudah diakhiri."), "success")
            return redirect(url_for(".conflicts"))
    return render_template("panels/conflict_end.html", form=form, one=interest), status_of(form)


@bp.get("/periode/<int:period_id>/mundur")
@allowed(Action.SEE_RESULTS)
def recusals(period_id: int) -> Any:
    """List who left which unit, and why: for the minutes."""
    period = period_view(db(), actor(), period_id)
    lines = recusing.list_recusals(db(), actor(), period_id)
    return render_template("panels/recusals.html", period=period, lines=lines)


@bp.route("/periode/<int:period_id>/tamu", methods=["GET", "POST"])
@allowed(Action.ARRANGE)
def visitors(period_id: int) -> Any:
    """List the assessors of other offices who take part; the admin adds them."""
    period = period_view(db(), actor(), period_id)
    form = GuestForm()
    if form.validate_on_submit():
        with saving(form, db()):
            added = guests.add_guest(db(), actor(), now(), period_id, form.username.data)
            flash(_("%(name)s sekarang dapat diberi unit.", name=added.name), "success")
            return redirect(url_for(".visitors", period_id=period_id))
    shown = {"guests": guests.list_guests(db(), actor(), period_id), "period": period}
    shown["adds"] = allows(actor(), Action.ADMINISTER) and period.blind
    return render_template("panels/guests.html", form=form, **shown), status_of(form)


@bp.post("/periode/<int:period_id>/tamu/<int:account_id>/lepas")
@allowed(Action.ADMINISTER)
def visitor_gone(period_id: int, account_id: int) -> Any:
    """Let a guest go who has no unit."""
    guests.remove_guest(db(), actor(), now(), period_id, account_id)
    flash(_("Tamu sudah dilepas."), "success")
    return redirect(url_for(".visitors", period_id=period_id))


def _flash_declared(declared: interests.Declared) -> None:
    if declared.left or declared.unseated:
        flash(_("Konflik tercatat. Lembar unit itu sudah ditutup bagi penilainya."), "success")
    else:
        flash(_("Konflik tercatat. Unit itu tidak akan ditugaskan kepadanya."), "success")


def _flash_left(left: recusing.Recusal, *, own: bool = False) -> None:
    said = {"unit": left.unit, "name": left.assessor}
    if own:
        sentence = _("Anda mundur dari %(unit)s; lembarnya sudah ditutup.", unit=left.unit)
    else:
        sentence = _("%(name)s mundur dari %(unit)s; lembarnya sudah ditutup.", **said)
    flash(sentence, "success")
    if left.replacement:
        flash(_("%(name)s menggantikannya.", name=left.replacement), "info")
