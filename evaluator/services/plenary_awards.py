"""One award of a plenary: what the rubric proposes with every reason, and what was decided."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session, contains_eager

from evaluator.scoring.awards import Field, place_name
from evaluator.scoring.contests import contest_name, shown_value
from evaluator.scoring.messages import Message
from evaluator.scoring.prizes import Award
from evaluator.scoring.rubric import Rubric
from evaluator.scoring.words import Bilingual
from evaluator.services.plenary_earlier import EarlierAward
from evaluator.services.plenary_proposals import Standings
from evaluator.services.plenary_sureness import told
from evaluator.storage.actor import Actor
from evaluator.storage.award_visibility import visible_proposals
from evaluator.storage.periods import Participant
from evaluator.storage.plenaries import AwardDecision, Plenary
from evaluator.storage.results import Winner, WinnerSource

Sentence = Mapping[str, Any]
"""A stored sentence: {"template", "values"}."""


@dataclass(frozen=True)
class Place:
    """One unit on one place of an award.

    value : the value that the award goes by, as declared; "" where there is none
    reasons : why it stands there, as stored with the results
    sureness : how firmly, in one or two sentences
    """

    participant_id: int
    unit: str
    place: int
    place_name: Bilingual | None
    joint: bool
    value: str = ""
    reasons: Sequence[Sentence] = ()
    sureness: Sequence[Message] = ()


@dataclass(frozen=True)
class Candidate:
    """One unit that could be chosen.

    place : by the award's own rule; None where it is not eligible, and `obstacle` says why
    """

    participant_id: int
    unit: str
    value: str
    place: int | None
    obstacle: Message | None


@dataclass(frozen=True)
class DecisionView:
    """What was decided about one award.

    breaches : unit and the condition that it does not meet, where the plenary chose it all the same
    """

    id: int
    departs: bool
    reason: str
    winners: tuple[Place, ...]
    breaches: tuple[tuple[str, Sentence], ...]
    chair: str
    author: str
    at: datetime


@dataclass(frozen=True)
class AwardView:
    """One award: what the rubric proposes, and what was decided.

    code : of the rubric's award, or of a special one
    special : whether a jury gives it and the rubric does not know it
    turning : what would first change its podium; None where nothing is said of it
    earlier : how the plenary before a revision left it; None where there was none
    """

    category_id: int
    category: str
    code: str
    title: Bilingual
    special: bool
    main: bool
    by: Bilingual | None
    place_names: tuple[Bilingual | str, ...]
    proposed: tuple[Place, ...]
    passed: tuple[tuple[str, Message], ...]
    candidates: tuple[Candidate, ...]
    turning: Message | None
    decision: DecisionView | None
    earlier: EarlierAward | None = None

    @property
    def differed(self) -> bool:
        """Whether the earlier plenary decided otherwise than the rubric proposes now."""
        if self.earlier is None or not self.earlier.departs:
            return False
        return self.earlier.places != {one.participant_id: one.place for one in self.proposed}

    @property
    def repeated(self) -> bool:
        """Whether it is decided as the earlier plenary decided, otherwise than by rubric."""
        if self.earlier is None or self.decision is None or not self.decision.departs:
            return False
        given = {one.participant_id: one.place for one in self.decision.winners}
        return self.earlier.places == given


def awards_of(
    session: Session,
    actor: Actor,
    plenary: Plenary,
    standings: Sequence[Standings],
    earlier: Sequence[EarlierAward] = (),
) -> list[AwardView]:
    """Every award of a plenary, by category, special ones last; two queries."""
    rows = session.scalars(
        visible_proposals(actor)
        .where(Winner.snapshot_id == plenary.snapshot_id)
        .options(contains_eager(Winner.participant))
        .order_by(Winner.place, Participant.name, Winner.id)
    ).all()
    decisions = session.scalars(
        select(AwardDecision)
        .where(AwardDecision.plenary_id == plenary.id)
        .order_by(AwardDecision.id)
    ).all()
    found = []
    for one in standings:
        own = [d for d in decisions if d.category_id == one.category.id]
        won = [r for r in rows if r.category_id == one.category.id]
        declared = {award.code for award in one.rubric.awards}
        for award in one.rubric.awards:
            decision = next((d for d in own if d.award == award.code), None)
            given = [r for r in won if r.award == award.code]
            found.append(_declared(one, award, given, decision, plenary))
        found += [_special(one, d, won, plenary) for d in own if d.award not in declared]
    before = {(one.category_id, one.code): one for one in earlier}
    return [replace(one, earlier=before.get((one.category_id, one.code))) for one in found]


def _declared(
    standing: Standings,
    award: Award,
    rows: Sequence[Winner],
    decision: AwardDecision | None,
    plenary: Plenary,
) -> AwardView:
    rubric, field = standing.rubric, standing.outcome.fields[award.code]
    said = told(rubric, plenary.sureness.get(f"{standing.category.id}/{award.code}"))
    proposed = [r for r in rows if r.source == WinnerSource.RUBRIC]
    return AwardView(
        category_id=standing.category.id,
        category=standing.category.title,
        code=award.code,
        title=award.title,
        special=False,
        main=award.main,
        by=contest_name(rubric, award),
        place_names=tuple(place_name(award, n) for n in range(1, award.places + 1)),
        proposed=tuple(
            _place(row, handle, _value(rubric, field, handle), said.winners)
            for row in proposed
            if (handle := standing.handles[row.participant_id])
        ),
        passed=tuple((one.unit, one.reason) for one in field.passed),
        candidates=_candidates(standing, field),
        turning=said.turning,
        decision=_decision(decision, plenary) if decision else None,
    )


def _special(
    standing: Standings, decision: AwardDecision, rows: Sequence[Winner], plenary: Plenary
) -> AwardView:
    own = [r for r in rows if r.award == decision.award]
    title = Bilingual(**own[0].title) if own else Bilingual(id=decision.after["title"])
    return AwardView(
        category_id=standing.category.id,
        category=standing.category.title,
        code=decision.award,
        title=title,
        special=True,
        main=False,
        by=None,
        place_names=(),
        proposed=(),
        passed=(),
        candidates=(),
        turning=None,
        decision=_decision(decision, plenary),
    )


def _place(
    row: Winner, handle: str, value: str, sureness: Mapping[str, Sequence[Message]]
) -> Place:
    return Place(
        row.participant_id,
        row.participant.name,
        row.place,
        Bilingual(**row.place_name) if row.place_name else None,
        row.joint,
        value,
        row.reason,
        sureness.get(handle, ()),
    )


def _value(rubric: Rubric, field: Field, handle: str) -> str:
    value = field.declared.get(handle)
    return "" if value is None else shown_value(rubric, field.award, value)


def _candidates(standing: Standings, field: Field) -> tuple[Candidate, ...]:
    """Everybody who takes part: those who may win by place, then those passed over."""
    known = standing.participants
    eligible = [
        Candidate(
            known[one.unit].id,
            known[one.unit].name,
            shown_value(standing.rubric, field.award, field.declared[one.unit]),
            one.place,
            None,
        )
        for one in field.ranked()
    ]
    return (
        *eligible,
        *(
            Candidate(known[p.unit].id, known[p.unit].name, "", None, p.reason)
            for p in field.passed
        ),
    )


def _decision(row: AwardDecision, plenary: Plenary) -> DecisionView:
    # A name that was put right since stands right behind the decision too.
    chairs = {member.id: member.name for member in plenary.members}
    return DecisionView(
        row.id,
        row.departs,
        row.reason,
        tuple(
            Place(
                one["participant"],
                one["unit"],
                one["place"],
                Bilingual(**one["place_name"]) if one["place_name"] else None,
                one["joint"],
            )
            for one in row.after["winners"]
        ),
        tuple((one["unit"], one["reason"]) for one in row.after["breaches"]),
        chairs.get(row.after.get("chair_id"), row.after["chair"]),
        row.decided_by,
        row.decided_at,
    )
