"""The assessor's evening: one saved score after another, then the sheet handed in."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from evaluator.scoring.rubric import Rubric
from evaluator.services.filling import clean_answer, clean_note, rubric_to_fill
from evaluator.services.logging import record, score_object
from evaluator.services.permissions import Action, require
from evaluator.services.problems import Conflict, Refused
from evaluator.services.sheets import Standing, own_sheet, scores_of, standing_of
from evaluator.storage.actor import Actor
from evaluator.storage.database import add_unless_there
from evaluator.storage.scores import Score, Sheet


@dataclass(frozen=True)
class Saved:
    """What became of a saved score."""

    answer: str
    note: str
    version: int
    saved_at: datetime
    standing: Standing


def save_score(
    session: Session,
    actor: Actor,
    now: datetime,
    sheet_id: int,
    indicator: str,
    *,
    answer: str,
    note: str,
    version: int,
) -> Saved:
    """Keep one answer and its note; "" takes an answer back, "TB" means it does not apply.

    version : the version that the assessor saw; 0 where there was none

    Raises
    ------
    Conflict
        If it was saved elsewhere in the meantime; nothing is overwritten.
    Refused
        If the answer does not fit the scale, or the period is not being scored.
    """
    require(actor, Action.ASSESS)
    sheet = own_sheet(session, actor, sheet_id)
    rubric = rubric_to_fill(session, sheet)
    text = clean_answer(rubric, indicator, answer)
    words = clean_note(note)
    before = _stored(session, sheet.id, indicator)
    if before is not None and (before.answer, before.note) == (text, words):
        return _saved(session, rubric, before)  # said twice, kept once
    if version != (before.version if before else 0) or not _write(
        session, sheet.id, indicator, text, words, version, now
    ):
        raise _conflict(session, sheet.id, indicator)
    record(
        session,
        actor,
        now,
        "score.save",
        score_object(sheet.id, indicator),
        before=before and {"answer": before.answer, "note": before.note},
        after={"answer": text, "note": words},
        period_id=sheet.participant.category.period_id,
    )
    _reopen(session, sheet, text)
    stored = _stored(session, sheet.id, indicator)
    if stored is None:
        raise RuntimeError("A score that was just written is gone")
    return _saved(session, rubric, stored)


def submit_sheet(session: Session, actor: Actor, now: datetime, sheet_id: int) -> None:
    """Hand a complete sheet in; it can still be changed until the lead locks the period.

    Raises
    ------
    Refused
        If answers are missing; the sentence says how many.
    """
    require(actor, Action.ASSESS)
    sheet = own_sheet(session, actor, sheet_id)
    rubric = rubric_to_fill(session, sheet)
    given = {score.indicator for score in scores_of(session, sheet.id) if score.answer}
    missing = [i.code for i in rubric.indicators if i.code not in given]
    if missing:
        raise Refused(
            "Masih ada {count} indikator yang belum dinilai: {codes}.",
            count=len(missing),
            codes=", ".join(missing[:8]) + (" …" if len(missing) > 8 else ""),
        )
    if sheet.submitted_at is None:
        sheet.submitted_at = now
        period_id = sheet.participant.category.period_id
        name = f"sheet:{sheet.id}"
        record(session, actor, now, "sheet.submit", name, period_id=period_id)


def _write(
    session: Session,
    sheet_id: int,
    indicator: str,
    answer: str,
    note: str,
    version: int,
    now: datetime,
) -> bool:
    """Write where the version is still the one that was seen; True where it was."""
    values = {"answer": answer, "note": note, "saved_at": now, "version": version + 1}
    if not version:
        key = {"sheet_id": sheet_id, "indicator": indicator}
        return add_unless_there(session, Score, key, values)
    done = session.execute(
        update(Score)
        .where(Score.sheet_id == sheet_id, Score.indicator == indicator, Score.version == version)
        .values(**values)
        .returning(Score.id),
        execution_options={"synchronize_session": False},
    )
    return done.first() is not None


def _reopen(session: Session, sheet: Sheet, answer: str) -> None:
    """A sheet from which an answer is taken back is no longer handed in."""
    if not answer and sheet.submitted_at is not None:
        sheet.submitted_at = None
    sheet.version += 1


def _conflict(session: Session, sheet_id: int, indicator: str) -> Conflict:
    stored = _stored(session, sheet_id, indicator)
    return Conflict(
        "Nilai ini sudah berubah di tab atau perangkat lain. Tidak ada yang ditimpa.",
        stored={
            "answer": stored.answer if stored else "",
            "note": stored.note if stored else "",
            "version": stored.version if stored else 0,
            "saved_at": stored.saved_at if stored else None,
        },
    )


@dataclass(frozen=True)
class _Stored:
    sheet_id: int
    answer: str
    note: str
    version: int
    saved_at: datetime


def _stored(session: Session, sheet_id: int, indicator: str) -> _Stored | None:
    row = session.execute(
        select(Score.answer, Score.note, Score.version, Score.saved_at).where(
            Score.sheet_id == sheet_id, Score.indicator == indicator
        )
    ).one_or_none()
    return None if row is None else _Stored(sheet_id, *row)


def _saved(session: Session, rubric: Rubric, stored: _Stored) -> Saved:
    query = select(Score.indicator, Score.answer).where(Score.sheet_id == stored.sheet_id)
    answers = dict(session.execute(query).all())
    return Saved(
        stored.answer, stored.note, stored.version, stored.saved_at, standing_of(rubric, answers)
    )
