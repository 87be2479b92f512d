"""Objections: a unit's right of reply, and what the office sees of it."""

from io import BytesIO
from typing import Any, BinaryIO, cast

from flask import Blueprint, Response, flash, redirect, render_template, request, send_file, url_for
from flask_babel import gettext as _
from werkzeug.datastructures import FileStorage

from evaluator.documents.archive import safe_name
from evaluator.documents.media import MediaProblem, examine
from evaluator.services import objecting, objection_files, objection_lists
from evaluator.services.evidence_files import Keeping, Upload
from evaluator.services.filling import LONGEST_NOTE
from evaluator.services.objection_drafts import Desk, desk_of
from evaluator.services.objection_periods import objection_periods
from evaluator.services.objection_views import view_objection as view_of
from evaluator.services.permissions import Action, allows
from evaluator.services.problems import Refused
from evaluator.services.row_numbers import row_number
from evaluator.storage.actor import Role
from evaluator.storage.objections import ObjectionState
from evaluator.web.forms.admin_saving import saving, status_of
from evaluator.web.forms.objections import SeenForm, WriteForm
from evaluator.web.objection_pages import render_page
from evaluator.web.request import actor, allowed, db, files, installation, now

bp = Blueprint("objections", __name__, url_prefix="/keberatan")
STATES = ("waiting", *(state.value for state in ObjectionState if state != ObjectionState.DRAFT))


@bp.get("/")
@allowed(Action.SEE_FACTS)
def home() -> Any:
    """Show a unit its own objections, and the office those it may read."""
    if actor().has(Role.UNIT):
        periods = objection_lists.own_objections(db(), actor(), now())
        return render_template("objections/mine.html", periods=periods)
    filters = _filters()
    page = request.args.get("page", 1, type=row_number)
    return render_template(
        "objections/list.html",
        found=objection_lists.office_objections(db(), actor(), filters, page),
        periods=objection_periods(db(), actor(), now()),
        filters=filters,
        states=STATES,
        leads=allows(actor(), Action.DECIDE),
        arranges=allows(actor(), Action.ARRANGE),
        reads_results=allows(actor(), Action.SEE_RESULTS),
    )


@bp.route("/tulis/<int:participant_id>/<code>", methods=["GET", "POST"])
@allowed(Action.OBJECT)
def write(participant_id: int, code: str) -> Any:
    """Write an objection to one indicator; keep it as a draft, or send it."""
    desk = desk_of(db(), actor(), now(), participant_id, code)
    form = WriteForm(version=desk.version)
    if form.validate_on_submit():
        verb = objecting.send if "kirim" in request.form else objecting.keep_draft
        with saving(form, db()):
            number = verb(
                db(),
                actor(),
                now(),
                participant_id,
                code,
                objecting.Words(form.text.data or "", form.given),
                version=form.version.data or 0,
                uploads=_uploads(form),
                keeping=Keeping(files(), installation().settings.evidence_quota),
            )
            return _written(desk, number, sent="kirim" in request.form)
    elif not form.is_submitted():
        form.text.data, form.answer.data = desk.text, desk.answer
    shown = {"desk": desk, "form": form, "most": LONGEST_NOTE, "largest": _largest()}
    return render_template("objections/write.html", **shown), status_of(form)


@bp.get("/<int:objection_id>")
@allowed(Action.SEE_FACTS)
def page(objection_id: int) -> Any:
    """Show one objection with everything the reader may know and do."""
    return render_page(view_of(db(), actor(), now(), objection_id))


@bp.post("/<int:objection_id>/tarik")
@allowed(Action.OBJECT)
def withdraw(objection_id: int) -> Any:
    """Take back what nobody has answered yet, or throw a draft away."""
    form = SeenForm()
    if not form.validate():
        raise Refused("Kiriman tidak lengkap. Muat ulang halaman, lalu ulangi.")
    version = form.version.data or 0
    objecting.withdraw(db(), actor(), now(), objection_id, version=version)
    flash(_("Keberatan sudah ditarik."), "success")
    return redirect(url_for(".home"))


@bp.get("/berkas/<int:file_id>")
@allowed(Action.SEE_FACTS)
def file(file_id: int) -> Response:
    """Hand out a file to keep; no browser shows it as a page of this site."""
    found = objection_files.objection_file(db(), actor(), files(), file_id)
    answer = send_file(
        BytesIO(found.content),
        found.media,
        as_attachment=True,
        download_name=found.name,
        etag=False,
    )
    answer.headers["Content-Security-Policy"] = "sandbox"
    answer.headers["Cache-Control"] = "no-store"
    return answer


@bp.post("/berkas/<int:file_id>/lepas")
@allowed(Action.OBJECT)
def remove_file(file_id: int) -> Any:
    """Take a file away from a draft."""
    form = SeenForm()
    if not form.validate():
        raise Refused("Kiriman tidak lengkap. Muat ulang halaman, lalu ulangi.")
    number = objection_files.remove_file(
        db(), actor(), now(), file_id, version=form.version.data or 0
    )
    view = view_of(db(), actor(), now(), number)
    flash(_("Berkas dilepas dari draf."), "success")
    code = view.question.indicator.code
    return redirect(url_for(".write", participant_id=view.participant_id, code=code))


def _written(desk: Desk, number: int, *, sent: bool) -> Any:
    if sent:
        flash(_("Keberatan sudah dikirim; kantor menjawabnya di halaman ini."), "success")
        return redirect(url_for(".page", objection_id=number))
    flash(_("Draf sudah disimpan; kantor belum membacanya."), "success")
    here = url_for(".write", participant_id=desk.participant_id, code=desk.code)
    return redirect(here)


def _filters() -> objection_lists.Filters:
    state = request.args.get("keadaan", "")
    return objection_lists.Filters(
        request.args.get("periode", type=row_number) if request.args.get("periode") else None,
        state if state in STATES else "",
        request.args.get("cari", "").strip()[:100],
    )


def _uploads(form: WriteForm) -> list[Upload]:
    given = [one for one in form.upload.data or () if isinstance(one, FileStorage) and one.filename]
    return [_examined(one) for one in given]


def _examined(given: FileStorage) -> Upload:
    """A file, judged by its content."""
    try:
        media = examine(cast(BinaryIO, given.stream), _largest())
    except MediaProblem as problem:
        raise Refused(
            "{name}: {problem}", field="upload", name=given.filename, problem=problem.message
        ) from problem
    # Some browsers send the folders too, and an ending tells nothing of the content.
    name = (given.filename or "").replace("\\", "/").rpartition("/")[2]
    stem = safe_name(name).rpartition(".")[0] or safe_name(name)
    return Upload(stem + media.ending, media.kind, media.content)


def _largest() -> int:
    return installation().settings.largest_evidence
