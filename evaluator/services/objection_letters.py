"""Messages about objections: that one is to be answered or is decided, never a value."""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from evaluator.services.objection_rows import called
from evaluator.services.offices import office_view
from evaluator.storage.messages import REMINDER, OutboxMessage
from evaluator.storage.objections import Objection
from evaluator.storage.people import Account


def tell_unit(session: Session, now: datetime, row: Objection, public_url: str) -> None:
    """Queue a message to everybody of the unit; they read the decision on its page."""
    unit, title = called(row.participant), row.participant.category.period.title
    people = select(Account).where(
        Account.unit_id == row.participant.unit_id, Account.active.is_(True)
    )
    _queue(
        session,
        now,
        row,
        session.scalars(people.order_by(Account.name, Account.id)),
        f"Keputusan atas keberatan {row.indicator}, {title}",
        f"Keberatan {unit} atas indikator {row.indicator} pada {title} sudah "
        "diputuskan. Jawaban, keputusan, alasan, dan pengaruhnya dapat dibaca setelah masuk di "
        f"{_address(row, public_url)}",
    )


def tell_assessor(session: Session, now: datetime, row: Objection, public_url: str) -> None:
    """Queue a message to whoever shall answer."""
    unit, title = called(row.participant), row.participant.category.period.title
    people = select(Account).where(Account.id == row.assessor_id, Account.active.is_(True))
    _queue(
        session,
        now,
        row,
        session.scalars(people),
        f"Keberatan {unit} menunggu jawaban Anda",
        f"Keberatan {unit} atas indikator {row.indicator} pada {title} ditugaskan "
        f"kepada Anda. Baca dan jawab setelah masuk di {_address(row, public_url)}",
    )


def _queue(
    session: Session,
    now: datetime,
    row: Objection,
    people: Iterable[Account],
    subject: str,
    sentence: str,
) -> None:
    office = office_view(session, row.participant.category.period.office_id)
    session.add_all(
        OutboxMessage(
            office_id=office.id,
            account_id=one.id,
            name=one.name,
            email=one.email or None,
            kind=REMINDER,
            subject=subject,
            body=f"Yth. {one.name},\n\n{sentence}\n\nTerima kasih,\n{office.name}\n",
            about=f"objection:{row.id}",
            made_at=now,
        )
        for one in list(people)
    )


def _address(row: Objection, public_url: str) -> str:
    return f"{public_url.rstrip('/')}/keberatan/{row.id}"
