"""Messages about obstacles: that one was answered, passed on or settled, never who told what."""

from datetime import datetime

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from evaluator.services.offices import office_view
from evaluator.storage.actor import Actor
from evaluator.storage.messages import REMINDER, OutboxMessage
from evaluator.storage.obstacles import Obstacle
from evaluator.storage.people import Account

ANSWERED = "sudah dijawab. Baca jawabannya"
PASSED_ON = "sudah disampaikan kepada unit yang terkait. Ikuti jawabannya"
SETTLED = "sudah diselesaikan. Baca hasilnya, dan sampaikan bila bagi Anda belum selesai,"


def tell_reporter(
    session: Session, actor: Actor, now: datetime, row: Obstacle, what: str, public_url: str
) -> None:
    """Queue a message to whoever reported it, unless the act is their own or their unit's."""
    if row.reporter_unit_id is not None and row.reporter_unit_id == actor.unit_id:
        return
    subject = f"Kendala {row.id} yang Anda laporkan"
    who = Account.id == row.account_id
    _queue(session, actor, now, row, who, subject, f"{subject} {what}", public_url)


def tell_unit(
    session: Session, actor: Actor, now: datetime, row: Obstacle, public_url: str
) -> None:
    """Queue a message to everybody of the unit that it was passed to, but who reported it."""
    _queue(
        session,
        actor,
        now,
        row,
        (Account.unit_id == row.unit_id) & (Account.id != row.account_id),
        f"Kendala {row.id} disampaikan kepada unit Anda",
        "Sebuah kendala di lapangan disampaikan kepada unit Anda. Baca dan jawab",
        public_url,
    )


def tell_assigned(
    session: Session, actor: Actor, now: datetime, row: Obstacle, what: str, public_url: str
) -> None:
    """Queue a message to the person of the office who handles it."""
    who = Account.id == row.assigned_id
    subject = f"Kendala {row.id} yang Anda tangani"
    _queue(session, actor, now, row, who, subject, f"{subject} {what}", public_url)


def _queue(
    session: Session,
    actor: Actor,
    now: datetime,
    row: Obstacle,
    who: ColumnElement[bool],
    subject: str,
    sentence: str,
    public_url: str,
) -> None:
    """Nobody is told of what they did; without an address nobody is told at all."""
    if not public_url:
        return
    office = office_view(session, row.office_id)
    people = select(Account).where(who, Account.active.is_(True), Account.id != actor.account_id)
    address = f"{public_url.rstrip('/')}/kendala/{row.id}"
    session.add_all(
        OutboxMessage(
            office_id=office.id,
            account_id=one.id,
            name=one.name,
            email=one.email or None,
            kind=REMINDER,
            subject=subject,
            body=f"Yth. {one.name},\n\n{sentence} setelah masuk di {address}\n\n"
            f"Terima kasih,\n{office.name}\n",
            about=f"obstacle:{row.id}",
            made_at=now,
        )
        for one in session.scalars(people.order_by(Account.name, Account.id)).all()
    )
