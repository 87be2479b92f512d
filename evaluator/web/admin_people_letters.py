"""The admin invites people: by a link that is shown once, by mail, or by letters to units."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from evaluator.services.accounts import person
from evaluator.services.invitations import invite, invite_by_mail
from evaluator.services.permissions import Action
from evaluator.services.unit_accounts import unit_people
from evaluator.web.forms.admin_people import InviteForm, LettersForm
from evaluator.web.forms.admin_saving import saving, status_of
from evaluator.web.invitation_pages import invitation_page, letters_of, link_base
from evaluator.web.request import actor, allowed, db, now

bp = Blueprint("admin_people_letters", __name__, url_prefix="/admin/orang")


@bp.route("/<int:account_id>/undangan", methods=["GET", "POST"])
@allowed(Action.ADMINISTER)
def invite_one(account_id: int) -> Any:
    """Make a link with which one person chooses a password."""
    who = person(db(), actor(), account_id)
    form = InviteForm(lasts="week" if who.invited else "hour")
    form.offer(who.email)
    if form.validate_on_submit():
        with saving(form, db()):
            if form.by.data == "show":
                return invitation_page(account_id, form.lasts.data, _("Undangan sudah dibuat"))
            email = invite_by_mail(db(), actor(), now(), account_id, link_base(), form.lasts.data)
            flash(_("Undangan untuk %(email)s sudah masuk antrean surel.", email=email), "success")
            return redirect(url_for("admin_people.change", account_id=account_id))
    return render_template("admin/person_invite.html", form=form, person=who), status_of(form)


@bp.route("/surat", methods=["GET", "POST"])
@allowed(Action.ADMINISTER)
def letters() -> Any:
    """Print letters for accounts of units, each with a new link."""
    people = unit_people(db(), actor())
    form = LettersForm()
    form.offer(people)
    if request.method == "GET":
        form.account_ids.data = [one.id for one in people if one.invited]
    if form.validate_on_submit():
        with saving(form, db()):
            made = invite(db(), actor(), now(), form.account_ids.data, form.lasts.data)
            return letters_of(made)
    page = render_template("admin/people_letters.html", form=form, people=people)
    return page, status_of(form)
