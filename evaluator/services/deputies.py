"""Deputies: who does another's duty between two dates, and for what reason."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import or_, select
from sqlalchemy.orm import Session, aliased

from evaluator.services.checks import clean_text
from evaluator.services.logging import record
from evaluator.services.offices import office_view, today_at
from evaluator.services.permissions import Action, allows, require
from evaluator.services.problems import NotAllowed, NotFound, Refused
from evaluator.storage.actor import Actor
from evaluator.storage.people import Account, Deputy

LONGEST = timedelta(days=366)


@dataclass(frozen=True)
class DeputyView:
    """One deputy of a person; `state` is "planned", "acting" or "over"."""

    id: int
    account_id: int
    person: str
    deputy: str
    valid_from: date
    valid_to: date
    reason: str
    state: str


@dataclass(frozen=True)
class Acting:
    """Somebody whose duty one may do today.

    duty : theirs; None where they do all duties of their unit
    """

    account_id: int
    name: str
    duty: str | None

    @property
    def said(self) -> str:
        """How the log says that somebody acted for them."""
        return f"a.n. {self.name}"


def acting_for(session: Session, actor: Actor, day: date) -> list[Acting]:
    """Whose duties this person may do on a day, by name; their own duty is not among them."""
    query = (
        select(Account.id, Account.name, Account.duty)
        .join(Deputy, Deputy.account_id == Account.id)
        .where(
            Deputy.deputy_id == actor.account_id,
            Deputy.valid_from <= day,
            Deputy.valid_to >= day,
            Deputy.ended_at.is_(None),
            Account.active,
            Account.office_id == actor.office_id,
            # Whoever moved to another unit meanwhile takes no duty along.
            Account.unit_id.is_(None)
            if actor.unit_id is None
            else Account.unit_id == actor.unit_id,
        )
        .distinct()
        .order_by(Account.name, Account.id)
    )
    return [Acting(number, name, duty) for number, name, duty in session.execute(query)]


def deputies_of(session: Session, actor: Actor, account_id: int, now: datetime) -> list[DeputyView]:
    """Every deputy that a person ever has, and whom they stand in for; newest first."""
    person = _person(session, actor, account_id)
    today = today_at(office_view(session, person.office_id), now)
    absent, standing = aliased(Account), aliased(Account)
    query = (
        select(Deputy, absent.name, standing.name)
        .join(absent, absent.id == Deputy.account_id)
        .join(standing, standing.id == Deputy.deputy_id)
        .where(or_(Deputy.account_id == person.id, Deputy.deputy_id == person.id))
        .order_by(Deputy.valid_from.desc(), Deputy.id.desc())
    )
    return [_view(row, name, deputy, today) for row, name, deputy in session.execute(query)]


def deputy_choices(session: Session, actor: Actor, account_id: int) -> list[tuple[int, str]]:
    """Who could stand in for a person, as (id, name): the others of the same unit or office."""
    person = _person(session, actor, account_id)
    return [(other.id, other.name) for other in _colleagues(session, person)]


def name_deputy(
    session: Session,
    actor: Actor,
    now: datetime,
    account_id: int,
    *,
    deputy_id: int,
    valid_from: date,
    valid_to: date,
    reason: str,
) -> int:
    """Let somebody do a person's duty between two dates, both included; returns the row's id.

    Named by the person or the admin.

    Raises
    ------
    Refused
        If the deputy is of another unit, the dates do not fit or are taken.
    """
    person = _person(session, actor, account_id)
    why = clean_text(reason, "reason", most=500)
    if deputy_id not in {other.id for other in _colleagues(session, person)}:
        raise Refused("Wakil harus orang lain dari unit atau kantor yang sama.", field="deputy_id")
    _check_days(session, person, deputy_id, valid_from, valid_to, now)
    row = Deputy(
        account_id=person.id,
        deputy_id=deputy_id,
        valid_from=valid_from,
        valid_to=valid_to,
        reason=why,
        made_at=now,
    )
    session.add(row)
    session.flush()
    deputy = session.get_one(Account, deputy_id)
    after = {
        "deputy": f"{deputy.name} ({deputy.username})",
        "from": valid_from.isoformat(),
        "to": valid_to.isoformat(),
    }
    record(session, actor, now, "deputy.name", f"account:{person.id}", after=after, reason=why)
    return row.id


def end_deputy(session: Session, actor: Actor, now: datetime, deputy_row: int) -> int:
    """End a deputy's time at once; returns the id of the person they stood in for."""
    row = session.get(Deputy, deputy_row)
    if row is None:
        raise NotFound("Wakil itu tidak ada.")
    person = _person(session, actor, row.account_id)
    if row.ended_at is not None:
        raise Refused("Masa wakil ini sudah diakhiri.")
    row.ended_at = now
    deputy = session.get_one(Account, row.deputy_id)
    before = {"deputy": f"{deputy.name} ({deputy.username})", "to": row.valid_to.isoformat()}
    record(session, actor, now, "deputy.end", f"account:{person.id}", before=before)
    return person.id


def _person(session: Session, actor: Actor, account_id: int) -> Account:
    """The person whose duty it is: one's own, or anybody of the office for the admin."""
    require(actor, Action.SIGNED_IN)
    account = session.get(Account, account_id)
    if account is None or account.office_id != actor.office_id:
        raise NotFound("Akun itu tidak ada.")
    if account.id != actor.account_id and not allows(actor, Action.ADMINISTER):
        raise NotAllowed("Wakil ditunjuk oleh orangnya sendiri atau admin kantor.")
    return account


def _colleagues(session: Session, person: Account) -> list[Account]:
    same = (
        Account.unit_id.is_(None) if person.unit_id is None else Account.unit_id == person.unit_id
    )
    query = select(Account).where(
        Account.office_id == person.office_id, same, Account.active, Account.id != person.id
    )
    return list(session.scalars(query.order_by(Account.name, Account.id)))


def _check_days(
    session: Session, person: Account, deputy_id: int, since: date, until: date, now: datetime
) -> None:
    if until < since:
        raise Refused("Tanggal akhir mendahului tanggal mulai.", field="valid_to")
    if until < today_at(office_view(session, person.office_id), now):
        raise Refused("Tanggal akhir sudah lewat.", field="valid_to")
    if until - since >= LONGEST:
        raise Refused("Wakil ditunjuk paling lama satu tahun.", field="valid_to")
    overlapping = select(Deputy.id).where(
        Deputy.account_id == person.id,
        Deputy.deputy_id == deputy_id,
        Deputy.ended_at.is_(None),
        Deputy.valid_from <= until,
        Deputy.valid_to >= since,
    )
    if session.scalar(overlapping):
        raise Refused("Orang itu sudah menjadi wakil pada sebagian hari itu.", field="valid_from")


def _view(row: Deputy, person: str, deputy: str, today: date) -> DeputyView:
    over = row.ended_at is not None or row.valid_to < today
    state = "over" if over else "planned" if row.valid_from > today else "acting"
    return DeputyView(
        row.id, row.account_id, person, deputy, row.valid_from, row.valid_to, row.reason, state
    )
