"""Evidence for those who may read it: files, caps lifted with a reason, and the three values."""

from io import BytesIO
from typing import Any

from flask import Blueprint, Response, flash, redirect, render_template, request, send_file, url_for
from flask_babel import gettext as _

from evaluator.services import capping
from evaluator.services.evidence import evidence_file
from evaluator.services.own_sides import sides_of
from evaluator.services.permissions import Action
from evaluator.services.problems import NotFound
from evaluator.services.three_values import value_history, values_of
from evaluator.web.forms.admin_saving import saving, status_of
from evaluator.web.forms.own import LiftForm
from evaluator.web.request import actor, allowed, db, files, local_path, now

bp = Blueprint("evidence", __name__, url_prefix="/bukti")


@bp.get("/berkas/<int:revision_id>")
@allowed(Action.SEE_EVIDENCE)
def file(revision_id: int) -> Response:
    """Hand out a stored file to keep; no browser shows it as a page of this site."""
    found = evidence_file(db(), actor(), files(), revision_id)
    content = BytesIO(found.content)
    answer = send_file(
        content, found.media, as_attachment=True, download_name=found.name, etag=False
    )
    answer.headers["Content-Security-Policy"] = "sandbox"
    answer.headers["Cache-Control"] = "no-store"
    return answer


@bp.route("/batas/<int:participant_id>/<code>", methods=["GET", "POST"])
@allowed(Action.LIFT_CAP)
def lift(participant_id: int, code: str) -> Any:
    """Ask why a cap shall be lifted, and lift it; or offer to let it hold again."""
    form, back = LiftForm(), local_path(request.args.get("next"))
    if form.validate_on_submit():
        with saving(form, db()):
            capping.lift_cap(db(), actor(), now(), participant_id, code, form.reason.data)
            flash(_("Batas bukti dukung %(code)s diangkat.", code=code), "success")
            return redirect(back or _here(participant_id, code))
    sides = sides_of(db(), actor(), participant_id)
    if sides is None or code not in sides.by_indicator:
        raise NotFound("Indikator itu tidak ada di rubrik ini.")
    shown = {"side": sides.by_indicator[code], "question": sides.question(code)}
    shown |= {"participant_id": participant_id, "code": code, "back": back}
    return render_template("evidence/lift.html", form=form, **shown), status_of(form)


@bp.post("/batas/<int:participant_id>/<code>/cabut")
@allowed(Action.LIFT_CAP)
def end_lift(participant_id: int, code: str) -> Any:
    """Let a cap hold again."""
    capping.end_lift(db(), actor(), now(), participant_id, code)
    flash(_("Batas bukti dukung %(code)s berlaku lagi.", code=code), "success")
    return redirect(local_path(request.args.get("next")) or _here(participant_id, code))


@bp.get("/nilai/<int:participant_id>")
@allowed(Action.SEE_EVIDENCE)
def values(participant_id: int) -> Any:
    """Show own, verified and settled value of every indicator of one unit."""
    view = values_of(db(), actor(), participant_id)
    return render_template("evidence/values.html", view=view)


@bp.get("/nilai/<int:participant_id>/<code>")
@allowed(Action.SEE_EVIDENCE)
def history(participant_id: int, code: str) -> Any:
    """Show one indicator's three values with everything that happened to them."""
    view = values_of(db(), actor(), participant_id)
    steps = value_history(db(), actor(), participant_id, code)
    return render_template("evidence/history.html", view=view, row=view.find(code), steps=steps)


def _here(participant_id: int, code: str) -> str:
    return url_for(".lift", participant_id=participant_id, code=code)
