"""Files that people attach: judged by their content, and handed out to keep."""

from io import BytesIO
from typing import BinaryIO, cast

from flask import Response, send_file
from werkzeug.datastructures import FileStorage

from evaluator.documents.archive import safe_name
from evaluator.documents.media import MediaProblem, examine
from evaluator.services.evidence_files import Upload
from evaluator.services.problems import Refused
from evaluator.services.stored_files import StoredFile
from evaluator.web.request import installation


def attached(given: FileStorage | None) -> Upload | None:
    """A file as it may be kept, under a name that ends as its type says; None without one.

    Raises
    ------
    Refused
        At the field "upload", if its content is not taken.
    """
    if not given:
        return None
    most = installation().settings.largest_evidence
    try:
        media = examine(cast(BinaryIO, given.stream), most)
    except MediaProblem as problem:
        raise Refused("{problem}", field="upload", problem=problem.message) from problem
    # Some browsers send the folders too, and an ending tells nothing of the content.
    name = (given.filename or "").replace("\\", "/").rpartition("/")[2]
    stem = safe_name(name).rpartition(".")[0] or safe_name(name)
    return Upload(stem + media.ending, media.kind, media.content)


def handed_out(found: StoredFile) -> Response:
    """A stored file to keep; no browser shows it as a page of this site."""
    content = BytesIO(found.content)
    answer = send_file(
        content, found.media, as_attachment=True, download_name=found.name, etag=False
    )
    answer.headers["Content-Security-Policy"] = "sandbox"
    answer.headers["Cache-Control"] = "no-store"
    return answer
