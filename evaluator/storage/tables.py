"""Brings every table together, so that `Base.metadata` is complete."""

from evaluator.storage import (
    ceremonies,
    certificates,
    designs,
    drafts,
    evidence,
    interests,
    log,
    messages,
    offices,
    own_scores,
    people,
    periods,
    plenaries,
    print_jobs,
    results,
    rubrics,
    scores,
    signing_certificates,
    units,
)
from evaluator.storage.database import Base

MODULES = (
    ceremonies,
    certificates,
    designs,
    drafts,
    evidence,
    interests,
    log,
    messages,
    offices,
    own_scores,
    people,
    periods,
    plenaries,
    print_jobs,
    results,
    rubrics,
    scores,
    signing_certificates,
    units,
)
metadata = Base.metadata
