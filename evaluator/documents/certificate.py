"""Certificates and other papers of an office, one page each, drawn from their faces."""

from collections.abc import Sequence

from evaluator.documents import paper
from evaluator.documents.certificate_face import Face, called, title_of
from evaluator.documents.designs import DESIGNS
from evaluator.documents.preflight import Finding, examine, preflight
from evaluator.documents.style import Refused
from evaluator.scoring.messages import N_

__all__ = ["DESIGNS", "Face", "Finding", "Refused", "draw", "preflight"]

NOTHING = N_("Tidak ada piagam untuk dicetak.")


def draw(faces: Sequence[Face]) -> bytes:
    """Print certificates, one page each, in the order given.

    The same faces give the same bytes.

    Raises
    ------
    Refused
        If there is nothing to print, or a certificate would not show what was typed.
    """
    papers = [_accepted(face, position) for position, face in enumerate(faces, start=1)]
    if not papers:
        raise Refused(NOTHING)
    first = faces[0]
    title = title_of(first) if len(faces) == 1 else called(first)
    return paper.draw(papers, title, first.office)


def _accepted(face: Face, position: int) -> paper.Paper:
    findings, found = examine(face, position)
    if found is None:
        first = findings[0]
        raise Refused(f"{first.name or position}: {first.reason}")
    return found
