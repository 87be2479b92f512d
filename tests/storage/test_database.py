"""Durable settings, exact columns, and writers that queue."""

import threading
from datetime import UTC, datetime
from fractions import Fraction

import pytest
from sqlalchemy import text
from sqlalchemy.exc import OperationalError

from evaluator.storage import database
from evaluator.storage.database import (
    ExactNumber,
    Json,
    UtcTime,
    add_unless_there,
    connect,
    keeps_wal,
    writing,
)
from evaluator.storage.log import LogHead
from evaluator.storage.migrating import differences, newest_revision, revision_of, upgrade


def test_sqlite_is_durable_checks_keys_and_waits(tmp_path):
    engine = connect(f"sqlite:///{tmp_path / 'a.db'}")
    with engine.connect() as connection:
        pragmas = {
            name: connection.exec_driver_sql(f"PRAGMA {name}").scalar()
            for name in ("synchronous", "foreign_keys", "busy_timeout", "journal_mode")
        }
    assert pragmas == {
        "synchronous": 2,
        "foreign_keys": 1,
        "busy_timeout": 10_000,
        "journal_mode": "wal" if keeps_wal() else "truncate",
    }


@pytest.mark.parametrize(
    ("version", "may"),
    [
        ((3, 40, 1), False),
        ((3, 51, 2), False),
        ((3, 51, 3), True),
        ((3, 52, 0), False),
        ((3, 53, 0), True),
    ],
)
def test_a_write_ahead_log_only_with_a_library_that_resets_it_safely(version, may):
    assert keeps_wal(version) is may


def test_a_writer_that_waited_too_long_is_told_so(tmp_path, monkeypatch):
    monkeypatch.setattr(database, "WAITS_AT_MOST", 0.2)
    engine = connect(f"sqlite:///{tmp_path / 'a.db'}")
    with writing(engine).connect() as first:
        first.exec_driver_sql("CREATE TABLE t (a)")
        with pytest.raises(OperationalError, match="locked"), writing(engine).connect() as second:
            second.exec_driver_sql("SELECT 1")


def test_a_commit_that_came_too_late_does_not_lock_the_database_for_good(tmp_path, monkeypatch):
    monkeypatch.setattr(database, "WAITS_AT_MOST", 0.2)
    engine = connect(f"sqlite:///{tmp_path / 'a.db'}")
    with writing(engine).begin() as connection:
        connection.exec_driver_sql("CREATE TABLE t (a)")
    reader = connect(f"sqlite:///{tmp_path / 'a.db'}").connect()
    reader.exec_driver_sql("SELECT * FROM t").all()
    if not keeps_wal():  # with the rollback journal a reader holds up the commit
        with pytest.raises(OperationalError, match="locked"), writing(engine).begin() as connection:
            connection.exec_driver_sql("INSERT INTO t VALUES (1)")
    reader.close()
    with writing(engine).begin() as connection:
        connection.exec_driver_sql("INSERT INTO t VALUES (2)")
        assert connection.exec_driver_sql("SELECT a FROM t").scalars().all() == [2]


def test_many_writers_queue_and_none_is_lost(tmp_path):
    engine = connect(f"sqlite:///{tmp_path / 'a.db'}")
    with writing(engine).begin() as connection:
        connection.exec_driver_sql("CREATE TABLE t (n INTEGER)")
        connection.exec_driver_sql("INSERT INTO t VALUES (0)")

    def add():
        for _ in range(10):
            with writing(engine).begin() as connection:
                n = connection.exec_driver_sql("SELECT n FROM t").scalar()
                connection.exec_driver_sql(f"UPDATE t SET n = {n + 1}")

    threads = [threading.Thread(target=add) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with engine.connect() as connection:
        assert connection.exec_driver_sql("SELECT n FROM t").scalar() == 80


def test_a_number_comes_back_exactly_and_a_moment_with_its_zone(session):
    dialect = session.get_bind().dialect
    stored = ExactNumber().process_bind_param(Fraction(1279193, 500000), dialect)
    assert stored == "1279193/500000"
    assert ExactNumber().process_result_value(stored, dialect) == Fraction("2.558386")
    now = datetime(2025, 9, 1, 9, 5, tzinfo=UTC)
    kept = UtcTime().process_bind_param(now, dialect)
    assert UtcTime().process_result_value(kept, dialect) == now


def test_a_moment_without_a_zone_is_refused(session):
    with pytest.raises(ValueError, match="zone"):
        UtcTime().process_bind_param(datetime(2025, 9, 1), session.get_bind().dialect)  # noqa: DTZ001


def test_json_has_one_spelling_and_no_nan(session):
    dialect = session.get_bind().dialect
    assert Json().process_bind_param({"b": 1, "a": "é"}, dialect) == '{"a":"é","b":1}'
    with pytest.raises(ValueError, match="Out of range"):
        Json().process_bind_param({"a": float("nan")}, dialect)


def test_a_row_is_added_once_and_the_first_one_stays(session):
    first, second = {"sequence": 1, "hash": "a"}, {"sequence": 2, "hash": "b"}
    added = [add_unless_there(session, LogHead, {"chain": "x"}, rest) for rest in (first, second)]
    assert added == [True, False]
    assert session.get(LogHead, "x").hash == "a"


def test_migrated_tables_are_the_tables_of_the_code(installation):
    assert revision_of(installation.engine) == newest_revision()
    assert differences(installation.engine) == []


def test_upgrading_twice_changes_nothing(installation):
    upgrade(installation.engine)
    with installation.engine.connect() as connection:
        assert connection.execute(text("SELECT count(*) FROM alembic_version")).scalar() == 1


def test_the_newest_migration_by_name_is_the_head_of_the_chain():
    from alembic.script import ScriptDirectory

    from evaluator.storage import migrating

    script = ScriptDirectory(str(migrating._FOLDER))
    assert script.get_heads() == [newest_revision()]
    assert {r.revision for r in script.walk_revisions()} == migrating.known_revisions()
