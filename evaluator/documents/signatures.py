"""Reads PDF files that anybody may hand in, in a process of its own with little room and time."""

import json
import os
import subprocess
import sys
from datetime import datetime
from pathlib import Path
from typing import Any

import evaluator
from evaluator.services.paper_facts import PaperFacts, SignatureFacts
from evaluator.services.signing import PublicCertificate

SECONDS = 10
MOST_BYTES = 5 * 1024 * 1024
_ROOT = Path(evaluator.__file__).parents[1]
_READER = "evaluator.documents.signatures_reading"


def read_paper(content: bytes, original: int = 0) -> PaperFacts:
    """What a file says of itself and who signed it, whatever it is: never raises, never hangs.

    original : how many of its first bytes are a paper of ours, to be told whether anything
        but signatures was added; 0 for none
    """
    if not _like_pdf(content) or len(content) > MOST_BYTES:
        return PaperFacts(readable=False)
    try:
        done = subprocess.run(  # noqa: S603 - our own program, without a shell
            [sys.executable, "-m", _READER, str(original)],
            input=content,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            timeout=SECONDS,
            env=_environment(),
            check=True,
        )
        return _facts(json.loads(done.stdout))
    except (subprocess.SubprocessError, ValueError, KeyError, OSError):
        return PaperFacts(readable=False)


def _like_pdf(content: bytes) -> bool:
    """Whether it begins or ends as a PDF does: one that was damaged still tells whose it was."""
    return b"%PDF-" in content[:1024] or b"%%EOF" in content[-1024:]


def _environment() -> dict[str, str]:
    """Nothing of ours but the way to the program: no key, no passphrase, no database."""
    kept = ("SYSTEMROOT", "PATH", "TEMP", "TMP")
    return {name: os.environ[name] for name in kept if name in os.environ} | {
        "PYTHONPATH": str(_ROOT)
    }


def _facts(given: dict[str, Any]) -> PaperFacts:
    return PaperFacts(
        readable=given["readable"],
        pages=given["pages"],
        codes=tuple(given["codes"]),
        numbers=tuple(given["numbers"]),
        title=given["title"],
        signatures=tuple(_signature(one) for one in given["signatures"]),
        only_signed=given["only_signed"],
    )


def _signature(given: dict[str, Any]) -> SignatureFacts:
    from evaluator.documents.signing_keys import read_certificate

    certificate: PublicCertificate = read_certificate(given["pem"].encode(), "PDF")
    moment = given["signed_at"]
    return SignatureFacts(
        certificate=certificate,
        intact=given["intact"],
        whole=given["whole"],
        stamped=given["stamped"],
        signed_at=datetime.fromisoformat(moment) if moment else None,
    )
