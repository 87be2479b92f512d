"""Sheets as the assessor reads them: my units, and one sheet with all its questions."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Subquery, func, select
from sqlalchemy.orm import Session, contains_eager

from evaluator.scoring.rubric import Indicator, Rubric, Section
from evaluator.services.earlier import Earlier, earlier_of
from evaluator.services.measuring import Measured, answers_of, measured_for_panel
from evaluator.services.permissions import Action, require
from evaluator.services.problems import NotFound
from evaluator.services.questions import Question
from evaluator.services.standings import Standing, standing_of
from evaluator.storage.actor import Actor
from evaluator.storage.periods import Category, Participant, Period, Stage
from evaluator.storage.rubrics import RubricVersion
from evaluator.storage.scores import Score, Sheet
from evaluator.storage.visibility import name_for, visible_sheets


@dataclass(frozen=True)
class SheetRow:
    """One of my units: how far its sheet is.

    sample : everybody scores it, to compare; it is never ranked
    """

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
    sample: bool

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
    """The questions of one top section, and what in it is measured instead."""

    section: Section
    questions: tuple[Question, ...]
    measured: tuple[tuple[Indicator, Measured], ...] = ()

    @property
    def done(self) -> int:
        """How many of them have an answer."""
        return sum(question.answered for question in self.questions)


@dataclass(frozen=True)
class SheetView:
    """A whole sheet: questions in the rubric's order and its provisional value.

    earlier : by indicator, where an earlier year asked the same
    measured : by indicator, what recorded facts say; nobody is asked for these
    """

    id: int
    participant_id: int
    unit: str
    category_id: int
    category: str
    period_id: int
    period: str
    rubric: Rubric
    stage: Stage
    withdrawn: str | None
    submitted_at: datetime | None
    version: int
    questions: tuple[Question, ...]
    earlier: Mapping[str, Earlier]
    measured: Mapping[str, Measured]
    standing: Standing

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
            SheetPart(
                section,
                tuple(q for q in self.questions if q.path[0] is section),
                tuple(
                    (self.rubric.indicator[code], one)
                    for code, one in self.measured.items()
                    if self.rubric.paths[code][0] is section
                ),
            )
            for section in self.rubric.sections
        )

    @property
    def next_unanswered(self) -> str | None:
        """The code of the first question without an answer."""
        return next((q.indicator.code for q in self.questions if not q.answered), None)

    def question(self, code: str) -> Question:
        """The question of one indicator.

        Raises
        ------
        NotFound
            If the rubric has no such indicator.
        """
        for question in self.questions:
            if question.indicator.code == code:
                return question
        raise NotFound("Indikator itu tidak ada di rubrik ini.")

    def unanswered_after(self, code: str) -> str | None:
        """The next question without an answer behind this one, from the top again at the end."""
        codes = [q.indicator.code for q in self.questions]
        here = codes.index(code) if code in codes else -1
        turned = self.questions[here + 1 :] + self.questions[: here + 1]
        return next((q.indicator.code for q in turned if not q.answered), None)


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
        .with_only_columns(Sheet, Participant, Category, Period, func.coalesce(done.c.done, 0))
        .order_by(Sheet.id)
    )
    found = session.execute(query).all()
    totals = _totals(session, {category.rubric_version_id for _, _, category, _, _ in found})
    in_order = sorted(found, key=lambda one: _place(actor, one[1], one[2], one[3]))
    rows = [
        _row(actor, sheet, unit, category, period, count, totals[category.rubric_version_id])
        for sheet, unit, category, period, count in in_order
    ]
    return sorted(rows, key=lambda row: row.stage != Stage.SCORING)


def open_sheet(session: Session, actor: Actor, sheet_id: int) -> SheetView:
    """A sheet with all its questions."""
    require(actor, Action.ASSESS)
    sheet = own_sheet(session, actor, sheet_id)
    participant, category = sheet.participant, sheet.participant.category
    rubric = category.rubric_version.rubric
    scores = {score.indicator: score for score in scores_of(session, sheet.id)}
    paths = _paths(rubric)
    measured = measured_for_panel(session, participant)
    answers = {code: score.answer for code, score in scores.items()}
    return SheetView(
        sheet.id,
        participant.id,
        name_for(actor, participant, category.period),
        category.id,
        category.title,
        category.period_id,
        category.period.title,
        rubric,
        Stage(category.period.stage),
        participant.withdrawn,
        sheet.submitted_at,
        sheet.version,
        tuple(_question(rubric, i, paths[i.code], scores.get(i.code)) for i in rubric.asked),
        earlier_of(session, actor, participant, rubric),
        measured,
        standing_of(rubric, answers, answers_of(measured)),
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


def _totals(session: Session, version_ids: set[int]) -> dict[int, int]:
    """How many questions each rubric asks."""
    versions = session.scalars(select(RubricVersion).where(RubricVersion.id.in_(version_ids)))
    return {version.id: len(version.rubric.asked) for version in versions}


def _place(
    actor: Actor, participant: Participant, category: Category, period: Period
) -> tuple[int, int, int, int, str]:
    """Newest period first; units by the name that is read: an alias stands elsewhere than it."""
    unit = name_for(actor, participant, period)
    return -period.year, -period.id, category.position, category.id, unit


def _row(
    actor: Actor,
    sheet: Sheet,
    participant: Participant,
    category: Category,
    period: Period,
    done: int,
    total: int,
) -> SheetRow:
    return SheetRow(
        sheet.id,
        name_for(actor, participant, period),
        category.title,
        period.title,
        period.year,
        Stage(period.stage),
        done,
        total,
        sheet.submitted_at,
        participant.withdrawn is not None,
        participant.sample,
    )
