"""Invitations: a link that lets its reader choose a password once."""

from typing import Any

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from evaluator.services.accepting import accept, invitee_of
from evaluator.services.permissions import Action
from evaluator.services.problems import Refused
from evaluator.web.forms import fail
from evaluator.web.forms.invite import AcceptForm, CodeForm
from evaluator.web.request import allowed, db, now

bp = Blueprint("invite", __name__, url_prefix="/undangan")


@bp.after_request
def keep_the_address_private(response: Response) -> Response:
    """The address is the secret: no other site, and no page of this one, is told of it."""
    response.headers["Referrer-Policy"] = "no-referrer"
    return response


@bp.route("/", methods=["GET", "POST"])
@allowed(Action.EVERYONE)
def code() -> Any:
    """Ask for the code on a letter, where its QR code cannot be scanned."""
    form = CodeForm()
    if form.validate_on_submit():
        return redirect(url_for(".choose", code=_tidy(form.code.data)))
    return render_template("invite/code.html", form=form), 422 if form.errors else 200


@bp.route("/<code>", methods=["GET", "POST"])
@allowed(Action.EVERYONE)
def choose(code: str) -> Any:
    """Let the invited person choose a password."""
    client, form = request.remote_addr or "", AcceptForm()
    if form.validate_on_submit():
        try:
            username = accept(db(), code, form.password.data, client, now())
        except Refused as refusal:
            fail(form, refusal)
        else:
            flash(
                _(
                    "Kata sandi sudah dipilih. Masuklah dengan nama pengguna %(name)s.",
                    name=username,
                ),
                "success",
            )
            return redirect(url_for("account.sign_in"))
    invitee = invitee_of(db(), code, client, now())
    page = render_template("invite/choose.html", form=form, invitee=invitee)
    return page, 422 if form.errors else 200


def _tidy(typed: str) -> str:
    """A code as it stands in a link, from any way of typing it."""
    letters = "".join(c for c in typed.casefold() if c.isalnum())
    return "-".join(letters[n : n + 4] for n in range(0, len(letters), 4)) or "-"
