"""The log in words: what an entry is about, and what in it changed from what to what."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from flask_babel import gettext as _

from evaluator.services.logging import Line
from evaluator.web.labels import LABELS
from evaluator.web.language import day, label, number, time
from evaluator.web.rubric_places import piece_words

_DAY = re.compile(r"\d{4}-\d\d-\d\d")
_MOMENT = re.compile(r"\d{4}-\d\d-\d\dT[\d:.]+(\+\d\d:\d\d|Z)")
_NUMBER = re.compile(r"-?\d+\.\d+")
_GROUPS = {
    "answered_by": "answered_by",
    "by": "tie_rule",
    "direction": "direction",
    "duty": "duty",
    "evidence_rule": "evidence_rule",
    "interest": "interest",
    "jenis": "kind",
    "missing": "missing",
    "not_applicable": "not_applicable",
    "panel": "panel",
    "roles": "role",
    "rounding": "rounding",
    "stage": "stage",
    "units": "kind",
    "verdict": "verdict",
}
"""Which words stand for the stored values of a field; elsewhere the values are people's own."""
_BY_FAMILY = {
    "kind": {
        "activity": "activity_kind",
        "category": "kind",
        "draft": "scale",
        "obstacle": "obstacle_kind",
        "unit": "kind",
    },
    "level": {
        "activity": "activity_level",
        "attendance": "activity_level",
        "certificate": "signature",
    },
    "outcome": {"obstacle": "obstacle_outcome"},
    "priority": {"obstacle": "obstacle_priority"},
    "state": {
        "draft": "draft",
        "objection": "objection",
        "obstacle": "obstacle_state",
        "print": "job",
    },
    "status": {"plan": "plan_status"},
    "duty": {"plenary": "plenary_duty"},
    "way": {"attendance": "attendance_way"},
}
"""The same for fields whose words depend on what the act is done to."""
_NUMBERS = {
    *("answer", "weight", "low", "high", "minimum", "maximum", "cap", "beyond", "share", "from"),
    *("value", "coverage", "at_least", "minimum_exposure", "up_to", "hours"),
}
_UNITS = ("unit_id", "parent_id")


@dataclass(frozen=True)
class Change:
    """One thing that an act changed; "" where there was or is nothing."""

    field: str
    before: str
    after: str


def changes_in_words(line: Line) -> list[Change]:
    """What an entry changed, in the reader's language."""
    return [
        Change(
            field_words(line.act, name, line.names),
            value_words(line.act, name, before, line.names),
            value_words(line.act, name, after, line.names),
        )
        for name, before, after in line.changes
    ]


def object_words(name: str) -> str:
    """What an entry is about: "sheet:3/a1" is "lembar 3, a1"."""
    kind, _colon, key = name.partition(":")
    if kind not in LABELS["log_object"]:
        return name
    return f"{label('log_object', kind)} {key.replace('/', ', ')}".rstrip()


def field_words(act: str, name: str, names: Mapping[str, str]) -> str:
    """The word for what changed; names of people and units, and codes, stay as they are."""
    family = act.partition(".")[0]
    own = f"{family}.{name}" if f"{family}.{name}" in LABELS["field"] else name
    if own in LABELS["field"]:
        return label("field", own)
    if family == "draft" and (":" in name or "." in name or name in LABELS["rubric_field"]):
        return piece_words(name)
    if family == "period" and "." in name:
        return ", ".join(label("field", one) for one in name.split("."))
    if name.startswith("sheet:"):
        sheet, _slash, code = name.partition("/")
        return f"{names.get(sheet) or object_words(sheet)}, {code}"
    return name


def value_words(act: str, name: str, value: Any, names: Mapping[str, str]) -> str:
    """A stored value as people say it."""
    if value is None or value == "":
        return ""
    if isinstance(value, Mapping):
        told = {key: value_words(act, key, one, names) for key, one in value.items()}
        return "; ".join(f"{field_words(act, k, names)}: {v}" for k, v in told.items() if v)
    if isinstance(value, list | tuple):
        between = " | " if any(isinstance(one, Mapping) for one in value) else ", "
        return between.join(value_words(act, name, one, names) or "–" for one in value)
    if isinstance(value, bool):
        return _("ya") if value else _("tidak")
    field = _field_of(act, name)
    if field in _UNITS:
        return names.get(f"unit:{value}") or object_words(f"unit:{value}")
    own = _BY_FAMILY.get(field, {}).get(act.partition(".")[0])
    group = own or _GROUPS.get(field)
    return label(group, value) if group else _plain_words(field, str(value))


def _field_of(act: str, name: str) -> str:
    """The field that a dotted place of a rubric ends in: "facts.units.1" is "units"."""
    if not act.startswith("draft."):
        return name
    if name.startswith("weights:"):
        return "weight"
    steps = name.rpartition(":")[2].removesuffix(".en").split(".")
    return next((step for step in reversed(steps) if not step.isdigit()), "")


def _plain_words(field: str, text: str) -> str:
    if _DAY.fullmatch(text):
        return day(date.fromisoformat(text))
    if _MOMENT.fullmatch(text):
        return time(datetime.fromisoformat(text))
    if field == "verified" and text in ("true", "false"):
        return _("ya") if text == "true" else _("tidak")
    return number(text) if field in _NUMBERS and _NUMBER.fullmatch(text) else text
