"""Results of the index IPS that were published, or computed by hand from published levels.

Levels are given a digit an indicator, in the order of the rubric, with a space
between aspects. The two of 2026 are a regency's provincial plenary, before
national harmonisation, and the same with eleven indicators raised to level 3.
"""

from typing import NamedTuple


class Worked(NamedTuple):
    """Levels of the 38 indicators and what must come of them."""

    levels: str
    aspects: dict[str, str]
    domains: dict[str, str]
    exact: str
    value: str
    predicate: str


FULL = {
    "mempawah_2026_pleno_provinsi": Worked(
        "4 3 3 3 33 1 11 333 11 333 3 31 3 3113 22 3232 331 3 133",
        {
            "101": "4.0",
            "102": "3.0",
            "103": "3.0",
            "104": "3.0",
            "201": "3.0",
            "202": "1.0",
            "203": "1.0",
            "204": "3.0",
            "205": "1.0",
            "301": "3.0",
            "302": "3.0",
            "303": "2.0",
            "304": "3.0",
            "401": "2.0",
            "402": "2.0",
            "403": "2.5",
            "501": "2.34",
            "502": "3.0",
            "503": "2.34",
        },
        {"1": "3.25", "2": "1.84", "3": "2.79", "4": "2.175", "5": "2.5578"},
        "2.558386",
        "2.56",
        "Cukup",
    ),
    "mempawah_2026_scenario_l3": Worked(
        "4 3 3 3 33 3 33 333 33 333 3 33 3 3333 22 3332 333 3 333",
        {
            "101": "4.0",
            "102": "3.0",
            "103": "3.0",
            "104": "3.0",
            "201": "3.0",
            "202": "3.0",
            "203": "3.0",
            "204": "3.0",
            "205": "3.0",
            "301": "3.0",
            "302": "3.0",
            "303": "3.0",
            "304": "3.0",
            "401": "3.0",
            "402": "2.0",
            "403": "2.75",
            "501": "3.0",
            "502": "3.0",
            "503": "3.0",
        },
        {"1": "3.25", "2": "3.0", "3": "3.0", "4": "2.6125", "5": "3.0"},
        "3.004125",
        "3.00",
        "Baik",
    ),
    "all_level_1": Worked(
        "1 1 1 1 11 1 11 111 11 111 1 11 1 1111 11 1111 111 1 111",
        {
            "101": "1.0",
            "102": "1.0",
            "103": "1.0",
            "104": "1.0",
            "201": "1.0",
            "202": "1.0",
            "203": "1.0",
            "204": "1.0",
            "205": "1.0",
            "301": "1.0",
            "302": "1.0",
            "303": "1.0",
            "304": "1.0",
            "401": "1.0",
            "402": "1.0",
            "403": "1.0",
            "501": "1.0",
            "502": "1.0",
            "503": "1.0",
        },
        {"1": "1.0", "2": "1.0", "3": "1.0", "4": "1.0", "5": "1.0"},
        "1.0",
        "1.00",
        "Kurang",
    ),
    "all_level_5": Worked(
        "5 5 5 5 55 5 55 555 55 555 5 55 5 5555 55 5555 555 5 555",
        {
            "101": "5.0",
            "102": "5.0",
            "103": "5.0",
            "104": "5.0",
            "201": "5.0",
            "202": "5.0",
            "203": "5.0",
            "204": "5.0",
            "205": "5.0",
            "301": "5.0",
            "302": "5.0",
            "303": "5.0",
            "304": "5.0",
            "401": "5.0",
            "402": "5.0",
            "403": "5.0",
            "501": "5.0",
            "502": "5.0",
            "503": "5.0",
        },
        {"1": "5.0", "2": "5.0", "3": "5.0", "4": "5.0", "5": "5.0"},
        "5.0",
        "5.00",
        "Memuaskan",
    ),
}

# Entity, year, index and, where the source gives it, the predicate.
PUBLISHED = [
    ("Nasional (semua instansi)", 2023, "1.78", None),
    ("Rata-rata pemerintah kota", 2023, "1.88", None),
    ("Kabupaten Seluma", 2023, "1.92", "Cukup"),
    ("Kabupaten Kendal", 2024, "2.97", "Baik"),
    ("Kabupaten Penajam Paser Utara", 2023, "1.32", "Kurang"),
    ("Kabupaten Rokan Hilir", 2024, "2.77", "Baik"),
    ("Kabupaten Rejang Lebong", 2024, "2.62", None),
    ("Kota Pangkalpinang", 2022, "1.6", "Kurang"),
    ("Provinsi Sulawesi Tenggara", 2023, "1.76", "Kurang"),
    ("Provinsi Bali", 2023, "3.11", None),
    ("Provinsi DKI Jakarta", 2024, "3.48", "Baik"),
    ("Provinsi Jawa Timur", 2024, "3.08", "Baik"),
    ("Provinsi Bengkulu", 2024, "2.87", "Baik"),
]

# Provinces of 2024, as printed from place 1 to 8; the last two have the same value.
PROVINCES_2024 = {
    "DKI Jakarta": "3.48",
    "Bali": "3.37",
    "DI Yogyakarta": "3.34",
    "Jawa Timur": "3.08",
    "Jawa Barat": "3.07",
    "Sulawesi Tenggara": "2.9",
    "Bengkulu": "2.87",
    "Sumatera Barat": "2.87",
}
