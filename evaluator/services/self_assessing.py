"""A unit assesses itself: one fills, a supervisor checks, the head hands in."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from evaluator.scoring.rubric import Rubric
from evaluator.services.checks import clean_text
from evaluator.services.duties import Duty, duties_of
from evaluator.services.filling import clean_answer, clean_note
from evaluator.services.own_writing import Writing, assessment_of, begin, touch
from evaluator.services.problems import Conflict, Refused
from evaluator.storage.actor import Actor
from evaluator.storage.database import add_unless_there
from evaluator.storage.own_scores import OwnScore, SelfAssessment
from evaluator.storage.people import Account


@dataclass(frozen=True)
class OwnCell:
    """What a unit says of itself at one indicator; version 0 where nothing was ever saved."""

    answer: str = ""
    note: str = ""
    version: int = 0
    saved_at: datetime | None = None
    author: str = ""

    @property
    def content(self) -> dict[str, str] | None:
        """What the log keeps of it."""
        return {"answer": self.answer, "note": self.note} if self.version else None


def save_own(
    session: Session,
    actor: Actor,
    now: datetime,
    participant_id: int,
    indicator: str,
    *,
    answer: str,
    note: str,
    version: int,
) -> OwnCell:
    """Keep what one's unit says of itself at one indicator, with its explanation.

    answer : "" takes it back, "TB" means it does not apply
    version : the version that the person saw; 0 where there was none

    Raises
    ------
    Conflict
        If a colleague or another tab was faster; nothing is overwritten.
    Refused
        If the answer does not fit, the indicator is not the unit's to answer, or
        the assessment is closed or handed in.
    """
    writing = begin(session, actor, now, participant_id, Duty.OPERATOR)
    check_asked(writing.rubric, indicator)
    text, words = clean_answer(writing.rubric, indicator, answer), clean_note(note)
    before = _cell(session, participant_id, indicator)
    if before.version and (before.answer, before.note) == (text, words):
        return before  # said twice, kept once
    touch(session, participant_id)
    if version != before.version or not _write(writing, indicator, before, text, words):
        raise _conflict(_cell(session, participant_id, indicator))
    after = OwnCell(text, words, version + 1, now, actor.name)
    place = own_object(participant_id, indicator)
    writing.record("own.save", place, before.content, after.content)
    return after


def check_own(
    session: Session, actor: Actor, now: datetime, participant_id: int, version: int
) -> None:
    """The supervisor has read everything and finds it right.

    version : of the whole assessment, as it was seen

    Raises
    ------
    Conflict
        If anything changed since.
    Refused
        If answers are missing; they are named.
    """
    writing = begin(session, actor, now, participant_id, Duty.SUPERVISOR)
    _step(
        writing,
        version,
        checked_by=actor.account_id,
        checked_at=now,
        returned_at=None,
        returned_reason="",
    )
    _check_complete(writing)
    writing.record("own.check", own_object(participant_id))


def submit_own(
    session: Session, actor: Actor, now: datetime, participant_id: int, version: int
) -> None:
    """The head hands in what was checked; whoever may also check does both at once.

    Raises
    ------
    Conflict
        If anything changed since `version`.
    Refused
        If it is not checked, or answers are missing; they are named.
    """
    writing = begin(session, actor, now, participant_id, Duty.HEAD)
    stored = assessment_of(session, participant_id)
    values: dict[str, Any] = {"submitted_by": actor.account_id, "submitted_at": now}
    if stored is None or stored.checked_at is None:
        if not duties_of(session, actor, now).has(Duty.SUPERVISOR):
            raise Refused("Belum diperiksa. Minta supervisor unit menekan Sudah diperiksa dahulu.")
        values |= {"checked_by": actor.account_id, "checked_at": now}
    _step(writing, version, **values, returned_at=None, returned_reason="")
    _check_complete(writing)
    writing.record("own.submit", own_object(participant_id))


def return_own(
    session: Session, actor: Actor, now: datetime, participant_id: int, version: int, reason: str
) -> None:
    """The head gives it back to the operator to be mended, saying what."""
    writing = begin(session, actor, now, participant_id, Duty.HEAD)
    why = clean_text(reason, "reason", most=1000)
    _step(
        writing,
        version,
        checked_by=None,
        checked_at=None,
        returned_at=now,
        returned_reason=why,
    )
    writing.record("own.return", own_object(participant_id), reason=why)


def take_back_own(
    session: Session, actor: Actor, now: datetime, participant_id: int, version: int
) -> None:
    """The head takes back what was handed in, as long as the stage is open.

    Raises
    ------
    Refused
        If it is not handed in.
    """
    writing = begin(session, actor, now, participant_id, Duty.HEAD)
    stored = assessment_of(session, participant_id)
    if stored is None or stored.submitted_at is None:
        raise Refused("Penilaian mandiri ini belum dikirim.")
    _step(writing, version, handed_in=True, submitted_by=None, submitted_at=None)
    writing.record("own.take-back", own_object(participant_id))


def check_asked(rubric: Rubric, indicator: str) -> None:
    """Stop an answer to an indicator that is not the unit's to answer."""
    found = rubric.indicator.get(indicator)
    if found is not None and found.answered_by != "self-assessed":
        raise Refused("Indikator ini diisi kantor BPS; unit tidak mengisinya.")


def own_object(participant_id: int, indicator: str = "") -> str:
    """The log's name for a unit's own assessment, or for its answer to one indicator."""
    return f"participant:{participant_id}/{indicator}".rstrip("/")


def _cell(session: Session, participant_id: int, indicator: str) -> OwnCell:
    query = (
        select(OwnScore.answer, OwnScore.note, OwnScore.version, OwnScore.saved_at, Account.name)
        .join(Account, Account.id == OwnScore.account_id)
        .where(OwnScore.participant_id == participant_id, OwnScore.indicator == indicator)
    )
    row = session.execute(query).first()
    return OwnCell(*row) if row else OwnCell()


def _write(writing: Writing, indicator: str, seen: OwnCell, answer: str, note: str) -> bool:
    """Write one answer where it still has the version that was seen."""
    key = {"participant_id": writing.participant.id, "indicator": indicator}
    values = {
        "answer": answer,
        "note": note,
        "account_id": writing.actor.account_id,
        "saved_at": writing.now,
        "version": seen.version + 1,
    }
    if not seen.version:
        return add_unless_there(writing.session, OwnScore, key, values)
    done = writing.session.execute(
        update(OwnScore)
        .filter_by(**key, version=seen.version)
        .values(**values)
        .returning(OwnScore.id),
        execution_options={"synchronize_session": False},
    )
    return done.first() is not None


def _conflict(stored: OwnCell) -> Conflict:
    return Conflict(
        "Isian ini sudah berubah di tab atau perangkat lain. Tidak ada yang ditimpa.",
        stored={
            "answer": stored.answer,
            "note": stored.note,
            "version": stored.version,
            "saved_at": stored.saved_at,
            "author": stored.author,
        },
    )


def _step(writing: Writing, version: int, *, handed_in: bool = False, **values: Any) -> None:
    """Move the whole assessment at the version that was seen, from handed in or not."""
    here = {"participant_id": writing.participant.id}
    add_unless_there(writing.session, SelfAssessment, here, {"version": 0, "returned_reason": ""})
    sent = SelfAssessment.submitted_at
    done = writing.session.execute(
        update(SelfAssessment)
        .where(
            SelfAssessment.participant_id == writing.participant.id,
            SelfAssessment.version == version,
            sent.is_not(None) if handed_in else sent.is_(None),
        )
        .values(version=version + 1, **values)
        .returning(SelfAssessment.id),
        execution_options={"synchronize_session": False},
    )
    if done.first() is None:
        stored = assessment_of(writing.session, writing.participant.id)
        raise Conflict(
            "Penilaian mandiri ini berubah sejak halaman dibuka. Baca sekali lagi, lalu ulangi.",
            stored={"version": stored.version if stored else 0},
        )


def _check_complete(writing: Writing) -> None:
    """Every indicator that the unit answers has an answer; those that lack one are named."""
    query = select(OwnScore.indicator).where(
        OwnScore.participant_id == writing.participant.id, OwnScore.answer != ""
    )
    given = set(writing.session.scalars(query))
    asked = [i for i in writing.rubric.indicators if i.answered_by == "self-assessed"]
    missing = [i.code for i in asked if i.code not in given]
    if missing:
        raise Refused(
            "Masih ada {count} indikator yang belum diisi: {codes}.",
            count=len(missing),
            codes=", ".join(missing[:8]) + (" …" if len(missing) > 8 else ""),
        )
