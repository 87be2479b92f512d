"""Who does what for a unit: one fills, one checks, one hands in; a deputy does another's part."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy.orm import Session

from evaluator.scoring.messages import N_
from evaluator.services.deputies import Acting, acting_for
from evaluator.services.offices import office_view, today_at
from evaluator.services.problems import NotAllowed
from evaluator.storage.actor import Actor
from evaluator.storage.people import Account


class Duty(StrEnum):
    """A part in a unit's own assessment."""

    OPERATOR = "operator"
    SUPERVISOR = "supervisor"
    HEAD = "head"


_WHO = {
    Duty.OPERATOR: N_("Mengisi penilaian mandiri adalah tugas operator unit."),
    Duty.SUPERVISOR: N_("Memeriksa penilaian mandiri adalah tugas supervisor unit."),
    Duty.HEAD: N_("Mengirim penilaian mandiri adalah tugas kepala unit."),
}


@dataclass(frozen=True)
class Duties:
    """What somebody may do for their unit today.

    lent : duties that are another's, with whom they are done for
    """

    own: frozenset[Duty]
    lent: Mapping[Duty, Acting]

    def has(self, duty: Duty) -> bool:
        """Whether the duty may be done, for oneself or for another."""
        return duty in self.own or duty in self.lent

    def on_behalf(self, *duties: Duty) -> str:
        """For whom the duties are done, as the log says it; "" where they are one's own."""
        lent = (self.lent[duty].said for duty in duties if duty not in self.own)
        return ", ".join(dict.fromkeys(lent))


def duties_of(session: Session, actor: Actor, now: datetime) -> Duties:
    """The duties of a unit's person today, with those lent to them by a colleague.

    An account without a duty of its own does all of them.
    """
    account = session.get(Account, actor.account_id) if actor.account_id else None
    if account is None or account.unit_id is None:
        return Duties(frozenset(), {})
    today = today_at(office_view(session, actor.office_id), now)
    own = _duties(account.duty)
    lent = {
        duty: acting
        for acting in acting_for(session, actor, today)
        for duty in _duties(acting.duty)
        if duty not in own
    }
    return Duties(own, lent)


def hold_duties(session: Session, actor: Actor, now: datetime, *duties: Duty) -> str:
    """Stop somebody whose duty this is not; returns for whom it is done, as the log says it.

    Raises
    ------
    NotAllowed
        Naming whose duty it is.
    """
    held = duties_of(session, actor, now)
    for duty in duties:
        if not held.has(duty):
            raise NotAllowed(_WHO[duty])
    return held.on_behalf(*duties)


def _duties(duty: str | None) -> frozenset[Duty]:
    return frozenset(Duty) if duty is None else frozenset({Duty(duty)})
