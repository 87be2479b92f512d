"""Words for objections and their decisions."""

from evaluator.scoring.messages import N_

REPLY_FIELDS: dict[str, str] = {
    "indicator": N_("Indikator"),
    "files": N_("Berkas"),
    "reply": N_("Jawaban kantor"),
    "proposal": N_("Jawaban yang diusulkan"),
    "verdict": N_("Keputusan"),
    "panel": N_("Yang ikut memutuskan"),
    "effect": N_("Pengaruh pada nilai"),
    "others": N_("Peserta lain"),
    "assessor_id": N_("Penilai"),
    "objection.closes_at": N_("Batas keberatan"),
    "objection.text": N_("Isi"),
}

REPLY_OBJECTS: dict[str, str] = {
    "objection": N_("keberatan"),
}

REPLY_ACTS: dict[str, str] = {
    "objection.draft": N_("Menyimpan draf keberatan"),
    "objection.detach": N_("Melepas berkas dari draf keberatan"),
    "objection.send": N_("Mengajukan keberatan"),
    "objection.withdraw": N_("Menarik keberatan"),
    "objection.hours": N_("Mengundur batas keberatan"),
    "objection.assign": N_("Menugaskan keberatan"),
    "objection.answer": N_("Menjawab keberatan"),
    "objection.decide": N_("Memutuskan keberatan"),
    "objection.confirm": N_("Mengonfirmasi keputusan keberatan"),
    "objection.give-back": N_("Mengembalikan keputusan keberatan"),
    "objection.publish": N_("Menerbitkan hasil keberatan"),
}

REPLY_LABELS: dict[str, dict[str, str]] = {
    "objection": {
        "draft": N_("Draf"),
        "sent": N_("Dikirim"),
        "assigned": N_("Ditugaskan"),
        "answered": N_("Dijawab"),
        "decided": N_("Menunggu orang kedua"),
        "accepted": N_("Diterima"),
        "rejected": N_("Ditolak"),
        "withdrawn": N_("Ditarik"),
        "waiting": N_("Belum diputuskan"),
    },
    "own_objection": {
        "draft": N_("Draf, belum dikirim"),
        "sent": N_("Dikirim"),
        "assigned": N_("Sedang dijawab kantor"),
        "answered": N_("Menunggu keputusan"),
        "accepted": N_("Diterima"),
        "rejected": N_("Ditolak"),
        "withdrawn": N_("Ditarik"),
    },
    "verdict": {
        "accept": N_("Diterima"),
        "reject": N_("Ditolak"),
    },
    "issue": {
        "current": N_("Berlaku"),
        "replaced": N_("Diganti"),
        "waiting": N_("Belum dirilis"),
    },
}
