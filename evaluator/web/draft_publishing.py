"""The end of a draft: what is still wrong with it, and published or dropped for good."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from evaluator.scoring.rubric_differences import gravest
from evaluator.services import drafts_publishing
from evaluator.services.comparing import compare_draft
from evaluator.services.drafts import draft_view
from evaluator.services.drafts_discussing import unanswered
from evaluator.services.permissions import Action, allows
from evaluator.services.row_numbers import row_number
from evaluator.web.draft_powers import powers_of
from evaluator.web.request import actor, allowed, db, now

bp = Blueprint("draft_publishing", __name__, url_prefix="/rubrik/rancangan")


@bp.get("/<int:draft_id>/periksa")
@allowed(Action.DISCUSS)
def check(draft_id: int) -> Any:
    """Name everything that keeps the draft from being published."""
    draft = draft_view(db(), actor(), draft_id)
    faults = drafts_publishing.check_draft(db(), actor(), draft_id)
    return render_template("drafts/check.html", draft=draft, faults=faults, **powers_of(draft))


@bp.route("/<int:draft_id>/terbit", methods=["GET", "POST"])
@allowed(Action.ADMINISTER)
def publish(draft_id: int) -> Any:
    """Publish a draft for good, after a question."""
    draft = draft_view(db(), actor(), draft_id)
    if request.method == "POST":
        seen = request.form.get("version", 0, type=row_number)
        rubric_id = drafts_publishing.publish_draft(db(), actor(), now(), draft_id, seen)
        flash(_("Rubrik sudah terbit; isinya tidak dapat diubah lagi."), "success")
        return redirect(url_for("admin_rubrics.show", rubric_id=rubric_id))
    faults = drafts_publishing.check_draft(db(), actor(), draft_id)
    if faults:
        return redirect(url_for(".check", draft_id=draft_id))
    found = compare_draft(db(), actor(), draft_id)
    return render_template(
        "drafts/publish.html",
        draft=draft,
        unanswered=unanswered(db(), actor(), draft_id),
        comparison=found,
        gravest=gravest(list(found.differences)) if found else None,
        sees_results=allows(actor(), Action.SEE_RESULTS),
        **powers_of(draft),
    )


@bp.route("/<int:draft_id>/batalkan", methods=["GET", "POST"])
@allowed(Action.ADMINISTER)
def drop(draft_id: int) -> Any:
    """Give a draft up, after a question."""
    draft = draft_view(db(), actor(), draft_id)
    if request.method == "POST":
        seen = request.form.get("version", 0, type=row_number)
        drafts_publishing.drop_draft(db(), actor(), now(), draft_id, seen)
        flash(_("Rancangan dibatalkan; isinya tetap dapat dibaca."), "success")
        return redirect(url_for("drafts.drafts"))
    return render_template("drafts/drop.html", draft=draft, **powers_of(draft))
