"""Says what an uploaded file is by its bytes, and refuses what no assessor should open.

The name and the type that a browser sends are never believed. Archives are measured
by what they declare and again by what comes out of them; pictures by their header.
"""

import io
import zipfile
import zlib
from dataclasses import dataclass
from typing import BinaryIO

from PIL import Image, UnidentifiedImageError

from evaluator.documents.photos import without_traces
from evaluator.documents.picture_sizes import FLOOD, too_large
from evaluator.documents.xlsx import MOST_MEMBERS, MOST_RATIO, MOST_UNPACKED
from evaluator.scoring.messages import Message, Problem, says

ENDINGS = {
    "application/pdf": ".pdf",
    "image/jpeg": ".jpg",
    "image/png": ".png",
    "image/webp": ".webp",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": ".docx",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": ".xlsx",
    "application/vnd.openxmlformats-officedocument.presentationml.presentation": ".pptx",
}
"""Every type that is taken as evidence, and the ending under which it is handed out."""
_SMALL = 4 * 1024 * 1024
_CHUNK = 1024 * 1024
_TAIL = 4096
# MPO is a JPEG of a phone with a second picture behind it, which is left out.
_PICTURES = {
    "JPEG": "image/jpeg",
    "MPO": "image/jpeg",
    "PNG": "image/png",
    "WEBP": "image/webp",
}
_FORMATS = ("JPEG", "PNG", "WEBP")
_MAIN_PARTS = {
    "word/document.xml": ".docx",
    "xl/workbook.xml": ".xlsx",
    "ppt/presentation.xml": ".pptx",
}
_RUNS = (".exe", ".dll", ".com", ".scr", ".bat", ".cmd", ".ps1", ".vbs", ".js", ".jar", ".msi")


class MediaProblem(Problem):
    """A file that is not taken as evidence; the sentence says what to do instead."""

    def __init__(self, message: Message) -> None:
        super().__init__(message.template, **message.values)


@dataclass(frozen=True)
class Media:
    """A file that may be kept.

    kind : its type, such as "application/pdf"
    content : the bytes to keep; a photo's without place, camera and author
    """

    kind: str
    content: bytes

    @property
    def ending(self) -> str:
        """The ending that belongs to the type, such as ".pdf"."""
        return ENDINGS[self.kind]


def examine(file: BinaryIO, most: int) -> Media:
    """Say what a file is by its content.

    most : the largest size in bytes; one byte more is read at most

    Raises
    ------
    MediaProblem
        If it is empty, too large, damaged, protected by a password, carries
        macros, claims too many pixels or too much to unpack, or is no PDF,
        picture or Office file.
    """
    content = file.read(most + 1)
    if not content:
        raise MediaProblem(says("Berkas itu kosong. Pilih berkas lain."))
    if len(content) > most:
        raise MediaProblem(
            says(
                "Berkas lebih besar dari {most} MB. Perkecil berkasnya, atau pakai tautan.",
                most=most // 1024**2,
            )
        )
    if content.startswith(b"%PDF-"):
        return _pdf(content)
    if content.startswith(b"PK\x03\x04"):
        return _office(content)
    if content.startswith((b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n")) or _is_webp(content):
        return _picture(content)
    raise _foreign(content)


def _pdf(content: bytes) -> Media:
    if b"%%EOF" not in content[-_TAIL:]:
        raise MediaProblem(
            says("Berkas PDF ini terpotong. Buat atau unduh sekali lagi, lalu unggah.")
        )
    return Media("application/pdf", content)


def _is_webp(content: bytes) -> bool:
    return content[:4] == b"RIFF" and content[8:12] == b"WEBP"


def _picture(content: bytes) -> Media:
    try:
        kind = _looked_through(content)
        return Media(kind, without_traces(content, kind))
    except Image.DecompressionBombError:
        raise MediaProblem(FLOOD) from None
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError):
        raise MediaProblem(
            says("Gambar ini rusak atau terpotong. Simpan ulang, lalu unggah.")
        ) from None


def _looked_through(content: bytes) -> str:
    """The type of a picture that can be read to its end; what was unpacked is forgotten."""
    # Opening reads the header alone; nothing is unpacked before the size is known.
    with Image.open(io.BytesIO(content), formats=_FORMATS) as image:
        large = too_large(image, content)
        if large is not None:
            raise MediaProblem(large)
        image.draft("L", (1, 1))  # a JPEG is read whole, but unpacked to an eighth
        image.load()
        return _PICTURES[str(image.format)]


def _office(content: bytes) -> Media:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            members = archive.infolist()
            _check_declared(members, len(content))
            names = [member.filename.replace("\\", "/").casefold() for member in members]
            ending = next((end for part, end in _MAIN_PARTS.items() if part in names), "")
            if "[content_types].xml" not in names or not ending:
                raise MediaProblem(
                    says("Arsip ZIP tidak diterima. Unggah dokumennya satu per satu sebagai PDF.")
                )
            _check_names(names)
            _check_members(archive, members)
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, EOFError, OSError, ValueError):
        raise MediaProblem(
            says("Berkas Office ini rusak. Buka dan simpan ulang, lalu unggah.")
        ) from None
    return Media(next(kind for kind, end in ENDINGS.items() if end == ending), content)


def _check_declared(members: list[zipfile.ZipInfo], size: int) -> None:
    unpacked = sum(member.file_size for member in members)
    bearable = min(MOST_UNPACKED, max(_SMALL, MOST_RATIO * size))
    if len(members) > MOST_MEMBERS or unpacked > bearable:
        raise MediaProblem(says("Isi berkas Office ini terlalu besar setelah dibuka."))
    if any(member.flag_bits & 1 for member in members):
        raise _locked()


def _check_names(names: list[str]) -> None:
    if len(set(names)) != len(names):
        raise zipfile.BadZipFile("two parts of one name")
    for name in names:
        if name.startswith("/") or ".." in name.split("/") or ":" in name:
            raise zipfile.BadZipFile("a part outside the archive")
        if name.endswith("vbaproject.bin"):
            raise MediaProblem(
                says(
                    "Berkas Office ini memuat makro. Simpan tanpa makro (.docx, .xlsx, .pptx) "
                    "atau PDF."
                )
            )
        if name.endswith(_RUNS):
            raise MediaProblem(
                says("Berkas Office ini memuat program. Simpan sebagai PDF, lalu unggah.")
            )


def _check_members(archive: zipfile.ZipFile, members: list[zipfile.ZipInfo]) -> None:
    """Unpack everything once and keep nothing, so that a declared size cannot lie."""
    for member in members:
        seen = 0
        with archive.open(member) as part:
            while chunk := part.read(_CHUNK):
                seen += len(chunk)
                if seen > member.file_size:
                    raise zipfile.BadZipFile("more than declared")
                if member.filename == "[Content_Types].xml" and b"macroEnabled" in chunk:
                    raise MediaProblem(says("Berkas Office ini memuat makro. Simpan tanpa makro."))


def _locked() -> MediaProblem:
    return MediaProblem(says("Berkas Office ini diberi kata sandi. Simpan tanpa kata sandi."))


def _foreign(content: bytes) -> MediaProblem:
    """What a file is that is not taken, as far as that helps to mend it."""
    start = content[:512].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if content.startswith(b"\xd0\xcf\x11\xe0"):
        return MediaProblem(
            says(
                "Berkas Office lama (.doc, .xls, .ppt) atau yang diberi kata sandi tidak diterima. "
                "Simpan sebagai .docx, .xlsx, .pptx, atau PDF tanpa kata sandi."
            )
        )
    if content[4:12] in (b"ftypheic", b"ftypheix", b"ftypmif1", b"ftypheif"):
        return MediaProblem(
            says("Foto HEIC belum dapat dibuka di semua komputer. Kirim sebagai JPEG.")
        )
    if start.startswith((b"<", b"mime-version")):
        return MediaProblem(
            says("Halaman web dan gambar SVG tidak diterima. Cetak sebagai PDF, atau pakai tautan.")
        )
    if content.startswith((b"MZ", b"\x7fELF", b"#!", b"\xca\xfe\xba\xbe")):
        return MediaProblem(says("Program tidak diterima sebagai bukti dukung."))
    return MediaProblem(
        says(
            "Jenis berkas ini tidak diterima. Yang diterima: PDF, JPEG, PNG, WebP, .docx, .xlsx, "
            ".pptx."
        )
    )
