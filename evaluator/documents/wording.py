"""The fixed words of printed documents, in Indonesian and in English."""

ENGLISH = {
    "PIAGAM PENGHARGAAN": "CERTIFICATE OF AWARD",
    "Piagam Penghargaan": "Certificate of Award",
    "Sertifikat": "Certificate of Attendance",
    "Ucapan Terima Kasih": "Letter of Thanks",
    "Tanda Nama": "Name Tag",
    "Kartu Meja": "Table Card",
    "Teks Plakat": "Plaque Text",
    "Nomor: ": "Number: ",
    "diberikan kepada": "presented to",
    "sebagai": "as",
    "Kategori": "Category",
    "dalam rangka": "on the occasion of",
    "Periksa keaslian:": "Check authenticity:",
    "Kode: ": "Code: ",
    "bukan piagam resmi": "not an official certificate",
    "bukan laporan resmi": "not an official report",
    "Laporan Umpan Balik": "Feedback Report",
    "Halaman {page} dari {pages}": "Page {page} of {pages}",
    "Versi": "Version",
    "Sidik hasil": "Result fingerprint",
    "Sidik rubrik": "Rubric fingerprint",
    "Dasar": "Legal basis",
    "Dicetak": "Printed",
    "Periode": "Period",
    "Rubrik": "Rubric",
    "Nilai": "Value",
    "rentang": "range",
    "Belum diperingkat": "Not ranked",
    "Nilai per bagian": "Value by section",
    "Tiga perbaikan yang paling menaikkan nilai": (
        "The three improvements that raise the value most"
    ),
    "Perbaikan yang paling menaikkan nilai": "Improvements that raise the value most",
    "Unit ini": "This unit",
    "Nilai tengah kategori": "Category median",
    "Tahun lalu": "Last year",
    "Bagian": "Section",
    "Bobot": "Weight",
    "Tengah": "Median",
    "Letak pada rentang": "Place on the range",
    "Indikator": "Indicator",
    "Tingkat": "Level",
    "Indikator, uraian tingkat, dan catatan": "Indicator, level text, and notes",
    "Catatan:": "Note:",
    "Indikator demi indikator": "Indicator by indicator",
    "Kekuatan": "Strengths",
    "Celah, diurutkan menurut kenaikan nilai": "Gaps, by gain in value",
    "Langkah berikutnya": "Next steps",
    "Perubahan": "Change",
    "Kenaikan": "Gain",
    "Bukti dukung yang diharapkan": "Evidence that is expected",
    "Pelatihan yang membantu:": "Training that helps:",
    "Kenaikan nilai": "Gain in value",
    "Belum ada nilai untuk digambarkan.": "There is no value to draw yet.",
    "Belum ada kekuatan yang menonjol pada penilaian ini; langkah di bawah adalah awalnya.": (
        "No strength stands out in this assessment yet; the steps below are where to begin."
    ),
    "Belum ada langkah yang dapat dihitung untuk unit ini.": (
        "No step can be computed for this unit yet."
    ),
    "Tidak ada catatan penilai.": "There are no notes from the assessors.",
    "Rincian {shown} langkah teratas dari {total}; selebihnya ada pada tabel celah di atas.": (
        "Details of the first {shown} of {total} steps; the others are in the table of gaps above."
    ),
    "Urutan dari yang paling menaikkan nilai. Kenaikan dihitung bila hanya indikator itu "
    "yang naik.": (
        "Ordered by gain. Each gain is what the value would rise by if only that indicator rose."
    ),
    "Skala": "Scale",
    "Batang: unit ini; kotak: nilai tengah kategori; segitiga: tahun lalu.": (
        "Bar: this unit; square: category median; triangle: last year."
    ),
}


def word(text: str, language: str) -> str:
    """Give a fixed Indonesian text in the language of the document ("id" or "en")."""
    return ENGLISH[text] if language == "en" else text
