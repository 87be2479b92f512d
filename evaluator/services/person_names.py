"""Whether two names as people write them stand for one person, with or without degrees."""

import re
from difflib import SequenceMatcher

_TITLES = frozenset(("h", "hj", "dr", "drs", "dra", "drg", "ir", "prof"))
"""What may stand before a name, with a dot or without."""
_DEGREES = _TITLES | {
    "amd", "ak", "akt", "apt", "ba", "bba", "bsc", "ca", "ma", "mak", "map", "mba", "mec", "meng",
    "mh", "mhum", "mkes", "mkn", "mkom", "mm", "mp", "mpa", "mpd", "mph", "mpp", "mse", "msc",
    "msi", "msm", "mstat", "mt", "ners", "phd", "sag", "sak", "sap", "se", "sh", "shum", "si",
    "sikom", "sip", "sked", "skep", "skm", "skom", "sp", "spd", "spt", "ssi", "ssos", "sst",
    "sstat", "sstp", "st", "stat", "stp",
}  # fmt: skip
_ALIKE = 0.86
"""From here on two names differ by a slip of the pen: one letter in a name of usual length."""


def name_key(name: str) -> str:
    """A name without capitals, punctuation and degrees, such as "rina wati" of "RINA WATI, S.ST."

    A name that is nothing but degrees stays what it is.
    """
    before, *after = name.split(",")
    first, *rest = before.split() or [""]
    words = [first, *(word for word in rest if not _is_degree(word))]
    while len(words) > 1 and _letters(words[0]) in _TITLES:
        words = words[1:]
    for part in after:
        words += [w for w in part.split() if "." not in w and _letters(w) not in _DEGREES]
    # A dot parts initials from what follows, with a space or without.
    plain = [_letters(word) for text in words for word in text.split(".")]
    return " ".join(filter(None, plain)) or name.strip().casefold()


def same_person(one: str, other: str) -> bool:
    """Whether two names differ at most in capitals, punctuation and degrees."""
    return name_key(one) == name_key(other)


def perhaps_same(one: str, other: str) -> bool:
    """Whether somebody should look: one name holds all words of the other, or nearly its letters.

    Names that are the same person's for sure, and missing ones (""), are no doubt.
    """
    first, second = name_key(one), name_key(other)
    if not first or not second or first == second:
        return False
    words = sorted((set(first.split()), set(second.split())), key=len)
    return words[0] <= words[1] or SequenceMatcher(None, first, second).ratio() >= _ALIKE


def _is_degree(word: str) -> bool:
    """Whether a word is a degree beyond doubt: known, or written as one, such as "S.Tr.Stat"."""
    parts = [part for part in re.split(r"[.,]", word.casefold()) if part]
    if "." in word:
        shaped = len(parts) > 1 and parts[0] in ("s", "m") and len(parts[-1]) > 1
        diploma = parts[:2] == ["a", "md"]
        return shaped or diploma or _letters(word) in _DEGREES
    return len(word) > 2 and word.isupper() and _letters(word) in _DEGREES - _TITLES


def _letters(word: str) -> str:
    return re.sub(r"[^\w]|_", "", word.casefold())
