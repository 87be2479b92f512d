"""Illustrative answers: the same on every machine, better where a unit is meant to be better.

Nothing here is a measurement. Binary floats are fine: they only choose which
answer is written down; what is computed from the answers is exact.
"""

from random import Random

from evaluator.scoring.exact import write_shortest
from evaluator.scoring.rubric import Indicator, Rubric
from evaluator.scoring.scales import (
    CountScale,
    DaysLateScale,
    LevelScale,
    PointsScale,
    RatioScale,
    Scale,
)

_NOTES = {
    "high": (
        "Bukti lengkap dan diperlihatkan saat wawancara; layak menjadi contoh bagi unit lain.",
        "Sudah berjalan tetap, ada dokumen yang ditetapkan dan laporan tinjauannya.",
        "Koordinasi dengan BPS lancar; jadwal disepakati sejak awal tahun.",
    ),
    "middle": (
        "Sudah berjalan, tetapi belum ada dokumen yang ditetapkan pimpinan.",
        "Bukti ada untuk sebagian kegiatan; lengkapi untuk kegiatan yang lain.",
        "Perlu dijadwalkan tetap, jangan menunggu permintaan.",
    ),
    "low": (
        "Belum terlihat bukti; mulailah dari satu kegiatan dan ikuti coaching clinic.",
        "Masih bergantung pada satu orang; tunjuk tim data dan bagi tugasnya.",
        "Belum sesuai jadwal; sepakati tanggal penyerahan bersama pembina data.",
    ),
}


def answer(rubric: Rubric, indicator: Indicator, unit: str, year: int, quality: float) -> str:
    """What a panel would agree on for a unit of this quality (0 to 1)."""
    chance = Random(f"{year}/{unit}/{indicator.code}")  # noqa: S311
    if indicator.not_applicable == "allowed" and chance.random() < 0.04:
        return "TB"
    level = min(1.0, max(0.0, quality + chance.gauss(0, 0.10)))
    return _on_scale(rubric.scales[indicator.scale], level, chance)


def second_opinion(rubric: Rubric, indicator: Indicator, unit: str, year: int, first: str) -> str:
    """What the second assessor gives: the same for facts, now and then a level apart."""
    chance = Random(f"{year}/{unit}/{indicator.code}/2")  # noqa: S311
    scale = rubric.scales[indicator.scale]
    if first == "TB" or not isinstance(scale, LevelScale) or chance.random() > 0.2:
        return first
    values = [write_shortest(level.value) for level in scale.levels]
    near = values.index(first) + chance.choice((-1, 1))
    return values[min(max(near, 0), len(values) - 1)]


def note(rubric: Rubric, indicator: Indicator, unit: str, year: int, given: str) -> str:
    """An illustrative remark that fits the answer; none for full marks or "does not apply"."""
    share = None if given == "TB" else rubric.read(indicator.code, given).share
    if share is None or share == 1:
        return ""
    chance = Random(f"{year}/{unit}/{indicator.code}/note")  # noqa: S311
    kind = "high" if share > 0.75 else "middle" if share > 0.4 else "low"
    return chance.choice(_NOTES[kind])


def _on_scale(scale: Scale, level: float, chance: Random) -> str:
    if isinstance(scale, LevelScale):
        number = round(level * (len(scale.levels) - 1))
        return write_shortest(scale.levels[number].value)
    if isinstance(scale, PointsScale):
        span = scale.maximum - scale.minimum
        return write_shortest(scale.minimum + span * (round(level * 20) * 5) / 100)
    if isinstance(scale, CountScale):
        return str(round(level * scale.cap))
    if isinstance(scale, RatioScale):
        whole = max(scale.minimum_exposure, 1) + chance.randint(8, 30)
        return f"{min(whole, round(level * whole))}/{whole}"
    if isinstance(scale, DaysLateScale):
        return str(round((1 - level) * 12))
    return "ya" if level > 0.3 else "tidak"
