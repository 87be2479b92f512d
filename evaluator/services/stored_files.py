"""Handing out a stored file under a name that people know."""

from dataclasses import dataclass

from evaluator.services.problems import NotFound
from evaluator.storage.files import Damaged, Files


@dataclass(frozen=True)
class StoredFile:
    """A file to be handed out under this name."""

    name: str
    media: str
    content: bytes


def stored_file(files: Files, digest: str | None, name: str, media: str) -> StoredFile:
    """The file of a digest.

    Raises
    ------
    NotFound
        If there is none, it is gone, or it is no longer what was stored.
    """
    if digest is None:
        raise NotFound("Berkas itu tidak ada.")
    try:
        return StoredFile(name, media, files.get(digest))
    except Damaged:
        raise NotFound(
            "Berkas ini rusak atau hilang. Minta operator memulihkannya dari cadangan."
        ) from None
