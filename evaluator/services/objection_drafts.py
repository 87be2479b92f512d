"""What stands before a unit that writes an objection: the indicator, its value, its own draft."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session, contains_eager

from evaluator.services.computing import counted_answers
from evaluator.services.objecting import in_the_way, last_one
from evaluator.services.objection_views import FileLine, files_of, question_of
from evaluator.services.objection_windows import Deadline, deadline_of
from evaluator.services.permissions import Action, require
from evaluator.services.problems import NotFound
from evaluator.services.questions import Question
from evaluator.storage.actor import Actor
from evaluator.storage.objections import ObjectionState
from evaluator.storage.periods import Category, Participant
from evaluator.storage.results import Result
from evaluator.storage.visibility import released_snapshot, visible_results


@dataclass(frozen=True)
class Desk:
    """One indicator of one's own unit, with the draft of an objection to it.

    value : the declared value, or None where it did not count; counted: the answers it
        comes from; reason: why it was decided otherwise, "" where it was not
    open : whether one may still object
    under_way : the objection that is already sent or settled; None where one may write
    version : of the draft; 0 where there is none
    """

    participant_id: int
    code: str
    period: str
    category: str
    deadline: Deadline
    open: bool
    question: Question
    measured: bool
    value: str | None
    counted: tuple[str, ...]
    notes: tuple[str, ...]
    reason: str
    under_way: int | None
    draft: int | None
    text: str
    answer: str
    files: tuple[FileLine, ...]
    version: int


def desk_of(session: Session, actor: Actor, now: datetime, participant_id: int, code: str) -> Desk:
    """What one reads and has written so far; also after the deadline, so that nothing is lost.

    Raises
    ------
    NotFound
        If it is another unit's, not released, or there is no such indicator.
    """
    require(actor, Action.OBJECT)
    result = session.scalar(
        visible_results(actor)
        .where(
            Result.participant_id == participant_id,
            Participant.unit_id == actor.unit_id,
            released_snapshot(),
        )
        .options(contains_eager(Result.category).contains_eager(Category.period))
    )
    if result is None or code not in result.category.rubric_version.rubric.indicator:
        raise NotFound("Hasil itu tidak ada.")
    rubric, said = result.category.rubric_version.rubric, result.indicators[code]
    deadline = deadline_of(session, result.category.period)
    last = last_one(session, participant_id, code)
    draft = last if last is not None and last.state == ObjectionState.DRAFT else None
    blocks = last is not None and in_the_way(last, result)
    return Desk(
        participant_id,
        code,
        result.category.period.title,
        result.category.title,
        deadline,
        deadline.is_open(now) and bool(result.nodes),
        question_of(rubric, code),
        code in rubric.measured,
        (result.nodes.get(code) or {}).get("value"),
        tuple(counted_answers(said)),
        tuple(said["notes"]),
        said["decided"]["reason"] if "decided" in said else "",
        last.id if last is not None and blocks else None,
        draft.id if draft else None,
        draft.text if draft else "",
        draft.answer if draft else "",
        files_of(draft) if draft else (),
        draft.version if draft else 0,
    )
