"""Every table as plain lines, and back: the same text from SQLite and from PostgreSQL."""

import json
from collections.abc import Iterator
from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import Connection, DateTime, MetaData, Table, insert, select, text

_BATCH = 500


def tables_of(connection: Connection) -> list[Table]:
    """The tables of a database, parents before children, without the migration's own."""
    found = MetaData()
    found.reflect(connection)
    return [table for table in found.sorted_tables if table.name != "alembic_version"]


def dump(connection: Connection, table: Table) -> Iterator[str]:
    """Every row of a table as one line of JSON, in the order of its key."""
    query = select(table).order_by(*table.primary_key.columns)
    for row in connection.execute(query.execution_options(yield_per=_BATCH)).mappings():
        values = {name: _plain(value) for name, value in row.items()}
        yield json.dumps(values, ensure_ascii=False, sort_keys=True)


def load(connection: Connection, table: Table, lines: Iterator[str]) -> int:
    """Fill an empty table from lines; returns how many rows there were."""
    count = 0
    batch: list[dict[str, Any]] = []
    for line in lines:
        batch.append(_typed(connection, table, json.loads(line)))
        count += 1
        if len(batch) == _BATCH:
            connection.execute(insert(table), batch)
            batch = []
    if batch:
        connection.execute(insert(table), batch)
    return count


def continue_counters(connection: Connection, table: Table) -> None:
    """Let PostgreSQL number new rows after the loaded ones; SQLite does so by itself."""
    if connection.dialect.name != "postgresql" or "id" not in table.c:
        return
    name = connection.dialect.identifier_preparer.format_table(table)
    connection.execute(
        text(
            f"SELECT setval(pg_get_serial_sequence('{name}', 'id'), "  # noqa: S608
            f"(SELECT coalesce(max(id), 1) FROM {name}), (SELECT count(*) > 0 FROM {name}))"
        )
    )


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        moment = value.astimezone(UTC) if value.tzinfo else value
        return {"moment": moment.replace(tzinfo=None).isoformat(timespec="microseconds")}
    if isinstance(value, date):
        return {"day": value.isoformat()}
    return value


def _typed(connection: Connection, table: Table, values: dict[str, Any]) -> dict[str, Any]:
    zoned = connection.dialect.name == "postgresql"
    return {name: _value(table.c[name].type, given, zoned) for name, given in values.items()}


def _value(kind: Any, given: Any, zoned: bool) -> Any:
    if not isinstance(given, dict):
        return given
    if "day" in given:
        return date.fromisoformat(given["day"])
    moment = datetime.fromisoformat(given["moment"])
    return moment.replace(tzinfo=UTC) if zoned and isinstance(kind, DateTime) else moment
