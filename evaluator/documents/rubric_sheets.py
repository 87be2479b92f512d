"""Which sheets a rubric's workbook has, and which columns each of them."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Column:
    """One column; with `words`, a second one beside it holds the English text.

    key : the key of the rubric's file that stands in it
    number : whether its numbers are numbers for Excel too
    choices : what may be chosen, "" for anything
    late : whether workbooks written by earlier versions lack it
    """

    title: str
    key: str
    words: bool = False
    number: bool = False
    width: int = 16
    choices: tuple[str, ...] = ()
    late: bool = False


@dataclass(frozen=True)
class Sheet:
    """One sheet: its name, its columns, and what it is for."""

    name: str
    columns: tuple[Column, ...]
    about: str

    @property
    def titles(self) -> list[str]:
        """The titles of its row of heads, English ones included."""
        return [title for column in self.columns for title, _ in heads(column)]


ENGLISH = " (Inggris)"
ABOUT = "Petunjuk"
SUM = "Jumlah saudara"
"""A formula for the person who fills the sheet; it is not read back."""

FACTS = {
    "format": "Selalu 1",
    "code": "Kode rubrik: huruf, angka, titik, garis",
    "version": "Versi, misalnya 1.0; naik setiap kali isi berubah",
    "title": "Judul rubrik",
    "legal_basis": "Dasar hukum atau keputusan",
    "units": "Jenis unit, dipisah koma: opd, kecamatan, kelurahan, mitra, responden",
    "year": "Tahun rubrik",
    "note": "Catatan bagi pembaca",
    "result.name": "Nama nilai akhir",
    "result.low": "Batas bawah nilai",
    "result.high": "Batas atas nilai",
    "result.places": "Banyak desimal, 0–6",
    "result.rounding": "Selalu half-up",
    "result.panel": "Gabungan beberapa penilai: mean, median, atau trimmed-mean",
    "result.missing": "Nilai kosong: block, lowest, atau exclude",
    "evidence_rule": "Bukti yang kurang: advise hanya memberi tahu, cap membatasi jawaban",
    "evidence_years": "Berapa tahun bukti masih diterima, tahun penilaian ikut dihitung",
}
"""What stands on the sheet of the rubric itself, one a row."""

_CODE = Column("Kode", "code")
_WEIGHT = Column("Bobot", "weight", number=True, width=10)
RUBRIC = Sheet(
    "Rubrik",
    (
        Column("Isian", "key", width=18),
        Column("Isi", "value", words=True, width=60),
        Column("Keterangan", "about", width=60),
    ),
    "Keterangan tentang rubrik dan nilai akhirnya",
)
LAYERS = Sheet(
    "Lapisan",
    (Column("Lapisan", "name", words=True, width=30),),
    "Nama lapisan dari atas ke bawah, misalnya Domain, Aspek, Indikator",
)
SECTIONS = Sheet(
    "Bagian",
    (_CODE, Column("Di dalam", "parent"), Column("Nama", "name", words=True, width=36), _WEIGHT),
    "Bagian; kosongkan Di dalam untuk bagian paling atas",
)
INDICATORS = Sheet(
    "Indikator",
    (
        _CODE,
        Column("Bagian", "parent"),
        Column("Nama", "name", words=True, width=36),
        _WEIGHT,
        Column("Konsep", "concept", words=True, width=44),
        Column("Definisi", "definition", words=True, width=44),
        Column("Metode", "method", words=True, width=44),
        Column("Skala", "scale"),
        Column("Dinilai oleh", "answered_by", choices=("self-assessed", "assessor", "measured")),
        Column("Ukuran", "measure", width=22, late=True),
        Column("Tidak berlaku", "not_applicable", choices=("allowed", "refused")),
        Column("Pelatihan", "training", words=True, width=36),
        Column("Upaya", "effort", choices=("low", "medium", "high")),
        Column("Terverifikasi", "verified", choices=("ya", "tidak")),
        Column("Catatan", "note", words=True, width=36),
    ),
    "Indikator dengan konsep, definisi, dan metodenya",
)
LEVELS = Sheet(
    "Tingkat",
    (
        Column("Indikator", "indicator"),
        Column("Jawaban", "answer"),
        Column("Arti", "text", words=True, width=60),
    ),
    "Arti setiap jawaban",
)
PROOFS = Sheet(
    "Bukti",
    (
        Column("Indikator", "indicator"),
        Column("Jawaban", "answer"),
        Column("Jenis", "kind"),
        Column("Bukti", "text", words=True, width=60),
    ),
    "Bukti dukung per jawaban",
)
_KINDS = ("level", "points", "yes-no", "count", "ratio", "days-late")
SCALES = Sheet(
    "Skala",
    (
        _CODE,
        Column("Jenis", "kind", choices=_KINDS),
        Column("Arah", "direction", choices=("up", "down")),
        Column("Paling kecil", "minimum"),
        Column("Paling besar", "maximum"),
        Column("Penuh pada", "cap"),
        Column("Jumlah minimum", "minimum_exposure"),
        Column("Lewat pita terakhir", "beyond", width=20),
    ),
    "Skala yang dipakai indikator",
)
STEPS = Sheet(
    "Tingkat skala",
    (Column("Skala", "scale"), Column("Nilai", "value"), Column("Nama", "name", True, width=36)),
    "Tingkat skala jenis level, dari yang terendah",
)
BANDS = Sheet(
    "Pita",
    (
        Column("Skala", "scale"),
        Column("Mulai dari", "from"),
        Column("Sampai hari", "up_to"),
        Column("Memperoleh persen", "share", width=20),
    ),
    "Pita nilai; Mulai dari bagi poin, jumlah, dan rasio, Sampai hari bagi keterlambatan",
)
PREDICATES = Sheet(
    "Predikat",
    (Column("Predikat", "name", words=True, width=30), Column("Mulai dari", "from")),
    "Predikat dari yang terbaik",
)
TIES = Sheet(
    "Seri",
    (
        Column("Menurut", "by", choices=("exact", "node", "count")),
        Column("Kode", "code"),
        Column("Paling sedikit", "at_least"),
    ),
    "Aturan bila nilai akhir sama, dipakai berurutan",
)
AWARDS = Sheet(
    "Penghargaan",
    (
        _CODE,
        Column("Judul", "title", words=True, width=44),
        Column("Banyak juara", "places"),
        Column("Menurut", "by"),
        Column("Hadiah utama", "main", late=True),
        Column("Persen terjawab", "coverage"),
        Column("Nilai paling rendah", "minimum", width=20),
    ),
    "Penghargaan; kosongkan Menurut untuk nilai akhir, tulis ya pada hadiah utama",
)
PLACES = Sheet(
    "Nama juara",
    (Column("Penghargaan", "award"), Column("Nama", "name", words=True, width=30)),
    "Nama setiap tempat, dari juara pertama",
)
NEEDS = Sheet(
    "Syarat",
    (
        Column("Penghargaan", "award"),
        Column("Indikator", "indicator"),
        Column("Paling sedikit", "at_least"),
        Column("Nilai paling rendah", "least", width=20, late=True),
    ),
    "Jumlah atau nilai minimum pada satu indikator sebelum boleh menang",
)
SHEETS = (
    RUBRIC,
    LAYERS,
    SECTIONS,
    INDICATORS,
    LEVELS,
    PROOFS,
    SCALES,
    STEPS,
    BANDS,
    PREDICATES,
    TIES,
    AWARDS,
    PLACES,
    NEEDS,
)


def heads(column: Column) -> list[tuple[str, str]]:
    """The titles of a column's cells with "id" or "en"."""
    english = [(column.title + ENGLISH, "en")] if column.words else []
    return [(column.title, "id"), *english]
