"""Sheets as the assessor reads them: my units, and one sheet with all its questions."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Subquery, func, select
from sqlalchemy.orm import Session, contains_eager

from evaluator.scoring.aggregate import NOT_APPLICABLE, Answer, answer_of, evaluate
from evaluator.scoring.exact import write_decimal
from evaluator.scoring.rubric import Indicator, Rubric, Section
from evaluator.scoring.words import Bilingual
from evaluator.services.permissions import Action, require
from evaluator.services.problems import NotFound
from evaluator.services.questions import Question
from evaluator.storage.actor import Actor
from evaluator.storage.periods import Category, Participant, Period, Stage
from evaluator.storage.rubrics import RubricVersion
from evaluator.storage.scores import Score, Sheet
from evaluator.storage.visibility import visible_sheets


@dataclass(frozen=True)
class SheetRow:
    """One of my units: how far its sheet is."""

    id: int
    unit: str
    category: str
    period: str
    year: int
    stage: Stage
    done: int
    total: int
    submitted_at: datetime | None
    withdrawn: bool

    @property
    def state(self) -> str:
        """ "sent", "complete", "begun" or "new"."""
        return sheet_state(self.done, self.total, self.submitted_at is not None)

    @property
    def open(self) -> bool:
        """Whether it is still being scored."""
        return self.stage is Stage.SCORING and not self.withdrawn


@dataclass(frozen=True)
class SheetPart:
    """The questions of one top section."""

    section: Section
    questions: tuple[Question, ...]

    @property
    def done(self) -> int:
        """How many of them have an answer."""
        return sum(question.answered for question in self.questions)


@dataclass(frozen=True)
class SheetView:
    """A whole sheet: questions in the rubric's order and its provisional value."""

    id: int
    unit: str
    category: str
    period_id: int
    period: str
    rubric: Rubric
    stage: Stage
    withdrawn: str | None
    submitted_at: datetime | None
    version: int
    questions: tuple[Question, ...]
    standing: "Standing"

    @property
    def editable(self) -> bool:
        """Whether answers may still be given."""
        return self.stage is Stage.SCORING and self.withdrawn is None

    @property
    def state(self) -> str:
        """ "sent", "complete", "begun" or "new"."""
        sent = self.submitted_at is not None
        return sheet_state(self.standing.done, self.standing.total, sent)

    @property
    def unanswered(self) -> tuple[Question, ...]:
        """The questions that still lack an answer."""
        return tuple(q for q in self.questions if not q.answered)

    @property
    def parts(self) -> tuple[SheetPart, ...]:
        """The questions by top section, in the rubric's order."""
        return tuple(
            SheetPart(section, tuple(q for q in self.questions if q.path[0] is section))
            for section in self.rubric.sections
        )

    @property
    def next_unanswered(self) -> str | None:
        """The code of the first question without an answer."""
        return next((q.indicator.code for q in self.questions if not q.answered), None)

    def unanswered_after(self, code: str) -> str | None:
        """The next question without an answer behind this one, from the top again at the end."""
        codes = [q.indicator.code for q in self.questions]
        here = codes.index(code) if code in codes else -1
        turned = self.questions[here + 1 :] + self.questions[: here + 1]
        return next((q.indicator.code for q in turned if not q.answered), None)


@dataclass(frozen=True)
class Standing:
    """How far a sheet is, and its value over what has been answered so far."""

    done: int
    total: int
    value: str | None
    predicate: Bilingual | None


def sheet_state(done: int, total: int, sent: bool) -> str:
    """The word for how far a sheet is: "sent", "complete", "begun" or "new"."""
    if sent:
        return "sent"
    return "complete" if done == total else "begun" if done else "new"


def chosen_sheets(rows: Sequence[SheetRow], state: str = "", text: str = "") -> list[SheetRow]:
    """The sheets in one state (any where "") whose unit has the text in its name."""
    wanted = text.strip().casefold()
    return [row for row in rows if state in ("", row.state) and wanted in row.unit.casefold()]


def my_sheets(session: Session, actor: Actor) -> list[SheetRow]:
    """The sheets assigned to this assessor, open ones first, in a fixed number of queries."""
    require(actor, Action.ASSESS)
    done = answered_counts()
    query = (
        visible_sheets(actor)
        .where(Sheet.assessor_id == actor.account_id)
        .outerjoin(done, done.c.sheet_id == Sheet.id)
        .join(Category.rubric_version)
        .with_only_columns(
            Sheet, Participant, Category, Period, RubricVersion, func.coalesce(done.c.done, 0)
        )
        .order_by(Period.year.desc(), Period.id.desc(), Category.position, Participant.name)
    )
    rows = [_row(*found) for found in session.execute(query)]
    return sorted(rows, key=lambda row: row.stage != Stage.SCORING)


def open_sheet(session: Session, actor: Actor, sheet_id: int) -> SheetView:
    """A sheet with all its questions."""
    require(actor, Action.ASSESS)
    sheet = own_sheet(session, actor, sheet_id)
    participant, category = sheet.participant, sheet.participant.category
    rubric = category.rubric_version.rubric
    scores = {score.indicator: score for score in scores_of(session, sheet.id)}
    paths = _paths(rubric)
    return SheetView(
        sheet.id,
        participant.name,
        category.title,
        category.period_id,
        category.period.title,
        rubric,
        Stage(category.period.stage),
        participant.withdrawn,
        sheet.submitted_at,
        sheet.version,
        tuple(_question(rubric, i, paths[i.code], scores.get(i.code)) for i in rubric.indicators),
        standing_of(rubric, {code: score.answer for code, score in scores.items()}),
    )


def own_sheet(session: Session, actor: Actor, sheet_id: int) -> Sheet:
    """A sheet that this assessor fills, with its unit, category and period."""
    query = (
        visible_sheets(actor)
        .where(Sheet.id == sheet_id, Sheet.assessor_id == actor.account_id)
        .options(
            contains_eager(Sheet.participant)
            .contains_eager(Participant.category)
            .contains_eager(Category.period),
        )
    )
    sheet = session.scalar(query)
    if sheet is None:
        raise NotFound("Lembar itu tidak ada, atau bukan tugas Anda.")
    return sheet


def answered_counts() -> Subquery:
    """How many questions are answered on each sheet: columns `sheet_id` and `done`."""
    return (
        select(Score.sheet_id, func.count().label("done"))
        .where(Score.answer != "")
        .group_by(Score.sheet_id)
        .subquery()
    )


def scores_of(session: Session, sheet_id: int) -> list[Score]:
    """What was saved on a sheet, in no order."""
    return list(session.scalars(select(Score).where(Score.sheet_id == sheet_id)))


def standing_of(rubric: Rubric, answers: Mapping[str, str]) -> Standing:
    """Progress, and the value over the answered part only: gaps lend their weight."""
    given = {code: answer_of(rubric, code, text) for code, text in answers.items()}
    done = sum(answer is not None for answer in given.values())
    total = len(rubric.indicators)
    filled: dict[str, Answer] = {i.code: NOT_APPLICABLE for i in rubric.indicators}
    filled |= {code: answer for code, answer in given.items() if answer is not None}
    result = evaluate(rubric, filled) if done else None
    if result is None or result.value is None:
        return Standing(done, total, None, None)
    places = rubric.result.places
    return Standing(done, total, write_decimal(result.value, places), result.predicate)


def _paths(rubric: Rubric) -> dict[str, tuple[Section, ...]]:
    paths: dict[str, tuple[Section, ...]] = {}
    trail: list[Section] = []
    for depth, section in rubric.walk():
        trail[depth:] = [section]
        for indicator in section.indicators:
            paths[indicator.code] = tuple(trail)
    return paths


def _question(
    rubric: Rubric, indicator: Indicator, path: tuple[Section, ...], score: Score | None
) -> Question:
    scale = rubric.scale_of(indicator.code)
    if score is None:
        return Question(indicator, scale, path, "", "", 0, None)
    return Question(indicator, scale, path, score.answer, score.note, score.version, score.saved_at)


def _row(
    sheet: Sheet,
    participant: Participant,
    category: Category,
    period: Period,
    version: RubricVersion,
    done: int,
) -> SheetRow:
    return SheetRow(
        sheet.id,
        participant.name,
        category.title,
        period.title,
        period.year,
        Stage(period.stage),
        done,
        len(version.rubric.indicators),
        sheet.submitted_at,
        participant.withdrawn is not None,
    )
