"""The two codes of a place: BPS's and Kemendagri's, checked in their own form."""

import re

from evaluator.scoring.messages import Message, says
from evaluator.services.problems import Refused

SINGLE = ("kecamatan", "kelurahan")
"""The kinds of unit whose codes name one place only."""

_BPS = (2, 4, 7, 10)
_KEMENDAGRI = re.compile(r"\d\d(\.\d\d(\.\d\d(\.\d{4})?)?)?", re.ASCII)
_LENGTHS = {"kecamatan": (7, 8), "kelurahan": (10, 13)}
"""Of a kind's codes: digits of BPS's, signs of Kemendagri's; other kinds may have any level."""


def clean_bps_code(given: str, kind: str, field: str = "bps_code") -> str | None:
    """A code of BPS: 2, 4, 7 or 10 digits by the level of the place; None where empty.

    Raises
    ------
    Refused
        Saying what the code should look like and how a spreadsheet may have changed it.
    """
    code = given.strip()
    if not code:
        return None
    fault = _bps_fault(code, kind)
    if fault is not None:
        raise Refused("{problem}", field=field, problem=fault)
    return code


def clean_kemendagri_code(given: str, kind: str, field: str = "kemendagri_code") -> str | None:
    """A code of Kemendagri such as 33.75.01.1002, down to the level of the place; None where empty.

    Raises
    ------
    Refused
        Saying what the code should look like and how a spreadsheet may have changed it.
    """
    code = given.strip()
    if not code:
        return None
    wanted = _LENGTHS.get(kind)
    if not _KEMENDAGRI.fullmatch(code):
        raise Refused(
            'Kode Kemendagri "{code}" tidak seperti 33.75.01.1002 (2, 2, 2, lalu 4 angka, dipisah '
            "titik). Excel dapat membuang angka nol: format kolomnya sebagai teks, lalu ketik "
            "ulang.",
            field=field,
            code=code,
        )
    if wanted and len(code) != wanted[1]:
        example = "33.75.01.1002"[: wanted[1]]
        raise Refused(
            'Kode Kemendagri {kind} ditulis seperti {example}; yang diisikan "{code}".',
            field=field,
            kind=kind,
            example=example,
            code=code,
        )
    return code


def _bps_fault(code: str, kind: str) -> Message | None:
    if "." in code and _KEMENDAGRI.fullmatch(code):
        return says(
            '"{code}" tampaknya kode Kemendagri; kode BPS tidak bertitik. Isikan di kolomnya '
            "sendiri.",
            code=code,
        )
    if not (code.isascii() and code.isdigit()):
        return says(
            'Kode BPS "{code}" harus berupa angka saja. Excel dapat mengubahnya: format kolomnya '
            "sebagai teks, lalu ketik ulang.",
            code=code,
        )
    if len(code) not in _BPS:
        return says(
            "Kode BPS terdiri atas 2, 4, 7, atau 10 angka; {code} berisi {n}. Excel dapat "
            "membuang angka nol: format kolomnya sebagai teks, lalu ketik ulang.",
            code=code,
            n=len(code),
        )
    wanted = _LENGTHS.get(kind)
    if wanted and len(code) != wanted[0]:
        return says(
            "Kode BPS {kind} terdiri atas {wanted} angka; {code} berisi {n}.",
            kind=kind,
            wanted=wanted[0],
            code=code,
            n=len(code),
        )
    return None
