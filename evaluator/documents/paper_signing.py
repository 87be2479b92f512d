"""The paragraphs of a signature block: place and date, position, name, NIP."""

from collections.abc import Mapping
from functools import lru_cache

from evaluator.documents.paper_elements import FontName, Paragraph, Signature
from evaluator.documents.paper_fields import signatory_field
from evaluator.documents.paper_pages import MM
from evaluator.services.checks import spaced_nip

NIP_GAP = 0.8  # millimetres below the rule under the name


@lru_cache(maxsize=256)
def _look(
    font: FontName, size: float, smallest: float, lines: int, colour: str, name: str, gap: float
) -> Paragraph:
    return Paragraph.model_construct(
        id=f"{{{name}}}", en=f"{{{name}}}", language="id", font=font, size=size,
        smallest=smallest, lines=lines, gap=gap, leading=1.24, colour=colour, tracking=0.0,
        when="", unless="", anywhere=False, divider=0.0,
    )  # fmt: skip


def signature_parts(
    block: Signature, texts: Mapping[str, str]
) -> tuple[list[Paragraph], list[Paragraph]]:
    """What stands above the room to sign, and what below it."""
    plain: FontName = "sans" if block.font == "sans" else "serif"
    bold: FontName = "sans-bold" if block.font == "sans" else "serif-bold"
    size, least = block.size, max(6.0, block.size * 0.8)

    def part(font: FontName, factor: float, lines: int, name: str, gap: float = 0.0) -> Paragraph:
        most = round(size * factor * 2) / 2
        return _look(font, most, min(most, least), lines, block.colour, name, gap)

    upper = [part(plain, 1, 3, signatory_field(block.signatory, "position"))]
    if block.dated:
        upper.insert(0, part(plain, 1, 2, "place_and_date"))
    lower = [
        part(bold, 1.1, 2, signatory_field(block.signatory, "name")),
        part(plain, 0.92, 1, signatory_field(block.signatory, "nip"), NIP_GAP),
    ]
    return upper, lower


def nip_height(block: Signature) -> float:
    """What a NIP takes, kept free where there is none so that names beside each other align."""
    return round(block.size * 0.92 * 2) / 2 * 1.24 + NIP_GAP * MM


def nip_line(nip: str | None) -> str:
    """The NIP as a paper prints it, in its groups; "" where there is none."""
    return f"NIP {spaced_nip(nip)}" if nip else ""
