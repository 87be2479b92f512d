"""Units that whoever leads the office left as an assessor: somebody else settles them."""

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from evaluator.services.permissions import Action, require
from evaluator.services.problems import NotFound, Refused
from evaluator.storage.actor import Actor, Role
from evaluator.storage.panel_visibility import arranges, left_by, units_left
from evaluator.storage.people import Account, AccountRole
from evaluator.storage.periods import Category, Participant, Period
from evaluator.storage.visibility import visible_periods


@dataclass(frozen=True)
class LeftUnit:
    """A unit that the reader left, or has a conflict with.

    leads : who can settle it instead, by name; empty where the admin must name somebody
    """

    participant_id: int
    unit: str
    category: str
    leads: tuple[str, ...]


def list_left_units(session: Session, actor: Actor, period_id: int) -> list[LeftUnit]:
    """The ranked units of a period that the reader left, by category and name.

    One query where there are none, else a fixed number.
    """
    require(actor, Action.ARRANGE)
    query = (
        select(Participant.id, Participant.name, Category.title)
        .join(Participant.category)
        .where(
            Category.period_id == period_id,
            Category.period_id.in_(visible_periods(actor).with_only_columns(Period.id)),
            Participant.withdrawn.is_(None),
            Participant.sample.is_(False),
            Participant.id.in_(units_left(actor)),
        )
        .order_by(Category.position, Participant.name, Participant.id)
    )
    found = session.execute(query).all()
    leads = _other_leads(session, actor, [unit for unit, *_ in found]) if found else {}
    return [LeftUnit(unit, name, category, leads[unit]) for unit, name, category in found]


def left_here(session: Session, actor: Actor) -> frozenset[int]:
    """The participants that the reader left, or has a conflict with."""
    return frozenset(session.scalars(units_left(actor)))


def why_closed(session: Session, actor: Actor, participant_id: int) -> NotFound | None:
    """What to tell whoever leads or administers the office and left a unit; None: nothing.

    Others are told no more than that there is no such unit, since they may not know
    which one it is.
    """
    participant = session.get(Participant, participant_id)
    if participant is None or not arranges(actor, participant.category.period):
        return None
    if participant_id not in left_here(session, actor):
        return None
    leads = _other_leads(session, actor, [participant_id])[participant_id]
    if leads:
        return NotFound(
            "Anda mundur dari unit ini; yang menyepakatinya ketua tim lain: {names}.",
            names=", ".join(leads),
        )
    return NotFound(
        "Anda mundur dari unit ini, dan tidak ada ketua tim lain yang dapat menyepakatinya. "
        "Minta admin kantor menunjuk ketua tim lain."
    )


def check_not_left(session: Session, actor: Actor, participant_id: int) -> None:
    """Stop whoever left a unit from deciding anything about it.

    Raises
    ------
    Refused
        With who decides instead.
    """
    if participant_id in left_here(session, actor):
        raise Refused(
            "Anda mundur dari unit ini; hanya ketua tim lain yang memutuskan tentangnya. Bila "
            "tidak ada, minta admin kantor menunjuk satu."
        )


def _other_leads(
    session: Session, actor: Actor, participant_ids: Iterable[int]
) -> dict[int, tuple[str, ...]]:
    """Who else leads the office, by unit, without those who left it too; in two queries."""
    query = (
        select(Account.id, Account.name)
        .join(AccountRole, AccountRole.account_id == Account.id)
        .where(
            Account.office_id == actor.office_id,
            Account.active,
            AccountRole.role == Role.LEAD,
            Account.id != actor.account_id,
        )
        .order_by(Account.name, Account.id)
    )
    people = [(one, name) for one, name in session.execute(query)]
    left = {(unit, one) for unit, one in session.execute(left_by(one for one, _ in people))}
    return {
        unit: tuple(name for one, name in people if (unit, one) not in left)
        for unit in participant_ids
    }
