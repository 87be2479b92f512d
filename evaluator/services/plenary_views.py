"""A plenary as its page and its papers show it."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.orm import Session

from evaluator.services.periods import PeriodView, view_of, visible_period
from evaluator.services.permissions import Action, allows, require
from evaluator.services.plenaries import own_plenary
from evaluator.services.plenary_awards import AwardView, awards_of
from evaluator.services.plenary_earlier import EarlierAward, earlier_awards
from evaluator.services.plenary_people import Seat
from evaluator.services.plenary_proposals import standings_of
from evaluator.services.plenary_recusals import Aside, asides_of
from evaluator.services.problems import NotFound
from evaluator.storage.actor import Actor


@dataclass(frozen=True)
class PlenaryView:
    """Everything about one plenary; `closed_at` None while it sits.

    lost : special awards of the earlier plenary that wait for being given again or let go
    """

    id: int
    period: PeriodView
    number: int
    digest: str
    released: bool
    decides: bool
    held_on: date
    starts_at: str
    ends_at: str
    place: str
    agenda: str
    notes: str
    minutes_number: str
    decree_number: str
    version: int
    made_by: str
    closed_at: datetime | None
    closed_by: str | None
    members: tuple[Seat, ...]
    asides: tuple[Aside, ...]
    awards: tuple[AwardView, ...]
    lost: tuple[EarlierAward, ...]
    categories: tuple[tuple[int, str], ...]
    units: tuple[tuple[int, int, str], ...]

    @property
    def open(self) -> bool:
        """Whether decisions can be made by whoever reads this."""
        return self.decides and self.closed_at is None and self.period.stage == "locked"

    @property
    def waiting(self) -> tuple[AwardView, ...]:
        """Awards that are not decided yet."""
        return tuple(award for award in self.awards if award.decision is None)

    @property
    def plain(self) -> tuple[AwardView, ...]:
        """Undecided awards that may be accepted together: no earlier plenary differed there."""
        return tuple(award for award in self.waiting if not award.differed)

    def award(self, category_id: int, code: str) -> AwardView:
        """One award of one category."""
        for award in self.awards:
            if (award.category_id, award.code) == (category_id, code):
                return award
        raise NotFound("Penghargaan itu tidak ada.")


def plenary_of(session: Session, actor: Actor, period_id: int) -> PlenaryView:
    """The plenary of a period, in a fixed number of queries.

    The lead reads it at once; admin and auditor once the results are released.

    Raises
    ------
    NotFound
        If there is none, or it may not be seen yet: both look the same.
    """
    require(actor, Action.SEE_RESULTS)
    period = visible_period(session, actor, period_id)
    plenary = own_plenary(session, actor, period_id)
    standings = standings_of(session, plenary.snapshot)
    earlier = earlier_awards(session, plenary)
    awards = awards_of(session, actor, plenary, standings, earlier)
    settled = {(one.category_id, one.code) for one in awards if one.decision}
    return PlenaryView(
        id=plenary.id,
        period=view_of(period),
        number=plenary.snapshot.number,
        digest=plenary.snapshot.digest,
        released=plenary.snapshot.released_at is not None,
        decides=allows(actor, Action.DECIDE),
        held_on=plenary.held_on,
        starts_at=plenary.starts_at,
        ends_at=plenary.ends_at,
        place=plenary.place,
        agenda=plenary.agenda,
        notes=plenary.notes,
        minutes_number=plenary.minutes_number,
        decree_number=plenary.decree_number,
        version=plenary.version,
        made_by=plenary.made_by,
        closed_at=plenary.closed_at,
        closed_by=plenary.closed_by,
        members=tuple(
            Seat(m.id, m.name, m.title, m.duty, m.present, m.account_id, m.nip)
            for m in plenary.members
        ),
        asides=tuple(asides_of(session, plenary)),
        awards=tuple(awards),
        lost=tuple(
            one for one in earlier if one.special and (one.category_id, one.code) not in settled
        ),
        categories=tuple((one.category.id, one.category.title) for one in standings),
        units=tuple(
            (one.category.id, row.participant_id, row.participant.name)
            for one in standings
            for row in one.results
            if not row.participant.withdrawn
        ),
    )


def state_of(session: Session, actor: Actor, period_id: int) -> str:
    """How far the plenary of the results shown now is: "none", "sitting" or "closed"."""
    try:
        plenary = own_plenary(session, actor, period_id)
    except NotFound:
        return "none"
    return "sitting" if plenary.closed_at is None else "closed"


def has_plenary(session: Session, actor: Actor, period_id: int) -> bool:
    """Whether this person may read a plenary of the results shown now."""
    return state_of(session, actor, period_id) != "none"
