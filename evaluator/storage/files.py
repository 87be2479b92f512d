"""Stored bytes, named by their SHA-256 digest: written once, never changed."""

import hashlib
import os
import re
import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path

_DIGEST = re.compile(r"[0-9a-f]{64}\Z")
_CHUNK = 1024 * 1024


class Damaged(Exception):
    """A stored file is gone or is no longer what was stored."""


class Files:
    """The folder that holds logos, certificates and other papers of an installation."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def put(self, content: bytes) -> str:
        """Store bytes durably and return their digest; storing them twice is one file."""
        digest = hashlib.sha256(content).hexdigest()
        place = self._place(digest)
        if place.exists():
            return digest
        return self.put_stream((content,))

    def put_stream(self, chunks: Iterable[bytes]) -> str:
        """Store bytes that come piece by piece, durably, and return their digest.

        What was stored under the digest is written anew, so that a damaged file
        is mended.
        """
        self.folder.mkdir(parents=True, exist_ok=True)
        handle, temporary = tempfile.mkstemp(dir=self.folder)
        try:
            digest = _write(handle, chunks)
            place = self._place(digest)
            place.parent.mkdir(exist_ok=True)
            Path(temporary).replace(place)
        finally:
            Path(temporary).unlink(missing_ok=True)
        _sync_folder(place.parent)
        return digest

    def get(self, digest: str) -> bytes:
        """Read stored bytes back.

        Raises
        ------
        Damaged
            If the file is missing or its content no longer has this digest.
        """
        try:
            content = self._place(digest).read_bytes()
        except OSError as problem:
            raise Damaged(digest) from problem
        if hashlib.sha256(content).hexdigest() != digest:
            raise Damaged(digest)
        return content

    def stream(self, digest: str) -> Iterator[bytes]:
        """Read stored bytes piece by piece; the last piece comes before the check.

        Raises
        ------
        Damaged
            As `get`, but at the end: what was read until then is not to be used.
        """
        seen = hashlib.sha256()
        try:
            with self._place(digest).open("rb") as file:
                while chunk := file.read(_CHUNK):
                    seen.update(chunk)
                    yield chunk
        except OSError as problem:
            raise Damaged(digest) from problem
        if seen.hexdigest() != digest:
            raise Damaged(digest)

    def is_intact(self, digest: str) -> bool:
        """Whether stored bytes are there and are what was stored."""
        try:
            return all(True for _ in self.stream(digest))
        except Damaged:
            return False

    def all(self) -> Iterator[str]:
        """The digests of everything stored, in order."""
        for place in sorted(self.folder.glob("??/*")):
            if _DIGEST.match(place.name):
                yield place.name

    def _place(self, digest: str) -> Path:
        if not _DIGEST.match(digest):
            raise Damaged(digest)
        return self.folder / digest[:2] / digest


def _write(handle: int, chunks: Iterable[bytes]) -> str:
    """Write an open file to the disk and close it; returns the digest of its content."""
    seen = hashlib.sha256()
    with os.fdopen(handle, "wb") as file:
        for chunk in chunks:
            seen.update(chunk)
            file.write(chunk)
        file.flush()
        os.fsync(file.fileno())
    return seen.hexdigest()


def _sync_folder(folder: Path) -> None:
    """Make a new name durable too, where the system lets a folder be synced."""
    if os.name == "nt":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
