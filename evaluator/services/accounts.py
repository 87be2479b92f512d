"""Signing in and out, and keeping the office's accounts."""

import hashlib
import itertools
import secrets
import unicodedata
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from argon2 import PasswordHasher
from argon2.exceptions import Argon2Error
from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import Session, selectinload

from evaluator.services.checks import clean_nip, clean_text
from evaluator.services.demo_accounts import PASSWORD as DEMO_PASSWORD
from evaluator.services.logging import record
from evaluator.services.permissions import Action, require
from evaluator.services.problems import Conflict, NotFound, Refused
from evaluator.storage.actor import Actor, Role
from evaluator.storage.people import Account, AccountRole, LoginFailure, LoginSession
from evaluator.storage.units import Unit
from evaluator.storage.visibility import visible_accounts, visible_units

IDLE_AFTER = timedelta(hours=8)
ENDS_AFTER = timedelta(days=7)
FAILURES_PER_ACCOUNT = 8
FAILURES_PER_CLIENT = 40
SLOWED_FOR = timedelta(minutes=10)
SHORTEST_PASSWORD = 10
LONGEST_PASSWORD = 200
_EASY_TO_READ = "abcdefghjkmnpqrstuvwxyz23456789"
_PREFIXES = {"kelurahan": "kel", "kecamatan": "kec"}

_hasher = PasswordHasher()


@dataclass(frozen=True)
class Person:
    """An account as the admin sees it."""

    id: int
    username: str
    name: str
    nip: str | None
    roles: tuple[Role, ...]
    unit_id: int | None
    unit_name: str | None
    active: bool
    version: int


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


def sign_in(session: Session, username: str, password: str, client: str, now: datetime) -> str:
    """Open a session and return its secret token, for the browser's cookie.

    The answer, and the time it takes, are the same for an unknown name and a
    wrong password.

    Raises
    ------
    Refused
        If name and password do not fit, or after too many failures.
    """
    username = unicodedata.normalize("NFKC", username).strip().casefold()[:150]
    _slow_down(session, username, client, now)
    account = session.scalar(select(Account).where(Account.username == username))
    if not _fits(account, password) or account is None or not account.active:
        session.add(LoginFailure(username=username, client=client, at=now))
        if account is not None:
            record(session, _actor(account), now, "sign-in.fail", f"account:{account.id}")
        session.commit()  # the failure counts although the request ends in a refusal
        raise Refused("Nama pengguna atau kata sandi tidak cocok. Periksa lalu coba lagi.")
    session.execute(delete(LoginFailure).where(LoginFailure.username == username))
    token = secrets.token_urlsafe(32)
    session.add(
        LoginSession(account_id=account.id, token_digest=_digest(token), began_at=now, seen_at=now)
    )
    record(session, _actor(account), now, "sign-in", f"account:{account.id}")
    return token


def actor_of(session: Session, token: str, now: datetime) -> Actor | None:
    """Who holds this token; None where the session ended, idled out, or never was."""
    row = session.execute(
        select(LoginSession, Account)
        .join(Account, Account.id == LoginSession.account_id)
        .options(selectinload(Account.roles))
        .where(LoginSession.token_digest == _digest(token), LoginSession.ended_at.is_(None))
    ).one_or_none()
    if row is None:
        return None
    login, account = row
    fresh = now - login.seen_at <= IDLE_AFTER and now - login.began_at <= ENDS_AFTER
    return _actor(account) if fresh and account.active else None


def touch(session: Session, token: str, now: datetime) -> None:
    """Note that a session is in use, so that it does not idle out."""
    session.execute(
        update(LoginSession).where(LoginSession.token_digest == _digest(token)).values(seen_at=now)
    )


def sign_out(session: Session, actor: Actor, token: str, now: datetime) -> None:
    """End a session on the server; the cookie is worth nothing afterwards."""
    session.execute(
        update(LoginSession)
        .where(LoginSession.token_digest == _digest(token), LoginSession.ended_at.is_(None))
        .values(ended_at=now)
    )
    record(session, actor, now, "sign-out", f"account:{actor.account_id}")


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
    password: str,
    roles: Iterable[Role],
    unit_id: int | None = None,
    nip: str = "",
) -> int:
    """Open an account; returns its id.

    Raises
    ------
    Refused
        If the username is taken, the password too weak, or a unit viewer has no unit.
    """
    require(actor, Action.ADMINISTER)
    given = frozenset(roles)
    handle = _username(username)
    if session.scalar(select(Account.id).where(Account.username == handle)):
        raise Refused('Nama pengguna "{name}" sudah dipakai.', field="username", name=handle)
    _check_roles(session, actor, given, unit_id)
    account = Account(
        office_id=actor.office_id,
        unit_id=unit_id,
        username=handle,
        name=clean_text(name, "name", most=200),
        nip=clean_nip(nip),
        password=hashed(password),
        made_at=now,
        roles=[AccountRole(role=role) for role in sorted(given)],
    )
    session.add(account)
    session.flush()
    record(session, actor, now, "account.create", f"account:{account.id}", after=_loggable(account))
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
    before = _loggable(account)
    if account.version != version:
        raise Conflict(
            "Akun ini baru saja diubah orang lain; tidak ada yang ditimpa.",
            stored={**before, "version": account.version},
        )
    given = frozenset(roles)
    _check_roles(session, actor, given, unit_id)
    if account.id == actor.account_id and (not active or Role.ADMIN not in given):
        raise Refused("Anda tidak dapat menutup akun sendiri atau melepas peran admin sendiri.")
    rights = (account.role_set, account.unit_id, account.active)
    account.name, account.nip = clean_text(name, "name", most=200), clean_nip(nip)
    account.unit_id, account.active = unit_id, active
    if account.role_set != given:
        account.roles = [AccountRole(role=role) for role in sorted(given)]
    if before != _loggable(account):
        account.version += 1
        if rights != (given, unit_id, active):
            _end_sessions(session, account.id, now)
        record(
            session,
            actor,
            now,
            "account.change",
            f"account:{account.id}",
            before=before,
            after=_loggable(account),
        )


def new_password() -> str:
    """A password that nobody can guess and everybody can copy from paper: 79 bits."""
    groups = ("".join(secrets.choice(_EASY_TO_READ) for _ in range(4)) for _ in range(4))
    return "-".join(groups)


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
    accounts = [
        Account(
            office_id=actor.office_id,
            unit_id=opening.unit_id,
            username=opening.username,
            name=opening.unit,
            password=hashes[opening.unit_id],
            made_at=now,
            roles=[AccountRole(role=Role.UNIT)],
        )
        for opening in openings
    ]
    session.add_all(accounts)
    session.flush()
    if accounts:
        after = {"accounts": [_loggable(account) for account in accounts]}
        record(session, actor, now, "account.create", "accounts", after=after)
    return [Credentials(o.unit, o.username, passwords[o.unit_id]) for o in openings]


def reset_password(
    session: Session, actor: Actor, now: datetime, account_id: int, password: str
) -> None:
    """Give an account a new password and end its sessions."""
    require(actor, Action.ADMINISTER)
    account = _account(session, actor, account_id)
    account.password = hashed(password)
    _end_sessions(session, account.id, now)
    record(session, actor, now, "account.password", f"account:{account.id}")


def change_own_password(
    session: Session, actor: Actor, now: datetime, *, old: str, new: str, token: str
) -> None:
    """Change one's own password; every other session of the account ends."""
    account = _account(session, actor, actor.account_id or 0)
    if not _fits(account, old):
        raise Refused("Kata sandi lama tidak cocok.", field="old")
    account.password = hashed(new)
    _end_sessions(session, account.id, now, keep=token)
    record(session, actor, now, "account.password", f"account:{account.id}")


class Hashed(str):
    """A password that is hashed already, for many accounts that share one."""


def hashed(password: str, *, demo: bool = False) -> Hashed:
    """Hash a new password with argon2id.

    demo : accept the demonstration's published password

    Raises
    ------
    Refused
        If it is shorter or longer than accepted, or published.
    """
    if isinstance(password, Hashed):
        return password
    if password == DEMO_PASSWORD and not demo:
        raise Refused(
            "Ini kata sandi contoh yang diketahui umum; pilih yang lain.", field="password"
        )
    if not SHORTEST_PASSWORD <= len(password) <= LONGEST_PASSWORD:
        raise Refused(
            "Kata sandi harus {shortest} sampai {longest} huruf.",
            field="password",
            shortest=SHORTEST_PASSWORD,
            longest=LONGEST_PASSWORD,
        )
    return Hashed(_hasher.hash(password))


def uses_password(session: Session, password: str) -> list[str]:
    """Usernames of active accounts whose password is `password`; checks a handful only."""
    accounts = session.scalars(select(Account).where(Account.active).order_by(Account.id).limit(3))
    return [account.username for account in accounts if _fits(account, password)]


def _fits(account: Account | None, password: str) -> bool:
    stored = account.password if account is not None else _stand_in()
    if len(password) > LONGEST_PASSWORD:
        password = ""
    try:
        return _hasher.verify(stored, password) and account is not None
    except Argon2Error:
        return False


_made_once: list[str] = []


def _stand_in() -> str:
    """A hash that takes as long to check as a real one, for names that do not exist."""
    if not _made_once:
        _made_once.append(_hasher.hash(secrets.token_urlsafe(16)))
    return _made_once[0]


def _slow_down(session: Session, username: str, client: str, now: datetime) -> None:
    recent = LoginFailure.at > now - SLOWED_FOR
    of_account = select(func.count()).where(recent, LoginFailure.username == username)
    of_client = select(func.count()).where(recent, LoginFailure.client == client)
    if (session.scalar(of_account) or 0) >= FAILURES_PER_ACCOUNT or (
        session.scalar(of_client) or 0
    ) >= FAILURES_PER_CLIENT:
        raise Refused(
            "Terlalu banyak percobaan masuk yang gagal. Tunggu {minutes} menit, lalu coba lagi.",
            minutes=int(SLOWED_FOR.total_seconds() // 60),
        )


def _end_sessions(session: Session, account_id: int, now: datetime, keep: str = "") -> None:
    session.execute(
        update(LoginSession)
        .where(
            LoginSession.account_id == account_id,
            LoginSession.ended_at.is_(None),
            LoginSession.token_digest != _digest(keep),
        )
        .values(ended_at=now)
    )


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def _actor(account: Account) -> Actor:
    return Actor(
        account.id,
        account.username,
        account.name,
        account.office_id,
        account.role_set,
        account.unit_id,
    )


def _account(session: Session, actor: Actor, account_id: int) -> Account:
    account = session.scalar(visible_accounts(actor).where(Account.id == account_id))
    if account is None:
        raise NotFound("Akun itu tidak ada.")
    return account


def _username(given: str) -> str:
    handle = unicodedata.normalize("NFKC", given).strip().casefold()
    if not handle or len(handle) > 60 or not all(c.isalnum() or c in "-._" for c in handle):
        raise Refused(
            "Nama pengguna terdiri atas huruf, angka, titik, garis bawah, atau tanda hubung.",
            field="username",
        )
    return handle


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


def _matches(person: Person, role: Role | None, text: str) -> bool:
    if role is not None and role not in person.roles:
        return False
    words = (person.username, person.name, person.nip or "", person.unit_name or "")
    return any(text in word.casefold() for word in words)


def _check_roles(
    session: Session, actor: Actor, roles: frozenset[Role], unit_id: int | None
) -> None:
    if not roles:
        raise Refused("Pilih paling sedikit satu peran.", field="roles")
    if (Role.UNIT in roles) != (unit_id is not None):
        raise Refused("Peran unit memerlukan unitnya, dan hanya peran itu.", field="unit_id")
    if Role.UNIT in roles and len(roles) > 1:
        raise Refused("Akun unit tidak boleh punya peran kantor.", field="roles")
    if unit_id is not None:
        unit = session.get(Unit, unit_id)
        if unit is None or unit.office_id != actor.office_id:
            raise Refused("Unit itu tidak ada.", field="unit_id")


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
    )


def _loggable(account: Account) -> dict[str, object]:
    return {
        "username": account.username,
        "name": account.name,
        "nip": account.nip,
        "roles": sorted(account.role_set),
        "unit_id": account.unit_id,
        "active": account.active,
    }
