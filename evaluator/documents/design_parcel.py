"""A design as one file that travels between offices: its content and its pictures."""

import hashlib
import io
import json
import zipfile
import zlib
from collections.abc import Mapping
from typing import Any

from evaluator.documents.images import UnreadableImage, picture_file
from evaluator.documents.paper_design import MOST_PICTURES
from evaluator.documents.paper_reading import MOST_BYTES, read_text
from evaluator.services.problems import Refused

MOST_PARCEL = 5 * 1024 * 1024
MOST_PICTURE = 3 * 1024 * 1024
_CONTENT = "design.json"
_FOLDER = "pictures/"
_BEGINNING = (1980, 1, 1, 0, 0, 0)  # so that the same design gives the same bytes


def pack_design(content: Mapping[str, Any], pictures: Mapping[str, bytes]) -> bytes:
    """A ZIP with the design and the pictures that it shows; the same design, the same bytes."""
    used = read_text(json.dumps(content)).pictures()
    kept = {**content, "library": sorted(used)}
    text = json.dumps(kept, ensure_ascii=False, indent=1, sort_keys=True)
    members = [(_CONTENT, text.encode())]
    members += [(f"{_FOLDER}{digest}.png", pictures[digest]) for digest in sorted(used)]
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members:
            entry = zipfile.ZipInfo(name, _BEGINNING)
            entry.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(entry, data)
    return buffer.getvalue()


def open_design(parcel: bytes) -> tuple[dict[str, Any], list[bytes]]:
    """The content of a design and its pictures, read and written anew.

    The pictures get new names by their new bytes, and the content speaks of those.

    Raises
    ------
    Refused
        If it is no such file, too large, holds anything else, or could not be printed.
    """
    members = _members(parcel)
    if _CONTENT not in members:
        raise Refused("Berkas ini bukan rancangan: design.json tidak ada di dalamnya.")
    text = members.pop(_CONTENT).decode("utf-8", errors="replace")
    design = read_text(text)
    renamed, pictures = {}, []
    for digest in sorted(design.pictures()):
        data = members.get(f"{_FOLDER}{digest}.png") or members.get(f"{_FOLDER}{digest}.jpg")
        if data is None:
            raise Refused("Gambar {name} tidak ikut di dalam berkas.", name=digest[:12])
        clean = clean_picture(data)
        pictures.append(clean)
        renamed[digest] = hashlib.sha256(clean).hexdigest()
    content = _renamed(design.plain(), renamed)
    content["library"] = sorted(renamed.values())
    return content, pictures


def clean_picture(data: bytes) -> bytes:
    """A PNG or JPEG read and written anew, so that nothing but the picture is kept.

    Raises
    ------
    Refused
        If it is too large or no whole PNG or JPEG.
    """
    if len(data) > MOST_PICTURE:
        raise Refused(
            "Gambar lebih besar dari {most} MB. Perkecil gambarnya.", most=MOST_PICTURE // 1024**2
        )
    try:
        return picture_file(data).getvalue()
    except UnreadableImage:
        raise Refused("Gambar harus berupa PNG atau JPEG yang utuh.") from None


def _members(parcel: bytes) -> dict[str, bytes]:
    """What a ZIP holds, by name, none larger than it may be, whatever its directory claims."""
    if len(parcel) > MOST_PARCEL:
        raise Refused("Berkas lebih besar dari {most} MB.", most=MOST_PARCEL // 1024**2)
    try:
        with zipfile.ZipFile(io.BytesIO(parcel)) as archive:
            entries = archive.infolist()
            if len(entries) > MOST_PICTURES + 1:
                raise Refused("Berkas ini memuat terlalu banyak isi untuk sebuah rancangan.")
            return {entry.filename: _read(archive, entry) for entry in entries}
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, EOFError, OSError, ValueError,
            RuntimeError):  # fmt: skip
        raise Refused(
            "Berkas ini bukan rancangan atau rusak; unggah berkas .zip hasil ekspor."
        ) from None


def _read(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> bytes:
    most = MOST_BYTES if entry.filename == _CONTENT else MOST_PICTURE
    if entry.filename != _CONTENT and not entry.filename.startswith(_FOLDER):
        raise Refused("“{name}” bukan bagian dari sebuah rancangan.", name=entry.filename[:60])
    with archive.open(entry) as part:
        data = part.read(most + 1)
    if len(data) > most:
        raise Refused("“{name}” di dalam berkas terlalu besar.", name=entry.filename[:60])
    return data


def _renamed(value: Any, names: Mapping[str, str]) -> Any:
    if isinstance(value, dict):
        return {key: _renamed(one, names) for key, one in value.items()}
    if isinstance(value, list):
        return [_renamed(one, names) for one in value]
    return names.get(value, value) if isinstance(value, str) else value
