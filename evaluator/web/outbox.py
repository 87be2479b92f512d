"""The outbox: what waits, was sent or printed; sending it, or handing it over on paper."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from evaluator.services import outbox, sending
from evaluator.services.mail_server import mail_server
from evaluator.services.permissions import Action
from evaluator.services.row_numbers import row_number
from evaluator.web.language import translate
from evaluator.web.request import actor, allowed, db, installation, now

bp = Blueprint("outbox", __name__, url_prefix="/kotak-keluar")
MOST_AT_ONCE = 25
"""A browser waits for the answer; the rest goes with the next press or the command."""


@bp.get("/")
@allowed(Action.ARRANGE)
def listed() -> Any:
    """List the messages, newest first."""
    state = request.args.get("keadaan", "")
    page = request.args.get("page", 1, type=row_number)
    return render_template(
        "outbox/list.html",
        found=outbox.outbox(db(), actor(), now(), state=state, page=page),
        state=state if state in outbox.STATES else "",
        states=outbox.STATES,
        sends=bool(installation().settings.smtp_url),
    )


@bp.get("/<int:message_id>")
@allowed(Action.ARRANGE)
def letter(message_id: int) -> Any:
    """Show one message as it is sent."""
    found = outbox.open_letter(db(), actor(), now(), message_id)
    return render_template("outbox/letter.html", letter=found)


@bp.get("/cetak")
@allowed(Action.ARRANGE)
def printable() -> Any:
    """Show everything that waits, one sheet of paper a message."""
    return render_template("outbox/print.html", letters=outbox.to_print(db(), actor(), now()))


@bp.post("/tercetak")
@allowed(Action.ARRANGE)
def printed() -> Any:
    """Keep that messages were handed over on paper."""
    chosen = request.form.getlist("message", type=row_number)
    count = outbox.mark_printed(db(), actor(), now(), chosen)
    flash(_("%(count)s pesan ditandai sudah dicetak.", count=count), "success")
    return redirect(url_for(".listed"))


@bp.post("/kirim")
@allowed(Action.ARRANGE)
def send() -> Any:
    """Send what waits."""
    who = actor()
    # Nobody shall wait for the mail server: the request's own turn to write ends first.
    db().rollback()
    own = installation()
    server = mail_server(own.settings)
    done = sending.send_waiting(own.writes, who, now, server, most=MOST_AT_ONCE)
    if done.problem is not None:
        flash(translate(done.problem.message), "error")
    if done.failed and done.problem is None:
        told = _("%(count)s pesan belum terkirim; sebabnya ada di daftar.", count=done.failed)
        flash(told, "warning")
    if done.sent:
        flash(_("%(count)s pesan terkirim.", count=done.sent), "success")
    if not (done.sent or done.failed or done.problem):
        flash(_("Tidak ada pesan yang dapat dikirim sekarang."), "info")
    return redirect(url_for(".listed"))


@bp.post("/<int:message_id>/coba-lagi")
@allowed(Action.ARRANGE)
def retry(message_id: int) -> Any:
    """Let one message be tried anew, to the person's present address."""
    sending.try_again(db(), actor(), now(), message_id)
    flash(_("Pesan ini dicoba lagi pada pengiriman berikutnya."), "success")
    return redirect(url_for(".letter", message_id=message_id))
