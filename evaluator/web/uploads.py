"""A file that was looked at and waits for a yes: stored, and named by a sealed word."""

from flask import current_app
from itsdangerous import BadSignature, URLSafeSerializer

from evaluator.services.problems import NotFound
from evaluator.storage.files import Damaged
from evaluator.web.request import actor, files


def keep(content: bytes, name: str) -> str:
    """Store a file and give the word that stands for it, good for whoever uploaded it."""
    return str(_seal().dumps([files().put(content), name[:200], actor().account_id]))


def recall(word: str) -> tuple[bytes, str]:
    """The very bytes that were uploaded, and their name.

    Raises
    ------
    NotFound
        If the word was made for someone else, changed, or its file is gone.
    """
    try:
        digest, name, account_id = _seal().loads(word)
        if account_id != actor().account_id:
            raise BadSignature("another person's")
        return files().get(digest), name
    except (BadSignature, Damaged):
        raise NotFound("Berkas itu tidak ada lagi. Unggah sekali lagi.") from None


def _seal() -> URLSafeSerializer:
    return URLSafeSerializer(current_app.config["SECRET_KEY"], salt="upload")
