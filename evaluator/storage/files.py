"""Stored bytes, named by their SHA-256 digest: written once, never changed."""

import hashlib
import os
import re
import tempfile
from collections.abc import Iterator
from pathlib import Path

_DIGEST = re.compile(r"[0-9a-f]{64}\Z")


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
        place.parent.mkdir(parents=True, exist_ok=True)
        handle, temporary = tempfile.mkstemp(dir=place.parent)
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        Path(temporary).replace(place)
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

    def all(self) -> Iterator[str]:
        """The digests of everything stored, in order."""
        for place in sorted(self.folder.glob("??/*")):
            if _DIGEST.match(place.name):
                yield place.name

    def _place(self, digest: str) -> Path:
        if not _DIGEST.match(digest):
            raise Damaged(digest)
        return self.folder / digest[:2] / digest


def _sync_folder(folder: Path) -> None:
    """Make a new name durable too, where the system lets a folder be synced."""
    if os.name == "nt":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
