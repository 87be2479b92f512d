"""Signing in and out, one's password, and the language."""

from typing import Any

from flask import Blueprint, Response, flash, redirect, render_template, request, session, url_for
from flask_babel import gettext as _

from evaluator.services import accounts, signing_in
from evaluator.services.permissions import Action
from evaluator.services.problems import NotFound, Refused
from evaluator.storage.files import Damaged
from evaluator.web.demo import demo_accounts, demo_password
from evaluator.web.forms import fail
from evaluator.web.forms.account import PasswordForm, SignInForm
from evaluator.web.language import LANGUAGES
from evaluator.web.navigation import current_office, start_of
from evaluator.web.request import TOKEN, actor, allowed, current_actor, db, files, local_path, now

bp = Blueprint("account", __name__)


@bp.get("/")
@allowed(Action.EVERYONE)
def home() -> Any:
    """Send everyone to where their work begins."""
    return redirect(start_of(current_actor()))


@bp.route("/masuk", methods=["GET", "POST"])
@allowed(Action.EVERYONE)
def sign_in() -> Any:
    """Ask for name and password, and open a session."""
    form = SignInForm()
    if form.validate_on_submit():
        try:
            client = request.remote_addr or ""
            token = signing_in.sign_in(db(), form.username.data, form.password.data, client, now())
        except Refused as refusal:
            fail(form, refusal)
        else:
            return _begin(token)
    status = 422 if form.errors else 200
    page = render_template("account/sign_in.html", form=form, **_demo())
    return page, status


@bp.post("/keluar")
@allowed(Action.SIGNED_IN)
def sign_out() -> Any:
    """End the session on the server."""
    signing_in.sign_out(db(), actor(), session.get(TOKEN, ""), now())
    chosen = session.get("language")
    session.clear()
    session["language"] = chosen
    return redirect(url_for(".sign_in"))


@bp.route("/kata-sandi", methods=["GET", "POST"])
@allowed(Action.SIGNED_IN)
def password() -> Any:
    """Change one's own password."""
    form = PasswordForm()
    if form.validate_on_submit():
        try:
            token = session.get(TOKEN, "")
            accounts.change_own_password(
                db(), actor(), now(), old=form.old.data, new=form.new.data, token=token
            )
        except Refused as refusal:
            fail(form, refusal)
        else:
            flash(_("Kata sandi sudah diganti; sesi lain dari akun ini berakhir."), "success")
            return redirect(start_of(actor()))
    return render_template("account/password.html", form=form), 422 if form.errors else 200


@bp.post("/bahasa")
@allowed(Action.EVERYONE)
def language() -> Any:
    """Switch the language and stay on the page."""
    chosen = request.form.get("lang", "id")
    session["language"] = chosen if chosen in LANGUAGES else "id"
    return redirect(local_path(request.form.get("next")) or url_for(".home"))


@bp.get("/logo/<digest>.png")
@allowed(Action.EVERYONE)
def logo(digest: str) -> Response:
    """The office's logo; no other stored file is reachable here."""
    office = current_office()
    if office is None or office.logo != digest:
        raise NotFound("Gambar itu tidak ada.")
    try:
        return Response(files().get(digest), mimetype="image/png")
    except Damaged:
        raise NotFound("Gambar itu tidak ada.") from None


def _begin(token: str) -> Any:
    """Start a fresh browser session, so that nothing known before sign-in lives on."""
    chosen, target = session.get("language"), local_path(request.form.get("next"))
    session.clear()
    session.permanent = True
    session["language"] = chosen
    session[TOKEN] = token
    session["touched"] = int(now().timestamp())
    who = signing_in.actor_of(db(), token, now())
    return redirect(target or start_of(who))


def _demo() -> dict[str, Any]:
    office = current_office()
    if office is None or not office.illustrative:
        return {}
    return {"demo_accounts": demo_accounts(), "demo_password": demo_password()}
