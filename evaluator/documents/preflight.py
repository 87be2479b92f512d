"""The check before printing: what would go wrong, and what deserves a second look."""

from collections.abc import Sequence
from dataclasses import dataclass

from evaluator.documents import style
from evaluator.documents.certificate_face import Face
from evaluator.documents.certificate_layout import RECIPIENT, Arrangement, Misfit, arrange
from evaluator.documents.designs import DESIGNS
from evaluator.documents.images import UnreadableImage, picture
from evaluator.documents.names import NIP_LENGTH, Remark, doubts, unprintable
from evaluator.scoring.messages import N_
from evaluator.services.checks import spaced_nip

EMPTY = N_("{field} belum diisi.")
UNKNOWN_DESIGN = N_("Rancangan “{design}” tidak dikenal.")
UNREADABLE_LOGO = N_("Logo kantor tidak dapat dibaca; unggah berkas PNG atau JPEG.")
WRAPPED = N_("Nama dicetak dua baris.")
SHRUNK = N_("Nama dikecilkan menjadi {size} pt agar muat.")
TWICE = N_("Penerima dan penghargaan yang sama sudah ada pada urutan {first}.")
NUMBER_TWICE = N_("Nomor “{number}” sudah dipakai pada urutan {first}.")

_USUAL_SIZE = 28.0  # points; a smaller name catches the eye between the others

# Attribute, its name for people, the font it is set in, and whether it must be filled in.
_FIELDS = (
    ("office", N_("Nama kantor"), style.SERIF_BOLD, True),
    ("number", N_("Nomor"), style.SERIF, True),
    ("recipient", RECIPIENT, style.DISPLAY, True),
    ("award", N_("Penghargaan"), style.SERIF_BOLD, True),
    ("place", N_("Juara"), style.SERIF_BOLD, False),
    ("category", N_("Kategori"), style.SERIF, False),
    ("event", N_("Acara"), style.SERIF, False),
    ("theme", N_("Tema"), style.SERIF_ITALIC, False),
    ("place_and_date", N_("Tempat dan tanggal"), style.SERIF, True),
    ("signatory_position", N_("Jabatan"), style.SERIF, True),
    ("signatory_name", N_("Nama penanda tangan"), style.SERIF_BOLD, True),
    ("signatory_nip", N_("NIP"), style.SERIF, False),
    ("check_url", N_("Alamat pemeriksaan"), style.SERIF, True),
    ("check_code", N_("Kode pemeriksaan"), style.SERIF, False),
    ("mark", N_("Tanda"), style.DISPLAY, False),
)


@dataclass(frozen=True)
class Finding:
    """One thing found about one certificate.

    `position` counts the certificates from 1; `severity` is "refused" (will not be printed),
    "warning" (looks wrong) or "note" (printed differently than usual). A value named "field" is
    itself a text to translate.
    """

    position: int
    name: str
    severity: str
    template: str
    values: dict[str, object]

    @property
    def reason(self) -> str:
        """The finding as an Indonesian sentence."""
        return self.template.format(**self.values)


def preflight(faces: Sequence[Face]) -> list[Finding]:
    """List what stands against printing these certificates, in their order; empty is well."""
    found = []
    awards: dict[object, int] = {}
    numbers: dict[object, int] = {}
    for position, face in enumerate(faces, start=1):
        found += examine(face, position)[0]
        remarks = _doubts(face)
        first = awards.setdefault(_award_of(face), position)
        if first != position:
            remarks.append(Remark(TWICE, {"first": first}))
        first = numbers.setdefault(face.number.strip(), position)
        if first != position:
            remarks.append(Remark(NUMBER_TWICE, {"number": face.number, "first": first}))
        found += [_finding(face, position, "warning", remark) for remark in remarks]
    return found


def _award_of(face: Face) -> tuple[str | None, ...]:
    name = " ".join(face.recipient.split()).casefold()
    return name, face.award, face.category, face.event


def examine(face: Face, position: int) -> tuple[list[Finding], Arrangement | None]:
    """Check one certificate; its arrangement is None where it is refused."""
    refusals = _refusals(face)
    if not refusals:
        try:
            arrangement = arrange(face)
        except Misfit as misfit:
            refusals = [misfit.remark]
        else:
            notes = _notes(arrangement)
            return [_finding(face, position, "note", note) for note in notes], arrangement
    return [_finding(face, position, "refused", remark) for remark in refusals], None


def _refusals(face: Face) -> list[Remark]:
    found = []
    if face.design not in DESIGNS:
        found.append(Remark(UNKNOWN_DESIGN, {"design": face.design}))
    for attribute, field, font, required in _FIELDS:
        text = getattr(face, attribute) or ""
        if required and not text.strip():
            found.append(Remark(EMPTY, {"field": field}))
        elif obstacle := unprintable(text, font):
            found.append(Remark(obstacle.template, obstacle.values | {"field": field}))
    if face.logo is not None and not _readable(face.logo):
        found.append(Remark(UNREADABLE_LOGO))
    return found


def _readable(logo: bytes) -> bool:
    try:
        picture(logo)
    except UnreadableImage:
        return False
    return True


def _notes(arrangement: Arrangement) -> list[Remark]:
    recipient = arrangement.recipient
    notes = []
    if len(recipient.lines) > 1:
        notes.append(Remark(WRAPPED))
    if recipient.size < _USUAL_SIZE:
        notes.append(Remark(SHRUNK, {"size": f"{recipient.size:g}".replace(".", ",")}))
    return notes


def _doubts(face: Face) -> list[Remark]:
    found = doubts(face.recipient)
    if face.signatory_nip and " " not in spaced_nip(face.signatory_nip):
        found.append(Remark(NIP_LENGTH, {"nip": face.signatory_nip}))
    return found


def _finding(face: Face, position: int, severity: str, remark: Remark) -> Finding:
    return Finding(position, face.recipient.strip(), severity, remark.template, remark.values)
