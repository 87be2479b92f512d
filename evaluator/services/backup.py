"""One archive of everything an installation holds, and the way back.

The archive is a ZIP: `manifest.json` names every member with its SHA-256, then
`tables/<name>.jsonl`, `files/<digest>` and `settings.env`. The keys that sign
cookies stay out: a restored installation makes new ones, so that no session of
the lost machine lives on.
"""

import hashlib
import io
import json
import re
import shutil
import struct
import tempfile
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, MetaData, delete, select, text

import evaluator
from evaluator.services.logging import record
from evaluator.services.permissions import Action, require
from evaluator.services.problems import Refused
from evaluator.storage.actor import Actor
from evaluator.storage.database import connect, writing
from evaluator.storage.dumping import continue_counters, dump, load, tables_of
from evaluator.storage.files import Damaged, Files
from evaluator.storage.installation import Installation
from evaluator.storage.log import LogHead
from evaluator.storage.migrating import known_revisions, revision_on, upgrade_on
from evaluator.storage.people import LoginSession

FORMAT = 1
MOST_MEMBERS = 1_000_000
_MEMBER = re.compile(r"(tables/[a-z_]{1,60}\.jsonl|files/[0-9a-f]{64}|settings\.env)\Z")
_CHUNK = 1024 * 1024
# What reading a damaged ZIP can raise; RuntimeError and its kin where a flag bit was flipped.
_BROKEN = (
    *(OSError, EOFError, ValueError, RuntimeError),
    *(struct.error, zlib.error, zipfile.BadZipFile),
)


@dataclass(frozen=True)
class Archived:
    """What an archive holds; `kept` is where a restore put what it replaced."""

    rows: int
    files: int
    size: int
    heads: Mapping[str, str]
    kept: Path | None = None


def make_backup(own: Installation, actor: Actor, now: datetime, place: Path) -> Archived:
    """Write one consistent archive while the program runs.

    It is written beside its place and moved there when it is whole, so that a
    crash never leaves half an archive under the name of a backup.

    Raises
    ------
    Refused
        If a stored file is damaged, or the place cannot be written.
    """
    require(actor, Action.OPERATE)
    with own.writes() as session:
        record(session, actor, now, "backup.make", "installation", after={"file": place.name})
    try:
        place.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=place.parent, delete=False) as unfinished:
            archived = _write_archive(own, now, Path(unfinished.name))
        Path(unfinished.name).replace(place)
    except OSError as problem:
        raise Refused("Cadangan tidak dapat ditulis: {reason}.", reason=problem.strerror) from None
    return archived


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
    with _opened(place) as archive:
        manifest = _checked(archive)
        kept = _make_way(own, now, replace)
        _restore_files(own.files, archive, manifest)
        rows = _restore_tables(own, archive, manifest)
        if "settings.env" in manifest["members"]:
            (own.folder / "settings.env").write_bytes(archive.read("settings.env"))
    files = sum(name.startswith("files/") for name in manifest["members"])
    return Archived(rows, files, place.stat().st_size, manifest["heads"], kept)


def _write_archive(own: Installation, now: datetime, place: Path) -> Archived:
    members: dict[str, dict[str, Any]] = {}
    rows = files = 0
    with zipfile.ZipFile(place, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as archive:
        with _one_moment(own.engine) as connection:
            revision = revision_on(connection)
            heads = _heads(connection)
            for table in tables_of(connection):
                lines = [line + "\n" for line in dump(connection, table)]
                rows += len(lines)
                _add(archive, members, f"tables/{table.name}.jsonl", "".join(lines).encode())
        # Files are never changed or removed, so reading them later loses nothing.
        for digest in own.files.all():
            _add(archive, members, f"files/{digest}", _intact(own.files, digest))
            files += 1
        settings = own.folder / "settings.env"
        if settings.exists():
            _add(archive, members, "settings.env", settings.read_bytes())
        manifest = {
            "format": FORMAT,
            "program": evaluator.__version__,
            "revision": revision,
            "made_at": now.isoformat(),
            "heads": heads,
            "members": members,
        }
        archive.writestr("manifest.json", json.dumps(manifest, indent=1, sort_keys=True))
    return Archived(rows, files, place.stat().st_size, heads)


def _one_moment(engine: Engine) -> Any:
    """A connection that sees one moment of the database, whatever is saved meanwhile."""
    if engine.dialect.name == "postgresql":
        return engine.execution_options(isolation_level="REPEATABLE READ").connect()
    return engine.connect()


def _heads(connection: Connection) -> dict[str, str]:
    query = select(LogHead.chain, LogHead.hash).order_by(LogHead.chain)
    return dict(connection.execute(query).all())


def _add(archive: zipfile.ZipFile, members: dict[str, Any], name: str, content: bytes) -> None:
    archive.writestr(name, content)
    members[name] = {"sha256": hashlib.sha256(content).hexdigest(), "size": len(content)}


def _intact(files: Files, digest: str) -> bytes:
    try:
        return files.get(digest)
    except Damaged:
        raise Refused(
            "Berkas tersimpan {digest} rusak; cadangan tidak dibuat. Pulihkan dari cadangan lama.",
            digest=digest[:16],
        ) from None


def _opened(place: Path) -> zipfile.ZipFile:
    try:
        return zipfile.ZipFile(place)
    except FileNotFoundError:
        raise Refused("Berkas {place} tidak ada.", place=place.name) from None
    except _BROKEN:
        raise _damaged("bukan arsip cadangan yang utuh") from None


def _checked(archive: zipfile.ZipFile) -> dict[str, Any]:
    """The manifest, once every member is there, unchanged, and of a known version."""
    manifest = _manifest(archive)
    members: dict[str, Any] = manifest["members"]
    names = {info.filename for info in archive.infolist()} - {"manifest.json"}
    if names != members.keys() or len(names) + 1 != len(archive.infolist()):
        raise _damaged("isinya tidak sesuai daftar isi")
    for name, expected in members.items():
        if not _MEMBER.match(name):
            raise _damaged(f"nama anggota {name!r} tidak dikenal")
        if _digest_in(archive, name, expected["size"]) != expected["sha256"]:
            raise _damaged(f"{name} berubah")
    if manifest["revision"] not in known_revisions():
        raise Refused("Cadangan berasal dari program yang lebih baru; perbarui program ini dahulu.")
    return manifest


def _manifest(archive: zipfile.ZipFile) -> dict[str, Any]:
    try:
        if len(archive.infolist()) > MOST_MEMBERS:
            raise _damaged("anggotanya terlalu banyak")
        manifest: dict[str, Any] = json.loads(archive.read("manifest.json"))
        if manifest["format"] > FORMAT:
            raise Refused(
                "Cadangan berasal dari program yang lebih baru; perbarui program ini dahulu."
            )
        manifest["heads"], manifest["revision"], manifest["members"].items()
    except (*_BROKEN, KeyError, TypeError, AttributeError):
        raise _damaged("daftar isinya tidak dapat dibaca") from None
    return manifest


def _digest_in(archive: zipfile.ZipFile, name: str, size: int) -> str:
    """The digest of a member, reading no more than it says to hold."""
    digest, seen = hashlib.sha256(), 0
    try:
        with archive.open(name) as member:
            while chunk := member.read(_CHUNK):
                seen += len(chunk)
                if seen > size:
                    raise _damaged(f"{name} lebih besar dari yang tercatat")
                digest.update(chunk)
    except _BROKEN:
        raise _damaged(f"{name} tidak dapat dibaca") from None
    return digest.hexdigest()


def _damaged(reason: str) -> Refused:
    return Refused("Cadangan rusak ({reason}); tidak ada yang diubah.", reason=reason)


def _make_way(own: Installation, now: datetime, replace: bool) -> Path | None:
    """Make sure that nothing is lost: an installation with content is refused, or kept first."""
    if not own.exists or not _holds_rows(own.engine):
        return None
    if not replace:
        raise Refused(
            "Pemasangan ini sudah berisi. Pulihkan ke folder kosong, atau pakai --replace; "
            "isi lama dicadangkan dahulu."
        )
    kept = own.folder / f"sebelum-pemulihan-{now:%Y%m%d-%H%M%S}.zip"
    _write_archive(own, now, kept)
    return kept


def _holds_rows(engine: Engine) -> bool:
    with engine.connect() as connection:
        return any(
            connection.execute(select(table).limit(1)).first() for table in tables_of(connection)
        )


def _restore_files(files: Files, archive: zipfile.ZipFile, manifest: dict[str, Any]) -> None:
    for name in manifest["members"]:
        if name.startswith("files/"):
            files.put(archive.read(name))


def _restore_tables(own: Installation, archive: zipfile.ZipFile, manifest: dict[str, Any]) -> int:
    """Load all rows and end all sessions: on SQLite into a new file, else in one transaction."""
    if own.engine.dialect.name == "postgresql":
        with writing(own.engine).begin() as connection:
            _drop_all(connection)
            return _fill(connection, archive, manifest)
    own.folder.mkdir(parents=True, exist_ok=True)
    own.engine.dispose()
    fresh = own.folder / "evaluator.db.pemulihan"
    fresh.unlink(missing_ok=True)
    engine = connect(f"sqlite:///{fresh}")
    with writing(engine).begin() as connection:
        rows = _fill(connection, archive, manifest)
    engine.dispose()
    _replace_database(fresh, Path(str(own.engine.url.database)))
    return rows


def _replace_database(fresh: Path, place: Path) -> None:
    """Put the finished file in place; a log of the old one must not be applied to it."""
    for leftover in ("-wal", "-shm", "-journal"):
        Path(f"{place}{leftover}").unlink(missing_ok=True)
        Path(f"{fresh}{leftover}").unlink(missing_ok=True)
    shutil.move(fresh, place)


def _drop_all(connection: Connection) -> None:
    everything = MetaData()
    everything.reflect(connection)
    everything.drop_all(connection)


def _fill(connection: Connection, archive: zipfile.ZipFile, manifest: dict[str, Any]) -> int:
    """Build the tables as they were, load them, then bring them to the present."""
    upgrade_on(connection, manifest["revision"])
    rows = 0
    if connection.dialect.name == "sqlite":  # a unit may stand before its parent
        connection.execute(text("PRAGMA defer_foreign_keys = ON"))
    for table in tables_of(connection):
        name = f"tables/{table.name}.jsonl"
        if name in manifest["members"]:
            rows += load(connection, table, _lines(archive, name))
            continue_counters(connection, table)
    upgrade_on(connection, "head")
    connection.execute(delete(LoginSession))
    return rows


def _lines(archive: zipfile.ZipFile, name: str) -> Iterator[str]:
    with archive.open(name) as member:
        yield from io.TextIOWrapper(member, encoding="utf-8")
