"""Results that were released more than once: which ones count, and what they said before."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session, contains_eager

from evaluator.scoring.words import Bilingual
from evaluator.services.objection_effects import Stand
from evaluator.services.objection_rows import called
from evaluator.services.periods import visible_period
from evaluator.services.permissions import Action, allows, require
from evaluator.services.problems import NotFound
from evaluator.services.results import result_view
from evaluator.storage.actor import Actor
from evaluator.storage.objection_visibility import visible_objections
from evaluator.storage.objections import Objection
from evaluator.storage.periods import Category, Participant
from evaluator.storage.results import Result, Snapshot
from evaluator.storage.visibility import visible_results


@dataclass(frozen=True)
class Earlier:
    """What a unit's result was before it was revised.

    place : as it is printed; "" where there was none
    moved : whether value, word or place is another one now
    objected : whether accepted objections made the revision
    own : those of them that are the unit's own and the reader may read: (id, indicator)
    """

    value: str | None
    predicate: Bilingual | None
    place: str
    released_at: datetime
    revised_at: datetime
    moved: bool
    objected: bool
    own: tuple[tuple[int, str], ...]


@dataclass(frozen=True)
class Issue:
    """One set of results of a period.

    state : "current" (what everybody reads), "replaced" or "waiting" (not released yet)
    """

    number: int
    digest: str
    made_at: datetime
    made_by: str
    released_at: datetime | None
    state: str


@dataclass(frozen=True)
class UnitLine:
    """One unit in a set of results, and in the set before it; None where it was not in that."""

    unit: str
    after: Stand
    before: Stand | None


@dataclass(frozen=True)
class CategoryLines:
    """One category of a set of results, best first."""

    title: str
    units: tuple[UnitLine, ...]


@dataclass(frozen=True)
class IssueView:
    """One set of results, kept as it was.

    carried : the objections that it carries out: (id, unit, indicator)
    """

    title: str
    issue: Issue
    categories: tuple[CategoryLines, ...]
    carried: tuple[tuple[int, str, str], ...]
    has_before: bool


def earlier_result(session: Session, actor: Actor, participant_id: int) -> Earlier | None:
    """What the result that one reads replaced; None where it was released only once."""
    require(actor, Action.SIGNED_IN)
    query = (
        visible_results(actor)
        .where(Result.participant_id == participant_id, Snapshot.released_at.is_not(None))
        .add_columns(Snapshot.released_at)
        .order_by(Snapshot.number.desc())
        .limit(2)
    )
    rows = session.execute(query).all()
    if len(rows) < 2:
        return None
    (now, revised_at), (before, released_at) = rows
    new, old = result_view(now), result_view(before)
    moved = (new.value, new.predicate, new.shown_place) != (
        old.value,
        old.predicate,
        old.shown_place,
    )
    carried = select(Objection.id).where(Objection.published_id == now.snapshot_id).limit(1)
    mine = (
        visible_objections(actor)
        .where(
            Objection.published_id == now.snapshot_id, Objection.participant_id == participant_id
        )
        .with_only_columns(Objection.id, Objection.indicator)
        .order_by(Objection.indicator, Objection.id)
    )
    return Earlier(
        old.value, old.predicate, old.shown_place, released_at, revised_at, moved,
        session.scalar(carried) is not None,
        tuple((number, code) for number, code in session.execute(mine)),
    )  # fmt: skip


def issues_of(session: Session, actor: Actor, period_id: int) -> list[Issue]:
    """Every set of results that a released period ever had, newest first.

    What waits for its release only the lead is told of.
    """
    require(actor, Action.SEE_RESULTS)
    period = visible_period(session, actor, period_id)
    query = select(Snapshot).where(Snapshot.period_id == period.id)
    rows = session.scalars(query.order_by(Snapshot.number.desc())).all()
    current = next((row.number for row in rows if row.released_at is not None), 0)
    if not allows(actor, Action.DECIDE):
        rows = [row for row in rows if row.number <= current]
    return [
        Issue(
            row.number,
            row.digest,
            row.made_at,
            row.made_by,
            row.released_at,
            "current"
            if row.number == current
            else "waiting"
            if row.number > current
            else "replaced",
        )
        for row in rows
        if period.released_at is not None
    ]


def issue_of(session: Session, actor: Actor, period_id: int, number: int) -> IssueView:
    """One set of results of a period beside the one before it, whichever counts now.

    Raises
    ------
    NotFound
        If there is none, or this person may not read it.
    """
    issue = next((o for o in issues_of(session, actor, period_id) if o.number == number), None)
    if issue is None:
        raise NotFound("Hasil itu tidak ada.")
    rows, before = (_rows(session, actor, period_id, one) for one in (number, number - 1))
    known = {row.participant_id: _stand(row) for row in before}
    units: dict[int, list[UnitLine]] = {}
    titles = {row.category_id: row.category.title for row in rows}
    for row in rows:
        line = UnitLine(called(row.participant), _stand(row), known.get(row.participant_id))
        units.setdefault(row.category_id, []).append(line)
    return IssueView(
        visible_period(session, actor, period_id).title,
        issue,
        tuple(CategoryLines(title, tuple(units[one])) for one, title in titles.items()),
        _carried(session, actor, period_id, number),
        bool(before),
    )


def _rows(session: Session, actor: Actor, period_id: int, number: int) -> Sequence[Result]:
    """The results of one set, by category, best first."""
    query = (
        visible_results(actor)
        .where(Snapshot.period_id == period_id, Snapshot.number == number)
        .options(
            contains_eager(Result.participant).joinedload(Participant.unit),
            contains_eager(Result.category),
        )
        .order_by(Category.position, Category.id, Result.place.is_(None), Result.place)
        .order_by(Participant.name, Participant.id)
    )
    return session.scalars(query).all()


def _stand(row: Result) -> Stand:
    place = "" if row.place is None else f"{row.place}{'=' if row.joint else ''}"
    return Stand(row.value, Bilingual(**row.predicate) if row.predicate else None, place)


def _carried(
    session: Session, actor: Actor, period_id: int, number: int
) -> tuple[tuple[int, str, str], ...]:
    query = (
        visible_objections(actor)
        .join(Snapshot, Snapshot.id == Objection.published_id)
        .where(Snapshot.period_id == period_id, Snapshot.number == number)
        .options(contains_eager(Objection.participant).joinedload(Participant.unit))
        .order_by(Participant.name, Objection.indicator, Objection.id)
    )
    return tuple((one.id, called(one.participant), one.indicator) for one in session.scalars(query))
