"""The engine, durable settings, and the column types that every table shares."""

import json
import sqlite3
from collections.abc import Mapping
from datetime import UTC, datetime
from fractions import Fraction
from typing import Annotated, Any

from sqlalchemy import DateTime, Engine, MetaData, Text, create_engine, event
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import Connection, Dialect, make_url
from sqlalchemy.orm import DeclarativeBase, ORMExecuteState, Session, mapped_column
from sqlalchemy.types import TypeDecorator

WAITS_AT_MOST = 10
"""Seconds that a writer waits for another before it is told to try again."""


class Base(DeclarativeBase):
    """All tables; constraint names are the same on every engine."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(column_0_label)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_name)s",
            "pk": "pk_%(table_name)s",
        }
    )


class UtcTime(TypeDecorator[datetime]):
    """A moment, kept in UTC and always read back with its zone."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("A moment needs its zone")
        moment = value.astimezone(UTC)
        return moment.replace(tzinfo=None) if dialect.name == "sqlite" else moment

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class ExactNumber(TypeDecorator[Fraction]):
    """A number kept as a reduced fraction in text, so that no engine rounds it."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: Fraction | None, dialect: Dialect) -> str | None:
        return None if value is None else f"{value.numerator}/{value.denominator}"

    def process_result_value(self, value: str | None, dialect: Dialect) -> Fraction | None:
        return None if value is None else Fraction(value)


class Json(TypeDecorator[Any]):
    """Plain values as canonical JSON text: the same bytes on every engine."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: Any, dialect: Dialect) -> str | None:
        return None if value is None else canonical_json(value)

    def process_result_value(self, value: str | None, dialect: Dialect) -> Any:
        return None if value is None else json.loads(value)


moment = Annotated[datetime, mapped_column(UtcTime)]
exact = Annotated[Fraction, mapped_column(ExactNumber)]
plain = Annotated[Any, mapped_column(Json)]


def canonical_json(value: Any) -> str:
    """Write plain values as JSON with one spelling, fit for hashing."""
    return json.dumps(
        value, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False
    )


@event.listens_for(Session, "do_orm_execute")
def _look_anew(state: ORMExecuteState) -> None:
    """A row that is locked is read anew: what was read of it before the lock may be past."""
    if state.is_select and getattr(state.statement, "_for_update_arg", None) is not None:
        state.update_execution_options(populate_existing=True)


def connect(url: str) -> Engine:
    """Open the database at `url`: a SQLite file or PostgreSQL.

    A SQLite transaction that will write begins IMMEDIATE, so that two writers
    queue instead of failing half-way; `writing(engine)` gives such an engine.
    """
    address = make_url(url)
    if address.get_backend_name() != "sqlite":
        return create_engine(
            address.set(drivername="postgresql+psycopg"),
            pool_pre_ping=True,
            connect_args={"options": f"-c lock_timeout={WAITS_AT_MOST}s -c timezone=UTC"},
        )
    engine = create_engine(address, connect_args={"timeout": WAITS_AT_MOST})
    event.listen(engine, "connect", _make_durable)
    event.listen(engine, "begin", _begin)
    event.listen(engine, "checkin", _leave_no_transaction)
    return engine


def writing(engine: Engine) -> Engine:
    """The same database, for transactions that will write."""
    return engine.execution_options(writes=True)


def write_session(engine: Engine) -> Session:
    """A session whose transaction takes its place among the writers at once."""
    return Session(writing(engine), expire_on_commit=False)


def add_unless_there(
    session: Session, table: type[Base], key: Mapping[str, Any], rest: Mapping[str, Any]
) -> bool:
    """Add a row unless one with this key is there, whoever is faster; True where it was added.

    key : values of columns that are unique together
    rest : values of the other columns
    """
    insert = sqlite.insert if session.get_bind().dialect.name == "sqlite" else postgresql.insert
    statement = insert(table).values(**key, **rest).on_conflict_do_nothing(index_elements=list(key))
    added = session.execute(statement.returning(*(getattr(table, name) for name in key)))
    return added.first() is not None


def keeps_wal(version: tuple[int, ...] = sqlite3.sqlite_version_info) -> bool:
    """Whether this SQLite library may use a write-ahead log with several processes.

    Releases before 3.51.3, and 3.52.0, can corrupt the file when a checkpoint
    resets the log under another writer; they get the rollback journal.
    """
    return version >= (3, 51, 3) and version[:3] != (3, 52, 0)


def _make_durable(connection: Any, _record: Any) -> None:
    connection.isolation_level = None  # transactions begin where `_begin` says
    cursor = connection.cursor()
    cursor.execute(f"PRAGMA journal_mode = {'WAL' if keeps_wal() else 'TRUNCATE'}")
    cursor.execute("PRAGMA synchronous = FULL")
    cursor.execute("PRAGMA foreign_keys = ON")
    cursor.execute(f"PRAGMA busy_timeout = {WAITS_AT_MOST * 1000}")
    cursor.close()


def _leave_no_transaction(connection: Any, _record: Any) -> None:
    """A commit that came too late leaves its transaction open; nobody must inherit it."""
    if connection is not None and connection.in_transaction:
        connection.rollback()


def _begin(connection: Connection) -> None:
    writes = connection.get_execution_options().get("writes", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")
