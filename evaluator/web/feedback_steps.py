"""Trying out: what a unit would come to if some answers were others."""

from collections.abc import Iterable
from dataclasses import replace
from typing import Any
from zoneinfo import ZoneInfo

from flask import Blueprint, Response, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from evaluator.scoring.messages import Message, says
from evaluator.scoring.rubric import Section
from evaluator.scoring.scales import DaysLateScale
from evaluator.services import feedback, what_if
from evaluator.services.permissions import Action
from evaluator.services.what_if import Outcome, WhatIf, WhatIfCell
from evaluator.web.drawing import download, speech_in
from evaluator.web.language import language, number, translate, words
from evaluator.web.request import actor, allowed, db, now

bp = Blueprint("feedback_steps", __name__, url_prefix="/umpan-balik")
CHANGE = "ubah"
_FIELD = "n."


@bp.get("/<int:participant_id>/andai")
@allowed(Action.SIGNED_IN)
def trial(participant_id: int) -> Any:
    """Show what other answers would bring; the address holds all that is tried."""
    found = _tried(participant_id)
    return render_template(
        "feedback/what_if.html",
        found=found,
        groups=_by_section(found),
        outcome=_outcome(found),
        field=_FIELD,
        answer_words=_answer_words,
        link=_address(found, ".trial", _external=True) if found.changes else "",
        pdf=_address(found, ".trial_pdf"),
    )


@bp.post("/<int:participant_id>/andai")
@allowed(Action.SIGNED_IN)
def try_out(participant_id: int) -> Any:
    """Go to the address that holds what was typed; nothing is kept."""
    given = {
        name.removeprefix(_FIELD): text.strip()
        for name, text in request.form.items()
        if name.startswith(_FIELD) and text.strip()
    }
    found = what_if.what_if(db(), actor(), participant_id, given)
    return redirect(_address(found, ".trial"), 303)


@bp.get("/<int:participant_id>/andai/hitung")
@allowed(Action.SIGNED_IN)
def outcome(participant_id: int) -> Any:
    """Tell a script what the answers in the address would bring."""
    found = _tried(participant_id)
    return {
        "value": number(found.after.value),
        "predicate": words(found.after.predicate),
        "outcome": _outcome(found),
        "path": _address(found, ".trial"),
        "link": _address(found, ".trial", _external=True),
        "pdf": _address(found, ".trial_pdf"),
        "problems": {
            cell.question.indicator.code: translate(cell.problem)
            for cell in found.cells
            if cell.problem
        },
    }


@bp.get("/<int:participant_id>/andai.pdf")
@allowed(Action.SIGNED_IN)
def trial_pdf(participant_id: int) -> Response:
    """Print what is tried, marked as a simulation."""
    from evaluator.documents.feedback_what_if import Trial, draw
    from evaluator.documents.feedback_words import report_of

    found = _tried(participant_id)
    own = feedback.feedback(db(), actor(), participant_id)
    today = now().astimezone(ZoneInfo(own.office.zone)).date()
    report = report_of(own, speech_in(language()), logo=None, printed_on=today)
    changes = (
        (
            cell.question.indicator.code,
            words(cell.question.indicator.name),
            _answer_words(cell, cell.now),
            _answer_words(cell, cell.question.answer),
        )
        for cell in found.changes
    )
    paper = draw(
        replace(report, mark=_("SIMULASI")),
        Trial(_pair(found.before), _pair(found.after), _outcome(found), tuple(changes)),
    )
    name = f"{_('Bagaimana seandainya')} {found.year} - {found.unit} - {today.isoformat()}.pdf"
    return download(paper, name)


def _by_section(found: WhatIf) -> list[tuple[Section, list[WhatIfCell]]]:
    """The indicators under the topmost section of each."""
    return [
        (section, [cell for cell in found.cells if cell.question.path[0] is section])
        for section in found.rubric.sections
    ]


def _tried(participant_id: int) -> WhatIf:
    return what_if.what_if(db(), actor(), participant_id, changes_in(request.args.getlist(CHANGE)))


def changes_in(given: Iterable[str]) -> dict[str, str]:
    """What an address tries, from parts such as "10101:4"."""
    pairs = (part.partition(":") for part in given)
    return {code: answer for code, _colon, answer in pairs if code and answer}


def _address(found: WhatIf, endpoint: str, **more: Any) -> str:
    tried: dict[str, Any] = {CHANGE: [f"{code}:{answer}" for code, answer in found.given.items()]}
    return url_for(endpoint, participant_id=found.participant_id, **tried, **more)


def _pair(found: Outcome) -> tuple[str, str]:
    return "" if found.value is None else number(found.value), words(found.predicate)


def _outcome(found: WhatIf) -> str:
    """What the changes bring, in one sentence."""
    told = translate(_sentence(found))
    refused = ", ".join(cell.question.indicator.code for cell in found.cells if cell.problem)
    if not refused:
        return told
    left_out = _("Tidak ikut dihitung, karena jawabannya tidak diterima: %(codes)s.", codes=refused)
    return f"{told} {left_out}"


def _sentence(found: WhatIf) -> Message:
    if not found.changes:
        return says("Belum ada yang diubah. Pilih jawaban lain pada satu indikator atau lebih.")
    if found.after.value is None:
        return says("Dengan perubahan ini tidak ada nilai: {reason}.", reason=found.after.reason)
    given = {"value": number(found.after.value), "predicate": found.after.predicate}
    if found.rise is None:
        return says("Nilai menjadi {value}, predikat {predicate}.", **given)
    rise = number(found.rise).replace("-", "−")
    if found.after.predicate != found.before.predicate:
        return says(
            "Nilai menjadi {value} ({rise}), predikat berubah menjadi {predicate}.",
            rise=rise,
            **given,
        )
    return says("Nilai menjadi {value} ({rise}), predikat tetap {predicate}.", rise=rise, **given)


def _answer_words(cell: WhatIfCell, answer: str) -> str:
    """An answer as people say it; "Belum dinilai" where there is none."""
    if not answer:
        return _("Belum dinilai")
    named = cell.question.in_words(answer)
    if named is not None:
        return words(named)
    late = isinstance(cell.question.scale, DaysLateScale)
    return "; ".join(_days(one) for one in answer.split("; ")) if late else number(answer)


def _days(answer: str) -> str:
    """Days late as people say them."""
    if not answer.removeprefix("-").isdecimal():
        return answer
    count = int(answer)
    if count == 0:
        return _("tepat waktu")
    if count < 0:
        return ngettext("%(num)s hari lebih awal", "%(num)s hari lebih awal", -count)
    return ngettext("%(num)s hari terlambat", "%(num)s hari terlambat", count)
