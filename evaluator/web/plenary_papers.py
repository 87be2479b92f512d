"""The plenary's papers: minutes, and the draft of the decree."""

from typing import Any

from flask import Blueprint, Response, flash, redirect, render_template, url_for
from flask_babel import gettext as _

from evaluator.services import plenary_decree, plenary_minutes
from evaluator.services.periods import period_view
from evaluator.services.permissions import Action, allows
from evaluator.services.plenary_decree import DecreeText
from evaluator.web.drawing import download, shown
from evaluator.web.forms.admin_saving import saving, status_of
from evaluator.web.forms.plenary import DecreeForm, lines_of
from evaluator.web.request import actor, allowed, db, files, now

bp = Blueprint("plenary_papers", __name__, url_prefix="/pleno")


@bp.get("/<int:period_id>/berita-acara.pdf")
@allowed(Action.SEE_RESULTS)
def minutes_pdf(period_id: int) -> Response:
    """Show the minutes; a draft until the plenary is closed."""
    from evaluator.documents import drawing, minutes

    facts = plenary_minutes.minutes_of(db(), actor(), period_id)
    return shown(
        minutes.draw(facts, drawing.logo_reader(files())(facts.logo)),
        f"Berita acara {facts.number or 'konsep'}.pdf",
    )


@bp.route("/<int:period_id>/keputusan", methods=["GET", "POST"])
@allowed(Action.SEE_RESULTS)
def decree(period_id: int) -> Any:
    """Read the clauses of the decree; the lead changes them."""
    text, version = plenary_decree.decree_text(db(), actor(), period_id)
    form = DecreeForm(
        number=text.number,
        day=text.day,
        about=text.about,
        weighing="\n".join(text.weighing),
        heeding="\n".join(text.heeding),
        deciding="\n".join(text.deciding),
        version=version,
    )
    if form.validate_on_submit():
        with saving(form, db()):
            plenary_decree.write_decree(
                db(), actor(), now(), period_id, form.version.data or 0, _typed(form)
            )
            flash(_("Naskah keputusan sudah disimpan."), "success")
            return redirect(url_for(".decree", period_id=period_id))
    page = render_template(
        "plenary/decree.html",
        form=form,
        text=text,
        period=period_view(db(), actor(), period_id),
        lead=allows(actor(), Action.DECIDE),
    )
    return page, status_of(form)


@bp.get("/<int:period_id>/keputusan.<any(docx, pdf):kind>")
@allowed(Action.SEE_RESULTS)
def decree_file(period_id: int, kind: str) -> Response:
    """Hand out the draft of the decree, to be read or to be edited further."""
    from evaluator.documents import decree as paper

    facts = plenary_decree.decree_of(db(), actor(), period_id)
    name = f"Keputusan {facts.text.number or 'konsep'}.{kind}"
    if kind == "pdf":
        return shown(paper.draw(facts), name)
    return download(paper.write_docx(facts), name)


def _typed(form: DecreeForm) -> DecreeText:
    return DecreeText(
        form.number.data,
        form.day.data,
        form.about.data,
        lines_of(form.weighing.data),
        lines_of(form.heeding.data),
        lines_of(form.deciding.data),
    )
