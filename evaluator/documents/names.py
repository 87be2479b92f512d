"""Can a text be printed exactly as it was typed, and does a name look right?"""

import re
import unicodedata
from dataclasses import dataclass, field
from functools import cache

from reportlab.pdfbase import pdfmetrics

from evaluator.scoring.messages import N_

CONTROL = N_(
    "{field} memuat karakter tak tampak {code} pada posisi ke-{place}; hapus karakter itu."
)
SCRIPT = N_(
    "{field} memuat “{character}” ({code}) dari aksara {script}, yang belum dapat dirangkai "
    "dengan benar pada cetakan; tuliskan dengan huruf Latin."
)
EMOJI = N_("{field} memuat emoji ({code}) yang tidak dapat dicetak; hapus atau ganti dengan kata.")
MARK = N_(
    "{field} memuat tanda gabung {code} yang tidak dapat diletakkan dengan tepat; "
    "pakailah huruf yang sudah bertanda."
)
MISSING = N_(
    "{field} memuat “{character}” ({code}) yang tidak ada pada huruf cetak; ganti karakter itu."
)
TIGHT_COMMA = N_("Setelah koma pada “{part}” biasanya ada spasi.")
LOOSE_COMMA = N_("Sebelum koma tidak perlu spasi.")
COMMA_IN_DEGREE = N_("Gelar “{part}” memakai koma; mungkin maksudnya titik.")
DEGREE_WITHOUT_DOT = N_("Gelar “{part}” biasanya ditulis dengan titik, misalnya “{example}”.")
EXTRA_SPACE = N_("Ada spasi berlebih pada nama.")
NIP_LENGTH = N_("NIP “{nip}” tidak terdiri atas 18 angka.")

# Scripts whose letters change shape or place beside each other; the writer sets them one by one.
_SHAPED_SCRIPTS = (
    (0x0590, 0x05FF, "Ibrani"),
    (0x0600, 0x06FF, "Arab"),
    (0x0700, 0x074F, "Suryani"),
    (0x0750, 0x077F, "Arab"),
    (0x0780, 0x07FF, "Thaana atau N’Ko"),
    (0x0800, 0x085F, "Samaria atau Mandaia"),
    (0x0860, 0x08FF, "Arab"),
    (0x0900, 0x097F, "Dewanagari"),
    (0x0980, 0x0DFF, "India"),
    (0x0E00, 0x0E7F, "Thai"),
    (0x0E80, 0x0EFF, "Lao"),
    (0x0F00, 0x0FFF, "Tibet"),
    (0x1000, 0x109F, "Myanmar"),
    (0x1780, 0x17FF, "Khmer"),
    (0x1800, 0x18AF, "Mongolia"),
    (0x1A00, 0x1A1F, "Lontara"),
    (0x1B00, 0x1B7F, "Bali"),
    (0x1B80, 0x1BBF, "Sunda"),
    (0x1BC0, 0x1BFF, "Batak"),
    (0x1CC0, 0x1CCF, "Sunda"),
    (0xA930, 0xA95F, "Rejang"),
    (0xA980, 0xA9DF, "Jawa"),
    (0xAA00, 0xAA5F, "Cham"),
    (0xFB1D, 0xFB4F, "Ibrani"),
    (0xFB50, 0xFDFF, "Arab"),
    (0xFE70, 0xFEFE, "Arab"),
)
_DEGREES = {
    "SE": "S.E.", "SH": "S.H.", "ST": "S.T.", "MM": "M.M.", "MT": "M.T.", "MH": "M.H.",
    "SSi": "S.Si.", "MSi": "M.Si.", "SPd": "S.Pd.", "MPd": "M.Pd.", "SSos": "S.Sos.",
    "SKom": "S.Kom.", "MKom": "M.Kom.", "SST": "S.ST.", "SSTP": "S.STP.", "SKM": "S.K.M.",
    "SIP": "S.IP.", "SAP": "S.AP.", "MAP": "M.AP.", "MSc": "M.Sc.", "PhD": "Ph.D.",
}  # fmt: skip


@dataclass(frozen=True)
class Remark:
    """An Indonesian sentence with places for values, kept apart so that it can be translated."""

    template: str
    values: dict[str, object] = field(default_factory=dict)


def as_printed(text: str) -> str:
    """Join letters with their accents (NFC): the same text, as one glyph a letter."""
    return unicodedata.normalize("NFC", text)


def unprintable(text: str, font: str) -> Remark | None:
    """Say which character of a text cannot be printed in the font; None where all can."""
    for place, character in enumerate(as_printed(text), start=1):
        template = _obstacle(character, font)
        if template:
            code = f"U+{ord(character):04X}"
            values = {"character": character, "code": code, "place": place}
            return Remark(template, values | {"script": shaped_script(character)})
    return None


def shaped_script(character: str) -> str | None:
    """Name the script of a character whose letters must be joined or moved; None for others."""
    code = ord(character)
    return next((name for low, high, name in _SHAPED_SCRIPTS if low <= code <= high), None)


@cache
def _obstacle(character: str, font: str) -> str | None:
    category = unicodedata.category(character)
    if shaped_script(character) and category != "Cn":
        return SCRIPT
    if is_emoji(character):
        return EMOJI
    if category in ("Cc", "Cf", "Cs", "Co", "Zl", "Zp"):
        return CONTROL
    if category in ("Mn", "Me", "Mc"):
        return MARK
    return None if has_glyph(character, font) else MISSING


def is_emoji(character: str) -> bool:
    """Tell pictographs, and the marks that join or colour them, from letters and signs."""
    code = ord(character)
    return (
        0x1F000 <= code <= 0x1FAFF or code in (0x200D, 0x20E3, 0xFE0F) or 0x2600 <= code <= 0x27BF
    )


def has_glyph(character: str, font: str) -> bool:
    """Ask whether a registered font can show a character."""
    return ord(character) in pdfmetrics.getFont(font).face.charToGlyph


def doubts(name: str) -> list[Remark]:
    """List what looks mistyped in a name with degrees; the name itself is never changed."""
    found = []
    if name.strip() and (name != name.strip() or "  " in name):
        found.append(Remark(EXTRA_SPACE))
    if re.search(r"\s,", name):
        found.append(Remark(LOOSE_COMMA))
    for part in name.split():
        found += _doubts_of_comma(part)
    for part in name.partition(",")[2].split():
        found += _doubts_of_degree(part.rstrip(","))
    return found


def _doubts_of_comma(part: str) -> list[Remark]:
    if re.match(r"[SMDA],\w", part):
        return [Remark(COMMA_IN_DEGREE, {"part": part})]
    if re.search(r",\w", part):
        return [Remark(TIGHT_COMMA, {"part": part})]
    return []


def _doubts_of_degree(part: str) -> list[Remark]:
    if part in _DEGREES:
        return [Remark(DEGREE_WITHOUT_DOT, {"part": part, "example": _DEGREES[part]})]
    if re.fullmatch(r"[SMA]\.[A-Z][A-Za-z]*(\.[A-Z][A-Za-z]*)*", part):
        return [Remark(DEGREE_WITHOUT_DOT, {"part": part, "example": f"{part}."})]
    return []
