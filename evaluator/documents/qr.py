"""QR codes as vector shapes."""

import segno
from reportlab.pdfgen.canvas import Canvas

_QUIET_ZONE = 4  # modules of white that readers need on every side


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


def _dark_runs(row: bytearray) -> list[tuple[int, int]]:
    runs: list[tuple[int, int]] = []
    for place, dark in enumerate(row):
        if dark and runs and sum(runs[-1]) == place:
            runs[-1] = (runs[-1][0], runs[-1][1] + 1)
        elif dark:
            runs.append((place, 1))
    return runs
