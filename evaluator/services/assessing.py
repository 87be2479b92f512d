"""The assessor's evening: my units, one sheet, one saved score after another."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session, contains_eager

from evaluator.scoring.aggregate import NOT_APPLICABLE, Answer, answer_of, evaluate
from evaluator.scoring.exact import write_decimal
from evaluator.scoring.messages import ScoringError
from evaluator.scoring.rubric import Indicator, Rubric, Section
from evaluator.scoring.scales import Scale
from evaluator.scoring.words import Bilingual
from evaluator.services.checks import clean_text
from evaluator.services.logging import record, score_object
from evaluator.services.permissions import Action, require
from evaluator.services.problems import Conflict, NotFound, Refused
from evaluator.storage.actor import Actor
from evaluator.storage.periods import Category, Participant, Period, Stage
from evaluator.storage.rubrics import RubricVersion
from evaluator.storage.scores import Score, Sheet
from evaluator.storage.visibility import visible_sheets

LONGEST_NOTE = 4000


@dataclass(frozen=True)
class SheetRow:
    """One of my units: how far its sheet is."""

    id: int
    unit: str
    category: str
    period: str
    stage: Stage
    done: int
    total: int
    submitted_at: datetime | None
    withdrawn: bool

    @property
    def state(self) -> str:
        """ "sent", "complete", "begun" or "new"."""
        if self.submitted_at is not None:
            return "sent"
        return "complete" if self.done == self.total else "begun" if self.done else "new"


@dataclass(frozen=True)
class Question:
    """One indicator on a sheet with what has been answered so far.

    version : how often it was saved; 0 where it never was
    """

    indicator: Indicator
    scale: Scale
    path: tuple[Section, ...]
    answer: str
    note: str
    version: int
    saved_at: datetime | None

    @property
    def answered(self) -> bool:
        return bool(self.answer)


@dataclass(frozen=True)
class SheetView:
    """A whole sheet: questions in the rubric's order and its provisional value."""

    id: int
    unit: str
    category: str
    period_id: int
    period: str
    rubric: Rubric
    editable: bool
    submitted_at: datetime | None
    version: int
    questions: tuple[Question, ...]
    standing: "Standing"

    @property
    def next_unanswered(self) -> str | None:
        """The code of the first question without an answer."""
        return next((q.indicator.code for q in self.questions if not q.answered), None)


@dataclass(frozen=True)
class Standing:
    """How far a sheet is, and its value over what has been answered so far."""

    done: int
    total: int
    value: str | None
    predicate: Bilingual | None


@dataclass(frozen=True)
class Saved:
    """What became of a saved score."""

    answer: str
    note: str
    version: int
    saved_at: datetime
    standing: Standing


def my_sheets(session: Session, actor: Actor) -> list[SheetRow]:
    """The sheets assigned to this assessor, open ones first, in a fixed number of queries."""
    require(actor, Action.ASSESS)
    done = (
        select(Score.sheet_id, func.count().label("done"))
        .where(Score.answer != "")
        .group_by(Score.sheet_id)
        .subquery()
    )
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
    sheet = _sheet(session, actor, sheet_id)
    participant, category = sheet.participant, sheet.participant.category
    rubric = category.rubric_version.rubric
    scores = {score.indicator: score for score in _scores(session, sheet.id)}
    paths = _paths(rubric)
    stage = Stage(category.period.stage)
    return SheetView(
        sheet.id,
        participant.name,
        category.title,
        category.period_id,
        category.period.title,
        rubric,
        stage is Stage.SCORING and not participant.withdrawn,
        sheet.submitted_at,
        sheet.version,
        tuple(_question(rubric, i, paths[i.code], scores.get(i.code)) for i in rubric.indicators),
        _standing(rubric, {code: score.answer for code, score in scores.items()}),
    )


def save_score(
    session: Session,
    actor: Actor,
    now: datetime,
    sheet_id: int,
    indicator: str,
    *,
    answer: str,
    note: str,
    version: int,
) -> Saved:
    """Keep one answer and its note; "" takes an answer back, "TB" means it does not apply.

    version : the version that the assessor saw; 0 where there was none

    Raises
    ------
    Conflict
        If it was saved elsewhere in the meantime; nothing is overwritten.
    Refused
        If the answer does not fit the scale, or the period is not being scored.
    """
    require(actor, Action.ASSESS)
    sheet = _sheet(session, actor, sheet_id)
    rubric = _open_rubric(session, sheet)
    text = _canonical(rubric, indicator, answer)
    words = clean_text(note, "note", most=LONGEST_NOTE, empty=True)
    before = _stored(session, sheet.id, indicator)
    if before is not None and (before.answer, before.note) == (text, words):
        return _saved(session, rubric, before)  # said twice, kept once
    if version != (before.version if before else 0) or not _write(
        session, sheet.id, indicator, text, words, version, now
    ):
        raise _conflict(session, sheet.id, indicator)
    record(
        session,
        actor,
        now,
        "score.save",
        score_object(sheet.id, indicator),
        before=before and {"answer": before.answer, "note": before.note},
        after={"answer": text, "note": words},
        period_id=sheet.participant.category.period_id,
    )
    _reopen(session, sheet, text)
    stored = _stored(session, sheet.id, indicator)
    if stored is None:
        raise RuntimeError("A score that was just written is gone")
    return _saved(session, rubric, stored)


def submit_sheet(session: Session, actor: Actor, now: datetime, sheet_id: int) -> None:
    """Hand a complete sheet in; it can still be changed until the lead locks the period.

    Raises
    ------
    Refused
        If answers are missing; the sentence says how many.
    """
    require(actor, Action.ASSESS)
    sheet = _sheet(session, actor, sheet_id)
    rubric = _open_rubric(session, sheet)
    given = {score.indicator for score in _scores(session, sheet.id) if score.answer}
    missing = [i.code for i in rubric.indicators if i.code not in given]
    if missing:
        raise Refused(
            "Masih ada {count} indikator yang belum dinilai: {codes}.",
            count=len(missing),
            codes=", ".join(missing[:8]) + (" …" if len(missing) > 8 else ""),
        )
    if sheet.submitted_at is None:
        sheet.submitted_at = now
        period_id = sheet.participant.category.period_id
        name = f"sheet:{sheet.id}"
        record(session, actor, now, "sheet.submit", name, period_id=period_id)


def _sheet(session: Session, actor: Actor, sheet_id: int) -> Sheet:
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


def _open_rubric(session: Session, sheet: Sheet) -> Rubric:
    """The rubric of a sheet that may be written to; holds the stage until the end.

    The lock and a save queue for the same row, so that nothing is saved after a lock.
    """
    category = sheet.participant.category
    stage = session.scalar(
        select(Period.stage).where(Period.id == category.period_id).with_for_update(read=True)
    )
    if stage != Stage.SCORING:
        raise Refused("Periode ini tidak sedang dinilai; nilai tidak dapat diubah.")
    if sheet.participant.withdrawn:
        raise Refused("Unit ini tidak lagi dinilai pada periode ini.")
    return category.rubric_version.rubric


def _canonical(rubric: Rubric, code: str, answer: str) -> str:
    if code not in rubric.indicator:
        raise NotFound("Indikator itu tidak ada di rubrik ini.")
    try:
        given = answer_of(rubric, code, answer)
        if not answer.strip() or (given is NOT_APPLICABLE and answer.strip().casefold() == "tb"):
            return answer.strip().upper()
        return rubric.read(code, answer).text
    except ScoringError as problem:
        raise Refused("{problem}", field="answer", problem=problem.message) from problem


def _write(
    session: Session,
    sheet_id: int,
    indicator: str,
    answer: str,
    note: str,
    version: int,
    now: datetime,
) -> bool:
    """Write where the version is still the one that was seen; True where it was."""
    values = {"answer": answer, "note": note, "saved_at": now, "version": version + 1}
    if version:
        done = session.execute(
            update(Score)
            .where(
                Score.sheet_id == sheet_id,
                Score.indicator == indicator,
                Score.version == version,
            )
            .values(**values)
            .returning(Score.id),
            execution_options={"synchronize_session": False},
        )
    else:
        insert = sqlite.insert if session.get_bind().dialect.name == "sqlite" else postgresql.insert
        done = session.execute(
            insert(Score)
            .values(sheet_id=sheet_id, indicator=indicator, **values)
            .on_conflict_do_nothing(index_elements=["sheet_id", "indicator"])
            .returning(Score.id)
        )
    return done.first() is not None


def _reopen(session: Session, sheet: Sheet, answer: str) -> None:
    """A sheet from which an answer is taken back is no longer handed in."""
    if not answer and sheet.submitted_at is not None:
        sheet.submitted_at = None
    sheet.version += 1


def _conflict(session: Session, sheet_id: int, indicator: str) -> Conflict:
    stored = _stored(session, sheet_id, indicator)
    return Conflict(
        "Nilai ini sudah berubah di tab atau perangkat lain. Tidak ada yang ditimpa.",
        stored={
            "answer": stored.answer if stored else "",
            "note": stored.note if stored else "",
            "version": stored.version if stored else 0,
            "saved_at": stored.saved_at if stored else None,
        },
    )


@dataclass(frozen=True)
class _Stored:
    sheet_id: int
    answer: str
    note: str
    version: int
    saved_at: datetime


def _stored(session: Session, sheet_id: int, indicator: str) -> _Stored | None:
    row = session.execute(
        select(Score.answer, Score.note, Score.version, Score.saved_at).where(
            Score.sheet_id == sheet_id, Score.indicator == indicator
        )
    ).one_or_none()
    return None if row is None else _Stored(sheet_id, *row)


def _saved(session: Session, rubric: Rubric, stored: _Stored) -> Saved:
    query = select(Score.indicator, Score.answer).where(Score.sheet_id == stored.sheet_id)
    answers = dict(session.execute(query).all())
    return Saved(
        stored.answer, stored.note, stored.version, stored.saved_at, _standing(rubric, answers)
    )


def _scores(session: Session, sheet_id: int) -> list[Score]:
    return list(session.scalars(select(Score).where(Score.sheet_id == sheet_id)))


def _standing(rubric: Rubric, answers: Mapping[str, str]) -> Standing:
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
        Stage(period.stage),
        done,
        len(version.rubric.indicators),
        sheet.submitted_at,
        participant.withdrawn is not None,
    )
