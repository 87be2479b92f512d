"""One objection as its reader may see it, and what that reader may do with it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from evaluator.scoring.evidence import in_words, share_of
from evaluator.scoring.messages import Message, says
from evaluator.scoring.rubric import Rubric
from evaluator.services.objection_effects import Stand, counted_of, released_of
from evaluator.services.objection_people import scorers_of, unfit_for
from evaluator.services.objection_rows import called, readable
from evaluator.services.objection_windows import Deadline, deadline_of
from evaluator.services.periods import PeriodView, view_of
from evaluator.services.permissions import Action, allows, require
from evaluator.services.questions import Question
from evaluator.services.verifying import verification_of
from evaluator.storage.actor import Actor, Role
from evaluator.storage.objections import Objection, ObjectionState
from evaluator.storage.people import Account

_STATE = ObjectionState
SETTLED = (_STATE.ACCEPTED, _STATE.REJECTED)


@dataclass(frozen=True)
class FileLine:
    """A file that stands with an objection."""

    id: int
    name: str
    size: int
    added_at: datetime


@dataclass(frozen=True)
class Powers:
    """What the reader may do now."""

    withdraw: bool = False
    write: bool = False
    assign: bool = False
    answer: bool = False
    decide: bool = False
    confirm: bool = False


@dataclass(frozen=True)
class ObjectionView:
    """One objection; what its reader may not know is empty.

    own : whether the reader belongs to the unit, which reads answer and decision once
        they are settled and nobody's name
    counted : the answers that the released result comes from
    scored : whether the assessor who answers scored this unit
    before, after : where the unit stood and stands by the decision; None while there is
        none, or where the reader may not know results; places are "" where units do not
        read them
    published : number of the results that carry it out
    waits : accepted and not yet in any released results
    doubt : what the registered evidence lacks for the answer proposed or claimed; the
        panel weighs it against the files of the objection. None for the unit
    """

    id: int
    version: int
    state: str
    own: bool
    period: PeriodView
    deadline: Deadline
    category: str
    participant_id: int
    unit: str
    question: Question
    measured: bool
    counted: tuple[str, ...]
    text: str
    answer: str
    sender: str
    made_at: datetime
    sent_at: datetime | None
    files: tuple[FileLine, ...]
    assessor: str
    scored: bool
    reply: str
    proposal: str
    answered_at: datetime | None
    verdict: str
    final: str
    reason: str
    panel: tuple[str, ...]
    decider: str
    decided_at: datetime | None
    confirmer: str
    before: Stand | None
    after: Stand | None
    published: int | None
    waits: bool
    doubt: Message | None
    powers: Powers

    @property
    def settled(self) -> bool:
        """Whether it is decided for good."""
        return self.state in SETTLED


def view_objection(
    session: Session, actor: Actor, now: datetime, objection_id: int
) -> ObjectionView:
    """One objection, for whoever may read it.

    Raises
    ------
    NotFound
        If there is none, or it is another unit's.
    """
    require(actor, Action.SEE_FACTS)
    row = readable(session, actor, objection_id)
    own = actor.has(Role.UNIT) and row.participant.unit_id == actor.unit_id
    category = row.participant.category
    snapshot = released_of(session, category.period)
    names = {} if own else _names(session, row)
    deadline = deadline_of(session, category.period)
    told = not own or row.state in SETTLED
    before, after = _stands(actor, row, own)
    return ObjectionView(
        id=row.id,
        version=row.version,
        state=_told_state(row, own),
        own=own,
        period=view_of(category.period),
        deadline=deadline,
        category=category.title,
        participant_id=row.participant_id,
        unit=called(row.participant),
        question=question_of(category.rubric_version.rubric, row.indicator),
        measured=row.indicator in category.rubric_version.rubric.measured,
        counted=counted_of(session, snapshot, row.participant_id, row.indicator),
        text=row.text,
        answer=row.answer,
        sender=names.get(row.account_id, ""),
        made_at=row.made_at,
        sent_at=row.sent_at,
        files=files_of(row),
        assessor=names.get(row.assessor_id or 0, ""),
        scored=not own and _has_scored(session, row),
        reply=row.reply if told else "",
        proposal=row.proposal if told else "",
        answered_at=row.answered_at,
        verdict=row.verdict if told else "",
        final=row.final if told else "",
        reason=row.reason if told else "",
        panel=() if own else tuple(row.panel),
        decider=names.get(row.decided_by or 0, ""),
        decided_at=row.decided_at if told else None,
        confirmer=names.get(row.confirmed_by or 0, ""),
        before=before,
        after=after,
        published=row.published.number if row.published else None,
        waits=row.state == _STATE.ACCEPTED
        and (row.published is None or row.published.released_at is None),
        doubt=None if own else _doubt(session, row),
        powers=_powers(session, actor, now, row, deadline),
    )


def question_of(rubric: Rubric, code: str) -> Question:
    """An indicator as it is asked on a sheet."""
    return Question(
        indicator=rubric.indicator[code],
        scale=rubric.scale_of(code),
        path=(),
        answer="",
        note="",
        version=0,
        saved_at=None,
    )


def _stands(actor: Actor, row: Objection, own: bool) -> tuple[Stand | None, Stand | None]:
    """The effect of a decision, for those who may read the unit's result."""
    knows = own or allows(actor, Action.SEE_RESULTS)
    if not row.effect or not knows or (own and row.state not in SETTLED):
        return None, None
    hidden = own and not row.participant.category.period.shows_places
    return _stand(row.effect["before"], hidden), _stand(row.effect["after"], hidden)


def _stand(stored: Mapping[str, Any], hidden: bool) -> Stand:
    found = Stand.read(stored)
    return Stand(found.value, found.predicate, "") if hidden else found


def _doubt(session: Session, row: Objection) -> Message | None:
    """What holds the answer in question back where evidence caps answers."""
    answer = row.final or row.proposal or row.answer
    rubric = row.participant.category.rubric_version.rubric
    if not answer or rubric.evidence_rule != "cap":
        return None
    cap = verification_of(session, row.participant, rubric).caps.get(row.indicator)
    lacks = cap.missing_for(share_of(rubric, row.indicator, answer)) if cap else ()
    if not lacks:
        return None
    return says(
        "Bukti dukung yang terdaftar belum cukup untuk {answer}. Kurang: {lacks}.",
        answer=answer,
        lacks=in_words(lacks),
    )


def _told_state(row: Objection, own: bool) -> str:
    """To the unit a decision that waits for its second person is not made yet."""
    return _STATE.ANSWERED if own and row.state == _STATE.DECIDED else row.state


def files_of(row: Objection) -> tuple[FileLine, ...]:
    """The files that stand with an objection, in the order added."""
    return tuple(
        FileLine(file.id, file.file_name, file.size, file.added_at)
        for file in row.files
        if file.removed_at is None
    )


def _names(session: Session, row: Objection) -> dict[int, str]:
    ids = {row.account_id, row.assessor_id, row.decided_by, row.confirmed_by} - {None}
    query = select(Account.id, Account.name).where(Account.id.in_(ids))
    return dict(session.execute(query).all())


def _has_scored(session: Session, row: Objection) -> bool:
    return (row.participant_id, row.assessor_id) in scorers_of(session, [row.participant_id])


def _powers(
    session: Session, actor: Actor, now: datetime, row: Objection, deadline: Deadline
) -> Powers:
    """What fits the reader's part, the state and the clock; the acts check it again."""
    if actor.has(Role.UNIT) and row.participant.unit_id == actor.unit_id:
        draft = row.state == _STATE.DRAFT
        taking_back = row.state in (_STATE.DRAFT, _STATE.SENT, _STATE.ASSIGNED)
        return Powers(withdraw=taking_back, write=draft and deadline.is_open(now))
    me = actor.account_id
    if me is None or me in unfit_for(session, row.participant):
        return Powers()
    leads, mine = allows(actor, Action.DECIDE), row.assessor_id == me
    return Powers(
        assign=leads and row.state in (_STATE.SENT, _STATE.ASSIGNED, _STATE.ANSWERED),
        answer=mine and row.state in (_STATE.ASSIGNED, _STATE.ANSWERED),
        decide=leads and not mine and row.state == _STATE.ANSWERED,
        confirm=allows(actor, Action.ARRANGE)
        and row.state == _STATE.DECIDED
        and not mine
        and row.decided_by != me,
    )
