"""What every import from a table shares: reading the file, and words for its cells."""

from collections.abc import Callable, Collection
from io import BytesIO

from flask import Response, send_file

from evaluator.documents.tables import MOST_FAULTS, CellFault, CellProblems, scan_table
from evaluator.scoring.messages import Message, says
from evaluator.services.certificate_lists import read_day
from evaluator.services.import_plans import ImportPlan
from evaluator.services.problems import Refused
from evaluator.web.request import actor, db

MOST_ROWS = 5_000
_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def planned(
    content: bytes, name: str, plan: Callable[..., ImportPlan], *, days: Collection[str] = ()
) -> ImportPlan:
    """Read a table and hold it against what is stored.

    plan : takes session, actor, header, rows, and what could not be read
    days : titles of columns in which a workbook may hold dates: they leave nothing to guess
    """
    most = MOST_FAULTS + MOST_ROWS * len(days)  # every date is a fault at first
    table = scan_table(content, name, most_rows=MOST_ROWS, most_faults=most)
    held = {(f.row, f.column): f.text for f in table.faults if _is_day(f, days)}
    faults = [fault for fault in table.faults if fault.row <= table.header_row]
    if faults:
        raise CellProblems(faults)
    rows = [
        (row.number, [held.get((row.number, n), text) for n, text in enumerate(row.texts)])
        for row in table.rows
    ]
    unread = [
        (fault.row, _said(fault)) for fault in table.faults if (fault.row, fault.column) not in held
    ]
    return plan(db(), actor(), table.header, rows, unread)


def workbook(name: str, content: bytes) -> Response:
    """A workbook to download."""
    return send_file(BytesIO(content), mimetype=_XLSX, as_attachment=True, download_name=name)


def _is_day(fault: CellFault, days: Collection[str]) -> bool:
    if fault.header.casefold().replace(" ", "_") not in days:
        return False
    try:
        read_day(fault.text)
    except Refused:
        return False
    return True


def _said(fault: CellFault) -> Message:
    if not fault.header:
        return fault.message
    return says("{column}: {problem}", column=fault.header, problem=fault.message)
