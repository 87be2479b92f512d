"""Brings every table together, so that `Base.metadata` is complete."""

from evaluator.storage import (
    certificates,
    log,
    offices,
    people,
    periods,
    results,
    rubrics,
    scores,
    units,
)
from evaluator.storage.database import Base

MODULES = (certificates, log, offices, people, periods, results, rubrics, scores, units)
metadata = Base.metadata
