"""Brings a database to the tables that this program expects.

Alembic itself is only loaded to change something: every start asks for the
revision, and most starts change nothing.
"""

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
    with writing(engine).begin() as connection:
        if engine.dialect.name == "postgresql":
            connection.execute(text("SET LOCAL lock_timeout = 0"))
            connection.execute(text("SELECT pg_advisory_xact_lock(:n)"), {"n": _ONE_AT_A_TIME})
        upgrade_on(connection, "head")


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
