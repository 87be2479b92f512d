"""Opening a PDF to see what it shows."""

from io import BytesIO

from pypdf import PdfReader


def opened(pdf: bytes) -> PdfReader:
    return PdfReader(BytesIO(pdf))


def text_of(pdf: bytes) -> str:
    """The words of all pages, with every run of white space as one space."""
    return " ".join(" ".join(page.extract_text() for page in opened(pdf).pages).split())


def fonts_of(pdf: bytes) -> dict[str, bool]:
    """Every font that the file names, and whether its outlines are in the file."""
    reader = opened(pdf)
    found = {}
    for number in range(1, len(reader.xref[0]) + 1):
        thing = reader.get_object(number)
        if isinstance(thing, dict) and thing.get("/Type") == "/Font":
            descriptor = thing.get("/FontDescriptor", {})
            found[thing["/BaseFont"]] = "/FontFile2" in descriptor
    return found


def placed_text(pdf: bytes) -> list[tuple[str, float, float]]:
    """Each piece of text with where it starts, in points from the bottom left of its page."""
    placed = []

    def visit(text, current, matrix, font, size):
        if text.strip():
            x, y = matrix[4], matrix[5]
            a, b, c, d, e, f = current
            placed.append((text.strip(), a * x + c * y + e, b * x + d * y + f))

    for page in opened(pdf).pages:
        page.extract_text(visitor_text=visit)
    return placed
