"""Papers on their way to a reader: how they are named, shown, and spoken about."""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING

from flask import Response, send_file
from flask_babel import force_locale, gettext

from evaluator.documents.archive import safe_name
from evaluator.documents.feedback_words import Speech

if TYPE_CHECKING:
    from evaluator.documents.preflight import Finding

# A PDF needs its viewer, which a page's own policy would not let in.
_SHOWN = "default-src 'none'; object-src 'self'; style-src 'unsafe-inline'; frame-ancestors 'none'"
_TYPES = {
    "pdf": "application/pdf",
    "zip": "application/zip",
    "svg": "image/svg+xml",
    "csv": "text/csv",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}


def download(content: bytes, name: str) -> Response:
    """A file to keep, under a name that any system accepts; its ending decides its type."""
    response = _answer(content, name, attached=True)
    response.headers["Content-Security-Policy"] = "sandbox"
    return response


def shown(content: bytes, name: str) -> Response:
    """A PDF or picture to look at in the browser."""
    response = _answer(content, name, attached=False)
    if name.endswith(".pdf"):
        response.headers["Content-Security-Policy"] = _SHOWN
    return response


def speech_in(language: str) -> Speech:
    """The words of "id" or "en", whatever language the reader's pages are in."""

    def look_up(template: str) -> str:
        with force_locale(language):
            return str(gettext(template))

    return Speech(language, look_up)


def sentence_of(finding: Finding) -> str:
    """What the check before printing found, in the language of the request."""
    values = finding.values
    if "field" in values:
        values = values | {"field": gettext(str(values["field"]))}
    return str(gettext(finding.template)).format_map(values)


def _answer(content: bytes, name: str, *, attached: bool) -> Response:
    kind = _TYPES[name.rpartition(".")[2]]
    response = send_file(
        BytesIO(content), kind, as_attachment=attached, download_name=safe_name(name), etag=False
    )
    response.headers["Cache-Control"] = "no-store"
    return response
