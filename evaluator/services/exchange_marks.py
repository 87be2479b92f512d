"""The mark that a workbook of sheets (LKE) carries: whence it comes, and what it began with."""

import hashlib
import hmac
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from evaluator.services.problems import Refused
from evaluator.storage.database import canonical_json

FORMAT = "lke-1"

Key = tuple[int, str]
"""A sheet's id and an indicator's code: one cell."""


@dataclass(frozen=True)
class Base:
    """What was stored in one cell when the workbook was made; version 0 where nothing was."""

    version: int = 0
    answer: str = ""
    note: str = ""


@dataclass(frozen=True)
class Mark:
    """For whom, from which period and by which rubric a workbook was made.

    digest : of the rubric file
    cells : every cell that the workbook holds
    """

    period_id: int
    category_id: int
    account_id: int | None
    rubric: str
    digest: str
    cells: Mapping[Key, Base]

    @property
    def sheet_ids(self) -> list[int]:
        """The sheets it holds, in ascending order."""
        return sorted({sheet_id for sheet_id, _ in self.cells})


def sealed(mark: Mark, secret: bytes) -> tuple[str, ...]:
    """The mark as lines of text without line breaks, the last one their checksum.

    secret : the installation's own; nobody else can make such a checksum
    """
    head = {
        "format": FORMAT,
        "period": mark.period_id,
        "category": mark.category_id,
        "assessor": mark.account_id,
        "rubric": mark.rubric,
        "digest": mark.digest,
    }
    cells = [
        [sheet_id, code, base.version, base.answer, base.note]
        for (sheet_id, code), base in mark.cells.items()
    ]
    lines = [_written(value) for value in (head, *cells)]
    return (*lines, _checksum(lines, secret))


def opened(lines: Sequence[str], secret: bytes) -> Mark:
    """The mark again, once its checksum shows that nobody changed it.

    Raises
    ------
    Refused
        If it was changed, made elsewhere or by another version of the program.
    """
    if len(lines) < 2 or not hmac.compare_digest(
        _checksum(lines[:-1], secret).encode(), lines[-1].encode()
    ):
        raise Refused(
            "Tanda pengaman LKE ini tidak cocok: berkasnya dibuat di tempat lain, atau lembar "
            "tersembunyinya diubah. Unduh LKE baru, lalu salin isian Anda ke sana."
        )
    head = json.loads(lines[0])
    if head["format"] != FORMAT:
        raise Refused("LKE ini dibuat oleh versi aplikasi yang lain. Unduh LKE baru.")
    cells = [json.loads(line) for line in lines[1:-1]]
    return Mark(
        head["period"],
        head["category"],
        head["assessor"],
        head["rubric"],
        head["digest"],
        {(sheet_id, code): Base(*rest) for sheet_id, code, *rest in cells},
    )


def key_text(sheet_id: int, code: str) -> str:
    """The word by which a row of the workbook is known, however it is sorted."""
    return f"{sheet_id}:{code}"


def _written(value: object) -> str:
    """One line; spreadsheets read `_x0041_` as a letter, so no underscore is left."""
    return canonical_json(value).replace("_", "\\u005f")


def _checksum(lines: Sequence[str], secret: bytes) -> str:
    content = "\n".join((FORMAT, *lines)).encode()
    return hmac.new(secret, content, hashlib.sha256).hexdigest()
