"""What stands beside each question: the unit's own answer, and how far its evidence carries."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from evaluator.scoring.evidence import Cap, Window, kinds_of
from evaluator.scoring.messages import Message, says
from evaluator.scoring.rubric import Rubric
from evaluator.services.capping import Lift, caps_from, evidence_window, lifts_of
from evaluator.services.evidence import (
    EvidenceView,
    evidence_of,
    is_named,
    readable_participant,
    standing_by,
)
from evaluator.services.permissions import Action, require
from evaluator.services.questions import Question
from evaluator.storage.actor import Actor, Role
from evaluator.storage.own_scores import OwnScore, SelfAssessment
from evaluator.storage.panel_visibility import serves
from evaluator.storage.people import Account
from evaluator.storage.periods import Participant, Period


@dataclass(frozen=True)
class OwnAnswer:
    """What a unit says of itself at one indicator; version 0 where nothing was ever saved.

    author : "" where the reader may not know the unit
    """

    answer: str = ""
    note: str = ""
    version: int = 0
    saved_at: datetime | None = None
    author: str = ""


@dataclass(frozen=True)
class Side:
    """What stands beside one question.

    asked : whether the unit answers it itself
    evidence : what was not taken away
    cap : None where the unit is not asked
    lift : the lifted cap; without the assessor's name for the unit and a blind panel
    """

    asked: bool
    own: OwnAnswer
    evidence: tuple[EvidenceView, ...]
    cap: Cap | None
    lift: Lift | None

    @property
    def stopped(self) -> bool:
        """Whether a cap holds here."""
        return bool(self.cap and self.cap.binding and self.cap.lacks and not self.lift)


@dataclass(frozen=True)
class Sides:
    """Everything beside the questions of one unit.

    sent_at : when it was handed in; until then only the unit itself reads its answers
    window : the days from which evidence counts
    """

    participant_id: int
    rubric: Rubric
    sent_at: datetime | None
    window: Window
    everything: tuple[EvidenceView, ...]
    by_indicator: Mapping[str, Side]

    def question(self, code: str) -> Question:
        """One question with the unit's own answer."""
        return own_question(self.rubric, code, self.by_indicator[code].own)

    @property
    def timed(self) -> bool:
        """Whether dates matter: the rubric demands kinds of evidence, which must be recent."""
        return bool(kinds_of(self.rubric))

    def outside(self, dated: date | None) -> Message | None:
        """Why a document of this date does not count; None where it does, or bears none."""
        if dated is None or not self.timed or self.window.holds(dated):
            return None
        if dated < self.window.first:
            return says("Tidak dihitung: bertanggal sebelum {first}", first=self.window.first)
        return says("Tidak dihitung: bertanggal sesudah {last}", last=self.window.last)


def own_question(rubric: Rubric, code: str, own: OwnAnswer) -> Question:
    """The question of one indicator with what a unit says of itself."""
    return Question(
        rubric.indicator[code],
        rubric.scale_of(code),
        rubric.paths[code],
        own.answer,
        own.note,
        own.version,
        own.saved_at,
    )


def sides_of(session: Session, actor: Actor, participant_id: int) -> Sides | None:
    """What stands beside the questions of one unit, in a fixed number of queries.

    None where the period has no self-assessment.

    Raises
    ------
    NotFound
        If this person may not read the unit's own assessment.
    """
    require(actor, Action.SEE_EVIDENCE)
    found = session.get(Participant, participant_id)
    if found is not None and not found.category.period.self_assesses:
        return None
    participant = readable_participant(session, actor, participant_id)
    return read_sides(session, actor, participant)


def read_sides(session: Session, actor: Actor, participant: Participant) -> Sides:
    """The same for a participant that was found readable."""
    period = participant.category.period
    rubric = participant.category.rubric_version.rubric
    named = is_named(actor, participant)
    evidence = evidence_of(session, participant.id, named=named)
    window = evidence_window(session, period, rubric)
    caps = caps_from(rubric, window, _uses(evidence))
    mine = actor.unit_id is not None and actor.unit_id == participant.unit_id
    sent_at = sent_at_of(session, participant.id)
    lifts = {
        code: lift if _knows_author(actor, period, lift) and not mine else replace(lift, author="")
        for code, lift in lifts_of(session, participant.id).items()
    }
    open_to = mine or sent_at is not None
    own = own_answers(session, participant.id, named=named) if open_to else {}
    sides = {
        i.code: Side(
            i.answered_by == "self-assessed",
            own.get(i.code, OwnAnswer()),
            standing_by(evidence, i.code),
            caps.get(i.code),
            lifts.get(i.code),
        )
        for i in rubric.indicators
    }
    return Sides(participant.id, rubric, sent_at, window, tuple(evidence), sides)


def _knows_author(actor: Actor, period: Period, lift: Lift) -> bool:
    """A blind panel does not learn who else is on it."""
    told = serves(actor, period, Role.LEAD, Role.AUDITOR) or lift.account_id == actor.account_id
    return told or not period.blind


def own_answers(
    session: Session, participant_id: int, *, named: bool = True
) -> dict[str, OwnAnswer]:
    """What a unit says of itself, by indicator."""
    query = (
        select(
            OwnScore.indicator,
            OwnScore.answer,
            OwnScore.note,
            OwnScore.version,
            OwnScore.saved_at,
            Account.name,
        )
        .join(Account, Account.id == OwnScore.account_id)
        .where(OwnScore.participant_id == participant_id)
    )
    return {
        code: OwnAnswer(answer, note, version, saved_at, author if named else "")
        for code, answer, note, version, saved_at, author in session.execute(query)
    }


def sent_at_of(session: Session, participant_id: int) -> datetime | None:
    """When a unit handed its own assessment in; None where it did not."""
    query = select(SelfAssessment.submitted_at)
    return session.scalar(query.where(SelfAssessment.participant_id == participant_id))


def _uses(evidence: list[EvidenceView]) -> list[tuple[str, str, date | None]]:
    return [
        (code, piece.kind, piece.dated)
        for piece in evidence
        if piece.removed_at is None
        for code, _page in piece.uses
    ]
