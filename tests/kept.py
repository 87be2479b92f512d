"""Cities that are built once a run and laid into each test's database as they were.

What is tested begins after the city stands; building it anew thousands of times is what
made the suite slow.
"""

import copy
import shutil
from pathlib import Path

from sqlalchemy import Engine, text

from evaluator.storage.installation import Installation
from evaluator.storage.tables import metadata
from tests.city import City
from tests.steps import folder

_kept: dict[tuple[type[City], str], tuple[dict, Path | None]] = {}
_TABLES = [table.name for table in metadata.sorted_tables]
_COUNTERS_ANEW = (
    "SELECT setval(format('public.%I', sequencename), 1, false) FROM pg_sequences"
    " WHERE schemaname = 'public' AND last_value IS NOT NULL"
)


def stand(kind: type[City], installation: Installation) -> City:
    """A city of this kind in an installation that has nothing yet."""
    engine = installation.engine
    key = (kind, engine.dialect.name)
    if key not in _kept:
        built = kind(installation)
        own = {name: value for name, value in vars(built).items() if name != "installation"}
        _kept[key] = (own, _keep(engine, kind.__name__.lower()))
    else:
        _lay(engine, kind.__name__.lower(), _kept[key][1])
    city = kind.__new__(kind)
    vars(city).update(copy.deepcopy(_kept[key][0]), installation=installation)
    return city


def empty(engine: Engine) -> None:
    """Empty every table of a PostgreSQL database and start its counters anew."""
    with engine.begin() as connection:
        connection.execute(text(_emptying()))
        connection.execute(text(_COUNTERS_ANEW)).all()


def _emptying() -> str:
    """Deleting is faster than TRUNCATE, which makes new files for tables of a few rows."""
    deletes = " ".join(f'DELETE FROM public."{name}";' for name in _TABLES)
    return f"SET LOCAL session_replication_role = replica; {deletes}"


def _keep(engine: Engine, name: str) -> Path | None:
    if engine.dialect.name == "sqlite":
        engine.dispose()
        place = folder() / f"{name}.db"
        shutil.copy(engine.url.database, place)
        return place
    with engine.begin() as connection:
        connection.execute(text(f"DROP SCHEMA IF EXISTS kept_{name} CASCADE"))
        connection.execute(text(f"CREATE SCHEMA kept_{name}"))
        for table in _TABLES:
            if connection.scalar(text(f'SELECT EXISTS (SELECT 1 FROM public."{table}")')):
                copied = f'CREATE TABLE kept_{name}."{table}" AS TABLE public."{table}"'
                connection.execute(text(copied))
        connection.execute(
            text(
                f"CREATE TABLE kept_{name}.counters AS SELECT sequencename AS name, last_value"
                " FROM pg_sequences WHERE schemaname = 'public' AND last_value IS NOT NULL"
            )
        )
    return None


def _lay(engine: Engine, name: str, place: Path | None) -> None:
    if place is not None:
        engine.dispose()
        shutil.copy(place, engine.url.database)
        return
    held = f"SELECT tablename FROM pg_tables WHERE schemaname = 'kept_{name}'"
    with engine.begin() as connection:
        tables = [table for table in connection.scalars(text(held)) if table != "counters"]
        inserts = " ".join(
            f'INSERT INTO public."{table}" TABLE kept_{name}."{table}";' for table in tables
        )
        connection.execute(text(f"SET LOCAL session_replication_role = replica; {inserts}"))
        counters = f"SELECT setval(format('public.%I', name), last_value) FROM kept_{name}.counters"
        connection.execute(text(counters)).all()
