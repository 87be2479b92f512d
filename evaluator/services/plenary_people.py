"""Who sits in a plenary: the list of its members."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from evaluator.services.checks import clean_nip
from evaluator.services.logging import record
from evaluator.services.plenaries import check_version, clean_line, open_plenary
from evaluator.services.plenary_recusals import asides_of, check_not_presided
from evaluator.services.problems import Refused
from evaluator.storage.actor import Actor
from evaluator.storage.people import Account
from evaluator.storage.plenaries import Plenary, PlenaryMember

CHAIR, SECRETARY, MEMBER = "chair", "secretary", "member"
DUTIES = (CHAIR, SECRETARY, MEMBER)
MOST_MEMBERS = 60


@dataclass(frozen=True)
class Seat:
    """One person as the list of a plenary names them.

    id : of the member, None for somebody new
    account_id : the person's own account, where there is one
    nip : the person's employee number, None where none is written down
    """

    id: int | None
    name: str
    title: str = ""
    duty: str = MEMBER
    present: bool = True
    account_id: int | None = None
    nip: str | None = None


def set_members(
    session: Session,
    actor: Actor,
    now: datetime,
    period_id: int,
    version: int,
    seats: Sequence[Seat],
) -> None:
    """Write down who was invited and who came, in the order given.

    Raises
    ------
    Refused
        If a name is twice, a duty unknown, or somebody who stepped aside would vanish or
        change the account; if somebody would cease to preside behind decisions that stand.
    """
    period, plenary = open_plenary(session, actor, period_id)
    check_version(plenary, version)
    clean = [_clean(session, actor, seat) for seat in seats]
    _check_names(clean)
    before = _told(session, plenary)
    known = {member.id: member for member in plenary.members}
    _check_bound(session, plenary, {seat.id: seat for seat in clean})
    for member_id in known.keys() - {seat.id for seat in clean}:
        session.delete(known[member_id])
    for position, seat in enumerate(clean):
        member = known.get(seat.id or 0) or PlenaryMember(plenary=plenary)
        member.name, member.title, member.duty = seat.name, seat.title, seat.duty
        member.present, member.account_id, member.position = seat.present, seat.account_id, position
        member.nip = seat.nip
        session.add(member)
    plenary.version += 1
    session.flush()
    session.refresh(plenary, ["members"])
    after = _told(session, plenary)
    record(
        session,
        actor,
        now,
        "plenary.members",
        f"plenary:{plenary.id}",
        before={"members": before},
        after={"members": after},
        period_id=period.id,
    )


def _clean(session: Session, actor: Actor, seat: Seat) -> Seat:
    if seat.duty not in DUTIES:
        raise Refused("Pilih tugas anggota: pimpinan sidang, sekretaris, atau anggota.")
    account = session.get(Account, seat.account_id) if seat.account_id else None
    if seat.account_id and (account is None or account.office_id != actor.office_id):
        raise Refused("Akun itu bukan akun kantor ini.")
    name = clean_line(seat.name, "members")
    title = clean_line(seat.title, "members", empty=True)
    nip = clean_nip(seat.nip, "members")
    return Seat(seat.id, name, title, seat.duty, seat.present, seat.account_id, nip)


def _check_names(seats: Sequence[Seat]) -> None:
    if len(seats) > MOST_MEMBERS:
        raise Refused("Paling banyak {most} anggota pleno.", most=MOST_MEMBERS, field="members")
    names = [seat.name for seat in seats]
    twice = next((name for name in names if names.count(name) > 1), None)
    if twice is not None:
        raise Refused("{name} tercatat dua kali. Hapus salah satunya.", name=twice, field="members")
    accounts = [seat.account_id for seat in seats if seat.account_id]
    if len(accounts) != len(set(accounts)):
        raise Refused("Satu akun dipakai dua anggota. Pilih satu saja.", field="members")


def _check_bound(session: Session, plenary: Plenary, seats: Mapping[int | None, Seat]) -> None:
    """What the record says of a member holds that member in place."""
    aside = {one.member_id for one in asides_of(session, plenary)}
    for member in plenary.members:
        seat = seats.get(member.id)
        if member.id in aside and seat is None:
            raise Refused(
                "{name} tercatat mengundurkan diri; hapus dahulu catatan itu, atau tandai tidak "
                "hadir.",
                name=member.name,
                field="members",
            )
        if member.id in aside and seat and member.account_id not in (None, seat.account_id):
            raise Refused(
                "{name} tercatat mengundurkan diri, jadi akunnya tidak dapat dilepas atau diganti. "
                "Hapus dahulu catatan pengunduran dirinya bila keliru.",
                name=member.name,
                field="members",
            )
        if seat is None or (seat.duty, seat.present) != (CHAIR, True):
            check_not_presided(session, plenary, member)


def _told(session: Session, plenary: Plenary) -> list[dict[str, object]]:
    """The list as the log keeps it."""
    ids = [member.account_id for member in plenary.members if member.account_id]
    rows = session.execute(select(Account.id, Account.username).where(Account.id.in_(ids)))
    accounts = {account_id: username for account_id, username in rows}  # noqa: C416
    return [
        {
            "name": member.name,
            "position": member.title,
            "nip": member.nip,
            "duty": member.duty,
            "present": member.present,
            "username": accounts.get(member.account_id or 0, ""),
        }
        for member in plenary.members
    ]
