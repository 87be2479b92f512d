"""The office deals with objections: assigned, answered, decided, confirmed, published."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from evaluator.services import (
    objection_answers,
    objection_decisions,
    objection_publishing,
    objection_windows,
    revised_results,
)
from evaluator.services.objection_views import view_objection
from evaluator.services.permissions import Action
from evaluator.services.problems import NotAllowed, Refused
from evaluator.web.forms import Form, fail
from evaluator.web.forms.admin_saving import saving, status_of
from evaluator.web.forms.objections import (
    AnswerForm,
    AssignForm,
    DecideForm,
    ExtendForm,
    GiveBackForm,
    PublishForm,
    SeenForm,
)
from evaluator.web.language import zone
from evaluator.web.objection_pages import render_page
from evaluator.web.request import actor, allowed, db, now, public_url

bp = Blueprint("objections_office", __name__, url_prefix="/keberatan")


@bp.post("/<int:objection_id>/tugas")
@allowed(Action.DECIDE)
def assign(objection_id: int) -> Any:
    """Give an objection to an assessor to answer."""
    form = AssignForm()
    form.assessor_id.validate_choice = False
    if form.validate():
        try:
            objection_answers.assign(
                db(),
                actor(),
                now(),
                objection_id,
                form.assessor_id.data,
                version=form.version.data or 0,
                public_url=public_url(),
            )
        except Refused as refusal:
            return _refused(objection_id, form, refusal, assign=form)
        flash(_("Keberatan sudah ditugaskan."), "success")
        return _back(objection_id)
    return render_page(_view(objection_id), assign=form)


@bp.post("/<int:objection_id>/jawab")
@allowed(Action.REPLY)
def answer(objection_id: int) -> Any:
    """Answer an objection that one was given."""
    form = AnswerForm()
    if form.validate():
        try:
            objection_answers.answer(
                db(),
                actor(),
                now(),
                objection_id,
                text=form.reply.data or "",
                proposal=form.proposal,
                version=form.version.data or 0,
            )
        except Refused as refusal:
            return _refused(objection_id, form, refusal, answer=form)
        flash(_("Jawaban sudah disimpan; ketua tim memutuskannya."), "success")
        return _back(objection_id)
    return render_page(_view(objection_id), answer=form)


@bp.post("/<int:objection_id>/putus")
@allowed(Action.DECIDE)
def decide(objection_id: int) -> Any:
    """Decide an answered objection, or only compute what an answer would do."""
    form = DecideForm()
    form.members.validate_choice = False
    if "hitung" in request.form:
        form.process(formdata=request.form)
        return _computed(objection_id, form)
    if form.validate():
        try:
            objection_decisions.decide(
                db(),
                actor(),
                now(),
                objection_id,
                form.ruling,
                version=form.version.data or 0,
                public_url=public_url(),
            )
        except (Refused, NotAllowed) as refusal:
            return _refused(objection_id, form, refusal, decide=form)
        view = _view(objection_id)
        flash(
            _("Keberatan sudah diputuskan.")
            if view.settled
            else _("Keputusan sudah dicatat dan menunggu orang kedua."),
            "success",
        )
        return _back(objection_id)
    return render_page(_view(objection_id), decide=form)


@bp.post("/<int:objection_id>/konfirmasi")
@allowed(Action.ARRANGE)
def confirm(objection_id: int) -> Any:
    """Stand behind a decision, or give it back with a reason."""
    form = GiveBackForm()
    if not form.validate():
        return render_page(_view(objection_id), give_back=form)
    version = form.version.data or 0
    try:
        if "kembalikan" in request.form:
            objection_decisions.give_back(
                db(), actor(), now(), objection_id, reason=form.reason.data or "", version=version
            )
            flash(_("Keputusan dikembalikan; ketua tim memutuskannya lagi."), "success")
        else:
            objection_decisions.confirm(
                db(), actor(), now(), objection_id, version=version, public_url=public_url()
            )
            flash(_("Keputusan sudah dikonfirmasi; unit diberi tahu."), "success")
    except Refused as refusal:
        return _refused(objection_id, form, refusal, give_back=form)
    return _back(objection_id)


@bp.route("/periode/<int:period_id>/batas", methods=["GET", "POST"])
@allowed(Action.ARRANGE)
def deadline(period_id: int) -> Any:
    """Show until when units may object, and extend it with a reason."""
    title, known = objection_windows.window_to_extend(db(), actor(), period_id)
    form = ExtendForm(version=known.version)
    if form.validate_on_submit():
        with saving(form, db()):
            objection_windows.extend(
                db(),
                actor(),
                now(),
                period_id,
                form.moment(zone()),
                reason=form.reason.data or "",
                version=form.version.data or 0,
            )
            flash(_("Batas waktu sudah diundur."), "success")
            return redirect(url_for("objections.home", periode=period_id))
    shown = {"title": title, "known": known, "open": known.is_open(now()), "zone": zone()}
    page = render_template("objections/deadline.html", form=form, period_id=period_id, **shown)
    return page, status_of(form)


@bp.route("/periode/<int:period_id>/terbit", methods=["GET", "POST"])
@allowed(Action.DECIDE)
def publish(period_id: int) -> Any:
    """Show what publishing accepted objections would change, and publish the revised results."""
    form = PublishForm()
    if form.validate_on_submit():
        try:
            released = objection_publishing.publish(
                db(),
                actor(),
                now(),
                period_id,
                version=form.version.data or 0,
                later=tuple(form.later.data or ()),
            )
        except Refused as refusal:
            db().rollback()
            fail(form, refusal)
            return _publishing(period_id, form)
        flash(_published(released), "success" if released else "warning")
        return redirect(url_for("results.period", period_id=period_id))
    return _publishing(period_id, form)


@bp.get("/periode/<int:period_id>/hasil/<int:number>")
@allowed(Action.SEE_RESULTS)
def issue(period_id: int, number: int) -> Any:
    """Show one set of results as it was kept, whichever counts now."""
    return render_template(
        "objections/issue.html",
        period_id=period_id,
        found=revised_results.issue_of(db(), actor(), period_id, number),
        issues=revised_results.issues_of(db(), actor(), period_id),
    )


def _published(released: bool) -> str:
    if released:
        return str(_("Hasil revisi sudah diterbitkan; hasil sebelumnya tetap tersimpan."))
    return str(
        _(
            "Hasil revisi sudah dihitung dan dikunci, belum dirilis: penghargaannya diputuskan "
            "dalam pleno. Siapkan dan tutup pleno atas hasil yang baru, lalu rilis."
        )
    )


def _publishing(period_id: int, form: PublishForm) -> tuple[str, int]:
    plan = objection_publishing.plan_of(db(), actor(), now(), period_id)
    page = render_template(
        "objections/publish.html",
        plan=plan,
        issues=revised_results.issues_of(db(), actor(), period_id),
        form=form,
        chosen=set(form.later.data or ()),
    )
    return page, 422 if form.errors else 200


def _computed(objection_id: int, form: DecideForm) -> Any:
    """The page again with what a typed answer would do; nothing is decided."""
    view = _view(objection_id)
    try:
        typed = objection_decisions.readable_answer(db(), actor(), objection_id, form.given)
    except Refused as refusal:
        fail(form, refusal)
        typed = ""
    return render_page(view, decide=form, typed=typed)


def _refused(
    objection_id: int, form: Form, problem: Refused | NotAllowed, **shown: SeenForm
) -> Any:
    """The page with what was typed, and why it was not done."""
    db().rollback()
    fail(form, problem)
    return render_page(_view(objection_id), **shown)


def _view(objection_id: int) -> Any:
    return view_objection(db(), actor(), now(), objection_id)


def _back(objection_id: int) -> Any:
    return redirect(url_for("objections.page", objection_id=objection_id))
