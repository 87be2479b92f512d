"""The admin keeps the office's identity: letterhead, logo, numbers and who signs."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from evaluator.services.checks import spaced_nip
from evaluator.services.numbering import GAPS, NumberScheme, next_number
from evaluator.services.offices import (
    OfficeView,
    change_logo,
    change_office,
    office_view,
    today_at,
)
from evaluator.services.permissions import Action
from evaluator.services.problems import NotFound, Refused
from evaluator.services.signatories import add_signer, end_signer, signer_today, signers
from evaluator.web.forms.admin_office import ZONES, EndForm, LogoForm, OfficeForm, SignerForm
from evaluator.web.forms.admin_saving import saving, status_of
from evaluator.web.language import translate
from evaluator.web.request import actor, allowed, db, files, now

bp = Blueprint("admin_office", __name__, url_prefix="/admin/kantor")


@bp.get("/")
@allowed(Action.ADMINISTER)
def office() -> Any:
    """Show the identity, the next number, and who signs."""
    own = office_view(db(), actor().office_id)
    return render_template(
        "admin/office.html",
        office=own,
        zone=ZONES.get(own.zone, own.zone),
        number=_example(own, own.numbers),
        signers=signers(db(), actor()),
        today=signer_today(db(), actor(), now()),
        spaced_nip=spaced_nip,
    )


@bp.route("/ubah", methods=["GET", "POST"])
@allowed(Action.ADMINISTER)
def change() -> Any:
    """Change the letterhead and the number pattern."""
    own = office_view(db(), actor().office_id)
    form = OfficeForm(obj=own)
    if form.validate_on_submit():
        with saving(form, db()):
            typed = {name: value for name, value in form.data.items() if name != "csrf_token"}
            change_office(db(), actor(), now(), **typed)
            flash(_("Identitas kantor sudah disimpan."), "success")
            return redirect(url_for(".office"))
    number = _example(own, form.scheme)
    page = render_template("admin/office_form.html", form=form, number=number, gaps=GAPS)
    return page, status_of(form)


@bp.get("/contoh-nomor")
@allowed(Action.ADMINISTER)
def example() -> Any:
    """The next number under a pattern that is still being typed."""
    given = request.args
    scheme = NumberScheme(
        given.get("number_pattern", ""),
        given.get("number_unit", ""),
        given.get("number_class", ""),
        given.get("number_start", 0, int),
        given.get("number_digits", 0, int),
    )
    return {"number": _example(office_view(db(), actor().office_id), scheme)}


@bp.route("/logo", methods=["GET", "POST"])
@allowed(Action.ADMINISTER)
def logo() -> Any:
    """Replace the logo."""
    form = LogoForm()
    if form.validate_on_submit():
        with saving(form, db()):
            change_logo(db(), actor(), now(), files(), form.logo.data.read())
            flash(_("Logo sudah diganti; piagam yang sudah terbit tidak berubah."), "success")
            return redirect(url_for(".office"))
    own = office_view(db(), actor().office_id)
    return render_template("admin/logo.html", form=form, office=own), status_of(form)


@bp.post("/logo/lepas")
@allowed(Action.ADMINISTER)
def remove_logo() -> Any:
    """Take the logo away."""
    change_logo(db(), actor(), now(), files(), None)
    flash(_("Logo sudah dilepas."), "success")
    return redirect(url_for(".office"))


@bp.route("/penanda-tangan/tambah", methods=["GET", "POST"])
@allowed(Action.ADMINISTER)
def sign() -> Any:
    """Enter who signs from a date on."""
    form = SignerForm()
    if form.validate_on_submit():
        with saving(form, db()):
            typed = {name: value for name, value in form.data.items() if name != "csrf_token"}
            add_signer(db(), actor(), now(), **typed)
            flash(_("%(name)s sudah dicatat.", name=form.name.data), "success")
            return redirect(url_for(".office"))
    return render_template("admin/signer.html", form=form), status_of(form)


@bp.route("/penanda-tangan/<int:signer_id>/akhiri", methods=["GET", "POST"])
@allowed(Action.ADMINISTER)
def end(signer_id: int) -> Any:
    """Enter the last day on which somebody signs."""
    signer = next((s for s in signers(db(), actor()) if s.id == signer_id), None)
    if signer is None:
        raise NotFound("Penanda tangan itu tidak ada.")
    own = office_view(db(), actor().office_id)
    form = EndForm(valid_to=signer.valid_to or today_at(own, now()))
    if form.validate_on_submit():
        with saving(form, db()):
            end_signer(db(), actor(), now(), signer_id, form.valid_to.data)
            flash(_("Masa tanda tangan %(name)s sudah dicatat.", name=signer.name), "success")
            return redirect(url_for(".office"))
    return render_template("admin/signer_end.html", form=form, signer=signer), status_of(form)


def _example(office: OfficeView, scheme: NumberScheme) -> str:
    """The next number, or the sentence that says why there is none."""
    try:
        return next_number(db(), actor(), today_at(office, now()), scheme)
    except Refused as refusal:
        return translate(refusal.message)
