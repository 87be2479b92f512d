"""What is shown of an activity: one line of the list, an invited unit, a person who came."""

from dataclasses import dataclass
from datetime import date, datetime
from fractions import Fraction
from itertools import combinations

from evaluator.services.activity_words import name_of, reaches
from evaluator.services.person_names import perhaps_same
from evaluator.storage.activities import Activity, ActivityInvitation, Attendance


@dataclass(frozen=True)
class PersonView:
    """One person who came; `struck` entries no longer count."""

    id: int
    name: str
    position: str
    level: str
    way: str
    noted_at: datetime
    noted_by: str
    struck: bool
    struck_by: str
    struck_reason: str


@dataclass(frozen=True)
class InvitedView:
    """One invited unit with everybody who came for it.

    level : the job level asked for, "" for anybody
    ahead : whether its day is not over yet
    """

    id: int
    activity_id: int
    unit_id: int
    unit: str
    kind: str
    level: str
    excused: bool
    excuse: str
    outcome: str
    version: int
    ahead: bool
    people: tuple[PersonView, ...]

    @property
    def standing(self) -> tuple[PersonView, ...]:
        """Those whose entry counts."""
        return tuple(one for one in self.people if not one.struck)

    @property
    def bare(self) -> bool:
        """Whether nothing is written on it: nobody noted, no excuse, no outcome."""
        return not (self.people or self.excuse or self.outcome)

    @property
    def doubtful(self) -> frozenset[int]:
        """The ids of entries that count and may be one person written in two ways."""
        pairs = combinations(self.standing, 2)
        return frozenset(
            key for a, b in pairs if perhaps_same(a.name, b.name) for key in (a.id, b.id)
        )

    @property
    def came(self) -> bool:
        """Whether somebody came for this unit."""
        return bool(self.standing)

    @property
    def level_met(self) -> bool:
        """Whether one of them was of the level asked for or higher."""
        return any(reaches(one.level, self.level) for one in self.standing)

    @property
    def state(self) -> str:
        """Such as "came", "below" (nobody of the level asked for), "excused", "ahead", "missed".

        "unsaid" where somebody came whose level nobody wrote down.
        """
        if self.level_met:
            return "came"
        if self.came:
            return "below" if all(one.level for one in self.standing) else "unsaid"
        if self.excused:
            return "excused"
        return "ahead" if self.ahead else "missed"


@dataclass(frozen=True)
class ActivityRow:
    """One line of the list.

    host : the unit that holds it, "" for the office
    invited, came, excused : units; people : persons who came
    own : the reader's own invitation, where the reader is a unit that has one
    """

    id: int
    kind: str
    title: str
    held_on: date
    starts_at: str
    ends_at: str
    hours: Fraction
    place: str
    host: str
    cancelled: bool
    invited: int
    came: int
    excused: int
    people: int
    own: InvitedView | None = None


@dataclass(frozen=True)
class Listing:
    """The activities that were asked for, newest first, and the years there are."""

    rows: tuple[ActivityRow, ...]
    years: tuple[int, ...]


@dataclass(frozen=True)
class ActivityView:
    """One activity; `invited` are all units, or only the reader's own where it is a unit.

    ahead : whether its day is yet to come
    """

    id: int
    kind: str
    title: str
    held_on: date
    starts_at: str
    ends_at: str
    hours: Fraction
    place: str
    host_id: int | None
    host: str
    topic: str
    audience: str
    level: str
    minutes: str
    cancelled: bool
    cancel_reason: str
    version: int
    ahead: bool
    invited: tuple[InvitedView, ...]

    def count(self, *states: str) -> int:
        """How many invited units are in one of these states."""
        return sum(one.state in states for one in self.invited)

    @property
    def people(self) -> int:
        """How many persons came."""
        return sum(len(one.standing) for one in self.invited)


def invited_view(row: ActivityInvitation, today: date) -> InvitedView:
    """An invitation's row as plain values; `today` is where the office is."""
    return InvitedView(
        row.id,
        row.activity_id,
        row.unit_id,
        name_of(row.unit),
        row.unit.kind,
        row.level,
        row.excused_at is not None,
        row.excuse,
        row.outcome,
        row.version,
        row.activity.held_on >= today,
        tuple(person_view(one) for one in row.people),
    )


def person_view(row: Attendance) -> PersonView:
    """An attendance's row as plain values."""
    return PersonView(
        row.id,
        row.name,
        row.position,
        row.level,
        row.way,
        row.noted_at,
        row.noted_by,
        row.struck_at is not None,
        row.struck_by,
        row.struck_reason,
    )


def row_view(
    row: Activity, counts: tuple[int, int, int, int], own: InvitedView | None
) -> ActivityRow:
    """An activity's row as a line of the list; `counts` as its four numbers."""
    return ActivityRow(
        row.id,
        row.kind,
        row.title,
        row.held_on,
        row.starts_at,
        row.ends_at,
        row.hours,
        row.place,
        name_of(row.host) if row.host else "",
        row.cancelled_at is not None,
        *counts,
        own,
    )


def activity_view(row: Activity, invited: tuple[InvitedView, ...], ahead: bool) -> ActivityView:
    """An activity's row with the units that the reader may see."""
    return ActivityView(
        row.id,
        row.kind,
        row.title,
        row.held_on,
        row.starts_at,
        row.ends_at,
        row.hours,
        row.place,
        row.host_id,
        name_of(row.host) if row.host else "",
        row.topic,
        row.audience,
        row.level,
        row.minutes,
        row.cancelled_at is not None,
        row.cancel_reason,
        row.version,
        ahead,
        invited,
    )
