"""Choosing who is reminded: what every such page does with the ticks and the press."""

from collections.abc import Callable, Collection

from flask import flash, request
from flask_babel import gettext as _

from evaluator.services.problems import Refused
from evaluator.services.reminder_queue import Letter, Queued
from evaluator.services.row_numbers import row_number
from evaluator.web.forms import fail
from evaluator.web.forms.progress import ReminderForm
from evaluator.web.request import db


def sent(form: ReminderForm, queue: Callable[[list[int]], Queued]) -> bool:
    """Queue reminders to the people ticked and say how many; False where the page is shown again.

    queue : account ids → what became of it
    """
    if not form.validate_on_submit() or request.form.get("preview"):
        return False
    try:
        done = queue(request.form.getlist("account", type=row_number))
    except Refused as refusal:
        db().rollback()
        fail(form, refusal)
        return False
    _tell(done)
    return True


def ticked(form: ReminderForm, letters: Collection[Letter]) -> Collection[int]:
    """Who is ticked on the page: as typed, or at first all who were not reminded lately."""
    if form.is_submitted():
        return set(request.form.getlist("account", type=row_number))
    return {one.account_id for one in letters if not one.recent}


def _tell(done: Queued) -> None:
    if done.queued:
        told = _("%(count)s pengingat masuk ke kotak keluar.", count=done.queued)
        flash(told, "success")
    if done.recent:
        told = _(
            "%(count)s orang dilewati karena sudah diingatkan dalam 24 jam terakhir.",
            count=done.recent,
        )
        flash(told, "info")
