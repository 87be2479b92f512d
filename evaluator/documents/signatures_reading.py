"""The process that reads one untrusted PDF: bytes in, a few facts out as JSON.

    python -m evaluator.documents.signatures_reading 0 < file.pdf

It bounds its own memory and time before it looks at the first byte, holds no key
and no database, and whatever goes wrong in it ends only itself.
"""

import contextlib
import json
import logging
import re
import sys
from io import BytesIO
from typing import Any

from evaluator.documents.signature_shape import is_as_written

MEGABYTES = 512
SECONDS = 9
_MOST_PAGES = 50
_MOST_SIGNATURES = 5
_MOST_FOUND = 20
_MOST_TEXT = 100_000
_LETTERS = "0-9A-HJKMNP-TV-Z"
_CODE = re.compile(rf"(?<![0-9A-Z-])[{_LETTERS}]{{4}}(?:-[{_LETTERS}]{{4}}){{3}}(?![0-9A-Z-])")
_NUMBER = re.compile(r"(?<!\S)[^\s/]{1,40}(?:/[^\s/]{1,40}){1,6}(?!\S)")
_MAY_CHANGE = {
    "/Catalog": frozenset({"/AcroForm", "/DSS", "/Perms", "/Extensions", "/Version", "/Metadata"}),
    "/Page": frozenset({"/Annots"}),
}
_TITLE = re.compile(rb"/Title \(((?:[^()\\]|\\[()\\]){1,200})\)")


def main() -> None:
    """Read one file from standard input and write what was found."""
    bound()
    logging.disable(logging.CRITICAL)
    sys.setrecursionlimit(2000)
    content, original = sys.stdin.buffer.read(), int(sys.argv[1])
    json.dump(read(content, original), sys.stdout)


def bound() -> None:
    """Take no more memory and time than a paper needs; where the system knows no bounds, wait
    for whoever started this to end it."""
    with contextlib.suppress(ImportError, ValueError, OSError):
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (MEGABYTES * 1024**2,) * 2)
        resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))


def read(content: bytes, original: int) -> dict[str, Any]:
    """The facts of `paper_facts.PaperFacts`, in plain values."""
    found: dict[str, Any] = {"readable": False, "pages": 0, "signatures": [], "only_signed": None}
    found["title"], texts = _raw_title(content), []
    with contextlib.suppress(Exception):  # what is read before a fault still counts
        texts = _texts(content, found)
    text = "\n".join([found["title"], *texts])
    found["codes"] = _distinct(_CODE.findall(text))
    found["numbers"] = _distinct(_NUMBER.findall(text))
    with contextlib.suppress(Exception):
        if b"/ByteRange" in content:
            _read_signatures(content, original, found)
    return found


def _texts(content: bytes, found: dict[str, Any]) -> list[str]:
    """What the pages say."""
    from pypdf import PdfReader

    reader = PdfReader(BytesIO(content))
    if reader.is_encrypted:
        return []
    found["pages"] = len(reader.pages)
    if reader.metadata and reader.metadata.title:
        found["title"] = str(reader.metadata.title)[:500]
    texts: list[str] = []
    room = _MOST_TEXT
    for page in reader.pages[:_MOST_PAGES]:
        with contextlib.suppress(ValueError, KeyError, TypeError, AttributeError, IndexError):
            texts.append(page.extract_text()[:room])
            room -= len(texts[-1])
        if room <= 0:
            break
    found["readable"] = 0 < found["pages"] <= _MOST_PAGES
    return texts


def _raw_title(content: bytes) -> str:
    """The title where the file is too broken for anything else."""
    title = _TITLE.search(content)
    return re.sub(rb"\\(.)", rb"\1", title[1]).decode("latin-1") if title else ""


def _distinct(found: list[str]) -> list[str]:
    return list(dict.fromkeys(found))[:_MOST_FOUND]


def _read_signatures(content: bytes, original: int, found: dict[str, Any]) -> None:
    from pyhanko.pdf_utils.reader import PdfFileReader

    reader = PdfFileReader(BytesIO(content))
    for signature in reader.embedded_regular_signatures[:_MOST_SIGNATURES]:
        found["signatures"].append(_signature(content, reader, signature))
    if original:
        found["only_signed"] = _only_signed(content, original)


def _signature(content: bytes, reader: Any, signature: Any) -> dict[str, Any]:
    from asn1crypto.pem import armor
    from pyhanko.sign.validation import validate_pdf_signature
    from pyhanko_certvalidator import ValidationContext

    own = signature.signer_cert
    # Whether the bytes are as signed is asked here; whose certificate counts, the register knows.
    status = validate_pdf_signature(
        signature,
        ValidationContext(trust_roots=[own], allow_fetching=False),
        ValidationContext(trust_roots=[own], allow_fetching=False),
    )
    stamp = status.timestamp_validity
    stamped = stamp is not None and stamp.intact and stamp.valid
    moment = stamp.timestamp if stamp is not None and stamped else status.signer_reported_dt
    whole = _covers_all(content, reader, signature, status)
    return {
        "pem": armor("CERTIFICATE", own.dump()).decode(),
        "intact": bool(status.intact and status.valid),
        "whole": bool(whole and _gap_is_clean(content, signature)),
        "stamped": bool(stamped),
        "signed_at": moment.isoformat() if moment else None,
    }


def _covers_all(content: bytes, reader: Any, signature: Any, status: Any) -> bool:
    """Whether nothing follows the signature, or only an update with proof for later checks."""
    from pyhanko.sign.diff_analysis import ModificationLevel
    from pyhanko.sign.validation import SignatureCoverageLevel

    if status.coverage == SignatureCoverageLevel.ENTIRE_FILE:
        return True
    level = status.modification_level
    updated = signature.signed_revision < reader.xrefs.total_revisions - 1
    return bool(
        status.coverage == SignatureCoverageLevel.ENTIRE_REVISION
        and updated
        and content.rstrip(b"\r\n").endswith(b"%%EOF")
        and level is not None
        and level <= ModificationLevel.LTA_UPDATES
    )


def _gap_is_clean(content: bytes, signature: Any) -> bool:
    """Whether the gap that no signature covers holds this signature and nothing else.

    Its hexadecimal digits may stand in one case only, and zeros follow it: so every byte
    of a file is either signed, or could not be another.
    """
    from asn1crypto.parser import peek

    first, length, rest, _last = (int(part) for part in signature.byte_range)
    gap = content[first + length : rest]
    if first != 0 or gap[:1] != b"<" or gap[-1:] != b">":
        return False
    digits = gap[1:-1]
    if digits not in (digits.lower(), digits.upper()):
        return False
    blob = bytes.fromhex(digits.decode("ascii"))
    der = signature.pkcs7_content
    length = int(peek(der))
    same = blob[:length] == der[:length] and not any(blob[length:])
    return same and is_as_written(der[:length])


def _only_signed(content: bytes, original: int) -> bool:
    """Whether nothing but signatures and their proofs was added to the first bytes.

    Everything that can be reached from the pages is compared: text, fonts, pictures. New
    on a page may only be the field of a signature.
    """
    from pyhanko.pdf_utils.reader import PdfFileReader

    before = PdfFileReader(BytesIO(content[:original])).root
    after = PdfFileReader(BytesIO(content)).root
    form = _at(after, "/AcroForm", {})
    return "/XFA" not in form and _same(before, after, set())


def _same(before: Any, after: Any, seen: set[tuple[int, int]]) -> bool:
    from pyhanko.pdf_utils import generic

    if isinstance(before, generic.IndirectObject) and isinstance(after, generic.IndirectObject):
        pair = (before.idnum, after.idnum)
        if pair in seen:
            return True
        seen.add(pair)
    before, after = _resolved(before), _resolved(after)
    if type(before) is not type(after):
        return False
    if isinstance(before, generic.StreamObject) and before.data != after.data:
        return False
    if isinstance(before, generic.DictionaryObject):
        return _same_keys(before, after, seen)
    if isinstance(before, generic.ArrayObject):
        return len(before) == len(after) and all(
            _same(before.raw_get(n), after.raw_get(n), seen) for n in range(len(before))
        )
    return bool(before == after)


def _same_keys(before: Any, after: Any, seen: set[tuple[int, int]]) -> bool:
    kind = _at(before, "/Type", "")
    free = _MAY_CHANGE.get(kind, frozenset())
    keys = set(before) - free
    if keys != set(after) - free:
        return False
    if kind == "/Page" and not _only_fields_added(before, after, seen):
        return False
    return all(_same(before.raw_get(key), after.raw_get(key), seen) for key in keys - {"/Parent"})


def _only_fields_added(before: Any, after: Any, seen: set[tuple[int, int]]) -> bool:
    old, new = _at(before, "/Annots", ()), _at(after, "/Annots", ())
    kept = len(new) >= len(old) and all(
        _same(old.raw_get(n), new.raw_get(n), seen) for n in range(len(old))
    )
    return kept and all(
        _at(one, "/Subtype", "") == "/Widget" and _at(one, "/FT", "") == "/Sig"
        for one in (_resolved(new.raw_get(n)) for n in range(len(old), len(new)))
    )


def _at(things: Any, key: str, otherwise: Any) -> Any:
    """What stands under a key, not merely the reference to it that `get` would give."""
    return things[key] if key in things else otherwise  # noqa: SIM401


def _resolved(thing: Any) -> Any:
    from pyhanko.pdf_utils import generic

    if not isinstance(thing, generic.IndirectObject):
        return thing
    return thing.get_object()  # type: ignore[no-untyped-call]


if __name__ == "__main__":
    main()
