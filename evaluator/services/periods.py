"""Setting up a period, and what lists and papers say of it."""

from dataclasses import asdict, dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from evaluator.services.checks import clean_text
from evaluator.services.logging import record
from evaluator.services.permissions import Action, require
from evaluator.services.problems import Conflict, NotFound, Refused
from evaluator.storage.actor import Actor
from evaluator.storage.periods import UNDER_WAY, Period, Stage
from evaluator.storage.visibility import visible_periods

_LONGEST = timedelta(days=731)


@dataclass(frozen=True)
class PeriodView:
    """A period as lists show it."""

    id: int
    year: int
    title: str
    event: str
    theme: str
    event_date: date
    shows_places: bool
    self_assesses: bool
    blind: bool
    confirms: bool
    grace_minutes: int
    stage: Stage
    version: int
    opened_at: datetime | None
    scoring_at: datetime | None
    settling_at: datetime | None
    locked_at: datetime | None
    released_at: datetime | None
    revising_since: datetime | None
    facts_from: date | None
    facts_until: date | None

    @property
    def stages(self) -> tuple[Stage, ...]:
        """The stages that this period goes through, in their order."""
        return stages_of(self)

    @property
    def published(self) -> bool:
        """Whether its results have been released; a revision takes nothing back."""
        return self.released_at is not None

    @property
    def decided(self) -> bool:
        """Whether its results are computed for good, at least for now."""
        return self.stage not in UNDER_WAY

    @property
    def first_fact_day(self) -> date:
        """The first day whose recorded facts count."""
        return self.facts_from or date(self.year, 1, 1)

    @property
    def last_fact_day(self) -> date:
        """The last day whose recorded facts count."""
        return self.facts_until or date(self.year, 12, 31)

    def began(self, stage: Stage) -> datetime | None:
        """Since when it is, or when it came into, one of its stages."""
        moments = {
            Stage.SELF_ASSESSMENT: self.opened_at,
            Stage.SCORING: self.scoring_at,
            Stage.SETTLING: self.settling_at,
            Stage.LOCKED: self.locked_at,
            Stage.RELEASED: self.released_at,
        }
        here = self.stages.index(self.stage)
        return moments.get(stage) if self.stages.index(stage) <= here else None


def stages_of(period: "Period | PeriodView") -> tuple[Stage, ...]:
    """The stages that a period goes through: with its self-assessment and revision, if any."""
    return tuple(
        stage
        for stage in Stage
        if (stage is not Stage.SELF_ASSESSMENT or period.self_assesses)
        and (stage is not Stage.REVISED or period.revising_since or period.stage == stage)
    )


@dataclass(frozen=True)
class Plan:
    """How a period is run; fixed when it is opened.

    self_assesses : units assess themselves before the assessors do
    blind : assessors and units do not read each other's names until release
    confirms : a second person confirms every settled score
    """

    self_assesses: bool = False
    blind: bool = False
    confirms: bool = False


@dataclass(frozen=True)
class FactDays:
    """The first and last day whose recorded facts count; None: of the period's year."""

    first: date | None = None
    last: date | None = None


def list_periods(session: Session, actor: Actor) -> list[PeriodView]:
    """The periods this person may know of, newest first."""
    query = visible_periods(actor).order_by(Period.year.desc(), Period.id.desc())
    return [view_of(period) for period in session.scalars(query)]


def period_view(session: Session, actor: Actor, period_id: int) -> PeriodView:
    """One period this person may know of."""
    return view_of(visible_period(session, actor, period_id))


def create_period(
    session: Session,
    actor: Actor,
    now: datetime,
    *,
    year: int,
    title: str,
    event: str,
    theme: str,
    event_date: date,
    shows_places: bool = True,
    plan: Plan | None = None,
    fact_days: FactDays | None = None,
) -> int:
    """Set up a period as a draft; returns its id."""
    require(actor, Action.ADMINISTER)
    name = clean_text(title, "title")
    _check_title_free(session, actor, year, name)
    period = Period(
        office_id=actor.office_id,
        year=year,
        title=name,
        event=clean_text(event, "event"),
        theme=clean_text(theme, "theme", empty=True),
        event_date=event_date,
        shows_places=shows_places,
        **asdict(plan or Plan()),
    )
    _set_fact_days(period, fact_days)
    session.add(period)
    session.flush()
    record_of_period(session, actor, now, "period.create", period, after=_loggable(period))
    return period.id


def change_period(
    session: Session,
    actor: Actor,
    now: datetime,
    period_id: int,
    *,
    version: int,
    title: str,
    event: str,
    theme: str,
    event_date: date,
    shows_places: bool,
    plan: Plan | None = None,
    fact_days: FactDays | None = None,
) -> None:
    """Change what a period says of itself, until it is released.

    Raises
    ------
    Conflict
        If it changed since `version`; with what is stored now.
    Refused
        If it is released, or its title is taken in its year.
    """
    require(actor, Action.ADMINISTER)
    period = visible_period(session, actor, period_id, lock=True)
    before = _loggable(period)
    if period.version != version:
        raise Conflict(
            "Periode ini baru saja berubah; tidak ada yang ditimpa.",
            stored={**before, "event_date": period.event_date, "version": period.version},
        )
    if period.released_at is not None:
        raise Refused("Periode sudah dirilis; keterangannya tidak berubah lagi.")
    _check_title_free(session, actor, period.year, clean_text(title, "title"), period.id)
    period.title, period.event = clean_text(title, "title"), clean_text(event, "event")
    period.theme = clean_text(theme, "theme", empty=True)
    period.event_date, period.shows_places = event_date, shows_places
    if plan is not None:
        _change_plan(period, plan)
    _set_fact_days(period, fact_days)
    after = _loggable(period)
    if after != before:
        period.version += 1
        record_of_period(session, actor, now, "period.change", period, before=before, after=after)


def visible_period(session: Session, actor: Actor, period_id: int, *, lock: bool = False) -> Period:
    """A period this person may know of; `lock` holds its stage until the transaction ends."""
    query = visible_periods(actor).where(Period.id == period_id)
    period = session.scalar(query.with_for_update(of=Period) if lock else query)
    if period is None:
        raise NotFound("Periode itu tidak ada.")
    return period


def draft_period(session: Session, actor: Actor, period_id: int) -> Period:
    """A period that is still being set up, held until the transaction ends."""
    period = visible_period(session, actor, period_id, lock=True)
    if period.stage != Stage.DRAFT:
        raise Refused("Periode sudah dibuka; kategori dan pesertanya tidak berubah lagi.")
    return period


def view_of(period: Period) -> PeriodView:
    """A period's row as plain values."""
    values = {name: getattr(period, name) for name in PeriodView.__dataclass_fields__}
    return PeriodView(**{**values, "stage": Stage(period.stage)})


def record_of_period(
    session: Session,
    actor: Actor,
    now: datetime,
    act: str,
    period: Period,
    *,
    before: object = None,
    after: object = None,
) -> None:
    """Keep in the log what was done to a period or its parts."""
    name = f"period:{period.id}"
    record(session, actor, now, act, name, before=before, after=after, period_id=period.id)


def _check_title_free(session: Session, actor: Actor, year: int, title: str, but: int = 0) -> None:
    taken = select(Period.id).where(
        Period.office_id == actor.office_id,
        Period.year == year,
        Period.title == title,
        Period.id != but,
    )
    if session.scalar(taken):
        raise Refused("Periode dengan tahun dan judul itu sudah ada.", field="title")


def _change_plan(period: Period, plan: Plan) -> None:
    """The plan of a draft; an open period keeps the one it was opened with."""
    present = Plan(period.self_assesses, period.blind, period.confirms)
    if plan == present:
        return
    if period.stage != Stage.DRAFT:
        raise Refused("Periode sudah dibuka; susunan tahapnya tidak berubah lagi.")
    for name, value in asdict(plan).items():
        setattr(period, name, value)


def _set_fact_days(period: Period, days: FactDays | None) -> None:
    """What is measured is taken at the lock, so the days are fixed from then on."""
    if days is None or (days.first, days.last) == (period.facts_from, period.facts_until):
        return
    if period.id is not None and (period.stage not in UNDER_WAY or period.revising_since):
        raise Refused(
            "Periode sudah dikunci; hari catatannya tidak berubah lagi.", field="facts_until"
        )
    first = days.first or date(period.year, 1, 1)
    last = days.last or date(period.year, 12, 31)
    if last < first:
        raise Refused(
            "Hari terakhir catatan tidak boleh sebelum hari pertamanya.", field="facts_until"
        )
    if last - first > _LONGEST:
        raise Refused("Masa catatan paling lama dua tahun.", field="facts_until")
    period.facts_from, period.facts_until = days.first, days.last


def _loggable(period: Period) -> dict[str, object]:
    return {
        "year": period.year,
        "title": period.title,
        "event": period.event,
        "theme": period.theme,
        "event_date": period.event_date.isoformat(),
        "shows_places": period.shows_places,
        "self_assesses": period.self_assesses,
        "blind": period.blind,
        "confirms": period.confirms,
        "facts_from": period.facts_from.isoformat() if period.facts_from else None,
        "facts_until": period.facts_until.isoformat() if period.facts_until else None,
    }
