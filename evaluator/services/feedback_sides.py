"""What units said of themselves and showed, beside their results: for many units at once."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction

from sqlalchemy import select
from sqlalchemy.orm import Session

from evaluator.scoring.evidence import Cap, Lack, Window
from evaluator.scoring.rubric import Rubric
from evaluator.services.capping import caps_from, evidence_window
from evaluator.storage.actor import Actor
from evaluator.storage.evidence import CapLift, Evidence, EvidenceUse
from evaluator.storage.own_scores import OwnScore, SelfAssessment
from evaluator.storage.periods import Participant
from evaluator.storage.results import Result
from evaluator.storage.visibility import visible_own_scores


@dataclass(frozen=True)
class UnitSide:
    """What stands beside one unit's result; empty where it was not asked, or may not be read.

    own : indicator -> what the unit handed in
    caps : indicator -> how far its evidence carries
    lifted : indicators whose cap an assessor lifted
    """

    own: Mapping[str, str] = field(default_factory=dict)
    caps: Mapping[str, Cap] = field(default_factory=dict)
    lifted: frozenset[str] = frozenset()

    def lacks(self, rubric: Rubric, code: str, value: Fraction) -> tuple[Lack, ...]:
        """What evidence is missing for an indicator to come to a value on the range."""
        cap = self.caps.get(code)
        if cap is None or code in self.lifted:
            return ()
        reached = rubric.result.stretch
        return tuple(one for one in cap.lacks if reached(one.share) <= value)

    def holds(self, code: str) -> bool:
        """Whether missing evidence stops a higher answer, and does not only advise."""
        cap = self.caps.get(code)
        return cap is not None and cap.binding and code not in self.lifted


NOTHING_BESIDE = UnitSide()


def unit_sides(session: Session, actor: Actor, rows: Sequence[Result]) -> dict[int, UnitSide]:
    """By participant, for those whose own assessment this person may read.

    Four queries and the hours of each category, whatever the number of units; none where
    nobody assessed itself.
    """
    asked = {row.participant_id: row for row in rows if row.category.period.self_assesses}
    if not asked:
        return {}
    readable = visible_own_scores(actor).where(Participant.id.in_(asked))
    ids = set(session.scalars(readable.with_only_columns(Participant.id)))
    own, uses, lifts = _own(session, ids), _uses(session, ids), _lifts(session, ids)
    windows: dict[int, Window] = {}
    for row in asked.values():
        if row.category_id not in windows:
            rubric = row.category.rubric_version.rubric
            windows[row.category_id] = evidence_window(session, row.category.period, rubric)
    return {
        number: UnitSide(
            own.get(number, {}),
            _caps(asked[number], windows, uses.get(number, [])),
            frozenset(lifts.get(number, ())),
        )
        for number in sorted(ids)
    }


_Use = tuple[str, str, date | None]


def _caps(row: Result, windows: Mapping[int, Window], uses: Sequence[_Use]) -> Mapping[str, Cap]:
    return caps_from(row.category.rubric_version.rubric, windows[row.category_id], uses)


def _own(session: Session, ids: set[int]) -> dict[int, dict[str, str]]:
    query = (
        select(OwnScore.participant_id, OwnScore.indicator, OwnScore.answer)
        .join(SelfAssessment, SelfAssessment.participant_id == OwnScore.participant_id)
        .where(OwnScore.participant_id.in_(ids), SelfAssessment.submitted_at.is_not(None))
    )
    found: dict[int, dict[str, str]] = {}
    for number, code, answer in session.execute(query):
        found.setdefault(number, {})[code] = answer
    return found


def _uses(session: Session, ids: set[int]) -> dict[int, list[_Use]]:
    query = (
        select(Evidence.participant_id, EvidenceUse.indicator, Evidence.kind, Evidence.dated)
        .join(EvidenceUse.evidence)
        .where(Evidence.participant_id.in_(ids), Evidence.removed_at.is_(None))
        .order_by(EvidenceUse.id)
    )
    found: dict[int, list[_Use]] = {}
    for number, code, kind, dated in session.execute(query):
        found.setdefault(number, []).append((code, kind, dated))
    return found


def _lifts(session: Session, ids: set[int]) -> dict[int, list[str]]:
    query = select(CapLift.participant_id, CapLift.indicator).where(
        CapLift.participant_id.in_(ids), CapLift.ended_at.is_(None)
    )
    found: dict[int, list[str]] = {}
    for number, code in session.execute(query):
        found.setdefault(number, []).append(code)
    return found
