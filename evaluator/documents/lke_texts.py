"""What a workbook of sheets (LKE) says: how to fill it, and what each indicator means."""

from collections.abc import Iterable
from fractions import Fraction

from evaluator.scoring.exact import write_shortest
from evaluator.scoring.rubric import Evidence, Indicator, Rubric
from evaluator.scoring.scales import (
    CountScale,
    DaysLateScale,
    LevelScale,
    PointsScale,
    RatioScale,
    Scale,
    YesNoScale,
)
from evaluator.services.exchange_own import OwnWords, Proof

MOST = 32_000
"""A little less than a spreadsheet's cell can hold."""

_LINE, _HIGHEST = 15, 400

GUIDE = (
    "Isi hanya sel kuning: kolom Jawaban dan kolom Catatan. Sel lain terkunci.",
    "Pilih jawaban dari daftar (panah di kanan sel), atau tulis seperti yang diminta pada kolom "
    "Tingkat dan cara menjawab. Angka desimal boleh dengan koma atau titik.",
    "TB berarti tidak berlaku: bobotnya beralih ke indikator lain. Sel kosong berarti belum "
    "dinilai; kosong tidak sama dengan nol dan tidak sama dengan tingkat terendah.",
    "Menurunkan tingkat dari penilaian mandiri unit memerlukan alasan pada kolom Catatan. "
    "Catatan dibaca unit dalam umpan balik, tanpa nama Anda.",
    "Nilai sementara, nilai per bagian, dan lembar Ringkasan menghitung sendiri dari jawaban yang "
    "sudah ada. Yang belum dinilai belum ikut dihitung.",
    "Boleh disaring, disembunyikan barisnya, dan disimpan dengan LibreOffice. Jangan menghapus "
    "baris, menggabung sel, atau mengisi sel dengan rumus.",
    "Setelah selesai, unggah berkas ini di aplikasi: menu Unit saya, tombol LKE Excel. Anda "
    "melihat dahulu setiap perubahan; baru setelah Anda setuju semuanya disimpan.",
    "Bila nilai yang sama sudah berubah di aplikasi sejak LKE ini diunduh, Anda diminta memilih "
    "satu per satu. Tidak ada yang ditimpa diam-diam.",
)
READ_ONLY = "Lembar ini hanya untuk dibaca: periodenya tidak sedang dinilai."


def fitted(text: str) -> str:
    """A text as a spreadsheet's cell takes it: no carriage returns, not too long."""
    text = unix_lines(text)
    return text if len(text) <= MOST else text[: MOST - 1] + "…"


def height_of(cells: Iterable[tuple[str, int]]) -> float:
    """How high a row must be, in points, to show its texts in columns so many letters wide."""
    lines = [sum(-(-len(line) // width) or 1 for line in text.split("\n")) for text, width in cells]
    return float(min(_HIGHEST, _LINE * max(lines, default=1) + 3))


def unix_lines(text: str) -> str:
    """A text whose line breaks are those that come back from a spreadsheet."""
    return text.replace("\r\n", "\n").replace("\r", "\n")


def answer_shown(answer: str) -> str:
    """An answer as it stands in a cell: "87,5", "Ya", "TB"."""
    return answer.capitalize() if answer in ("ya", "tidak") else answer.replace(".", ",")


def how_to_answer(rubric: Rubric, indicator: Indicator) -> str:
    """The levels with their texts, or what may be written."""
    scale = rubric.scale_of(indicator.code)
    if isinstance(scale, LevelScale):
        named = [(write_shortest(level.value), level.name.id) for level in scale.levels]
        lines = [_line(f"{value} {name}", indicator, value) for value, name in named]
    else:
        lines = [_expected(scale), *_bands(scale)]
        lines += [f"{key.replace('.', ',')}: {text.id}" for key, text in indicator.levels.items()]
    if indicator.not_applicable == "allowed":
        lines.append("TB: tidak berlaku.")
    return fitted("\n".join(lines))


def picks(rubric: Rubric, indicator: Indicator) -> list[str]:
    """The answers of the cell's list; empty where the answer is written."""
    scale = rubric.scale_of(indicator.code)
    if isinstance(scale, LevelScale):
        found = [write_shortest(level.value) for level in scale.levels]
    elif isinstance(scale, YesNoScale):
        found = ["Ya", "Tidak"]
    else:
        return []
    return [*found, "TB"] if indicator.not_applicable == "allowed" else found


def meaning(indicator: Indicator) -> str:
    """Concept, definition and method."""
    parts = [
        f"Konsep: {indicator.concept.id}",
        f"Definisi: {indicator.definition.id}",
        f"Cara menilai: {indicator.method.id}",
    ]
    if indicator.note:
        parts.append(f"Keterangan: {indicator.note.id}")
    return fitted("\n".join(parts))


def asked(indicator: Indicator) -> str:
    """The evidence that the rubric asks for, by level."""
    lines = [f"{key}: {_listed(wanted)}" for key, wanted in indicator.evidence.items()]
    return fitted("\n".join(lines))


def own_answer(own: OwnWords | None) -> str:
    """The unit's own answer with its explanation."""
    if own is None or not (own.answer or own.note):
        return ""
    answer = answer_shown(own.answer) or "belum dijawab"
    return fitted(f"{answer}\n{own.note}" if own.note else answer)


def proofs(own: OwnWords | None) -> str:
    """What the unit shows, one line each."""
    return fitted("\n".join(_proof(one) for one in own.proofs)) if own else ""


def expected(scale: Scale) -> str:
    """What may be written on a scale without picks, in one sentence."""
    return _expected(scale)


def _line(title: str, indicator: Indicator, value: str) -> str:
    text = indicator.levels.get(value)
    return f"{title}: {text.id}" if text else title


def _expected(scale: Scale) -> str:
    if isinstance(scale, RatioScale):
        least = scale.minimum_exposure
        rest = f" Keseluruhan di bawah {least} dihitung tidak berlaku." if least > 1 else ""
        return f"Tulis bagian/keseluruhan, misalnya 18/20.{rest}"
    if isinstance(scale, PointsScale):
        return f"Tulis angka {scale.expectation.replace('.', ',')}."
    if isinstance(scale, CountScale):
        return f"Tulis bilangan bulat, misalnya 7. Di atas {scale.cap} tidak menambah nilai."
    if isinstance(scale, DaysLateScale):
        return "Tulis banyaknya hari terlambat, misalnya 3; tepat waktu ditulis 0."
    return "Pilih Ya atau Tidak."


def _bands(scale: Scale) -> list[str]:
    if isinstance(scale, DaysLateScale):
        lines = [
            f"Sampai {band.up_to} hari terlambat: {_percent(band.share)}" for band in scale.bands
        ]
        return [*lines, f"Selebihnya: {_percent(scale.beyond)}"]
    if isinstance(scale, PointsScale | CountScale | RatioScale) and scale.bands:
        sign = "%" if isinstance(scale, RatioScale) else ""
        lines = [
            f"Mulai {_plain(band.start)}{sign}: {_percent(band.share)}" for band in scale.bands
        ]
        return [*lines, "Di bawahnya: 0%"]
    return []


def _plain(value: Fraction) -> str:
    return write_shortest(value).replace(".", ",")


def _percent(value: Fraction) -> str:
    return f"{_plain(value)}%"


def _listed(wanted: Iterable[Evidence]) -> str:
    return "; ".join(one.text.id for one in wanted)


def _proof(proof: Proof) -> str:
    about = [
        proof.kind,
        proof.dated.isoformat() if proof.dated else "",
        f"hlm. {proof.page}" if proof.page else "",
        proof.source,
    ]
    told = ", ".join(part for part in about if part)
    return f"{proof.title} ({told})" if told else proof.title
