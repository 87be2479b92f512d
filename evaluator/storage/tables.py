"""Brings every table together, so that `Base.metadata` is complete."""

from evaluator.storage import (
    certificates,
    drafts,
    evidence,
    interests,
    log,
    messages,
    offices,
    own_scores,
    people,
    periods,
    results,
    rubrics,
    scores,
    units,
)
from evaluator.storage.database import Base

MODULES = (
    certificates,
    drafts,
    evidence,
    interests,
    log,
    messages,
    offices,
    own_scores,
    people,
    periods,
    results,
    rubrics,
    scores,
    units,
)
metadata = Base.metadata
