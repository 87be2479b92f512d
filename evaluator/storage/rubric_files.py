"""Reads a rubric file strictly; every error names file, line, field and mend.

The parser is fed event by event, so that aliases, merges and tags are refused
before they can do anything, duplicate keys are seen with both their lines, and
a hostile file is stopped by its size or depth. Every scalar stays text until
the schema types it: `no` is not False and `010` is not 8.
"""

import difflib
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from pydantic import ValidationError
from pydantic_core import ErrorDetails
from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError
from ruamel.yaml.events import (
    AliasEvent,
    CollectionEndEvent,
    CollectionStartEvent,
    DocumentStartEvent,
    MappingStartEvent,
    ScalarEvent,
)

from evaluator.scoring.messages import N_, Message, Problem, says
from evaluator.scoring.prizes import Award
from evaluator.scoring.rubric import Indicator, Rubric, Section
from evaluator.scoring.scales import Part

MOST_BYTES = 512 * 1024
MOST_DEPTH = 40
MOST_FAULTS = 100
_EMPTY = {"", "~", "null"}


@dataclass(frozen=True)
class Fault:
    """One thing to mend in a rubric file."""

    file: str
    line: int
    field: str
    message: Message

    def __str__(self) -> str:
        line = f", baris {self.line}" if self.line else ""
        place = f" {self.field}:" if self.field else ""
        return f"{self.file}{line}:{place} {self.message}"


class RubricProblem(Problem):
    """A rubric file that cannot be used, with all its faults."""

    def __init__(self, faults: list[Fault]) -> None:
        self.faults = faults
        super().__init__("{faults}", faults="\n".join(map(str, faults)))


def load_rubric(path: Path) -> Rubric:
    """Read and check a rubric file.

    Raises
    ------
    RubricProblem
        With every fault found: file, line, field, what is wrong, what would be right.
    """
    try:
        with path.open("rb") as file:
            content = file.read(MOST_BYTES + 1) if path.is_file() else b""
    except OSError as problem:
        reason = problem.strerror or str(problem)
        raise _stop(
            path.name, 0, says("berkas tidak dapat dibaca ({reason})", reason=reason)
        ) from None
    return read_rubric(content, path.name)


def read_rubric(content: bytes, name: str = "rubrik") -> Rubric:
    """Read and check the bytes of a rubric file; see `load_rubric`."""
    data, lines = read_tree(content, name)
    try:
        return Rubric.model_validate(data)
    except ValidationError as problem:
        raise RubricProblem(faults_of(name, lines, problem.errors())) from None


def digest_of(content: bytes) -> str:
    """The name of a rubric's exact content: SHA-256 in hexadecimal."""
    return hashlib.sha256(content).hexdigest()


def read_tree(content: bytes, name: str) -> tuple[Any, dict[str, int]]:
    """The plain values of a file, every scalar still text, and the line of each place."""
    if len(content) > MOST_BYTES:
        raise _stop(
            name,
            0,
            says(
                "berkas berukuran {size} bita; paling besar {most}",
                size=len(content),
                most=MOST_BYTES,
            ),
        )
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as problem:
        line = content[: problem.start].count(b"\n") + 1
        raise _stop(name, line, says("berkas harus tersimpan sebagai UTF-8")) from None
    builder = _Builder(name)
    try:
        for event in YAML(typ="safe", pure=True).parse(text):
            builder.take(event)
    except YAMLError as problem:
        mark = getattr(problem, "problem_mark", None)
        line = mark.line + 1 if mark else 0
        raise _stop(
            name,
            line,
            says(
                "bukan YAML yang benar ({reason})", reason=getattr(problem, "problem", None) or "?"
            ),
        ) from None
    return builder.finish()


class _Builder:
    """Puts parser events together into plain values and remembers each value's line."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.lines: dict[str, int] = {}
        self.root: Any = None
        self.documents = 0
        self.open: list[tuple[Any, str]] = []
        self.key: list[str | None] = []

    def take(self, event: Any) -> None:
        line = event.start_mark.line + 1
        if isinstance(event, DocumentStartEvent):
            self.documents += 1
            if self.documents > 1:
                raise _stop(self.name, line, says("hanya satu dokumen YAML per berkas"))
        elif isinstance(event, AliasEvent) or getattr(event, "anchor", None):
            raise _stop(
                self.name, line, says("jangkar & dan alias * tidak diterima; tulis lengkap")
            )
        elif isinstance(event, ScalarEvent | CollectionStartEvent):
            self._refuse_tag(event, line)
            self._value(event, line)
        elif isinstance(event, CollectionEndEvent):
            self.open.pop()
            self.key.pop()

    def finish(self) -> tuple[Any, dict[str, int]]:
        if not isinstance(self.root, dict):
            raise _stop(self.name, 1, says("berkas harus berisi kunci dan nilai, misalnya code: …"))
        return self.root, self.lines

    def _refuse_tag(self, event: Any, line: int) -> None:
        tag = getattr(event, "tag", None)
        if tag not in (None, "!") or (tag == "!" and not isinstance(event, ScalarEvent)):
            raise _stop(self.name, line, says("tag {tag} tidak diterima", tag=str(tag)[:60]))

    def _value(self, event: Any, line: int) -> None:
        if self.open and isinstance(self.open[-1][0], dict) and self.key[-1] is None:
            self._take_key(event, line)
            return
        value = self._plain(event)
        place = self._place(value)
        self.lines[place] = line
        if isinstance(event, CollectionStartEvent):
            if len(self.open) >= MOST_DEPTH:
                raise _stop(
                    self.name,
                    line,
                    says("susunan lebih dalam dari {most} tingkat", most=MOST_DEPTH),
                )
            self.open.append((value, place))
            self.key.append(None)

    def _take_key(self, event: Any, line: int) -> None:
        if not isinstance(event, ScalarEvent):
            raise _stop(self.name, line, says("kunci harus berupa teks"))
        holder, place = self.open[-1]
        key = event.value
        if key == "<<":
            raise _stop(self.name, line, says("penggabungan << tidak diterima; tulis lengkap"))
        if key in holder:
            first = self.lines[_join(place, key)]
            raise _stop(
                self.name,
                line,
                says('kunci "{key}" sudah ada di baris {first}', key=key, first=first),
            )
        self.key[-1] = key

    def _plain(self, event: Any) -> Any:
        if isinstance(event, CollectionStartEvent):
            return {} if isinstance(event, MappingStartEvent) else []
        written_plain = not event.style
        if written_plain and event.value in _EMPTY:
            return None
        return event.value

    def _place(self, value: Any) -> str:
        """Hang a value into the collection that is open and name its place."""
        if not self.open:
            self.root = value
            return ""
        holder, place = self.open[-1]
        if isinstance(holder, list):
            holder.append(value)
            return _join(place, str(len(holder) - 1))
        key = self.key[-1]
        holder[key] = value
        self.key[-1] = None
        return _join(place, str(key))


def _join(place: str, key: str) -> str:
    return f"{place}.{key}" if place else key


def _stop(name: str, line: int, message: Message) -> RubricProblem:
    return RubricProblem([Fault(name, line, "", message)])


def faults_of(name: str, lines: Mapping[str, int], errors: list[ErrorDetails]) -> list[Fault]:
    """One fault an error, leaving out "too few" where that only echoes a fault inside."""
    found = [(error["type"], _fault(name, lines, error)) for error in errors[:MOST_FAULTS]]
    places = [fault.field for _, fault in found]
    return [
        fault
        for kind, fault in found
        if kind != "too_short" or not any(p.startswith(f"{fault.field}.") for p in places)
    ]


def _fault(name: str, lines: Mapping[str, int], error: ErrorDetails) -> Fault:
    """Turn one schema error into a sentence with the line it is about."""
    context = dict(error.get("ctx") or {})
    location = [str(part) for part in error["loc"]]
    if context.get("place"):
        location = str(context.pop("place")).split(".")
    place, line = nearest(location, lines)
    return Fault(name, line, place, _sentence(error, location, context))


def nearest(location: list[str], lines: Mapping[str, int]) -> tuple[str, int]:
    """The longest part of a location that stands in the file (unions add words of their own)."""
    place = ""
    for part in location:
        if _join(place, part) in lines:
            place = _join(place, part)
    return place, lines.get(place, 1)


def _sentence(error: ErrorDetails, location: list[str], context: dict[str, Any]) -> Message:
    kind, field = error["type"], location[-1] if location else ""
    if kind == "missing":
        return says('isian wajib "{field}" belum ada', field=field)
    if kind == "extra_forbidden":
        close = difflib.get_close_matches(field, _known_keys(), n=1)
        if close:
            return says(
                'kunci "{field}" tidak dikenal; mungkin maksudnya "{close}"',
                field=field,
                close=close[0],
            )
        return says('kunci "{field}" tidak dikenal', field=field)
    if kind in ("literal_error", "union_tag_invalid"):
        expected = context.get("expected") or context.get("expected_tags")
        return says(
            'tertulis "{given}", yang diterima: {expected}',
            given=_short(error["input"]),
            expected=expected,
        )
    if kind in ("int_parsing", "int_type", "int_from_float"):
        return says('tertulis "{given}", seharusnya bilangan bulat', given=_short(error["input"]))
    if kind == "bool_parsing":
        return says('tertulis "{given}", seharusnya true atau false', given=_short(error["input"]))
    if kind in _BOUNDS:
        return says(_BOUNDS[kind], given=_short(error["input"]), **context)
    if kind == "string_pattern_mismatch":
        return says(
            'tertulis "{given}", tidak sesuai bentuk yang diterima ({pattern})',
            given=_short(error["input"]),
            pattern=context.get("pattern"),
        )
    if kind == "string_type" or kind.endswith("_type"):
        return says('tertulis "{given}", bentuknya tidak sesuai', given=_short(error["input"]))
    if "template" in context:
        return Message(context.pop("template"), context)
    return says("bentuknya tidak sesuai ({kind})", kind=kind)


_BOUNDS = {
    "greater_than": N_('tertulis "{given}", seharusnya lebih dari {gt}'),
    "greater_than_equal": N_('tertulis "{given}", seharusnya paling kecil {ge}'),
    "less_than_equal": N_('tertulis "{given}", seharusnya paling besar {le}'),
    "too_short": N_("isinya kurang; paling sedikit {min_length}"),
    "too_long": N_("isinya terlalu banyak; paling banyak {max_length}"),
    "string_too_short": N_("tidak boleh kosong"),
    "string_too_long": N_("teks terlalu panjang; paling panjang {max_length} huruf"),
}


def _short(given: object) -> str:
    text = "" if given is None else str(given)
    return text if len(text) <= 60 else text[:59] + "…"


@cache
def _known_keys() -> list[str]:
    parts: list[type[Part]] = [Rubric, Section, Indicator, Award]
    for part in Part.__subclasses__():
        parts.append(part)
    return sorted({f.alias or name for part in parts for name, f in part.model_fields.items()})
