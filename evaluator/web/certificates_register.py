"""The register: every number ever used; papers revoked or issued anew, numbers voided."""

from typing import Any

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from wtforms.fields.choices import SelectChoice

from evaluator.services import (
    certificate_register,
    number_plans,
    number_register,
    reissuing,
    revoking,
    voiding,
)
from evaluator.services.offices import office_view, today_at
from evaluator.services.permissions import Action, allows
from evaluator.services.problems import Refused
from evaluator.services.row_numbers import row_number
from evaluator.web.drawing import download
from evaluator.web.forms import fail
from evaluator.web.forms.certificates import ReissueForm, RevokeForm, VoidForm
from evaluator.web.printing import look, setup, setup_choice
from evaluator.web.request import actor, allowed, db, files, now, public_url

bp = Blueprint("certificates_register", __name__, url_prefix="/piagam")


@bp.get("/register")
@allowed(Action.SEE_CERTIFICATES)
def register() -> Any:
    """Show every certificate ever issued, the revoked and replaced ones too."""
    text = request.args.get("cari", "")[:200]
    number = request.args.get("page", 1, type=row_number)
    found = certificate_register.search_register(db(), actor(), text, number)
    return render_template(
        "certificates/register.html",
        found=found,
        text=text,
        void=voiding.list_void(db(), actor()),
        counts=number_register.series_counts(db(), actor()),
        may_issue=allows(actor(), Action.CERTIFY),
        may_void=allows(actor(), Action.VOID_NUMBER),
    )


@bp.get("/register.<any(csv, xlsx):kind>")
@allowed(Action.SEE_CERTIFICATES)
def export(kind: str) -> Response:
    """Hand out the register with its void numbers as a table."""
    from evaluator.documents.result_table import Column, ResultTable, csv_bytes, xlsx_bytes

    rows = number_register.register_rows(db(), actor())
    office = office_view(db(), actor().office_id)
    table = ResultTable(
        "Register piagam",
        (office.name,),
        [Column(title) for title in number_register.COLUMNS],
        rows,
    )
    content = csv_bytes(table) if kind == "csv" else xlsx_bytes(table)
    return download(content, f"register piagam.{kind}")


@bp.route("/berkas/<int:certificate_id>/cabut", methods=["GET", "POST"])
@allowed(Action.CERTIFY)
def revoke(certificate_id: int) -> Any:
    """Revoke a certificate with a reason that its check page will show."""
    form = RevokeForm()
    (row,) = certificate_register.certificates_by_id(db(), actor(), [certificate_id])
    if form.validate_on_submit():
        try:
            revoking.revoke(db(), actor(), now(), certificate_id, form.reason.data)
        except Refused as refusal:
            fail(form, refusal)
        else:
            flash(_("Piagam %(number)s sudah dicabut.", number=row.number), "success")
            return redirect(url_for(".register", cari=row.number))
    page = render_template("certificates/revoke.html", form=form, row=row)
    return page, 422 if form.errors else 200


@bp.route("/berkas/<int:certificate_id>/ganti", methods=["GET", "POST"])
@allowed(Action.CERTIFY)
def reissue(certificate_id: int) -> Any:
    """Issue a certificate anew under a new number; the old one names it."""
    from evaluator.documents.drawing import first_drawer

    (row,) = certificate_register.certificates_by_id(db(), actor(), [certificate_id])
    texts = reissuing.texts_of(db(), actor(), certificate_id)
    like = reissuing.made_with(db(), actor(), certificate_id)
    chosen = setup(like.design, like.language, like.signer_ids)
    form = ReissueForm(data=texts)
    form.only_reason(texts is None)
    if form.validate_on_submit():
        try:
            new_id = reissuing.reissue(
                db(), actor(), now(), certificate_id,
                reason=form.reason.data, design=look(chosen), draw=first_drawer(files()),
                files=files(), public_url=public_url(), texts=form.texts,
                signer_ids=chosen.signer_ids,
            )  # fmt: skip
        except Refused as refusal:
            fail(form, refusal)
        else:
            (new,) = certificate_register.certificates_by_id(db(), actor(), [new_id])
            said = _("%(old)s diganti oleh %(new)s.", old=row.number, new=new.number)
            flash(said, "success")
            return redirect(url_for("certificates.to_print", ids=str(new_id)))
    given = {**setup_choice(like.design, like.day), "setup": chosen, "like": like}
    page = render_template("certificates/reissue.html", form=form, row=row, **given)
    return page, 422 if form.errors else 200


@bp.route("/nomor/batalkan", methods=["GET", "POST"])
@allowed(Action.VOID_NUMBER)
def void() -> Any:
    """Register a number that no paper carries, with the reason."""
    today = today_at(office_view(db(), actor().office_id), now())
    form = VoidForm(day=today)
    plans = number_plans.list_plans(db(), actor())
    form.seri.choices = [
        SelectChoice(plan.code, f"{_title(plan)} ({plan.scheme.pattern})") for plan in plans
    ]
    if form.validate_on_submit():
        try:
            number = voiding.void_number(
                db(), actor(), now(), day=form.day.data, reason=form.reason.data,
                code=form.seri.data, serial=form.serial.data,
            )  # fmt: skip
        except Refused as refusal:
            fail(form, refusal)
        else:
            flash(_("Nomor %(number)s dicatat batal.", number=number), "success")
            return redirect(url_for(".register", _anchor="batal"))
    coming = number_plans.next_of(db(), actor(), plans, today)
    page = render_template("certificates/void.html", form=form, plans=plans, coming=coming)
    return page, 422 if form.errors else 200


def _title(plan: number_plans.PlanView) -> str:
    """A series' name; the office's own is called the same everywhere, in the reader's language."""
    return plan.title if plan.code else _(plan.title)
