"""Checks that every typed text, number of an official, or date passes."""

import re
import unicodedata
from datetime import date
from urllib.parse import urlsplit

from evaluator.scoring.words import hidden_character
from evaluator.services.problems import Refused

_SPACES = re.compile(r"[\s.\-]")
_ROUNDED = re.compile(r"[0-9]([.,][0-9]+)?[eE]\+?[0-9]+")
_UNSEEN = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u180e\u2800\u3164\uffa0")
"""Letters and marks that leave the paper blank, beside spaces and signs that only steer."""
_EMAIL = re.compile(r"[\w.!#$%&'*+/=?^`{|}~-]+@[\w-]+(\.[\w-]+)+", re.ASCII)


def clean_text(given: str, field: str, *, most: int = 200, empty: bool = False) -> str:
    """A text as typed, without outer spaces; degrees and capitals stay as they are.

    Raises
    ------
    Refused
        If nothing of it can be seen (unless `empty`), it is longer than `most`, or holds characters
        that no page or paper can show.
    """
    text = unicodedata.normalize("NFC", given).strip()
    if _is_blank(text) and hidden_character(text) is None:
        text = ""
    if not text and not empty:
        raise Refused("Isian ini tidak boleh kosong.", field=field)
    if len(text) > most:
        raise Refused(
            "Terlalu panjang: {length} huruf, paling banyak {most}.",
            field=field,
            length=len(text),
            most=most,
        )
    character = hidden_character(text)
    if character is not None:
        raise Refused(
            "Memuat karakter yang tidak dapat ditampilkan (U+{code}). Hapus, lalu simpan lagi.",
            field=field,
            code=f"{ord(character):04X}",
        )
    return text


def _is_blank(text: str) -> bool:
    """Whether a reader would see nothing, though characters stand there."""
    return all(
        one in _UNSEEN or unicodedata.category(one) in ("Zs", "Zl", "Zp", "Cf") for one in text
    )


def clean_nip(given: str | None, field: str = "nip") -> str | None:
    """A NIP as 18 digits, from any usual way of writing it; None where empty.

    The form is 8 digits of birth date, 6 of appointment year and month, 1 of
    sex (1 or 2), 3 of order.

    Raises
    ------
    Refused
        Naming the part that cannot be right.
    """
    if _ROUNDED.fullmatch((given or "").strip()):
        raise Refused(
            "Excel membulatkan NIP ini menjadi {typed}, jadi angka akhirnya hilang. Format "
            "kolomnya sebagai teks, lalu ketik ulang ke-18 angkanya.",
            field=field,
            typed=(given or "").strip(),
        )
    digits = _SPACES.sub("", given or "")
    if not digits:
        return None
    if not (digits.isascii() and digits.isdigit() and len(digits) == 18):
        raise Refused("NIP terdiri atas 18 angka; yang diisikan {n}.", field=field, n=len(digits))
    try:
        born = date(int(digits[:4]), int(digits[4:6]), int(digits[6:8]))
        appointed = date(int(digits[8:12]), int(digits[12:14]), 1)
    except ValueError:
        raise Refused(
            "Tanggal lahir atau bulan pengangkatan di dalam NIP tidak mungkin.", field=field
        ) from None
    if born.year < 1930 or appointed.year < born.year + 15 or digits[14] not in "12":
        raise Refused("Susunan NIP tidak mungkin; periksa angka demi angka.", field=field)
    return digits


def clean_email(given: str | None, field: str = "email") -> str | None:
    """One e-mail address as typed; None where empty.

    Raises
    ------
    Refused
        If it cannot be the address of one person.
    """
    address = clean_text(given or "", field, most=254, empty=True)
    if not address:
        return None
    if not _EMAIL.fullmatch(address):
        raise Refused(
            "Alamat surel ditulis seperti nama@contoh.go.id, satu alamat saja.", field=field
        )
    return address


def clean_link(given: str, field: str = "link") -> str:
    """An address of a page that a browser opens safely, as typed; "" where empty.

    Raises
    ------
    Refused
        If it is not whole, does not begin with https://, or carries a name and password.
    """
    url = clean_text(given, field, most=1000, empty=True)
    try:
        parts = urlsplit(url)
        known = parts.scheme == "https" and "." in (parts.hostname or "")
    except ValueError:
        known = False
    if url and (not known or "@" in parts.netloc or any(c.isspace() for c in url)):
        raise Refused(
            "Tautan harus lengkap dan diawali https://, misalnya https://contoh.go.id/dokumen.",
            field=field,
        )
    return url


def spaced_nip(nip: str) -> str:
    """Write the 18 digits of an employee number in its groups: 8, 6, 1 and 3.

    Anything else is returned as typed.
    """
    digits = re.sub(r"\s", "", nip)
    if not re.fullmatch(r"[0-9]{18}", digits):
        return nip
    return f"{digits[:8]} {digits[8:14]} {digits[14]} {digits[15:]}"
