"""Accepting an invitation: whom it is for, and choosing the password."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from evaluator.services.invitations import code_digest, void_invitations
from evaluator.services.logging import record
from evaluator.services.offices import office_view
from evaluator.services.passwords import hashed
from evaluator.services.problems import NotFound, Refused
from evaluator.services.signing_in import SLOWED_FOR, end_sessions
from evaluator.storage.actor import Actor
from evaluator.storage.people import Account, Invitation, LoginFailure

_FAILURES_PER_CLIENT = 20
_COUNTED_AS = "/undangan"  # no username has a stroke


@dataclass(frozen=True)
class Invitee:
    """Whom an invitation is for."""

    username: str
    name: str
    office: str
    expires_at: datetime


def invitee_of(session: Session, code: str, client: str, now: datetime) -> Invitee:
    """Whom a code invites.

    The answer is the same for a code that was used, replaced, is too old, or
    never was.

    Raises
    ------
    NotFound
        If the code opens nothing.
    Refused
        If too many wrong codes came from there.
    """
    account, invitation = _found(session, code, client, now)
    office = office_view(session, account.office_id)
    return Invitee(account.username, account.name, office.name, invitation.expires_at)


def accept(session: Session, code: str, password: str, client: str, now: datetime) -> str:
    """Choose the password of the account that a code invites; returns its username.

    The code, and every other one of the account, is worth nothing afterwards,
    and the account's sessions end.

    Raises
    ------
    NotFound
        If the code opens nothing.
    Refused
        If the password is not accepted, or too many wrong codes came from there.
    """
    try:
        account, invitation = _found(session, code, client, now, lock=True)
    except NotFound:
        session.add(LoginFailure(username=_COUNTED_AS, client=client, at=now))
        session.commit()  # the failure counts although the request ends in a refusal
        raise
    account.password = hashed(password)
    void_invitations(session, [account.id], now)
    invitation.used_at = now
    end_sessions(session, account.id, now)
    session.execute(delete(LoginFailure).where(LoginFailure.username == account.username))
    person = Actor(
        account.id,
        account.username,
        account.name,
        account.office_id,
        account.role_set,
        account.unit_id,
    )
    record(session, person, now, "account.accept", f"account:{account.id}")
    return account.username


def _found(
    session: Session, code: str, client: str, now: datetime, *, lock: bool = False
) -> tuple[Account, Invitation]:
    _slow_down(session, client, now)
    query = (
        select(Account, Invitation)
        .join(Invitation, Invitation.account_id == Account.id)
        .where(
            Invitation.token_digest == code_digest(code),
            Invitation.used_at.is_(None),
            Invitation.expires_at > now,
            Account.active,
        )
    )
    row = session.execute(query.with_for_update() if lock else query).one_or_none()
    if row is None:
        raise NotFound(
            "Undangan ini tidak berlaku: sudah dipakai, sudah diganti yang baru, lewat waktunya, "
            "atau salah ketik. Minta yang baru kepada admin kantor."
        )
    account, invitation = row
    return account, invitation


def _slow_down(session: Session, client: str, now: datetime) -> None:
    failures = select(func.count()).where(
        LoginFailure.username == _COUNTED_AS,
        LoginFailure.client == client,
        LoginFailure.at > now - SLOWED_FOR,
    )
    if (session.scalar(failures) or 0) >= _FAILURES_PER_CLIENT:
        raise Refused(
            "Terlalu banyak kode yang salah. Tunggu {minutes} menit, lalu coba lagi.",
            minutes=int(SLOWED_FOR.total_seconds() // 60),
        )
