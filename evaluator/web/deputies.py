"""Deputies: a person, or the admin, lets somebody do a duty between two dates."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, url_for
from flask_babel import gettext as _

from evaluator.services.accounts import person
from evaluator.services.deputies import deputies_of, deputy_choices, end_deputy, name_deputy
from evaluator.services.permissions import Action
from evaluator.web.forms.admin_saving import saving, status_of
from evaluator.web.forms.deputies import DeputyForm
from evaluator.web.request import actor, allowed, db, now

bp = Blueprint("deputies", __name__, url_prefix="/wakil")


@bp.route("/", methods=["GET", "POST"])
@allowed(Action.SIGNED_IN)
def own() -> Any:
    """One's own deputies, and whom one stands in for."""
    return _page(actor().account_id or 0, actor().name, None)


@bp.route("/<int:account_id>", methods=["GET", "POST"])
@allowed(Action.ADMINISTER)
def of_person(account_id: int) -> Any:
    """The deputies of anybody in the office and its units."""
    who = person(db(), actor(), account_id)
    return _page(account_id, who.name, who)


@bp.post("/akhiri/<int:deputy_id>")
@allowed(Action.SIGNED_IN)
def end(deputy_id: int) -> Any:
    """End a deputy's time at once."""
    account_id = end_deputy(db(), actor(), now(), deputy_id)
    flash(_("Masa wakil sudah diakhiri."), "success")
    return _back(account_id)


def _page(account_id: int, name: str, who: Any) -> Any:
    form = DeputyForm()
    form.offer(deputy_choices(db(), actor(), account_id))
    if form.validate_on_submit():
        with saving(form, db()):
            name_deputy(
                db(),
                actor(),
                now(),
                account_id,
                deputy_id=form.deputy_id.data,
                valid_from=form.valid_from.data,
                valid_to=form.valid_to.data,
                reason=form.reason.data,
            )
            flash(_("Wakil untuk %(name)s sudah dicatat.", name=name), "success")
            return _back(account_id)
    rows = deputies_of(db(), actor(), account_id, now())
    page = render_template(
        "admin/person_deputies.html",
        form=form,
        name=name,
        person=who,
        rows=rows,
        account_id=account_id,
    )
    return page, status_of(form)


def _back(account_id: int) -> Any:
    if account_id == actor().account_id:
        return redirect(url_for(".own"))
    return redirect(url_for(".of_person", account_id=account_id))
