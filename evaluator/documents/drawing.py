"""Draws what the services decided: certificates from faces, feedback as reports and charts."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import MISSING, dataclass, fields
from functools import lru_cache

from evaluator.documents import certificate, charts, feedback_report, style
from evaluator.documents.certificate_face import Face as Sheet
from evaluator.documents.certificate_face import Signatory
from evaluator.documents.designs import design_of
from evaluator.documents.feedback_profile import profile as sections_drawn
from evaluator.documents.feedback_values import Report
from evaluator.documents.preflight import (
    NUMBER_TWICE,
    Finding,
    all_incomplete,
    incomplete,
    preflight,
)
from evaluator.documents.quick_ink import as_drawing
from evaluator.documents.wording import word
from evaluator.scoring.messages import Message
from evaluator.services.certificate_faces import Face
from evaluator.services.problems import Refused
from evaluator.storage.files import Damaged, Files

_SHEET = {field.name for field in fields(Sheet)} - {"pictures", "signatories"}
_MAY = {field.name for field in fields(Sheet) if field.default is MISSING}  # may be None
_WIDE = 216.0  # points; scaled to a phone of 360 px its letters are about 11 px high


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
    return lambda face: _drawn([sheet_of(face, logos)])


def first_drawer(files: Files) -> Callable[[Face], bytes]:
    """As `drawer`, for a paper that no check before printing saw: its design must be whole."""
    logos = logo_reader(files)

    def draw(face: Face) -> bytes:
        sheet = sheet_of(face, logos)
        for remark in incomplete(sheet):
            missing = Message(str(remark.values["field"]))
            reason = Message(remark.template, {"field": missing})
            raise Refused("{reason}", field="rancangan", reason=reason)
        return _drawn([sheet])

    return draw


def certificates(faces: Sequence[Face], files: Files) -> bytes:
    """One PDF with a page for every face, in the order given; at least one.

    Raises
    ------
    Refused
        If one would not show what was typed; the sentence names it.
    """
    logos = logo_reader(files)
    return _drawn([sheet_of(face, logos) for face in faces])


def examine(faces: Sequence[Face], files: Files) -> list[Finding]:
    """What stands against printing these faces, or deserves a second look, in their order."""
    logos = logo_reader(files)
    sheets = [sheet_of(face, logos) for face in faces]
    found = sorted(all_incomplete(sheets) + preflight(sheets), key=lambda one: one.position)
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
    picture = sections_drawn(values.sections, values.language, _WIDE)
    if picture is None:
        return None
    name = word("Nilai per bagian", values.language)
    return charts.svg(as_drawing(picture), name, values.summary)


def sheet_of(face: Face, logos: Callable[[str | None], bytes | None]) -> Sheet:
    """What a paper shows, from the plain values that services decided; unknown ones are left out.

    logos : gives the bytes of a stored picture, as `logo_reader` does

    Raises
    ------
    Refused
        If a picture of the design is damaged.
    """
    known = {name: value for name, value in face.items() if name in _SHEET}
    signers = tuple(
        Signatory(one["position"], one["name"], one.get("nip"))
        for one in face.get("signatories") or ()
    )
    given = {**known, "logo": logos(face["logo"]), "signatories": signers}
    pictures = {digest: logos(digest) for digest in _pictures(face)}
    given["pictures"] = {digest: data for digest, data in pictures.items() if data is not None}
    return Sheet(
        **{name: value for name, value in given.items() if value is not None or name in _MAY}
    )


def _pictures(face: Face) -> set[str]:
    """The stored pictures of a face's design; a design that is unknown has none."""
    try:
        return design_of(face["design"], face.get("design_content")).pictures()
    except (KeyError, Refused):
        return set()


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
