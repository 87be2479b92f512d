"""The categories of a period: units of one kind, judged by one rubric and ranked together."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from evaluator.services.checks import clean_text
from evaluator.services.periods import draft_period, record_of_period, visible_period
from evaluator.services.permissions import Action, require
from evaluator.services.problems import NotFound, Refused
from evaluator.services.seating import mixed
from evaluator.storage.actor import Actor
from evaluator.storage.people import Account
from evaluator.storage.periods import Category, Participant, Period
from evaluator.storage.rubrics import RubricVersion
from evaluator.storage.scores import Sheet
from evaluator.storage.units import Unit
from evaluator.storage.visibility import visible_rubrics


@dataclass(frozen=True)
class Panel:
    """A unit in a category and the assessors who have a sheet of it."""

    participant_id: int
    unit_id: int
    name: str
    withdrawn: str | None
    assessors: tuple[tuple[int, str], ...]


@dataclass(frozen=True)
class CategoryView:
    """A category with its rubric's name and its panels.

    measures : whether some of its indicators are counted from recorded facts
    """

    id: int
    period_id: int
    title: str
    unit_kind: str
    rubric_id: int
    rubric_title: str
    rubric_version: str
    panels: tuple[Panel, ...]
    measures: bool

    @property
    def without_assessors(self) -> list[str]:
        """The units that nobody assesses yet."""
        return [panel.name for panel in self.panels if not panel.assessors]


@dataclass(frozen=True)
class RubricChoice:
    """A published rubric for one kind of unit."""

    rubric_id: int
    title: str
    version: str
    unit_kind: str


@dataclass(frozen=True)
class Choice:
    """A unit that can take part in a category, and whether it does."""

    unit_id: int
    name: str
    short_name: str
    chosen: bool


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
            bool(version.rubric.measured),
        )
        for category, version in session.execute(query)
    ]


def category_view(session: Session, actor: Actor, category_id: int) -> CategoryView:
    """One category with its panels."""
    period_id = own_category(session, actor, category_id).period_id
    return next(c for c in list_categories(session, actor, period_id) if c.id == category_id)


def rubric_choices(session: Session, actor: Actor) -> list[RubricChoice]:
    """Every published rubric with each kind of unit that it is for, newest first, none retired."""
    require(actor, Action.ADMINISTER)
    in_use = visible_rubrics(actor).where(RubricVersion.retired_at.is_(None))
    newest_first = in_use.order_by(RubricVersion.published_at.desc())
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
    period = draft_period(session, actor, period_id)
    version = session.scalar(visible_rubrics(actor).where(RubricVersion.id == rubric_id))
    if version is None:
        raise Refused("Pilih rubrik yang sudah terbit.", field="rubric_id")
    if version.retired_at is not None:
        raise Refused("Rubrik ini sudah dipensiunkan. Pilih versi lain.", field="rubric_id")
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
    record_of_period(session, actor, now, "category.add", period, after=after)
    chosen = _units_of_kind(session, actor, unit_kind, unit_ids)
    _add_participants(session, actor, now, period, category, chosen)
    return category.id


def remove_category(session: Session, actor: Actor, now: datetime, category_id: int) -> None:
    """Take a category with its participants out of a draft period."""
    require(actor, Action.ADMINISTER)
    category = own_category(session, actor, category_id)
    period = draft_period(session, actor, category.period_id)
    before = {"title": category.title, "names": sorted(p.name for p in category.participants)}
    ids = [participant.id for participant in category.participants]
    session.execute(delete(Sheet).where(Sheet.participant_id.in_(ids)))
    session.execute(delete(Participant).where(Participant.id.in_(ids)))
    session.execute(delete(Category).where(Category.id == category.id))
    record_of_period(session, actor, now, "category.remove", period, before=before)


def change_participants(
    session: Session, actor: Actor, now: datetime, category_id: int, unit_ids: Iterable[int]
) -> None:
    """Choose which units take part in a category of a draft period."""
    require(actor, Action.ADMINISTER)
    category = own_category(session, actor, category_id)
    period = draft_period(session, actor, category.period_id)
    wanted = {u.id: u for u in _units_of_kind(session, actor, category.unit_kind, list(unit_ids))}
    present = {p.unit_id: p for p in category.participants}
    gone = [p.id for unit_id, p in present.items() if unit_id not in wanted]
    session.execute(delete(Sheet).where(Sheet.participant_id.in_(gone)))
    session.execute(delete(Participant).where(Participant.id.in_(gone)))
    if gone:
        names = sorted(p.name for u, p in present.items() if u not in wanted)
        record_of_period(session, actor, now, "participant.remove", period, before={"names": names})
    new = [unit for unit_id, unit in wanted.items() if unit_id not in present]
    _add_participants(session, actor, now, period, category, new)


def own_category(session: Session, actor: Actor, category_id: int) -> Category:
    """A category of the actor's office."""
    category = session.get(Category, category_id)
    if category is None or category.period.office_id != actor.office_id:
        raise NotFound("Kategori itu tidak ada.")
    return category


def _panels(session: Session, period_id: int) -> dict[int, list[Panel]]:
    query = (
        select(Participant, Account.id, Account.name)
        .join(Participant.category)
        .outerjoin(Sheet, (Sheet.participant_id == Participant.id) & Sheet.recused_at.is_(None))
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
    # Numbers that followed the names would tell who hides behind an alias.
    session.add_all(
        Participant(category_id=category.id, unit_id=unit.id, name=unit.name)
        for unit in mixed(units)
    )
    session.flush()
    session.expire(category, ["participants"])
    after = {"category": category.title, "names": [unit.name for unit in units]}
    record_of_period(session, actor, now, "participant.add", period, after=after)
