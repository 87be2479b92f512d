"""The unit's own assessment: levels and explanations, checked and handed in."""

from collections.abc import Callable
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from evaluator.services import filling, self_assessing
from evaluator.services.growing_earlier import planned_before
from evaluator.services.permissions import Action
from evaluator.services.problems import Conflict, NotFound, Refused
from evaluator.services.self_assessments import OwnView, my_own_assessments, open_own
from evaluator.web.forms import fail
from evaluator.web.forms.assess import ScoreForm
from evaluator.web.forms.own import ReturnForm, StepForm
from evaluator.web.language import time, translate
from evaluator.web.request import actor, allowed, db, now

bp = Blueprint("own", __name__, url_prefix="/penilaian-mandiri")


@bp.get("/")
@allowed(Action.SELF_ASSESS)
def mine() -> Any:
    """List the assessments of one's own unit."""
    return render_template("own/mine.html", rows=my_own_assessments(db(), actor()))


@bp.get("/<int:participant_id>")
@allowed(Action.SELF_ASSESS)
def overview(participant_id: int) -> Any:
    """Show all indicators, how far they are, and what comes next."""
    return _overview(participant_id)


@bp.get("/<int:participant_id>/isi/<code>")
@allowed(Action.SELF_ASSESS)
def indicator(participant_id: int, code: str) -> Any:
    """Show one indicator with its levels, explanation and evidence."""
    return _indicator(participant_id, code)


@bp.post("/<int:participant_id>/isi/<code>")
@allowed(Action.SELF_ASSESS)
def save(participant_id: int, code: str) -> Any:
    """Keep what the unit says of itself at one indicator, then go where was asked."""
    form = ScoreForm()
    if not form.validate():
        raise Refused("Kiriman tidak lengkap. Muat ulang halaman, lalu ulangi.")
    try:
        self_assessing.save_own(
            db(),
            actor(),
            now(),
            participant_id,
            code,
            answer=form.given,
            note=form.note.data,
            version=form.version.data,
        )
    except Conflict as conflict:
        return _indicator(participant_id, code, form, conflict), 409
    except Refused as refusal:
        db().rollback()
        fault = translate(refusal.message)
        return _indicator(participant_id, code, form, fault=fault), 422
    flash(_("Indikator %(code)s sudah disimpan.", code=code), "success")
    return redirect(_after(participant_id, code))


@bp.post("/<int:participant_id>/periksa")
@allowed(Action.SELF_ASSESS)
def check(participant_id: int) -> Any:
    """The supervisor finds it right."""
    said = _("Sudah ditandai diperiksa. Kepala unit dapat mengirimnya.")
    return _step(participant_id, self_assessing.check_own, said)


@bp.post("/<int:participant_id>/kirim")
@allowed(Action.SELF_ASSESS)
def submit(participant_id: int) -> Any:
    """The head hands it in."""
    said = _("Penilaian mandiri sudah dikirim ke kantor BPS.")
    return _step(participant_id, self_assessing.submit_own, said)


@bp.post("/<int:participant_id>/tarik")
@allowed(Action.SELF_ASSESS)
def take_back(participant_id: int) -> Any:
    """The head takes it back while the stage is open."""
    said = _("Penilaian mandiri ditarik kembali dan dapat diubah lagi.")
    return _step(participant_id, self_assessing.take_back_own, said)


@bp.post("/<int:participant_id>/kembalikan")
@allowed(Action.SELF_ASSESS)
def give_back(participant_id: int) -> Any:
    """The head gives it back to the operator, saying what to mend."""
    form = ReturnForm()
    if not form.validate():
        return _overview(participant_id, return_form=form), 422
    try:
        self_assessing.return_own(
            db(), actor(), now(), participant_id, form.version.data, form.reason.data
        )
    except Refused as refusal:
        db().rollback()
        fail(form, refusal)
        return _overview(participant_id, return_form=form), 422
    flash(_("Dikembalikan kepada operator dengan catatan Anda."), "success")
    return redirect(url_for(".overview", participant_id=participant_id))


def _step(participant_id: int, verb: Callable[..., None], said: str) -> Any:
    """One step of the whole; a refusal is shown above the page that it was tried on."""
    form = StepForm()
    if not form.validate():
        raise Refused("Kiriman tidak lengkap. Muat ulang halaman, lalu ulangi.")
    try:
        verb(db(), actor(), now(), participant_id, form.version.data)
    except (Refused, Conflict) as refusal:
        db().rollback()
        status = 409 if isinstance(refusal, Conflict) else 422
        return _overview(participant_id, refusal=translate(refusal.message)), status
    flash(said, "success")
    return redirect(url_for(".overview", participant_id=participant_id))


def _overview(
    participant_id: int, *, refusal: str = "", return_form: ReturnForm | None = None
) -> str:
    own = open_own(db(), actor(), now(), participant_id)
    if return_form is None:
        return_form = ReturnForm(formdata=None, version=own.progress.version)
    return render_template(
        "own/overview.html", own=own, refusal=refusal, form=return_form, lacking=_lacking(own)
    )


def _lacking(own: OwnView) -> int:
    """How many of the unit's answers lie above what its evidence carries."""
    from evaluator.scoring.evidence import share_of

    return sum(
        bool(q.side.cap and q.side.cap.missing_for(share_of(own.rubric, q.code, q.question.answer)))
        for q in own.asked
    )


def _indicator(
    participant_id: int,
    code: str,
    form: ScoreForm | None = None,
    conflict: Conflict | None = None,
    fault: str = "",
) -> str:
    """One indicator; what was typed and could not be kept stands in its fields."""
    own = open_own(db(), actor(), now(), participant_id)
    found = own.find(code)
    if found is None:
        raise NotFound("Indikator itu tidak ada di rubrik ini.")
    stored: dict[str, Any] = dict(conflict.stored) if conflict else {}
    question = found.question
    return render_template(
        "own/indicator.html",
        own=own,
        one=found,
        answer=form.given if form else question.answer,
        typed=form.answer.data if form else "",
        note=form.note.data if form else question.note,
        version=stored.get("version", form.version.data if form else question.version),
        stored=stored,
        stored_when=time(stored["saved_at"]) if stored else "",
        sentence=translate(conflict.message) if conflict else "",
        fault=fault,
        planned=planned_before(db(), actor(), now(), participant_id).get(code, ()),
        most=filling.LONGEST_NOTE,
        following=own.unanswered_after(code),
    )


def _after(participant_id: int, code: str) -> str:
    """Where to go after a save: on to evidence, to the next empty indicator, or back here."""
    asked = request.form.get("next", "")
    if asked == "evidence":
        return url_for("own_evidence.add", participant_id=participant_id, indikator=code)
    if asked == "onwards":
        following = open_own(db(), actor(), now(), participant_id).unanswered_after(code)
        if following is None:
            return url_for(".overview", participant_id=participant_id)
        return url_for(".indicator", participant_id=participant_id, code=following)
    return url_for(".indicator", participant_id=participant_id, code=code)
