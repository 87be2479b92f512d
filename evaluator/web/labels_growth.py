"""Words for growth plans, obstacles and coaching."""

from evaluator.scoring.messages import N_

GROWTH_FIELDS: dict[str, str] = {
    "plan.indicators": N_("Indikator"),
    "plan.indicator": N_("Indikator"),
    "plan.target": N_("Yang dituju"),
    "plan.text": N_("Apa yang dikerjakan"),
    "plan.owner": N_("Penanggung jawab"),
    "plan.due": N_("Batas waktu"),
    "plan.training": N_("Pelatihan terkait"),
    "plan.status": N_("Keadaan"),
    "plan.proof": N_("Bukti selesai"),
    "plan.link": N_("Tautan"),
    "plan.activity": N_("Kegiatan yang diikuti"),
    "plan.file_name": N_("Berkas"),
    "plan.whole": N_("Tinjauan keseluruhan"),
    "plan.names": N_("Kepada"),
    "owner": N_("Penanggung jawab"),
    "due": N_("Batas waktu"),
    "whole": N_("Tinjauan keseluruhan"),
    "proof": N_("Bukti selesai"),
    "obstacle.text": N_("Kendala"),
    "obstacle.kind": N_("Jenis kendala"),
    "obstacle.survey": N_("Survei"),
    "obstacle.place": N_("Tempat"),
    "obstacle.met_on": N_("Tanggal ditemui"),
    "obstacle.file_name": N_("Foto"),
    "obstacle.priority": N_("Prioritas"),
    "obstacle.assigned": N_("Ditangani oleh"),
    "obstacle.passed_on": N_("Disampaikan pada"),
    "obstacle.unit_id": N_("Disampaikan kepada"),
    "obstacle.follow_up": N_("Tindak lanjut"),
    "obstacle.activity": N_("Kegiatan tindak lanjut"),
    "obstacle.outcome": N_("Hasil"),
    "obstacle.outcome_note": N_("Keterangan hasil"),
    "obstacle.settled_on": N_("Selesai pada"),
    "obstacle.state": N_("Keadaan"),
    "obstacle.reply": N_("Jawaban"),
}

GROWTH_OBJECTS: dict[str, str] = {
    "plan": N_("rencana tumbuh"),
    "plan-action": N_("tindakan rencana"),
    "obstacle": N_("kendala"),
}

GROWTH_ACTS: dict[str, str] = {
    "plan.start": N_("Membuat rencana tumbuh"),
    "plan.extend": N_("Menambah langkah ke rencana tumbuh"),
    "plan.add": N_("Menambah tindakan rencana"),
    "plan.change": N_("Mengubah tindakan rencana"),
    "plan.status": N_("Mengubah keadaan tindakan rencana"),
    "plan.prove": N_("Menyimpan bukti selesai"),
    "plan.note": N_("Mengubah catatan rencana"),
    "plan.review": N_("Meninjau rencana sendiri"),
    "plan.coach": N_("Meninjau rencana unit"),
    "plan.day": N_("Menetapkan tanggal tinjauan rencana"),
    "plan.remind": N_("Mengingatkan rencana tumbuh"),
    "obstacle.report": N_("Melaporkan kendala"),
    "obstacle.sort": N_("Memilah kendala"),
    "obstacle.reply": N_("Menjawab kendala"),
    "obstacle.settle": N_("Menyelesaikan kendala"),
    "obstacle.reopen": N_("Membuka lagi kendala"),
}

GROWTH_LABELS: dict[str, dict[str, str]] = {
    "plan_status": {
        "new": N_("Belum mulai"),
        "begun": N_("Berjalan"),
        "done": N_("Selesai"),
        "dropped": N_("Batal"),
    },
    "plan_state": {
        "late": N_("Ada yang terlambat"),
        "review": N_("Menunggu tinjauan"),
        "open": N_("Masih berjalan"),
        "done": N_("Semua selesai"),
    },
    "obstacle_kind": {
        "questionnaire": N_("Kuesioner atau konsep sulit dipahami"),
        "device": N_("Gawai atau aplikasi"),
        "network": N_("Sinyal atau jaringan"),
        "sampling": N_("Alamat, peta, atau sampel tidak cocok"),
        "source": N_("Data sumber tidak tersedia"),
        "refusal": N_("Responden menolak"),
        "absent": N_("Responden tidak ditemui"),
        "access": N_("Izin atau lokasi sulit dijangkau"),
        "safety": N_("Cuaca atau keamanan"),
        "coordination": N_("Koordinasi antarpihak"),
        "other": N_("Lainnya"),
    },
    "obstacle_side": {
        "technical": N_("Teknis"),
        "other": N_("Nonteknis"),
    },
    "obstacle_state": {
        "reported": N_("Baru dilaporkan"),
        "sorted": N_("Ditangani"),
        "settled": N_("Selesai"),
    },
    "obstacle_priority": {
        "high": N_("Tinggi"),
        "normal": N_("Biasa"),
        "low": N_("Rendah"),
    },
    "obstacle_outcome": {
        "solved": N_("Teratasi"),
        "refused-anyway": N_("Sudah diupayakan, tetap ditolak"),
        "unsolved": N_("Tidak teratasi"),
    },
}
