"""What every import from a table shares: reading the file, and words for its cells."""

from collections.abc import Callable
from io import BytesIO

from flask import Response, send_file

from evaluator.documents.tables import CellFault, CellProblems, scan_table
from evaluator.scoring.messages import Message, says
from evaluator.services.import_plans import ImportPlan
from evaluator.web.request import actor, db

MOST_ROWS = 5_000
_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def planned(content: bytes, name: str, plan: Callable[..., ImportPlan]) -> ImportPlan:
    """Read a table and hold it against what is stored.

    plan : takes session, actor, header, rows, and what could not be read
    """
    table = scan_table(content, name, most_rows=MOST_ROWS)
    faults = [fault for fault in table.faults if fault.row <= table.header_row]
    if faults:
        raise CellProblems(faults)
    rows = [(row.number, row.texts) for row in table.rows]
    unread = [(fault.row, _said(fault)) for fault in table.faults]
    return plan(db(), actor(), table.header, rows, unread)


def workbook(name: str, content: bytes) -> Response:
    """A workbook to download."""
    return send_file(BytesIO(content), mimetype=_XLSX, as_attachment=True, download_name=name)


def _said(fault: CellFault) -> Message:
    if not fault.header:
        return fault.message
    return says("{column}: {problem}", column=fault.header, problem=fault.message)
