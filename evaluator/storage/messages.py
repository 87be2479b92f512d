"""Messages to people: queued with the act that causes them, sent later or printed."""

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from evaluator.storage.database import Base, moment

REMINDER = "reminder"
"""The kind of a message that only reminds of work; it holds no secret."""


class OutboxMessage(Base):
    """One message to one person; without a mail server it waits here to be read or printed.

    email : None where the person has no address
    about : what it is about, as the log names objects, such as "period:3"
    claimed_at : since when somebody is sending it, so that nobody else does
    problem : why the last attempt to send failed
    """

    __tablename__ = "outbox_message"

    id: Mapped[int] = mapped_column(primary_key=True)
    office_id: Mapped[int] = mapped_column(ForeignKey("office.id"), index=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), index=True)
    name: Mapped[str]
    email: Mapped[str | None]
    kind: Mapped[str]
    subject: Mapped[str]
    body: Mapped[str]
    about: Mapped[str]
    made_at: Mapped[moment]
    sent_at: Mapped[moment | None]
    printed_at: Mapped[moment | None]
    claimed_at: Mapped[moment | None]
    tries: Mapped[int] = mapped_column(default=0)
    problem: Mapped[str] = mapped_column(default="")
