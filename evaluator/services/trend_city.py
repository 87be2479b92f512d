"""The whole city at a glance: for the mayor, and, more sparingly, for everyone."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from statistics import mean

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from evaluator.scoring.words import Bilingual
from evaluator.services.offices import OfficeView, first_office, office_view
from evaluator.services.permissions import Action, require
from evaluator.services.problems import NotFound
from evaluator.services.quartiles import FEWEST
from evaluator.services.trend_gains import Gain, top_gains
from evaluator.services.trend_lines import Track
from evaluator.services.trends import released_tracks
from evaluator.storage.actor import Actor
from evaluator.storage.periods import Category
from evaluator.storage.results import Result, Winner
from evaluator.storage.trend_visibility import released_trends


@dataclass(frozen=True)
class Weakness:
    """An indicator in which the city stands lowest.

    middle, mean : the category's median and mean as declared
    position : of the median, 0 to 1 on the rubric's range
    low : how many units stand at the lowest end of the range; of : how many have a value
    """

    category: str
    code: str
    name: Bilingual
    middle: str
    mean: str
    position: float
    low: int
    of: int


@dataclass(frozen=True)
class CitySummary:
    """What the mayor reads of one year, released results alone.

    tracks : those assessed in that year; the first one gives the city's profile
    gains : who rose most, with the category; nobody who fell is named
    weakest : of the first category alone, as values of other kinds of units compare with
        nothing there
    """

    office: OfficeView
    year: int
    tracks: tuple[Track, ...]
    gains: tuple[tuple[str, Gain], ...]
    weakest: tuple[Weakness, ...]


@dataclass(frozen=True)
class PublicPoint:
    """One category in one year, for everyone.

    middle : None where it would tell of single units
    predicates : how many units earned each, best first; empty where it would
    """

    label: str
    units: int
    middle: str | None
    position: float | None
    rubric_changed: bool
    under_revision: bool
    predicates: tuple[tuple[Bilingual, int], ...]


@dataclass(frozen=True)
class PublicCategory:
    """One category through the years, for everyone; no unit is named."""

    title: str
    low: str
    high: str
    points: tuple[PublicPoint, ...]


@dataclass(frozen=True)
class PublicCity:
    """What everyone may read of the assessments up to a year."""

    office: str
    illustrative: bool
    year: int
    categories: tuple[PublicCategory, ...]


def city_summary(session: Session, actor: Actor, year: int | None = None) -> CitySummary:
    """The city in one released year, or in the newest.

    Raises
    ------
    NotFound
        If nothing was released of that year.
    """
    require(actor, Action.SEE_TRENDS)
    found = _of_year(released_tracks(session, actor.office_id, year), year)
    if not found:
        raise NotFound("Belum ada hasil yang dirilis untuk tahun itu.")
    tracks = sorted(found, key=lambda one: one.unit_kind != "opd")
    return CitySummary(
        office=office_view(session, actor.office_id),
        year=found[0].newest.year,
        tracks=tuple(tracks),
        gains=_gains(tracks, 3),
        weakest=_weakest(tracks[0], 3),
    )


def released(session: Session, actor: Actor) -> tuple[Track, ...]:
    """Every trend as far as it is released, by kind of unit."""
    require(actor, Action.SEE_TRENDS)
    return released_tracks(session, actor.office_id)


def released_years(tracks: Sequence[Track]) -> list[int]:
    """The years that a summary can be made of, newest first."""
    return sorted({point.year for one in tracks for point in one.points}, reverse=True)


def public_city(session: Session, year: int) -> PublicCity | None:
    """What everyone may read of a year and those before it; None where nothing is released."""
    office = first_office(session)
    found = _of_year(released_tracks(session, office.id, year), year) if office else ()
    if office is None or not found:
        return None
    named = _named(session, office.id)
    categories = tuple(_public(one, named) for one in found)
    return PublicCity(office.name, office.illustrative, year, categories)


def _of_year(tracks: Sequence[Track], year: int | None) -> tuple[Track, ...]:
    """The trends that reach a year, or the newest one."""
    newest = max((one.newest.year for one in tracks), default=None)
    return tuple(one for one in tracks if one.newest.year == (year or newest))


def _gains(tracks: Sequence[Track], most: int) -> tuple[tuple[str, Gain], ...]:
    """The greatest gains over all categories, measured on the range of each."""
    found = [(one, gain) for one in tracks for gain in top_gains(one, most)]
    found.sort(key=lambda pair: (-_share(*pair), pair[1].unit))
    return tuple((one.title, gain) for one, gain in found[:most])


def _share(one: Track, gain: Gain) -> Fraction:
    result = one.newest.rubric.result
    return gain.rise / (result.high - result.low)


def _weakest(track: Track, most: int) -> tuple[Weakness, ...]:
    """The indicators with the lowest median; of equal ones that with the lower mean."""
    found = sorted(_standings(track), key=lambda pair: (pair[1].position, pair[0], pair[1].code))
    return tuple(weakness for _, weakness in found[:most])


def _standings(one: Track) -> list[tuple[float, Weakness]]:
    point, found = one.newest, []
    marks = [mark for mark in one.marks_at(len(one.points) - 1) if mark.value is not None]
    for indicator in point.rubric.indicators:
        middle = point.middle_of(indicator.code)
        values = [v for mark in marks if (v := mark.exact_of(indicator.code)) is not None]
        position, declared = point.position(middle), point.declared(middle)
        if position is None or declared is None or not values:
            continue
        low = sum(value == point.rubric.result.low for value in values)
        average = mean(values)
        weakness = Weakness(
            category=one.title,
            code=indicator.code,
            name=indicator.name,
            middle=declared,
            mean=point.declared(average) or "",
            position=position,
            low=low,
            of=len(values),
        )
        found.append((point.position(average) or 0.0, weakness))
    return found


def _named(session: Session, office_id: int) -> Counter[int]:
    """How many units of each category are named as winners for everyone to read."""
    shown = released_trends(office_id).with_only_columns(Result.snapshot_id)
    query = (
        select(Winner.category_id, func.count(Winner.participant_id.distinct()))
        .join(Category, Category.id == Winner.category_id)
        .where(Winner.snapshot_id.in_(shown), Winner.dropped_at.is_(None))
        .group_by(Winner.category_id)
    )
    return Counter({category: count for category, count in session.execute(query)})  # noqa: C416


def _public(one: Track, named: Counter[int]) -> PublicCategory:
    result = one.newest.rubric.result
    low, high = (one.newest.declared(end) or "" for end in (result.low, result.high))
    points = tuple(_public_point(one, at, named) for at in range(len(one.points)))
    return PublicCategory(one.title, low, high, points)


def _public_point(one: Track, at: int, named: Counter[int]) -> PublicPoint:
    point = one.points[at]
    told = point.ranked >= FEWEST
    shown = told and not _tells_a_winner(point.ranked, named[point.category_id])
    middle = point.middle_of() if shown else None
    others = point.ranked - named[point.category_id]
    return PublicPoint(
        label=point.label,
        units=point.ranked,
        middle=point.declared(middle),
        position=point.position(middle),
        rubric_changed=point.rubric_changed,
        under_revision=point.under_revision,
        # Whoever won is known by name and so is their word; the others must still be many.
        predicates=tuple(one.predicates_at(at)) if others >= FEWEST else (),
    )


def _tells_a_winner(ranked: int, named: int) -> bool:
    """Whether the median is the value of units that everyone knows by name.

    The middle of 5 is the third, who may have won the third place.
    """
    return ranked // 2 + 1 <= named
