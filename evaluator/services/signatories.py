"""Who signs for the office, from when to when."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from evaluator.services.checks import clean_nip, clean_text
from evaluator.services.logging import record
from evaluator.services.offices import office_view, today_at
from evaluator.services.permissions import Action, require
from evaluator.services.problems import NotFound, Refused
from evaluator.storage.actor import Actor
from evaluator.storage.offices import Signatory


@dataclass(frozen=True)
class Signer:
    """Who signs, from when to when."""

    id: int
    name: str
    nip: str | None
    position: str
    valid_from: date
    valid_to: date | None


def signer_today(session: Session, actor: Actor, now: datetime) -> Signer | None:
    """Who signs today, or None."""
    office = office_view(session, actor.office_id)
    return _signer_on(session, office.id, today_at(office, now))


def signers(session: Session, actor: Actor) -> list[Signer]:
    """Everyone who signs or signed for the office, by date."""
    query = select(Signatory).where(Signatory.office_id == actor.office_id)
    rows = session.scalars(query.order_by(Signatory.valid_from, Signatory.id))
    return [_signer(row) for row in rows]


def signer_on(session: Session, office_id: int, day: date) -> Signer:
    """Who signs a paper of that day; the one most recently appointed among those in office.

    Raises
    ------
    Refused
        If nobody is entered for that day.
    """
    found = _signer_on(session, office_id, day)
    if found is None:
        raise Refused(
            "Belum ada penanda tangan yang berlaku pada {day}. Admin menambahkannya di Kantor.",
            day=day.isoformat(),
        )
    return found


def signers_in_office(session: Session, office_id: int, day: date) -> list[Signer]:
    """Everyone who may sign papers of a day, the most recently appointed first."""
    query = select(Signatory).where(
        Signatory.office_id == office_id,
        Signatory.valid_from <= day,
        (Signatory.valid_to.is_(None)) | (Signatory.valid_to >= day),
    )
    order = query.order_by(Signatory.valid_from.desc(), Signatory.id.desc())
    return [_signer(row) for row in session.scalars(order)]


def signers_on(
    session: Session, office_id: int, day: date, chosen: Sequence[int] = ()
) -> list[Signer]:
    """Who signs a paper of that day together: those chosen, in that order.

    chosen : none for `signer_on` alone

    Raises
    ------
    Refused
        If nobody is entered for that day, or one of the chosen is not in office.
    """
    if not chosen:
        return [signer_on(session, office_id, day)]
    found = {signer.id: signer for signer in signers_in_office(session, office_id, day)}
    if set(chosen) - found.keys():
        raise Refused(
            "Seorang penanda tangan yang dipilih tidak menjabat pada {day}. Pilih lagi.",
            day=day.isoformat(),
        )
    return [found[number] for number in dict.fromkeys(chosen)]


def add_signer(
    session: Session,
    actor: Actor,
    now: datetime,
    *,
    name: str,
    nip: str,
    position: str,
    valid_from: date,
    valid_to: date | None,
) -> int:
    """Enter who signs from a date on; papers of earlier dates keep their signatory."""
    require(actor, Action.ADMINISTER)
    if valid_to is not None and valid_to < valid_from:
        raise Refused("Tanggal akhir mendahului tanggal mulai.", field="valid_to")
    signatory = Signatory(
        office_id=actor.office_id,
        name=clean_text(name, "name"),
        nip=clean_nip(nip),
        position=clean_text(position, "position"),
        valid_from=valid_from,
        valid_to=valid_to,
        made_at=now,
    )
    session.add(signatory)
    session.flush()
    record(
        session,
        actor,
        now,
        "signatory.add",
        f"signatory:{signatory.id}",
        after={
            "name": signatory.name,
            "nip": signatory.nip,
            "position": signatory.position,
            "from": valid_from.isoformat(),
            "to": valid_to and valid_to.isoformat(),
        },
    )
    return signatory.id


def end_signer(
    session: Session, actor: Actor, now: datetime, signer_id: int, valid_to: date
) -> None:
    """Enter the last day on which somebody signs."""
    require(actor, Action.ADMINISTER)
    signatory = session.get(Signatory, signer_id)
    if signatory is None or signatory.office_id != actor.office_id:
        raise NotFound("Penanda tangan itu tidak ada.")
    if valid_to < signatory.valid_from:
        raise Refused("Tanggal akhir mendahului tanggal mulai.", field="valid_to")
    before = {"to": signatory.valid_to and signatory.valid_to.isoformat()}
    signatory.valid_to = valid_to
    after = {"to": valid_to.isoformat()}
    name = f"signatory:{signatory.id}"
    record(session, actor, now, "signatory.end", name, before=before, after=after)


def _signer_on(session: Session, office_id: int, day: date) -> Signer | None:
    return next(iter(signers_in_office(session, office_id, day)), None)


def _signer(row: Signatory) -> Signer:
    return Signer(row.id, row.name, row.nip, row.position, row.valid_from, row.valid_to)
