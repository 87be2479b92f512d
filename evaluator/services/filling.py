"""What may be written on a sheet: answers that fit their scale, while the period is scored."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from evaluator.scoring.answers import answer_of
from evaluator.scoring.messages import ScoringError
from evaluator.scoring.rubric import Rubric
from evaluator.services.checks import clean_text
from evaluator.services.problems import NotFound, Refused
from evaluator.services.windows import hold_open
from evaluator.storage.periods import Stage
from evaluator.storage.scores import Sheet

LONGEST_NOTE = 4000


def rubric_to_fill(session: Session, sheet: Sheet, now: datetime) -> Rubric:
    """The rubric of a sheet that may be written to; holds the stage until the transaction ends.

    Raises
    ------
    Refused
        If the period is not being scored at this moment, or the unit was taken out of it.
    NotFound
        If the sheet was taken away, or its assessor had to leave it.
    """
    category = sheet.participant.category
    hold_open(session, category.period_id, Stage.SCORING, now)
    # Read again under the held stage: the sheet may have been taken away or left meanwhile.
    there = select(Sheet.id).where(Sheet.id == sheet.id, Sheet.recused_at.is_(None))
    if session.scalar(there) is None:
        raise NotFound("Lembar itu tidak ada, atau bukan tugas Anda.")
    if sheet.participant.withdrawn:
        raise Refused("Unit ini tidak lagi dinilai pada periode ini.")
    return category.rubric_version.rubric


def clean_answer(rubric: Rubric, code: str, given: str) -> str:
    """An answer in the one way it is stored; "" takes one back, "TB" means it does not apply.

    Raises
    ------
    NotFound
        If the rubric has no such indicator.
    Refused
        If the answer does not fit the scale; the sentence says what would.
    """
    if code not in rubric.indicator:
        raise NotFound("Indikator itu tidak ada di rubrik ini.")
    if code in rubric.measured:
        raise Refused(
            "Indikator {code} diukur dari catatan, bukan dinilai. Betulkan catatannya.",
            field="answer",
            code=code,
        )
    return fitting_answer(rubric, code, given)


def fitting_answer(rubric: Rubric, code: str, given: str) -> str:
    """The same also where the indicator is measured: what an objection holds against it.

    Raises
    ------
    NotFound, Refused
        As `clean_answer`.
    """
    if code not in rubric.indicator:
        raise NotFound("Indikator itu tidak ada di rubrik ini.")
    text = given.strip()
    try:
        answer_of(rubric, code, text)
        return text.upper() if text.casefold() in ("", "tb") else rubric.read(code, text).text
    except ScoringError as problem:
        raise Refused("{problem}", field="answer", problem=problem.message) from problem


def clean_note(given: str) -> str:
    """A note as it was typed, without outer spaces; "" where there is none."""
    return clean_text(given, "note", most=LONGEST_NOTE, empty=True)
