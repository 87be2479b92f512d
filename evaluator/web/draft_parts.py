"""Changing a draft piece by piece: its facts, parts in YAML, sections and indicators."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from wtforms.fields.choices import SelectChoice

from evaluator.scoring.measure_fit import measure_fault
from evaluator.scoring.rubric_pieces import FACTS, PARTS, node_piece, pieces_of
from evaluator.scoring.rubric_plain import Spot, spot_of, spots
from evaluator.services import drafts_writing
from evaluator.services.drafts import DraftView, draft_view, name_in
from evaluator.services.permissions import Action
from evaluator.services.problems import NotFound, Refused
from evaluator.services.row_numbers import row_number
from evaluator.storage.rubric_files import RubricProblem
from evaluator.storage.rubric_writing import write_part
from evaluator.web.forms import fail
from evaluator.web.forms.admin_saving import saving, status_of
from evaluator.web.forms.draft_indicators import IndicatorForm
from evaluator.web.forms.draft_pieces import (
    DraftForm,
    FactsForm,
    MoveForm,
    PartForm,
    SectionForm,
)
from evaluator.web.language import translate, words
from evaluator.web.request import actor, allowed, db, now

bp = Blueprint("draft_parts", __name__, url_prefix="/rubrik/rancangan")


@bp.route("/<int:draft_id>/keterangan", methods=["GET", "POST"])
@allowed(Action.ADMINISTER)
def facts(draft_id: int) -> Any:
    """Change what the rubric says of itself, and how its result is made."""
    draft = draft_view(db(), actor(), draft_id)
    form = FactsForm()
    form.offer()
    if request.method == "GET":
        form.fill(pieces_of(draft.tree)[FACTS], draft.version)
    else:
        form.read_rows()
    if form.validate_on_submit():
        with saving(form, db()):
            seen = form.version.data or 0
            drafts_writing.save_facts(db(), actor(), now(), draft_id, seen, form.piece)
            flash(_("Keterangan rubrik sudah disimpan."), "success")
            return redirect(url_for("drafts.show", draft_id=draft_id))
    return render_template("drafts/facts.html", draft=draft, form=form), status_of(form)


@bp.route("/<int:draft_id>/isi/<part>", methods=["GET", "POST"])
@allowed(Action.ADMINISTER)
def part(draft_id: int, part: str) -> Any:
    """Change scales, ties or awards as their part of the file."""
    if part not in PARTS:
        raise NotFound("Bagian rubrik itu tidak ada.")
    draft = draft_view(db(), actor(), draft_id)
    stored = write_part(draft.tree, part)
    form, faults = PartForm(), []
    if request.method == "GET":
        form.content.data, form.version.data = stored, draft.version
    if form.validate_on_submit():
        with saving(form, db()):
            try:
                text, seen = form.content.data or f"{part}:", form.version.data or 0
                drafts_writing.save_part(db(), actor(), now(), draft_id, seen, part, text)
                flash(_("Bagian itu sudah disimpan."), "success")
                return redirect(url_for("drafts.show", draft_id=draft_id))
            except RubricProblem as problem:
                db().rollback()
                faults = problem.faults
    page = render_template(
        "drafts/part.html", draft=draft, part=part, form=form, faults=faults, stored=stored
    )
    return page, 422 if faults else status_of(form)


@bp.route("/<int:draft_id>/ubah/<code>", methods=["GET", "POST"])
@allowed(Action.ADMINISTER)
def node(draft_id: int, code: str) -> Any:
    """Change a section or an indicator, and where it stands."""
    draft = draft_view(db(), actor(), draft_id)
    spot = _spot(draft, code)
    form = _form_of(draft, spot.is_indicator)
    if request.method == "GET":
        form.fill(pieces_of(draft.tree)[node_piece(code)], draft.version)
    if _fits(form):
        with saving(form, db()):
            seen = form.version.data or 0
            drafts_writing.save_node(db(), actor(), now(), draft_id, seen, code, form.piece)
            flash(_("%(code)s sudah disimpan.", code=form.code.data), "success")
            unfit = measure_fault(draft_view(db(), actor(), draft_id).tree, form.code.data)
            if unfit is not None:
                flash(translate(unfit), "warning")
            if request.form.get("stay"):
                return redirect(url_for(".node", draft_id=draft_id, code=form.code.data))
            anchor = f"b-{spot.parent}"
            return redirect(url_for("drafts.show", draft_id=draft_id, _anchor=anchor))
    refused = 422 if form.form_errors and not form.stale else 200
    return _node_page(draft, spot, form), max(status_of(form), refused)


@bp.route("/<int:draft_id>/tambah/<any(bagian, indikator):kind>", methods=["GET", "POST"])
@allowed(Action.ADMINISTER)
def add(draft_id: int, kind: str) -> Any:
    """Add a section or an indicator below a section, or at the top."""
    draft = draft_view(db(), actor(), draft_id)
    parent = request.values.get("di", "")
    if parent:
        _spot(draft, parent)
    form = SectionForm()
    if form.validate_on_submit():
        with saving(form, db()):
            drafts_writing.add_node(
                db(),
                actor(),
                now(),
                draft_id,
                parent,
                {key: value for key, value in form.piece.items() if value},
                indicator=kind == "indikator",
            )
            flash(_("%(code)s sudah ditambahkan.", code=form.code.data), "success")
            return redirect(url_for(".node", draft_id=draft_id, code=form.code.data))
    page = render_template("drafts/add.html", draft=draft, kind=kind, parent=parent, form=form)
    return page, status_of(form)


@bp.post("/<int:draft_id>/geser/<code>")
@allowed(Action.ADMINISTER)
def shift(draft_id: int, code: str) -> Any:
    """Move a node one up or down among its siblings."""
    steps = -1 if request.form.get("where") == "up" else 1
    drafts_writing.shift_node(db(), actor(), now(), draft_id, code, steps)
    return redirect(url_for(".node", draft_id=draft_id, code=code, _anchor="letak"))


@bp.post("/<int:draft_id>/pindah/<code>")
@allowed(Action.ADMINISTER)
def move(draft_id: int, code: str) -> Any:
    """Move a node to the end of another section."""
    draft = draft_view(db(), actor(), draft_id)
    spot = _spot(draft, code)
    mover = _move_form(draft, spot)
    try:
        if not mover.validate():
            raise Refused("Pilih bagian tujuannya.", field="parent")
        parent = mover.parent.data.removeprefix("=")
        drafts_writing.move_node(db(), actor(), now(), draft_id, code, parent)
    except Refused as refusal:
        db().rollback()
        fail(mover, Refused("{problem}", field="parent", problem=refusal.message))
        form = _form_of(draft, spot.is_indicator, formdata=None)
        form.fill(pieces_of(draft.tree)[node_piece(code)], draft.version)
        return _node_page(draft, spot, form, mover), 422
    flash(_("%(code)s sudah dipindahkan. Periksa bobot kedua bagian.", code=code), "success")
    return redirect(url_for("drafts.show", draft_id=draft_id, _anchor=f"b-{parent}"))


@bp.route("/<int:draft_id>/hapus/<code>", methods=["GET", "POST"])
@allowed(Action.ADMINISTER)
def remove(draft_id: int, code: str) -> Any:
    """Take a node out of the draft, after a question."""
    draft = draft_view(db(), actor(), draft_id)
    spot = _spot(draft, code)
    if request.method == "POST":
        seen = request.form.get("version", 0, type=row_number)
        drafts_writing.remove_node(db(), actor(), now(), draft_id, seen, code)
        flash(_("%(code)s sudah dihapus dari rancangan.", code=code), "success")
        return redirect(url_for("drafts.show", draft_id=draft_id, _anchor=f"b-{spot.parent}"))
    inside = [one for one in spots(draft.tree) if one.place.startswith(f"{spot.place}.")]
    return render_template("drafts/remove.html", draft=draft, spot=spot, inside=len(inside))


def _spot(draft: DraftView, code: str) -> Spot:
    spot = spot_of(draft.tree, code)
    if spot is None:
        raise NotFound("Bagian atau indikator itu sudah tidak ada di rancangan ini.")
    return spot


def _form_of(draft: DraftView, is_indicator: bool, **how: Any) -> DraftForm:
    if not is_indicator:
        return SectionForm(**how)
    form = IndicatorForm(**how)
    form.offer(list(draft.tree.get("scales") or {}))
    return form


def _fits(form: DraftForm) -> bool:
    """Whether what was typed can be handed on; the answers of an indicator are read first."""
    if not form.is_submitted():
        return False
    if isinstance(form, IndicatorForm):
        form.read_answers()
        return bool(form.validate() and form.validate_answers())
    return bool(form.validate())


def _node_page(draft: DraftView, spot: Spot, form: DraftForm, mover: MoveForm | None = None) -> str:
    rows = None
    if isinstance(form, IndicatorForm):
        scale = (draft.tree.get("scales") or {}).get(form.scale.data) or {}
        rows = form.answer_rows(_expected(scale))
    return render_template(
        "drafts/node.html",
        draft=draft,
        spot=spot,
        form=form,
        rows=rows,
        mover=mover or _move_form(draft, spot, formdata=None),
    )


def _expected(scale: dict[str, Any]) -> dict[str, Any] | None:
    """The only answers that a scale takes, with their names; None where they are typed freely."""
    if scale.get("kind") == "level":
        steps = scale.get("levels") or ()
        return {str(step.get("value", "")): name_in(step.get("name")) for step in steps}
    return {"ya": None, "tidak": None} if scale.get("kind") == "yes-no" else None


def _move_form(draft: DraftView, spot: Spot, **how: Any) -> MoveForm:
    """The sections that can take the node in; "=" stands before each code."""
    form = MoveForm(**how)
    lacking = "sections" if spot.is_indicator else "indicators"
    inside = f"{spot.place}."
    choices = [
        SelectChoice(f"={one.code}", f"{one.code} {words(name_in(one.node.get('name')))}")
        for one in spots(draft.tree)
        if not one.is_indicator
        and not one.node.get(lacking)
        and one.code != spot.parent
        and not f"{one.place}.".startswith(inside)
    ]
    if spot.parent and not spot.is_indicator:
        choices.insert(0, SelectChoice("=", _("Paling atas")))
    form.parent.choices = choices
    return form
