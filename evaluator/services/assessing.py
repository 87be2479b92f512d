"""The assessor's evening: one saved score after another, then the sheet handed in."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from evaluator.scoring.rubric import Rubric
from evaluator.services.cells import Cell, cell_of, conflict_at, write_cell
from evaluator.services.filling import clean_answer, clean_note, rubric_to_fill
from evaluator.services.logging import record, score_object
from evaluator.services.measuring import answers_of, measured_for_panel
from evaluator.services.permissions import Action, require
from evaluator.services.problems import Refused
from evaluator.services.sheets import own_sheet, scores_of
from evaluator.services.standings import Standing, standing_of
from evaluator.services.verifying import verification_of
from evaluator.storage.actor import Actor
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
    rubric = rubric_to_fill(session, sheet, now)
    text, words = clean_answer(rubric, indicator, answer), clean_note(note)
    before = cell_of(session, sheet.id, indicator)
    if before.holds(text, words):
        return _saved(session, sheet, rubric, before)  # said twice, kept once
    if version != before.version:
        raise conflict_at(before)
    verification_of(session, sheet.participant, rubric).check(indicator, text, words)
    after = write_cell(session, before, version, text, words, now)
    record(
        session,
        actor,
        now,
        "score.save",
        score_object(sheet.id, indicator),
        before=before.content,
        after=after.content,
        period_id=sheet.participant.category.period_id,
        office_id=sheet.participant.category.period.office_id,
    )
    reopen(sheet, [text])
    return _saved(session, sheet, rubric, after)


def submit_sheet(session: Session, actor: Actor, now: datetime, sheet_id: int) -> None:
    """Hand a complete sheet in; it can still be changed until the lead locks the period.

    Raises
    ------
    Refused
        If answers are missing; the sentence says how many.
    """
    require(actor, Action.ASSESS)
    sheet = own_sheet(session, actor, sheet_id)
    rubric = rubric_to_fill(session, sheet, now)
    given = {score.indicator for score in scores_of(session, sheet.id) if score.answer}
    missing = [i.code for i in rubric.asked if i.code not in given]
    if missing:
        raise Refused(
            "Masih ada {count} indikator yang belum dinilai: {codes}.",
            count=len(missing),
            codes=", ".join(missing[:8]) + (" …" if len(missing) > 8 else ""),
        )
    if sheet.submitted_at is None:
        sheet.submitted_at = now
        period_id = sheet.participant.category.period_id
        record(
            session,
            actor,
            now,
            "sheet.submit",
            f"sheet:{sheet.id}",
            period_id=period_id,
            office_id=sheet.participant.category.period.office_id,
        )


def reopen(sheet: Sheet, answers: Iterable[str]) -> None:
    """A sheet from which an answer is taken back is no longer handed in."""
    if not all(answers) and sheet.submitted_at is not None:
        sheet.submitted_at = None
    sheet.version += 1


def _saved(session: Session, sheet: Sheet, rubric: Rubric, cell: Cell) -> Saved:
    query = select(Score.indicator, Score.answer).where(Score.sheet_id == cell.sheet_id)
    answers = dict(session.execute(query).all())
    if cell.saved_at is None:
        raise RuntimeError("A cell that was saved has no moment")
    measured = answers_of(measured_for_panel(session, sheet.participant))
    standing = standing_of(rubric, answers, measured)
    return Saved(cell.answer, cell.note, cell.version, cell.saved_at, standing)
