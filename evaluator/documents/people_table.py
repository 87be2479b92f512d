"""The list of people as a workbook, to fill in or to change and import again."""

from collections.abc import Iterable, Sequence

from evaluator.documents.blank_table import text_table
from evaluator.services.people_plans import COLUMNS, DUTIES, ROLES

_EXAMPLES = (
    (
        "contoh.satu",
        "Contoh Penilai, S.ST., M.Si. (hapus baris ini)",
        "penilai",
        "19850101 201001 1 001",
        "",
        "",
        "contoh@bps.go.id",
    ),
    (
        "contoh.dua",
        "Contoh Operator (hapus baris ini)",
        "unit",
        "",
        "tulis nama unitnya di sini",
        "operator",
        "",
    ),
)


def people_table(rows: Iterable[Sequence[str]]) -> bytes:
    """One sheet under the columns of an import; every cell is text, so that no NIP is altered.

    rows : texts in the order of `COLUMNS`
    """
    return text_table("Orang", COLUMNS, rows, {"peran": tuple(ROLES), "tugas": tuple(DUTIES)})


def people_template() -> bytes:
    """A workbook to fill in, with two examples to overwrite."""
    return people_table(_EXAMPLES)
