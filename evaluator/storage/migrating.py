"""Brings a database to the tables that this program expects.

Alembic itself is only loaded to change something: every start asks for the
revision, and most starts change nothing.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import Connection, Engine, inspect, text

from evaluator.storage.database import writing
from evaluator.storage.tables import metadata

if TYPE_CHECKING:
    from alembic.config import Config

_ONE_AT_A_TIME = 3375_2609  # any fixed number: names the lock among PostgreSQL's advisory locks
_FOLDER = Path(__file__).parent / "migrations"


def upgrade(engine: Engine) -> None:
    """Create or upgrade all tables in one transaction; a second process waits for the first."""
    with rebuilding(engine) as connection:
        if engine.dialect.name == "postgresql":
            connection.execute(text("SET LOCAL lock_timeout = 0"))
            connection.execute(text("SELECT pg_advisory_xact_lock(:n)"), {"n": _ONE_AT_A_TIME})
        upgrade_on(connection, "head")


@contextmanager
def rebuilding(engine: Engine) -> Iterator[Connection]:
    """One transaction in which tables may be rebuilt under the rows that point to them.

    SQLite changes a table by copying it and dropping the old one, which its foreign keys
    forbid while rows point there. They rest meanwhile, and are all checked before the end.

    Raises
    ------
    RuntimeError
        If a row would point to nothing; then nothing is changed.
    """
    with writing(engine).connect() as connection:
        sqlite = engine.dialect.name == "sqlite"
        # Only between transactions does SQLite listen to this.
        switch = connection.connection.cursor().execute if sqlite else lambda _sql: None
        switch("PRAGMA foreign_keys = OFF")
        try:
            with connection.begin():
                yield connection
                if sqlite:
                    _check_references(connection)
        finally:
            switch("PRAGMA foreign_keys = ON")


def _check_references(connection: Connection) -> None:
    lost = connection.execute(text("PRAGMA foreign_key_check")).first()
    if lost is not None:
        raise RuntimeError(f"a row of {lost[0]} points to nothing in {lost[2]}")


def upgrade_on(connection: Connection, revision: str) -> None:
    """Create or upgrade all tables up to a revision, in the caller's transaction."""
    from alembic import command

    command.upgrade(_configured(connection), revision)


def revision_of(engine: Engine) -> str | None:
    """The revision that a database stands at; None for an empty one."""
    with engine.connect() as connection:
        return revision_on(connection)


def revision_on(connection: Connection) -> str | None:
    """The revision of the database that a connection leads to."""
    if not inspect(connection).has_table("alembic_version"):
        return None
    return connection.execute(text("SELECT version_num FROM alembic_version")).scalar()


def newest_revision() -> str:
    """The revision that this program expects."""
    return max(known_revisions())


def known_revisions() -> set[str]:
    """Every revision that this program can upgrade from; files are named after them, in order."""
    return {path.stem.split("_")[0] for path in (_FOLDER / "versions").glob("[0-9]*.py")}


def differences(engine: Engine) -> list[object]:
    """What the tables in the database lack or have too much, compared with the code."""
    from alembic.autogenerate import compare_metadata
    from alembic.runtime.migration import MigrationContext

    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        return list(compare_metadata(context, metadata))


def _configured(connection: Connection) -> "Config":
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(_FOLDER))
    config.attributes["connection"] = connection
    return config
