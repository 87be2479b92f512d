"""What of a log entry the page of the log could not say in words."""

import re

from evaluator.web.labels import LABELS
from evaluator.web.log_words import field_words, value_words

RAW = re.compile(r"\w:\w|[a-z]_[a-z]|^[a-z][a-z_-]{2,}$|^[a-z_-]+\.[a-z_.-]+$")
"""How a stored key looks: "draft:1", "shows_places", "until", "scoring.opens_at"."""
_GROUPS = ("stage", "draft", "role", "kind", "duty", "interest", "scale", "answered_by", "panel",
           "missing", "evidence_rule", "rounding", "direction", "tie_rule")  # fmt: skip
_CODES = {code for group in _GROUPS for code in LABELS[group]} - {"admin", "unit", "auditor"}
"""Stored values that stand for a word; the others are usernames too."""


def unsaid(act, object, before, after):
    """The keys and values of an entry that would reach the page as they are stored."""
    found = [act] if act not in LABELS["act"] else []
    if object.partition(":")[0] not in LABELS["log_object"]:
        found.append(object)
    for side in (before, after):
        found += _unsaid(act, "", side)
    return found


def _unsaid(act, name, value):
    if isinstance(value, dict):
        found = [key for key in value if RAW.search(field_words(act, key, {}))]
        return [*found, *(one for key, kept in value.items() for one in _unsaid(act, key, kept))]
    if isinstance(value, list):
        return [one for kept in value for one in _unsaid(act, name, kept)]
    stored = isinstance(value, str) and name != "code" and value in _CODES
    return [f"{name}={value}"] if stored and value_words(act, name, value, {}) == value else []
