"""Packs papers into one ZIP file, under names that people can read on any system."""

import re
import unicodedata
import zipfile
from collections.abc import Iterable, Iterator
from io import BytesIO
from typing import IO, cast

_BEGINNING = (1980, 1, 1, 0, 0, 0)  # so that the same papers give the same bytes
_UNSAFE = re.compile(r'[\\/:*?"<>|\x00-\x1f\x7f]+')
_PLAIN = str.maketrans({
    "ł": "l", "Ł": "L", "ø": "o", "Ø": "O", "đ": "d", "Đ": "D", "ß": "ss", "æ": "ae", "Æ": "AE",
    "œ": "oe", "Œ": "OE", "ı": "i", "þ": "th", "ð": "d", "’": "'", "‘": "'", "–": "-", "—": "-",
})  # fmt: skip
_LONGEST = 150  # bytes, below every file system's limit, with room for a folder's name


def pack(papers: Iterable[tuple[str, bytes]]) -> bytes:
    """A ZIP of named files, in the order given; names that collide are numbered.

    papers : (name with ending, content)
    """
    buffer = BytesIO()
    pack_into(buffer, papers)
    return buffer.getvalue()


def packed(papers: Iterable[tuple[str, bytes]]) -> Iterator[bytes]:
    """The ZIP of `pack` piece by piece, each as soon as its paper is drawn."""
    sink = _Sink()
    taken: set[str] = set()
    with zipfile.ZipFile(cast(IO[bytes], sink), "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in papers:
            _add(archive, name, content, taken)
            yield sink.taken()
    yield sink.taken()


class _Sink:
    """Where a ZIP is written that cannot go back; what was written is taken away."""

    def __init__(self) -> None:
        self._written = bytearray()

    def write(self, content: bytes) -> int:
        self._written += content
        return len(content)

    def flush(self) -> None:
        """Nothing waits."""

    def taken(self) -> bytes:
        found = bytes(self._written)
        self._written.clear()
        return found


def pack_into(target: IO[bytes], papers: Iterable[tuple[str, bytes]]) -> None:
    """Write the ZIP of `pack` into an open file, one paper at a time in memory."""
    taken: set[str] = set()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in papers:
            _add(archive, name, content, taken)


def _add(archive: zipfile.ZipFile, name: str, content: bytes, taken: set[str]) -> None:
    entry = zipfile.ZipInfo(_free_name(safe_name(name), taken), _BEGINNING)
    entry.compress_type = zipfile.ZIP_DEFLATED
    entry.external_attr = 0o644 << 16
    archive.writestr(entry, content)


def ascii_name(name: str) -> str:
    """A file name in plain letters, for systems and programs that know no others.

    "B-3_2025 - Ibu Núr Łaila.pdf" becomes "B-3_2025 - Ibu Nur Laila.pdf".
    """
    plain = unicodedata.normalize("NFKD", name.translate(_PLAIN))
    letters = (c for c in plain if not unicodedata.combining(c))
    return "".join(c if c.isascii() else "_" for c in letters)


def safe_name(name: str) -> str:
    """A file name that Windows, macOS, Linux and Android all accept, close to the one given.

    "B-12/33750/HM.310/2025 - Dinas Pendidikan.pdf" becomes
    "B-12_33750_HM.310_2025 - Dinas Pendidikan.pdf".
    """
    text = "".join(
        c for c in unicodedata.normalize("NFC", name) if unicodedata.category(c)[0] != "C"
    )
    tidy = " ".join(_UNSAFE.sub("_", text).split())
    stem, dot, ending = tidy.rpartition(".")
    stem, ending = (stem, dot + ending) if stem and 0 < len(ending) <= 5 else (tidy, "")
    room = _LONGEST - len(ending.encode())
    short = stem.encode()[:room].decode(errors="ignore").strip(" .")
    return (short or "berkas") + ending


def _free_name(name: str, taken: set[str]) -> str:
    stem, _, ending = name.rpartition(".")
    free, number = name, 2
    while free.casefold() in taken:
        free, number = f"{stem} ({number}).{ending}", number + 1
    taken.add(free.casefold())
    return free
