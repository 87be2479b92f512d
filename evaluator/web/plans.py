"""A unit's growth plan, from the report to mid-year."""

from typing import Any

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from evaluator.services import growing, growing_actions, growing_proofs, growing_starting
from evaluator.services.evidence_files import Keeping
from evaluator.services.feedback import my_feedback
from evaluator.services.permissions import Action, allows
from evaluator.services.problems import Refused
from evaluator.storage.growth import ActionStatus
from evaluator.web.attachments import attached, handed_out
from evaluator.web.forms.admin_saving import saving, status_of
from evaluator.web.forms.own import StepForm
from evaluator.web.forms.plans import ActionForm, NewActionForm, NoteForm
from evaluator.web.request import actor, allowed, db, files, installation, now

bp = Blueprint("plans", __name__, url_prefix="/rencana")
STATES = ("late", "review", "open", "done")


@bp.get("/")
@allowed(Action.SEE_FACTS)
def home() -> Any:
    """List growth plans: a unit's own, or all of the office."""
    found = growing.list_plans(db(), actor(), now())
    if actor().unit_id is not None:
        return render_template("plans/mine.html", plans=found, feedback=_feedback(found))
    state, text = request.args.get("keadaan", ""), request.args.get("cari", "")
    wanted = text.strip().casefold()
    return render_template(
        "plans/list.html",
        plans=[one for one in found if wanted in one.unit.casefold() and _is(one, state)],
        total=len(found),
        state=state,
        states=STATES,
        text=text,
        arranges=allows(actor(), Action.ARRANGE),
        coaches=allows(actor(), Action.COACH),
    )


@bp.post("/mulai/<int:participant_id>")
@allowed(Action.PLAN)
def start(participant_id: int) -> Any:
    """Make a plan from a released result with one press, or open the one that is there."""
    before = growing_starting.plan_of(db(), actor(), participant_id)
    had = _count(before) if before else 0
    steps = request.form.getlist("step")
    plan_id = growing_starting.start_plan(db(), actor(), now(), participant_id, steps)
    if before is None:
        flash(_("Rencana dibuat. Isi penanggung jawab dan batas waktu tiap tindakan."), "success")
    elif steps:
        _tell_added(_count(plan_id) - had)
    return redirect(url_for(".plan", plan_id=plan_id))


@bp.get("/<int:plan_id>")
@allowed(Action.SEE_FACTS)
def plan(plan_id: int) -> Any:
    """Show one plan with its actions."""
    found = growing.open_plan(db(), actor(), now(), plan_id)
    return _page(found, NoteForm(formdata=None, note=found.note, version=found.version))


@bp.post("/<int:plan_id>/catatan")
@allowed(Action.PLAN)
def note(plan_id: int) -> Any:
    """Keep what the unit says of its plan as a whole."""
    form = NoteForm()
    if form.validate():
        with saving(form, db()):
            version = form.version.data or 0
            words = form.note.data or ""
            growing_actions.change_note(db(), actor(), now(), plan_id, words, version=version)
            flash(_("Catatan rencana disimpan."), "success")
            return redirect(url_for(".plan", plan_id=plan_id))
    return _page(growing.open_plan(db(), actor(), now(), plan_id), form), status_of(form)


@bp.route("/<int:plan_id>/tambah", methods=["GET", "POST"])
@allowed(Action.PLAN)
def add(plan_id: int) -> Any:
    """Add an action to the own plan."""
    found, form = growing.open_plan(db(), actor(), now(), plan_id), NewActionForm()
    form.offer(found.rubric)
    if form.validate_on_submit():
        with saving(form, db()):
            details = growing_actions.Details(
                text=form.text.data or "", owner=form.owner.data or "", due=form.due.data
            )
            action_id = growing_actions.add_action(
                db(), actor(), now(), plan_id, form.indicator.data or "", details
            )
            flash(_("Tindakan ditambahkan. Lengkapi tingkat yang dituju."), "success")
            return redirect(url_for(".change", action_id=action_id))
    elif not form.is_submitted():
        form.indicator.data, form.due.data = request.args.get("indikator", ""), found.review_on
    return render_template("plans/add.html", plan=found, form=form), status_of(form)


@bp.route("/tindakan/<int:action_id>", methods=["GET", "POST"])
@allowed(Action.PLAN)
def change(action_id: int) -> Any:
    """Show one action of the own plan and keep all that is typed of it at once."""
    found, one = growing.open_action(db(), actor(), now(), action_id)
    form = ActionForm(obj=one, target_text=one.target)
    form.offer(found.rubric, one, growing_actions.activities_to_link(db(), actor()))
    if form.validate_on_submit():
        with saving(form, db()):
            growing_proofs.save_action(
                db(),
                actor(),
                now(),
                action_id,
                form.details(form.aim),
                _outcome(form),
                version=form.version.data or 0,
            )
            flash(_("Tindakan disimpan."), "success")
            return redirect(url_for(".plan", plan_id=found.id, _anchor=f"tindakan-{action_id}"))
    page = render_template(
        "plans/action.html",
        plan=found,
        action=one,
        form=form,
        most=installation().settings.largest_evidence,
    )
    return page, status_of(form)


@bp.post("/tindakan/<int:action_id>/keadaan")
@allowed(Action.PLAN)
def bring_forward(action_id: int) -> Any:
    """Say how far an action is."""
    form, status = StepForm(), request.form.get("status", "")
    if not form.validate():
        raise Refused("Kiriman tidak lengkap. Muat ulang halaman, lalu ulangi.")
    growing_actions.bring_forward(
        db(), actor(), now(), action_id, status, version=form.version.data
    )
    flash(_("Keadaan tindakan disimpan."), "success")
    if status == ActionStatus.DONE:
        return redirect(url_for(".change", action_id=action_id, _anchor="bukti"))
    found, _one = growing.open_action(db(), actor(), now(), action_id)
    return redirect(url_for(".plan", plan_id=found.id, _anchor=f"tindakan-{action_id}"))


@bp.get("/tindakan/<int:action_id>/berkas")
@allowed(Action.SEE_FACTS)
def file(action_id: int) -> Response:
    """Hand out the stored file that proves an action."""
    return handed_out(growing_proofs.proof_file(db(), actor(), files(), action_id))


def _outcome(form: ActionForm) -> growing_proofs.Outcome:
    """How far the action is and what proves it, as typed."""
    proof = growing_proofs.Proof(
        form.proof.data or "", form.link.data or "", attached(form.upload.data)
    )
    keeping = Keeping(files(), installation().settings.evidence_quota)
    return growing_proofs.Outcome(form.status.data or "", proof, keeping)


def _count(plan_id: int) -> int:
    return len(growing.open_plan(db(), actor(), now(), plan_id).actions)


def _tell_added(count: int) -> None:
    words = ngettext(
        "%(num)s tindakan ditambahkan ke rencana.",
        "%(num)s tindakan ditambahkan ke rencana.",
        count,
    )
    flash(words if count else _("Rencana sudah memuat semua langkah itu."), "success")


def _feedback(found: list[growing.PlanView]) -> list[Any]:
    """The newest released results of the own unit, where no plan was made from them yet."""
    if not allows(actor(), Action.SEE_FEEDBACK):
        return []
    there = {one.participant_id for one in found}
    titles = my_feedback(db(), actor())
    newest = [one for one in titles if one.period.id == titles[0].period.id]
    return [one for one in newest if one.participant_id not in there]


def _is(plan: growing.PlanView, state: str) -> bool:
    """Whether a plan belongs to what a filter asks for; "" asks for all."""
    waiting = plan.count(*growing.OPEN)
    told = {
        "late": plan.late > 0,
        "review": plan.review_due,
        "open": waiting > 0,
        "done": waiting == 0,
    }
    return told.get(state, True)


def _page(found: growing.PlanView, form: NoteForm) -> Any:
    return render_template(
        "plans/plan.html",
        plan=found,
        form=form,
        own=actor().unit_id is not None,
        arranges=allows(actor(), Action.ARRANGE),
    )
