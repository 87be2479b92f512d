"""A rubric as plain values: what its file says, whether or not it holds together yet.

Every scalar is text. A text in one language is a text, in two `{"id": …, "en": …}`.
Keys stand in the order in which a file is written, and what says nothing is left out.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from evaluator.scoring.messages import Message, says
from evaluator.scoring.rubric import Rubric
from evaluator.scoring.words import hidden_character

Plain = dict[str, Any]

TEXT, WORDS, PROOF = "text", "words", "proof"
_BANDS = {"from": TEXT, "up_to": TEXT, "share": TEXT}
SCALE = {
    "kind": TEXT,
    "levels": [{"value": TEXT, "name": WORDS}],
    "cap": TEXT,
    "minimum": TEXT,
    "maximum": TEXT,
    "minimum_exposure": TEXT,
    "bands": [_BANDS],
    "beyond": TEXT,
    "direction": TEXT,
}
INDICATOR = {
    "code": TEXT,
    "name": WORDS,
    "weight": TEXT,
    "concept": WORDS,
    "definition": WORDS,
    "method": WORDS,
    "scale": TEXT,
    "answered_by": TEXT,
    "measure": TEXT,
    "not_applicable": TEXT,
    "levels": {"*": WORDS},
    "evidence": {"*": [PROOF]},
    "training": WORDS,
    "effort": TEXT,
    "verified": TEXT,
    "note": WORDS,
}
SECTION: dict[str, Any] = {"code": TEXT, "name": WORDS, "weight": TEXT}
SECTION |= {"sections": [SECTION], "indicators": [INDICATOR]}
AWARD = {
    "code": TEXT,
    "title": WORDS,
    "places": TEXT,
    "place_names": [WORDS],
    "by": TEXT,
    "main": TEXT,
    "eligibility": {
        "coverage": TEXT,
        "minimum": TEXT,
        "exposure": [{"indicator": TEXT, "at_least": TEXT}],
        "indicators": {"*": TEXT},
    },
}
RESULT = {
    "name": WORDS,
    "low": TEXT,
    "high": TEXT,
    "places": TEXT,
    "rounding": TEXT,
    "panel": TEXT,
    "missing": TEXT,
    "predicates": [{"name": WORDS, "from": TEXT}],
}
SHAPE: dict[str, Any] = {
    "format": TEXT,
    "code": TEXT,
    "version": TEXT,
    "title": WORDS,
    "legal_basis": WORDS,
    "units": [TEXT],
    "year": TEXT,
    "note": WORDS,
    "level_names": [WORDS],
    "result": RESULT,
    "evidence_rule": TEXT,
    "evidence_years": TEXT,
    "scales": {"*": SCALE},
    "ties": [{"by": TEXT, "code": TEXT, "at_least": TEXT}],
    "awards": [AWARD],
    "sections": [SECTION],
}
"""What may stand where: a text, a text in two languages, a list, or keys ("*": any)."""

DEFAULTS = {
    "places": "2",
    "rounding": "half-up",
    "panel": "mean",
    "missing": "block",
    "evidence_rule": "advise",
    "evidence_years": "2",
    "not_applicable": "refused",
    "verified": "true",
    "main": "false",
    "direction": "up",
}
"""What a rubric means where it does not say."""

_CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,39}")
_LONGEST = 4000
_DEEPEST = 12
_MOST_NODES = 2000


@dataclass(frozen=True)
class Spot:
    """One section or indicator where it stands in the tree.

    depth : 0 at the top
    parent : the code of the section above, "" at the top
    place : the dotted way to it, as in "sections.0.indicators.1"
    """

    node: Plain
    depth: int
    parent: str
    place: str
    is_indicator: bool

    @property
    def code(self) -> str:
        return str(self.node.get("code", ""))


def plain_of(rubric: Rubric) -> Plain:
    """A rubric as plain values; reading them again gives an equal rubric."""
    dumped = rubric.model_dump(mode="json", by_alias=True, exclude_defaults=True)
    plain: Plain = tidied(_as_text(dumped))
    return plain


def tidied(given: Any, shape: Any = SHAPE) -> Any:
    """The same values with keys in the file's order and without what says nothing."""
    if shape == WORDS:
        return _tidy_words(given)
    if shape == PROOF:
        return _tidy_proof(given)
    if isinstance(shape, list):
        return [tidied(one, shape[0]) for one in given]
    if isinstance(shape, dict):
        free = "*" in shape
        keys = given if free else shape
        pairs = ((k, tidied(given[k], _below(shape, k))) for k in keys if given.get(k) is not None)
        return {k: v for k, v in pairs if v not in ("", {}) and (free or v != [])}
    return given


def misshapen(given: Any, shape: Any = SHAPE, place: str = "") -> Iterator[tuple[str, Message]]:
    """What cannot be kept even as a draft: unknown keys, and lists where a text belongs."""
    if isinstance(shape, list):
        if not isinstance(given, list):
            yield place, says("di sini seharusnya daftar")
            return
        for number, one in enumerate(given):
            yield from misshapen(one, shape[0], _join(place, str(number)))
    elif isinstance(shape, dict):
        yield from _misshapen_keys(given, shape, place)
    elif not isinstance(given, str):
        if isinstance(given, dict) and shape in (WORDS, PROOF):
            yield from _misshapen_keys(given, _OPENED[shape], place)
        else:
            yield place, says("di sini seharusnya teks")
    else:
        yield from _unkept(given, place)


def miscoded(tree: Plain) -> Iterator[tuple[str, Message]]:
    """Sections and indicators that cannot be told apart: without a code, or with another's."""
    first: dict[str, str] = {}
    for spot in spots(tree):
        if not _CODE.fullmatch(spot.code):
            yield (
                spot.place,
                says(
                    'kode "{code}" tidak dapat dipakai; pakai huruf, angka, titik, atau garis',
                    code=spot.code[:60],
                ),
            )
        elif spot.code in first:
            yield spot.place, says('kode "{code}" sudah dipakai di rubrik ini', code=spot.code)
        first.setdefault(spot.code, spot.place)
        if spot.depth >= _DEEPEST or len(first) > _MOST_NODES:
            yield spot.place, says("susunan rubrik terlalu besar")
            return


def is_code(text: str) -> bool:
    """Whether a text can be the code of a section, indicator, scale or award."""
    return bool(_CODE.fullmatch(text))


def spots(tree: Plain) -> Iterator[Spot]:
    """Every section and indicator, parents first, in the order of the file."""
    yield from _spots(tree, 0, "", "")


def spot_of(tree: Plain, code: str) -> Spot | None:
    """Where a section or indicator stands; None where there is none of that code."""
    return next((spot for spot in spots(tree) if spot.code == code), None)


def children_of(tree: Plain, code: str) -> list[Plain]:
    """What stands directly below a section, or at the top where the code is ""."""
    return [spot.node for spot in spots(tree) if spot.parent == code]


def spot_at(tree: Plain, place: str) -> Spot | None:
    """The node to which a dotted place belongs; None where it is of the whole rubric."""
    around = [spot for spot in spots(tree) if f"{place}.".startswith(f"{spot.place}.")]
    return around[-1] if around else None


def words_pair(value: Any) -> tuple[str, str]:
    """A text of a rubric in Indonesian and in English, "" where there is none."""
    if isinstance(value, Mapping):
        return str(value.get("id") or ""), str(value.get("en") or "")
    return str(value or ""), ""


def words_from(indonesian: str, english: str) -> Any:
    """The reverse: the shortest form in which a file would say both."""
    return _tidy_words({"id": indonesian, "en": english})


_OPENED: dict[str, dict[str, Any]] = {
    WORDS: {"id": TEXT, "en": TEXT},
    PROOF: {"kind": TEXT, "text": WORDS},
}


def _spots(node: Plain, depth: int, parent: str, place: str) -> Iterator[Spot]:
    for number, section in enumerate(node.get("sections") or ()):
        here = _join(place, f"sections.{number}")
        yield Spot(section, depth, parent, here, False)
        yield from _spots(section, depth + 1, str(section.get("code", "")), here)
    for number, indicator in enumerate(node.get("indicators") or ()):
        yield Spot(indicator, depth, parent, _join(place, f"indicators.{number}"), True)


def _misshapen_keys(given: Any, shape: Plain, place: str) -> Iterator[tuple[str, Message]]:
    if not isinstance(given, dict):
        yield place, says("di sini seharusnya kunci dan nilai")
        return
    for key, value in given.items():
        here = _join(place, key)
        if key not in shape and not ("*" in shape and _is_key(key)):
            yield here, says('kunci "{field}" tidak dikenal', field=key[:60])
        elif value is not None:
            yield from misshapen(value, _below(shape, key), here)


def _is_key(key: str) -> bool:
    return bool(key.strip()) and len(key) <= 60 and hidden_character(key) is None


def _unkept(text: str, place: str) -> Iterator[tuple[str, Message]]:
    character = hidden_character(text)
    if character is not None:
        code = f"{ord(character):04X}"
        yield place, says("memuat karakter yang tidak dapat ditampilkan (U+{code})", code=code)
    if len(text) > _LONGEST:
        yield place, says("teks terlalu panjang; paling panjang {most} huruf", most=_LONGEST)


def _below(shape: Plain, key: str) -> Any:
    return shape.get(key, shape.get("*"))


def _tidy_words(given: Any) -> Any:
    if isinstance(given, str):
        return given.strip()
    kept = {key: given[key] for key in ("id", "en") if given.get(key)}
    only = kept.get("id", "")
    return only if kept.keys() <= {"id"} and only == only.strip() else kept


def _tidy_proof(given: Any) -> Any:
    """A proof is a text, a text in two languages, or has its kind beside its text."""
    if isinstance(given, str):
        return given.strip()
    text, kind = _tidy_words(given.get("text") or ""), given.get("kind")
    if kind:
        return {"kind": kind, "text": text} if text else {"kind": kind}
    return text if isinstance(text, str) else {"text": text}


def _as_text(given: Any) -> Any:
    if isinstance(given, dict):
        return {key: _as_text(value) for key, value in given.items()}
    if isinstance(given, list):
        return [_as_text(value) for value in given]
    return str(given).lower() if isinstance(given, bool) else str(given)


def _join(place: str, key: str) -> str:
    return f"{place}.{key}" if place else key
