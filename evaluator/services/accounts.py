"""Keeping the office's accounts: opening, changing and closing them, and their passwords."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from evaluator.services.account_rules import (
    NO_PASSWORD,
    check_roles,
    clean_duty,
    clean_username,
)
from evaluator.services.checks import clean_email, clean_nip, clean_text
from evaluator.services.invitations import void_invitations
from evaluator.services.logging import record
from evaluator.services.passwords import fits, hashed
from evaluator.services.permissions import Action, require
from evaluator.services.problems import Conflict, NotFound, Refused
from evaluator.services.signing_in import end_sessions
from evaluator.storage.actor import Actor, Role
from evaluator.storage.people import Account, AccountRole
from evaluator.storage.units import Unit
from evaluator.storage.visibility import visible_accounts


@dataclass(frozen=True)
class Person:
    """An account as the admin sees it.

    duty : of a unit's person, one of `DUTIES`; None where they do all of them
    invited : True until the person has chosen a password
    """

    id: int
    username: str
    name: str
    nip: str | None
    roles: tuple[Role, ...]
    unit_id: int | None
    unit_name: str | None
    active: bool
    version: int
    email: str | None
    duty: str | None
    invited: bool


def list_people(
    session: Session, actor: Actor, role: Role | None = None, text: str = ""
) -> list[Person]:
    """The accounts of the office by username, a role's or those that match a text."""
    require(actor, Action.ADMINISTER)
    query = visible_accounts(actor).options(selectinload(Account.roles))
    accounts = session.scalars(query.order_by(Account.username)).all()
    names = dict(
        session.execute(select(Unit.id, Unit.name).where(Unit.office_id == actor.office_id)).all()
    )
    people = [_person(account, names) for account in accounts]
    return [p for p in people if _matches(p, role, text.strip().casefold())]


def assessors(session: Session, actor: Actor) -> list[Person]:
    """The active assessors of the office."""
    return [p for p in list_people(session, actor) if p.active and Role.ASSESSOR in p.roles]


def person(session: Session, actor: Actor, account_id: int) -> Person:
    """One account of the office."""
    require(actor, Action.ADMINISTER)
    account = _account(session, actor, account_id)
    unit = session.get(Unit, account.unit_id) if account.unit_id else None
    return _person(account, {unit.id: unit.name} if unit else {})


def create_person(
    session: Session,
    actor: Actor,
    now: datetime,
    *,
    username: str,
    name: str,
    password: str | None,
    roles: Iterable[Role],
    unit_id: int | None = None,
    nip: str = "",
    email: str = "",
    duty: str | None = None,
) -> int:
    """Open an account; returns its id.

    password : None for one that its person chooses by invitation

    Raises
    ------
    Refused
        If the username is taken, the password too weak, or a unit viewer has no unit.
    """
    require(actor, Action.ADMINISTER)
    given = frozenset(roles)
    handle = clean_username(username)
    if session.scalar(select(Account.id).where(Account.username == handle)):
        raise Refused('Nama pengguna "{name}" sudah dipakai.', field="username", name=handle)
    check_roles(session, actor, given, unit_id)
    account = Account(
        office_id=actor.office_id,
        unit_id=unit_id,
        username=handle,
        name=clean_text(name, "name", most=200),
        nip=clean_nip(nip),
        email=clean_email(email),
        duty=clean_duty(duty, given),
        password=NO_PASSWORD if password is None else hashed(password),
        made_at=now,
        roles=[AccountRole(role=role) for role in sorted(given)],
    )
    session.add(account)
    session.flush()
    record(session, actor, now, "account.create", f"account:{account.id}", after=loggable(account))
    return account.id


def change_person(
    session: Session,
    actor: Actor,
    now: datetime,
    account_id: int,
    *,
    version: int,
    name: str,
    roles: Iterable[Role],
    unit_id: int | None,
    nip: str,
    email: str,
    duty: str | None,
    active: bool,
) -> None:
    """Change what an account is; closing it, or changing its rights, ends its sessions.

    Raises
    ------
    Conflict
        If somebody else changed it since `version`; with what is stored now.
    Refused
        If the roles do not fit, or the admin would lock out themselves.
    """
    require(actor, Action.ADMINISTER)
    account = _account(session, actor, account_id)
    before = loggable(account)
    if account.version != version:
        raise Conflict(
            "Akun ini baru saja diubah orang lain; tidak ada yang ditimpa.",
            stored={**before, "version": account.version},
        )
    given = frozenset(roles)
    check_roles(session, actor, given, unit_id, active)
    if account.id == actor.account_id and (not active or Role.ADMIN not in given):
        raise Refused("Anda tidak dapat menutup akun sendiri atau melepas peran admin sendiri.")
    rights = (account.role_set, account.unit_id, account.active)
    account.name, account.nip = clean_text(name, "name", most=200), clean_nip(nip)
    account.email, account.duty = clean_email(email), clean_duty(duty, given)
    account.unit_id, account.active = unit_id, active
    if account.role_set != given:
        account.roles = [AccountRole(role=role) for role in sorted(given)]
    if before != loggable(account):
        account.version += 1
        if rights != (given, unit_id, active):
            end_sessions(session, account.id, now)
        record(
            session,
            actor,
            now,
            "account.change",
            f"account:{account.id}",
            before=before,
            after=loggable(account),
        )


def reset_password(
    session: Session, actor: Actor, now: datetime, account_id: int, password: str
) -> None:
    """Give an account a new password and end its sessions."""
    require(actor, Action.ADMINISTER)
    account = _account(session, actor, account_id)
    account.password = hashed(password)
    void_invitations(session, [account.id], now)
    end_sessions(session, account.id, now)
    record(session, actor, now, "account.password", f"account:{account.id}")


def change_own_password(
    session: Session, actor: Actor, now: datetime, *, old: str, new: str, token: str
) -> None:
    """Change one's own password; every other session of the account ends."""
    account = _account(session, actor, actor.account_id or 0)
    if not fits(account.password, old):
        raise Refused("Kata sandi lama tidak cocok.", field="old")
    account.password = hashed(new)
    void_invitations(session, [account.id], now)
    end_sessions(session, account.id, now, keep=token)
    record(session, actor, now, "account.password", f"account:{account.id}")


def uses_password(session: Session, password: str) -> list[str]:
    """Usernames of active accounts whose password is `password`; checks a handful only."""
    accounts = session.scalars(select(Account).where(Account.active).order_by(Account.id).limit(3))
    return [account.username for account in accounts if fits(account.password, password)]


def _account(session: Session, actor: Actor, account_id: int) -> Account:
    account = session.scalar(visible_accounts(actor).where(Account.id == account_id))
    if account is None:
        raise NotFound("Akun itu tidak ada.")
    return account


def _matches(person: Person, role: Role | None, text: str) -> bool:
    if role is not None and role not in person.roles:
        return False
    words = (
        person.username,
        person.name,
        person.nip or "",
        person.unit_name or "",
        person.email or "",
    )
    return any(text in word.casefold() for word in words)


def _person(account: Account, unit_names: dict[int, str]) -> Person:
    return Person(
        account.id,
        account.username,
        account.name,
        account.nip,
        tuple(sorted(account.role_set)),
        account.unit_id,
        unit_names.get(account.unit_id) if account.unit_id else None,
        account.active,
        account.version,
        account.email,
        account.duty,
        account.password == NO_PASSWORD,
    )


def loggable(account: Account) -> dict[str, object]:
    """What the log keeps of an account; never its password."""
    return {
        "username": account.username,
        "name": account.name,
        "nip": account.nip,
        "email": account.email,
        "duty": account.duty,
        "roles": sorted(account.role_set),
        "unit_id": account.unit_id,
        "active": account.active,
    }
