"""Many scores of one sheet at once: all of them are kept, or none, under one log entry."""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy.orm import Session

from evaluator.scoring.rubric import Rubric
from evaluator.services.filling import clean_answer, clean_note, rubric_to_fill
from evaluator.services.logging import record
from evaluator.services.permissions import Action, require
from evaluator.services.problems import Refused
from evaluator.services.sheets import own_sheet
from evaluator.storage.actor import Actor
from evaluator.storage.scores import Score

Cells = Mapping[str, tuple[str, str]]
"""Indicator code -> (answer, note)."""


def save_scores(
    session: Session, actor: Actor, now: datetime, sheet_id: int, cells: Cells, *, hand_in: bool
) -> None:
    """Fill an empty sheet of one's own in one go; `hand_in` submits it where it is complete.

    Raises
    ------
    Refused
        If an answer does not fit its scale, the sheet holds scores already, or
        the period is not being scored.
    """
    require(actor, Action.ASSESS)
    sheet = own_sheet(session, actor, sheet_id)
    rubric = rubric_to_fill(session, sheet)
    if sheet.scores:
        raise Refused("Lembar ini sudah berisi nilai; ubah satu per satu.")
    kept = {code: (_answer(rubric, code, text), clean_note(n)) for code, (text, n) in cells.items()}
    session.add_all(
        Score(sheet_id=sheet.id, indicator=code, answer=answer, note=note, saved_at=now)
        for code, (answer, note) in kept.items()
    )
    if hand_in and all(kept.get(code, ("", ""))[0] for code in rubric.indicator):
        sheet.submitted_at = now
    session.flush()
    after = {code: {"answer": answer, "note": note} for code, (answer, note) in kept.items()}
    name, period_id = f"sheet:{sheet.id}", sheet.participant.category.period_id
    record(session, actor, now, "score.batch", name, after=after, period_id=period_id)


def _answer(rubric: Rubric, code: str, text: str) -> str:
    """One answer among many, so that a refusal names its indicator."""
    try:
        return clean_answer(rubric, code, text)
    except Refused as refusal:
        raise Refused("{code}: {problem}", code=code, problem=refusal.message) from refusal
