"""What version 0.2.0 kept is whole after it was brought to the present."""

from pathlib import Path

import pytest
from sqlalchemy import text

from evaluator.services.archives import lines, open_archive
from evaluator.services.certificate_register import check
from evaluator.services.restoring import restore_backup
from evaluator.storage.dumping import await_parents, load, parents_arrived, tables_of
from evaluator.storage.installation import Installation, Settings
from evaluator.storage.log import first_broken
from evaluator.storage.migrating import (
    differences,
    newest_revision,
    rebuilding,
    revision_of,
    upgrade,
    upgrade_on,
)
from tests.city import NOW

# A released city with three certificates of winners, the first revoked, and one of a list.
OLD = Path(__file__).parents[1] / "storage" / "archives" / "cadangan-0.2.0.zip"
PAPERS = [
    ("B-1/33750/HM.310/2025", "award", "revoked"),
    ("B-2/33750/HM.310/2025", "award", "valid"),
    ("B-3/33750/HM.310/2025", "award", "valid"),
    ("B-4/33750/HM.310/2025", "list", "valid"),
]


def papers(own):
    """Number, kind and state of every certificate, each found by its code."""
    with own.reads() as session:
        rows = session.execute(
            text("SELECT number, kind, state, check_code, file FROM certificate ORDER BY id")
        ).all()
        assert [check(session, row.check_code).number for row in rows] == [r.number for r in rows]
        chains = session.scalars(text("SELECT chain FROM log_head")).all()
        assert chains and [first_broken(session, chain) for chain in chains] == [None] * len(chains)
    return [(number, kind, state) for number, kind, state, *_ in rows]


def files(own):
    """What stands on each stored paper, in the order of the certificates."""
    with own.reads() as session:
        digests = session.scalars(text("SELECT file FROM certificate ORDER BY id"))
        return [own.files.get(digest).decode() for digest in digests]


def test_an_archive_of_the_last_version_is_restored_with_its_certificates(installation):
    restore_backup(installation, NOW, OLD)
    assert revision_of(installation.engine) == newest_revision()
    assert papers(installation) == PAPERS
    assert files(installation) == [number for number, *_ in PAPERS]


@pytest.fixture
def of_last_version(tmp_path):
    """A SQLite database as version 0.2.0 left it."""
    own = Installation(Settings(instance=tmp_path, secret_key="k" * 40))
    with open_archive(OLD) as archive, rebuilding(own.engine) as connection:
        upgrade_on(connection, "0002")
        tables = tables_of(connection)
        await_parents(connection, tables)
        for table in tables:
            load(connection, table, lines(archive, f"tables/{table.name}.jsonl"))
        parents_arrived(
            connection, tables, lambda table: lines(archive, f"tables/{table.name}.jsonl")
        )
    return own


def test_a_database_of_the_last_version_with_certificates_is_upgraded_in_place(of_last_version):
    assert revision_of(of_last_version.engine) == "0002"
    upgrade(of_last_version.engine)
    assert revision_of(of_last_version.engine) == newest_revision()
    assert differences(of_last_version.engine) == []
    assert papers(of_last_version) == PAPERS
    with of_last_version.engine.connect() as connection:
        assert connection.exec_driver_sql("PRAGMA foreign_keys").scalar() == 1


def test_an_upgrade_that_would_leave_a_row_pointing_to_nothing_changes_nothing(of_last_version):
    engine = of_last_version.engine
    with engine.connect() as connection:
        by_hand = connection.connection.cursor()
        by_hand.execute("PRAGMA foreign_keys = OFF")
        by_hand.execute("UPDATE certificate SET series_id = 99")
        by_hand.execute("PRAGMA foreign_keys = ON")
    with pytest.raises(RuntimeError, match="certificate points to nothing in series"):
        upgrade(engine)
    assert revision_of(engine) == "0002"
