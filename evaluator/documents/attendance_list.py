"""Attendance as a list of certificates, the very table that people can fill in by hand."""

import csv
import io
from collections.abc import Iterable
from datetime import date

from evaluator.services.certificate_lists import COLUMNS

Attended = tuple[str, str, str, date, str]
"""Who, at what, in which event, on which day, and from where."""


def attendance_list(people: Iterable[Attended], role: str = "Peserta") -> bytes:
    """A CSV file with one certificate a person, in their order."""
    out = io.StringIO(newline="")
    writer = csv.DictWriter(out, COLUMNS, restval="", delimiter=";", lineterminator="\r\n")
    writer.writeheader()
    for name, award, event, day, organisation in people:
        texts = {"nama": name, "penghargaan": award, "acara": event, "tanggal": day.isoformat()}
        writer.writerow({**texts, "peran": role, "instansi": organisation})
    return f"\ufeff{out.getvalue()}".encode()
