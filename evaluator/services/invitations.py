"""Invitations: a link with which a person chooses a password, once and before a moment."""

import hashlib
import secrets
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import insert, select, update
from sqlalchemy.orm import Session

from evaluator.services.logging import record
from evaluator.services.offices import office_view
from evaluator.services.permissions import Action, require
from evaluator.services.problems import NotFound, Refused
from evaluator.storage.actor import Actor
from evaluator.storage.messages import OutboxMessage
from evaluator.storage.people import Account, Invitation
from evaluator.storage.units import Unit
from evaluator.storage.visibility import visible_accounts

LASTS = {
    "hour": timedelta(hours=1),
    "day": timedelta(days=1),
    "week": timedelta(days=7),
    "month": timedelta(days=30),
}
"""How long an invitation may last; a week unless something else is chosen."""

MAIL_KIND = "invitation"
_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"
_GROUPS, _GROUP = 7, 4  # 28 letters of 31: 138 bits


@dataclass(frozen=True)
class Invited:
    """Somebody who was invited; the code is known only at this moment.

    code : what the link ends in, and what can be typed in its place
    unit : the name of their unit; None for people of the office
    """

    account_id: int
    username: str
    name: str
    unit: str | None
    code: str
    expires_at: datetime


def invite(
    session: Session,
    actor: Actor,
    now: datetime,
    account_ids: Collection[int],
    lasts: str = "week",
) -> list[Invited]:
    """Make an invitation for each of these accounts, by unit and name; older ones are void.

    A password that was chosen before works until the invitation is used.

    lasts : one of `LASTS`

    Raises
    ------
    Refused
        If an account is closed.
    """
    require(actor, Action.ADMINISTER)
    accounts = _invitable(session, actor, account_ids)
    invited = made(session, accounts, now, lasts)
    if invited:
        place = f"account:{invited[0].account_id}" if len(invited) == 1 else "accounts"
        after = {
            "usernames": [one.username for one in invited],
            "until": invited[0].expires_at.isoformat(),
        }
        record(session, actor, now, "account.invite", place, after=after)
    return invited


def invite_by_mail(
    session: Session, actor: Actor, now: datetime, account_id: int, base: str, lasts: str = "week"
) -> str:
    """Queue an invitation as a message to the person's own address; returns that address.

    base : what the link begins with; the code follows

    Raises
    ------
    Refused
        If the account is closed or has no e-mail address.
    """
    require(actor, Action.ADMINISTER)
    (account,) = _invitable(session, actor, [account_id])
    if not account.email:
        raise Refused("Akun ini belum punya alamat surel. Isi dahulu, atau salin tautannya.")
    (invited,) = invite(session, actor, now, [account_id], lasts)
    office = office_view(session, actor.office_id)
    session.add(
        OutboxMessage(
            office_id=actor.office_id,
            account_id=account.id,
            name=account.name,
            email=account.email,
            kind=MAIL_KIND,
            subject=f"Undangan masuk: penilaian kerja sama statistik {office.name}",
            body=_mail(account, office.name, base + invited.code, lasts),
            about=f"account:{account.id}",
            made_at=now,
        )
    )
    return account.email


def made(session: Session, accounts: Sequence[Account], now: datetime, lasts: str) -> list[Invited]:
    """Invitations for accounts of the office, not logged yet; older ones are void."""
    if lasts not in LASTS:
        raise Refused("Masa berlaku itu tidak dikenal.", field="lasts")
    void_invitations(session, [account.id for account in accounts], now)
    until = now + LASTS[lasts]
    units = dict(
        session.execute(
            select(Account.id, Unit.name)
            .join(Unit, Unit.id == Account.unit_id)
            .where(Account.id.in_([account.id for account in accounts]))
        ).all()
    )
    invited = [
        Invited(a.id, a.username, a.name, units.get(a.id), _new_code(), until) for a in accounts
    ]
    rows = [
        {
            "account_id": one.account_id,
            "token_digest": code_digest(one.code),
            "made_at": now,
            "expires_at": until,
        }
        for one in invited
    ]
    if rows:
        session.execute(insert(Invitation), rows)
    return sorted(invited, key=lambda one: (one.unit or "", one.name, one.account_id))


def void_invitations(session: Session, account_ids: Collection[int], now: datetime) -> None:
    """Make the invitations of these accounts worth nothing."""
    session.execute(
        update(Invitation)
        .where(
            Invitation.account_id.in_(account_ids),
            Invitation.used_at.is_(None),
            Invitation.expires_at > now,
        )
        .values(expires_at=now)
    )


def code_digest(code: str) -> str:
    """Of the letters alone, so that spaces, strokes and capitals of a typed code do not matter."""
    letters = "".join(c for c in code[:200].casefold() if c.isalnum())
    return hashlib.sha256(letters.encode()).hexdigest()


def _invitable(session: Session, actor: Actor, account_ids: Collection[int]) -> list[Account]:
    query = visible_accounts(actor).where(Account.id.in_(account_ids)).with_for_update()
    accounts = list(session.scalars(query))
    if len(accounts) < len(set(account_ids)):
        raise NotFound("Akun itu tidak ada.")
    closed = [account.username for account in accounts if not account.active]
    if closed:
        raise Refused(
            "Akun {names} ditutup; buka dahulu sebelum mengundang.", names=", ".join(closed)
        )
    return accounts


def _mail(account: Account, office: str, link: str, lasts: str) -> str:
    days = {
        "hour": "satu jam",
        "day": "satu hari",
        "week": "tujuh hari",
        "month": "tiga puluh hari",
    }
    return (
        f"Yth. {account.name},\n\n"
        f"{office} mengundang Anda masuk ke aplikasi penilaian kerja sama statistik.\n\n"
        f"Nama pengguna: {account.username}\n"
        f"Pilih kata sandi di: {link}\n\n"
        f"Tautan itu berlaku {days[lasts]} dan hanya dapat dipakai satu kali. "
        "Jangan teruskan surel ini kepada siapa pun.\n"
    )


def _new_code() -> str:
    groups = ("".join(secrets.choice(_LETTERS) for _ in range(_GROUP)) for _ in range(_GROUPS))
    return "-".join(groups)
