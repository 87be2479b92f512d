"""Many of my units × the indicators of their category, read in a fixed number of queries."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from evaluator.scoring.rubric import Indicator, Rubric, Section
from evaluator.services.permissions import Action, require
from evaluator.services.problems import NotFound
from evaluator.services.questions import Question
from evaluator.services.sheets import sheet_state
from evaluator.storage.actor import Actor
from evaluator.storage.periods import Category, Participant, Period, Stage
from evaluator.storage.rubrics import RubricVersion
from evaluator.storage.scores import Score, Sheet
from evaluator.storage.visibility import name_for, visible_sheets


@dataclass(frozen=True, slots=True)
class GridCell:
    """What stands in one cell; version 0 where nothing was ever saved."""

    answer: str = ""
    note: str = ""
    version: int = 0


@dataclass(frozen=True)
class GridRow:
    """One of my units with its cells, in the order of the columns.

    done : how many indicators of the whole sheet are answered
    """

    sheet_id: int
    unit: str
    state: str
    editable: bool
    done: int
    cells: tuple[GridCell, ...]


@dataclass(frozen=True)
class Choosable:
    """A category in which I have units."""

    id: int
    title: str
    period: str
    scoring: bool


@dataclass(frozen=True)
class GridView:
    """My units of one category against its indicators, as far as they were asked for.

    columns : the indicators as unanswered questions
    total : how many indicators a whole sheet has
    """

    categories: tuple[Choosable, ...]
    category: Choosable
    sections: tuple[Section, ...]
    columns: tuple[Question, ...]
    rows: tuple[GridRow, ...]
    total: int

    @property
    def done(self) -> int:
        """How many of the cells shown are answered."""
        return sum(bool(cell.answer) for row in self.rows for cell in row.cells)

    @property
    def size(self) -> int:
        """How many cells are shown."""
        return len(self.rows) * len(self.columns)

    @property
    def editable(self) -> bool:
        """Whether any of them may still be scored."""
        return any(row.editable for row in self.rows)


def open_grid(
    session: Session,
    actor: Actor,
    category_id: int | None = None,
    *,
    section: str = "",
    state: str = "",
) -> GridView | None:
    """My units of one category; None where no unit at all is mine.

    category_id : None for the first category that is being scored
    section : the code of a top section, or "" for all
    state : "new", "begun", "complete", "sent", or "" for all

    Raises
    ------
    NotFound
        If none of my units is in that category, or its rubric has no such section.
    """
    require(actor, Action.ASSESS)
    categories, versions = _my_categories(session, actor)
    if not categories:
        return None
    chosen = _chosen(categories, category_id)
    rubric = _rubric(session, versions[chosen.id])
    indicators = _indicators(rubric, section)
    rows = _rows(session, actor, chosen.id, rubric, [one.code for one in indicators])
    return GridView(
        tuple(categories),
        chosen,
        rubric.sections,
        tuple(_column(rubric, one) for one in indicators),
        tuple(row for row in rows if state in ("", row.state)),
        len(rubric.asked),
    )


def _my_categories(session: Session, actor: Actor) -> tuple[list[Choosable], dict[int, int]]:
    """The categories that I assess in, those being scored first, and their rubric versions."""
    mine = visible_sheets(actor).where(Sheet.assessor_id == actor.account_id)
    query = (
        mine.with_only_columns(
            Category.id, Category.title, Period.title, Period.stage, Category.rubric_version_id
        )
        .distinct()
        .add_columns(Period.year, Period.id, Category.position)
        .order_by(Period.year.desc(), Period.id.desc(), Category.position)
    )
    found = session.execute(query).all()
    categories = [
        Choosable(id, title, period, stage == Stage.SCORING)
        for id, title, period, stage, *_ in found
    ]
    categories.sort(key=lambda category: not category.scoring)
    return categories, {row[0]: row[4] for row in found}


def _chosen(categories: Sequence[Choosable], category_id: int | None) -> Choosable:
    for category in categories:
        if category_id in (None, category.id):
            return category
    raise NotFound("Kategori itu tidak ada, atau tidak ada unit Anda di dalamnya.")


def _rubric(session: Session, version_id: int) -> Rubric:
    version = session.get(RubricVersion, version_id)
    if version is None:
        raise NotFound("Rubrik itu tidak ada.")
    return version.rubric


def _indicators(rubric: Rubric, section: str) -> list[Indicator]:
    if not section:
        return list(rubric.asked)
    found: list[Indicator] = []
    inside = known = False
    for depth, one in rubric.walk():
        if depth == 0:
            inside = one.code == section
        if inside:
            known = True
            found += [i for i in one.indicators if i.measure is None]
    if not known:
        raise NotFound("Bagian itu tidak ada di rubrik ini.")
    return found


def _rows(
    session: Session, actor: Actor, category_id: int, rubric: Rubric, codes: Sequence[str]
) -> list[GridRow]:
    query = (
        visible_sheets(actor)
        .where(Sheet.assessor_id == actor.account_id, Participant.category_id == category_id)
        .with_only_columns(Sheet.id, Sheet.submitted_at, Participant, Period)
        .order_by(Participant.name, Sheet.id)
    )
    sheets = session.execute(query).all()
    ids = [sheet_id for sheet_id, *_ in sheets]
    done = _done(session, ids)
    cells = _cells(session, ids, codes)
    empty = GridCell()
    rows = [
        GridRow(
            sheet_id,
            name_for(actor, participant, period),
            sheet_state(done[sheet_id], len(rubric.asked), submitted_at is not None),
            period.stage == Stage.SCORING and participant.withdrawn is None,
            done[sheet_id],
            tuple(cells.get((sheet_id, code), empty) for code in codes),
        )
        for sheet_id, submitted_at, participant, period in sheets
    ]
    # An alias stands in another place than the name it hides.
    return sorted(rows, key=lambda row: (row.unit, row.sheet_id))


def _done(session: Session, sheet_ids: Sequence[int]) -> Counter[int]:
    query = (
        select(Score.sheet_id, func.count())
        .where(Score.sheet_id.in_(sheet_ids), Score.answer != "")
        .group_by(Score.sheet_id)
    )
    return Counter(dict(session.execute(query).all()))


def _cells(
    session: Session, sheet_ids: Sequence[int], codes: Sequence[str]
) -> dict[tuple[int, str], GridCell]:
    query = select(Score.sheet_id, Score.indicator, Score.answer, Score.note, Score.version).where(
        Score.sheet_id.in_(sheet_ids), Score.indicator.in_(codes)
    )
    return {
        (sheet_id, code): GridCell(answer, note, version)
        for sheet_id, code, answer, note, version in session.execute(query)
    }


def _column(rubric: Rubric, indicator: Indicator) -> Question:
    return Question(indicator, rubric.scale_of(indicator.code), (), "", "", 0, None)
