"""A unit objects: drafts, sends and withdraws, one objection an indicator."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session, contains_eager

from evaluator.scoring.rubric import Rubric
from evaluator.services.checks import clean_text
from evaluator.services.evidence_files import Keeping, Upload
from evaluator.services.filling import LONGEST_NOTE, fitting_answer
from evaluator.services.objection_files import add_files
from evaluator.services.objection_rows import change, conflict_with, keep_in_log, readable
from evaluator.services.objection_windows import deadline_of
from evaluator.services.permissions import Action, require
from evaluator.services.problems import Conflict, NotAllowed, NotFound, Refused
from evaluator.storage.actor import Actor
from evaluator.storage.database import add_unless_there
from evaluator.storage.objections import Objection, ObjectionState
from evaluator.storage.periods import Category, Participant, Period
from evaluator.storage.results import Result
from evaluator.storage.visibility import released_snapshot, visible_results

_STATE = ObjectionState
_UNANSWERED = (_STATE.DRAFT, _STATE.SENT, _STATE.ASSIGNED)


@dataclass(frozen=True)
class Words:
    """What a unit writes.

    answer : what it holds right, as a sheet would write it; "" where it does not say
    """

    text: str
    answer: str = ""


def keep_draft(
    session: Session,
    actor: Actor,
    now: datetime,
    participant_id: int,
    indicator: str,
    words: Words,
    *,
    version: int,
    uploads: Sequence[Upload] = (),
    keeping: Keeping | None = None,
) -> int:
    """Keep what is written so far; the office reads nothing of it. Returns the objection's id.

    version : of the draft that was seen; 0 where there was none
    keeping : where files are kept; needed with uploads

    Raises
    ------
    Refused
        If the time to object is over, it was sent already, or something does not fit.
    Conflict
        If a colleague changed the draft since `version`.
    """
    result = own_result(session, actor, now, participant_id)
    row = _write(session, actor, now, result, indicator, words, version, _STATE.DRAFT)
    add_files(session, actor, now, row, uploads, keeping)
    # What is still being written is the unit's own: the office's log does not tell it.
    keep_in_log(session, actor, now, "objection.draft", row)
    return row.id


def send(
    session: Session,
    actor: Actor,
    now: datetime,
    participant_id: int,
    indicator: str,
    words: Words,
    *,
    version: int,
    uploads: Sequence[Upload] = (),
    keeping: Keeping | None = None,
) -> int:
    """Send an objection to the office; from then on its words stay. Returns its id.

    Raises
    ------
    Refused, Conflict
        As `keep_draft`; also where nothing is written.
    """
    result = own_result(session, actor, now, participant_id)
    if not words.text.strip():
        raise Refused("Tuliskan mengapa nilainya menurut Anda keliru.", field="text")
    row = _write(session, actor, now, result, indicator, words, version, _STATE.SENT)
    names = add_files(session, actor, now, row, uploads, keeping)
    kept = [file.file_name for file in row.files if file.removed_at is None]
    after = {"indicator": indicator, "text": row.text, "answer": row.answer, "files": kept or names}
    keep_in_log(session, actor, now, "objection.send", row, after=after)
    return row.id


def withdraw(
    session: Session, actor: Actor, now: datetime, objection_id: int, *, version: int
) -> None:
    """Take back an objection that nobody has answered yet; a draft is thrown away.

    Raises
    ------
    Refused
        If it is answered or settled.
    """
    require(actor, Action.OBJECT)
    row = readable(session, actor, objection_id)
    if row.participant.unit_id != actor.unit_id:
        raise NotFound("Keberatan itu tidak ada.")
    if row.state not in _UNANSWERED and row.version == version:
        raise Refused("Keberatan ini sudah dijawab, jadi tidak dapat ditarik lagi.")
    before = {"state": row.state}
    change(session, row, version, _UNANSWERED, state=_STATE.WITHDRAWN, withdrawn_at=now)
    after = {"state": row.state, "indicator": row.indicator}
    keep_in_log(session, actor, now, "objection.withdraw", row, before=before, after=after)


def own_result(session: Session, actor: Actor, now: datetime, participant_id: int) -> Result:
    """The released result of one's own unit, with the time to object held open.

    A release of revised results and an objection queue for the same row, so that nothing
    is sent beside it.

    Raises
    ------
    NotFound
        If it is another unit's, or not released.
    Refused
        If the time to object is over, or the unit was taken out of the assessment.
    """
    require(actor, Action.OBJECT)
    if actor.account_id is None:
        raise NotAllowed("Keberatan diajukan dengan akun unit sendiri.")
    query = (
        visible_results(actor)
        .where(
            Result.participant_id == participant_id,
            Participant.unit_id == actor.unit_id,
            released_snapshot(),
        )
        .options(contains_eager(Result.category).contains_eager(Category.period))
    )
    period_id = session.scalar(query.with_only_columns(Period.id))
    if period_id is None:
        raise NotFound("Hasil itu tidak ada.")
    held = select(Period).where(Period.id == period_id)
    period = session.scalars(held.with_for_update(read=True)).one()
    deadline = deadline_of(session, period)
    if not deadline.is_open(now):
        raise Refused(
            "Waktu mengajukan keberatan sudah berakhir {when}. Yang sudah dikirim tetap diproses; "
            "hubungi kantor BPS bila ada alasan untuk memperpanjangnya.",
            when=deadline.closes_at,
        )
    # Read under the held row: what is objected to is what counts at this moment.
    result = session.scalars(query).one()
    if not result.nodes:
        raise Refused("Unit ini ditarik dari penilaian, jadi tidak ada nilai untuk ditinjau.")
    return result


def _write(
    session: Session,
    actor: Actor,
    now: datetime,
    result: Result,
    indicator: str,
    words: Words,
    version: int,
    state: ObjectionState,
) -> Objection:
    """Write an objection that is new or still a draft."""
    kept = _cleaned(result.category.rubric_version.rubric, indicator, words)
    if state is _STATE.SENT:
        kept |= {"sent_at": now, "snapshot_id": result.snapshot_id}
    last = last_one(session, result.participant_id, indicator)
    if last is not None and last.state == _STATE.DRAFT:
        change(session, last, version, (_STATE.DRAFT,), state=state, **kept)
        return last
    _check_free(last, result)
    if version:
        raise conflict_with(last) if last else _gone()
    number = last.number + 1 if last else 1
    key = {
        "participant_id": result.participant_id,
        "indicator": indicator,
        "number": number,
    }
    rest = {**_EMPTY, "state": state, "account_id": actor.account_id, "made_at": now, **kept}
    added = add_unless_there(session, Objection, key, rest)
    row = last_one(session, result.participant_id, indicator)
    if not added or row is None:
        raise conflict_with(row) if row else _gone()
    return row


_EMPTY: dict[str, Any] = {
    "text": "", "answer": "", "reply": "", "proposal": "", "verdict": "", "final": "",
    "reason": "", "panel": [], "version": 1,
}  # fmt: skip


def last_one(session: Session, participant_id: int, indicator: str) -> Objection | None:
    """The newest objection of a unit to an indicator, as stored now."""
    query = (
        select(Objection)
        .where(Objection.participant_id == participant_id, Objection.indicator == indicator)
        .order_by(Objection.number.desc())
        .limit(1)
    )
    return session.scalar(query.execution_options(populate_existing=True))


def _cleaned(rubric: Rubric, indicator: str, words: Words) -> dict[str, Any]:
    """What was typed, checked against the rubric."""
    answer = fitting_answer(rubric, indicator, words.answer)
    return {
        "text": clean_text(words.text, "text", most=LONGEST_NOTE, empty=True),
        "answer": answer,
    }


def in_the_way(last: Objection | None, result: Result) -> bool:
    """Whether an earlier objection to an indicator leaves no room for another one.

    An indicator is objected to once at a time, and once against the same result.
    """
    if last is None or last.state in (_STATE.DRAFT, _STATE.WITHDRAWN):
        return False
    settled = last.state in (_STATE.ACCEPTED, _STATE.REJECTED)
    return not settled or result.snapshot_id in (last.snapshot_id, last.published_id)


def _check_free(last: Objection | None, result: Result) -> None:
    if not in_the_way(last, result):
        return
    if last is not None and last.state in (_STATE.ACCEPTED, _STATE.REJECTED):
        raise Refused("Keberatan atas indikator ini sudah diputuskan.")
    raise Refused("Keberatan atas indikator ini sudah dikirim; tunggu keputusannya.")


def _gone() -> Conflict:
    return Conflict(
        "Draf ini sudah dibuang atau dikirim oleh rekan Anda. Tidak ada yang ditimpa.",
        stored={"version": 0},
    )
