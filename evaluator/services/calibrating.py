"""Calibration: everybody scores the same sample unit, and then compares."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session, contains_eager

from evaluator.scoring.answers import answer_of
from evaluator.scoring.exact import write_decimal
from evaluator.scoring.panel import apart, spread
from evaluator.scoring.rubric import Indicator, Rubric
from evaluator.services.logging import record
from evaluator.services.permissions import Action, require
from evaluator.services.problems import NotFound, Refused
from evaluator.services.seating import give_samples, hold_category, own_participant
from evaluator.storage.actor import Actor
from evaluator.storage.panel_visibility import visible_samples
from evaluator.storage.people import Account
from evaluator.storage.periods import Category, Participant
from evaluator.storage.scores import Score, Sheet
from evaluator.storage.visibility import knows_assessors, name_for, visible_sheets

_WHOLE = (
    contains_eager(Sheet.participant)
    .contains_eager(Participant.category)
    .contains_eager(Category.period)
)
"""A sheet with its unit, category and period, which the visible queries join already."""


@dataclass(frozen=True)
class SampleSheet:
    """One's own sheet of a sample, and how many of all have been handed in."""

    sheet_id: int
    participant_id: int
    unit: str
    category: str
    period: str
    submitted: bool
    handed_in: int
    total: int


@dataclass(frozen=True)
class Column:
    """One assessor in the comparison; name: "" for those who may not know it."""

    name: str
    mine: bool


@dataclass(frozen=True)
class ComparedCell:
    """One answer; apart: whether most answered otherwise."""

    answer: str
    note: str
    apart: bool


@dataclass(frozen=True)
class ComparedRow:
    """One indicator, the answers in the order of the columns, and how far they are apart.

    spread : highest less lowest on the rubric's range, declared
    """

    indicator: Indicator
    cells: tuple[ComparedCell, ...]
    spread: str

    @property
    def divided(self) -> bool:
        """Whether anybody answered otherwise."""
        return any(cell.apart for cell in self.cells)


@dataclass(frozen=True)
class Comparison:
    """What everybody who handed a sample in answered, side by side."""

    participant_id: int
    unit: str
    category: str
    period: str
    columns: tuple[Column, ...]
    rows: tuple[ComparedRow, ...]
    total: int


def mark_sample(session: Session, actor: Actor, now: datetime, participant_id: int) -> int:
    """Let everybody who assesses in the category score this unit, which is then never ranked.

    Returns how many sheets were given out.

    Raises
    ------
    Refused
        If somebody has scored it already, or the scoring is over.
    """
    require(actor, Action.ARRANGE)
    participant = _unscored(session, actor, participant_id)
    if participant.sample:
        raise Refused("Unit itu sudah menjadi unit contoh.")
    if participant.withdrawn is not None:
        raise Refused("Unit itu ditarik dari penilaian; pilih unit lain.")
    participant.sample = True
    session.flush()
    given = give_samples(session, participant.category_id)
    _record(session, actor, now, participant)
    return len(given)


def unmark_sample(session: Session, actor: Actor, now: datetime, participant_id: int) -> None:
    """Rank a unit again that was a sample; its panel must be chosen anew.

    Raises
    ------
    Refused
        If somebody has scored it already, or the scoring is over.
    """
    require(actor, Action.ARRANGE)
    participant = _unscored(session, actor, participant_id)
    if not participant.sample:
        raise Refused("Unit itu bukan unit contoh.")
    given_out = (Sheet.participant_id == participant.id, Sheet.recused_at.is_(None))
    session.execute(delete(Sheet).where(*given_out))
    participant.sample = False
    session.flush()
    _record(session, actor, now, participant)


def my_samples(session: Session, actor: Actor) -> list[SampleSheet]:
    """One's own sheets of samples, newest period first, in two queries."""
    require(actor, Action.ASSESS)
    query = visible_sheets(actor).where(
        Participant.sample, Sheet.assessor_id == actor.account_id, Sheet.recused_at.is_(None)
    )
    sheets = session.scalars(query.options(_WHOLE).order_by(Sheet.id.desc())).all()
    counts = _counts(session, [sheet.participant_id for sheet in sheets])
    return [_sample_sheet(actor, sheet, counts[sheet.participant_id]) for sheet in sheets]


def comparison(session: Session, actor: Actor, participant_id: int) -> Comparison:
    """Everybody's answers to a sample, once one's own are handed in.

    Raises
    ------
    Refused
        If one's own sheet of it is not handed in yet.
    NotFound
        If this person has no part in it.
    """
    require(actor, Action.SIGNED_IN)
    query = visible_samples(actor).where(Sheet.participant_id == participant_id)
    sheets = session.scalars(query.options(_WHOLE).order_by(Sheet.id)).all()
    if not sheets:
        raise _nothing_to_compare(session, actor, participant_id)
    names = _names(session, actor, sheets)
    sheets = sorted(sheets, key=lambda sheet: names.get(sheet.assessor_id, ""))
    participant = sheets[0].participant
    category = participant.category
    _, total = _counts(session, [participant.id])[participant.id]
    return Comparison(
        participant.id,
        name_for(actor, participant, category.period),
        category.title,
        category.period.title,
        tuple(
            Column(names.get(sheet.assessor_id, ""), sheet.assessor_id == actor.account_id)
            for sheet in sheets
        ),
        tuple(_rows(session, category.rubric_version.rubric, sheets)),
        total,
    )


def _unscored(session: Session, actor: Actor, participant_id: int) -> Participant:
    """A unit whose panel can be changed, and on which nothing was scored."""
    participant = own_participant(session, actor, participant_id)
    hold_category(session, actor, participant.category_id)
    session.refresh(participant)
    scores = select(Score.id).join(Score.sheet).where(Sheet.participant_id == participant.id)
    if session.scalar(scores.limit(1)) is not None:
        raise Refused("{unit} sudah mulai dinilai, jadi tidak berubah lagi.", unit=participant.name)
    return participant


def _record(session: Session, actor: Actor, now: datetime, participant: Participant) -> None:
    record(
        session,
        actor,
        now,
        "sample.mark" if participant.sample else "sample.unmark",
        f"participant:{participant.id}",
        period_id=participant.category.period_id,
    )


def _counts(session: Session, participant_ids: Sequence[int]) -> dict[int, tuple[int, int]]:
    """How many sheets of each unit are handed in, and how many there are."""
    query = (
        select(Sheet.participant_id, func.count(Sheet.submitted_at), func.count())
        .where(Sheet.participant_id.in_(participant_ids), Sheet.recused_at.is_(None))
        .group_by(Sheet.participant_id)
    )
    return {unit: (handed_in, total) for unit, handed_in, total in session.execute(query)}


def _sample_sheet(actor: Actor, sheet: Sheet, counts: tuple[int, int]) -> SampleSheet:
    category = sheet.participant.category
    return SampleSheet(
        sheet.id,
        sheet.participant_id,
        name_for(actor, sheet.participant, category.period),
        category.title,
        category.period.title,
        sheet.submitted_at is not None,
        *counts,
    )


def _nothing_to_compare(session: Session, actor: Actor, participant_id: int) -> Exception:
    own = visible_sheets(actor).where(Sheet.participant_id == participant_id, Participant.sample)
    if session.scalar(own.where(Sheet.recused_at.is_(None)).limit(1)) is None:
        return NotFound("Unit contoh itu tidak ada, atau bukan tugas Anda.")
    return Refused(
        "Belum ada yang dapat dibandingkan. Jawaban penilai terbuka setelah lembarnya dikirim; "
        "kirim dahulu lembar Anda sendiri."
    )


def _names(session: Session, actor: Actor, sheets: Sequence[Sheet]) -> dict[int, str]:
    """Who the assessors are; nobody, and so no order of theirs, where that is not to be known."""
    if not knows_assessors(actor, sheets[0].participant.category.period):
        return {}
    query = select(Account.id, Account.name).where(Account.id.in_(s.assessor_id for s in sheets))
    return dict(session.execute(query).all())


def _rows(session: Session, rubric: Rubric, sheets: Sequence[Sheet]) -> list[ComparedRow]:
    query = select(Score).where(Score.sheet_id.in_([sheet.id for sheet in sheets]))
    scores = {(score.sheet_id, score.indicator): score for score in session.scalars(query)}
    return [_row(rubric, one, sheets, scores) for one in rubric.asked]


def _row(
    rubric: Rubric,
    indicator: Indicator,
    sheets: Sequence[Sheet],
    scores: Mapping[tuple[int, str], Score],
) -> ComparedRow:
    found = [scores.get((sheet.id, indicator.code)) for sheet in sheets]
    texts = [score.answer if score else "" for score in found]
    answers = [answer_of(rubric, indicator.code, text) for text in texts]
    cells = tuple(
        ComparedCell(text, score.note if score else "", away)
        for text, score, away in zip(texts, found, apart(answers), strict=True)
    )
    values = [answer for answer in answers if isinstance(answer, Fraction)]
    return ComparedRow(indicator, cells, write_decimal(spread(values), rubric.result.places))
