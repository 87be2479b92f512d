"""Accounts, their roles, their sessions and failed sign-ins."""

from datetime import date

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from evaluator.storage.actor import Role
from evaluator.storage.database import Base, moment


class Account(Base):
    """A person who can sign in; the username is unique on the whole installation."""

    __tablename__ = "account"

    id: Mapped[int] = mapped_column(primary_key=True)
    office_id: Mapped[int] = mapped_column(ForeignKey("office.id"), index=True)
    unit_id: Mapped[int | None] = mapped_column(ForeignKey("unit.id"), index=True)
    username: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    nip: Mapped[str | None]
    email: Mapped[str | None]
    duty: Mapped[str | None]  # of a unit's person: "operator", "supervisor", "head"; None: all
    password: Mapped[str]  # argon2id
    active: Mapped[bool] = mapped_column(default=True)
    made_at: Mapped[moment]
    version: Mapped[int] = mapped_column(default=1)

    roles: Mapped[list["AccountRole"]] = relationship(
        back_populates="account", cascade="all, delete-orphan", order_by="AccountRole.role"
    )

    @property
    def role_set(self) -> frozenset[Role]:
        return frozenset(Role(given.role) for given in self.roles)


class AccountRole(Base):
    """One role of one account."""

    __tablename__ = "account_role"
    __table_args__ = (UniqueConstraint("account_id", "role"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    role: Mapped[str]

    account: Mapped[Account] = relationship(back_populates="roles")


class Invitation(Base):
    """A link that lets its reader choose a password once."""

    __tablename__ = "invitation"

    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), index=True)
    token_digest: Mapped[str] = mapped_column(unique=True)
    made_at: Mapped[moment]
    expires_at: Mapped[moment]
    used_at: Mapped[moment | None]


class Deputy(Base):
    """Somebody who does another's duty between two dates, both included."""

    __tablename__ = "deputy"

    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), index=True)
    deputy_id: Mapped[int] = mapped_column(ForeignKey("account.id"), index=True)
    valid_from: Mapped[date]
    valid_to: Mapped[date]
    reason: Mapped[str]
    made_at: Mapped[moment]
    ended_at: Mapped[moment | None]


class LoginSession(Base):
    """A signed-in browser; ending the row ends the session, whoever holds the cookie."""

    __tablename__ = "login_session"

    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), index=True)
    token_digest: Mapped[str] = mapped_column(unique=True)
    began_at: Mapped[moment]
    seen_at: Mapped[moment]
    ended_at: Mapped[moment | None]


class LoginFailure(Base):
    """A failed sign-in, kept to slow down guessing."""

    __tablename__ = "login_failure"

    id: Mapped[int] = mapped_column(primary_key=True)
    username: Mapped[str] = mapped_column(index=True)
    client: Mapped[str] = mapped_column(index=True)
    at: Mapped[moment]
