"""Who can be given a sheet of which unit, and who has one: shared by everything about panels."""

import secrets
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TypeVar

from sqlalchemy import ColumnElement, Select, delete, func, or_, select
from sqlalchemy.orm import Session

from evaluator.services.problems import NotFound, Refused
from evaluator.storage.actor import Actor, Role
from evaluator.storage.interests import Interest
from evaluator.storage.people import Account, AccountRole
from evaluator.storage.periods import Category, Guest, Participant, Period, Stage
from evaluator.storage.scores import Score, Sheet

ARRANGEABLE = (Stage.DRAFT, Stage.SELF_ASSESSMENT, Stage.SCORING)
"""The stages in which panels can be changed."""

_T = TypeVar("_T")
Pair = tuple[int, int]
"""A participant and an assessor's account."""


@dataclass(frozen=True)
class Held:
    """A category and its period, held in its stage until the transaction ends."""

    category: Category
    period: Period


def hold_category(session: Session, actor: Actor, category_id: int) -> Held:
    """A category of the actor's office whose panels may be changed now.

    Raises
    ------
    NotFound
        If there is none.
    Refused
        If the scoring is over.
    """
    category = category_to_read(session, actor, category_id)
    period = hold_period(session, category.period_id)
    if period.stage not in ARRANGEABLE:
        raise Refused("Penilaian periode ini sudah ditutup; penilai tidak dapat diganti lagi.")
    return Held(category, period)


def category_to_read(session: Session, actor: Actor, category_id: int) -> Category:
    """A category of the actor's office."""
    query = select(Category).join(Category.period).where(Category.id == category_id)
    category = session.scalar(query.where(Period.office_id == actor.office_id))
    if category is None:
        raise NotFound("Kategori itu tidak ada.")
    return category


def own_participant(session: Session, actor: Actor, participant_id: int) -> Participant:
    """A unit that takes part in a category of the actor's office."""
    query = select(Participant).join(Participant.category).join(Category.period)
    found = session.scalar(
        query.where(Participant.id == participant_id, Period.office_id == actor.office_id)
    )
    if found is None:
        raise NotFound("Peserta itu tidak ada.")
    return found


def hold_period(session: Session, period_id: int) -> Period:
    """A period whose stage and panels nobody else moves until the transaction ends."""
    query = select(Period).where(Period.id == period_id).with_for_update(of=Period)
    return session.scalars(query.execution_options(populate_existing=True)).one()


def seatable(period: Period) -> Select[Account]:
    """The active assessors who can be given sheets: those of the office, and the guests."""
    assessors = select(AccountRole.account_id).where(AccountRole.role == Role.ASSESSOR)
    guests = select(Guest.account_id).where(Guest.period_id == period.id)
    return select(Account).where(
        Account.active,
        Account.id.in_(assessors),
        or_(Account.office_id == period.office_id, Account.id.in_(guests)),
    )


def conflicting(session: Session, category_ids: Iterable[int]) -> frozenset[Pair]:
    """Pairs that a declared conflict of interest forbids, in one query."""
    query = (
        select(Participant.id, Interest.account_id)
        .join(Interest, Interest.unit_id == Participant.unit_id)
        .where(Participant.category_id.in_(category_ids), Interest.ended_at.is_(None))
    )
    return frozenset((unit, who) for unit, who in session.execute(query))


def recused(session: Session, category_id: int) -> frozenset[Pair]:
    """Pairs that ended in a recusal."""
    return _pairs(session, category_id, Sheet.recused_at.is_not(None))


def seated(session: Session, category_id: int) -> frozenset[Pair]:
    """Pairs that assess now, samples included."""
    return _pairs(session, category_id, Sheet.recused_at.is_(None))


def started(session: Session, category_id: int) -> frozenset[Pair]:
    """Pairs whose sheet has ever held anything: these sheets are never taken away."""
    return _pairs(session, category_id, select(Score.id).where(Score.sheet_id == Sheet.id).exists())


def loads_of(session: Session, period_id: int) -> dict[tuple[int, int], int]:
    """How many ranked units each assessor has, by (category, account); samples do not count."""
    query = (
        select(Participant.category_id, Sheet.assessor_id, func.count())
        .join(Sheet, Sheet.participant_id == Participant.id)
        .join(Participant.category)
        .where(
            Category.period_id == period_id,
            Sheet.recused_at.is_(None),
            Participant.sample.is_(False),
        )
        .group_by(Participant.category_id, Sheet.assessor_id)
    )
    return {(category, who): count for category, who, count in session.execute(query)}


def give_samples(session: Session, category_id: int) -> list[Pair]:
    """Give everyone who assesses in a category a sheet of its samples; returns the new pairs."""
    query = select(Participant.id, Participant.sample)
    found = session.execute(query.where(Participant.category_id == category_id)).all()
    samples = {participant for participant, sample in found if sample}
    if not samples:
        return []
    now = seated(session, category_id)
    people = {who for participant, who in now if participant not in samples}
    shut = now | recused(session, category_id) | conflicting(session, [category_id])
    new = sorted((unit, who) for unit in samples for who in people if (unit, who) not in shut)
    seat(session, new)
    return new


def seat(session: Session, pairs: Sequence[Pair]) -> None:
    """Give assessors their sheets, numbered in an order that tells nothing of the units."""
    session.add_all(Sheet(participant_id=unit, assessor_id=who) for unit, who in mixed(pairs))
    session.flush()


def mixed(given: Sequence[_T]) -> list[_T]:
    """The same in an order that nobody can foresee."""
    return secrets.SystemRandom().sample(given, len(given))


def seat_anew(session: Session, period_id: int) -> None:
    """Number all sheets of a period anew on which nothing was scored yet.

    They may have been given out one unit after the other, in the order of the names.
    """
    inside = select(Participant.id).join(Category).where(Category.period_id == period_id)
    untouched = (
        Sheet.participant_id.in_(inside),
        Sheet.recused_at.is_(None),
        ~select(Score.id).where(Score.sheet_id == Sheet.id).exists(),
    )
    query = select(Sheet.participant_id, Sheet.assessor_id).where(*untouched)
    pairs = [(unit, who) for unit, who in session.execute(query)]
    session.execute(delete(Sheet).where(*untouched))
    seat(session, pairs)


def _pairs(session: Session, category_id: int, rule: ColumnElement[bool]) -> frozenset[Pair]:
    query = (
        select(Sheet.participant_id, Sheet.assessor_id)
        .join(Sheet.participant)
        .where(Participant.category_id == category_id, rule)
    )
    return frozenset((unit, who) for unit, who in session.execute(query))
