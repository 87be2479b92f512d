"""The second person stands behind decisions, or sees which ones still wait."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from evaluator.services import confirming
from evaluator.services.left_units import list_left_units
from evaluator.services.periods import period_view
from evaluator.services.permissions import Action
from evaluator.services.problems import Conflict, NotAllowed, Refused
from evaluator.services.row_numbers import row_number
from evaluator.web.forms import fail
from evaluator.web.forms.settle import ConfirmForm
from evaluator.web.request import actor, allowed, db, now

bp = Blueprint("confirm", __name__, url_prefix="/konfirmasi")


@bp.get("/<int:period_id>")
@allowed(Action.ARRANGE)
def listed(period_id: int) -> Any:
    """List the decisions that wait for a second person."""
    return _page(period_id, ConfirmForm())


@bp.post("/<int:period_id>/<int:participant_id>")
@allowed(Action.ARRANGE)
def confirm(period_id: int, participant_id: int) -> Any:
    """Stand behind the ticked decisions of one unit."""
    form = ConfirmForm()
    seen = {
        code: request.form.get(f"version-{code}", 0, type=row_number)
        for code in request.form.getlist("code")
    }
    try:
        confirming.confirm(db(), actor(), now(), participant_id, seen)
    except (Conflict, NotAllowed, Refused) as problem:
        fail(form, problem)
        db().rollback()
        page = _page(period_id, form, at=participant_id, ticked=set(seen))
        return page, 409 if isinstance(problem, Conflict) else 422
    flash(_("%(count)s keputusan dikonfirmasi.", count=len(seen)), "success")
    return redirect(url_for(".listed", period_id=period_id))


def _page(
    period_id: int, form: ConfirmForm, *, at: int | None = None, ticked: set[str] | None = None
) -> str:
    return render_template(
        "settle/confirm.html",
        period=period_view(db(), actor(), period_id),
        units=confirming.unconfirmed(db(), actor(), period_id),
        gone=list_left_units(db(), actor(), period_id),
        form=form,
        at=at,
        ticked=ticked,
    )
