"""Is this certificate real? Open to everyone who holds a paper."""

from typing import Any

from flask import Blueprint, Response, redirect, render_template, request, url_for

from evaluator.services import certificate_register
from evaluator.services.permissions import Action
from evaluator.web.forms.verify import CodeForm
from evaluator.web.request import allowed, db

bp = Blueprint("verify", __name__, url_prefix="/v")


@bp.get("/")
@allowed(Action.EVERYONE)
def check() -> Any:
    """Ask for the code on the paper."""
    form = CodeForm(request.args)
    if "kode" in request.args and form.validate():
        code = certificate_register.tidy_code(form.code.data)
        return redirect(url_for(".certificate", code=code))
    return render_template("verify/check.html", form=form), 422 if form.errors else 200


@bp.get("/<code>")
@allowed(Action.EVERYONE)
def certificate(code: str) -> Any:
    """Say whether a certificate counts, showing only what stands on its paper."""
    checked = certificate_register.check(db(), code)
    if checked is None:
        form = CodeForm(formdata=None, code=code[:40])
        return render_template("verify/unknown.html", form=form, code=code[:40]), 404
    return render_template("verify/certificate.html", checked=checked)


@bp.after_request
def _keep_out_of_search_engines(response: Response) -> Response:
    response.headers["X-Robots-Tag"] = "noindex"
    return response
