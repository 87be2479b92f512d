"""Words for activities and attendance."""

from evaluator.scoring.messages import N_
from evaluator.services.activity_words import KINDS, LEVELS

ACTIVITY_FIELDS: dict[str, str] = {
    "activity.kind": N_("Jenis kegiatan"),
    "activity.hours": N_("Jam yang dihitung"),
    "activity.host": N_("Penyelenggara"),
    "activity.topic": N_("Topik atau survei"),
    "activity.audience": N_("Yang boleh datang"),
    "activity.level": N_("Jenjang yang diminta"),
    "activity.excuse": N_("Izin tidak hadir"),
    "activity.outcome": N_("Hasil untuk unit"),
    "activity.minutes": N_("Notulen"),
    "activity.what": N_("Tindak lanjut"),
    "activity.due": N_("Batas waktu"),
    "activity.done_on": N_("Selesai pada"),
    "activity.done_note": N_("Keterangan selesai"),
    "attendance.level": N_("Jenjang jabatan"),
    "attendance.way": N_("Cara mencatat"),
}

ACTIVITY_OBJECTS: dict[str, str] = {
    "activity": N_("kegiatan"),
    "attendance": N_("kehadiran"),
    "follow-up": N_("tindak lanjut"),
    "invited": N_("undangan kegiatan"),
    "material": N_("bahan kegiatan"),
}

ACTIVITY_ACTS: dict[str, str] = {
    "activity.create": N_("Mencatat kegiatan"),
    "activity.change": N_("Mengubah kegiatan"),
    "activity.cancel": N_("Membatalkan kegiatan"),
    "activity.revive": N_("Menghidupkan lagi kegiatan"),
    "activity.invite": N_("Mengundang unit ke kegiatan"),
    "activity.invited": N_("Mengubah undangan kegiatan"),
    "activity.uninvite": N_("Menarik undangan kegiatan"),
    "activity.letters": N_("Mengantrekan undangan kegiatan"),
    "activity.door": N_("Membuat kode pintu kegiatan"),
    "activity.material": N_("Menambah bahan kegiatan"),
    "activity.unmaterial": N_("Menarik bahan kegiatan"),
    "activity.minutes": N_("Menulis notulen kegiatan"),
    "activity.agree": N_("Mencatat tindak lanjut"),
    "activity.agreed": N_("Mengubah tindak lanjut"),
    "attendance.note": N_("Mencatat kehadiran"),
    "attendance.strike": N_("Mencoret kehadiran"),
}

ACTIVITY_LABELS: dict[str, dict[str, str]] = {
    "activity_kind": dict(KINDS),
    "activity_level": {"": N_("Siapa saja"), **LEVELS},
    "attendance": {
        "came": N_("Hadir"),
        "below": N_("Hadir, di bawah jenjang"),
        "unsaid": N_("Hadir, jenjang belum dicatat"),
        "excused": N_("Izin"),
        "ahead": N_("Diundang"),
        "missed": N_("Tidak hadir"),
    },
    "attendance_way": {
        "list": N_("Daftar panitia"),
        "door": N_("Kode pintu"),
    },
    "follow_up": {
        "open": N_("Belum selesai"),
        "late": N_("Lewat batas"),
        "done": N_("Selesai"),
    },
}
