"""When a unit may write its own assessment, and what every change of it does."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.orm import Session, contains_eager

from evaluator.scoring.rubric import Rubric
from evaluator.services.duties import Duty, hold_duties
from evaluator.services.logging import record
from evaluator.services.permissions import Action, require
from evaluator.services.problems import NotFound, Refused
from evaluator.services.windows import hold_open
from evaluator.storage.actor import Actor
from evaluator.storage.database import add_unless_there
from evaluator.storage.own_scores import SelfAssessment
from evaluator.storage.periods import Category, Participant, Stage
from evaluator.storage.visibility import visible_own_scores


@dataclass(frozen=True)
class Writing:
    """One act of a unit's person on the unit's own assessment.

    on_behalf : for whom it is done, as the log says it; "" where for oneself
    """

    session: Session
    actor: Actor
    now: datetime
    participant: Participant
    on_behalf: str

    @property
    def rubric(self) -> Rubric:
        """What the unit is assessed by."""
        return self.participant.category.rubric_version.rubric

    def record(
        self, act: str, object: str, before: object = None, after: object = None, reason: str = ""
    ) -> None:
        """Keep the act in the log, saying on whose behalf it was done."""
        why = ": ".join(part for part in (self.on_behalf, reason) if part)
        record(
            self.session,
            self.actor,
            self.now,
            act,
            object,
            before=before,
            after=after,
            reason=why,
            period_id=self.participant.category.period_id,
        )


def begin(
    session: Session, actor: Actor, now: datetime, participant_id: int, *duties: Duty
) -> Writing:
    """Begin an act on one's unit's own assessment; holds the stage until the transaction ends.

    Raises
    ------
    Refused
        If the period is not in self-assessment at this moment, or the unit was withdrawn.
    NotAllowed
        If the duty is another's.
    """
    require(actor, Action.SELF_ASSESS)
    participant = own_participant(session, actor, participant_id)
    hold_open(session, participant.category.period_id, Stage.SELF_ASSESSMENT, now)
    if participant.withdrawn:
        raise Refused("Unit ini tidak lagi dinilai pada periode ini.")
    on_behalf = hold_duties(session, actor, now, *duties)
    return Writing(session, actor, now, participant, on_behalf)


def own_participant(session: Session, actor: Actor, participant_id: int) -> Participant:
    """A participation of one's own unit, with its category and period."""
    query = (
        visible_own_scores(actor)
        .where(Participant.id == participant_id, Participant.unit_id == actor.unit_id)
        .options(contains_eager(Participant.category).contains_eager(Category.period))
    )
    participant = session.scalar(query)
    if participant is None:
        raise NotFound("Penilaian mandiri itu tidak ada.")
    return participant


def touch(session: Session, participant_id: int) -> None:
    """Every change takes the supervisor's check back; after handing in nothing changes.

    Changes of one unit queue here, so that what is read afterwards stays true.

    Raises
    ------
    Refused
        If it is handed in.
    """
    here = {"participant_id": participant_id}
    add_unless_there(session, SelfAssessment, here, {"version": 0, "returned_reason": ""})
    done = session.execute(
        update(SelfAssessment)
        .where(
            SelfAssessment.participant_id == participant_id, SelfAssessment.submitted_at.is_(None)
        )
        .values(version=SelfAssessment.version + 1, checked_by=None, checked_at=None)
        .returning(SelfAssessment.id),
        execution_options={"synchronize_session": False},
    )
    if done.first() is None:
        raise Refused(
            "Penilaian mandiri ini sudah dikirim dan tidak berubah lagi. Kepala unit dapat "
            "menariknya kembali sebelum tahap ditutup."
        )


def assessment_of(session: Session, participant_id: int) -> SelfAssessment | None:
    """How far a unit's own assessment is, as stored now; None where nothing was ever saved."""
    query = select(SelfAssessment).where(SelfAssessment.participant_id == participant_id)
    return session.scalar(query.execution_options(populate_existing=True))
