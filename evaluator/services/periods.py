"""Setting up a period: its categories, the units that take part, and who assesses them."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from evaluator.services.checks import clean_text
from evaluator.services.logging import record
from evaluator.services.permissions import Action, require
from evaluator.services.problems import Conflict, NotFound, Refused
from evaluator.storage.actor import Actor, Role
from evaluator.storage.people import Account, AccountRole
from evaluator.storage.periods import Category, Participant, Period, Stage
from evaluator.storage.rubrics import RubricVersion
from evaluator.storage.scores import Score, Sheet
from evaluator.storage.units import Unit
from evaluator.storage.visibility import visible_periods, visible_rubrics


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
    stage: Stage
    version: int
    opened_at: datetime | None
    locked_at: datetime | None
    released_at: datetime | None


@dataclass(frozen=True)
class Panel:
    """A unit in a category and the assessors who have a sheet of it."""

    participant_id: int
    unit_id: int
    name: str
    withdrawn: str | None
    assessors: tuple[tuple[int, str], ...]


@dataclass(frozen=True)
class Seat:
    """Who was seen to assess a unit, and who shall; what others changed meanwhile stays."""

    seen: frozenset[int]
    wanted: frozenset[int]

    def over(self, present: Iterable[int]) -> frozenset[int]:
        """The assessors after the change, from those that are present now."""
        return (frozenset(present) | (self.wanted - self.seen)) - (self.seen - self.wanted)


@dataclass(frozen=True)
class Choice:
    """A unit that can take part in a category, and whether it does."""

    unit_id: int
    name: str
    short_name: str
    chosen: bool


@dataclass(frozen=True)
class RubricChoice:
    """A published rubric for one kind of unit."""

    rubric_id: int
    title: str
    version: str
    unit_kind: str


@dataclass(frozen=True)
class CategoryView:
    """A category with its rubric's name and its panels."""

    id: int
    period_id: int
    title: str
    unit_kind: str
    rubric_id: int
    rubric_title: str
    rubric_version: str
    panels: tuple[Panel, ...]

    @property
    def without_assessors(self) -> list[str]:
        """The units that nobody assesses yet."""
        return [panel.name for panel in self.panels if not panel.assessors]


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
    )
    session.add(period)
    session.flush()
    _record(session, actor, now, "period.create", period, after=_loggable(period))
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
    if period.stage == Stage.RELEASED:
        raise Refused("Periode sudah dirilis; keterangannya tidak berubah lagi.")
    _check_title_free(session, actor, period.year, clean_text(title, "title"), period.id)
    period.title, period.event = clean_text(title, "title"), clean_text(event, "event")
    period.theme = clean_text(theme, "theme", empty=True)
    period.event_date, period.shows_places = event_date, shows_places
    after = _loggable(period)
    if after != before:
        period.version += 1
        _record(session, actor, now, "period.change", period, before=before, after=after)


def add_category(
    session: Session,
    actor: Actor,
    now: datetime,
    period_id: int,
    *,
    title: str,
    rubric_id: int,
    unit_kind: str,
    unit_ids: Sequence[int] | None = None,
) -> int:
    """Add a category; all units of the kind take part unless some are chosen. Returns its id."""
    require(actor, Action.ADMINISTER)
    period = _draft(session, actor, period_id)
    version = session.scalar(visible_rubrics(actor).where(RubricVersion.id == rubric_id))
    if version is None:
        raise Refused("Pilih rubrik yang sudah terbit.", field="rubric_id")
    if unit_kind not in version.rubric.units:
        raise Refused("Rubrik ini tidak untuk jenis unit itu.", field="unit_kind")
    name = clean_text(title, "title")
    taken = select(Category.id).where(Category.period_id == period.id, Category.title == name)
    if session.scalar(taken):
        raise Refused("Kategori dengan judul itu sudah ada.", field="title")
    position = select(func.count()).where(Category.period_id == period.id)
    category = Category(
        period_id=period.id,
        rubric_version_id=version.id,
        title=name,
        unit_kind=unit_kind,
        position=session.scalar(position) or 0,
    )
    session.add(category)
    session.flush()
    after = {"title": name, "rubric": version.digest, "kind": unit_kind}
    _record(session, actor, now, "category.add", period, after=after)
    chosen = _units_of_kind(session, actor, unit_kind, unit_ids)
    _add_participants(session, actor, now, period, category, chosen)
    return category.id


def remove_category(session: Session, actor: Actor, now: datetime, category_id: int) -> None:
    """Take a category with its participants out of a draft period."""
    require(actor, Action.ADMINISTER)
    category = _category(session, actor, category_id)
    period = _draft(session, actor, category.period_id)
    before = {"title": category.title, "names": sorted(p.name for p in category.participants)}
    ids = [participant.id for participant in category.participants]
    session.execute(delete(Sheet).where(Sheet.participant_id.in_(ids)))
    session.execute(delete(Participant).where(Participant.id.in_(ids)))
    session.execute(delete(Category).where(Category.id == category.id))
    _record(session, actor, now, "category.remove", period, before=before)


def change_participants(
    session: Session, actor: Actor, now: datetime, category_id: int, unit_ids: Iterable[int]
) -> None:
    """Choose which units take part in a category of a draft period."""
    require(actor, Action.ADMINISTER)
    category = _category(session, actor, category_id)
    period = _draft(session, actor, category.period_id)
    wanted = {u.id: u for u in _units_of_kind(session, actor, category.unit_kind, list(unit_ids))}
    present = {p.unit_id: p for p in category.participants}
    gone = [p.id for unit_id, p in present.items() if unit_id not in wanted]
    session.execute(delete(Sheet).where(Sheet.participant_id.in_(gone)))
    session.execute(delete(Participant).where(Participant.id.in_(gone)))
    if gone:
        names = sorted(p.name for u, p in present.items() if u not in wanted)
        _record(session, actor, now, "participant.remove", period, before={"names": names})
    new = [unit for unit_id, unit in wanted.items() if unit_id not in present]
    _add_participants(session, actor, now, period, category, new)


def assign(
    session: Session, actor: Actor, now: datetime, participant_id: int, assessor_ids: Iterable[int]
) -> None:
    """Choose who assesses one unit. A sheet that already holds scores cannot be taken away."""
    require(actor, Action.ADMINISTER)
    participant = session.get(Participant, participant_id)
    if participant is None:
        raise NotFound("Peserta itu tidak ada.")
    query = select(Sheet.assessor_id).where(Sheet.participant_id == participant.id)
    seat = Seat(frozenset(session.scalars(query)), frozenset(assessor_ids))
    assign_panels(session, actor, now, participant.category_id, {participant.id: seat})


def assign_panels(
    session: Session, actor: Actor, now: datetime, category_id: int, seats: Mapping[int, Seat]
) -> int:
    """Choose who assesses the units of a category, all at once; returns how many panels changed.

    seats : by participant

    Raises
    ------
    Refused
        If the period is locked, somebody is no active assessor, or a sheet that
        would be taken away already holds scores; all such sheets are named.
    """
    require(actor, Action.ADMINISTER)
    category = _category(session, actor, category_id)
    period = visible_period(session, actor, category.period_id, lock=True)
    if period.stage not in (Stage.DRAFT, Stage.SCORING):
        raise Refused("Periode sudah dikunci; penilai tidak dapat diganti lagi.")
    _known_assessors(session, actor, {one for seat in seats.values() for one in seat.wanted})
    query = select(Sheet).join(Sheet.participant).where(Participant.category_id == category.id)
    sheets = {(s.participant_id, s.assessor_id): s for s in session.scalars(query)}
    change = _PanelChange.of(sheets, seats)
    _take_away(session, [sheets[pair] for pair in change.gone])
    session.add_all(Sheet(participant_id=unit, assessor_id=who) for unit, who in change.new)
    session.flush()
    if change.touched:
        _record_panels(session, actor, now, period, category, change)
    return len(change.touched)


def spread_evenly(
    participants: Sequence[int], assessors: Sequence[int], each: int
) -> dict[int, frozenset[int]]:
    """Deal assessors to units in turn: loads differ by at most one unit.

    each : assessors per unit, from 1 to as many as there are

    Raises
    ------
    Refused
        If there are fewer assessors than each unit needs.
    """
    if not 1 <= each <= len(assessors):
        raise Refused(
            "Pilih paling sedikit {each} penilai; yang dipilih {count}.",
            field="assessors",
            each=max(each, 1),
            count=len(assessors),
        )
    return {
        participant: frozenset(
            assessors[(position * each + step) % len(assessors)] for step in range(each)
        )
        for position, participant in enumerate(participants)
    }


def rubric_choices(session: Session, actor: Actor) -> list[RubricChoice]:
    """Every published rubric with each kind of unit that it is for, newest first."""
    require(actor, Action.ADMINISTER)
    newest_first = visible_rubrics(actor).order_by(RubricVersion.published_at.desc())
    return [
        RubricChoice(row.id, row.title, row.version, kind)
        for row in session.scalars(newest_first.order_by(RubricVersion.id.desc()))
        for kind in row.rubric.units
    ]


def participant_choices(
    session: Session, actor: Actor, category_id: int
) -> tuple[CategoryView, list[Choice]]:
    """A category and every unit that could take part in it, by name."""
    require(actor, Action.ADMINISTER)
    category = category_view(session, actor, category_id)
    present = {panel.unit_id for panel in category.panels}
    units = _units_of_kind(session, actor, category.unit_kind, None)
    return category, [Choice(u.id, u.name, u.short_name, u.id in present) for u in units]


def category_view(session: Session, actor: Actor, category_id: int) -> CategoryView:
    """One category with its panels."""
    period_id = _category(session, actor, category_id).period_id
    return next(c for c in list_categories(session, actor, period_id) if c.id == category_id)


def list_categories(session: Session, actor: Actor, period_id: int) -> list[CategoryView]:
    """The categories of a period with their panels, in a fixed number of queries."""
    require(actor, Action.ADMINISTER)
    period = visible_period(session, actor, period_id)
    panels = _panels(session, period.id)
    query = (
        select(Category, RubricVersion)
        .join(Category.rubric_version)
        .where(Category.period_id == period.id)
        .order_by(Category.position, Category.id)
    )
    return [
        CategoryView(
            category.id,
            period.id,
            category.title,
            category.unit_kind,
            version.id,
            version.title,
            version.version,
            tuple(panels.get(category.id, ())),
        )
        for category, version in session.execute(query)
    ]


def visible_period(session: Session, actor: Actor, period_id: int, *, lock: bool = False) -> Period:
    """A period this person may know of; `lock` holds its stage until the transaction ends."""
    query = visible_periods(actor).where(Period.id == period_id)
    period = session.scalar(query.with_for_update(of=Period) if lock else query)
    if period is None:
        raise NotFound("Periode itu tidak ada.")
    return period


def view_of(period: Period) -> PeriodView:
    """A period's row as plain values."""
    values = {name: getattr(period, name) for name in PeriodView.__dataclass_fields__}
    return PeriodView(**{**values, "stage": Stage(period.stage)})


def _panels(session: Session, period_id: int) -> dict[int, list[Panel]]:
    query = (
        select(Participant, Account.id, Account.name)
        .join(Participant.category)
        .outerjoin(Sheet, Sheet.participant_id == Participant.id)
        .outerjoin(Account, Account.id == Sheet.assessor_id)
        .where(Category.period_id == period_id)
        .order_by(Participant.name, Participant.id, Account.name)
    )
    found: dict[int, tuple[Participant, list[tuple[int, str]]]] = {}
    for participant, account_id, name in session.execute(query):
        assessors = found.setdefault(participant.id, (participant, []))[1]
        if account_id is not None:
            assessors.append((account_id, name))
    panels: dict[int, list[Panel]] = {}
    for participant, people in found.values():
        panel = Panel(
            participant.id,
            participant.unit_id,
            participant.name,
            participant.withdrawn,
            tuple(people),
        )
        panels.setdefault(participant.category_id, []).append(panel)
    return panels


def _draft(session: Session, actor: Actor, period_id: int) -> Period:
    period = visible_period(session, actor, period_id, lock=True)
    if period.stage != Stage.DRAFT:
        raise Refused("Periode sudah dibuka; kategori dan pesertanya tidak berubah lagi.")
    return period


def _category(session: Session, actor: Actor, category_id: int) -> Category:
    category = session.get(Category, category_id)
    if category is None or category.period.office_id != actor.office_id:
        raise NotFound("Kategori itu tidak ada.")
    return category


def _units_of_kind(
    session: Session, actor: Actor, kind: str, unit_ids: Sequence[int] | None
) -> list[Unit]:
    query = select(Unit).where(
        Unit.office_id == actor.office_id, Unit.kind == kind, Unit.retired_at.is_(None)
    )
    if unit_ids is not None:
        query = query.where(Unit.id.in_(unit_ids))
    return list(session.scalars(query.order_by(Unit.name, Unit.id)))


def _add_participants(
    session: Session,
    actor: Actor,
    now: datetime,
    period: Period,
    category: Category,
    units: Sequence[Unit],
) -> None:
    if not units:
        return
    session.add_all(
        Participant(category_id=category.id, unit_id=unit.id, name=unit.name) for unit in units
    )
    session.flush()
    session.expire(category, ["participants"])
    after = {"category": category.title, "names": [unit.name for unit in units]}
    _record(session, actor, now, "participant.add", period, after=after)


def _known_assessors(session: Session, actor: Actor, ids: Iterable[int]) -> set[int]:
    wanted = set(ids)
    query = (
        select(Account.id)
        .join(AccountRole, AccountRole.account_id == Account.id)
        .where(
            Account.office_id == actor.office_id,
            Account.active,
            AccountRole.role == Role.ASSESSOR,
            Account.id.in_(wanted),
        )
    )
    if set(session.scalars(query)) != wanted:
        raise Refused("Pilih penilai dari akun penilai yang aktif.", field="assessors")
    return wanted


@dataclass(frozen=True)
class _PanelChange:
    """Pairs of participant and assessor that come and go, and the panels after them."""

    new: list[tuple[int, int]]
    gone: list[tuple[int, int]]
    before: dict[int, frozenset[int]]
    after: dict[int, frozenset[int]]

    @property
    def touched(self) -> list[int]:
        return sorted(one for one in self.after if self.after[one] != self.before[one])

    @classmethod
    def of(cls, present: Iterable[tuple[int, int]], seats: Mapping[int, Seat]) -> "_PanelChange":
        pairs = set(present)
        before = {unit: frozenset(who for one, who in pairs if one == unit) for unit in seats}
        after = {unit: seat.over(before[unit]) for unit, seat in seats.items()}
        wanted = {(unit, who) for unit, panel in after.items() for who in panel}
        had = {(unit, who) for unit, panel in before.items() for who in panel}
        return cls(sorted(wanted - had), sorted(had - wanted), before, after)


def _record_panels(
    session: Session,
    actor: Actor,
    now: datetime,
    period: Period,
    category: Category,
    change: _PanelChange,
) -> None:
    """One entry for the whole act, naming units and usernames."""
    people = {who for panels in (change.before, change.after) for p in panels.values() for who in p}
    query = select(Account.id, Account.username).where(Account.id.in_(people))
    usernames = dict(session.execute(query).all())
    units = {participant.id: participant.name for participant in category.participants}

    def said(panels: Mapping[int, frozenset[int]]) -> dict[str, object]:
        named = {units[one]: sorted(usernames[w] for w in panels[one]) for one in change.touched}
        return {"category": category.title, "panels": named}

    _record(
        session,
        actor,
        now,
        "panel.assign",
        period,
        before=said(change.before),
        after=said(change.after),
    )


def _take_away(session: Session, sheets: Sequence[Sheet]) -> None:
    ids = [sheet.id for sheet in sheets]
    scored = set(session.scalars(select(Score.sheet_id).where(Score.sheet_id.in_(ids)).distinct()))
    if scored:
        faults = [
            Refused("{unit}: {name}", unit=sheet.participant.name, name=sheet.assessor.name)
            for sheet in sheets
            if sheet.id in scored
        ]
        raise Refused(
            "Penilai yang sudah mengisi nilai tidak dapat dilepas.", details=tuple(faults)
        )
    session.execute(delete(Sheet).where(Sheet.id.in_(ids)))


def _check_title_free(session: Session, actor: Actor, year: int, title: str, but: int = 0) -> None:
    taken = select(Period.id).where(
        Period.office_id == actor.office_id,
        Period.year == year,
        Period.title == title,
        Period.id != but,
    )
    if session.scalar(taken):
        raise Refused("Periode dengan tahun dan judul itu sudah ada.", field="title")


def _record(
    session: Session,
    actor: Actor,
    now: datetime,
    act: str,
    period: Period,
    *,
    before: object = None,
    after: object = None,
) -> None:
    name = f"period:{period.id}"
    record(session, actor, now, act, name, before=before, after=after, period_id=period.id)


def _loggable(period: Period) -> dict[str, object]:
    return {
        "year": period.year,
        "title": period.title,
        "event": period.event,
        "theme": period.theme,
        "event_date": period.event_date.isoformat(),
        "shows_places": period.shows_places,
    }
