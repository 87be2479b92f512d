"""What kinds of activities there are, and which job levels can be asked for, highest first."""

from collections.abc import Mapping
from datetime import date
from fractions import Fraction

from babel.dates import format_date

from evaluator.scoring.exact import write_shortest
from evaluator.scoring.messages import N_, Message, says
from evaluator.storage.units import Unit

KINDS: Mapping[str, str] = {
    "bimtek": N_("Bimbingan teknis (bimtek)"),
    "fgd": N_("Diskusi terpumpun (FGD)"),
    "clinic": N_("Klinik pembinaan (coaching clinic)"),
    "data-mesra": N_("DATA MESRA"),
    "forum": N_("Forum satu data"),
    "seminar": N_("Seminar"),
    "other": N_("Kegiatan lain"),
}
"""Every kind of activity with its name."""

LEVELS: Mapping[str, str] = {
    "head": N_("Kepala"),
    "echelon-3": N_("Pejabat eselon III"),
    "echelon-4": N_("Pejabat eselon IV atau fungsional"),
    "staff": N_("Staf"),
    "agent": N_("Agen statistik"),
    "partner": N_("Mitra"),
}
"""Job levels from the highest on, with their names."""

_ORDER = tuple(LEVELS)


def reaches(level: str, asked: str) -> bool:
    """Whether somebody of a level is of the level asked for, or higher.

    asked : "" lets anybody count; a level that was not written down ("") reaches no other
    """
    if not asked:
        return True
    return level in LEVELS and _ORDER.index(level) <= _ORDER.index(asked)


def level_words(level: str) -> Message:
    """The name of a level; of "" that none was written down."""
    return says(LEVELS[level]) if level in LEVELS else says("jenjang tidak dicatat")


def name_of(unit: Unit) -> str:
    """What lists call a unit: a respondent by its code only."""
    return unit.short_name if unit.kind == "responden" else unit.name


def event_words(title: str, held_on: date, hours: Fraction, host: str = "") -> str:
    """What a certificate of attendance says it is for, in Indonesian as papers are.

    Such as "Bimtek Metadata, 22 November 2026, 3,5 jam"; `host` where a unit held it.
    """
    day = format_date(held_on, "d MMMM y", locale="id")
    held = f"{title}, diselenggarakan oleh {host}" if host else title
    return f"{held}, {day}, {_lasting(hours)}"


def _lasting(hours: Fraction) -> str:
    """Such as "3,5 jam", or "1 jam 40 menit" where decimals would not end soon."""
    if (hours * 100).denominator == 1:
        return f"{write_shortest(hours).replace('.', ',')} jam"
    minutes = round(hours * 60)
    return f"{minutes // 60} jam {minutes % 60} menit" if minutes >= 60 else f"{minutes} menit"
