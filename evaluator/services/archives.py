"""What an archive of an installation looks like, and reading one without believing it.

The archive is a ZIP: `manifest.json` names every member with its SHA-256, then
`tables/<name>.jsonl`, `files/<digest>` and `settings.env`. The keys that sign
cookies stay out: a restored installation makes new ones, so that no session of
the lost machine lives on.
"""

import hashlib
import io
import struct
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, cast

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from evaluator.scoring.messages import Message, says
from evaluator.services.problems import Refused
from evaluator.storage.migrating import known_revisions

FORMAT = 1
CHUNK = 1024 * 1024
MOST_MEMBERS = 1_000_000
LARGEST_MANIFEST = 256 * CHUNK
LONGEST_LINE = 64 * CHUNK
# What reading a damaged ZIP can raise; RuntimeError and its kin where a flag bit was flipped.
BROKEN = (
    *(OSError, EOFError, ValueError, RuntimeError),
    *(struct.error, zlib.error, zipfile.BadZipFile),
)

Digest = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
Name = Annotated[
    str, Field(pattern=r"^(tables/[a-z_]{1,60}\.jsonl|files/[0-9a-f]{64}|settings\.env)$")
]


class Member(BaseModel):
    """One member of an archive; `size` in bytes."""

    model_config = ConfigDict(strict=True, extra="forbid", frozen=True)

    sha256: Digest
    size: int = Field(ge=0)


class Manifest(BaseModel):
    """What an archive says of itself.

    revision : of the tables that it was written from
    heads : the hash of the last log entry, by chain
    """

    model_config = ConfigDict(strict=True, extra="forbid", frozen=True)

    format: int = Field(ge=1)
    program: str
    revision: str = Field(pattern=r"^[0-9]{4}$")
    made_at: str
    heads: dict[str, Digest]
    members: dict[Name, Member]

    def names(self, folder: str) -> list[str]:
        """The names of the members below a folder, without it and without their ending."""
        inside = (name for name in self.members if name.startswith(f"{folder}/"))
        return [name.removeprefix(f"{folder}/").removesuffix(".jsonl") for name in inside]


class _Version(BaseModel):
    format: int = Field(ge=1, strict=True)


@dataclass(frozen=True)
class Archived:
    """What an archive holds.

    kept : where a restore put what it replaced
    left_out : settings of the archive that a restore did not take over
    """

    rows: int
    files: int
    size: int
    heads: Mapping[str, str]
    kept: Path | None = None
    left_out: tuple[str, ...] = ()


def damaged(reason: Message) -> Refused:
    """The refusal of an archive that cannot be trusted."""
    return Refused("Cadangan rusak ({reason}); tidak ada yang diubah.", reason=reason)


def open_archive(place: Path) -> zipfile.ZipFile:
    """Open an archive that is there and looks like one."""
    try:
        return zipfile.ZipFile(place)
    except FileNotFoundError:
        raise Refused("Berkas {place} tidak ada.", place=place.name) from None
    except BROKEN:
        raise damaged(says("bukan arsip cadangan yang utuh")) from None


def checked(archive: zipfile.ZipFile) -> Manifest:
    """The manifest, once every member is there, unchanged, and of a known version."""
    infos = archive.infolist()
    if len(infos) > MOST_MEMBERS:
        raise damaged(says("anggotanya terlalu banyak"))
    manifest = _manifest(archive)
    names = {info.filename for info in infos} - {"manifest.json"}
    if names != manifest.members.keys() or len(names) + 1 != len(infos):
        raise damaged(says("isinya tidak sesuai daftar isi"))
    for name, member in manifest.members.items():
        digest = _digest_in(archive, name, member.size)
        if digest != member.sha256 or (name.startswith("files/") and name != f"files/{digest}"):
            raise damaged(says("{member} berubah", member=name))
    if manifest.revision not in known_revisions():
        raise _newer()
    return manifest


def chunks(archive: zipfile.ZipFile, name: str) -> Iterator[bytes]:
    """The content of a member, piece by piece."""
    try:
        with archive.open(name) as member:
            while chunk := member.read(CHUNK):
                yield chunk
    except BROKEN:
        raise damaged(says("{member} tidak dapat dibaca", member=name)) from None


def lines(archive: zipfile.ZipFile, name: str) -> Iterator[bytes]:
    """The lines of a member; none may be so long that it fills the memory."""
    with archive.open(name) as member, io.BufferedReader(cast("io.RawIOBase", member)) as reader:
        while line := reader.readline(LONGEST_LINE):
            if len(line) == LONGEST_LINE:
                raise damaged(says("{member} memuat baris yang terlalu panjang", member=name))
            yield line


def _manifest(archive: zipfile.ZipFile) -> Manifest:
    try:
        if archive.getinfo("manifest.json").file_size > LARGEST_MANIFEST:
            raise ValueError("too large")
        content = archive.read("manifest.json")
        if _Version.model_validate_json(content).format > FORMAT:
            raise _newer()
        return Manifest.model_validate_json(content)
    except (*BROKEN, KeyError, ValidationError):
        raise damaged(says("daftar isinya tidak dapat dibaca")) from None


def _newer() -> Refused:
    return Refused("Cadangan berasal dari program yang lebih baru; perbarui program ini dahulu.")


def _digest_in(archive: zipfile.ZipFile, name: str, size: int) -> str:
    """The digest of a member, reading no more than it says to hold."""
    if archive.getinfo(name).compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        raise damaged(says("{member} tidak dapat dibaca", member=name))
    digest, seen = hashlib.sha256(), 0
    for chunk in chunks(archive, name):
        seen += len(chunk)
        if seen > size:
            raise damaged(says("{member} lebih besar dari yang tercatat", member=name))
        digest.update(chunk)
    return digest.hexdigest()
