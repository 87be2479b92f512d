"""Takes out of a photo what tells where, when and by whom it was made.

Only whole segments of metadata are left out; the picture itself stays bit for bit.
Which way up a photo is held is the one thing that is kept.
"""

import io
import re
import struct
import zlib

from PIL import Image

_ORIENTATION = 0x0112
_EXIF = b"Exif\0\0"
_JPEG_SCAN, _JPEG_END = 0xDA, 0xD9
_JPEG_MARKER = re.compile(rb"\xff[^\x00\xd0-\xd7\xff]")  # what ends the data of a scan
_PNG = b"\x89PNG\r\n\x1a\n"
_PNG_TRACES = {b"eXIf", b"tEXt", b"zTXt", b"iTXt", b"tIME"}
_WEBP_TRACES = {b"EXIF", b"XMP "}
_WEBP_EXIF = 0x08  # the bits of the first chunk that announce the two
_WEBP_FLAGS = _WEBP_EXIF | 0x04


def without_traces(content: bytes, kind: str) -> bytes:
    """The same picture without its metadata; `kind` is its type, such as "image/jpeg".

    Raises
    ------
    ValueError
        If the segments of the file do not fit together.
    """
    try:
        if kind == "image/jpeg":
            return _jpeg(content)
        return _png(content) if kind == "image/png" else _webp(content)
    except (IndexError, struct.error) as problem:
        raise ValueError("broken segments") from problem


def colours_of_first_scan(content: bytes) -> int:
    """How many colours the first scan of a JPEG brings; all of them, or one after the other.

    Raises
    ------
    ValueError
        If the segments of the file do not fit together.
    """
    place = 2
    try:
        while content[place + 1] != _JPEG_SCAN:
            place = _segment_end(content, place)
        return content[place + 4]
    except (IndexError, struct.error) as problem:
        raise ValueError("broken segments") from problem


def _upright(content: bytes) -> bytes:
    """Metadata that says only which way up the picture is; b"" where it is upright."""
    with Image.open(io.BytesIO(content)) as image:
        turned = image.getexif().get(_ORIENTATION, 1)
    if turned not in range(2, 9):
        return b""
    kept = Image.Exif()
    kept[_ORIENTATION] = turned
    return kept.tobytes()


def _jpeg(content: bytes) -> bytes:
    """One picture, without application data but that of the frame and the colours.

    What follows its end is left out: phones hang on a second picture or a film,
    with a place of their own.
    """
    turned = _upright(content)
    out = [content[:2]]
    if turned:
        out.append(b"\xff\xe1" + struct.pack(">H", len(turned) + 2) + turned)
    place = 2
    while content[place + 1] != _JPEG_END:
        end = _segment_end(content, place)
        if not _tells_jpeg(content[place:end]):
            out.append(content[place:end])
        place = end
    return b"".join([*out, content[place : place + 2]])


def _segment_end(content: bytes, place: int) -> int:
    """Where the segment that begins here ends; the picture's own data belong to its scan."""
    if content[place] != 0xFF:
        raise ValueError("no segment here")
    if content[place + 1] == 0xFF:  # padding
        return place + 1
    end: int = place + 2 + struct.unpack(">H", content[place + 2 : place + 4])[0]
    if content[place + 1] == _JPEG_SCAN:
        following = _JPEG_MARKER.search(content, end)
        if following is None:
            raise ValueError("no end")
        end = following.start()
    return end


def _tells_jpeg(segment: bytes) -> bool:
    """Whether a segment holds metadata: application data other than JFIF, ICC and Adobe's."""
    marker = segment[1]
    if marker == 0xFE:
        return True
    kept = (b"JFIF\0", b"JFXX\0", b"ICC_PROFILE\0", b"Adobe")
    return 0xE0 <= marker <= 0xEF and not segment[4:].startswith(kept)


def _png(content: bytes) -> bytes:
    turned = _upright(content).removeprefix(_EXIF)
    out, place = [_PNG], len(_PNG)
    while place < len(content):
        (length,) = struct.unpack(">I", content[place : place + 4])
        name = content[place + 4 : place + 8]
        if name == b"IDAT" and turned:
            out.append(_png_chunk(b"eXIf", turned))
            turned = b""
        if name not in _PNG_TRACES:
            out.append(content[place : place + length + 12])
        place += length + 12
        if name == b"IEND":
            break
    return b"".join(out)


def _png_chunk(name: bytes, data: bytes) -> bytes:
    check = struct.pack(">I", zlib.crc32(name + data))
    return struct.pack(">I", len(data)) + name + data + check


def _webp(content: bytes) -> bytes:
    turned = _upright(content).removeprefix(_EXIF)
    out, place = [], 12
    while place + 8 <= len(content):
        (length,) = struct.unpack("<I", content[place + 4 : place + 8])
        chunk = content[place : place + 8 + length + length % 2]
        if chunk[:4] == b"VP8X":
            flags = chunk[8] & ~_WEBP_FLAGS | (_WEBP_EXIF if turned else 0)
            chunk = chunk[:8] + bytes([flags]) + chunk[9:]
        if chunk[:4] not in _WEBP_TRACES:
            out.append(chunk)
        place += len(chunk)
    if turned:
        out.append(b"EXIF" + struct.pack("<I", len(turned)) + turned + b"\0" * (len(turned) % 2))
    body = b"WEBP" + b"".join(out)
    return b"RIFF" + struct.pack("<I", len(body)) + body
