"""What a planned training would lift: a calculation that stores nothing."""

from collections.abc import Collection
from dataclasses import dataclass
from fractions import Fraction

from sqlalchemy import select
from sqlalchemy.orm import Session

from evaluator.scoring.coaching import is_open, one_step_up
from evaluator.scoring.exact import read_exact, write_decimal
from evaluator.scoring.rubric import Indicator, Rubric
from evaluator.scoring.words import Bilingual
from evaluator.services.coaching import Group, unit_name
from evaluator.services.computing import counted_answers
from evaluator.services.permissions import Action, require
from evaluator.services.problems import Refused
from evaluator.storage.activities import Activity, ActivityInvitation
from evaluator.storage.activities_visibility import visible_activities, visible_invitations
from evaluator.storage.actor import Actor


@dataclass(frozen=True)
class Lift:
    """One invited unit before and after one step at every indicator that is trained.

    gain : declared after less declared before; climbs: how many indicators rise
    predicate, later : its predicate before and after
    """

    unit: str
    before: str
    after: str
    gain: str
    climbs: int
    predicate: Bilingual | None
    later: Bilingual | None

    @property
    def reaches(self) -> bool:
        """Whether it reaches a better predicate."""
        return self.predicate != self.later


@dataclass(frozen=True)
class Lifted:
    """All invited units, the largest gain first, and what they gain together."""

    units: tuple[Lift, ...]
    gain: str
    reached: int


@dataclass(frozen=True)
class Training:
    """One training that the rubric names, with the indicators that it helps."""

    name: Bilingual | None
    indicators: tuple[Indicator, ...]


@dataclass(frozen=True)
class PlannedActivity:
    """An activity with the units that are invited."""

    id: int
    title: str
    unit_ids: frozenset[int]


def trainings_of(rubric: Rubric) -> tuple[Training, ...]:
    """The trainings that a rubric names, in its order; last the indicators without one."""
    found: dict[Bilingual | None, list[Indicator]] = {}
    for indicator in rubric.indicators:
        found.setdefault(indicator.training, []).append(indicator)
    rest = found.pop(None, None)
    named = [Training(name, tuple(rows)) for name, rows in found.items()]
    return (*named, *([Training(None, tuple(rest))] if rest else []))


def has_open(rubric: Rubric, codes: Collection[str]) -> bool:
    """Whether any of some indicators has a scale without levels or bands."""
    return any(is_open(rubric.scale_of(code)) for code in codes)


def share_asked(text: str) -> Fraction | None:
    """How far scales without levels rise, from a typed percentage; None: one part more.

    Raises
    ------
    Refused
        If it is no number above 0 and up to 100.
    """
    typed = text.strip().removesuffix("%").strip()
    if not typed:
        return None
    try:
        share = read_exact(typed) / 100
    except ValueError:
        share = Fraction(0)
    if not 0 < share <= 1:
        raise Refused("Isi persen di atas 0 sampai 100, atau kosongkan.", field="sampai")
    return share


def lift_of(
    group: Group,
    codes: Collection[str],
    participant_ids: Collection[int],
    up_to: Fraction | None = None,
) -> Lifted:
    """What the units invited would come to if each rose one step at every indicator trained.

    Missing and not applicable indicators stay as they are; scales without levels rise by
    one part, or up to a share (0 to 1). Values are declared as a result would be; gains
    are differences of declared values.
    """
    rubric, places = group.rubric, group.rubric.result.places
    found = []
    total = Fraction(0)
    for row, before in group.units:
        if row.participant_id not in participant_ids:
            continue
        counted = {code: counted_answers(said) for code, said in row.indicators.items()}
        after = one_step_up(rubric, before, codes, counted, up_to)
        gain = (after.value or Fraction(0)) - (before.value or Fraction(0))
        total += gain
        risen = sum(after.nodes[code] != before.nodes[code] for code in rubric.indicator)
        lift = Lift(
            unit_name(row),
            row.value or "",
            write_decimal(after.value or Fraction(0), places),
            write_decimal(gain, places),
            risen,
            before.predicate,
            after.predicate,
        )
        found.append((gain, lift))
    ordered = tuple(lift for _gain, lift in sorted(found, key=lambda one: (-one[0], one[1].unit)))
    return Lifted(ordered, write_decimal(total, places), sum(one.reaches for one in ordered))


def planned_activities(session: Session, actor: Actor) -> list[PlannedActivity]:
    """The activities that were not called off, newest first, with who is invited; two queries."""
    require(actor, Action.COACH)
    rows = session.execute(
        visible_activities(actor)
        .where(Activity.cancelled_at.is_(None))
        .with_only_columns(Activity.id, Activity.title)
        .order_by(Activity.held_on.desc(), Activity.id.desc())
        .limit(50)
    ).all()
    invited: dict[int, set[int]] = {number: set() for number, _title in rows}
    seen = visible_invitations(actor).with_only_columns(ActivityInvitation.id)
    query = select(ActivityInvitation.activity_id, ActivityInvitation.unit_id).where(
        ActivityInvitation.id.in_(seen), ActivityInvitation.activity_id.in_(invited)
    )
    for number, unit_id in session.execute(query):
        invited[number].add(unit_id)
    return [PlannedActivity(number, title, frozenset(invited[number])) for number, title in rows]
