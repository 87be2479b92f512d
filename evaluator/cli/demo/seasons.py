"""The periods of the demonstration."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class Season:
    """One period of the demonstration."""

    year: int
    title: str
    event: str
    theme: str
    event_date: date
    rubrics: Mapping[str, str]  # kind of unit -> code of a shipped rubric
    released: bool
    plenary: bool = False
    facts_until: date | None = None  # where what was recorded is measured


_CITY = {"opd": "opd-kerja-sama", "kelurahan": "kelurahan"}
_MEASURED = {kind: f"{code}-terukur" for kind, code in _CITY.items()}
SEASONS = (
    Season(
        2024,
        "Penilaian Kerja Sama Statistik 2024",
        "Hari Statistik Nasional 2024",
        "",
        date(2024, 9, 26),
        _CITY,
        True,
    ),
    Season(
        2025,
        "Penilaian Kerja Sama Statistik 2025",
        "Hari Statistik Nasional 2025",
        "Statistik Berdampak untuk Indonesia Maju",
        date(2025, 9, 29),
        {**_MEASURED, "kecamatan": "opd-kerja-sama", "mitra": "mitra", "responden": "responden"},
        True,
        plenary=True,
        facts_until=date(2025, 8, 31),
    ),
    Season(
        2026,
        "Penilaian Kerja Sama Statistik 2026",
        "Hari Statistik Nasional 2026",
        "",
        date(2026, 9, 26),
        _MEASURED,
        False,
        facts_until=date(2026, 8, 31),
    ),
)
