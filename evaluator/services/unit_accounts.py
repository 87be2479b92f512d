"""Opening accounts for all units that have none, at once."""

import itertools
import unicodedata
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from evaluator.services.account_rules import NO_PASSWORD
from evaluator.services.accounts import Person, list_people, loggable
from evaluator.services.invitations import Invited, made
from evaluator.services.logging import record
from evaluator.services.passwords import hashed, new_password
from evaluator.services.permissions import Action, require
from evaluator.storage.actor import Actor, Role
from evaluator.storage.people import Account, AccountRole
from evaluator.storage.units import Unit
from evaluator.storage.visibility import visible_units

_PREFIXES = {"kelurahan": "kel", "kecamatan": "kec"}


@dataclass(frozen=True)
class Opening:
    """A unit without an account, and the username that it would get."""

    unit_id: int
    unit: str
    kind: str
    username: str


@dataclass(frozen=True)
class Credentials:
    """What a new account signs in with; the password is known only at this moment."""

    unit: str
    username: str
    password: str


def units_without_account(
    session: Session, actor: Actor, kinds: Collection[str] = ()
) -> list[Opening]:
    """The units of some kinds (of all, where none is named) that never had an account, by name."""
    require(actor, Action.ADMINISTER)
    taken = set(session.scalars(select(Account.username)))
    have = select(Account.unit_id).where(Account.unit_id.is_not(None))
    query = visible_units(actor).where(Unit.retired_at.is_(None), Unit.id.not_in(have))
    openings = []
    for unit in session.scalars(query.order_by(Unit.kind, Unit.name, Unit.id)):
        username = _free_username(unit, taken)
        taken.add(username)
        openings.append(Opening(unit.id, unit.name, unit.kind, username))
    return [opening for opening in openings if not kinds or opening.kind in kinds]


def open_unit_accounts(
    session: Session, actor: Actor, now: datetime, kinds: Collection[str]
) -> list[Credentials]:
    """Open one account for every unit of these kinds that has none; in a few queries.

    Ends the transaction that it finds, since hashing many passwords takes
    seconds in which others want to write.
    """
    passwords = {o.unit_id: new_password() for o in units_without_account(session, actor, kinds)}
    session.commit()
    hashes = {unit_id: hashed(password) for unit_id, password in passwords.items()}
    openings = [o for o in units_without_account(session, actor, kinds) if o.unit_id in hashes]
    accounts = _opened(session, actor, now, openings, hashes)
    if accounts:
        after = {"accounts": [loggable(account) for account in accounts]}
        record(session, actor, now, "account.create", "accounts", after=after)
    return [Credentials(o.unit, o.username, passwords[o.unit_id]) for o in openings]


def open_invited_accounts(
    session: Session, actor: Actor, now: datetime, kinds: Collection[str], lasts: str
) -> list[Invited]:
    """Open one account for every unit of these kinds that has none, each with an invitation.

    lasts : how long the invitations last, one of `LASTS`
    """
    require(actor, Action.ADMINISTER)
    openings = units_without_account(session, actor, kinds)
    accounts = _opened(session, actor, now, openings, {})
    invited = made(session, accounts, now, lasts)
    if accounts:
        after = {
            "accounts": [loggable(account) for account in accounts],
            "invited_until": invited[0].expires_at.isoformat(),
        }
        record(session, actor, now, "account.create", "accounts", after=after)
    return invited


def unit_people(session: Session, actor: Actor) -> list[Person]:
    """The people of units who may sign in, by unit and name."""
    people = [p for p in list_people(session, actor, Role.UNIT) if p.active]
    return sorted(people, key=lambda p: (p.unit_name or "", p.name, p.id))


def _opened(
    session: Session,
    actor: Actor,
    now: datetime,
    openings: Sequence[Opening],
    hashes: Mapping[int, str],
) -> list[Account]:
    """Accounts as they are opened; without a hash, the person chooses a password by invitation."""
    accounts = [
        Account(
            office_id=actor.office_id,
            unit_id=opening.unit_id,
            username=opening.username,
            name=opening.unit,
            password=hashes.get(opening.unit_id, NO_PASSWORD),
            made_at=now,
            roles=[AccountRole(role=Role.UNIT)],
        )
        for opening in openings
    ]
    session.add_all(accounts)
    session.flush()
    return accounts


def _free_username(unit: Unit, taken: Collection[str]) -> str:
    """A username from the unit's short name, such as "dindik" or "kel-medono"."""
    plain = unicodedata.normalize("NFKD", unit.short_name.casefold())
    letters = [c if c.isascii() and c.isalnum() else " " for c in plain if c.isprintable()]
    handle = "-".join("".join(letters).split()) or "unit"
    prefix = _PREFIXES.get(unit.kind, "")
    if prefix and not handle.startswith(prefix):
        handle = f"{prefix}-{handle}"
    handle = handle[:50]
    numbered = (f"{handle}-{number}" for number in itertools.count(2))
    return next(one for one in itertools.chain([handle], numbered) if one not in taken)
