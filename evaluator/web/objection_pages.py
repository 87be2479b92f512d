"""One objection's page with the forms that fit its reader, shared by unit and office."""

from typing import Any

from flask import render_template

from evaluator.services.filling import LONGEST_NOTE
from evaluator.services.objection_candidates import candidates_of, deciders_of, people_of
from evaluator.services.objection_views import ObjectionView
from evaluator.services.permissions import Action, allows
from evaluator.web.forms.admin_saving import status_of
from evaluator.web.forms.objections import AnswerForm, AssignForm, DecideForm, GiveBackForm
from evaluator.web.request import actor, db


def render_page(
    view: ObjectionView,
    *,
    assign: AssignForm | None = None,
    answer: AnswerForm | None = None,
    decide: DecideForm | None = None,
    give_back: GiveBackForm | None = None,
    typed: str = "",
) -> Any:
    """One objection's page with the forms that fit its reader; a refused one is kept."""
    who, number = actor(), view.id
    leads = not view.own and allows(who, Action.DECIDE)
    people = people_of(db(), who, number) if leads else []
    seen = {"formdata": None, "version": view.version}
    assign, answer = assign or AssignForm(**seen), answer or _answer_form(view)
    decide, give_back = decide or _decide_form(view), give_back or GiveBackForm(**seen)
    assign.offer(people)
    decide.offer(deciders_of(db(), who, number) if leads else [], who.account_id)
    forms = (assign, answer, decide, give_back)
    shown = render_template(
        "objections/unit_page.html" if view.own else "objections/page.html",
        view=view,
        assign=assign,
        answer=answer,
        decide=decide,
        give_back=give_back,
        candidates=candidates_of(db(), who, number, typed) if view.powers.decide and leads else [],
        leads=leads,
        most=LONGEST_NOTE,
    )
    return shown, max(status_of(form) for form in forms)


def _answer_form(view: ObjectionView) -> AnswerForm:
    """The answer as it stands, or with what the unit holds right as a start."""
    proposal = view.proposal or view.answer
    return AnswerForm(
        formdata=None,
        version=view.version,
        reply=view.reply,
        change="change" if view.proposal else "keep",
        answer=proposal,
        not_applicable=proposal == "TB",
    )


def _decide_form(view: ObjectionView) -> DecideForm:
    proposal = view.proposal or view.answer
    return DecideForm(
        formdata=None,
        version=view.version,
        answer=proposal,
        not_applicable=proposal == "TB",
    )
