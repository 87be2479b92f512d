"""The admin opens accounts, changes them, and hands out first passwords."""

import csv
import io
from collections import Counter
from collections.abc import Sequence
from typing import Any
from urllib.parse import quote

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from evaluator.services.accounts import (
    change_person,
    create_person,
    list_people,
    person,
    reset_password,
)
from evaluator.services.checks import spaced_nip
from evaluator.services.passwords import new_password
from evaluator.services.permissions import Action
from evaluator.services.unit_accounts import (
    Credentials,
    open_invited_accounts,
    open_unit_accounts,
    units_without_account,
)
from evaluator.services.units import list_units
from evaluator.storage.actor import Role
from evaluator.web.forms.admin_lists import page_of
from evaluator.web.forms.admin_people import NewPersonForm, PersonForm, UnitAccountsForm
from evaluator.web.forms.admin_saving import saving, status_of
from evaluator.web.invitation_pages import invitation_page, letters_of
from evaluator.web.language import label
from evaluator.web.request import actor, allowed, db, now

bp = Blueprint("admin_people", __name__, url_prefix="/admin/orang")


@bp.get("/")
@allowed(Action.ADMINISTER)
def people() -> Any:
    """List the accounts, of one role or with a text in their names."""
    asked, text = request.args.get("peran", ""), request.args.get("cari", "")
    role = Role(asked) if asked in list(Role) else None
    page = page_of(list_people(db(), actor(), role, text), request.args.get("page", 1, int))
    shown = {"page": page, "role": asked, "text": text, "roles": _roles()}
    return render_template("admin/people.html", **shown, spaced_nip=spaced_nip)


@bp.route("/tambah", methods=["GET", "POST"])
@allowed(Action.ADMINISTER)
def add() -> Any:
    """Open an account, and show its link or its first password once."""
    form = NewPersonForm()
    form.offer(list_units(db(), actor()))
    if form.validate_on_submit():
        with saving(form, db()):
            password = new_password() if form.way.data == "password" else None
            account_id = create_person(
                db(),
                actor(),
                now(),
                username=form.username.data,
                password=password,
                **_typed(form),
            )
            if password is None:
                return invitation_page(account_id, "week", _("Akun sudah dibuka"))
            return _shown_once(account_id, password, _("Akun sudah dibuka"))
    return render_template("admin/person.html", form=form, person=None), status_of(form)


@bp.route("/<int:account_id>", methods=["GET", "POST"])
@allowed(Action.ADMINISTER)
def change(account_id: int) -> Any:
    """Change one account, or close it."""
    who = person(db(), actor(), account_id)
    form = PersonForm(obj=who)
    if request.method == "GET":
        form.nip.data = spaced_nip(who.nip or "")
    form.offer(list_units(db(), actor()))
    if form.validate_on_submit():
        with saving(form, db()):
            kept = {"version": form.version.data, "active": form.active.data}
            change_person(db(), actor(), now(), account_id, **_typed(form), **kept)
            flash(_("Perubahan pada akun %(name)s sudah disimpan.", name=who.username), "success")
            return redirect(url_for(".people"))
    return render_template("admin/person.html", form=form, person=who), status_of(form)


@bp.route("/<int:account_id>/kata-sandi", methods=["GET", "POST"])
@allowed(Action.ADMINISTER)
def reset(account_id: int) -> Any:
    """Give an account a new password after a question, and show it once."""
    who = person(db(), actor(), account_id)
    if request.method == "POST":
        password = new_password()
        reset_password(db(), actor(), now(), account_id, password)
        return _shown_once(account_id, password, _("Kata sandi sudah diatur ulang"))
    return render_template("admin/reset.html", person=who)


@bp.route("/akun-unit", methods=["GET", "POST"])
@allowed(Action.ADMINISTER)
def unit_accounts() -> Any:
    """Open accounts for all units of some kinds that have none: as letters, or shown once."""
    openings = units_without_account(db(), actor())
    counts = Counter(opening.kind for opening in openings)
    form = UnitAccountsForm(kinds=[k for k in ("opd", "kecamatan", "kelurahan") if counts[k]])
    form.offer(counts)
    if form.validate_on_submit():
        if form.way.data == "letter":
            return letters_of(
                open_invited_accounts(db(), actor(), now(), form.kinds.data, form.lasts.data)
            )
        made = open_unit_accounts(db(), actor(), now(), form.kinds.data)
        return render_template("admin/credentials.html", made=made, table=_data_url(made))
    page = render_template("admin/unit_accounts.html", form=form, openings=openings)
    return page, status_of(form)


def _roles() -> list[tuple[str, str]]:
    return [(role.value, label("role", role)) for role in Role]


def _typed(form: PersonForm) -> dict[str, Any]:
    return {
        "name": form.name.data,
        "nip": form.nip.data,
        "roles": form.given_roles,
        "unit_id": form.unit_id.data,
        "email": form.email.data,
        "duty": form.duty.data,
    }


def _shown_once(account_id: int, password: str, title: str) -> str:
    """A page rather than a redirect: the password must not be kept anywhere for a second page."""
    who = person(db(), actor(), account_id)
    return render_template("admin/password.html", person=who, password=password, heading=title)


def _data_url(made: Sequence[Credentials]) -> str:
    """The list as a file inside the page, since the server does not know the passwords any more."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(("unit", "nama_pengguna", "kata_sandi"))
    writer.writerows((_harmless(row.unit), row.username, row.password) for row in made)
    return "data:text/csv;charset=utf-8," + quote("\ufeff" + out.getvalue())


def _harmless(text: str) -> str:
    """A cell that no spreadsheet takes for a formula."""
    return f"'{text}" if text.startswith(("=", "+", "-", "@", "\t", "\r")) else text
