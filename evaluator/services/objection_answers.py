"""The office deals with an objection: given to an assessor, who answers it."""

from datetime import datetime

from sqlalchemy.orm import Session

from evaluator.services.checks import clean_text
from evaluator.services.filling import LONGEST_NOTE, fitting_answer
from evaluator.services.objection_letters import tell_assessor
from evaluator.services.objection_people import check_fit, people_for
from evaluator.services.objection_rows import change, keep_in_log, readable
from evaluator.services.permissions import Action, require
from evaluator.services.problems import NotAllowed, Refused
from evaluator.storage.actor import Actor
from evaluator.storage.objections import Objection, ObjectionState

_STATE = ObjectionState
_ASSIGNABLE = (_STATE.SENT, _STATE.ASSIGNED, _STATE.ANSWERED)
_UNANSWERED: dict[str, object] = {"reply": "", "proposal": "", "answered_at": None}


def assign(
    session: Session,
    actor: Actor,
    now: datetime,
    objection_id: int,
    assessor_id: int,
    *,
    version: int,
    public_url: str,
) -> None:
    """Give an objection to an assessor to answer, or to another one; an answer is asked anew.

    The assessor gets a message.

    Raises
    ------
    Refused
        If the assessor left the unit or has a conflict with it, or it is decided.
    Conflict
        If it changed since `version`.
    """
    require(actor, Action.DECIDE)
    row = readable(session, actor, objection_id)
    check_fit(session, actor, row.participant)
    people = people_for(session, actor, row.participant)
    chosen = next((one for one in people if one.account_id == assessor_id and one.assesses), None)
    if chosen is None:
        raise Refused("Pilih penilai yang tidak terkait dengan unit ini.", field="assessor_id")
    _check_open(row, version)
    before = _loggable(row)
    change(
        session, row, version, _ASSIGNABLE,
        state=_STATE.ASSIGNED, assessor_id=assessor_id, assigned_at=now, **_UNANSWERED,
    )  # fmt: skip
    after = {"state": row.state, "indicator": row.indicator, "assessor": chosen.name}
    keep_in_log(session, actor, now, "objection.assign", row, before=before, after=after)
    tell_assessor(session, now, row, public_url)


def answer(
    session: Session,
    actor: Actor,
    now: datetime,
    objection_id: int,
    *,
    text: str,
    proposal: str,
    version: int,
) -> None:
    """Answer an objection that one was given: what was found, and what should count.

    proposal : the answer that should count; "" where the value should stay

    Raises
    ------
    NotAllowed
        If it was given to somebody else.
    Refused
        If nothing is written, or the proposal does not fit the scale.
    Conflict
        If it changed since `version`.
    """
    require(actor, Action.REPLY)
    row = readable(session, actor, objection_id)
    if row.assessor_id != actor.account_id:
        raise NotAllowed("Keberatan ini ditugaskan kepada penilai lain.")
    check_fit(session, actor, row.participant)
    words = clean_text(text, "reply", most=LONGEST_NOTE, empty=True)
    if not words:
        raise Refused("Tuliskan jawabannya; unit membacanya bersama keputusan.", field="reply")
    rubric = row.participant.category.rubric_version.rubric
    kept = fitting_answer(rubric, row.indicator, proposal)
    _check_open(row, version)
    before = {"text": row.reply, "proposal": row.proposal} if row.reply else None
    change(
        session, row, version, (_STATE.ASSIGNED, _STATE.ANSWERED),
        state=_STATE.ANSWERED, reply=words, proposal=kept, answered_at=now,
    )  # fmt: skip
    after = {"text": words, "proposal": kept}
    keep_in_log(session, actor, now, "objection.answer", row, before=before, after=after)


def _check_open(row: Objection, version: int) -> None:
    """Say plainly what is over, where nobody was merely faster."""
    if row.version == version and row.state not in _ASSIGNABLE:
        raise Refused("Keberatan ini sudah diputuskan atau ditarik.")


def _loggable(row: Objection) -> dict[str, object]:
    return {"state": row.state, "text": row.reply, "proposal": row.proposal}
