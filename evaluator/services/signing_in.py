"""Signing in and out, and who holds a session."""

import hashlib
import secrets
import unicodedata
from datetime import datetime, timedelta

from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import Session, selectinload

from evaluator.services.logging import record
from evaluator.services.passwords import fits
from evaluator.services.problems import Refused
from evaluator.storage.actor import Actor
from evaluator.storage.people import Account, LoginFailure, LoginSession

IDLE_AFTER = timedelta(hours=8)
ENDS_AFTER = timedelta(days=7)
FAILURES_PER_ACCOUNT = 8
FAILURES_PER_CLIENT = 40
FAILURES_EVERYWHERE = 100
SLOWED_FOR = timedelta(minutes=10)


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
    stored = account.password if account is not None else None
    if not fits(stored, password) or account is None or not account.active:
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


def end_sessions(session: Session, account_id: int, now: datetime, keep: str = "") -> None:
    """End the sessions of an account; `keep` is the token of one that goes on."""
    session.execute(
        update(LoginSession)
        .where(
            LoginSession.account_id == account_id,
            LoginSession.ended_at.is_(None),
            LoginSession.token_digest != _digest(keep),
        )
        .values(ended_at=now)
    )


def _slow_down(session: Session, username: str, client: str, now: datetime) -> None:
    recent = LoginFailure.at > now - SLOWED_FOR
    mine, here = LoginFailure.username == username, LoginFailure.client == client
    # Counted where the guessing comes from, so that nobody is shut out by a stranger's guesses;
    # guesses at one account from many places are slowed down all the same, later.
    limits = (
        (FAILURES_PER_ACCOUNT, (mine, here)),
        (FAILURES_PER_CLIENT, (here,)),
        (FAILURES_EVERYWHERE, (mine,)),
    )
    counts = [session.scalar(select(func.count()).where(recent, *which)) for _, which in limits]
    if any((count or 0) >= most for count, (most, _) in zip(counts, limits, strict=True)):
        raise Refused(
            "Terlalu banyak percobaan masuk yang gagal. Tunggu {minutes} menit, lalu coba lagi.",
            minutes=int(SLOWED_FOR.total_seconds() // 60),
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
