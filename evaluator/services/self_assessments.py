"""A unit's own assessments as it reads them: the list, and one with all its questions."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import and_, func, select
from sqlalchemy.orm import Session

from evaluator.scoring.rubric import Rubric, Section
from evaluator.services.duties import Duties, duties_of
from evaluator.services.own_sides import Side, Sides, read_sides
from evaluator.services.own_writing import assessment_of, own_participant
from evaluator.services.permissions import Action, require
from evaluator.services.questions import Question
from evaluator.services.windows import Window, window_of
from evaluator.storage.actor import Actor
from evaluator.storage.own_scores import OwnScore, SelfAssessment
from evaluator.storage.people import Account
from evaluator.storage.periods import Category, Participant, Period, Stage, StageWindow
from evaluator.storage.rubrics import RubricVersion
from evaluator.storage.visibility import visible_own_scores


@dataclass(frozen=True)
class OwnRow:
    """One assessment of one's own unit: how far it is.

    closes_at : when the self-assessment closes; None: not limited
    """

    participant_id: int
    unit: str
    period: str
    category: str
    year: int
    stage: Stage
    state: str
    done: int
    total: int
    closes_at: datetime | None

    @property
    def open(self) -> bool:
        """Whether the period is in self-assessment."""
        return self.stage is Stage.SELF_ASSESSMENT


@dataclass(frozen=True)
class OwnQuestion:
    """One indicator with what the unit says of itself and shows for it."""

    question: Question
    side: Side

    @property
    def code(self) -> str:
        """The indicator's code."""
        return self.question.indicator.code


@dataclass(frozen=True)
class Progress:
    """Who did what last to the whole assessment.

    returned_reason : why it was given back, until it is checked again
    version : of the whole, for check, hand-in and return
    """

    checked_by: str = ""
    checked_at: datetime | None = None
    sent_by: str = ""
    sent_at: datetime | None = None
    returned_at: datetime | None = None
    returned_reason: str = ""
    version: int = 0


@dataclass(frozen=True)
class OwnView:
    """One unit's own assessment with all its questions.

    blind : whether its assessors may not know yet which unit it is
    """

    participant_id: int
    unit: str
    category: str
    period: str
    rubric: Rubric
    stage: Stage
    withdrawn: str | None
    released: bool
    blind: bool
    window: Window
    open: bool
    progress: Progress
    duties: Duties
    sides: Sides
    questions: tuple[OwnQuestion, ...]

    @property
    def asked(self) -> tuple[OwnQuestion, ...]:
        """What the unit answers itself."""
        return tuple(q for q in self.questions if q.side.asked)

    @property
    def done(self) -> int:
        """How many of these have an answer."""
        return sum(q.question.answered for q in self.asked)

    @property
    def state(self) -> str:
        """The word for how far it is; see `own_state`."""
        return own_state(self.done, len(self.asked), self.progress)

    @property
    def editable(self) -> bool:
        """Whether answers and evidence may be changed now, by whoever fills."""
        return self.open and self.progress.sent_at is None

    @property
    def parts(self) -> tuple[tuple[Section, tuple[OwnQuestion, ...]], ...]:
        """The questions by top section, in the rubric's order."""
        return tuple(
            (section, tuple(q for q in self.questions if q.question.path[0] is section))
            for section in self.rubric.sections
        )

    def find(self, code: str) -> OwnQuestion | None:
        """The question of one indicator."""
        return next((q for q in self.questions if q.code == code), None)

    def unanswered_after(self, code: str) -> str | None:
        """The next question of the unit without an answer, from the top again at the end."""
        codes = [q.code for q in self.asked]
        here = codes.index(code) if code in codes else -1
        turned = self.asked[here + 1 :] + self.asked[: here + 1]
        return next((q.code for q in turned if not q.question.answered), None)


def own_state(done: int, total: int, progress: Progress) -> str:
    """ "sent", "checked", "returned", "complete", "begun" or "new"."""
    if progress.sent_at:
        return "sent"
    if progress.checked_at:
        return "checked"
    if progress.returned_at:
        return "returned"
    return "complete" if done == total else "begun" if done else "new"


def my_own_assessments(session: Session, actor: Actor) -> list[OwnRow]:
    """The assessments of one's own unit, open ones first, in a fixed number of queries."""
    require(actor, Action.SELF_ASSESS)
    done = (
        select(OwnScore.participant_id, func.count().label("done"))
        .where(OwnScore.answer != "")
        .group_by(OwnScore.participant_id)
        .subquery()
    )
    closing = and_(
        StageWindow.period_id == Period.id, StageWindow.stage == Stage.SELF_ASSESSMENT.value
    )
    query = (
        visible_own_scores(actor)
        .where(Participant.unit_id == actor.unit_id)
        .join(Category.rubric_version)
        .outerjoin(done, done.c.participant_id == Participant.id)
        .outerjoin(SelfAssessment, SelfAssessment.participant_id == Participant.id)
        .outerjoin(StageWindow, closing)
        .with_only_columns(
            Participant,
            Category,
            Period,
            RubricVersion,
            SelfAssessment,
            func.coalesce(done.c.done, 0),
            StageWindow.closes_at,
        )
        .order_by(Period.year.desc(), Period.id.desc(), Category.position)
    )
    rows = [_row(*found) for found in session.execute(query)]
    return sorted(rows, key=lambda row: not row.open)


def open_own(session: Session, actor: Actor, now: datetime, participant_id: int) -> OwnView:
    """One's own unit's assessment with all its questions, in a fixed number of queries."""
    require(actor, Action.SELF_ASSESS)
    participant = own_participant(session, actor, participant_id)
    category, period = participant.category, participant.category.period
    rubric = category.rubric_version.rubric
    window = window_of(session, period, Stage.SELF_ASSESSMENT)
    sides = read_sides(session, actor, participant)
    return OwnView(
        participant.id,
        participant.name,
        category.title,
        period.title,
        rubric,
        Stage(period.stage),
        participant.withdrawn,
        period.released_at is not None,
        period.blind and period.released_at is None,
        window,
        period.stage == Stage.SELF_ASSESSMENT
        and window.is_open(now)
        and participant.withdrawn is None,
        _progress(session, participant.id),
        duties_of(session, actor, now),
        sides,
        tuple(OwnQuestion(sides.question(code), side) for code, side in sides.by_indicator.items()),
    )


def _progress(session: Session, participant_id: int) -> Progress:
    stored = assessment_of(session, participant_id)
    if stored is None:
        return Progress()
    ids = {stored.checked_by, stored.submitted_by} - {None}
    query = select(Account.id, Account.name).where(Account.id.in_(ids))
    names = dict(session.execute(query).all())
    return Progress(
        names.get(stored.checked_by or 0, ""),
        stored.checked_at,
        names.get(stored.submitted_by or 0, ""),
        stored.submitted_at,
        stored.returned_at,
        stored.returned_reason,
        stored.version,
    )


def _row(
    participant: Participant,
    category: Category,
    period: Period,
    version: RubricVersion,
    stored: SelfAssessment | None,
    done: int,
    closes_at: datetime | None,
) -> OwnRow:
    asked = [i for i in version.rubric.indicators if i.answered_by == "self-assessed"]
    progress = (
        Progress(
            checked_at=stored.checked_at,
            sent_at=stored.submitted_at,
            returned_at=stored.returned_at,
        )
        if stored
        else Progress()
    )
    return OwnRow(
        participant.id,
        participant.name,
        period.title,
        category.title,
        period.year,
        Stage(period.stage),
        own_state(done, len(asked), progress),
        done,
        len(asked),
        closes_at,
    )
