"""What one paper shows."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from evaluator.documents.designs import design_of
from evaluator.documents.paper_fields import MOST_FREE, MOST_SIGNATORIES, signatory_field
from evaluator.documents.paper_layout import Values
from evaluator.documents.paper_signing import nip_line
from evaluator.documents.wording import word

_CALLED = {
    "attendance": "Sertifikat",
    "thanks": "Ucapan Terima Kasih",
    "name-tag": "Tanda Nama",
    "table-card": "Kartu Meja",
    "plaque": "Teks Plakat",
}


@dataclass(frozen=True)
class Signatory:
    """Who signs a paper: position and name as printed; `nip` 18 digits or None."""

    position: str
    name: str
    nip: str | None = None


@dataclass(frozen=True)
class Face:
    """Everything that one paper shows, as it is to be read.

    `design` is the code of a design; `design_content` its content where it is an office's own,
    as frozen at issue; `logo` the bytes of a PNG or JPEG (None: a plain emblem); `pictures` the
    stored pictures that the design shows, by digest; `recipient` the name as typed, with degrees;
    `place` such as "Juara I" (None: a letter of thanks); `signatory_nip` 18 digits;
    `role` and `organisation` as what and for whom the recipient is there, "" for neither;
    `signatories` all who sign, in order, where there are several (the first repeats the single
    one); `check_url` what the QR code holds; `mark` a word such as "CONTOH" printed across the
    sheet; `language` "id", "en" or "both"; `english` texts that read otherwise in English, by
    field; `free` the free fields, "free_1" to "free_6".
    """

    design: str
    office: str
    logo: bytes | None
    number: str
    recipient: str
    award: str
    place: str | None
    category: str | None
    event: str
    theme: str | None
    place_and_date: str
    signatory_position: str
    signatory_name: str
    signatory_nip: str | None
    check_url: str
    check_code: str
    mark: str | None = None
    language: str = "id"
    city: str = ""
    year: str = ""
    role: str = ""
    seat: str = ""
    organisation: str = ""
    signatories: tuple[Signatory, ...] = ()
    free: Mapping[str, str] = field(default_factory=dict)
    english: Mapping[str, str] = field(default_factory=dict)
    design_content: Mapping[str, object] | None = None
    pictures: Mapping[str, bytes] = field(default_factory=dict)

    @property
    def signers(self) -> tuple[Signatory, ...]:
        """All who sign, at least one."""
        only = Signatory(self.signatory_position, self.signatory_name, self.signatory_nip)
        return (self.signatories or (only,))[:MOST_SIGNATORIES]


_PLAIN = (
    "office", "city", "number", "recipient", "award", "place", "category", "event", "theme",
    "year", "place_and_date", "check_code", "role", "seat", "organisation",
)  # fmt: skip


def values_of(face: Face) -> Values:
    """The fields of a face, as texts that a design may ask for."""
    texts = {name: getattr(face, name) or "" for name in _PLAIN}
    for number, signer in enumerate(face.signers, start=1):
        texts[signatory_field(number, "position")] = signer.position or ""
        texts[signatory_field(number, "name")] = signer.name or ""
        texts[signatory_field(number, "nip")] = nip_line(signer.nip)
    texts["check_url"] = face.check_url.partition("://")[2] or face.check_url
    for number in range(1, MOST_FREE + 1):
        texts[f"free_{number}"] = face.free.get(f"free_{number}", "")
    return Values(texts, dict(face.english), face.language)


def called(face: Face) -> str:
    """What a paper is, by its design, in its language: an award, an attendance, or thanks."""
    kind = design_of(face.design, face.design_content).kind
    return word(_CALLED.get(kind, "Piagam Penghargaan"), face.language)


def title_of(face: Face) -> str:
    """What the file of one paper calls itself."""
    return f"{called(face)} {face.number}".strip()
