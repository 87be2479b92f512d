"""QR codes as vector shapes, or as one-bit pictures where there are many."""

import segno
from reportlab.pdfgen.canvas import Canvas

_QUIET_ZONE = 4  # modules of white that readers need on every side
_ALONE = 24  # codes of one length made one by one before it pays to learn how they differ
_BITS = tuple(1 << bit for bit in range(7))
_LENGTHS = 8  # lengths of text that are remembered


def rows(text: str) -> list[bytearray]:
    """Encode text at error level M; one row of modules each, 1 is dark."""
    # One fixed mask: any of the eight is valid, and trying all takes five times as long.
    return [bytearray(row) for row in segno.make_qr(text, error="m", mask=2).matrix]


def draw(canvas: Canvas, text: str, x: float, y: float, side: float, colour: str) -> None:
    """Draw a QR code with its quiet zone in a square of `side` points; (x, y) is bottom left."""
    matrix = rows(text)
    module = side / (len(matrix) + 2 * _QUIET_ZONE)
    path = canvas.beginPath()
    for number, row in enumerate(matrix):
        bottom = y + side - (number + _QUIET_ZONE + 1) * module
        for start, length in _dark_runs(row):
            path.rect(x + (start + _QUIET_ZONE) * module, bottom, length * module, module)
    canvas.setFillColor("#ffffff")
    canvas.rect(x, y, side, side, stroke=0, fill=1)
    canvas.setFillColor(colour)
    canvas.drawPath(path, stroke=0, fill=1)


def stamp(canvas: Canvas, text: str, x: float, y: float, side: float, colour: str) -> None:
    """Draw the same code as a one-bit picture, far faster and smaller than as shapes."""
    count, bits = _pattern(text)
    module = side / (count + 2 * _QUIET_ZONE)
    wide, at = module * count, _QUIET_ZONE * module
    canvas.setFillColor("#ffffff")
    canvas.rect(x, y, side, side, stroke=0, fill=1)
    canvas.setFillColor(colour)
    # The writer has no call for a picture that is only a stencil; these are its operators.
    canvas._code.append(
        f"q {wide:.4f} 0 0 {wide:.4f} {x + at:.4f} {y + at:.4f} cm BI /W {count} /H {count} "
        f"/IM true /D [1 0] /F /AHx ID {_hexadecimal(count, bits)}> EI Q"
    )


def outline(text: str) -> tuple[str, int]:
    """The path of a code for SVG, one unit a module, and its side with the quiet zone."""
    matrix = rows(text)
    steps = [
        f"M{start + _QUIET_ZONE} {number + _QUIET_ZONE}h{length}v1h{-length}z"
        for number, row in enumerate(matrix)
        for start, length in _dark_runs(row)
    ]
    return "".join(steps), len(matrix) + 2 * _QUIET_ZONE


def pattern_rows(text: str) -> list[bytes]:
    """The same modules as `rows`, the fast way."""
    count, bits = _pattern(text)
    padded = _padded(count)
    return [
        bytes(bits >> (padded * (count - row) - 1 - column) & 1 for column in range(count))
        for row in range(count)
    ]


def _dark_runs(row: bytearray) -> list[tuple[int, int]]:
    runs: list[tuple[int, int]] = []
    for place, dark in enumerate(row):
        if dark and runs and sum(runs[-1]) == place:
            runs[-1] = (runs[-1][0], runs[-1][1] + 1)
        elif dark:
            runs.append((place, 1))
    return runs


def _padded(count: int) -> int:
    """Bits that a row of a picture takes: whole bytes."""
    return -(-count // 8) * 8


def _hexadecimal(count: int, bits: int) -> str:
    return bits.to_bytes(_padded(count) // 8 * count, "big").hex()


def _encoded(text: str) -> tuple[int, int]:
    """A code as its number of modules a side and its rows, padded to whole bytes, in one number."""
    matrix = rows(text)
    count = len(matrix)
    digits = "".join("".join(map(str, row)).ljust(_padded(count), "0") for row in matrix)
    return count, int(digits, 2)


class _Family:
    """Codes of texts of one length.

    Length, level and mask being equal, each bit of the text always turns over the same
    modules; so once it is known which, a code is the first one with those turned over.
    """

    def __init__(self, text: str) -> None:
        self.text, self.seen = text, 0
        self.count, self.bits = _encoded(text)
        self.turns: dict[tuple[int, int], int] = {}

    def pattern(self, text: str) -> tuple[int, int]:
        self.seen += 1
        if self.seen < _ALONE:
            return _encoded(text)
        bits = self.bits
        for place, (own, first) in enumerate(zip(text, self.text, strict=True)):
            difference = ord(own) ^ ord(first)
            for bit in _BITS if difference else ():
                if difference & bit:
                    bits ^= self._turned(place, bit)
        return self.count, bits

    def _turned(self, place: int, bit: int) -> int:
        """The modules that one bit of the text turns over."""
        key = (place, bit)
        if key not in self.turns:
            probe = chr(ord(self.text[place]) ^ bit)
            text = f"{self.text[:place]}{probe}{self.text[place + 1 :]}"
            self.turns[key] = _encoded(text)[1] ^ self.bits
        return self.turns[key]


_families: dict[int, _Family] = {}


def _pattern(text: str) -> tuple[int, int]:
    # Only an address in small letters is sure to be encoded byte by byte, whatever follows.
    if not (text.isascii() and text.startswith(("https://", "http://"))):
        return _encoded(text)
    family = _families.get(len(text))
    if family is None:
        while len(_families) >= _LENGTHS:
            _families.pop(next(iter(_families)), None)
        family = _families[len(text)] = _Family(text)
    return family.pattern(text)
