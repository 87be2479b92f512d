"""Discussing a draft: what is said of each node, by whom, and what became of it."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from evaluator.scoring.rubric_plain import spot_of
from evaluator.services import drafts_discussing, drafts_inviting
from evaluator.services.drafts import draft_view, name_in
from evaluator.services.drafts_previewing import question_of
from evaluator.services.permissions import Action, allows
from evaluator.services.problems import NotFound
from evaluator.web.draft_powers import powers_of
from evaluator.web.forms.admin_saving import saving, status_of
from evaluator.web.forms.draft_talk import CommentForm, OutcomeForm, ReadersForm
from evaluator.web.request import actor, allowed, db, now

bp = Blueprint("draft_talk", __name__, url_prefix="/rubrik/rancangan")


@bp.get("/<int:draft_id>/pembahasan")
@allowed(Action.DISCUSS)
def talk(draft_id: int) -> Any:
    """Everything that was said of a draft, node by node."""
    draft = draft_view(db(), actor(), draft_id)
    said = drafts_discussing.comments_of(db(), actor(), draft_id)
    groups = [("", _("Seluruh rubrik"), [one for one in said if not one.node])]
    groups += [
        (line.code, line.name, [one for one in said if one.node == line.code])
        for line in draft.lines
    ]
    known = {code for code, _name, _said in groups}
    groups += [(one.node, None, [one]) for one in said if one.node not in known]
    readers = None
    if allows(actor(), Action.ARRANGE):
        choices = drafts_inviting.reader_choices(db(), actor(), draft_id)
        readers = [choice.name for choice in choices if choice.invited]
    return render_template(
        "drafts/talk.html", draft=draft, groups=groups, readers=readers, **powers_of(draft)
    )


@bp.route("/<int:draft_id>/butir", defaults={"code": ""}, methods=["GET", "POST"])
@bp.route("/<int:draft_id>/butir/<code>", methods=["GET", "POST"])
@allowed(Action.DISCUSS)
def node(draft_id: int, code: str) -> Any:
    """Read one node with what was said of it, and say something."""
    form = CommentForm()
    if form.validate_on_submit():
        with saving(form, db()):
            drafts_discussing.comment(db(), actor(), now(), draft_id, code, form.text.data)
            flash(_("Tanggapan Anda sudah tersimpan."), "success")
            return redirect(_place(draft_id, code))
    return _page(draft_id, code, form)


@bp.post("/<int:draft_id>/hasil/<code>")
@allowed(Action.ARRANGE)
def outcome(draft_id: int, code: str) -> Any:
    """Keep what a discussion agreed on an indicator."""
    form = OutcomeForm(prefix="fgd")
    if form.validate():
        with saving(form, db()):
            agreed = {key: form[key].data for key in drafts_discussing.AGREED}
            text = form.text.data
            drafts_discussing.record_outcome(db(), actor(), now(), draft_id, code, text, agreed)
            flash(_("Hasil pembahasan sudah dicatat."), "success")
            return redirect(_place(draft_id, code))
    return _page(draft_id, code, CommentForm(formdata=None), form)


@bp.post("/<int:draft_id>/jawab/<int:comment_id>")
@allowed(Action.ARRANGE)
def answer(draft_id: int, comment_id: int) -> Any:
    """Say what becomes of a comment."""
    text = request.form.get("answer", "")
    drafts_discussing.answer(db(), actor(), now(), draft_id, comment_id, text)
    flash(_("Jawaban sudah tersimpan."), "success")
    return redirect(_place(draft_id, request.form.get("code", "")))


@bp.post("/<int:draft_id>/ambil/<int:comment_id>")
@allowed(Action.ADMINISTER)
def take(draft_id: int, comment_id: int) -> Any:
    """Put what was agreed into the draft."""
    drafts_discussing.take_over(db(), actor(), now(), draft_id, comment_id)
    flash(_("Hasil pembahasan sudah masuk ke rancangan. Periksa juga teks Inggrisnya."), "success")
    return redirect(_place(draft_id, request.form.get("code", "")))


@bp.route("/<int:draft_id>/undang", methods=["GET", "POST"])
@allowed(Action.ARRANGE)
def invite(draft_id: int) -> Any:
    """Choose which units read and discuss the draft."""
    draft = draft_view(db(), actor(), draft_id)
    choices = drafts_inviting.reader_choices(db(), actor(), draft_id)
    form = ReadersForm()
    chosen = [choice.unit_id for choice in choices if choice.invited]
    if form.validate_on_submit():
        chosen = form.unit.data or []
        with saving(form, db()):
            drafts_inviting.invite(db(), actor(), now(), draft_id, chosen)
            flash(_("Undangan sudah disimpan."), "success")
            return redirect(url_for(".talk", draft_id=draft_id))
    page = render_template(
        "drafts/invite.html", draft=draft, choices=choices, chosen=chosen, form=form
    )
    return page, status_of(form)


def _page(
    draft_id: int, code: str, form: CommentForm, outcome_form: OutcomeForm | None = None
) -> Any:
    draft = draft_view(db(), actor(), draft_id)
    spot = spot_of(draft.tree, code) if code else None
    said = drafts_discussing.comments_of(db(), actor(), draft_id, code)
    if code and spot is None and not said:
        raise NotFound("Bagian atau indikator itu sudah tidak ada di rancangan ini.")
    page = render_template(
        "drafts/talk_node.html",
        draft=draft,
        code=code,
        spot=spot,
        name=name_in(spot.node.get("name"), code) if spot else None,
        preview=question_of(draft.tree, code) if spot and spot.is_indicator else None,
        said=said,
        form=form,
        outcome_form=outcome_form or OutcomeForm(formdata=None, prefix="fgd"),
        **powers_of(draft),
    )
    return page, max(status_of(form), status_of(outcome_form) if outcome_form else 200)


def _place(draft_id: int, code: str) -> str:
    return url_for(".node", draft_id=draft_id, code=code or None)
