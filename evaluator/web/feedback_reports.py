"""The lead hands out the feedback of a whole period: files, one pile to print, messages."""

from typing import Any
from zoneinfo import ZoneInfo

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from evaluator.documents.archive import packed, safe_name
from evaluator.documents.feedback_values import Report
from evaluator.documents.feedback_words import report_of
from evaluator.services import feedback, feedback_telling
from evaluator.services.periods import period_view
from evaluator.services.permissions import Action
from evaluator.services.problems import NotFound
from evaluator.web.drawing import download, speech_in
from evaluator.web.language import LANGUAGES, language
from evaluator.web.request import actor, allowed, db, files, now, public_url

bp = Blueprint("feedback_reports", __name__, url_prefix="/umpan-balik/periode")


@bp.get("/<int:period_id>")
@allowed(Action.DECIDE)
def reports(period_id: int) -> Any:
    """Offer the reports of a period, and say who was told of them."""
    return render_template(
        "feedback/reports.html",
        period=period_view(db(), actor(), period_id),
        entries=feedback.list_feedback(db(), actor(), period_id),
        told={one.participant_id: one for one in _told(period_id)},
    )


@bp.get("/<int:period_id>.zip")
@allowed(Action.DECIDE)
def archive(period_id: int) -> Response:
    """Send the reports of all units, each as soon as it is drawn."""
    from evaluator.documents import drawing

    found = _reports(period_id)
    # Nothing below reads the database: the answer goes on after the request is over.
    papers = ((_name(report), drawing.report(report)) for report in found)
    name = safe_name(f"{_('Umpan balik')} - {found[0].period}.zip")
    answer = Response(packed(papers), mimetype="application/zip")
    answer.headers.set("Content-Disposition", "attachment", filename=name)
    answer.headers["Cache-Control"] = "no-store"
    answer.headers["Content-Security-Policy"] = "sandbox"
    return answer


@bp.get("/<int:period_id>.pdf")
@allowed(Action.DECIDE)
def pile(period_id: int) -> Response:
    """Join the reports of all units into one file for the printer."""
    from evaluator.documents import drawing
    from evaluator.documents.merging import merge

    found = _reports(period_id)
    paper = merge([drawing.report(report) for report in found])
    return download(paper, f"{_('Umpan balik')} - {found[0].period}.pdf")


@bp.post("/<int:period_id>/kabari")
@allowed(Action.DECIDE)
def tell(period_id: int) -> Any:
    """Queue a message with the link to everybody who was not told yet."""
    count = feedback_telling.tell_units(db(), actor(), now(), period_id, public_url=public_url())
    flash(
        ngettext("%(num)s pesan masuk ke antrean.", "%(num)s pesan masuk ke antrean.", count),
        "success",
    )
    return redirect(url_for(".reports", period_id=period_id))


def _told(period_id: int) -> list[feedback_telling.ToldUnit]:
    return feedback_telling.told_units(db(), actor(), period_id)


def _reports(period_id: int) -> list[Report]:
    from evaluator.documents import drawing

    found = feedback.all_feedback(db(), actor(), period_id)
    if not found:
        raise NotFound("Periode itu belum mempunyai hasil.")
    logos = drawing.logo_reader(files())
    asked = request.args.get("bahasa", "")
    speech = speech_in(asked if asked in LANGUAGES else language())
    today = now().astimezone(ZoneInfo(found[0].office.zone)).date()
    return [report_of(one, speech, logo=logos(one.office.logo), printed_on=today) for one in found]


def _name(report: Report) -> str:
    word = "Feedback" if report.language == "en" else "Umpan balik"
    return f"{word} {report.year} - {report.unit}.pdf"
