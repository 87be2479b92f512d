"""Groups of units: formed by ticking, or at once from who stands under which kecamatan."""

from itertools import groupby
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from evaluator.services.permissions import Action
from evaluator.services.unit_groups import (
    change_group,
    create_group,
    form_groups,
    group_view,
    groups_by_parent,
    groups_of,
    member_choices,
    remove_group,
)
from evaluator.web.forms.admin_saving import saving, status_of
from evaluator.web.forms.groups import GroupForm
from evaluator.web.request import actor, allowed, db, now

bp = Blueprint("groups", __name__, url_prefix="/kelompok")


@bp.get("/")
@allowed(Action.ARRANGE)
def groups() -> Any:
    """List the groups and their members."""
    suggested = groups_by_parent(db(), actor())
    return render_template("groups/list.html", groups=groups_of(db(), actor()), suggested=suggested)


@bp.route("/tambah", methods=["GET", "POST"])
@allowed(Action.ARRANGE)
def add() -> Any:
    """Form a group."""
    form = GroupForm()
    form.offer(member_choices(db(), actor()))
    if form.validate_on_submit():
        with saving(form, db()):
            create_group(db(), actor(), now(), **_typed(form))
            flash(_("Kelompok %(name)s sudah dibentuk.", name=form.name.data), "success")
            return redirect(url_for(".groups"))
    return _page(form, None), status_of(form)


@bp.route("/<int:group_id>", methods=["GET", "POST"])
@allowed(Action.ARRANGE)
def change(group_id: int) -> Any:
    """Rename a group or change who is in it."""
    group = group_view(db(), actor(), group_id)
    form = GroupForm(obj=group)
    form.offer(member_choices(db(), actor()))
    if form.validate_on_submit():
        with saving(form, db()):
            version = form.version.data
            change_group(db(), actor(), now(), group_id, version=version, **_typed(form))
            flash(_("Kelompok %(name)s sudah disimpan.", name=form.name.data), "success")
            return redirect(url_for(".groups"))
    return _page(form, group), status_of(form)


@bp.route("/<int:group_id>/bubarkan", methods=["GET", "POST"])
@allowed(Action.ARRANGE)
def remove(group_id: int) -> Any:
    """Dissolve a group after a question; its units stay."""
    group = group_view(db(), actor(), group_id)
    if request.method == "POST":
        remove_group(db(), actor(), now(), group_id)
        flash(_("Kelompok %(name)s sudah dibubarkan.", name=group.name), "success")
        return redirect(url_for(".groups"))
    return render_template("groups/remove.html", group=group)


@bp.post("/dari-kecamatan")
@allowed(Action.ARRANGE)
def suggest() -> Any:
    """Form a group of every kecamatan with units under it."""
    count = form_groups(db(), actor(), now())
    flash(_("%(count)s kelompok dibentuk dari kecamatan.", count=count), "success")
    return redirect(url_for(".groups"))


def _typed(form: GroupForm) -> dict[str, Any]:
    return {
        "name": form.name.data,
        "note": form.note.data,
        "unit_ids": form.unit_ids.data or [],
    }


def _page(form: GroupForm, group: Any) -> str:
    members = member_choices(db(), actor())
    kinds = [(kind, list(units)) for kind, units in groupby(members, lambda one: one.kind)]
    return render_template("groups/group.html", form=form, group=group, kinds=kinds)
