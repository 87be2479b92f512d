"""Writes a rubric as the one YAML file that says it: keys in order, every text as it is read back.

Comments of a file that was read are not kept; everything else is.
"""

import json
import re
from collections.abc import Iterator
from typing import Any

from evaluator.scoring.rubric import Rubric
from evaluator.scoring.rubric_plain import Plain, plain_of, tidied

_WORDS_OF_YAML = {"", "~", "null", "true", "false", "yes", "no", "on", "off", "y", "n"}
_NUMBERISH = re.compile(r"[-+.]?[0-9][0-9a-fA-FxXoO_.:eE+-]*\Z")
_NUMBERS = {
    *("weight", "year", "low", "high", "places", "from", "up_to", "share", "cap", "value"),
    *("minimum", "maximum", "minimum_exposure", "beyond", "at_least", "coverage", "evidence_years"),
}
"""Keys whose values are numbers; elsewhere what looks like one is a text and says so."""
_OPENS = re.compile(r"[^\W_]")


def write_rubric(rubric: Rubric) -> bytes:
    """The canonical file of a rubric; reading it gives an equal rubric."""
    return write_plain(plain_of(rubric))


def write_plain(tree: Plain) -> bytes:
    """The file of plain values, complete or not."""
    return ("\n".join(_mapping(tidied(tree), "")) + "\n").encode()


def write_part(tree: Plain, part: str) -> str:
    """One top key of a rubric as its file says it; only the key where it is empty."""
    value = tidied({part: tree.get(part)}).get(part)
    return "\n".join(_entry(part, value, "")) if value else f"{part}:"


def _mapping(values: Plain, indent: str) -> Iterator[str]:
    for key, value in values.items():
        yield from _entry(key, value, indent)


def _entry(key: str, value: Any, indent: str) -> Iterator[str]:
    name = f"{indent}{_scalar(key, '', indent, in_key=True)}:"
    if isinstance(value, dict) and value:
        yield name
        yield from _mapping(value, f"{indent}  ")
    elif isinstance(value, list) and value:
        yield name
        yield from _items(value, f"{indent}  ")
    else:
        yield f"{name} {_leaf(value, key, indent)}"


def _items(values: list[Any], indent: str) -> Iterator[str]:
    for value in values:
        if isinstance(value, dict) and value:
            lines = list(_mapping(value, f"{indent}  "))
            yield f"{indent}- {lines[0].lstrip(' ')}"
            yield from lines[1:]
        else:
            yield f"{indent}- {_leaf(value, '', indent)}"


def _leaf(value: Any, key: str, indent: str) -> str:
    if value in ({}, []):
        return "{}" if value == {} else "[]"
    return _scalar(value, key, indent)


def _scalar(text: str, key: str, indent: str, *, in_key: bool = False) -> str:
    """A text so that every reader takes it for exactly this text."""
    if _block(text) and not in_key:
        lines = (f"{indent}  {line}" if line else "" for line in text.split("\n"))
        return "|-\n" + "\n".join(lines)
    if _plain(text, key, in_key):
        return text
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\x7f")


def _block(text: str) -> bool:
    """Whether a text of several lines can stand as a block."""
    return (
        "\n" in text
        and "\r" not in text
        and "\t" not in text
        and not text.startswith((" ", "\n"))
        and not text.endswith((" ", "\n"))
        and all(line.strip() or not line for line in text.split("\n"))
        and _shown(text)
    )


def _plain(text: str, key: str, in_key: bool) -> bool:
    """Whether a text needs no quotes: nothing in it means anything to YAML."""
    if text.casefold() in _WORDS_OF_YAML and key not in ("verified", "main"):
        return False
    if _NUMBERISH.match(text) and key not in _NUMBERS and not in_key:
        return False
    return bool(
        _OPENS.match(text)
        and text == text.strip()
        and ": " not in text
        and " #" not in text
        and not text.endswith(":")
        and not any(sign in text for sign in "\t\n\r")
        and _shown(text)
    )


def _shown(text: str) -> bool:
    return all(sign.isprintable() or sign in " \n" for sign in text)
