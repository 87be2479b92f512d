"""Joins printed papers into one file for the printer."""

from collections.abc import Sequence
from io import BytesIO

from pypdf import PdfReader, PdfWriter


def merge(papers: Sequence[bytes]) -> bytes:
    """One PDF with the pages of all papers, in the order given; at least one paper.

    What the papers share, such as ornaments, is kept once. The same papers give
    the same bytes.
    """
    writer = PdfWriter()
    for paper in papers:
        writer.append(BytesIO(paper), import_outline=False)
    writer.compress_identical_objects(remove_duplicates=True, remove_unreferenced=True)
    buffer = BytesIO()
    writer.write(buffer)
    return buffer.getvalue()


def page_count(paper: bytes) -> int:
    """How many pages a PDF has."""
    return len(PdfReader(BytesIO(paper)).pages)
