"""Words for stored keys: stages, roles, kinds of units, acts in the log."""


def N_(text: str) -> str:
    """Mark a text for the catalogue; it is translated where it is shown."""
    return text


LABELS: dict[str, dict[str, str]] = {
    "stage": {
        "draft": N_("Disiapkan"),
        "scoring": N_("Penilaian"),
        "locked": N_("Dikunci"),
        "released": N_("Dirilis"),
    },
    "role": {
        "admin": N_("Admin kantor"),
        "assessor": N_("Penilai"),
        "lead": N_("Ketua tim"),
        "unit": N_("Unit yang dinilai"),
        "organiser": N_("Panitia"),
        "auditor": N_("Auditor"),
    },
    "kind": {
        "opd": N_("OPD"),
        "kecamatan": N_("Kecamatan"),
        "kelurahan": N_("Kelurahan"),
        "mitra": N_("Mitra"),
        "responden": N_("Responden"),
    },
    "sheet": {
        "new": N_("Belum mulai"),
        "begun": N_("Sedang diisi"),
        "complete": N_("Lengkap, belum dikirim"),
        "sent": N_("Selesai"),
    },
    "answered_by": {
        "self-assessed": N_("Dinilai mandiri, lalu diverifikasi"),
        "assessor": N_("Dinilai penilai"),
        "measured": N_("Terukur dari catatan"),
    },
    "scale": {
        "level": N_("Tingkat"),
        "points": N_("Poin"),
        "yes-no": N_("Ya atau tidak"),
        "count": N_("Jumlah"),
        "ratio": N_("Rasio"),
        "days-late": N_("Hari terlambat"),
    },
    "missing": {
        "block": N_("Nilai yang kosong menahan peringkat"),
        "lowest": N_("Nilai yang kosong dihitung terendah"),
        "exclude": N_("Bobot nilai yang kosong dialihkan"),
    },
    "panel": {
        "mean": N_("Rata-rata penilai"),
        "median": N_("Median penilai"),
        "trimmed-mean": N_("Rata-rata tanpa nilai tertinggi dan terendah"),
    },
    "outcome": {
        "new": N_("Baru"),
        "same": N_("Sama"),
        "changed": N_("Berubah"),
        "refused": N_("Ditolak"),
    },
    "act": {
        "sign-in": N_("Masuk"),
        "sign-in.fail": N_("Gagal masuk"),
        "sign-out": N_("Keluar"),
        "account.create": N_("Membuka akun"),
        "account.change": N_("Mengubah akun"),
        "account.password": N_("Mengganti kata sandi"),
        "office.create": N_("Membuat kantor"),
        "office.change": N_("Mengubah identitas kantor"),
        "signatory.add": N_("Menambah penanda tangan"),
        "signatory.end": N_("Mengakhiri penanda tangan"),
        "unit.create": N_("Menambah unit"),
        "unit.change": N_("Mengubah unit"),
        "unit.import": N_("Mengimpor unit"),
        "rubric.publish": N_("Menerbitkan rubrik"),
        "period.create": N_("Membuat periode"),
        "period.change": N_("Mengubah periode"),
        "period.scoring": N_("Membuka penilaian"),
        "period.locked": N_("Mengunci periode"),
        "period.released": N_("Merilis hasil"),
        "category.add": N_("Menambah kategori"),
        "participant.add": N_("Menambah peserta"),
        "participant.remove": N_("Melepas peserta"),
        "participant.withdraw": N_("Menarik unit dari penilaian"),
        "participant.return": N_("Mengembalikan unit ke penilaian"),
        "panel.assign": N_("Menugaskan penilai"),
        "score.save": N_("Menyimpan nilai"),
        "score.batch": N_("Mengisi lembar sekaligus"),
        "sheet.submit": N_("Mengirim lembar"),
        "snapshot.take": N_("Menyimpan hasil"),
        "certificate.issue": N_("Menerbitkan piagam"),
        "certificate.revoke": N_("Mencabut piagam"),
        "results.view": N_("Membuka hasil sebelum rilis"),
        "backup.make": N_("Membuat cadangan"),
        "backup.restore": N_("Memulihkan cadangan"),
    },
}
