"""What a form asks for each kind of element: one list for the page and for its script."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from evaluator.documents.paper_fields import FIELDS
from evaluator.scoring.messages import N_


@dataclass(frozen=True)
class Question:
    """One value of an element.

    kind : "mm", "pt", "number", "whole", "line", "text", "choice", "colour", "flag" or "picture"
    choices : (value, what it is called), for a choice
    """

    name: str
    label: str
    kind: str
    choices: Sequence[tuple[str, str]] = ()


FONT_NAMES = (
    ("display", N_("Serif besar, tebal")),
    ("serif", N_("Serif")),
    ("serif-bold", N_("Serif tebal")),
    ("serif-italic", N_("Serif miring")),
    ("sans", N_("Tanpa kait")),
    ("sans-bold", N_("Tanpa kait, tebal")),
)
_ALIGN = (("left", N_("Kiri")), ("centre", N_("Tengah")), ("right", N_("Kanan")))
_NONE = (("", N_("selalu")),)
_FIELDS = tuple((name, field.label) for name, field in FIELDS.items())
_NUMBERS = (("1", "1"), ("2", "2"), ("3", "3"))

PLACE = (
    Question("x", N_("Dari kiri (mm)"), "mm"),
    Question("y", N_("Dari atas (mm)"), "mm"),
    Question("width", N_("Lebar (mm)"), "mm"),
    Question("height", N_("Tinggi (mm)"), "mm"),
)
"""Where an element lies, asked for each kind."""

OWN: Mapping[str, Sequence[Question]] = {
    "text": (
        Question("align", N_("Rata"), "choice", _ALIGN),
        Question("vertical", N_("Letak tegak"), "choice", (
            ("top", N_("Atas")), ("middle", N_("Tengah")), ("bottom", N_("Bawah")),
            ("spread", N_("Renggang memenuhi kotak")))),
    ),
    "picture": (Question("source", N_("Gambar"), "picture"),),
    "ornament": (
        Question("motif", N_("Motif"), "choice", (
            ("kawung", "Kawung"), ("parang", "Parang"), ("truntum", "Truntum"),
            ("jlamprang", "Jlamprang"), ("plain", N_("Garis polos")))),
        Question("shape", N_("Bentuk"), "choice", (
            ("frame", N_("Bingkai")), ("band", N_("Bidang penuh")), ("corners", N_("Sudut")))),
        Question("size", N_("Ukuran motif (mm)"), "mm"),
        Question("ink", N_("Warna motif"), "colour"),
        Question("accent", N_("Warna aksen"), "colour"),
        Question("ground", N_("Warna dasar"), "colour"),
        Question("edge", N_("Beri garis tepi"), "flag"),
    ),
    "line": (
        Question("colour", N_("Warna"), "colour"),
        Question("thickness", N_("Tebal (pt)"), "number"),
    ),
    "rectangle": (
        Question("fill", N_("Warna isi"), "colour"),
        Question("colour", N_("Warna garis"), "colour"),
        Question("thickness", N_("Tebal (pt)"), "number"),
        Question("radius", N_("Lengkung sudut (mm)"), "mm"),
    ),
    "divider": (Question("colour", N_("Warna"), "colour"),),
    "qr": (Question("colour", N_("Warna"), "colour"),),
    "signature": (
        Question("signatory", N_("Penanda tangan ke-"), "whole", _NUMBERS),
        Question("dated", N_("Dengan tempat dan tanggal"), "flag"),
        Question("optional", N_("Boleh tidak ada"), "flag"),
        Question("align", N_("Rata"), "choice", _ALIGN),
        Question("font", N_("Huruf"), "choice", (
            ("serif", N_("Serif")), ("sans", N_("Tanpa kait")))),
        Question("size", N_("Ukuran huruf (pt)"), "pt"),
        Question("room", N_("Ruang tanda tangan (mm)"), "mm"),
        Question("colour", N_("Warna"), "colour"),
        Question("picture", N_("Gambar tanda tangan"), "picture"),
        Question("stamp", N_("Gambar stempel"), "picture"),
    ),
}  # fmt: skip
"""What is asked of each kind of element beside its place."""

PARAGRAPH = (
    Question("id", N_("Teks"), "text"),
    Question("en", N_("Teks bahasa Inggris"), "text"),
    Question("language", N_("Bahasa"), "choice", (
        ("document", N_("Ikut piagam")), ("both", N_("Selalu dwibahasa")),
        ("id", N_("Selalu Indonesia")), ("en", N_("Selalu Inggris")))),
    Question("font", N_("Huruf"), "choice", FONT_NAMES),
    Question("size", N_("Terbesar (pt)"), "pt"),
    Question("smallest", N_("Terkecil (pt)"), "pt"),
    Question("lines", N_("Paling banyak baris"), "whole"),
    Question("gap", N_("Jarak di atas (mm)"), "mm"),
    Question("leading", N_("Tinggi baris"), "number"),
    Question("tracking", N_("Jarak huruf (pt)"), "number"),
    Question("colour", N_("Warna"), "colour"),
    Question("divider", N_("Garis di bawah (mm, 0: tanpa)"), "mm"),
    Question("when", N_("Hanya bila terisi"), "choice", (*_NONE, *_FIELDS)),
    Question("unless", N_("Hanya bila kosong"), "choice", (*_NONE, *_FIELDS)),
    Question("anywhere", N_("Boleh putus di tengah kata"), "flag"),
)  # fmt: skip
"""What is asked of each paragraph of a text box."""

COLOURS = (
    ("ink", N_("Tinta")),
    ("accent", N_("Aksen")),
    ("tint", N_("Dasar")),
    ("paper", N_("Kertas")),
)
"""The colours of the palette, by which elements name theirs."""

KIND_NAMES = {
    "text": N_("Kotak teks"),
    "picture": N_("Gambar atau logo"),
    "ornament": N_("Ornamen"),
    "line": N_("Garis"),
    "rectangle": N_("Persegi"),
    "divider": N_("Garis pemisah"),
    "qr": N_("Kode QR"),
    "signature": N_("Tanda tangan"),
}

ELEMENT_NAMES = {
    "isi": N_("Isi naskah"),
    "kepala": N_("Kepala naskah"),
    "periksa": N_("Kode periksa"),
    "bidang": N_("Bidang warna"),
    "qr": N_("Kode QR"),
    "tempat": N_("Tempat duduk"),
    "acara": N_("Acara"),
}
"""What elements of finished designs are called where their name says too little."""

PAPER_KINDS = {
    "certificate": N_("Piagam"),
    "attendance": N_("Sertifikat kehadiran"),
    "thanks": N_("Ucapan terima kasih"),
    "name-tag": N_("Tanda nama"),
    "table-card": N_("Kartu meja"),
    "plaque": N_("Teks plakat"),
    "other": N_("Lainnya"),
}

_WORDS = {"line", "text", "choice", "colour", "picture"}


def answer_of(question: Question, typed: str) -> Any:
    """What was typed as the value of a question; what is no number stays as typed."""
    text = typed.strip()
    if question.kind in _WORDS:
        return typed.strip() if question.kind != "text" else typed.strip("\r\n\t")
    if question.kind == "flag":
        return text == "1"
    try:
        return int(text) if question.kind == "whole" else float(text.replace(",", "."))
    except ValueError:
        return text


def element_from(kind: str, name: str, typed: Mapping[str, str]) -> dict[str, Any]:
    """An element as plain values from the fields of a form; a text with neither language goes."""
    asked = (*PLACE, *OWN[kind])
    found: dict[str, Any] = {"kind": kind, "name": name}
    found |= {one.name: answer_of(one, typed.get(one.name, "")) for one in asked}
    if kind == "text":
        numbers = sorted({int(key.split("-")[0][1:]) for key in typed if _is_paragraph(key)})
        parts = [
            {one.name: answer_of(one, typed.get(f"p{n}-{one.name}", "")) for one in PARAGRAPH}
            for n in numbers
        ]
        found["paragraphs"] = [part for part in parts if part["id"] or part["en"]]
    return found


def _is_paragraph(key: str) -> bool:
    head, dash, _rest = key.partition("-")
    return bool(dash) and head[:1] == "p" and head[1:].isascii() and head[1:].isdigit()
