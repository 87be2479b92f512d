"""Year on year: what a category, its sections and each of its units came to."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Select, null, select
from sqlalchemy.orm import Session, aliased

from evaluator.scoring.words import Bilingual
from evaluator.services.computing import counted_answers
from evaluator.services.equating import Comparison, compare
from evaluator.services.permissions import Action, require
from evaluator.services.problems import NotFound
from evaluator.services.trend_lines import Joined, Mark, Point, Track, UnitLine, joined_at
from evaluator.storage.actor import Actor
from evaluator.storage.periods import Category, Participant, Period
from evaluator.storage.results import Result, Snapshot
from evaluator.storage.rubrics import RubricVersion
from evaluator.storage.trend_visibility import released_trends, visible_trends
from evaluator.storage.units import Unit, UnitEnding

_CODED = "responden"  # respondents appear by code alone
_KINDS = ("opd", "kecamatan", "kelurahan", "mitra", "responden")


@dataclass(frozen=True)
class TrackTitle:
    """One entry of the list of trends; `labels` are its points, oldest first."""

    category_id: int
    title: str
    unit_kind: str
    labels: tuple[str, ...]


Dated = tuple[Category, Period, RubricVersion]
_compared: dict[tuple[str, str], Comparison] = {}  # published rubrics never change
_MOST_COMPARED = 64


def list_tracks(session: Session, actor: Actor) -> list[TrackTitle]:
    """The categories that have results to look back on, by kind of unit; one query."""
    require(actor, Action.SEE_TRENDS)
    return [_title(run) for run in _runs(session, visible_trends(actor))]


def track(session: Session, actor: Actor, category_id: int) -> Track:
    """The trend that a category belongs to, in a fixed number of queries.

    Raises
    ------
    NotFound
        If there is none, or it may not be seen yet: both look the same.
    """
    require(actor, Action.SEE_TRENDS)
    visible = visible_trends(actor)
    for run in _runs(session, visible):
        if category_id in {category.id for category, _, _ in run}:
            return _tracks(session, visible, [run])[0]
    raise NotFound("Tren itu belum ada.")


def released_tracks(
    session: Session, office_id: int, until: int | None = None
) -> tuple[Track, ...]:
    """Every trend of an office as far as it is released, up to a year; for papers and the public.

    Who may read what of it is the caller's to say.
    """
    released = released_trends(office_id)
    if until is not None:
        released = released.where(Period.year <= until)
    return _tracks(session, released, _runs(session, released))


def _runs(session: Session, visible: Select[Result]) -> list[list[Dated]]:
    """Categories that belong to one another, oldest first; the runs by kind of unit."""
    query = (
        select(Category, Period, RubricVersion)
        .join(Category.period)
        .join(Category.rubric_version)
        .where(Category.id.in_(visible.with_only_columns(Result.category_id)))
        .order_by(Period.year, Period.event_date, Period.id, Category.position, Category.id)
    )
    runs: dict[tuple[str, str], list[Dated]] = {}
    for row in session.execute(query):
        category = row[0]
        runs.setdefault((category.unit_kind, category.title.casefold().strip()), []).append(row)
    joined = _continued(list(runs.values()))
    return sorted(joined, key=lambda run: (_KINDS.index(run[-1][0].unit_kind), _begin(run)))


def _begin(run: Sequence[Dated]) -> tuple[int, str]:
    return run[-1][0].position, run[-1][0].title


def _continued(runs: list[list[Dated]]) -> list[list[Dated]]:
    """Join a run to the one it goes on from under another title, where there is no doubt."""
    for run in runs:
        before = _nearest([one for one in runs if _leads_to(one, run)], -1)
        if before and _nearest([one for one in runs if _leads_to(before, one)], 0) is run:
            others = [one for one in runs if one is not run and one is not before]
            return _continued([*others, [*before, *run]])
    return runs


def _leads_to(one: Sequence[Dated], other: Sequence[Dated]) -> bool:
    """Whether a run is over before another one of such units by a rubric of the same code."""
    (before, _, old), (after, _, new) = one[-1], other[0]
    alike = before.unit_kind == after.unit_kind and old.code == new.code
    return alike and _moment(one[-1]) < _moment(other[0])


def _nearest(runs: Sequence[list[Dated]], end: int) -> list[Dated] | None:
    """The run whose end (-1: last, 0: first) lies nearest in time; None where two do."""
    moments = sorted((_moment(run[end]) for run in runs), reverse=end == -1)
    if not moments or moments.count(moments[0]) > 1:
        return None
    return next(run for run in runs if _moment(run[end]) == moments[0])


def _moment(row: Dated) -> tuple[int, date, int]:
    return row[1].year, row[1].event_date, row[1].id


def _title(run: Sequence[Dated]) -> TrackTitle:
    newest = run[-1][0]
    return TrackTitle(newest.id, newest.title, newest.unit_kind, _labels(run))


def _labels(run: Sequence[Dated]) -> tuple[str, ...]:
    """The years; where one has several assessments, each with its number."""
    many = Counter(period.year for _, period, _ in run)
    seen: Counter[int] = Counter()
    labels = []
    for _, period, _ in run:
        seen[period.year] += 1
        number = f"/{seen[period.year]}" if many[period.year] > 1 else ""
        labels.append(f"{period.year}{number}")
    return tuple(labels)


def _tracks(
    session: Session, visible: Select[Result], runs: Sequence[Sequence[Dated]]
) -> tuple[Track, ...]:
    rows = _rows(session, visible, [row for run in runs for row in run])
    endings = _endings(session, {row.unit_id for found in rows.values() for row in found})
    return tuple(_track(run, rows, endings) for run in runs)


def _rows(
    session: Session, visible: Select[Result], dated: Sequence[Dated]
) -> dict[int, list[Any]]:
    """The results of categories, by category; answers only where a missing one has a value."""
    low = any(version.rubric.result.missing == "lowest" for _, _, version in dated)
    query = (
        visible.join(Unit, Unit.id == Participant.unit_id)
        .where(Category.id.in_([category.id for category, _, _ in dated]))
        .order_by(Unit.name, Unit.id)
        .with_only_columns(
            *(Result.category_id, Result.value, Result.exact, Result.predicate, Result.reason),
            *(Result.nodes, Result.middle, Snapshot.released_at),
            Result.indicators if low else null().label("indicators"),
            *(Participant.unit_id, Participant.name.label("then")),
            *(Unit.name, Unit.short_name, Unit.kind),
        )
    )
    found: dict[int, list[Any]] = {}
    for row in session.execute(query):
        found.setdefault(row.category_id, []).append(row)
    return found


def _endings(session: Session, unit_ids: set[int]) -> list[Any]:
    """How units ended, and what other units went on in them; by day."""
    own, other = aliased(Unit), aliased(Unit)
    query = (
        select(
            *(UnitEnding.unit_id, UnitEnding.successor_id, UnitEnding.ended_on),
            *(own.name.label("name"), other.name.label("successor")),
            *(own.kind, own.short_name, other.short_name.label("successor_short")),
        )
        .join(own, own.id == UnitEnding.unit_id)
        .outerjoin(other, other.id == UnitEnding.successor_id)
        .where(UnitEnding.unit_id.in_(unit_ids) | UnitEnding.successor_id.in_(unit_ids))
        .order_by(UnitEnding.ended_on, UnitEnding.id)
    )
    return list(session.execute(query))


def _track(
    run: Sequence[Dated], rows: Mapping[int, Sequence[Any]], endings: Sequence[Any]
) -> Track:
    points = _points(run, rows)
    marks: dict[int, list[Mark | None]] = {}
    shown: dict[int, tuple[str, str]] = {}
    for at, point in enumerate(points):
        for row in rows[point.category_id]:
            marks.setdefault(row.unit_id, [None] * len(points))[at] = _mark(row)
            shown[row.unit_id] = (_called(row.kind, row.name, row.short_name), row.short_name)
    lines = [
        _line(points, unit_id, names, marks, endings)
        for unit_id, names in sorted(shown.items(), key=lambda one: (one[1], one[0]))
    ]
    newest = run[-1][0]
    return Track(newest.id, newest.title, newest.unit_kind, points, tuple(lines))


def _points(run: Sequence[Dated], rows: Mapping[int, Sequence[Any]]) -> tuple[Point, ...]:
    points: list[Point] = []
    older: RubricVersion | None = None
    for label, (category, period, version) in zip(_labels(run), run, strict=True):
        found = rows[category.id]
        ranked = sum(row.value is not None for row in found)
        points.append(
            Point(
                category_id=category.id,
                period_id=period.id,
                label=label,
                year=period.year,
                period=period.title,
                day=period.event_date,
                released=found[0].released_at is not None,
                under_revision=period.revising_since is not None,
                rubric=version.rubric,
                rubric_digest=version.digest,
                comparison=_comparison(older, version),
                ranked=ranked,
                silent=len(found) - ranked,
                middle=found[0].middle,
            )
        )
        older = version
    return tuple(points)


def _comparison(older: RubricVersion | None, newer: RubricVersion) -> Comparison | None:
    if older is None or older.digest == newer.digest:
        return None
    key = (newer.digest, older.digest)
    if key not in _compared:
        if len(_compared) >= _MOST_COMPARED:
            _compared.clear()
        _compared[key] = compare(newer.rubric, older.rubric)
    return _compared[key]


def _mark(row: Any) -> Mark:
    return Mark(
        name=_called(row.kind, row.then, row.short_name),
        value=row.value,
        exact=row.exact if row.value is not None else None,
        predicate=Bilingual(**row.predicate) if row.predicate else None,
        reason=row.reason,
        nodes=row.nodes,
        missing=_missing(row),
    )


def _missing(row: Any) -> tuple[str, ...]:
    said = row.indicators or {}
    return tuple(code for code, one in said.items() if not counted_answers(one))


def _line(
    points: Sequence[Point],
    unit_id: int,
    names: tuple[str, str],
    marks: Mapping[int, Sequence[Mark | None]],
    endings: Sequence[Any],
) -> UnitLine:
    came = [one for one in endings if one.successor_id == unit_id]
    nowhere: list[Mark | None] = [None] * len(points)
    starts = (joined_at(points, one.ended_on, marks.get(one.unit_id, nowhere)) for one in came)
    own = next((one for one in endings if one.unit_id == unit_id), None)
    return UnitLine(
        unit_id=unit_id,
        name=names[0],
        short_name=names[1],
        marks=tuple(marks[unit_id]),
        anew=frozenset(at for at in starts if at is not None),
        ended=_joined(own) if own else None,
        forerunners=tuple(_joined(one) for one in came),
    )


def _joined(row: Any) -> Joined:
    successor = None
    if row.successor_id is not None:
        successor = _called(row.kind, row.successor, row.successor_short)
    return Joined(_called(row.kind, row.name, row.short_name), row.ended_on, successor)


def _called(kind: str, name: str, short_name: str) -> str:
    return short_name if kind == _CODED else name
