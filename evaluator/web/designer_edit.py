"""The editor of one design: placed by hand, tried with sample texts, saved at a version."""

import json
from typing import Any

from flask import Blueprint, Response, flash, jsonify, redirect, render_template, request, url_for
from flask_babel import gettext as _

from evaluator.services import designs
from evaluator.services.designs import DesignView
from evaluator.services.permissions import Action
from evaluator.services.problems import Conflict, NotFound, Refused
from evaluator.storage.files import Damaged
from evaluator.web.design_pages import pdf_of, svg_of
from evaluator.web.drawing import shown
from evaluator.web.forms import fail
from evaluator.web.forms.designs import PictureForm
from evaluator.web.language import translate
from evaluator.web.request import actor, allowed, db, files, now, takes_json, wants_json

bp = Blueprint("designer_edit", __name__, url_prefix="/rancangan-piagam")


@bp.get("/<int:design_id>")
@allowed(Action.DESIGN)
def editor(design_id: int) -> Any:
    """Show a design with everything that can be changed on it."""
    own = designs.design_view(db(), actor(), design_id)
    return _editor(own, own.content, own.version)


@bp.post("/<int:design_id>")
@allowed(Action.DESIGN)
@takes_json
def save(design_id: int) -> Any:
    """Keep what was changed; where somebody was faster, show it again with what was typed."""
    from evaluator.documents.paper_reading import checked

    own = designs.design_view(db(), actor(), design_id)
    content, version = _typed(), _version()
    try:
        saved = designs.save_design(
            db(), actor(), now(), design_id, version=version, content=content, check=checked
        )
    except (Refused, Conflict) as problem:
        return _unsaved(own, content, version, problem)
    if wants_json():
        return jsonify(version=saved)
    flash(_("Rancangan sudah disimpan."), "success")
    return redirect(url_for(".editor", design_id=design_id))


@bp.post("/<int:design_id>/tampak")
@allowed(Action.DESIGN)
@takes_json
def look(design_id: int) -> Any:
    """Draw what is being changed, by the layout that prints; nothing is kept."""
    own = designs.design_view(db(), actor(), design_id)
    try:
        svg, faults = svg_of(own.code, _typed(), _address_in(own.id))
    except Refused as refusal:
        return jsonify(problem=_all_said(refusal)), 422
    return jsonify(svg=svg, faults=faults)


@bp.route("/<int:design_id>/pratinjau.pdf", methods=["GET", "POST"])
@allowed(Action.DESIGN)
def preview(design_id: int) -> Response:
    """Show the PDF itself, of what is stored or of what is being changed."""
    own = designs.design_view(db(), actor(), design_id)
    content = _typed() if request.method == "POST" else own.content
    return shown(pdf_of(own.code, content), _("Pratinjau rancangan") + ".pdf")


@bp.route("/<int:design_id>/gambar", methods=["GET", "POST"])
@allowed(Action.DESIGN)
def add_picture(design_id: int) -> Any:
    """Add a picture to those that a design may show."""
    from evaluator.documents.design_parcel import clean_picture

    own = designs.design_view(db(), actor(), design_id)
    form = PictureForm(version=own.version)
    if form.validate_on_submit():
        db().rollback()  # nobody else waits while a picture is unpacked
        try:
            picture = clean_picture(form.file.data.read())
            digest, version = designs.add_picture(
                db(), actor(), now(), design_id,
                version=form.version.data, picture=picture, files=files(),
            )  # fmt: skip
        except Refused as refusal:
            fail(form, refusal)
        except Conflict as conflict:
            form.form_errors = [*form.form_errors, translate(conflict.message)]
        else:
            if wants_json():
                return jsonify(digest=digest, version=version)
            flash(_("Gambar sudah ditambahkan; pilih pada unsur gambar."), "success")
            return redirect(url_for(".editor", design_id=design_id))
    if wants_json():
        sentences = [*form.form_errors, *(one for said in form.errors.values() for one in said)]
        return jsonify(problem=" ".join(dict.fromkeys(map(str, sentences)))), 422
    page = render_template("designer/picture.html", own=own, form=form)
    return page, 422 if form.errors else 200


@bp.get("/<int:design_id>/gambar/<digest>.png")
@allowed(Action.DESIGN)
def stored_picture(design_id: int, digest: str) -> Response:
    """Show a picture of a design's own; no other stored file is reachable here."""
    own = designs.design_view(db(), actor(), design_id)
    try:
        if digest in own.content.get("library", ()):
            return Response(files().get(digest), mimetype="image/png")
    except Damaged:
        pass
    raise NotFound("Gambar itu tidak ada.")


def _typed() -> dict[str, Any]:
    """The design that was sent, as plain values."""
    sent = request.get_json() if request.is_json else request.form
    try:
        content = json.loads(str(sent.get("content", "")))
    except (ValueError, RecursionError):
        content = None
    if not isinstance(content, dict):
        raise Refused("Rancangan ini tidak dapat dibaca.")
    return content


def _version() -> int:
    sent = request.get_json() if request.is_json else request.form
    try:
        return int(sent.get("version", ""))
    except (TypeError, ValueError):
        raise Refused("Versi rancangan tidak terbaca; muat ulang halaman ini.") from None


def _unsaved(
    own: DesignView, content: dict[str, Any], version: int, problem: Refused | Conflict
) -> Any:
    """What was typed stays; after a conflict the next save is deliberate."""
    late = isinstance(problem, Conflict)
    if isinstance(problem, Conflict):
        version = int(str(problem.stored["version"]))
    if wants_json():
        answer = {"problem": _all_said(problem), "version": version, "late": late}
        return jsonify(answer), 409 if late else 422
    return _editor(own, content, version, _all_said(problem)), 409 if late else 422


def _all_said(problem: Refused | Conflict) -> str:
    details = problem.details if isinstance(problem, Refused) else ()
    return " ".join(translate(one.message) for one in (problem, *details))


def _address_in(design_id: int) -> Any:
    return lambda digest: url_for(".stored_picture", design_id=design_id, digest=digest)


def _editor(own: DesignView, content: Any, version: int, problem: str = "") -> Any:
    from evaluator.documents import paper_form
    from evaluator.documents.paper_editing import lacks
    from evaluator.documents.paper_fields import FIELDS
    from evaluator.documents.paper_reading import read_design

    try:
        svg, faults = svg_of(own.code, content, _address_in(own.id))
        missing = lacks(read_design(content))
    except Refused as refusal:
        svg, faults, missing = "", {}, []
        problem = problem or _all_said(refusal)
    labels = {name: _(field.label) for name, field in FIELDS.items()} | {"qr": _("kode QR")}
    return render_template(
        "designer/editor.html",
        own=own,
        content=content,
        version=version,
        problem=problem,
        svg=svg,
        faults=faults,
        missing=[labels[name] for name in missing],
        kinds=paper_form.KIND_NAMES,
        questions=_questions(),
        fields=[(name, _(field.label)) for name, field in FIELDS.items()],
        picture=PictureForm(formdata=None, version=version),
    )


def _questions() -> dict[str, Any]:
    """What the script asks for each kind of element, in the language of the request."""
    from evaluator.documents import paper_form

    def told(questions: Any) -> list[dict[str, Any]]:
        return [
            {
                "name": one.name,
                "label": _(one.label),
                "kind": one.kind,
                "choices": [[value, _(word)] for value, word in one.choices],
            }
            for one in questions
        ]

    return {
        "place": told(paper_form.PLACE),
        "own": {kind: told(questions) for kind, questions in paper_form.OWN.items()},
        "paragraph": told(paper_form.PARAGRAPH),
        "colours": [[value, _(word)] for value, word in paper_form.COLOURS],
        "kinds": {kind: _(word) for kind, word in paper_form.KIND_NAMES.items()},
        "names": {name: _(word) for name, word in paper_form.ELEMENT_NAMES.items()},
    }
