"""How far a unit came since its last result: as published, and on common ground."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from sqlalchemy.orm import Session

from evaluator.scoring.exact import write_decimal
from evaluator.services.equating import Comparison, compare, equate
from evaluator.services.results import evaluation_of
from evaluator.storage.actor import Actor
from evaluator.storage.feedback_visibility import released_results
from evaluator.storage.periods import Participant, Period
from evaluator.storage.results import Result


@dataclass(frozen=True)
class YearChange:
    """This year against the last one that was released.

    published : what was declared then; None where the unit was not ranked
    changed : whether the rubric changed so that values or levels mean something else
    now, then : both years over the common indicators, by this year's weights; None where
        nothing is common
    common, total : how many indicators are compared, of how many this year
    """

    year: int
    published: str | None
    changed: bool
    now: str | None
    then: str | None
    common: int
    total: int

    @property
    def rise(self) -> str | None:
        """How far the value on common ground rose, with its sign; None where there is none."""
        if self.now is None or self.then is None:
            return None
        difference = Fraction(self.now) - Fraction(self.then)
        places = len(self.now.partition(".")[2])
        sign = "+" if difference > 0 else "-" if difference < 0 else ""
        return sign + write_decimal(abs(difference), places)


class Years:
    """Compares results with earlier ones; each pair of rubrics is looked at once."""

    def __init__(self) -> None:
        self._known: dict[tuple[str, str], Comparison] = {}

    def change(self, row: Result, last: Result | None) -> YearChange | None:
        """What changed for one unit; None where it has no earlier result."""
        if last is None:
            return None
        comparison = self._compared(row, last)
        then = evaluation_of(last.category.rubric_version.rubric, last)
        found = equate(comparison, evaluation_of(comparison.newer, row), then)
        return YearChange(
            last.category.period.year,
            last.value,
            comparison.changed,
            found.now_text if found else None,
            found.then_text if found else None,
            len(found.used) if found else 0,
            len(comparison.newer.indicators),
        )

    def _compared(self, row: Result, last: Result) -> Comparison:
        newer, older = row.category.rubric_version, last.category.rubric_version
        key = (newer.digest, older.digest)
        if key not in self._known:
            same = newer.digest == older.digest
            self._known[key] = (
                Comparison(newer.rubric, tuple(newer.rubric.indicator), False)
                if same
                else compare(newer.rubric, older.rubric)
            )
        return self._known[key]


def earlier_results(session: Session, actor: Actor, rows: Sequence[Result]) -> dict[int, Result]:
    """For each result, the same unit's last released one by the same rubric, if there is one.

    One query, whatever the number of results.
    """
    units = {row.participant.unit_id for row in rows}
    years = {row.category.period.year for row in rows}
    if not rows:
        return {}
    query = released_results(actor).where(Participant.unit_id.in_(units), Period.year < max(years))
    past = session.scalars(query).all()
    found = ((row.id, next((p for p in past if _precedes(p, row)), None)) for row in rows)
    return {number: result for number, result in found if result is not None}


def _precedes(past: Result, row: Result) -> bool:
    return (
        past.participant.unit_id == row.participant.unit_id
        and past.category.rubric_version.code == row.category.rubric_version.code
        and past.category.period.year < row.category.period.year
    )
