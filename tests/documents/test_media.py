"""What an uploaded file is, judged by its bytes; hostile and broken ones are refused in words."""

import io
import struct
import zipfile
import zlib

import pytest
from PIL import Image

from evaluator.documents import media
from evaluator.documents.media import MediaProblem, examine

MOST = 10 * 1024 * 1024
PDF = b"%PDF-1.4\ntrailer<<>>\n%%EOF\n"
TYPES = '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>'


def office(main="word/document.xml", types=TYPES, **parts):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", types)
        archive.writestr(main, "<document/>")
        for name, content in parts.items():
            archive.writestr(name, content)
    return buffer.getvalue()


def picture(kind="JPEG", size=(32, 24), **more):
    buffer = io.BytesIO()
    Image.effect_noise(size, 40).convert("RGB").save(buffer, kind, **more)
    return buffer.getvalue()


def kind_of(content):
    return examine(io.BytesIO(content), MOST).kind


def refusal(content, most=MOST):
    with pytest.raises(MediaProblem) as problem:
        examine(io.BytesIO(content), most)
    return str(problem.value)


@pytest.mark.parametrize(
    ("content", "ending"),
    [
        (PDF, ".pdf"),
        (picture("JPEG"), ".jpg"),
        (picture("PNG"), ".png"),
        (picture("WEBP"), ".webp"),
        (office("word/document.xml"), ".docx"),
        (office("xl/workbook.xml"), ".xlsx"),
        (office("ppt/presentation.xml"), ".pptx"),
    ],
)
def test_what_is_taken_is_known_by_its_content(content, ending):
    assert examine(io.BytesIO(content), MOST).ending == ending


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "kosong"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'><script/></svg>", "SVG"),
        (b"\xef\xbb\xbf  <!doctype html><script>1</script>", "SVG"),
        (b"MIME-Version: 1.0\r\nContent-Type: multipart/related", "SVG"),
        (b"MZ\x90\x00" + b"\0" * 60, "Program"),
        (b"\x7fELF" + b"\0" * 60, "Program"),
        (b"#!/bin/sh\nrm", "Program"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "kata sandi"),
        (b"\0\0\0\x18ftypheic" + b"\0" * 60, "HEIC"),
        (b"GIF89a" + b"\0" * 60, "tidak diterima"),
        (b"Rar!\x1a\x07\x00", "tidak diterima"),
        (b"hanya teks", "tidak diterima"),
        (b"\n" + PDF, "tidak diterima"),
        (PDF[:-8], "terpotong"),
        (picture()[:400], "rusak"),
        (picture("PNG")[:300], "rusak"),
        (picture("WEBP")[:100], "rusak"),
        (office()[:120], "rusak"),
    ],
)
def test_what_is_not_taken_is_refused_with_what_to_do(content, words):
    assert words in refusal(content)


def test_one_byte_more_than_the_limit_is_too_large():
    content = PDF[:-6] + b" " * 1000 + PDF[-6:]
    assert examine(io.BytesIO(content), len(content)).content == content
    assert "lebih besar dari 1 MB" in refusal(PDF + b" " * 1024**2, 1024**2)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (office(**{"word/vbaProject.bin": b"x"}), "makro"),
        (office(types='<Types ContentType="application/vnd.ms-word.x.macroEnabled.main+xml"/>'),
         "makro"),
        (office(**{"word/embeddings/hadiah.EXE": b"MZ"}), "program"),
        (office(**{"../../keluar.xml": b"x"}), "rusak"),
        (office(**{"/mutlak.xml": b"x"}), "rusak"),
        (office("catatan.txt"), "satu per satu"),
        (office(**{f"p{n}.xml": b"" for n in range(2000)}), "terlalu besar"),
        (office(**{"word/nol.xml": b"0" * 30_000_000}), "terlalu besar"),
    ],
)  # fmt: skip
def test_office_files_that_hide_something_are_refused(content, words):
    assert words in refusal(content)


def test_an_office_file_that_unpacks_to_more_than_it_declares_is_refused():
    content = bytearray(office(**{"word/isi.xml": b"a" * 50_000}))
    real, lie = struct.pack("<I", 50_000), struct.pack("<I", 40_000)
    assert content.count(real) == 2  # the member's own head, and the directory
    assert "rusak" in refusal(bytes(content.replace(real, lie)))


def test_an_encrypted_member_is_refused():
    content = bytearray(office())
    for place in (content.find(b"PK\x03\x04") + 6, content.find(b"PK\x01\x02") + 8):
        content[place] |= 1
    assert "kata sandi" in refusal(bytes(content))


GREY, COLOURED, CLEAR = 0, 2, 6
SMALLER = "Perkecil sampai {0} × {1}, atau simpan sebagai JPEG biasa (bukan progresif)."


def png_head(width, height, colours=COLOURED):
    """A PNG that claims a size and brings no picture."""
    chunk = b"IHDR" + struct.pack(">IIBBBBB", width, height, 8, colours, 0, 0, 0)
    head = b"\x89PNG\r\n\x1a\n" + struct.pack(">I", 13) + chunk
    return head + struct.pack(">I", zlib.crc32(chunk)) + b"\0\0\0\0IEND\xaeB`\x82"


def webp_head(width, height):
    """A small WebP whose heads claim another size."""
    content = bytearray(picture("WEBP"))
    place = content.find(b"\x9d\x01\x2a") + 3
    content[place : place + 4] = struct.pack("<HH", width, height)
    return bytes(content)


def jpeg_head(width, height, **more):
    """A small JPEG whose head claims another size."""
    content = bytearray(picture("JPEG", **more))
    start = b"\xff\xc2" if more.get("progressive") else b"\xff\xc0"
    place = content.find(start) + 5
    content[place : place + 4] = struct.pack(">HH", height, width)
    return bytes(content)


def in_scans_of_one_colour(width, height):
    """A JPEG that is not progressive and brings its colours one after the other."""
    content = bytearray(jpeg_head(width, height))
    content[content.find(b"\xff\xda") + 4] = 1
    return bytes(content)


@pytest.fixture
def never_unpacked(monkeypatch):
    from PIL import ImageFile

    monkeypatch.setattr(ImageFile.ImageFile, "load", lambda self: pytest.fail("unpacked"))


def test_a_picture_that_claims_too_many_pixels_is_refused_before_it_is_unpacked(never_unpacked):
    assert "lebih dari 64 juta piksel" in refusal(png_head(60_000, 60_000))


@pytest.mark.parametrize(
    ("content", "size", "would_do"),
    [
        (png_head(8000, 8000, CLEAR), "8000 × 8000", SMALLER.format(5120, 5120)),
        (png_head(8000, 4000), "8000 × 4000", SMALLER.format(7240, 3620)),
        (png_head(9000, 8000, GREY), "9000 × 8000", "Perkecil sampai 8485 × 7542."),
        (webp_head(4000, 3000), "4000 × 3000", SMALLER.format(2956, 2217)),
        (jpeg_head(8000, 8000, progressive=True), "8000 × 8000", SMALLER.format(5912, 5912)),
        (jpeg_head(8000, 8000, progressive=True, subsampling=0), "8000 × 8000",
         SMALLER.format(4180, 4180)),
        (in_scans_of_one_colour(8000, 8000), "8000 × 8000", SMALLER.format(5912, 5912)),
        (jpeg_head(9000, 8000), "9000 × 8000", "Perkecil sampai 8485 × 7542."),
    ],
)  # fmt: skip
def test_a_picture_that_takes_too_much_memory_is_refused_with_the_size_that_would_do(
    never_unpacked, content, size, would_do
):
    assert refusal(content) == f"Gambar ini {size} piksel. {would_do}"


@pytest.mark.parametrize(
    "content",
    [
        png_head(5120, 5120, CLEAR),
        png_head(8000, 8000, GREY),
        jpeg_head(8000, 8000),
        jpeg_head(5912, 5912, progressive=True),
    ],
)
def test_a_picture_within_the_limit_is_unpacked(monkeypatch, content):
    from PIL import ImageFile

    class Unpacked(Exception):
        pass

    def stop(self):
        raise Unpacked

    monkeypatch.setattr(ImageFile.ImageFile, "load", stop)
    with pytest.raises(Unpacked):
        examine(io.BytesIO(content), MOST)


def test_a_photo_with_a_second_picture_behind_it_keeps_the_first_alone():
    raw = io.BytesIO()
    first, second = (Image.effect_noise((32, 24), 40).convert("RGB") for _ in range(2))
    first.save(raw, "MPO", save_all=True, append_images=[second])
    assert Image.open(raw).n_frames == 2
    found = examine(io.BytesIO(raw.getvalue()), MOST)
    kept = Image.open(io.BytesIO(found.content))
    assert (found.ending, kept.format, kept.tobytes()) == (
        ".jpg",
        "JPEG",
        Image.open(raw).tobytes(),
    )


def test_a_pdf_that_is_also_a_page_is_only_a_pdf():
    assert kind_of(b"%PDF-1.4\n<html><script>alert(1)</script></html>\n%%EOF") == "application/pdf"


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
@pytest.mark.parametrize("turned", [1, 6])
def test_a_photo_loses_place_and_camera_but_not_a_pixel_nor_its_turn(kind, turned):
    metadata = Image.Exif()
    metadata[0x0112], metadata[0x010F] = turned, "PEMBUAT"
    metadata.get_ifd(0x8825).update({1: "S", 2: (6.0, 53.0, 1.0)})
    raw = picture(kind, exif=metadata)
    kept = examine(io.BytesIO(raw), MOST).content
    before, after = Image.open(io.BytesIO(raw)), Image.open(io.BytesIO(kept))
    assert b"PEMBUAT" in raw and b"PEMBUAT" not in kept
    assert dict(after.getexif()) == ({0x0112: 6} if turned == 6 else {})
    assert dict(after.getexif().get_ifd(0x8825)) == {}
    assert before.tobytes() == after.tobytes()


@pytest.mark.parametrize("progressive", [False, True])
def test_what_hangs_behind_a_photo_is_left_out(progressive):
    raw = (
        picture("JPEG", progressive=progressive, quality=95) + b"\xff\xd8\xff\xe1FILM DENGAN LOKASI"
    )
    assert b"FILM" not in examine(io.BytesIO(raw), MOST).content


def test_every_type_that_is_taken_has_an_ending_of_its_own():
    assert len(set(media.ENDINGS.values())) == len(media.ENDINGS)
