"""How much memory a picture would take while it is looked through, known before it is."""

from fractions import Fraction
from math import isqrt

from PIL import Image
from PIL.JpegImagePlugin import JpegImageFile

from evaluator.documents.photos import colours_of_first_scan
from evaluator.scoring.messages import Message, says

MOST_PIXELS = 64_000_000
MOST_BYTES = 100 * 1024 * 1024
"""Of any picture but a plain JPEG, which is read in stripes and so takes little."""
FLOOD = says(
    "Gambar ini lebih dari {most} juta piksel. Perkecil dahulu.", most=MOST_PIXELS // 10**6
)
_PIXEL = 4
_THIN = {"1": 1, "L": 1, "P": 1, "I;16": 2}  # a pixel of any other mode takes _PIXEL
_WEBP_COPIES = 4  # its reader holds as many at once
_COEFFICIENT = 2


def too_large(image: Image.Image, content: bytes) -> Message | None:
    """Why a picture that was opened should not be unpacked; None where it may be.

    content : the bytes it was opened from

    Raises
    ------
    ValueError
        If the segments of a JPEG do not fit together.
    """
    share = Fraction(MOST_PIXELS, image.width * image.height)
    plain = isinstance(image, JpegImageFile) and _is_plain(image, content)
    held = share if plain else MOST_BYTES / (image.width * image.height * _pixel(image))
    if min(share, held) >= 1:
        return None
    if held < share:
        return says(
            "Gambar ini {width} × {height} piksel. Perkecil sampai {wide} × {high}, atau simpan "
            "sebagai JPEG biasa (bukan progresif).",
            **_sizes(image, held),
        )
    return says(
        "Gambar ini {width} × {height} piksel. Perkecil sampai {wide} × {high}.",
        **_sizes(image, share),
    )


def _is_plain(image: JpegImageFile, content: bytes) -> bool:
    """Whether all colours come in one scan; otherwise everything is kept until the last one."""
    colours = colours_of_first_scan(content)
    return "progressive" not in image.info and colours == len(image.layer)


def _pixel(image: Image.Image) -> Fraction:
    """How many bytes one pixel takes."""
    if isinstance(image, JpegImageFile):
        shares = [across * down for _, across, down, _ in image.layer]
        whole = max(a for _, a, _, _ in image.layer) * max(d for _, _, d, _ in image.layer)
        return Fraction(_COEFFICIENT * sum(shares), whole)
    copies = _WEBP_COPIES if image.format == "WEBP" else 1
    return Fraction(copies * _THIN.get(image.mode, _PIXEL))


def _sizes(image: Image.Image, share: Fraction) -> dict[str, int]:
    """The size that a picture has, and the one of the same shape that would do."""
    wide, high = (isqrt(int(side**2 * share)) for side in image.size)
    return {"width": image.width, "height": image.height, "wide": wide, "high": high}
