"""Certificates from a list of names: looked over row by row, mended, issued."""

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from evaluator.scoring.messages import Problem
from evaluator.services import certifying, print_asking, printed_names
from evaluator.services.certificate_lists import COLUMNS, Listed
from evaluator.services.permissions import Action
from evaluator.services.problems import NotFound, Refused
from evaluator.web.drawing import download
from evaluator.web.forms import fail
from evaluator.web.forms.certificates import ListForm
from evaluator.web.language import translate
from evaluator.web.printing import (
    carry_out,
    chosen_design,
    design_choice,
    look,
    pinned,
    preview_of,
    setup,
    setup_choice,
)
from evaluator.web.request import actor, allowed, db, files, now, public_url
from evaluator.web.uploads import keep, recall

if TYPE_CHECKING:
    from evaluator.documents.drawing import Plan

bp = Blueprint("certificates_list", __name__, url_prefix="/piagam/daftar")
_FITTING = {"thanks": "terima-kasih", "attendance": "kehadiran"}
"""The design that says what papers of a kind are for."""


@bp.route("", methods=["GET", "POST"])
@allowed(Action.CERTIFY)
def from_list() -> Any:
    """Take a list of names, for instance of respondents and partners."""
    from evaluator.documents.certificate_list import read_list

    form = ListForm()
    if form.validate_on_submit():
        content, name = form.file.data.read(), form.file.data.filename or ""
        try:
            read_list(content, name)
        except Problem as problem:
            fail(form, problem)
        else:
            word = keep(content, name)
            fitting = _FITTING.get(form.kind.data, "")
            chosen = {"rancangan": chosen_design(fitting), "jenis": form.kind.data}
            return redirect(url_for(".check", berkas=word, **chosen))
    choice = design_choice()
    if not request.values.get("rancangan"):
        choice["design"] = ""
    page = render_template("certificates/list.html", form=form, columns=COLUMNS, **choice)
    return page, 422 if form.errors else 200


@bp.get("/contoh.csv")
@allowed(Action.CERTIFY)
def example() -> Response:
    """Hand out a list to begin with; Excel opens it as a table."""
    from evaluator.documents.certificate_list import example

    return download(example(), "daftar piagam.csv")


@bp.get("/periksa")
@allowed(Action.CERTIFY)
def check() -> Any:
    """Show what a list would print, row by row, before anything is issued."""
    return _check_page()


@bp.post("/nama")
@allowed(Action.CERTIFY)
def mend() -> Any:
    """Write the name of one row on paper otherwise than the file says."""
    _name, listed = _recalled()
    number = request.form.get("baris", 0, int)
    if not 1 <= number <= len(listed):
        raise NotFound("Baris itu tidak ada.")
    row = listed[number - 1].row
    typed = {"printed": request.form.get("printed", ""), "reason": request.form.get("reason", "")}
    try:
        printed_names.mend_listed(
            db(), actor(), now(), certifying.request_of(row), row.recipient, **typed
        )
    except Refused as refusal:
        db().rollback()
        return _check_page({"id": number, "problem": refusal, **typed}), 422
    flash(_("Nama pada kertas sudah dibetulkan: %(name)s.", name=typed["printed"]), "success")
    word = request.form.get("berkas", "")
    chosen: dict[str, Any] = {"jenis": _kind(), **setup().fields}
    return redirect(url_for(".check", berkas=word, **chosen))


@bp.get("/pratinjau.pdf")
@allowed(Action.CERTIFY)
def preview() -> Response:
    """Show the papers of a list as they would be issued."""
    plan, _known = _plan(_recalled()[1])
    return preview_of(plan.faces)


@bp.post("/terbitkan")
@allowed(Action.CERTIFY)
def issue() -> Any:
    """Issue what was looked at: the same file, byte for byte."""
    name, listed = _recalled()
    try:
        plan, _known = _plan(listed)
    except Refused as refusal:
        if not refusal.field:
            raise
        return _check_page(), 422  # what was chosen cannot be used; it is said there
    if plan.held:
        raise Refused("Ada baris yang ditolak pemeriksaan. Betulkan namanya atau berkasnya.")
    chosen = setup()
    job_id = print_asking.print_list(
        db(), actor(), now(), [one.row for one in listed],
        title=name.rpartition(".")[0] or name, look=look(chosen), public_url=public_url(),
        kind=_kind(),
        plan=chosen.plan, signer_ids=chosen.signer_ids, options=chosen.options,
    )  # fmt: skip
    carry_out(job_id, len(listed))
    return redirect(url_for("certificates_jobs.job", job_id=job_id))


def _kind() -> str:
    asked = request.values.get("jenis", "")
    return asked if asked in certifying.KINDS else certifying.KINDS[0]


def _check_page(mending: dict[str, Any] | None = None) -> str:
    name, listed = _recalled()
    obstacle, plan, known = None, None, [None] * len(listed)
    try:
        plan, known = _plan(listed)
    except Refused as refusal:
        obstacle = refusal.message
    return render_template(
        "certificates/check_list.html",
        name=name,
        word=request.values["berkas"],
        kind=_kind(),
        otherwise=_otherwise(),
        listed=listed,
        known=known,
        plan=plan,
        fields=pinned(setup()) if plan else {},
        obstacle=obstacle,
        mending=mending and {**mending, "problem": translate(mending["problem"].message)},
        **setup_choice(day=_only_day(listed)),
    )


def _otherwise() -> str:
    """What the chosen design calls its papers where the register will call them otherwise."""
    from evaluator.documents.designs import design_of
    from evaluator.documents.paper_form import PAPER_KINDS

    try:
        found = look(setup())
    except Refused:
        return ""  # the check says so
    kind = design_of(found.design, found.content).kind
    return PAPER_KINDS[kind] if kind in _FITTING and kind != _kind() else ""


def _only_day(listed: Sequence[Listed]) -> date | None:
    """The day of all papers; None where they differ, so that each gets its own signatory."""
    days = {one.row.day for one in listed}
    return days.pop() if len(days) == 1 else None


def _recalled() -> tuple[str, list[Listed]]:
    from evaluator.documents.certificate_list import read_list

    content, name = recall(request.values.get("berkas", ""))
    return name, read_list(content, name)


def _plan(listed: Sequence[Listed]) -> tuple["Plan", list[Any]]:
    from evaluator.documents.drawing import plan
    from evaluator.documents.print_sheets import check_back

    rows, chosen = [one.row for one in listed], setup()
    check_back(chosen.options.back)
    known = certifying.issued_for(db(), actor(), rows)
    faces = certifying.preview_list(
        db(), actor(), rows, look(chosen), public_url(),
        plan=chosen.plan, signer_ids=chosen.signer_ids,
    )  # fmt: skip
    return plan(faces, files(), {n for n, row in enumerate(known) if row}), list(known)
