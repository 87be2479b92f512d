"""Does an uploaded workbook (LKE) still have every row that it was made with?"""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from evaluator.services.exchange_files import FileRow
from evaluator.services.exchange_marks import Key, key_text
from evaluator.services.problems import Refused

_MOST_NAMED = 12


def check_rows(rows: Sequence[FileRow], places: Iterable[Key]) -> None:
    """Every question must stand exactly once in the file, under its own code.

    Raises
    ------
    Refused
        With one sentence in `details` for every row that is not as it was.
    """
    wanted = {key_text(*place): place for place in places}
    found: dict[str, list[FileRow]] = {}
    for row in rows:
        found.setdefault(row.key, []).append(row)
    faults = [*_foreign(rows, wanted), *_repeated(found), *_missing(found, wanted)]
    if faults:
        raise Refused(
            "Susunan LKE berubah, jadi tidak ada yang dibaca. Perbaiki di berkas Anda, atau unduh "
            "LKE baru.",
            details=tuple(faults),
        )


def _foreign(rows: Iterable[FileRow], wanted: Mapping[str, Key]) -> Iterator[Refused]:
    for row in rows:
        if row.key not in wanted:
            yield Refused(
                "Lembar {sheet}, {address}: kunci baris tidak dikenal.",
                sheet=row.at.sheet,
                address=row.at.address,
            )
        elif wanted[row.key][1] != row.code:
            yield Refused(
                "Lembar {sheet}, {address}: kode {wanted} diubah menjadi “{found}”.",
                sheet=row.at.sheet,
                address=row.at.address,
                wanted=wanted[row.key][1],
                found=row.code[:40],
            )


def _repeated(found: Mapping[str, Sequence[FileRow]]) -> Iterator[Refused]:
    for rows in found.values():
        if len(rows) > 1:
            yield Refused(
                "Baris {code} ada {count} kali: {places}.",
                code=rows[0].code,
                count=len(rows),
                places="; ".join(f"{r.at.sheet} {r.at.address}" for r in rows[:_MOST_NAMED]),
            )


def _missing(
    found: Mapping[str, Sequence[FileRow]], wanted: Mapping[str, Key]
) -> Iterator[Refused]:
    """One sentence a unit; its sheet is named where some of its rows are left."""
    gone: dict[int, list[str]] = {}
    sheets: dict[int, str] = {}
    for key, (sheet_id, code) in wanted.items():
        if key in found:
            sheets[sheet_id] = found[key][0].at.sheet
        else:
            gone.setdefault(sheet_id, []).append(code)
    for sheet_id, codes in gone.items():
        named = ", ".join(codes[:_MOST_NAMED]) + (" …" if len(codes) > _MOST_NAMED else "")
        if sheet_id in sheets:
            yield Refused(
                "Lembar {sheet}: baris {codes} hilang.", sheet=sheets[sheet_id], codes=named
            )
        else:
            yield Refused("Lembar satu unit hilang seluruhnya ({codes}).", codes=named)
