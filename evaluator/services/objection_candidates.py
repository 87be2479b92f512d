"""Before a decision: who may take part, and what each possible answer would do."""

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from evaluator.services.objection_effects import Effect, Stand, frozen_of, released_of
from evaluator.services.objection_people import Person, people_for
from evaluator.services.objection_rows import readable
from evaluator.services.objection_views import question_of
from evaluator.services.permissions import Action, require
from evaluator.storage.actor import Actor
from evaluator.storage.objections import Objection, ObjectionState
from evaluator.storage.periods import Participant


@dataclass(frozen=True)
class Candidate:
    """One answer that could be decided, with what it would do.

    together : where the unit would stand with everything else that was accepted and waits for
        the same revision; None where nothing else was
    """

    answer: str
    effect: Effect
    together: Stand | None


def people_of(session: Session, actor: Actor, objection_id: int) -> list[Person]:
    """Who may be given an objection to answer: for the lead."""
    require(actor, Action.DECIDE)
    return people_for(session, actor, readable(session, actor, objection_id).participant)


def deciders_of(session: Session, actor: Actor, objection_id: int) -> list[Person]:
    """Who may take part in deciding: never whoever answers it. For the lead."""
    require(actor, Action.DECIDE)
    row = readable(session, actor, objection_id)
    people = people_for(session, actor, row.participant)
    return [one for one in people if one.account_id != row.assessor_id]


def candidates_of(
    session: Session, actor: Actor, objection_id: int, typed: str = ""
) -> list[Candidate]:
    """What each answer that could be decided would do: for the lead, before deciding.

    typed : one more answer to be computed; as a sheet would write it
    """
    require(actor, Action.DECIDE)
    row = readable(session, actor, objection_id)
    category = row.participant.category
    question = question_of(category.rubric_version.rubric, row.indicator)
    frozen = frozen_of(session, released_of(session, category.period), category)
    offered = [choice.value for choice in question.choices]
    answers = dict.fromkeys([row.proposal, row.answer, typed, *offered])
    counted = set(frozen.counted(row.participant_id, row.indicator))
    unit, code = row.participant_id, row.indicator
    others = _accepted_beside(session, row)
    return [
        Candidate(
            answer,
            frozen.effect(unit, code, answer),
            frozen.stand_with(unit, {**others, (unit, code): answer}) if others else None,
        )
        for answer in answers
        if answer and counted != {answer}
    ]


def _accepted_beside(session: Session, row: Objection) -> dict[tuple[int, str], str]:
    """What else was accepted in the category and waits for the same revision."""
    query = (
        select(Objection)
        .join(Objection.participant)
        .where(
            Participant.category_id == row.participant.category_id,
            Objection.state == ObjectionState.ACCEPTED,
            Objection.published_id.is_(None),
            Objection.id != row.id,
        )
    )
    return {(one.participant_id, one.indicator): one.final for one in session.scalars(query)}
