"""The progress board: who has done how much, by assessor, by unit and by indicator."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from evaluator.scoring.words import Bilingual
from evaluator.services.periods import PeriodView, view_of, visible_period
from evaluator.services.permissions import Action, require
from evaluator.services.progress import Progress, sheet_progress
from evaluator.services.sheets import answered_counts
from evaluator.services.windows import Window, window_of
from evaluator.storage.actor import Actor
from evaluator.storage.own_scores import OwnScore, SelfAssessment
from evaluator.storage.periods import Category, Participant, Period, Stage
from evaluator.storage.rubrics import RubricVersion
from evaluator.storage.scores import Score, Sheet
from evaluator.storage.visibility import visible_sheets


@dataclass(frozen=True)
class Row:
    """How far one assessor, unit or indicator is.

    sheets_done, sheets : sheets handed in, and all of them; None where that says nothing
    done, total : answers given, and all that are asked
    """

    name: Bilingual
    detail: str
    sheets_done: int | None
    sheets: int | None
    done: int
    total: int

    @property
    def state(self) -> str:
        """ "sent", "complete", "begun" or "new"."""
        if self.sheets is not None and self.sheets_done == self.sheets > 0:
            return "sent"
        return "complete" if self.done == self.total > 0 else "begun" if self.done else "new"


@dataclass(frozen=True)
class OwnRow:
    """How far one unit's own assessment is.

    state : "new", "begun", "filled", "checked" or "submitted"
    """

    participant_id: int
    unit_id: int
    unit: str
    category: str
    done: int
    total: int
    submitted_at: datetime | None
    state: str


@dataclass(frozen=True)
class Board:
    """A period's progress from every side; withdrawn units and samples are left out.

    window : the hours of the stage that is worked in now
    """

    period: PeriodView
    window: Window
    assessors: tuple[Row, ...]
    units: tuple[Row, ...]
    indicators: tuple[Row, ...]
    own: tuple[OwnRow, ...]

    @property
    def waits(self) -> bool:
        """Whether anybody is still waited for in the stage that is worked in now."""
        if self.period.stage is Stage.SELF_ASSESSMENT:
            return any(row.submitted_at is None for row in self.own)
        return any(row.state != "sent" for row in self.assessors)


def board(session: Session, actor: Actor, period_id: int) -> Board:
    """How far everybody of a period is, in a fixed number of queries."""
    require(actor, Action.ARRANGE)
    period = visible_period(session, actor, period_id)
    everything = sheet_progress(session, actor, period_id)
    rows = [row for row in everything if not row.withdrawn and not row.sample]
    return Board(
        view_of(period),
        window_of(session, period, Stage(period.stage)),
        _by_assessor(rows),
        _by_unit(rows),
        _by_indicator(session, period),
        tuple(own_progress(session, period)) if period.self_assesses else (),
    )


def my_board(session: Session, actor: Actor) -> list[Row]:
    """How far this assessor is in each period that is being scored, newest first."""
    require(actor, Action.ASSESS)
    done = answered_counts()
    query = (
        visible_sheets(actor)
        .where(
            Sheet.assessor_id == actor.account_id,
            Period.stage == Stage.SCORING,
            Participant.withdrawn.is_(None),
            Participant.sample.is_(False),
        )
        .join(Category.rubric_version)
        .outerjoin(done, done.c.sheet_id == Sheet.id)
        .with_only_columns(
            Period.title,
            Category.title,
            RubricVersion,
            Sheet.submitted_at,
            func.coalesce(done.c.done, 0),
        )
        .order_by(Period.year.desc(), Period.id.desc(), Category.position)
    )
    found: dict[tuple[str, str], list[tuple[bool, int, int]]] = {}
    for period, category, version, sent, count in session.execute(query):
        total = len(version.rubric.asked)
        found.setdefault((period, category), []).append((sent is not None, count, total))
    return [_row(period, category, sheets) for (period, category), sheets in found.items()]


def chosen(rows: Iterable[Row], state: str = "", text: str = "") -> list[Row]:
    """The rows in one state (any where "") with the text in their name or detail."""
    wanted = text.strip().casefold()
    return [
        row
        for row in rows
        if state in ("", row.state) and wanted in f"{row.name.id} {row.detail}".casefold()
    ]


def own_progress(session: Session, period: Period) -> list[OwnRow]:
    """How far the own assessments of a period's units are, by unit, in one query."""
    done = (
        select(OwnScore.participant_id, func.count().label("done"))
        .where(OwnScore.answer != "")
        .group_by(OwnScore.participant_id)
        .subquery()
    )
    query = (
        select(Participant, Category, RubricVersion, SelfAssessment, func.coalesce(done.c.done, 0))
        .join(Category, Category.id == Participant.category_id)
        .join(RubricVersion, RubricVersion.id == Category.rubric_version_id)
        .outerjoin(SelfAssessment, SelfAssessment.participant_id == Participant.id)
        .outerjoin(done, done.c.participant_id == Participant.id)
        .where(
            Category.period_id == period.id,
            Participant.withdrawn.is_(None),
            Participant.sample.is_(False),
        )
        .order_by(Category.position, Category.id, Participant.name)
    )
    return [
        _own_row(unit, category, version, own, count)
        for unit, category, version, own, count in session.execute(query)
        if any(one.answered_by == "self-assessed" for one in version.rubric.indicators)
    ]


def _own_row(
    unit: Participant,
    category: Category,
    version: RubricVersion,
    own: SelfAssessment | None,
    done: int,
) -> OwnRow:
    total = sum(one.answered_by == "self-assessed" for one in version.rubric.indicators)
    submitted_at = own.submitted_at if own else None
    state = _own_state(done, total, own)
    return OwnRow(
        unit.id, unit.unit_id, unit.name, category.title, done, total, submitted_at, state
    )


def _own_state(done: int, total: int, own: SelfAssessment | None) -> str:
    if own is not None and own.submitted_at is not None:
        return "submitted"
    if own is not None and own.checked_at is not None:
        return "checked"
    return "filled" if done >= total > 0 else "begun" if done else "new"


def _by_assessor(rows: Sequence[Progress]) -> tuple[Row, ...]:
    found: dict[tuple[str, int | None], list[Progress]] = {}
    for row in rows:
        if row.assessor_id is not None:
            found.setdefault((row.assessor, row.assessor_id), []).append(row)
    return tuple(_of(name, "", sheets) for (name, _), sheets in sorted(found.items(), key=_first))


def _first(pair: tuple[tuple[str, int | None], list[Progress]]) -> tuple[str, int]:
    (name, number), _ = pair
    return name, number or 0


def _by_unit(rows: Sequence[Progress]) -> tuple[Row, ...]:
    found: dict[int, list[Progress]] = {}
    for row in rows:
        found.setdefault(row.participant_id, []).append(row)
    return tuple(_of(sheets[0].unit, sheets[0].category, sheets) for sheets in found.values())


def _of(name: str, detail: str, sheets: Sequence[Progress]) -> Row:
    given = [(row.submitted, row.done, row.total) for row in sheets if row.assessor_id is not None]
    return _row(name, detail, given)


def _row(name: str, detail: str, sheets: Sequence[tuple[bool, int, int]]) -> Row:
    """sheets : of each, whether it was handed in, the answers given and those asked"""
    return Row(
        Bilingual(id=name),
        detail,
        sum(sent for sent, _, _ in sheets),
        len(sheets),
        sum(done for _, done, _ in sheets),
        sum(total for _, _, total in sheets),
    )


def _by_indicator(session: Session, period: Period) -> tuple[Row, ...]:
    """Of every indicator how many sheets have an answer, in the rubric's order."""
    here = (
        Category.period_id == period.id,
        Participant.withdrawn.is_(None),
        Participant.sample.is_(False),
        Sheet.recused_at.is_(None),
    )
    sheets = dict(
        session.execute(
            select(Category.id, func.count(Sheet.id))
            .join(Participant, Participant.category_id == Category.id)
            .join(Sheet, Sheet.participant_id == Participant.id)
            .where(*here)
            .group_by(Category.id)
        ).all()
    )
    answered = select(Category.id, Score.indicator, func.count(Score.id))
    answered = (
        answered.join(Participant, Participant.category_id == Category.id)
        .join(Sheet, Sheet.participant_id == Participant.id)
        .join(Score, Score.sheet_id == Sheet.id)
        .where(*here, Score.answer != "")
        .group_by(Category.id, Score.indicator)
    )
    done = {(category, code): count for category, code, count in session.execute(answered)}
    query = (
        select(Category, RubricVersion)
        .join(Category.rubric_version)
        .where(Category.period_id == period.id)
        .order_by(Category.position, Category.id)
    )
    return tuple(
        _indicator_row(category, one.code, one.name, done.get((category.id, one.code), 0), sheets)
        for category, version in session.execute(query)
        for one in version.rubric.asked
    )


def _indicator_row(
    category: Category, code: str, name: Bilingual, done: int, sheets: dict[int, int]
) -> Row:
    english = f"{code} {name.en}" if name.en else None
    titled = Bilingual(id=f"{code} {name.id}", en=english)
    return Row(titled, category.title, None, None, done, sheets.get(category.id, 0))
