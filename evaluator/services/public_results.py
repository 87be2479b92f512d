"""Who won, for everyone: released awards of a year and nothing beside them."""

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from itertools import groupby

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from evaluator.scoring.words import Bilingual
from evaluator.services.offices import OfficeView, first_office
from evaluator.services.problems import NotFound
from evaluator.services.winner_order import ordered_winners
from evaluator.storage.database import canonical_json
from evaluator.storage.periods import Category, Period
from evaluator.storage.results import Snapshot, Winner
from evaluator.storage.visibility import released_snapshot

COLUMNS = (
    "tahun", "periode", "acara", "tanggal", "kategori", "penghargaan", "juara", "bersama",
    "penerima", "keterangan",
)  # fmt: skip
"""The columns of the machine-readable table, in their order."""
UNDER_REVISION = "sedang ditinjau"
ILLUSTRATION = "contoh"


@dataclass(frozen=True)
class PublicAward:
    """One award and who received it.

    place : such as "Juara I"; None for an award without places
    joint : whether another one received the same place
    """

    award: Bilingual
    place: Bilingual | None
    joint: bool
    recipient: str


@dataclass(frozen=True)
class PublicCategory:
    """The awards of one category, in the order of the rubric."""

    title: str
    awards: tuple[PublicAward, ...]


@dataclass(frozen=True)
class PublicPeriod:
    """One released assessment; `under_revision`: its results are being looked at again."""

    title: str
    event: str
    theme: str
    event_date: date
    under_revision: bool
    categories: tuple[PublicCategory, ...]


@dataclass(frozen=True)
class PublicYear:
    """The awards of one year of one office; `illustrative`: not official, a demonstration."""

    office: str
    illustrative: bool
    year: int
    periods: tuple[PublicPeriod, ...]

    @property
    def digest(self) -> str:
        """Names the content, so that whoever has it need not fetch it again."""
        content = canonical_json(_plain(asdict(self)))
        return hashlib.sha256(content.encode()).hexdigest()[:32]


def public_years(session: Session) -> list[tuple[int, tuple[str, ...]]]:
    """The years with released awards and the titles of their periods, newest first."""
    office = first_office(session)
    if office is None:
        return []
    query = (
        select(Period.year, Period.title)
        .where(Period.office_id == office.id, Period.released_at.is_not(None))
        .order_by(Period.year.desc(), Period.event_date, Period.id)
    )
    rows = session.execute(query).all()
    return [(year, tuple(t for _, t in run)) for year, run in groupby(rows, key=lambda r: r[0])]


def public_year(session: Session, year: int) -> PublicYear:
    """The released awards of one year, in a fixed number of queries.

    Nothing that is decided but not released is told, nor any value.

    Raises
    ------
    NotFound
        If the year has no released period.
    """
    office = first_office(session)
    periods = _periods(session, office, year) if office else ()
    if office is None or not periods:
        raise NotFound("Belum ada penghargaan yang diumumkan untuk tahun itu.")
    won: dict[int, list[Winner]] = {period.id: [] for period in periods}
    for row in ordered_winners(session, _winners([period.id for period in periods])):
        won[row.category.period_id].append(row)
    shown = tuple(_period(period, won[period.id]) for period in periods)
    return PublicYear(office.name, office.illustrative, year, shown)


def table_rows(found: PublicYear) -> Iterator[tuple[str, ...]]:
    """One row an award, as texts under COLUMNS; dates as 2025-09-29, `bersama` is ya or tidak."""
    for period in found.periods:
        notes = [ILLUSTRATION] if found.illustrative else []
        notes += [UNDER_REVISION] if period.under_revision else []
        for category in period.categories:
            for award in category.awards:
                yield (
                    str(found.year), period.title, period.event, period.event_date.isoformat(),
                    category.title, award.award.id, award.place.id if award.place else "",
                    "ya" if award.joint else "tidak", award.recipient, "; ".join(notes),
                )  # fmt: skip


def _periods(session: Session, office: OfficeView, year: int) -> Sequence[Period]:
    query = select(Period).where(
        Period.office_id == office.id, Period.year == year, Period.released_at.is_not(None)
    )
    return session.scalars(query.order_by(Period.event_date, Period.id)).all()


def _winners(period_ids: Sequence[int]) -> Select[Winner]:
    return (
        select(Winner)
        .join(Winner.snapshot)
        .join(Winner.participant)
        .join(Winner.category)
        .where(
            Category.period_id.in_(period_ids),
            Snapshot.released_at.is_not(None),
            Winner.dropped_at.is_(None),
            released_snapshot(),
        )
    )


def _period(period: Period, rows: Sequence[Winner]) -> PublicPeriod:
    categories = tuple(
        PublicCategory(category.title, tuple(_award(row) for row in run))
        for category, run in groupby(rows, key=lambda row: row.category)
    )
    return PublicPeriod(
        period.title,
        period.event,
        period.theme,
        period.event_date,
        period.revising_since is not None,
        categories,
    )


def _award(row: Winner) -> PublicAward:
    place = Bilingual(**row.place_name) if row.place_name else None
    return PublicAward(Bilingual(**row.title), place, row.joint, row.participant.name)


def _plain(value: object) -> object:
    """The same with dates and bilingual texts as plain values."""
    if isinstance(value, dict):
        return {name: _plain(one) for name, one in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(one) for one in value]
    if isinstance(value, Bilingual):
        return value.model_dump()
    return value.isoformat() if isinstance(value, date) else value
