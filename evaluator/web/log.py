"""The log: who did what, when, and whether the chain still holds."""

from typing import Any

from flask import Blueprint, render_template, request

from evaluator.services import logging
from evaluator.services.permissions import Action
from evaluator.services.row_numbers import row_number
from evaluator.web.log_words import changes_in_words, object_words
from evaluator.web.request import actor, allowed, db

bp = Blueprint("log", __name__, url_prefix="/catatan")
MOST = 50


@bp.get("/")
@allowed(Action.SEE_LOG)
def entries() -> Any:
    """List the newest entries, and older ones from a sequence number on."""
    before = request.args.get("sebelum", type=row_number)
    found = logging.list_log(db(), actor(), before=before, most=MOST + 1)
    count, head = logging.log_head(db(), actor())
    return render_template(
        "log/entries.html",
        lines=found[:MOST],
        older=found[MOST - 1].sequence if len(found) > MOST else None,
        continued=before is not None,
        count=count,
        head=head,
        object_words=object_words,
        changes_in_words=changes_in_words,
    )


@bp.get("/periksa")
@allowed(Action.SEE_LOG)
def check() -> Any:
    """Check every entry against the hash of the one before it."""
    verdict = logging.verify_log(db(), actor())
    return render_template("log/check.html", verdict=verdict)
