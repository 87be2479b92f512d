"""The second person: decisions that wait for somebody to stand behind them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from evaluator.scoring.rubric import Rubric
from evaluator.scoring.words import Bilingual
from evaluator.services.computing import Panelled, gather
from evaluator.services.decisions import (
    Decision,
    conflict_with,
    decisions_of_unit,
    write_decision,
)
from evaluator.services.left_units import left_here
from evaluator.services.periods import visible_period
from evaluator.services.permissions import Action, require
from evaluator.services.problems import NotAllowed, Refused
from evaluator.services.settling import person_of, record_of_unit, unit_to_settle
from evaluator.storage.actor import Actor, Role
from evaluator.storage.panel_visibility import visible_panels
from evaluator.storage.people import Account
from evaluator.storage.periods import Category, Participant, Period, Stage
from evaluator.storage.rubrics import RubricVersion
from evaluator.storage.scores import SettledScore


@dataclass(frozen=True)
class Waiting:
    """One decision that nobody has confirmed; `own`: it is the reader's, who may not."""

    code: str
    name: Bilingual
    answers: tuple[str, ...]
    decision: Decision
    own: bool


@dataclass(frozen=True)
class Unconfirmed:
    """One unit with its decisions that wait."""

    participant_id: int
    unit: str
    category: str
    lines: tuple[Waiting, ...]

    @property
    def mine(self) -> bool:
        """Whether all of them are the reader's own."""
        return all(line.own for line in self.lines)


def confirm(
    session: Session, actor: Actor, now: datetime, participant_id: int, seen: Mapping[str, int]
) -> None:
    """Stand behind decisions of somebody else for one unit: all that are named, or none.

    seen : indicator -> the version of the decision that was read

    Raises
    ------
    Conflict
        If one of them changed since it was read.
    NotAllowed
        If one of them is one's own.
    """
    require(actor, Action.ARRANGE)
    participant = unit_to_settle(session, actor, now, participant_id, Role.LEAD, Role.ADMIN)
    if not participant.category.period.confirms:
        raise Refused("Periode ini tidak memakai konfirmasi orang kedua.")
    if not seen:
        raise Refused("Pilih paling sedikit satu keputusan untuk dikonfirmasi.")
    stored = decisions_of_unit(session, participant.id)
    for code, version in sorted(seen.items()):
        _confirm_one(session, actor, now, participant, code, stored.get(code, Decision()), version)
    record_of_unit(
        session,
        actor,
        now,
        "settle.confirm",
        participant,
        after={code: stored[code].answer for code in sorted(seen)},
    )


def check_settled(session: Session, period: Period) -> None:
    """Every decision of a period that confirms must have its second person.

    Raises
    ------
    Refused
        Naming every decision that nobody has confirmed.
    """
    if not period.confirms:
        return
    query = (
        select(Participant.name, SettledScore.indicator, Account.name)
        .join(SettledScore, SettledScore.participant_id == Participant.id)
        .join(Account, Account.id == SettledScore.account_id)
        .join(Category, Category.id == Participant.category_id)
        .where(
            Category.period_id == period.id,
            Participant.withdrawn.is_(None),
            Participant.sample.is_(False),
            SettledScore.answer != "",
            SettledScore.confirmed_at.is_(None),
        )
        .order_by(Participant.name, Participant.id, SettledScore.indicator)
    )
    waiting = [
        Refused("{unit}, {code}: diputuskan {name}", unit=unit, code=code, name=name)
        for unit, code, name in session.execute(query)
    ]
    if waiting:
        raise Refused(
            "Periode belum dapat dikunci: ada keputusan yang belum dikonfirmasi orang kedua. "
            "Konfirmasi, atau batalkan keputusannya.",
            details=tuple(waiting),
        )


def _confirm_one(
    session: Session,
    actor: Actor,
    now: datetime,
    participant: Participant,
    code: str,
    stored: Decision,
    version: int,
) -> None:
    if not stored.decides or stored.version != version:
        raise conflict_with(stored)
    if stored.author_id == person_of(actor):
        raise NotAllowed("Keputusan {code} Anda sendiri harus dikonfirmasi orang kedua.", code=code)
    values = {"confirmed_by": actor.account_id, "confirmed_at": now}
    write_decision(session, participant.id, code, version, values)


def unconfirmed(session: Session, actor: Actor, period_id: int) -> list[Unconfirmed]:
    """The decisions of a period that wait for a second person, by unit.

    In a fixed number of queries; without the units that the reader left.
    """
    require(actor, Action.ARRANGE)
    period = visible_period(session, actor, period_id)
    query = (
        visible_panels(actor)
        .where(
            Category.period_id == period.id,
            Period.confirms,
            Period.stage == Stage.SETTLING,
            Participant.withdrawn.is_(None),
        )
        .join(RubricVersion, RubricVersion.id == Category.rubric_version_id)
        .with_only_columns(Category, RubricVersion)
        .distinct()
    )
    categories = session.execute(query.order_by(Category.position, Category.id)).all()
    panels = gather(session, [category.id for category, _ in categories])
    left = left_here(session, actor)
    return [
        one
        for category, version in categories
        for panel in panels.get(category.id, [])
        if panel.participant.withdrawn is None and panel.participant.id not in left
        for one in _of_unit(actor, category, version.rubric, panel)
    ]


def _of_unit(
    actor: Actor, category: Category, rubric: Rubric, panel: Panelled
) -> list[Unconfirmed]:
    unit = panel.participant
    lines = tuple(
        Waiting(
            code,
            rubric.indicator[code].name,
            tuple(panel.answers.get(code, ())),
            panel.decisions[code],
            panel.decisions[code].author_id == actor.account_id,
        )
        for code in rubric.indicator
        if code in panel.decisions
        and panel.decisions[code].decides
        and not panel.decisions[code].confirmed
    )
    return [Unconfirmed(unit.id, unit.name, category.title, lines)] if lines else []
