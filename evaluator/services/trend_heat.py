"""One assessment at a glance: every unit at every indicator."""

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy.orm import Session

from evaluator.services.computing import counted_answers
from evaluator.services.permissions import Action, require
from evaluator.services.trend_lines import Mark, Point, Track, UnitLine
from evaluator.services.trends import track
from evaluator.storage.actor import Actor
from evaluator.storage.periods import Category, Participant
from evaluator.storage.results import Result
from evaluator.storage.trend_visibility import visible_trends

Answered = Mapping[int, frozenset[str]]
"""Unit -> the indicators that somebody answered for it, with TB or otherwise."""


@dataclass(frozen=True)
class HeatTrack:
    """A trend, opened at one of its points; `units` are those that took part there."""

    track: Track
    at: int
    units: tuple[UnitLine, ...]
    answered: Answered

    @property
    def point(self) -> Point:
        """The assessment that is looked at."""
        return self.track.points[self.at]

    def mark(self, line: UnitLine) -> Mark:
        """What a unit came to there."""
        mark = line.marks[self.at]
        assert mark is not None  # noqa: S101
        return mark

    def kind(self, line: UnitLine, code: str) -> str:
        """What is known: "value", "not-applicable", "missing", or "absent" of withdrawn units."""
        mark = self.mark(line)
        if not mark.nodes:
            return "absent"
        if mark.value_of(code) is not None:
            return "value"
        return "not-applicable" if code in self.answered[line.unit_id] else "missing"


def heat_track(session: Session, actor: Actor, category_id: int) -> HeatTrack:
    """Every unit of a category at every indicator, in a fixed number of queries.

    Raises
    ------
    NotFound
        If there are no results, or they may not be seen yet.
    """
    require(actor, Action.SEE_TRENDS)
    found = track(session, actor, category_id)
    at = next(n for n, point in enumerate(found.points) if point.category_id == category_id)
    query = visible_trends(actor).where(Category.id == category_id)
    rows = session.execute(query.with_only_columns(Participant.unit_id, Result.indicators))
    answered = {
        unit_id: frozenset(code for code, said in indicators.items() if counted_answers(said))
        for unit_id, indicators in rows
    }
    units = tuple(line for line in found.units if line.marks[at] is not None)
    return HeatTrack(found, at, units, answered)
