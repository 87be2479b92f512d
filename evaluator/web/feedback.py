"""What a unit learns after release: where it stands, why, and what lifts it."""

from collections.abc import Callable
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from flask import Blueprint, Response, redirect, render_template, request, url_for

from evaluator.documents.feedback_values import Report
from evaluator.documents.feedback_words import report_of
from evaluator.services import (
    certificate_register,
    feedback,
    growing_starting,
    objection_lists,
    revised_results,
)
from evaluator.services.cheapest_steps import WayUp
from evaluator.services.permissions import Action, allows
from evaluator.services.problems import NotFound
from evaluator.web.drawing import download, shown, speech_in
from evaluator.web.language import LANGUAGES, language
from evaluator.web.request import actor, allowed, db, files, now

Logos = Callable[[str | None], bytes | None]
bp = Blueprint("feedback", __name__, url_prefix="/umpan-balik")


@bp.get("/")
@allowed(Action.SEE_FEEDBACK)
def mine() -> Any:
    """Go straight to the newest released result of one's own unit."""
    titles = feedback.my_feedback(db(), actor())
    if titles:
        return redirect(url_for(".page", participant_id=titles[0].participant_id))
    return render_template("feedback/none.html")


@bp.get("/<int:participant_id>")
@allowed(Action.SIGNED_IN)
def page(participant_id: int) -> Any:
    """Show one unit's result, what it is made of, and what lifts it most."""
    found = feedback.feedback(db(), actor(), participant_id)
    closes_at = _closing(found)
    return render_template(
        "feedback/page.html",
        participant_id=participant_id,
        feedback=found,
        report=_report(found, language()),
        plan=_plan_address(found),
        plan_id=growing_starting.plan_of(db(), actor(), participant_id),
        way_links=[_trial_address(participant_id, way) for way in found.ways],
        closes_at=closes_at,
        may_object=_may_object(found),
        object_to=_objections(found) if closes_at else {},
        earlier=revised_results.earlier_result(db(), actor(), participant_id),
        titles=feedback.history(db(), actor(), participant_id),
        certificates=certificate_register.certificates_of(db(), actor(), participant_id),
    )


@bp.get("/<int:participant_id>/profil.svg")
@allowed(Action.SIGNED_IN)
def chart(participant_id: int) -> Response:
    """Draw the unit's sections against the category's middle half and last year."""
    from evaluator.documents import drawing

    found = feedback.feedback(db(), actor(), participant_id)
    picture = drawing.profile(_report(found, language()))
    if picture is None:
        raise NotFound("Belum ada nilai untuk digambarkan.")
    return shown(picture, "profil.svg")


@bp.get("/<int:participant_id>/laporan.pdf")
@allowed(Action.SIGNED_IN)
def report_pdf(participant_id: int) -> Response:
    """Print one unit's report, in the language asked for or the reader's."""
    from evaluator.documents import drawing

    found = feedback.feedback(db(), actor(), participant_id)
    report = _report(found, _asked_language(), drawing.logo_reader(files()))
    return download(drawing.report(report), _name(report))


@bp.get("/<int:participant_id>/piagam/<int:certificate_id>.pdf")
@allowed(Action.SIGNED_IN)
def certificate_pdf(participant_id: int, certificate_id: int) -> Response:
    """Hand out a certificate of the unit, exactly as it was issued."""
    own = certificate_register.certificates_of(db(), actor(), participant_id)
    if certificate_id not in {row.id for row in own}:
        raise NotFound("Piagam itu tidak ada.")
    ((row, paper),) = certificate_register.certificate_files(
        db(), actor(), files(), [certificate_id]
    )
    return download(paper, row.file_name)


def _plan_address(found: feedback.Feedback) -> str:
    """Where one press makes a plan of it; "" for whoever has none to make."""
    mine = actor().unit_id == found.result.unit_id
    if not mine or not allows(actor(), Action.PLAN) or found.period.released_at is None:
        return ""
    return url_for("plans.start", participant_id=found.result.participant_id)


def _trial_address(participant_id: int, way: WayUp) -> str:
    """Where a way can be tried; "" where one of its answers is a range."""
    if any(item.answer is None for item in way.items):
        return ""
    tried: dict[str, Any] = {"ubah": [f"{item.code}:{item.answer}" for item in way.items]}
    return url_for("feedback_steps.trial", participant_id=participant_id, **tried)


def _may_object(found: feedback.Feedback) -> bool:
    released = found.period.released_at is not None
    mine = actor().unit_id == found.result.unit_id
    return released and mine and allows(actor(), Action.OBJECT)


def _closing(found: feedback.Feedback) -> datetime | None:
    """Until when the unit's own people may object; None for others, and when it is over."""
    if not _may_object(found):
        return None
    number = found.result.participant_id
    opening = objection_lists.openings_of(db(), actor(), now(), number)
    return opening[0].closes_at if opening else None


def _objections(found: feedback.Feedback) -> dict[str, str]:
    """Where one objects to each indicator."""
    number = found.result.participant_id
    return {
        code: url_for("objections.write", participant_id=number, code=code)
        for code in found.rubric.indicator
    }


def _report(found: feedback.Feedback, spoken: str, logos: Logos | None = None) -> Report:
    logo = logos(found.office.logo) if logos else None
    today = now().astimezone(ZoneInfo(found.office.zone)).date()
    return report_of(found, speech_in(spoken), logo=logo, printed_on=today)


def _asked_language() -> str:
    asked = request.args.get("bahasa", "")
    return asked if asked in LANGUAGES else language()


def _name(report: Report) -> str:
    word = "Feedback" if report.language == "en" else "Umpan balik"
    return f"{word} {report.year} - {report.unit}.pdf"
