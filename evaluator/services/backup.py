"""One archive of everything an installation holds; `restoring` is the way back."""

import hashlib
import json
import tempfile
import zipfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, select

import evaluator
from evaluator.services.archives import FORMAT, Archived
from evaluator.services.logging import record
from evaluator.services.permissions import Action, require
from evaluator.services.problems import Refused
from evaluator.storage.actor import Actor
from evaluator.storage.dumping import dump, tables_of
from evaluator.storage.files import Damaged, Files
from evaluator.storage.installation import Installation
from evaluator.storage.log import LogHead
from evaluator.storage.migrating import revision_on


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
        with unfinished(place) as draft, one_moment(own.engine) as connection:
            archived = write_archive(own, connection, now, draft, own.files.all())
            draft.replace(place)
    except OSError as problem:
        raise Refused("Cadangan tidak dapat ditulis: {reason}.", reason=problem.strerror) from None
    return archived


@contextmanager
def unfinished(place: Path) -> Iterator[Path]:
    """An empty file beside a place, gone at the end unless it was moved there."""
    with tempfile.NamedTemporaryFile(dir=place.parent, delete=False) as file:
        draft = Path(file.name)
    try:
        yield draft
    finally:
        draft.unlink(missing_ok=True)


def one_moment(engine: Engine) -> Connection:
    """A connection that sees one moment of the database, whatever is saved meanwhile."""
    if engine.dialect.name == "postgresql":
        return engine.execution_options(isolation_level="REPEATABLE READ").connect()
    return engine.connect()


def write_archive(
    own: Installation, connection: Connection, now: datetime, place: Path, digests: Iterable[str]
) -> Archived:
    """Write all that a connection sees, and the files of these digests, to one archive.

    Raises
    ------
    Refused
        If one of the files is damaged.
    """
    members: dict[str, dict[str, Any]] = {}
    rows = files = 0
    with zipfile.ZipFile(place, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as archive:
        heads = log_heads(connection)
        for table in tables_of(connection):
            lines = ((line + "\n").encode() for line in dump(connection, table))
            rows += _add(archive, members, f"tables/{table.name}.jsonl", lines)
        # Files are never changed or removed, so reading them later loses nothing.
        for digest in digests:
            _add(archive, members, f"files/{digest}", _intact(own.files, digest))
            files += 1
        settings = own.folder / "settings.env"
        if settings.exists():
            _add(archive, members, "settings.env", (_without_key(settings.read_bytes()),))
        manifest = {
            "format": FORMAT,
            "program": evaluator.__version__,
            "revision": revision_on(connection),
            "made_at": now.isoformat(),
            "heads": heads,
            "members": members,
        }
        archive.writestr("manifest.json", json.dumps(manifest, indent=1, sort_keys=True))
    return Archived(rows, files, place.stat().st_size, heads)


def _without_key(settings: bytes) -> bytes:
    """Settings without the lines that lead to the signing key: it never enters an archive."""
    lines = settings.splitlines(keepends=True)
    return b"".join(line for line in lines if b"evaluator_signing" not in line.lower())


def log_heads(connection: Connection) -> dict[str, str]:
    """The hash of the last log entry, by chain."""
    query = select(LogHead.chain, LogHead.hash).order_by(LogHead.chain)
    return dict(connection.execute(query).all())


def _add(
    archive: zipfile.ZipFile, members: dict[str, Any], name: str, content: Iterable[bytes]
) -> int:
    """Write a member piece by piece; returns how many pieces there were."""
    digest, size, count = hashlib.sha256(), 0, 0
    info = zipfile.ZipInfo(name)
    info.compress_type = zipfile.ZIP_DEFLATED
    with archive.open(info, "w", force_zip64=True) as member:
        for piece in content:
            member.write(piece)
            digest.update(piece)
            size += len(piece)
            count += 1
    members[name] = {"sha256": digest.hexdigest(), "size": size}
    return count


def _intact(files: Files, digest: str) -> Iterator[bytes]:
    try:
        yield from files.stream(digest)
    except Damaged:
        raise Refused(
            "Berkas tersimpan {digest} rusak; cadangan tidak dibuat. Pulihkan dari cadangan lama.",
            digest=digest[:16],
        ) from None
