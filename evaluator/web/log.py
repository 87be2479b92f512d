"""The log: who did what, when, and whether the chain still holds."""

from typing import Any

from flask import Blueprint, render_template, request
from flask_babel import gettext as _

from evaluator.scoring.messages import N_
from evaluator.services import logging
from evaluator.services.permissions import Action
from evaluator.web.request import actor, allowed, db

bp = Blueprint("log", __name__, url_prefix="/catatan")
MOST = 50
OBJECTS = {
    "account": N_("akun"),
    "certificate": N_("piagam"),
    "office": N_("kantor"),
    "participant": N_("peserta"),
    "period": N_("periode"),
    "rubric": N_("rubrik"),
    "sheet": N_("lembar"),
    "signatory": N_("penanda tangan"),
    "snapshot": N_("hasil"),
    "unit": N_("unit"),
}
NAMES = {
    "answer": N_("jawaban"),
    "assessors": N_("penilai"),
    "digest": N_("sidik"),
    "name": N_("nama"),
    "names": N_("nama"),
    "note": N_("catatan"),
    "number": N_("nomor"),
    "roles": N_("peran"),
    "stage": N_("tahap"),
    "title": N_("judul"),
    "username": N_("nama pengguna"),
}


@bp.get("/")
@allowed(Action.SEE_LOG)
def entries() -> Any:
    """List the newest entries, and older ones from a sequence number on."""
    before = request.args.get("sebelum", type=int)
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
        name_words=name_words,
    )


@bp.get("/periksa")
@allowed(Action.SEE_LOG)
def check() -> Any:
    """Check every entry against the hash of the one before it."""
    verdict = logging.verify_log(db(), actor())
    return render_template("log/check.html", verdict=verdict)


def object_words(name: str) -> str:
    """What an entry is about: "sheet:3/a1" is "lembar 3, a1"."""
    kind, _colon, key = name.partition(":")
    text = OBJECTS.get(kind)
    return f"{_(text)} {key.replace('/', ', ')}" if text and key else name


def name_words(name: str) -> str:
    """The word for a part of an object that changed."""
    text = NAMES.get(name)
    return _(text) if text else name
