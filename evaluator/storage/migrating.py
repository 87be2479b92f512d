"""Brings a database to the tables that this program expects."""

from pathlib import Path

from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine, text

from evaluator.storage.database import writing
from evaluator.storage.tables import metadata

_ONE_AT_A_TIME = 3375_2609  # any fixed number: names the lock among PostgreSQL's advisory locks


def upgrade(engine: Engine) -> None:
    """Create or upgrade all tables in one transaction; a second process waits for the first."""
    with writing(engine).begin() as connection:
        if engine.dialect.name == "postgresql":
            connection.execute(text("SET LOCAL lock_timeout = 0"))
            connection.execute(text("SELECT pg_advisory_xact_lock(:n)"), {"n": _ONE_AT_A_TIME})
        upgrade_on(connection, "head")


def upgrade_on(connection: Connection, revision: str) -> None:
    """Create or upgrade all tables up to a revision, in the caller's transaction."""
    command.upgrade(_configured(connection), revision)


def revision_of(engine: Engine) -> str | None:
    """The revision that a database stands at; None for an empty one."""
    with engine.connect() as connection:
        return revision_on(connection)


def revision_on(connection: Connection) -> str | None:
    """The revision of the database that a connection leads to."""
    return MigrationContext.configure(connection).get_current_revision()


def newest_revision() -> str:
    """The revision that this program expects."""
    head = ScriptDirectory.from_config(_configured()).get_current_head()
    if head is None:
        raise RuntimeError("The program carries no migrations")
    return head


def known_revisions() -> set[str]:
    """Every revision that this program can upgrade from."""
    script = ScriptDirectory.from_config(_configured())
    return {revision.revision for revision in script.walk_revisions()}


def differences(engine: Engine) -> list[object]:
    """What the tables in the database lack or have too much, compared with the code."""
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        return list(compare_metadata(context, metadata))


def _configured(connection: Connection | None = None) -> Config:
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    config.attributes["connection"] = connection
    return config
