"""The accounts of the demonstration, named once."""

PASSWORD = "contoh-pekalongan-2025"  # noqa: S105
PURPOSES = (
    ("ases1", "menilai unit (ases1 sampai ases6)"),
    ("ketua", "melihat hasil, mengunci, merilis (juga ketua2)"),
    ("panitia", "mencetak piagam"),
    ("dinperinaker", "membaca umpan balik OPD"),
    ("kel-medono", "membaca umpan balik kelurahan"),
    ("admin", "mengatur unit, orang, rubrik, periode, kantor"),
    ("auditor", "memeriksa hasil dan catatan"),
)
