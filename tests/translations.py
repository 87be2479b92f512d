"""The translation check: every sentence is in the English catalogue, complete and compiled.

python tests/translations.py             check
python tests/translations.py --update    extract new sentences into the catalogue
python tests/translations.py --compile   write the compiled catalogue
"""

import io
import re
import sys
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).parents[1]
PO = ROOT / "evaluator/translations/en/LC_MESSAGES/messages.po"
KEYWORDS = {
    "_": None,
    "gettext": None,
    "lazy_gettext": None,
    "ngettext": (1, 2),
    "N_": None,
    "says": None,
    "fault": None,
    "Problem": None,
    "Refused": None,
    "Conflict": None,
    "NotFound": None,
    "NotAllowed": None,
    "ScoringError": None,
}
METHODS = [("evaluator/**.py", "python"), ("evaluator/web/templates/**.html", "jinja2")]
_GAPS = re.compile(r"\{[a-z_0-9]*\}|%\([a-z_0-9]+\)[sd]")


def extracted() -> Catalog:
    """Every sentence that the program can say."""
    found = Catalog()
    for name, line, message, comments, context in extract_from_dir(
        ROOT,
        METHODS,
        keywords=KEYWORDS,
        options_map={"evaluator/web/templates/**.html": {"silent": "false"}},
    ):
        if message and (not isinstance(message, tuple) or message[0]):
            found.add(message, locations=[(name, line)], auto_comments=comments, context=context)
    return found


def stored() -> Catalog:
    """The English catalogue as it is kept."""
    with PO.open("rb") as file:
        return read_po(file, locale="en")


def compiled(catalogue: Catalog) -> bytes:
    buffer = io.BytesIO()
    write_mo(buffer, catalogue)
    return buffer.getvalue()


def faults() -> list[str]:
    """What is missing, left over, unfinished, or differs in its gaps."""
    wanted, kept = extracted(), stored()
    wanted_ids = {message.id for message in wanted if message.id}
    kept_ids = {message.id for message in kept if message.id}
    found = [f"belum ada di katalog: {i!r}" for i in sorted(wanted_ids - kept_ids, key=str)]
    found += [f"tidak dipakai lagi: {i!r}" for i in sorted(kept_ids - wanted_ids, key=str)]
    for message in kept:
        if message.id and message.id in wanted_ids:
            found += _faults_of(message)
    if not found and PO.with_suffix(".mo").read_bytes() != compiled(kept):
        found.append("messages.mo tidak sesuai messages.po: jalankan dengan --compile")
    return found


def _faults_of(message) -> list[str]:
    texts = message.string if isinstance(message.string, (tuple, list)) else [message.string]
    if message.fuzzy or not all(texts):
        return [f"belum diterjemahkan: {message.id!r}"]
    source = message.id[-1] if isinstance(message.id, (tuple, list)) else message.id
    if sorted(_GAPS.findall(source)) != sorted(_GAPS.findall(texts[-1])):
        return [f"celah berbeda: {message.id!r}"]
    return []


def update() -> None:
    """Bring the catalogue to the program's sentences; what is new waits to be translated."""
    kept = stored() if PO.exists() else Catalog(locale="en")
    kept.update(extracted(), no_fuzzy_matching=True)
    kept.obsolete.clear()
    PO.parent.mkdir(parents=True, exist_ok=True)
    with PO.open("wb") as file:
        write_po(file, kept, width=100, omit_header=False, include_lineno=False, sort_output=True)


if __name__ == "__main__":
    if "--update" in sys.argv:
        update()
    elif "--compile" in sys.argv:
        PO.with_suffix(".mo").write_bytes(compiled(stored()))
    else:
        told = faults()
        print("\n".join(told) or "Katalog lengkap.")
        sys.exit(1 if told else 0)
