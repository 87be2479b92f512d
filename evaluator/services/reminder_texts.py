"""What a reminder says: work and closing times, never a value, a place or a predicate."""

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from babel.dates import format_datetime

from evaluator.services.zones import ZONE_WORDS


@dataclass(frozen=True)
class Occasion:
    """What all reminders of one period share.

    closes : when the stage closes, in words; "" where it has no closing time
    link : where the reader goes on
    extra : what the sender adds in own words; "" for nothing
    """

    office: str
    period: str
    closes: str
    link: str
    sender: str
    extra: str = ""


def moment_in_words(moment: datetime, zone: str) -> str:
    """A moment such as 17 Agustus 2026, 23.59 WIB, in the office's zone."""
    local = moment.astimezone(ZoneInfo(zone))
    text = str(format_datetime(local, "d MMMM y, HH.mm", locale="id"))
    return f"{text} {ZONE_WORDS.get(zone, local.strftime('%Z'))}"


def assessor_subject(occasion: Occasion, count: int) -> str:
    """The subject of an assessor's reminder."""
    return f"Pengingat {occasion.period}: {count} lembar menunggu dikirim"


def assessor_body(occasion: Occasion, name: str, sheets: list[tuple[str, int, int]]) -> str:
    """An assessor's reminder.

    sheets : of each unsent sheet its unit, and how many of how many indicators are answered
    """
    lines = [f"- {unit}: {done} dari {total} indikator dinilai" for unit, done, total in sheets]
    return _letter(occasion, name, f"Lembar Anda yang belum dikirim: {len(sheets)}.", lines)


def unit_subject(occasion: Occasion) -> str:
    """The subject of a unit's reminder."""
    return f"Pengingat {occasion.period}: penilaian mandiri belum dikirim"


def unit_body(occasion: Occasion, name: str, units: list[tuple[str, int, int]]) -> str:
    """A unit's reminder; `units` as the sheets of `assessor_body`."""
    lines = [f"- {unit}: {done} dari {total} indikator terisi" for unit, done, total in units]
    return _letter(occasion, name, "Penilaian mandiri unit Anda belum dikirim.", lines)


def _letter(occasion: Occasion, name: str, opening: str, lines: list[str]) -> str:
    closes = f"Tahap ini ditutup {occasion.closes}. " if occasion.closes else ""
    paragraphs = [
        f"Yth. {name},",
        f"{occasion.period} di {occasion.office}. {opening}",
        "\n".join(lines),
        occasion.extra,
        f"{closes}Silakan masuk dan lanjutkan di {occasion.link}",
        f"Terima kasih,\n{occasion.sender}\n{occasion.office}",
    ]
    return "\n\n".join(paragraph for paragraph in paragraphs if paragraph) + "\n"
