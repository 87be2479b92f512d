"""The check before printing: what would go wrong, and what deserves a second look."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from evaluator.documents import style
from evaluator.documents.certificate_face import Face, values_of
from evaluator.documents.designs import design_of
from evaluator.documents.images import UnreadableImage, picture
from evaluator.documents.names import NIP_LENGTH, Remark, doubts, unprintable
from evaluator.documents.paper import Paper, layout_of
from evaluator.documents.paper_design import Design
from evaluator.documents.paper_editing import lacks
from evaluator.documents.paper_elements import FONTS, Signature, Text
from evaluator.documents.paper_fields import FIELDS, fields_of
from evaluator.documents.paper_layout import Misfit, is_missing
from evaluator.scoring.messages import N_
from evaluator.services.checks import spaced_nip
from evaluator.services.designs import CARD_KINDS
from evaluator.services.problems import Refused

LACKS = N_(
    "Rancangan ini tidak memuat “{field}”. Lengkapi rancangannya, atau pilih rancangan lain."
)
EMPTY = N_("{field} belum diisi.")
UNKNOWN_DESIGN = N_("Rancangan “{design}” tidak dikenal.")
UNREADABLE_LOGO = N_("Logo kantor tidak dapat dibaca; unggah berkas PNG atau JPEG.")
UNREADABLE_PICTURE = N_("Gambar pada rancangan rusak atau hilang; unggah lagi di rancangan itu.")
SHRUNK_TEXT = N_("{field} dikecilkan menjadi {size} pt agar muat.")
WRAPPED = N_("Nama dicetak dua baris.")
WRAPPED_MORE = N_("Nama dicetak {lines} baris.")
SHRUNK = N_("Nama dikecilkan menjadi {size} pt agar muat.")
TWICE = N_("Penerima dan penghargaan yang sama sudah ada pada urutan {first}.")
NUMBER_TWICE = N_("Nomor “{number}” sudah dipakai pada urutan {first}.")

_USUAL = 0.8  # of the largest size; a smaller name catches the eye between the others
_SMALL = 0.7  # the same of any other text
_MARK = N_("Tanda")
# Fields that stand on no design are printed by none, but these name the paper in the register.
_ALWAYS = ("recipient", "number", "award", "office")
_ALWAYS_ON_CARDS = ("recipient",)
# Without these a certificate says not whose it is, or cannot be told from a forgery.
_SHOWN = {"recipient": FIELDS["recipient"].label, "number": FIELDS["number"].label,
          "qr": N_("kode QR")}  # fmt: skip


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


def incomplete(face: Face) -> list[Remark]:
    """What a certificate's design should show and does not; no more is asked of cards.

    Papers that were issued so are still drawn as they were, so drawing does not ask for it.
    """
    try:
        design = paper_of(face).design
    except (KeyError, Refused):
        return []  # said elsewhere
    missing = [] if design.kind in CARD_KINDS else lacks(design)
    return [Remark(LACKS, {"field": _SHOWN[name]}) for name in missing if name in _SHOWN]


def all_incomplete(faces: Sequence[Face]) -> list[Finding]:
    """The same of many papers, in their order; the very same design is read once."""
    known: dict[tuple[str, int], list[Remark]] = {}
    found = []
    for position, face in enumerate(faces, start=1):
        key = (face.design, id(face.design_content))
        if key not in known:
            known[key] = incomplete(face)
        found += [_finding(face, position, "refused", remark) for remark in known[key]]
    return found


def _award_of(face: Face) -> tuple[str | None, ...]:
    name = " ".join(face.recipient.split()).casefold()
    return name, face.award, face.category, face.event


def examine(face: Face, position: int) -> tuple[list[Finding], Paper | None]:
    """Check one paper; None in place of what can be drawn where it is refused."""
    try:
        paper = paper_of(face)
    except (KeyError, Refused):
        remark = Remark(UNKNOWN_DESIGN, {"design": face.design})
        return [_finding(face, position, "refused", remark)], None
    refusals = _refusals(face, paper)
    if not refusals:
        try:
            notes = _notes(paper)
        except Misfit as misfit:
            refusals = [misfit.remark]
        else:
            return [_finding(face, position, "note", note) for note in notes], paper
    return [_finding(face, position, "refused", remark) for remark in refusals], None


def paper_of(face: Face) -> Paper:
    """The page that a face asks for.

    Raises
    ------
    KeyError, Refused
        If there is no such design, or its content cannot be used.
    """
    design = design_of(face.design, face.design_content)
    return Paper(design, values_of(face), face.check_url, face.logo, face.pictures, face.mark)


def _refusals(face: Face, paper: Paper) -> list[Remark]:
    found = []
    fonts = _fonts(paper.design)
    missing = _missing(paper)
    always = _ALWAYS_ON_CARDS if paper.design.kind in CARD_KINDS else _ALWAYS
    for name, field in FIELDS.items():
        text = paper.values.texts.get(name, "")
        if name not in fonts and name not in always:
            continue
        if name in missing:
            continue
        if field.required and not text.strip():
            found.append(Remark(EMPTY, {"field": field.label}))
            continue
        found += _obstacles(field.label, text, fonts.get(name, ()))
        found += _obstacles(field.label, paper.values.english.get(name, ""), fonts.get(name, ()))
    found += _obstacles(_MARK, face.mark or "", (style.DISPLAY, style.SERIF))
    if face.logo is not None and not _readable(face.logo):
        found.append(Remark(UNREADABLE_LOGO))
    for digest in sorted(paper.design.pictures()):
        if digest not in face.pictures or not _readable(face.pictures[digest]):
            found.append(Remark(UNREADABLE_PICTURE))
    return found


def _obstacles(label: str, text: str, fonts: Iterable[str]) -> list[Remark]:
    """The first character that one of the fonts cannot print; empty where all can."""
    for font in fonts if text else ():
        if obstacle := unprintable(text, font):
            return [Remark(obstacle.template, obstacle.values | {"field": label})]
    return []


def _missing(paper: Paper) -> set[str]:
    """The fields of signatories that this paper does without."""
    blocks = [one for one in paper.design.elements if isinstance(one, Signature)]
    gone = {f for one in blocks if is_missing(one, paper.values) for f in one.fields()}
    return gone - {f for one in blocks if not is_missing(one, paper.values) for f in one.fields()}


_fonts_by_design: dict[int, tuple[Design, dict[str, tuple[str, ...]]]] = {}


def _fonts(design: Design) -> dict[str, tuple[str, ...]]:
    """The fonts that each field of a design is set in; the very same design is read once."""
    known = _fonts_by_design.get(id(design))
    if known is None or known[0] is not design:
        if len(_fonts_by_design) >= 32:
            _fonts_by_design.clear()
        known = _fonts_by_design[id(design)] = (design, dict(_fonts_of(design)))
    return known[1]


def _fonts_of(design: Design) -> Iterator[tuple[str, tuple[str, ...]]]:
    found: dict[str, set[str]] = {}
    for one in design.elements:
        if isinstance(one, Signature):
            for name in one.fields():
                found.setdefault(name, set()).update(_SIGNING_FONTS[one.font])
        for part in one.paragraphs if isinstance(one, Text) else ():
            for template, fonts in ((part.id, (part.font,)), (part.en, _english(part.font))):
                for name in fields_of(template):
                    found.setdefault(name, set()).update(FONTS[font] for font in fonts)
    for name, used in found.items():
        yield name, tuple(sorted(used))


_SIGNING_FONTS = {
    "serif": (style.SERIF, style.SERIF_BOLD),
    "sans": (style.SANS, style.SANS_BOLD),
}


def _english(font: str) -> tuple[str, ...]:
    """English stands in the same font, or in italics below the Indonesian text."""
    return (font,) if font.startswith("sans") else (font, "serif-italic")


def _readable(logo: bytes) -> bool:
    try:
        picture(logo)
    except UnreadableImage:
        return False
    return True


def _notes(paper: Paper) -> list[Remark]:
    """What is printed otherwise than usual: the name in two lines, any text much smaller."""
    layout = layout_of(paper.design)
    laid = (*layout.still_laid(paper.values), *layout.moving_laid(paper.values))
    notes = []
    for one in (note for element in laid for note in element.notes):
        size: dict[str, object] = {"size": f"{one.size:g}".replace(".", ",")}
        if one.field == "recipient":
            if one.lines > 1:
                more = one.lines > 2
                notes.append(Remark(WRAPPED_MORE if more else WRAPPED, {"lines": one.lines}))
            if one.size < one.largest * _USUAL:
                notes.append(Remark(SHRUNK, size))
        elif one.field and one.size < one.largest * _SMALL:
            notes.append(Remark(SHRUNK_TEXT, {"field": FIELDS[one.field].label, **size}))
    return notes


def _doubts(face: Face) -> list[Remark]:
    found = doubts(face.recipient)
    for signer in face.signers:
        if signer.nip and " " not in spaced_nip(signer.nip):
            found.append(Remark(NIP_LENGTH, {"nip": signer.nip}))
    return found


def _finding(face: Face, position: int, severity: str, remark: Remark) -> Finding:
    return Finding(position, face.recipient.strip(), severity, remark.template, remark.values)
