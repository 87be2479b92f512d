"""Pictures that people upload, made safe and small enough to print."""

from functools import lru_cache
from io import BytesIO

from PIL import Image, UnidentifiedImageError
from reportlab.lib.utils import ImageReader

_MOST_PIXELS = 40_000_000
_LONGEST_SIDE = 700  # pixels; more cannot be seen at the size a logo is printed


class UnreadableImage(ValueError):
    """Bytes that are no PNG or JPEG, are broken, or are far too large."""


def picture(data: bytes) -> ImageReader:
    """Open a PNG or JPEG for drawing, scaled down where it is larger than print can show.

    Raises
    ------
    UnreadableImage
        If the bytes are not a whole PNG or JPEG of at most 40 million pixels.
    """
    return ImageReader(_reduced(data).copy())


def picture_file(data: bytes) -> BytesIO:
    """Give the same scaled picture as a file of its own, a PNG; refuses what `picture` refuses."""
    file = BytesIO()
    _reduced(data).save(file, "PNG")
    file.seek(0)
    return file


@lru_cache(maxsize=8)
def _reduced(data: bytes) -> Image.Image:
    try:
        with Image.open(BytesIO(data), formats=("PNG", "JPEG")) as image:
            if image.width * image.height > _MOST_PIXELS:
                raise UnreadableImage(f"{image.width} x {image.height} pixels")
            reduced = image.convert("RGBA" if _transparent(image) else "RGB")
    except (UnidentifiedImageError, Image.DecompressionBombError, OSError, SyntaxError,
            ValueError) as error:  # fmt: skip
        raise UnreadableImage(str(error)) from error
    reduced.thumbnail((_LONGEST_SIDE, _LONGEST_SIDE))
    return reduced


def _transparent(image: Image.Image) -> bool:
    return "A" in image.mode or "transparency" in image.info
