"""What may be written on a sheet: answers that fit their scale, while the period is scored."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from evaluator.scoring.answers import answer_of
from evaluator.scoring.messages import ScoringError
from evaluator.scoring.rubric import Rubric
from evaluator.services.checks import clean_text
from evaluator.services.problems import NotFound, Refused
from evaluator.storage.periods import Period, Stage
from evaluator.storage.scores import Sheet

LONGEST_NOTE = 4000


def rubric_to_fill(session: Session, sheet: Sheet) -> Rubric:
    """The rubric of a sheet that may be written to; holds the stage until the transaction ends.

    The lock and a save queue for the same row, so that nothing is saved after a lock.

    Raises
    ------
    Refused
        If the period is not being scored, or the unit was taken out of it.
    """
    category = sheet.participant.category
    stage = session.scalar(
        select(Period.stage).where(Period.id == category.period_id).with_for_update(read=True)
    )
    if stage != Stage.SCORING:
        raise Refused("Periode ini tidak sedang dinilai; nilai tidak dapat diubah.")
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
    text = given.strip()
    try:
        answer_of(rubric, code, text)
        return text.upper() if text.casefold() in ("", "tb") else rubric.read(code, text).text
    except ScoringError as problem:
        raise Refused("{problem}", field="answer", problem=problem.message) from problem


def clean_note(given: str) -> str:
    """A note as it was typed, without outer spaces; "" where there is none."""
    return clean_text(given, "note", most=LONGEST_NOTE, empty=True)
