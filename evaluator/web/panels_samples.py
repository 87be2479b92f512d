"""Calibration: sample units that everybody scores, and the answers side by side."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from evaluator.services import calibrating
from evaluator.services.panel_boards import panel_board
from evaluator.services.permissions import Action, allows
from evaluator.services.problems import NotFound
from evaluator.web.forms.admin_saving import saving, status_of
from evaluator.web.forms.panels import BoardForm
from evaluator.web.request import actor, allowed, db, now

bp = Blueprint("panels_samples", __name__, url_prefix="/panel")


@bp.route("/<int:category_id>/contoh", methods=["GET", "POST"])
@allowed(Action.ARRANGE)
def samples(category_id: int) -> Any:
    """Choose the units with which assessors calibrate."""
    form = BoardForm()
    if form.validate_on_submit():
        with saving(form, db()):
            _change(request.form.get("participant", 0, int), "unmark" in request.form)
            return redirect(url_for(".samples", category_id=category_id))
    board = panel_board(db(), actor(), category_id)
    compares = allows(actor(), Action.DECIDE)
    page = render_template("panels/samples.html", board=board, form=form, compares=compares)
    return page, status_of(form)


@bp.get("/kalibrasi/<int:participant_id>")
@allowed(Action.SIGNED_IN)
def compare(participant_id: int) -> Any:
    """Show everybody's answers to a sample, once one's own are handed in."""
    compared = calibrating.comparison(db(), actor(), participant_id)
    return render_template("panels/compare.html", compared=compared)


def _change(participant_id: int, unmark: bool) -> None:
    if not participant_id:
        raise NotFound("Peserta itu tidak ada.")
    if unmark:
        calibrating.unmark_sample(db(), actor(), now(), participant_id)
        flash(_("Unit itu dinilai dan diperingkat lagi. Pilih panelnya."), "success")
    else:
        calibrating.mark_sample(db(), actor(), now(), participant_id)
        flash(_("Unit contoh ditetapkan; setiap penilai kategori mendapat lembarnya."), "success")
