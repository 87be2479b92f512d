"""What an activity leaves behind: materials, minutes, and what was agreed."""

from io import BytesIO
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

from evaluator.documents.archive import safe_name
from evaluator.documents.media import MediaProblem, examine
from evaluator.services import (
    activities,
    activity_materials,
    activity_minutes,
    activity_outcomes,
)
from evaluator.services.activity_planning import host_choices
from evaluator.services.activity_views import ActivityView
from evaluator.services.evidence_files import Keeping, Link, Upload
from evaluator.services.offices import office_view
from evaluator.services.permissions import Action
from evaluator.services.problems import Refused
from evaluator.web.forms.activities import FollowUpForm, MaterialForm, MinutesForm
from evaluator.web.forms.admin_saving import saving, status_of
from evaluator.web.language import translate
from evaluator.web.request import actor, allowed, db, files, installation, now

bp = Blueprint("activities_papers", __name__, url_prefix="/kegiatan")


@bp.route("/<int:activity_id>/bahan", methods=["GET", "POST"])
@allowed(Action.HOST)
def add_material(activity_id: int) -> Any:
    """Hand out a file or a link."""
    view = activities.open_activity(db(), actor(), now(), activity_id)
    form = MaterialForm()
    if form.validate_on_submit():
        with saving(form, db()):
            activity_materials.add_material(
                db(), actor(), now(), activity_id, _source(form), form.title.data, _keeping()
            )
            flash(_("Bahan sudah ditambahkan."), "success")
            return redirect(_back(activity_id, "bahan"))
    page = render_template("activities/material.html", form=form, view=view, most=_largest())
    return page, status_of(form)


@bp.post("/bahan/<int:material_id>/tarik")
@allowed(Action.HOST)
def remove_material(material_id: int) -> Any:
    """Take something back that was handed out."""
    activity_id = activity_materials.remove_material(db(), actor(), now(), material_id)
    flash(_("Bahan ditarik; unit tidak melihatnya lagi."), "success")
    return redirect(_back(activity_id, "bahan"))


@bp.get("/bahan/<int:material_id>")
@allowed(Action.SEE_FACTS)
def material(material_id: int) -> Response:
    """Hand out a stored file to keep; no browser shows it as a page of this site."""
    found = activity_materials.material_file(db(), actor(), files(), material_id)
    content = BytesIO(found.content)
    answer = send_file(
        content, found.media, as_attachment=True, download_name=found.name, etag=False
    )
    answer.headers["Content-Security-Policy"] = "sandbox"
    answer.headers["Cache-Control"] = "no-store"
    return answer


@bp.route("/<int:activity_id>/notulen", methods=["GET", "POST"])
@allowed(Action.HOST)
def minutes(activity_id: int) -> Any:
    """Write the minutes."""
    view = activities.open_activity(db(), actor(), now(), activity_id)
    form = MinutesForm(obj=view)
    if form.validate_on_submit():
        with saving(form, db()):
            activity_minutes.save_minutes(
                db(), actor(), now(), activity_id, form.minutes.data or "",
                version=form.version.data or 0,
            )  # fmt: skip
            flash(_("Notulen sudah disimpan."), "success")
            return redirect(_back(activity_id, "notulen"))
    return render_template("activities/minutes.html", form=form, view=view), status_of(form)


@bp.route("/<int:activity_id>/hasil", methods=["GET", "POST"])
@allowed(Action.HOST)
def outcomes(activity_id: int) -> Any:
    """Write down what the activity brought each unit, all on one page."""
    view = activities.open_activity(db(), actor(), now(), activity_id)
    problem = None
    if request.method == "POST":
        try:
            activity_outcomes.save_outcomes(db(), actor(), now(), activity_id, _typed(view))
        except Refused as refusal:
            db().rollback()
            problem = refusal
        else:
            flash(_("Hasil per unit sudah disimpan."), "success")
            return redirect(_back(activity_id, "undangan"))
    page = render_template(
        "activities/outcomes.html",
        view=view,
        typed=request.form,
        faulty=problem.field if problem else "",
        said=translate(problem.message) if problem else "",
    )
    return page, 422 if problem else 200


@bp.route("/<int:activity_id>/tindak-lanjut", methods=["GET", "POST"])
@allowed(Action.HOST)
def agree(activity_id: int) -> Any:
    """Write down what was agreed."""
    view = activities.open_activity(db(), actor(), now(), activity_id)
    form = _follow_up_form(view)
    if form.validate_on_submit():
        with saving(form, db()):
            activity_minutes.add_follow_up(db(), actor(), now(), activity_id, form.agreed)
            flash(_("Tindak lanjut sudah dicatat."), "success")
            return redirect(_back(activity_id, "tindak-lanjut"))
    page = render_template("activities/follow_up.html", form=form, view=view, own=None)
    return page, status_of(form)


@bp.route("/tindak-lanjut/<int:follow_up_id>", methods=["GET", "POST"])
@allowed(Action.HOST)
def follow_up(follow_up_id: int) -> Any:
    """Change what was agreed, or note that it is done."""
    own = activity_minutes.open_follow_up(db(), actor(), now(), follow_up_id)
    view = activities.open_activity(db(), actor(), now(), own.activity_id)
    form = _follow_up_form(view, obj=own)
    if form.validate_on_submit():
        with saving(form, db()):
            activity_minutes.change_follow_up(
                db(), actor(), now(), follow_up_id, form.agreed, version=form.version.data or 0
            )
            flash(_("Tindak lanjut sudah disimpan."), "success")
            return redirect(_back(own.activity_id, "tindak-lanjut"))
    page = render_template("activities/follow_up.html", form=form, view=view, own=own)
    return page, status_of(form)


def _typed(view: ActivityView) -> dict[int, tuple[str, str]]:
    """By invitation: what stood in each box when the page was opened, and what stands there now."""
    given = request.form
    return {
        one.id: (given.get(f"seen-{one.id}", ""), given[f"outcome-{one.id}"])
        for one in view.invited
        if f"outcome-{one.id}" in given
    }


def _source(form: MaterialForm) -> Upload | Link:
    """The file, judged by its content, or the link that was given."""
    given = form.upload.data
    if not given:
        return Link(form.link.data)
    try:
        media = examine(given.stream, _largest())
    except MediaProblem as problem:
        raise Refused("{problem}", field="upload", problem=problem.message) from problem
    # Some browsers send the folders too, and an ending tells nothing of the content.
    name = safe_name((given.filename or "").replace("\\", "/").rpartition("/")[2])
    return Upload((name.rpartition(".")[0] or name) + media.ending, media.kind, media.content)


def _keeping() -> Keeping:
    return Keeping(files(), installation().settings.evidence_quota)


def _largest() -> int:
    return installation().settings.largest_evidence


def _follow_up_form(view: ActivityView, **given: Any) -> FollowUpForm:
    form = FollowUpForm(**given)
    office = office_view(db(), actor().office_id).name
    form.offer(office, host_choices(db(), actor()), {one.unit_id for one in view.invited})
    return form


def _back(activity_id: int, place: str) -> str:
    return url_for("activities.page", activity_id=activity_id, _anchor=place)
