"""What one may see of panels: answers, samples, recusals, conflicts of interest.

A part of the one visibility rule in `visibility`, by the same roles and stages. A
role counts in one's own office alone: whoever leads another office is no more than
an assessor here. And whoever left a unit is told nothing more of it, in no role.
"""

from collections.abc import Iterable

from sqlalchemy import (
    ColumnElement,
    CompoundSelect,
    Select,
    and_,
    false,
    or_,
    select,
    true,
    union,
)
from sqlalchemy.orm import aliased

from evaluator.storage.actor import Actor, Role
from evaluator.storage.interests import Interest
from evaluator.storage.periods import Category, Participant, Period, Stage
from evaluator.storage.scores import Sheet
from evaluator.storage.units import Unit

UNFINISHED = or_(Period.released_at.is_(None), Period.revising_since.is_not(None))
"""Periods whose results are not released, or are being revised."""


def serves(actor: Actor, period: Period, *roles: Role) -> bool:
    """Whether this person has one of the roles in the office whose period it is."""
    return actor.operator or (period.office_id == actor.office_id and actor.has(*roles))


def leads(actor: Actor, period: Period) -> bool:
    """Whether this person leads the office whose period it is."""
    return serves(actor, period, Role.LEAD)


def arranges(actor: Actor, period: Period) -> bool:
    """Whether this person leads or administers the office whose period it is."""
    return serves(actor, period, Role.LEAD, Role.ADMIN)


def left_by(account_ids: Iterable[int]) -> CompoundSelect[int, int]:
    """Pairs (participant, account) of units that people left, or have a conflict with.

    A sheet that was left stays closed for good; a conflict closes its unit until the
    results are released.
    """
    accounts = list(account_ids)
    recused = select(Sheet.participant_id, Sheet.assessor_id).where(
        Sheet.assessor_id.in_(accounts), Sheet.recused_at.is_not(None)
    )
    conflicting = (
        select(Participant.id, Interest.account_id)
        .join(Interest, Interest.unit_id == Participant.unit_id)
        .join(Participant.category)
        .join(Category.period)
        .where(Interest.account_id.in_(accounts), Interest.ended_at.is_(None), UNFINISHED)
    )
    return union(recused, conflicting)


def units_left(actor: Actor) -> Select[int]:
    """Participants that this person left as an assessor, or has a conflict with."""
    pairs = left_by([] if actor.account_id is None else [actor.account_id]).subquery()
    return select(pairs.c.participant_id)


def sits_on_panel(actor: Actor) -> ColumnElement[bool]:
    """Whether this person assesses the participant of the query, and has not left it."""
    own = aliased(Sheet)
    return (
        select(own.id)
        .where(
            own.participant_id == Participant.id,
            own.assessor_id == actor.account_id,
            own.recused_at.is_(None),
        )
        .exists()
    )


def visible_panels(actor: Actor) -> Select[Participant]:
    """Participants of whom this person may read what the whole panel answered.

    The lead always; an assessor of the panel while it is settled; the admin then too
    where a second person confirms; the auditor after release. Nobody who left the unit.
    """
    own_office = Period.office_id == actor.office_id
    rules: list[ColumnElement[bool]] = []
    if actor.operator or actor.has(Role.LEAD):
        rules.append(own_office)
    if actor.has(Role.ADMIN):
        rules.append(and_(own_office, Period.confirms, Period.stage == Stage.SETTLING))
    if actor.has(Role.ASSESSOR):
        rules.append(and_(Period.stage == Stage.SETTLING, sits_on_panel(actor)))
    if actor.has(Role.AUDITOR):
        rules.append(and_(own_office, Period.released_at.is_not(None)))
    return (
        select(Participant)
        .join(Participant.category)
        .join(Category.period)
        .where(
            Participant.sample.is_(False),
            Participant.id.not_in(units_left(actor)),
            or_(false(), *rules),
        )
    )


def visible_samples(actor: Actor) -> Select[Sheet]:
    """Sheets of sample units that were handed in.

    The lead reads them always; an assessor once their own sheet of it is handed in;
    nobody who left the unit.
    """
    own = aliased(Sheet)
    handed_in = select(own.id).where(
        own.participant_id == Sheet.participant_id,
        own.assessor_id == actor.account_id,
        own.submitted_at.is_not(None),
        own.recused_at.is_(None),
    )
    rules: list[ColumnElement[bool]] = []
    if actor.operator or actor.has(Role.LEAD):
        rules.append(Period.office_id == actor.office_id)
    if actor.has(Role.ASSESSOR):
        scoring = Period.stage.not_in((Stage.DRAFT, Stage.SELF_ASSESSMENT))
        rules.append(and_(scoring, handed_in.exists()))
    return (
        select(Sheet)
        .join(Sheet.participant)
        .join(Participant.category)
        .join(Category.period)
        .where(
            Participant.sample,
            Sheet.submitted_at.is_not(None),
            Sheet.recused_at.is_(None),
            Participant.id.not_in(units_left(actor)),
            or_(false(), *rules),
        )
    )


def visible_recusals(actor: Actor) -> Select[Sheet]:
    """Sheets that their assessors had to leave: for the lead, admin and auditor of the office."""
    allowed = actor.operator or actor.has(Role.LEAD, Role.ADMIN, Role.AUDITOR)
    return (
        select(Sheet)
        .join(Sheet.participant)
        .join(Participant.category)
        .join(Category.period)
        .where(
            Period.office_id == actor.office_id,
            Sheet.recused_at.is_not(None),
            true() if allowed else false(),
        )
    )


def visible_interests(actor: Actor) -> Select[Interest]:
    """Conflicts of interest: one's own; all of the office for its lead and admin."""
    rules: list[ColumnElement[bool]] = [Interest.account_id == actor.account_id]
    if actor.operator or actor.has(Role.LEAD, Role.ADMIN):
        rules.append(true())
    return select(Interest).where(Interest.office_id == actor.office_id, or_(false(), *rules))


def nameable_units(actor: Actor) -> Select[Unit]:
    """Units that a person of the office may name in a conflict of interest: all that are assessed.

    Their names tell nothing of any assessment.
    """
    people = actor.operator or actor.has(Role.ASSESSOR, Role.LEAD, Role.ADMIN)
    own_office = Unit.office_id == actor.office_id
    return select(Unit).where(own_office, Unit.retired_at.is_(None), true() if people else false())
