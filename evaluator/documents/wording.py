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
    "Median kategori": "Category median",
    "Tahun lalu": "Last year",
    "Bagian": "Section",
    "Bobot": "Weight",
    "Median": "Median",
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
    "Rincian {shown} langkah teratas dari {total}; selebihnya ada pada tabel celah di bawah.": (
        "Details of the first {shown} of {total} steps; the others are in the table of gaps below."
    ),
    "Urutan dari yang paling menaikkan nilai. Kenaikan dihitung bila hanya indikator itu "
    "yang naik.": (
        "Ordered by gain. Each gain is what the value would rise by if only that indicator rose."
    ),
    "Skala": "Scale",
    "Lingkaran: unit ini; kotak: setengah unit di tengah; garis: median; segitiga: tahun lalu.": (
        "Disc: this unit; box: the middle half of units; line: median; triangle: last year."
    ),
    "Setengah unit di tengah": "Middle half of units",
    "Kuartil": "Quartiles",
    "Dibandingkan tahun lalu": "Compared with last year",
    "Unit": "Unit",
    "Panel": "Panel",
    "Tidak ada catatan dalam masa ini.": "There are no records in this time.",
    "Bukti yang kurang:": "Missing evidence:",
    "Bukti yang kurang dan menahan tingkat:": "Missing evidence that holds the level:",
    "Jalan terpendek ke predikat berikutnya": "The shortest way to the next predicate",
    "Pilihan lain yang sama pendeknya": "Other ways that are as short",
    "Satu peringkat lebih tinggi": "One place higher",
    "{steps} tingkat": "{steps} levels",
    "Kepada siapa bertanya": "Whom to ask",
    "Bagaimana seandainya": "What if",
    "Simulasi, bukan hasil penilaian": "A simulation, not a result of the assessment",
    "Nilai sekarang": "Value now",
    "Nilai seandainya": "Value then",
    "Sekarang": "Now",
    "Seandainya": "Then",
}


def word(text: str, language: str) -> str:
    """Give a fixed Indonesian text in the language of the document ("id" or "en")."""
    return ENGLISH[text] if language == "en" else text
