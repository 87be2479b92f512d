"""Draws what the services decided: certificates from faces, feedback as reports and charts."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from functools import lru_cache

from evaluator.documents import certificate, charts, feedback_report, style
from evaluator.documents.certificate_face import Face as Sheet
from evaluator.documents.feedback_values import Report
from evaluator.documents.preflight import NUMBER_TWICE, Finding, preflight
from evaluator.documents.section_charts import section_drawings
from evaluator.documents.wording import word
from evaluator.scoring.messages import Message
from evaluator.services.certificate_faces import Face
from evaluator.services.problems import Refused
from evaluator.storage.files import Damaged, Files

_WIDE, _HIGH = 264.0, 236.0  # points; its letters stay legible when scaled to a phone


@dataclass(frozen=True)
class Plan:
    """What issuing these papers now would bring.

    faces : all papers as they would be printed
    findings : about the papers that are still to be issued
    ready, held : positions, from 0, that can be issued, and that the check refuses
    """

    faces: tuple[Face, ...] = ()
    findings: tuple[Finding, ...] = ()
    ready: tuple[int, ...] = ()
    held: tuple[int, ...] = ()


def plan(faces: Sequence[Face], files: Files, issued: Collection[int] = ()) -> Plan:
    """Check papers before printing; `issued` are the positions, from 0, that exist already."""
    findings = tuple(f for f in examine(faces, files) if f.position - 1 not in issued)
    refused = {f.position - 1 for f in findings if f.severity == "refused"}
    open_ones = [n for n in range(len(faces)) if n not in issued]
    return Plan(
        tuple(faces),
        findings,
        tuple(n for n in open_ones if n not in refused),
        tuple(n for n in open_ones if n in refused),
    )


def drawer(files: Files) -> Callable[[Face], bytes]:
    """What issuing draws each certificate with; it raises Refused as `certificates` does."""
    logos = logo_reader(files)
    return lambda face: _drawn([_sheet(face, logos)])


def certificates(faces: Sequence[Face], files: Files) -> bytes:
    """One PDF with a page for every face, in the order given; at least one.

    Raises
    ------
    Refused
        If one would not show what was typed; the sentence names it.
    """
    logos = logo_reader(files)
    return _drawn([_sheet(face, logos) for face in faces])


def examine(faces: Sequence[Face], files: Files) -> list[Finding]:
    """What stands against printing these faces, or deserves a second look, in their order."""
    logos = logo_reader(files)
    found = preflight([_sheet(face, logos) for face in faces])
    # Before issue no paper has a number of its own.
    return [finding for finding in found if finding.template != NUMBER_TWICE]


def logo_reader(files: Files) -> Callable[[str | None], bytes | None]:
    """Gives the bytes of a stored logo, read once; None for none.

    Raises
    ------
    Refused
        If the stored file is damaged.
    """

    @lru_cache(maxsize=8)
    def read(digest: str | None) -> bytes | None:
        try:
            return files.get(digest) if digest else None
        except Damaged:
            raise Refused(
                "Logo kantor rusak atau hilang. Admin mengunggahnya lagi di Kantor."
            ) from None

    return read


@lru_cache(maxsize=64)
def report(values: Report) -> bytes:
    """The PDF of a feedback report; the same values give the same bytes, drawn once."""
    return feedback_report.draw(values)


def profile(values: Report) -> bytes | None:
    """The topmost sections of a report as an SVG chart; None where nothing has a value."""
    drawings = section_drawings(values.sections, values.language, radar=(_WIDE, _HIGH), bars=_WIDE)
    if not drawings:
        return None
    return charts.svg(drawings[0], word("Nilai per bagian", values.language), values.summary)


def _sheet(face: Face, logos: Callable[[str | None], bytes | None]) -> Sheet:
    return Sheet(**{**face, "logo": logos(face["logo"])})


def _drawn(sheets: Sequence[Sheet]) -> bytes:
    try:
        return certificate.draw(sheets)
    except style.Refused as refusal:
        for finding in preflight(sheets):
            if finding.severity == "refused":
                raise _refusal(finding) from refusal
        raise Refused("{reason}", reason=refusal) from refusal


def _refusal(finding: Finding) -> Refused:
    reason = Message(finding.template, finding.values)
    return Refused("{name}: {reason}", name=finding.name or finding.position, reason=reason)
