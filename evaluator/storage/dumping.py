"""Every table as plain lines, and back: the same text from SQLite and from PostgreSQL."""

import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import (
    Boolean,
    Column,
    Connection,
    Date,
    DateTime,
    ForeignKeyConstraint,
    Integer,
    MetaData,
    String,
    Table,
    exists,
    insert,
    select,
    text,
)
from sqlalchemy.exc import DataError, IntegrityError

from evaluator.scoring.messages import Message, says

_BATCH = 500
_LARGEST_INTEGER = 2**31 - 1  # what PostgreSQL keeps in a column of whole numbers


class BadLine(Exception):
    """A line that is no row of its table.

    table : the table's name
    line : counted from 1
    reason : what is wrong with it, as a sentence without a full stop
    """

    def __init__(self, table: str, line: int, reason: Message) -> None:
        super().__init__(f"{table}, {line}: {reason}")
        self.table, self.line, self.reason = table, line, reason


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


def load(connection: Connection, table: Table, lines: Iterable[bytes]) -> int:
    """Fill an empty table from lines of UTF-8; returns how many rows there were.

    A row may name another that is loaded later, where `await_parents` was called.

    Raises
    ------
    BadLine
        If a line is not one row of this table, or the database refuses it.
    """
    count = 0
    batch: list[dict[str, Any]] = []
    for line in lines:
        count += 1
        batch.append(_row(connection, table, count, line))
        if len(batch) == _BATCH:
            _insert(connection, table, batch, count)
            batch = []
    _insert(connection, table, batch, count)
    return count


def await_parents(connection: Connection, tables: Sequence[Table]) -> None:
    """Let rows be loaded before the rows that they name; `parents_arrived` ends it."""
    if connection.dialect.name == "sqlite":
        connection.execute(text("PRAGMA defer_foreign_keys = ON"))
        return
    _alter_references(connection, tables, "DEFERRABLE INITIALLY DEFERRED")


def parents_arrived(
    connection: Connection,
    tables: Sequence[Table],
    lines_of: Callable[[Table], Iterable[bytes]],
) -> None:
    """Make sure that every row which another names is there.

    lines_of : gives the lines from which a table was loaded, to find the culprit's

    Raises
    ------
    BadLine
        If a row names one that does not exist.
    """
    for table in tables:
        for reference in table.foreign_key_constraints:
            orphan = _orphan(connection, table, reference)
            if orphan is not None:
                parent = reference.referred_table.name
                reason = says("menunjuk {parent} yang tidak ada", parent=parent)
                raise BadLine(table.name, _line_with(lines_of(table), orphan), reason)
    if connection.dialect.name == "postgresql":
        connection.execute(text("SET CONSTRAINTS ALL IMMEDIATE"))
        _alter_references(connection, tables, "NOT DEFERRABLE")


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


def _alter_references(connection: Connection, tables: Sequence[Table], how: str) -> None:
    quote = connection.dialect.identifier_preparer.quote
    for table in tables:
        for constraint in table.foreign_key_constraints:
            name = quote(str(constraint.name))
            connection.execute(
                text(f"ALTER TABLE {quote(table.name)} ALTER CONSTRAINT {name} {how}")
            )


def _orphan(
    connection: Connection, table: Table, reference: ForeignKeyConstraint
) -> dict[str, Any] | None:
    """What one row names that does not exist, by column; None where all rows are in order."""
    parent = reference.referred_table.alias()
    pairs = [(key.parent, parent.c[key.column.name]) for key in reference.elements]
    there = exists(select(1).where(*(its == own for own, its in pairs)))
    query = select(*(own for own, _ in pairs)).where(
        *(own.is_not(None) for own, _ in pairs), ~there
    )
    found = connection.execute(query.limit(1)).mappings().first()
    return None if found is None else dict(found)


def _line_with(lines: Iterable[bytes], values: dict[str, Any]) -> int:
    """The number of the first line whose row holds these values."""
    for number, line in enumerate(lines, 1):
        row = json.loads(line)
        if all(row[name] == value for name, value in values.items()):
            return number
    return 0


def _insert(
    connection: Connection, table: Table, batch: list[dict[str, Any]], last_line: int
) -> None:
    """Add rows at once; where the database refuses them, one by one to find the culprit."""
    refused = (IntegrityError, DataError)
    if not batch:
        return
    try:
        with connection.begin_nested():
            connection.execute(insert(table), batch)
    except refused:
        for line, row in enumerate(batch, last_line - len(batch) + 1):
            try:
                connection.execute(insert(table), row)
            except refused:
                raise BadLine(table.name, line, says("basis data menolaknya")) from None
        raise


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        moment = value.astimezone(UTC) if value.tzinfo else value
        return {"moment": moment.replace(tzinfo=None).isoformat(timespec="microseconds")}
    if isinstance(value, date):
        return {"day": value.isoformat()}
    return value


def _row(connection: Connection, table: Table, number: int, line: bytes) -> dict[str, Any]:
    try:
        given = json.loads(line)
    except (ValueError, RecursionError):
        raise BadLine(table.name, number, says("bukan JSON yang sah")) from None
    if not isinstance(given, dict) or given.keys() != set(table.c.keys()):
        raise BadLine(table.name, number, says("kolomnya tidak sesuai tabel"))
    zoned = connection.dialect.name == "postgresql"
    row = {}
    for name, value in given.items():
        try:
            row[name] = _value(table.c[name], value, zoned)
        except (ValueError, TypeError, KeyError):
            reason = says("kolom {column} berisi nilai yang tidak sah", column=name)
            raise BadLine(table.name, number, reason) from None
    return row


def _value(column: Column[Any], given: Any, zoned: bool) -> Any:
    """What a column keeps; ValueError, TypeError or KeyError where it cannot keep this."""
    if given is None and column.nullable:
        return None
    kind = column.type
    if isinstance(kind, DateTime):
        moment = datetime.fromisoformat(_only(given, "moment"))
        if moment.tzinfo is not None:
            raise ValueError("a moment is written in UTC, without its zone")
        return moment.replace(tzinfo=UTC) if zoned else moment
    if isinstance(kind, Date):
        return date.fromisoformat(_only(given, "day"))
    wanted = {Boolean: bool, Integer: int, String: str}
    expected = next(python for sql, python in wanted.items() if isinstance(kind, sql))
    if type(given) is not expected:
        raise TypeError("another kind of value than the column's")
    if isinstance(given, str):
        given.encode()  # a lone surrogate cannot be stored
    elif isinstance(given, int) and abs(given) > _LARGEST_INTEGER:
        raise ValueError("too large a number")
    return given


def _only(given: Any, name: str) -> str:
    if not isinstance(given, dict) or given.keys() != {name}:
        raise TypeError("another kind of value than the column's")
    return str(given[name])
