"""Print jobs: how far they are, paused, resumed, cancelled; and their finished files."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from flask import Blueprint, Response, flash, redirect, render_template, url_for
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from evaluator.services import print_jobs
from evaluator.services.permissions import Action
from evaluator.services.print_jobs import JobView
from evaluator.services.problems import NotFound, Refused
from evaluator.storage.actor import Actor
from evaluator.storage.files import Damaged
from evaluator.web.drawing import download
from evaluator.web.language import label
from evaluator.web.printing import press_room
from evaluator.web.request import actor, allowed, db, files, now

bp = Blueprint("certificates_jobs", __name__, url_prefix="/piagam/pekerjaan")
Steer = Callable[[Session, Actor, datetime, int], None]


@bp.get("/")
@allowed(Action.CERTIFY)
def jobs() -> Any:
    """List the print jobs, newest first."""
    found = print_jobs.list_jobs(db(), actor())
    if any(one.open for one in found):
        press_room().wake()
    return render_template("certificates/jobs.html", jobs=found)


@bp.get("/<int:job_id>")
@allowed(Action.CERTIFY)
def job(job_id: int) -> Any:
    """Show how far a job is and, once it is done, its files."""
    found = _found(job_id)
    items = print_jobs.job_items(db(), actor(), job_id)
    return render_template("certificates/job.html", job=found, items=items)


@bp.get("/<int:job_id>/keadaan")
@allowed(Action.CERTIFY)
def state(job_id: int) -> Any:
    """How far a job is, for the page that shows it."""
    found = _found(job_id)
    return {
        "open": found.open,
        "state": found.state,
        "words": progress_words(found),
        "done": found.done,
        "failed": found.failed,
        "total": found.total,
    }


@bp.post("/<int:job_id>/tunda")
@allowed(Action.CERTIFY)
def pause(job_id: int) -> Any:
    """Let a job stand still."""
    return _steered(print_jobs.pause_job, job_id, _("Pekerjaan dijeda."))


@bp.post("/<int:job_id>/lanjutkan")
@allowed(Action.CERTIFY)
def resume(job_id: int) -> Any:
    """Go on with a job where it stood."""
    answer = _steered(print_jobs.resume_job, job_id, _("Pekerjaan dilanjutkan."))
    db().commit()
    press_room().wake()
    return answer


@bp.post("/<int:job_id>/batalkan")
@allowed(Action.CERTIFY)
def cancel(job_id: int) -> Any:
    """Issue no more of a job."""
    done = _("Sisanya dibatalkan. Piagam yang sudah terbit tetap berlaku.")
    answer = _steered(print_jobs.cancel_job, job_id, done)
    db().commit()
    press_room().wake()
    return answer


@bp.post("/<int:job_id>/buat-ulang")
@allowed(Action.CERTIFY)
def remake(job_id: int) -> Any:
    """Make the files of a finished job anew, of its papers as they stand now."""
    answer = _steered(print_jobs.remake_files, job_id, _("Berkasnya sedang dibuat ulang."))
    db().commit()
    press_room().wake()
    return answer


@bp.get("/<int:job_id>/gabungan.pdf")
@allowed(Action.CERTIFY)
def merged(job_id: int) -> Response:
    """Hand out the one file for the printer."""
    found = print_jobs.job_view(db(), actor(), job_id)
    return download(_stored(found.merged), f"{found.title}.pdf")


@bp.get("/<int:job_id>/piagam.zip")
@allowed(Action.CERTIFY)
def zipped(job_id: int) -> Response:
    """Hand out the single files, packed."""
    found = print_jobs.job_view(db(), actor(), job_id)
    return download(_stored(found.zipped), f"{found.title}.zip")


def progress_words(found: JobView) -> str:
    """Such as "Sedang dikerjakan: 120 dari 200 piagam terbit"."""
    return _(
        "%(state)s: %(done)s dari %(total)s piagam terbit",
        state=label("job", found.state),
        done=found.done,
        total=found.total,
    )


bp.add_app_template_filter(progress_words, "job_words")


def _found(job_id: int) -> JobView:
    found = print_jobs.job_view(db(), actor(), job_id)
    if found.open:
        press_room().wake()
    return found


def _steered(steer: Steer, job_id: int, sentence: str) -> Any:
    try:
        steer(db(), actor(), now(), job_id)
    except Refused as refusal:
        db().rollback()
        flash(str(refusal), "warning")
    else:
        flash(sentence, "success")
    return redirect(url_for(".job", job_id=job_id))


def _stored(digest: str | None) -> bytes:
    if digest is None:
        raise NotFound("Berkasnya belum jadi. Tunggu sampai pekerjaan ini selesai.")
    try:
        return files().get(digest)
    except Damaged:
        raise Refused(
            "Berkas itu rusak atau hilang. Pulihkan dari cadangan, atau cetak lewat register."
        ) from None
