"""What one certificate shows."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Face:
    """Everything that one certificate shows, as it is to be read.

    `design` is a code of `DESIGNS`; `logo` the bytes of a PNG or JPEG (None: a plain emblem);
    `recipient` the name as typed, with degrees; `place` such as "Juara I" (None: a letter of
    thanks); `signatory_nip` 18 digits; `check_url` what the QR code holds; `mark` a word such as
    "CONTOH" printed across the sheet; `language` "id" or "en", for the fixed words only.
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
