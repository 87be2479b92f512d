"""How far everybody is, and reminders to those who are waited for."""

from typing import Any

from flask import Blueprint, redirect, render_template, request, url_for
from flask_babel import gettext as _

from evaluator.services import boards, reminding
from evaluator.services.periods import list_periods, period_view
from evaluator.services.permissions import Action
from evaluator.services.reminder_queue import Queued
from evaluator.storage.periods import Stage
from evaluator.web.forms.admin_saving import status_of
from evaluator.web.forms.progress import ReminderForm
from evaluator.web.reminders import sent, ticked
from evaluator.web.request import actor, allowed, db, now, public_url

bp = Blueprint("progress", __name__, url_prefix="/kemajuan")
SIDES = ("penilai", "unit", "indikator", "mandiri")
STATES = ("new", "begun", "complete", "sent")
UNDER_WAY = (Stage.SELF_ASSESSMENT, Stage.SCORING, Stage.SETTLING)


@bp.get("/")
@allowed(Action.ARRANGE)
def periods() -> Any:
    """List the periods whose progress can be seen, those under way first."""
    found = [p for p in list_periods(db(), actor()) if p.stage is not Stage.DRAFT]
    ordered = sorted(found, key=lambda period: period.stage not in UNDER_WAY)
    return render_template("progress/periods.html", periods=ordered, under_way=UNDER_WAY)


@bp.get("/saya")
@allowed(Action.ASSESS)
def mine() -> Any:
    """Show an assessor how far the own sheets are."""
    return render_template("progress/mine.html", rows=boards.my_board(db(), actor()))


@bp.get("/<int:period_id>")
@allowed(Action.ARRANGE)
def board(period_id: int) -> Any:
    """Show a period's progress from one side: by assessor, unit, indicator, or own assessment."""
    found = boards.board(db(), actor(), period_id)
    side = request.args.get("menurut", "")
    offered = SIDES if found.period.self_assesses else SIDES[:3]
    if side not in offered:
        side = "mandiri" if found.period.stage is Stage.SELF_ASSESSMENT else "penilai"
    state, text = request.args.get("keadaan", ""), request.args.get("cari", "")
    rows = {"penilai": found.assessors, "unit": found.units, "indikator": found.indicators}
    wanted = text.strip().casefold()
    return render_template(
        "progress/board.html",
        board=found,
        side=side,
        sides=offered,
        rows=boards.chosen(rows.get(side, ()), state, text),
        own=[row for row in found.own if wanted in row.unit.casefold()],
        state=state,
        text=text,
        states=STATES,
        remindable=found.period.stage in (Stage.SELF_ASSESSMENT, Stage.SCORING),
        late=found.waits,
    )


@bp.route("/<int:period_id>/pengingat", methods=["GET", "POST"])
@allowed(Action.ARRANGE)
def reminders(period_id: int) -> Any:
    """Choose who is reminded, read every text, and queue them."""
    form = ReminderForm()
    where = {"public_url": public_url(), "extra": form.extra.data or ""}

    def queue(chosen: list[int]) -> Queued:
        force = form.force.data
        return reminding.queue_reminders(
            db(), actor(), now(), period_id, chosen, force=force, **where
        )

    if sent(form, queue):
        return redirect(url_for("outbox.listed"))
    plan = reminding.plan_reminders(db(), actor(), now(), period_id, **where)
    page = render_template(
        "progress/reminders.html",
        plan=plan,
        form=form,
        ticked=ticked(form, plan.reminders),
        period=period_view(db(), actor(), period_id),
        work=_work,
    )
    return page, status_of(form)


def _work(work: tuple[reminding.Work, ...]) -> str:
    """What is waited for, in one line."""
    return "; ".join(
        _("%(unit)s (%(done)s dari %(total)s)", unit=unit, done=done, total=total)
        for unit, done, total in work
    )
