"""Who may answer and decide an objection: nobody who left the unit or has a conflict with it."""

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import func, select, union
from sqlalchemy.orm import Session

from evaluator.services.problems import Refused
from evaluator.storage.actor import Actor, Role
from evaluator.storage.interests import Interest
from evaluator.storage.objections import WAITING, Objection
from evaluator.storage.people import Account, AccountRole
from evaluator.storage.periods import Participant
from evaluator.storage.scores import Sheet


@dataclass(frozen=True)
class Person:
    """Somebody of the office who has nothing against a unit.

    assesses : whether he or she is an assessor, and so may be given an objection
    scored : whether he or she scored this unit
    load : how many other objections wait for the answer
    """

    account_id: int
    name: str
    assesses: bool
    scored: bool
    load: int


def people_for(session: Session, actor: Actor, participant: Participant) -> list[Person]:
    """The assessors and leads of the office who may deal with a unit's objection, by name.

    Those who did not score the unit come first.
    """
    shut = unfit_for(session, participant)
    scored = scorers_of(session, [participant.id])
    loads = _loads(session)
    roles = _roles(session, actor.office_id)
    names = {
        row.id: row.name
        for row in session.scalars(select(Account).where(Account.id.in_(roles), Account.active))
    }
    found = [
        Person(
            number,
            name,
            Role.ASSESSOR in roles[number],
            (participant.id, number) in scored,
            loads.get(number, 0),
        )
        for number, name in names.items()
        if number not in shut
    ]
    return sorted(found, key=lambda one: (one.scored, one.name, one.account_id))


def check_fit(session: Session, actor: Actor, participant: Participant) -> None:
    """Stop whoever left a unit, or has a conflict with it, from dealing with its objection.

    Raises
    ------
    Refused
        With who does it instead.
    """
    if actor.account_id in unfit_for(session, participant):
        raise Refused(
            "Anda mundur dari unit ini atau punya konflik kepentingan dengannya. Keberatannya "
            "ditangani orang lain; bila tidak ada, minta admin kantor menunjuk ketua tim lain."
        )


def unfit_for(session: Session, participant: Participant) -> frozenset[int]:
    """Accounts that left this unit in this period, or have a conflict of interest with it."""
    left = select(Sheet.assessor_id).where(
        Sheet.participant_id == participant.id, Sheet.recused_at.is_not(None)
    )
    conflict = select(Interest.account_id).where(
        Interest.unit_id == participant.unit_id, Interest.ended_at.is_(None)
    )
    return frozenset(session.scalars(union(left, conflict)))


def scorers_of(session: Session, participant_ids: Collection[int]) -> set[tuple[int, int]]:
    """Pairs (participant, account) of who scored whom; one query for all."""
    query = select(Sheet.participant_id, Sheet.assessor_id).where(
        Sheet.participant_id.in_(participant_ids), Sheet.recused_at.is_(None)
    )
    return {(unit, account) for unit, account in session.execute(query)}


def _roles(session: Session, office_id: int) -> dict[int, set[str]]:
    """The roles of everybody of the office who assesses or leads."""
    query = (
        select(AccountRole.account_id, AccountRole.role)
        .join(Account, Account.id == AccountRole.account_id)
        .where(Account.office_id == office_id, AccountRole.role.in_((Role.ASSESSOR, Role.LEAD)))
    )
    found: dict[int, set[str]] = {}
    for account_id, role in session.execute(query):
        found.setdefault(account_id, set()).add(role)
    return found


def _loads(session: Session) -> dict[int, int]:
    query = (
        select(Objection.assessor_id, func.count())
        .where(Objection.assessor_id.is_not(None), Objection.state.in_(WAITING[:2]))
        .group_by(Objection.assessor_id)
    )
    return {account: count for account, count in session.execute(query) if account is not None}
