"""A certificate and a feedback report to vary in the tests."""

from evaluator.documents.certificate import Face
from evaluator.documents.feedback_report import IndicatorRow, Report, SectionRow, Step

FACE = Face(
    design="resmi",
    office="BPS Kota Pekalongan",
    logo=None,
    number="B-123/33750/HM.310/2025",
    recipient="Dinas Perindustrian dan Tenaga Kerja",
    award="Perangkat Daerah Terbaik dalam Kerja Sama Statistik",
    place="Juara I",
    category="Organisasi Perangkat Daerah",
    event="Hari Statistik Nasional 2025",
    theme="Statistik Berdampak untuk Indonesia Maju",
    place_and_date="Pekalongan, 26 September 2025",
    signatory_position="Kepala BPS Kota Pekalongan",
    signatory_name="Hayu Wuranti",
    signatory_nip="197001011994032001",
    check_url="https://statistik.example/v/7K3M-Q9TX",
    check_code="7K3M-Q9TX",
)


def section(code: str, name: str, depth: int = 0) -> SectionRow:
    return SectionRow(code, name, depth, "50", "3,25", 0.5625, "2,90", 0.475, "2,70", 0.425)


def indicator(code: str, section_code: str, notes: tuple[str, ...] = ()) -> IndicatorRow:
    text = "Penerapan mengikuti satu prosedur baku yang dipakai semua unit."
    name = f"Penerapan Standar Data {code}"
    return IndicatorRow(code, name, section_code, "50", "3,00", "3 Terdefinisi", text, notes)


def step(code: str, gain: str) -> Step:
    return Step(
        code=code,
        name=f"Penerapan Standar Data {code}",
        now="3",
        target="3 → 4 Terpadu dan Terukur",
        gain=gain,
        text="Penerapan ditinjau dan dievaluasi secara berkala.",
        evidence=("Dokumen hasil reviu dan evaluasi",),
        training="Pelatihan Metadata Statistik",
    )


REPORT = Report(
    office="BPS Kota Pekalongan",
    logo=None,
    unit="Dinas Perindustrian dan Tenaga Kerja",
    unit_kind="Organisasi Perangkat Daerah",
    category="Perangkat Daerah",
    period="Penilaian 2025",
    year=2025,
    rubric_title="Kerja Sama Statistik",
    rubric_version="1.0",
    rubric_digest="ab12" * 16,
    legal_basis="Peraturan BPS Nomor 3 Tahun 2022",
    result_digest="0f9e8d7c6b5a4321" * 4,
    value="3,25",
    range_text="1,00–5,00",
    predicate="Baik",
    place="Peringkat 3 dari 27",
    summary="Nilainya 0,35 di atas median kategorinya.",
    sections=(
        section("1", "Prinsip Satu Data Indonesia"),
        section("101", "Standar Data", depth=1),
        section("2", "Kualitas Data"),
        section("201", "Relevansi", depth=1),
        section("3", "Kelembagaan"),
    ),
    indicators=(
        indicator("10101", "101", notes=("Notulen belum ditandatangani.",)),
        indicator("20101", "201"),
    ),
    strengths=("Relevansi data 0,80 di atas median kategori.",),
    steps=(step("10101", "+0,07"), step("20101", "+0,05"), step("20102", "+0,04")),
    next_predicate="Predikat Sangat Baik dimulai dari 3,50: kurang 0,25 lagi.",
    printed_on="26 September 2025",
)
