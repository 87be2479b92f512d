"""The admin publishes rubrics, and anyone of the office's admins reads them."""

import io
from pathlib import Path
from typing import Any

from flask import (
    Blueprint,
    Response,
    flash,
    redirect,
    render_template,
    request,
    send_file,
    url_for,
)
from flask_babel import gettext as _

import evaluator
from evaluator.documents.rubric_workbook import rubric_workbook
from evaluator.scoring.exact import write_shortest
from evaluator.scoring.rubric import Rubric
from evaluator.scoring.rubric_plain import plain_of
from evaluator.services.permissions import Action
from evaluator.services.row_numbers import row_number
from evaluator.services.rubrics import (
    check_rubric,
    list_rubrics,
    publish,
    publish_shipped,
    rubric_file,
    rubric_view,
    scales_of,
    shipped_rubrics,
    tree_of,
)
from evaluator.services.rubrics_retiring import reinstate, retire
from evaluator.storage.rubric_files import RubricProblem, digest_of
from evaluator.web.forms.admin_saving import saving, status_of
from evaluator.web.forms.admin_uploads import UploadForm
from evaluator.web.language import label, number
from evaluator.web.request import actor, allowed, db, now
from evaluator.web.uploads import keep, recall

bp = Blueprint("admin_rubrics", __name__, url_prefix="/admin/rubrik")
SHIPPED = Path(evaluator.__file__).parent.parent / "rubrics"


@bp.get("/")
@allowed(Action.ADMINISTER)
def rubrics() -> Any:
    """List what is published and what comes with the program."""
    return render_template(
        "admin/rubrics.html",
        rubrics=list_rubrics(db(), actor()),
        shipped=shipped_rubrics(db(), actor(), SHIPPED),
    )


@bp.get("/<int:rubric_id>")
@allowed(Action.ADMINISTER)
def show(rubric_id: int) -> Any:
    """Show one published rubric completely."""
    view = rubric_view(db(), actor(), rubric_id)
    others = [one for one in list_rubrics(db(), actor()) if one.id != rubric_id]
    others.sort(key=lambda one: one.code != view.code)
    return render_template("admin/rubric.html", view=view, others=others, **_shown(view.rubric))


@bp.get("/<int:rubric_id>/berkas.xlsx")
@allowed(Action.ADMINISTER)
def workbook(rubric_id: int) -> Response:
    """The published rubric as an Excel workbook."""
    view = rubric_view(db(), actor(), rubric_id)
    content = rubric_workbook(plain_of(view.rubric))
    name = f"{view.code}-v{view.version}.xlsx"
    return send_file(io.BytesIO(content), as_attachment=True, download_name=name)


@bp.get("/beda")
@allowed(Action.ADMINISTER)
def compare() -> Any:
    """Lead to what differs between the two rubrics that were chosen."""
    old, new = (request.args.get(name, 0, type=row_number) for name in ("lama", "baru"))
    return redirect(url_for("rubric_differences.versions", rubric_id=old, other_id=new))


@bp.post("/<int:rubric_id>/pensiun")
@allowed(Action.ADMINISTER)
def change_offer(rubric_id: int) -> Any:
    """Offer a version no longer to new categories, or again."""
    if request.form.get("back") == "1":
        reinstate(db(), actor(), now(), rubric_id)
        flash(_("Versi ini ditawarkan lagi bagi kategori baru."), "success")
    else:
        retire(db(), actor(), now(), rubric_id)
        flash(_("Versi ini tidak ditawarkan lagi; yang memakainya tidak berubah."), "success")
    return redirect(url_for(".show", rubric_id=rubric_id))


@bp.get("/<int:rubric_id>/berkas.yaml")
@allowed(Action.ADMINISTER)
def download(rubric_id: int) -> Response:
    """The published file, byte for byte."""
    name, content = rubric_file(db(), actor(), rubric_id)
    kind = "application/yaml"
    return send_file(io.BytesIO(content), mimetype=kind, as_attachment=True, download_name=name)


@bp.post("/bawaan/<name>")
@allowed(Action.ADMINISTER)
def take_shipped(name: str) -> Any:
    """Publish a rubric that comes with the program."""
    rubric_id = publish_shipped(db(), actor(), now(), SHIPPED, name)
    flash(_("Rubrik sudah terbit dan dapat dipakai di periode."), "success")
    return redirect(url_for(".show", rubric_id=rubric_id))


@bp.route("/unggah", methods=["GET", "POST"])
@allowed(Action.ADMINISTER)
def upload() -> Any:
    """Check a rubric file; list its faults, or lead to its preview."""
    form, faults = UploadForm(), []
    if form.validate_on_submit():
        with saving(form, db()):
            try:
                content, name = form.file
                check_rubric(db(), actor(), content, name)
                return redirect(url_for(".preview", kept=keep(content, name)))
            except RubricProblem as problem:
                faults = problem.faults
    page = render_template("admin/rubric_upload.html", form=form, faults=faults)
    return page, 422 if faults else status_of(form)


@bp.route("/unggah/<kept>", methods=["GET"])
@allowed(Action.ADMINISTER)
def preview(kept: str) -> Any:
    """Show an uploaded rubric as it would be published."""
    content, name = recall(kept)
    rubric = check_rubric(db(), actor(), content, name)
    return render_template(
        "admin/rubric_preview.html",
        name=name,
        kept=kept,
        digest=digest_of(content),
        **_shown(rubric),
    )


@bp.post("/unggah/<kept>/terbit")
@allowed(Action.ADMINISTER)
def confirm(kept: str) -> Any:
    """Publish exactly the file that was shown."""
    rubric_id = publish(db(), actor(), now(), *recall(kept))
    flash(_("Rubrik sudah terbit; isinya tidak dapat diubah lagi."), "success")
    return redirect(url_for(".show", rubric_id=rubric_id))


def _shown(rubric: Rubric) -> dict[str, Any]:
    """What the templates of a whole rubric need."""
    return {
        "rubric": rubric,
        "tree": tree_of(rubric),
        "scales": scales_of(rubric),
        "kind_words": lambda kinds: ", ".join(label("kind", kind) for kind in kinds),
        "exact": lambda value: number(write_shortest(value)),
    }
