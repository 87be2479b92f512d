"""What differs between two rubrics, and whose results it would change."""

from typing import Any

from flask import Blueprint, render_template, request, url_for

from evaluator.scoring.rubric_differences import Gravity, gravest
from evaluator.services import comparing
from evaluator.services.drafts import draft_view
from evaluator.services.permissions import Action, allows
from evaluator.services.problems import Refused
from evaluator.services.row_numbers import row_number
from evaluator.web.language import translate
from evaluator.web.request import actor, allowed, db

bp = Blueprint("rubric_differences", __name__, url_prefix="/rubrik")


@bp.get("/rancangan/<int:draft_id>/beda")
@allowed(Action.DISCUSS)
def draft(draft_id: int) -> Any:
    """What differs between a published rubric and a draft."""
    own = draft_view(db(), actor(), draft_id)
    old_id = request.args.get("dengan", type=row_number)
    found = comparing.compare_draft(db(), actor(), draft_id, old_id)
    return render_template(
        "drafts/differences.html",
        draft=own,
        comparison=found,
        versions=comparing.other_versions(db(), actor()),
        **_shown(found),
    )


@bp.get("/rancangan/<int:draft_id>/akibat")
@allowed(Action.SEE_RESULTS)
def draft_effects(draft_id: int) -> Any:
    """Whose results would change, had the draft been used."""
    old_id = request.args.get("dengan", type=row_number)
    refusal, found = "", None
    try:
        found = comparing.effects_of_draft(db(), actor(), draft_id, old_id)
    except Refused as problem:
        refusal = translate(problem.message)
    back = url_for(".draft", draft_id=draft_id, dengan=old_id)
    return render_template("drafts/effects.html", effects=found, refusal=refusal, back=back)


@bp.get("/beda/<int:rubric_id>/<int:other_id>")
@allowed(Action.DISCUSS)
def versions(rubric_id: int, other_id: int) -> Any:
    """What differs between two published rubrics."""
    found = comparing.compare_versions(db(), actor(), rubric_id, other_id)
    return render_template(
        "drafts/version_differences.html",
        comparison=found,
        rubric_id=rubric_id,
        other_id=other_id,
        choices=comparing.other_versions(db(), actor()),
        **_shown(found),
    )


@bp.get("/akibat/<int:rubric_id>/<int:other_id>")
@allowed(Action.SEE_RESULTS)
def version_effects(rubric_id: int, other_id: int) -> Any:
    """Whose results would change, had the newer version been used."""
    found = comparing.effects_of_version(db(), actor(), rubric_id, other_id)
    back = url_for(".versions", rubric_id=rubric_id, other_id=other_id)
    return render_template("drafts/effects.html", effects=found, refusal="", back=back)


def _shown(found: comparing.Comparison | None) -> dict[str, Any]:
    return {
        "found": found.differences if found else (),
        "gravest": gravest(list(found.differences)) if found else None,
        "gravities": list(Gravity),
        "sees_results": allows(actor(), Action.SEE_RESULTS),
        "of_office": actor().unit_id is None,
    }
