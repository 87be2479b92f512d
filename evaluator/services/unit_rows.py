"""What one row of a table of units must be, before it is held against the list."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping

from evaluator.scoring.messages import Message, Problem, says
from evaluator.services.checks import clean_text
from evaluator.services.problems import Refused
from evaluator.services.unit_codes import clean_bps_code, clean_kemendagri_code
from evaluator.services.units import KINDS

COLUMNS = (
    "jenis",
    "nama_singkat",
    "nama",
    "kode_bps",
    "kode_kemendagri",
    "induk",
    "kelompok",
)
FIELDS = {
    "nama_singkat": "short_name",
    "nama": "name",
    "kode_bps": "bps_code",
    "kode_kemendagri": "kemendagri_code",
}
"""The columns that hold a text of the unit itself, and the names of these texts."""
_WANTED = ("jenis", "nama_singkat", "nama")
_TEXTS = {"nama_singkat": 60, "nama": 200}
_LONGEST_GROUP = 100


def check_header(
    columns: list[str], wanted: Iterable[str] = _WANTED, known: Iterable[str] = COLUMNS
) -> None:
    """Refuse a header that lacks a column, names one twice or names an unknown one."""
    missing = [name for name in wanted if name not in columns]
    if missing:
        raise Refused("Kolom wajib belum ada: {names}.", names=", ".join(missing))
    doubled = [name for name, count in Counter(columns).items() if count > 1]
    if doubled:
        raise Refused("Kolom muncul dua kali: {names}.", names=", ".join(doubled))
    unknown = [name for name in columns if name not in known]
    if unknown:
        raise Refused(
            "Kolom tidak dikenal: {names}. Yang dikenal: {known}.",
            names=", ".join(unknown),
            known=", ".join(known),
        )


def row_faults(values: Mapping[str, str]) -> list[Message]:
    """What is wrong with a row by itself."""
    kind = values["jenis"].casefold()
    faults = []
    if kind not in KINDS:
        faults.append(
            says(
                'jenis "{kind}" tidak dikenal; yang ada: {known}',
                kind=values["jenis"],
                known=", ".join(KINDS),
            )
        )
    for column, most in _TEXTS.items():
        faults += fault_of(column, clean_text, values[column], column, most=most)
    faults += fault_of("kode_bps", clean_bps_code, values.get("kode_bps", ""), kind)
    faults += fault_of(
        "kode_kemendagri", clean_kemendagri_code, values.get("kode_kemendagri", ""), kind
    )
    for group in group_names(values.get("kelompok", "")):
        faults += fault_of("kelompok", clean_text, group, "kelompok", most=_LONGEST_GROUP)
    return faults


def group_names(cell: str) -> list[str]:
    """The groups that a cell names, parted by semicolons; each once."""
    names: dict[str, str] = {}
    for name in filter(None, map(str.strip, cell.split(";"))):
        names.setdefault(name.casefold(), name)
    return list(names.values())


def fault_of(
    column: str, check: Callable[..., object], *given: object, **limits: object
) -> list[Message]:
    """What a check says of a cell, under the column's name; nothing where it passes."""
    try:
        check(*given, **limits)
    except Problem as problem:
        return [says("{column}: {problem}", column=column, problem=problem.message)]
    return []
