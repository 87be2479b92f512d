"""The way back from an archive: everything is built and checked before anything is changed."""

import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from sqlalchemy import Connection, MetaData, delete, select, text
from sqlalchemy.engine import make_url
from sqlalchemy.exc import OperationalError, SQLAlchemyError
from sqlalchemy.orm import Session

from evaluator.scoring.messages import says
from evaluator.services.archives import (
    BROKEN,
    CHUNK,
    Archived,
    Manifest,
    checked,
    chunks,
    damaged,
    lines,
    open_archive,
)
from evaluator.services.backup import log_heads, one_moment, unfinished, write_archive
from evaluator.services.problems import Refused
from evaluator.storage.database import connect, writing
from evaluator.storage.dumping import (
    BadLine,
    await_parents,
    continue_counters,
    load,
    parents_arrived,
    tables_of,
)
from evaluator.storage.installation import Installation
from evaluator.storage.log import LogEntry, first_broken
from evaluator.storage.migrating import rebuilding, upgrade_on
from evaluator.storage.people import LoginSession
from evaluator.storage.tables import metadata

OF_THE_MACHINE = (
    *("DATABASE_URL", "SECRET_KEY", "INSTANCE", "DEBUG", "SMTP_URL"),
    *("SIGNING_KEY", "SIGNING_PASSPHRASE", "SIGNING_ROOTS", "TIMESTAMP_URL"),
)
"""Settings that belong to a machine and not to what it holds: no archive may set them."""


def restore_backup(
    own: Installation, now: datetime, place: Path, *, replace: bool = False
) -> Archived:
    """Put an archive into an installation; nothing is touched before it proved whole.

    replace : allow an installation that already holds an office; what it held is
        written to an archive of its own first

    Raises
    ------
    Refused
        If the archive is damaged, truncated, from a newer program, or the
        installation is not empty.
    """
    with open_archive(place) as archive:
        manifest = checked(archive)
        holds = _holds_rows(own)
        if holds and not replace:
            raise Refused(
                "Pemasangan ini sudah berisi. Pulihkan ke folder kosong, atau pakai --replace; "
                "isi lama dicadangkan dahulu."
            )
        kept = own.folder / f"sebelum-pemulihan-{now:%Y%m%d-%H%M%S}.zip" if holds else None
        settings = _settings(archive, manifest)
        rows = _restore(own, now, archive, manifest, kept)
        left_out = () if settings is None else _keep_settings(own, settings)
    files = len(manifest.names("files"))
    return Archived(rows, files, place.stat().st_size, manifest.heads, kept, left_out)


def _is_postgresql(own: Installation) -> bool:
    return make_url(own.database_url).get_backend_name() == "postgresql"


def _holds_rows(own: Installation) -> bool:
    if not own.exists:
        return False
    try:
        with own.engine.connect() as connection:
            tables = tables_of(connection)
            return any(connection.execute(select(table).limit(1)).first() for table in tables)
    except SQLAlchemyError:
        raise Refused(
            "Basis data yang ada tidak dapat dibaca; pulihkan ke folder atau basis data kosong."
        ) from None


def _restore(
    own: Installation,
    now: datetime,
    archive: zipfile.ZipFile,
    manifest: Manifest,
    kept: Path | None,
) -> int:
    """Replace database and files, telling every fault as a refusal; returns the number of rows."""
    restore = _restore_postgresql if _is_postgresql(own) else _restore_sqlite
    own.folder.mkdir(parents=True, exist_ok=True)
    try:
        return restore(own, now, archive, manifest, kept)
    except BadLine as bad:
        member = f"tables/{bad.table}.jsonl"
        reason = says(
            "{member} baris {line}: {reason}", member=member, line=bad.line, reason=bad.reason
        )
        raise damaged(reason) from None
    except (OSError, OperationalError) as problem:
        raise Refused(
            "Pemulihan gagal, isi lama tidak diubah: {reason}.",
            reason=getattr(problem, "orig", None) or problem,
        ) from None
    except BROKEN:
        raise damaged(says("bukan arsip cadangan yang utuh")) from None


def _restore_sqlite(
    own: Installation,
    now: datetime,
    archive: zipfile.ZipFile,
    manifest: Manifest,
    kept: Path | None,
) -> int:
    """Build a second database beside the first, and put it in its place at the very end."""
    place = Path(str(make_url(own.database_url).database))
    with _fresh(place) as fresh:
        engine = connect(f"sqlite:///{fresh}")
        try:
            with rebuilding(engine) as connection:
                rows = _fill(connection, archive, manifest)
        finally:
            engine.dispose()
        if kept is not None:
            with unfinished(kept) as draft, one_moment(own.engine) as old:
                write_archive(own, old, now, draft, _intact_files(own))
                draft.replace(kept)
        _put_files(own, archive, manifest)
        if "engine" in vars(own):  # opened before: its connections lead to the old file
            own.engine.dispose()
        _unlink(f"{place}-wal", f"{place}-shm", f"{place}-journal")  # never applied to the new one
        fresh.replace(place)
    return rows


@contextmanager
def _fresh(place: Path) -> Iterator[Path]:
    """An empty file beside a database, that only its owner may read; gone at the end."""
    fresh = Path(f"{place}.pemulihan")
    everything = [f"{fresh}{ending}" for ending in ("", "-wal", "-shm", "-journal")]
    _unlink(*everything)
    fresh.touch(mode=0o600)
    try:
        yield fresh
    finally:
        _unlink(*everything)


def _unlink(*names: str) -> None:
    for name in names:
        Path(name).unlink(missing_ok=True)


def _restore_postgresql(
    own: Installation,
    now: datetime,
    archive: zipfile.ZipFile,
    manifest: Manifest,
    kept: Path | None,
) -> int:
    """Replace everything in one transaction, that leaves all as it was unless it ends well."""
    aside = kept or own.folder / "sebelum-pemulihan.zip"
    with unfinished(aside) as draft, writing(own.engine).begin() as connection:
        there = MetaData()
        there.reflect(connection)
        _lock(connection, there)
        if kept is not None:
            write_archive(own, connection, now, draft, _intact_files(own))
        there.drop_all(connection)
        rows = _fill(connection, archive, manifest)
        if kept is not None:
            draft.replace(kept)
        _put_files(own, archive, manifest)
    return rows


def _lock(connection: Connection, there: MetaData) -> None:
    """Keep all others out, so that what is kept is the last that was there."""
    quote = connection.dialect.identifier_preparer.quote
    for table in there.sorted_tables:
        connection.execute(text(f"LOCK TABLE {quote(table.name)} IN ACCESS EXCLUSIVE MODE"))


def _fill(connection: Connection, archive: zipfile.ZipFile, manifest: Manifest) -> int:
    """Build the tables as they were, load them, bring them to the present, and check them."""
    upgrade_on(connection, manifest.revision)
    tables = tables_of(connection)
    _same_tables({table.name for table in tables}, set(manifest.names("tables")))
    await_parents(connection, tables)
    rows = 0
    for table in tables:
        rows += load(connection, table, lines(archive, f"tables/{table.name}.jsonl"))
        continue_counters(connection, table)
    parents_arrived(connection, tables, lambda table: lines(archive, f"tables/{table.name}.jsonl"))
    upgrade_on(connection, "head")
    _check_values(connection)
    _check_log(connection, manifest)
    connection.execute(delete(LoginSession))
    return rows


def _same_tables(wanted: set[str], given: set[str]) -> None:
    for name in sorted(wanted - given):
        raise damaged(says("tabel {table} tidak ada", table=name))
    for name in sorted(given - wanted):
        raise damaged(says("tabel {table} tidak dikenal", table=name))


def _check_values(connection: Connection) -> None:
    """Make sure that the program can read every value: fractions, moments, plain values."""
    for table in metadata.sorted_tables:
        query = select(table).execution_options(yield_per=500)
        try:
            for _ in connection.execute(query):
                pass
        except (ValueError, LookupError, ArithmeticError, RecursionError):
            reason = says("tabel {table} memuat nilai yang tidak sah", table=table.name)
            raise damaged(reason) from None
    if connection.dialect.name == "sqlite":
        broken = connection.execute(text("PRAGMA foreign_key_check")).first()
        if broken is not None:
            reason = says("tabel {table} memuat nilai yang tidak sah", table=broken[0])
            raise damaged(reason)


def _check_log(connection: Connection, manifest: Manifest) -> None:
    """Make sure that every chain of the log holds and ends where the archive says."""
    heads = log_heads(connection)
    with Session(connection) as session:
        chains = {*heads, *session.scalars(select(LogEntry.chain).distinct())}
        for chain in sorted(chains):
            broken = first_broken(session, chain)
            if broken is not None:
                reason = says(
                    "rantai {chain} putus pada catatan nomor {number}", chain=chain, number=broken
                )
                raise damaged(reason)
    if heads != manifest.heads:
        raise damaged(says("kepala catatan berbeda dari daftar isi"))


def _intact_files(own: Installation) -> Iterator[str]:
    """What can still be kept: a damaged file must not stand in the way of its own mending."""
    return (digest for digest in own.files.all() if own.files.is_intact(digest))


def _put_files(own: Installation, archive: zipfile.ZipFile, manifest: Manifest) -> None:
    for digest in manifest.names("files"):
        own.files.put_stream(chunks(archive, f"files/{digest}"))


def _settings(archive: zipfile.ZipFile, manifest: Manifest) -> str | None:
    """The settings in an archive; None where it holds none."""
    if "settings.env" not in manifest.members:
        return None
    if manifest.members["settings.env"].size > CHUNK:
        raise damaged(says("{member} terlalu besar", member="settings.env"))
    try:
        return archive.read("settings.env").decode()
    except BROKEN:
        raise damaged(says("{member} tidak dapat dibaca", member="settings.env")) from None


def _keep_settings(own: Installation, given: str) -> tuple[str, ...]:
    """Take settings over, except those of the machine; returns the names of what was left out."""
    place = own.folder / "settings.env"
    here = place.read_text(encoding="utf-8") if place.exists() else ""
    taken = [line for line in given.splitlines() if not _of_the_machine(line)]
    stays = [line for line in here.splitlines() if _of_the_machine(line)]
    with unfinished(place) as draft:
        draft.write_text("".join(f"{line}\n" for line in taken + stays), encoding="utf-8")
        draft.replace(place)
    named = {name for line in given.splitlines() for name in _of_the_machine(line)}
    return tuple(f"EVALUATOR_{name}" for name in OF_THE_MACHINE if name in named)


def _of_the_machine(line: str) -> list[str]:
    """The settings of a machine that a line names, in whatever case or quotes."""
    return [name for name in OF_THE_MACHINE if f"evaluator_{name.lower()}" in line.lower()]
