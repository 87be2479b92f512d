"""The same changes without a script: a form for each element, and one for the sheet."""

import json
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from evaluator.services import designs
from evaluator.services.designs import DesignView
from evaluator.services.permissions import Action
from evaluator.services.problems import Conflict, Refused
from evaluator.web.language import translate
from evaluator.web.request import actor, allowed, db, now

bp = Blueprint("designer_parts", __name__, url_prefix="/rancangan-piagam")
_SIDES = ("left", "top", "right", "bottom")
_PALETTE = ("ink", "accent", "tint", "paper")


@bp.post("/<int:design_id>/unsur")
@allowed(Action.DESIGN)
def add(design_id: int) -> Any:
    """Put a new element on the sheet, to be changed on its own page."""
    from evaluator.documents.paper_editing import new_element, with_added

    own = designs.design_view(db(), actor(), design_id)
    element = new_element(own.content, request.form.get("jenis", ""))
    _save(own, with_added(own.content, element))
    return redirect(url_for(".element", design_id=design_id, name=element["name"]))


@bp.route("/<int:design_id>/unsur/<name>", methods=["GET", "POST"])
@allowed(Action.DESIGN)
def element(design_id: int, name: str) -> Any:
    """Change one element."""
    from evaluator.documents import paper_form
    from evaluator.documents.paper_editing import find, with_changed

    own = designs.design_view(db(), actor(), design_id)
    one, problems = find(own.content, name), []
    if request.method == "POST":
        one = paper_form.element_from(one["kind"], name, request.form)
        try:
            _save(own, with_changed(own.content, one))
        except (Refused, Conflict) as problem:
            problems = _sentences(problem)
        else:
            flash(_("Unsur “%(name)s” sudah disimpan.", name=name), "success")
            return redirect(url_for("designer_edit.editor", design_id=design_id))
    page = render_template(
        "designer/element.html", own=own, one=one, problems=problems, form_of=paper_form,
    )  # fmt: skip
    return page, 422 if problems else 200


@bp.post("/<int:design_id>/unsur/<name>/<any(hapus, gandakan, naik, turun):act>")
@allowed(Action.DESIGN)
def change(design_id: int, name: str, act: str) -> Any:
    """Take an element away, double it, or move it in the order of drawing."""
    from evaluator.documents import paper_editing

    own = designs.design_view(db(), actor(), design_id)
    changed = {
        "hapus": lambda: paper_editing.without(own.content, name),
        "gandakan": lambda: paper_editing.with_copy(own.content, name),
        "naik": lambda: paper_editing.with_moved(own.content, name, 1),
        "turun": lambda: paper_editing.with_moved(own.content, name, -1),
    }[act]()
    _save(own, changed)
    return redirect(url_for("designer_edit.editor", design_id=design_id, _anchor="unsur"))


@bp.route("/<int:design_id>/kertas", methods=["GET", "POST"])
@allowed(Action.DESIGN)
def sheet(design_id: int) -> Any:
    """Change the sheet, the room for text, the colours, and what the paper is for."""
    from evaluator.documents import paper_form

    own = designs.design_view(db(), actor(), design_id)
    content, problems = json.loads(json.dumps(own.content)), []
    if request.method == "POST":
        content = _sheet_typed(content)
        try:
            _save(own, content)
        except (Refused, Conflict) as problem:
            problems = _sentences(problem)
        else:
            flash(_("Kertas dan warna sudah disimpan."), "success")
            return redirect(url_for("designer_edit.editor", design_id=design_id))
    page = render_template(
        "designer/sheet.html", own=own, content=content, problems=problems, form_of=paper_form,
        sides=_SIDES, palette=_PALETTE, 
    )  # fmt: skip
    return page, 422 if problems else 200


def _sheet_typed(content: dict[str, Any]) -> dict[str, Any]:
    from evaluator.documents.paper_form import Question, answer_of

    typed = request.form
    numbers = {
        side: answer_of(Question(side, "", "mm"), typed.get(side, ""))
        for side in (*_SIDES, "width", "height")
    }
    page = {**numbers, "size": typed.get("size", ""), "direction": typed.get("direction", "")}
    palette = {name: typed.get(name, "").strip().lower() for name in _PALETTE}
    return {**content, "page": page, "palette": palette, "kind": typed.get("kind", "")}


def _save(own: DesignView, content: Any) -> None:
    from evaluator.documents.paper_reading import checked

    version = request.form.get("version", "")
    designs.save_design(
        db(), actor(), now(), own.id, content=content, check=checked,
        version=int(version) if version.isascii() and version.isdigit() else -1,
    )  # fmt: skip


def _sentences(problem: Refused | Conflict) -> list[str]:
    details = problem.details if isinstance(problem, Refused) else ()
    return [translate(one.message) for one in (problem, *details)]
