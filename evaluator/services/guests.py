"""Assessors of another office who may be given sheets of a blind period."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ScalarSelect, delete, func, select
from sqlalchemy.orm import Session

from evaluator.services.periods import record_of_period, visible_period
from evaluator.services.permissions import Action, require
from evaluator.services.problems import NotFound, Refused
from evaluator.services.seating import ARRANGEABLE
from evaluator.storage.actor import Actor, Role
from evaluator.storage.offices import Office
from evaluator.storage.people import Account, AccountRole
from evaluator.storage.periods import Category, Guest, Participant, Period
from evaluator.storage.scores import Sheet


@dataclass(frozen=True)
class GuestView:
    """A guest, their own office, and how many units of the period they have or had."""

    account_id: int
    name: str
    username: str
    office: str
    units: int


def list_guests(session: Session, actor: Actor, period_id: int) -> list[GuestView]:
    """The guests of a period by name, in one query."""
    require(actor, Action.ARRANGE)
    period = visible_period(session, actor, period_id)
    query = (
        select(Account.id, Account.name, Account.username, Office.name, _units(period.id))
        .join(Guest, Guest.account_id == Account.id)
        .join(Office, Office.id == Account.office_id)
        .where(Guest.period_id == period.id)
        .order_by(Account.name, Account.id)
    )
    return [GuestView(*row) for row in session.execute(query)]


def add_guest(
    session: Session, actor: Actor, now: datetime, period_id: int, username: str
) -> GuestView:
    """Let an assessor of another office on this installation take part.

    They read nothing of this office but the sheets they are given, and the units
    on them under an alias until release.

    Raises
    ------
    Refused
        If the period is not blind or its scoring is over, or there is no such assessor.
    """
    require(actor, Action.ADMINISTER)
    period = visible_period(session, actor, period_id, lock=True)
    _check_open(period)
    if not period.blind:
        raise Refused(
            "Penilai dari kantor lain hanya ikut dalam periode yang menyamarkan nama. Pilih itu "
            "di keterangan periode selama masih disiapkan."
        )
    account = _assessor(session, actor, username)
    taken = select(Guest.id).where(Guest.period_id == period.id, Guest.account_id == account.id)
    if session.scalar(taken):
        raise Refused("Penilai itu sudah menjadi tamu periode ini.", field="username")
    session.add(Guest(period_id=period.id, account_id=account.id))
    session.flush()
    after = {"username": account.username}
    record_of_period(session, actor, now, "guest.add", period, after=after)
    return next(g for g in list_guests(session, actor, period.id) if g.account_id == account.id)


def remove_guest(
    session: Session, actor: Actor, now: datetime, period_id: int, account_id: int
) -> None:
    """Let a guest go who has no unit of the period.

    Raises
    ------
    Refused
        If they have units still, or the scoring is over.
    """
    require(actor, Action.ADMINISTER)
    period = visible_period(session, actor, period_id, lock=True)
    _check_open(period)
    found = [g for g in list_guests(session, actor, period.id) if g.account_id == account_id]
    if not found:
        raise NotFound("Tamu itu tidak ada.")
    if found[0].units:
        raise Refused(
            "{name} masih punya {count} unit. Lepas dahulu dari panelnya.",
            name=found[0].name,
            count=found[0].units,
        )
    mine = (Guest.period_id == period.id, Guest.account_id == account_id)
    session.execute(delete(Guest).where(*mine))
    before = {"username": found[0].username}
    record_of_period(session, actor, now, "guest.remove", period, before=before)


def _check_open(period: Period) -> None:
    if period.stage not in ARRANGEABLE:
        raise Refused("Penilaian periode ini sudah ditutup; tamunya tidak berubah lagi.")


def _assessor(session: Session, actor: Actor, username: str) -> Account:
    """An active assessor of another office; whatever else the account is looks the same."""
    query = (
        select(Account)
        .join(AccountRole, AccountRole.account_id == Account.id)
        .where(
            Account.username == username.strip().casefold(),
            Account.active,
            AccountRole.role == Role.ASSESSOR,
        )
    )
    account = session.scalar(query)
    if account is None:
        raise Refused("Tidak ada penilai aktif dengan nama pengguna itu.", field="username")
    if account.office_id == actor.office_id:
        raise Refused("Itu penilai kantor ini sendiri; ia tidak perlu diundang.", field="username")
    return account


def _units(period_id: int) -> ScalarSelect[int]:
    """How many sheets of the period an account has or had."""
    return (
        select(func.count())
        .select_from(Sheet)
        .join(Participant, Participant.id == Sheet.participant_id)
        .join(Category, Category.id == Participant.category_id)
        .where(Category.period_id == period_id, Sheet.assessor_id == Account.id)
        .correlate(Account)
        .scalar_subquery()
    )
