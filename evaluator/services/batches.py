"""Many scores of one sheet at once: all of them are kept, or none, under one log entry."""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy.orm import Session

from evaluator.scoring.aggregate import NOT_APPLICABLE, answer_of
from evaluator.scoring.messages import ScoringError
from evaluator.scoring.rubric import Rubric
from evaluator.services.checks import clean_text
from evaluator.services.logging import record
from evaluator.services.permissions import Action, require
from evaluator.services.problems import NotFound, Refused
from evaluator.storage.actor import Actor
from evaluator.storage.periods import Stage
from evaluator.storage.scores import Score, Sheet
from evaluator.storage.visibility import visible_sheets

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
    query = visible_sheets(actor).where(Sheet.id == sheet_id, Sheet.assessor_id == actor.account_id)
    sheet = session.scalar(query)
    if sheet is None:
        raise NotFound("Lembar itu tidak ada, atau bukan tugas Anda.")
    category = sheet.participant.category
    if category.period.stage != Stage.SCORING:
        raise Refused("Periode ini tidak sedang dinilai; nilai tidak dapat diubah.")
    if sheet.scores:
        raise Refused("Lembar ini sudah berisi nilai; ubah satu per satu.")
    rubric = category.rubric_version.rubric
    kept = {code: (_answer(rubric, code, a), clean_text(n, "note", most=4000, empty=True))
            for code, (a, n) in cells.items()}  # fmt: skip
    session.add_all(
        Score(sheet_id=sheet.id, indicator=code, answer=answer, note=note, saved_at=now)
        for code, (answer, note) in kept.items()
    )
    if hand_in and all(kept.get(code, ("", ""))[0] for code in rubric.indicator):
        sheet.submitted_at = now
    session.flush()
    after = {code: {"answer": answer, "note": note} for code, (answer, note) in kept.items()}
    name, period_id = f"sheet:{sheet.id}", category.period_id
    record(session, actor, now, "score.batch", name, after=after, period_id=period_id)


def _answer(rubric: Rubric, code: str, text: str) -> str:
    if code not in rubric.indicator:
        raise NotFound("Indikator itu tidak ada di rubrik ini.")
    try:
        if answer_of(rubric, code, text) in (None, NOT_APPLICABLE) and "/" not in text:
            return text.strip().upper()
        return rubric.read(code, text).text
    except ScoringError as problem:
        raise Refused("{code}: {problem}", code=code, problem=problem.message) from problem
