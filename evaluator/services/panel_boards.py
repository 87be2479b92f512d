"""The panels of a category as one table: units, assessors, loads, conflicts and recusals."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from evaluator.services.permissions import Action, require
from evaluator.services.seating import (
    ARRANGEABLE,
    Pair,
    category_to_read,
    conflicting,
    loads_of,
    seatable,
    started,
)
from evaluator.storage.actor import Actor
from evaluator.storage.offices import Office
from evaluator.storage.people import Account
from evaluator.storage.periods import Category, Participant, Period, Stage
from evaluator.storage.scores import Sheet
from evaluator.storage.units import Unit
from evaluator.storage.visibility import visible_periods


@dataclass(frozen=True)
class Person:
    """Somebody who can be seated, or has a seat although they no longer could.

    office : the name of a guest's own office; "" for people of this one
    open : whether new units can be given to them
    load : units in this category; elsewhere: in other categories of the period
    """

    id: int
    name: str
    username: str
    office: str
    open: bool
    load: int
    elsewhere: int


@dataclass(frozen=True)
class Left:
    """A sheet that its assessor had to leave."""

    account_id: int
    name: str
    reason: str


@dataclass(frozen=True)
class BoardRow:
    """One unit with its panel.

    panel : account ids by name; started: those whose sheet holds something
    conflicts : accounts that a conflict of interest keeps away
    """

    participant_id: int
    unit_id: int
    name: str
    short_name: str
    codes: tuple[str, ...]
    withdrawn: str | None
    sample: bool
    panel: tuple[int, ...]
    started: frozenset[int]
    conflicts: frozenset[int]
    left: tuple[Left, ...]

    @property
    def gone(self) -> frozenset[int]:
        """Accounts that left the unit and are not seated there again."""
        return frozenset(one.account_id for one in self.left)


@dataclass(frozen=True)
class Board:
    """The panels of one category; samples stand apart, since everybody assesses them."""

    category_id: int
    title: str
    period_id: int
    period: str
    stage: Stage
    blind: bool
    people: tuple[Person, ...]
    rows: tuple[BoardRow, ...]
    samples: tuple[BoardRow, ...]

    @property
    def editable(self) -> bool:
        """Whether panels may still be changed."""
        return self.stage in ARRANGEABLE

    @property
    def open_people(self) -> tuple[Person, ...]:
        """Those to whom units can be given."""
        return tuple(one for one in self.people if one.open)

    @property
    def names(self) -> Mapping[int, str]:
        """Names by account id."""
        return {one.id: one.name for one in self.people}

    @property
    def lacking(self) -> tuple[BoardRow, ...]:
        """Units that nobody assesses, and those that lost somebody and have fewer than most."""
        sizes = [len(row.panel) for row in self.rows if row.withdrawn is None]
        usual = max(set(sizes), key=lambda size: (sizes.count(size), size), default=0)
        return tuple(
            row
            for row in self.rows
            if row.withdrawn is None
            and (not row.panel or (row.left and len(row.panel) < max(usual, 1)))
        )


@dataclass(frozen=True)
class Arrangeable:
    """One category on the overview: how many units have their panel."""

    category_id: int
    title: str
    period_id: int
    period: str
    stage: Stage
    blind: bool
    units: int
    seated: int


def panel_board(session: Session, actor: Actor, category_id: int) -> Board:
    """The panels of a category, in a fixed number of queries."""
    require(actor, Action.ARRANGE)
    category = category_to_read(session, actor, category_id)
    period = category.period
    rows = _rows(session, category.id)
    return Board(
        category.id,
        category.title,
        period.id,
        period.title,
        Stage(period.stage),
        period.blind,
        _people(session, period, category.id, rows),
        tuple(row for row in rows if not row.sample),
        tuple(row for row in rows if row.sample),
    )


def arrangeable(session: Session, actor: Actor) -> list[Arrangeable]:
    """The categories of all periods that are not locked yet, newest period first."""
    require(actor, Action.ARRANGE)
    held = select(Sheet.id).where(
        Sheet.participant_id == Participant.id, Sheet.recused_at.is_(None)
    )
    counted = Participant.sample.is_(False) & Participant.withdrawn.is_(None)
    query = (
        visible_periods(actor)
        .join(Category, Category.period_id == Period.id)
        .outerjoin(Participant, (Participant.category_id == Category.id) & counted)
        .where(Period.stage.in_((*ARRANGEABLE, Stage.SETTLING)))
        .with_only_columns(
            Category.id,
            Category.title,
            Period.id,
            Period.title,
            Period.stage,
            Period.blind,
            func.count(Participant.id),
            func.count(Participant.id).filter(held.exists()),
        )
        .group_by(Category.id, Period.id)
        .order_by(Period.year.desc(), Period.id.desc(), Category.position, Category.id)
    )
    return [
        Arrangeable(id, title, period_id, period, Stage(stage), blind, units, seated)
        for id, title, period_id, period, stage, blind, units, seated in session.execute(query)
    ]


def _rows(session: Session, category_id: int) -> list[BoardRow]:
    query = (
        select(Participant, Unit)
        .join(Participant.unit)
        .where(Participant.category_id == category_id)
        .order_by(Participant.name, Participant.id)
    )
    panels, left = _panels(session, category_id)
    begun, shut = started(session, category_id), conflicting(session, [category_id])
    return [
        BoardRow(
            unit.id,
            own.id,
            unit.name,
            own.short_name,
            tuple(code for code in (own.bps_code, own.kemendagri_code) if code),
            unit.withdrawn,
            unit.sample,
            tuple(panels[unit.id]),
            _of(unit.id, begun),
            _of(unit.id, shut),
            tuple(left[unit.id]),
        )
        for unit, own in session.execute(query)
    ]


def _of(unit: int, pairs: Collection[Pair]) -> frozenset[int]:
    return frozenset(who for one, who in pairs if one == unit)


def _panels(
    session: Session, category_id: int
) -> tuple[defaultdict[int, list[int]], defaultdict[int, list[Left]]]:
    """Who has a sheet of each unit, and who had to leave one."""
    query = (
        select(Sheet, Account.name)
        .join(Sheet.participant)
        .join(Account, Account.id == Sheet.assessor_id)
        .where(Participant.category_id == category_id)
        .order_by(Account.name, Account.id)
    )
    panels: defaultdict[int, list[int]] = defaultdict(list)
    left: defaultdict[int, list[Left]] = defaultdict(list)
    for sheet, name in session.execute(query):
        if sheet.recused_at is None:
            panels[sheet.participant_id].append(sheet.assessor_id)
        else:
            left[sheet.participant_id].append(Left(sheet.assessor_id, name, sheet.recused_reason))
    return panels, left


def _people(
    session: Session, period: Period, category_id: int, rows: Sequence[BoardRow]
) -> tuple[Person, ...]:
    """Everyone who can be seated or is, by name, guests last."""
    open_ids = set(session.scalars(seatable(period).with_only_columns(Account.id)))
    seated = {who for row in rows for who in row.panel}
    query = (
        select(Account, Office.name)
        .join(Office, Office.id == Account.office_id)
        .where(Account.id.in_(open_ids | seated))
        .order_by(Account.office_id != period.office_id, Account.name, Account.id)
    )
    loads = loads_of(session, period.id)
    total: defaultdict[int, int] = defaultdict(int)
    for (_, who), count in loads.items():
        total[who] += count
    return tuple(
        Person(
            account.id,
            account.name,
            account.username,
            "" if account.office_id == period.office_id else office,
            account.id in open_ids,
            load := loads.get((category_id, account.id), 0),
            total[account.id] - load,
        )
        for account, office in session.execute(query)
    )
