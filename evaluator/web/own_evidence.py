"""The unit adds evidence and keeps it in order: files, links, dates, and where each is used."""

from collections.abc import Callable
from datetime import date
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from evaluator.documents.archive import safe_name
from evaluator.documents.media import MediaProblem, examine
from evaluator.scoring.evidence import kinds_of
from evaluator.services import evidence, evidence_changes, evidence_files
from evaluator.services.permissions import Action
from evaluator.services.problems import Refused
from evaluator.services.self_assessments import OwnView, open_own
from evaluator.web.forms.admin_saving import saving, status_of
from evaluator.web.forms.own import DetailsForm, EvidenceForm, ReplaceForm, StepForm
from evaluator.web.language import translate
from evaluator.web.request import actor, allowed, db, files, installation, now

bp = Blueprint("own_evidence", __name__, url_prefix="/penilaian-mandiri/bukti")


@bp.get("/<int:participant_id>")
@allowed(Action.SELF_ASSESS)
def everything(participant_id: int) -> Any:
    """List all evidence of one's unit in one period."""
    own = open_own(db(), actor(), now(), participant_id)
    return render_template("own/evidence.html", own=own, pieces=own.sides.everything)


@bp.route("/<int:participant_id>/tambah", methods=["GET", "POST"])
@allowed(Action.SELF_ASSESS)
def add(participant_id: int) -> Any:
    """Add a file or a link, or let what is there stand by one more indicator."""
    own = open_own(db(), actor(), now(), participant_id)
    code = request.args.get("indikator", "")
    form = EvidenceForm()
    form.offer(kinds_of(own.rubric))
    if form.validate_on_submit():
        with saving(form, db()):
            evidence_files.add_evidence(
                db(),
                actor(),
                now(),
                participant_id,
                _source(form),
                form.details,
                _keeping(),
                note=form.note.data,
                indicator=code,
                page=form.page.data,
            )
            flash(_("Bukti sudah ditambahkan."), "success")
            _tell_outside(own, form.dated.data)
            return redirect(_back(participant_id, code))
    elif not form.is_submitted():
        form.kind.data = _first_missing(own, code)
    shown = {"own": own, "form": form, "one": own.find(code), "others": _others(own, code)}
    return render_template("own/add.html", most=_largest(), **shown), status_of(form)


@bp.post("/<int:evidence_id>/pakai/<code>")
@allowed(Action.SELF_ASSESS)
def use(evidence_id: int, code: str) -> Any:
    """Let evidence that is there stand by one more indicator."""
    participant_id, piece = evidence.open_evidence(db(), actor(), evidence_id)
    page = request.form.get("page", "")
    evidence_changes.use_evidence(db(), actor(), now(), evidence_id, code, page)
    flash(_("%(title)s sekarang dipakai di %(code)s.", title=piece.title, code=code), "success")
    return redirect(_back(participant_id, code))


@bp.post("/<int:evidence_id>/lepas/<code>")
@allowed(Action.SELF_ASSESS)
def unuse(evidence_id: int, code: str) -> Any:
    """Let evidence no longer stand by one indicator."""
    participant_id, piece = evidence.open_evidence(db(), actor(), evidence_id)
    evidence_changes.unuse_evidence(db(), actor(), now(), evidence_id, code)
    sentence = _(
        "%(title)s dilepas dari %(code)s; buktinya tetap ada.", title=piece.title, code=code
    )
    flash(sentence, "success")
    return redirect(_back(participant_id, code))


@bp.route("/<int:evidence_id>/ubah", methods=["GET", "POST"])
@allowed(Action.SELF_ASSESS)
def change(evidence_id: int) -> Any:
    """Show one piece of evidence with all its revisions; correct its title, kind and date."""
    participant_id, piece = evidence.open_evidence(db(), actor(), evidence_id)
    own = open_own(db(), actor(), now(), participant_id)
    form = DetailsForm(obj=piece)
    form.offer(kinds_of(own.rubric))
    if form.validate_on_submit():
        with saving(form, db()):
            evidence_changes.change_evidence(
                db(), actor(), now(), evidence_id, form.details, version=form.version.data or 0
            )
            flash(_("Keterangan bukti sudah disimpan."), "success")
            _tell_outside(own, form.dated.data)
            return redirect(url_for(".change", evidence_id=evidence_id))
    return _piece(own, piece, form, ReplaceForm(formdata=None, version=piece.version))


@bp.post("/<int:evidence_id>/ganti")
@allowed(Action.SELF_ASSESS)
def replace(evidence_id: int) -> Any:
    """Put a newer file or link in its place; the earlier one stays readable."""
    participant_id, piece = evidence.open_evidence(db(), actor(), evidence_id)
    own = open_own(db(), actor(), now(), participant_id)
    form = ReplaceForm()
    if form.validate():
        with saving(form, db()):
            evidence_files.replace_evidence(
                db(),
                actor(),
                now(),
                evidence_id,
                _source(form),
                _keeping(),
                dated=form.dated.data,
                note=form.note.data,
                version=form.version.data or 0,
            )
            flash(_("Bukti sudah diganti; yang lama tetap tersimpan."), "success")
            _tell_outside(own, form.dated.data)
            return redirect(url_for(".change", evidence_id=evidence_id))
    details = DetailsForm(formdata=None, obj=piece)
    details.offer(kinds_of(own.rubric))
    return _piece(own, piece, details, form)


@bp.post("/<int:evidence_id>/hapus")
@allowed(Action.SELF_ASSESS)
def remove(evidence_id: int) -> Any:
    """Take it away from every indicator; it can be brought back."""
    said = _("Bukti dihapus dari semua indikator; masih dapat dipulihkan.")
    return _mark(evidence_id, evidence_changes.remove_evidence, said)


@bp.post("/<int:evidence_id>/pulihkan")
@allowed(Action.SELF_ASSESS)
def restore(evidence_id: int) -> Any:
    """Bring back what was taken away."""
    said = _("Bukti sudah dipulihkan.")
    return _mark(evidence_id, evidence_changes.restore_evidence, said)


def _mark(evidence_id: int, verb: Callable[..., None], said: str) -> Any:
    form = StepForm()
    if not form.validate():
        raise Refused("Kiriman tidak lengkap. Muat ulang halaman, lalu ulangi.")
    verb(db(), actor(), now(), evidence_id, version=form.version.data)
    flash(said, "success")
    return redirect(url_for(".change", evidence_id=evidence_id))


def _tell_outside(own: OwnView, dated: date | None) -> None:
    """Say at once where a document is kept and does not count."""
    why = own.sides.outside(dated)
    if why is not None:
        flash(f"{translate(why)}.", "warning")


def _piece(
    own: OwnView, piece: evidence.EvidenceView, form: DetailsForm, newer: ReplaceForm
) -> Any:
    form.title.flags.required = True
    newer.dated.flags.required = piece.dated is not None
    page = render_template(
        "own/piece.html", own=own, piece=piece, form=form, newer=newer, most=_largest()
    )
    return page, max(status_of(form), status_of(newer))


def _source(form: EvidenceForm | ReplaceForm) -> evidence_files.Upload | evidence_files.Link:
    """The file, judged by its content, or the link that was given."""
    given = form.upload.data
    if not given:
        return evidence_files.Link(form.link.data)
    try:
        media = examine(given.stream, _largest())
    except MediaProblem as problem:
        raise Refused("{problem}", field="upload", problem=problem.message) from problem
    # Some browsers send the folders too, and an ending tells nothing of the content.
    name = (given.filename or "").replace("\\", "/").rpartition("/")[2]
    stem = safe_name(name).rpartition(".")[0] or safe_name(name)
    return evidence_files.Upload(stem + media.ending, media.kind, media.content)


def _keeping() -> evidence_files.Keeping:
    return evidence_files.Keeping(files(), installation().settings.evidence_quota)


def _largest() -> int:
    return installation().settings.largest_evidence


def _first_missing(own: OwnView, code: str) -> str:
    """The kind that an indicator lacks first; most likely it is the one that is added now."""
    one = own.find(code)
    lacks = one.side.cap.lacks if one and one.side.cap else ()
    return lacks[0].kind if lacks else ""


def _others(own: OwnView, code: str) -> list[evidence.EvidenceView]:
    """Evidence that is there and does not stand by this indicator yet."""
    return [
        piece
        for piece in own.sides.everything
        if piece.removed_at is None and code not in piece.indicators
    ]


def _back(participant_id: int, code: str) -> str:
    if code:
        return url_for("own.indicator", participant_id=participant_id, code=code, _anchor="bukti")
    return url_for(".everything", participant_id=participant_id)
