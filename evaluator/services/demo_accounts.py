"""The accounts of the demonstration, named once."""

from evaluator.scoring.messages import says

PASSWORD = "contoh-pekalongan-2025"  # noqa: S105
PURPOSES = (
    ("ases1", says("menilai unit (ases1 sampai ases6)")),
    ("ketua", says("melihat hasil, mengunci, merilis (juga ketua2)")),
    ("panitia", says("mencetak piagam")),
    ("dinperinaker", says("membaca umpan balik OPD")),
    ("kel-medono", says("membaca umpan balik kelurahan")),
    ("admin", says("mengatur unit, orang, rubrik, periode, kantor")),
    ("auditor", says("memeriksa hasil dan catatan")),
)
