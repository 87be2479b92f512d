"""Packs unsigned papers for another system, with a list that says what is in the parcel."""

import csv
from collections.abc import Sequence
from io import StringIO

from evaluator.documents.archive import pack, safe_name
from evaluator.services.signing_elsewhere import ToSend

MANIFEST = "daftar.csv"
_COLUMNS = ("nomor", "kode", "penerima", "berkas", "sha256")
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def parcel(papers: Sequence[ToSend]) -> bytes:
    """A ZIP of the papers and of `daftar.csv`: number, code, recipient, file, SHA-256."""
    listed = StringIO()
    writer = csv.writer(listed, delimiter=";", lineterminator="\r\n")
    writer.writerow(_COLUMNS)
    for paper in papers:
        name = safe_name(paper.file_name)
        texts = (paper.number, paper.check_code, paper.recipient, name, paper.digest)
        writer.writerow([_text(text) for text in texts])
    manifest = ("\ufeff" + listed.getvalue()).encode()
    return pack([(MANIFEST, manifest), *((one.file_name, one.content) for one in papers)])


def _text(text: str) -> str:
    """A cell that no spreadsheet takes for a formula."""
    return "'" + text if text.startswith(_FORMULA) else text
