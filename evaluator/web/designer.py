"""Designs of papers: those that ship, the office's own, and files that travel."""

import json
from typing import Any

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from wtforms.fields.choices import SelectChoice

from evaluator.services import designs
from evaluator.services.permissions import Action
from evaluator.services.problems import Conflict, NotFound, Refused
from evaluator.web.design_pages import font_file, stored_pictures, svg_of
from evaluator.web.drawing import download, shown
from evaluator.web.forms import fail
from evaluator.web.forms.designs import CopyForm, ImportForm, RenameForm
from evaluator.web.language import translate
from evaluator.web.request import actor, allowed, db, files, now

bp = Blueprint("designer", __name__, url_prefix="/rancangan-piagam")


@bp.get("/")
@allowed(Action.DESIGN)
def gallery() -> Any:
    """Show the finished designs and the office's own; the address may choose one to copy."""
    form = _copy_form()
    if request.args.get("dari") in [choice.value for choice in form.source.choices]:
        form.source.data = request.args["dari"]
    return _gallery(form, ImportForm(formdata=None))


@bp.post("/salin")
@allowed(Action.DESIGN)
def copy() -> Any:
    """Make a design of the office's own from another one, on the sheet that is chosen."""
    from evaluator.documents.paper_moving import on_sheet
    from evaluator.documents.paper_reading import checked, read_design

    form = _copy_form()
    if form.validate_on_submit():
        try:
            content, library = _source(form.source.data)
            design = read_design(content)
            size = form.size.data or design.page.size
            direction = form.direction.data or design.page.direction
            # A sheet of its own measures has no other of its kind to be moved to.
            moved = (design if size == "own" else on_sheet(design, size, direction)).plain()
            number = designs.add_design(
                db(), actor(), now(), name=form.name.data, check=checked,
                content={**moved, "library": library}, source=form.source.data,
            )  # fmt: skip
        except Refused as refusal:
            fail(form, refusal)
        else:
            flash(_("Rancangan “%(name)s” siap diubah.", name=form.name.data), "success")
            return redirect(url_for("designer_edit.editor", design_id=number))
    return _gallery(form, ImportForm(formdata=None)), 422


@bp.post("/impor")
@allowed(Action.DESIGN)
def take_in() -> Any:
    """Take in a design that another office sent as a file."""
    from evaluator.documents.design_parcel import open_design
    from evaluator.documents.paper_reading import checked

    form = ImportForm()
    if form.validate_on_submit():
        db().rollback()  # nobody else waits while a stranger's file is read
        try:
            content, pictures = open_design(form.file.data.read())
            for picture in pictures:
                files().put(picture)
            number = designs.add_design(
                db(), actor(), now(), name=form.called.data, content=content, check=checked,
                source="file",
            )  # fmt: skip
        except Refused as refusal:
            fail(form, refusal)
        else:
            flash(_("Rancangan “%(name)s” sudah diimpor.", name=form.called.data), "success")
            return redirect(url_for("designer_edit.editor", design_id=number))
    return _gallery(_copy_form(fresh=True), form), 422


@bp.get("/<int:design_id>/ekspor.zip")
@allowed(Action.DESIGN)
def parcel(design_id: int) -> Response:
    """Hand out a design as one file that another office can take in."""
    from evaluator.documents.design_parcel import pack_design

    own = designs.design_view(db(), actor(), design_id)
    try:
        content = pack_design(own.content, stored_pictures(own.content))
    except KeyError:
        raise Refused(
            "Gambar pada rancangan rusak atau hilang; unggah lagi di rancangan itu."
        ) from None
    return download(content, f"{own.code}.zip")


@bp.get("/<int:design_id>.svg")
@allowed(Action.DESIGN)
def picture(design_id: int) -> Response:
    """Show what one of the office's own designs looks like."""
    own = designs.design_view(db(), actor(), design_id)
    svg, _faults = svg_of(own.code, own.content, lambda _digest: None)
    return shown(svg.encode(), f"{own.code}.svg")


@bp.get("/jadi/<code>.svg")
@allowed(Action.DESIGN)
def shipped_picture(code: str) -> Response:
    """Show what a finished design looks like."""
    from evaluator.documents.design_pictures import picture as drawn
    from evaluator.documents.designs import SHIPPED

    if code not in SHIPPED:
        raise NotFound("Rancangan itu tidak ada.")
    response = shown(drawn(code), f"{code}.svg")
    response.headers["Cache-Control"] = "private, max-age=86400"
    return response


@bp.get("/huruf/<name>.ttf")
@allowed(Action.DESIGN)
def font(name: str) -> Response:
    """Hand out a font that prints, so that the page shows what will be printed."""
    content = font_file(name)
    if content is None:
        raise NotFound("Huruf itu tidak ada.")
    response = Response(content, mimetype="font/ttf")
    response.headers["Cache-Control"] = "private, max-age=604800"
    return response


@bp.route("/<int:design_id>/nama", methods=["GET", "POST"])
@allowed(Action.DESIGN)
def rename(design_id: int) -> Any:
    """Give a design another name."""
    own = designs.design_view(db(), actor(), design_id)
    form = RenameForm(name=own.name, version=own.version)
    if form.validate_on_submit():
        try:
            designs.rename_design(
                db(), actor(), now(), design_id, version=form.version.data, name=form.name.data
            )
        except Refused as refusal:
            fail(form, refusal)
        except Conflict as conflict:
            form.version.data, form.version.raw_data = conflict.stored["version"], None
            form.form_errors = [*form.form_errors, translate(conflict.message)]
        else:
            flash(_("Nama rancangan sudah diganti."), "success")
            return redirect(url_for("designer_edit.editor", design_id=design_id))
    page = render_template("designer/rename.html", own=own, form=form)
    return page, 422 if form.errors else 200


@bp.post("/<int:design_id>/pensiun")
@allowed(Action.DESIGN)
def retire(design_id: int) -> Any:
    """Offer a design no longer; it can be taken back at once."""
    designs.retire_design(db(), actor(), now(), design_id)
    flash(_("Rancangan tidak ditawarkan lagi; piagam yang sudah terbit tidak berubah."), "success")
    return redirect(url_for(".gallery"))


@bp.post("/<int:design_id>/pakai-lagi")
@allowed(Action.DESIGN)
def restore(design_id: int) -> Any:
    """Offer a design again."""
    designs.restore_design(db(), actor(), now(), design_id)
    flash(_("Rancangan ditawarkan lagi."), "success")
    return redirect(url_for(".gallery"))


def _gallery(form: CopyForm, taking: ImportForm) -> Any:
    from evaluator.documents.designs import SHIPPED
    from evaluator.documents.paper_form import PAPER_KINDS

    return render_template(
        "designer/gallery.html",
        shipped=list(SHIPPED.values()),
        own=designs.list_designs(db(), actor()),
        form=form,
        taking=taking,
        kinds=PAPER_KINDS,
    )


def _copy_form(*, fresh: bool = False) -> CopyForm:
    from evaluator.documents.designs import SHIPPED

    form = CopyForm(formdata=None) if fresh else CopyForm()
    form.source.choices = [
        *(SelectChoice(one.code, _(one.title)) for one in SHIPPED.values()),
        *(SelectChoice(f"own:{one.id}", one.name) for one in designs.list_designs(db(), actor())),
    ]
    return form


def _source(word: str) -> tuple[dict[str, Any], list[str]]:
    """The content that a copy begins with, and the pictures that it may show."""
    from evaluator.documents.designs import SHIPPED

    if word.startswith("own:"):
        content = designs.design_view(db(), actor(), int(word[4:])).content
        return json.loads(json.dumps(content)), list(content.get("library", ()))
    return dict(SHIPPED[word].content), []
