"""What importing a table would do, row by row, before anything is done."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass

from evaluator.scoring.messages import Message
from evaluator.storage.database import canonical_json

OUTCOMES = ("new", "changed", "same", "refused")
"""What can become of a row."""

Key = tuple[str, str]
"""Kind and name, without regard to capitals: by these an import knows a unit."""


@dataclass(frozen=True)
class Change:
    """One column that an import would change."""

    column: str
    before: str
    after: str


@dataclass(frozen=True)
class ImportRow:
    """What importing one row would do.

    number : the row's number in the file
    outcome : "new", "same", "changed" or "refused"
    reasons : why it is refused
    changes : what would change
    """

    number: int
    values: Mapping[str, str]
    outcome: str
    reasons: tuple[Message, ...] = ()
    changes: tuple[Change, ...] = ()
    parent: Key | None = None


@dataclass(frozen=True)
class ImportPlan:
    """What importing a file would do, row by row; every row is accounted for."""

    rows: tuple[ImportRow, ...]

    def count(self, outcome: str) -> int:
        return sum(row.outcome == outcome for row in self.rows)

    @property
    def counts(self) -> dict[str, int]:
        """How many rows have each outcome; together as many as were read."""
        return {outcome: self.count(outcome) for outcome in OUTCOMES}

    @property
    def refused(self) -> bool:
        return self.count("refused") > 0

    @property
    def digest(self) -> str:
        """Names the plan, so that what is carried out is what was shown."""
        content = [(row.number, row.outcome, row.parent, dict(row.values)) for row in self.rows]
        return hashlib.sha256(canonical_json(content).encode()).hexdigest()
