"""One indicator of one unit with everything that was said of it: panel, unit, evidence."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction

from sqlalchemy import select
from sqlalchemy.orm import Session

from evaluator.scoring.aggregate import NOT_APPLICABLE, Answer, Scorer, answer_of
from evaluator.scoring.exact import write_decimal
from evaluator.scoring.panel import apart, settle_answers, spread
from evaluator.scoring.rubric import Indicator, Rubric, Section
from evaluator.scoring.words import Bilingual
from evaluator.services.computing import Panelled, Reader
from evaluator.services.decisions import Decision, decisions_of_unit
from evaluator.services.differences import Effects, decision_state, shown_gap
from evaluator.services.evidence import EvidenceView, evidence_of, is_named, standing_by
from evaluator.services.questions import Question
from evaluator.storage.actor import Actor
from evaluator.storage.own_scores import OwnScore, SelfAssessment
from evaluator.storage.people import Account
from evaluator.storage.periods import Participant
from evaluator.storage.scores import Score, Sheet
from evaluator.storage.visibility import knows_assessors, visible_own_scores


@dataclass(frozen=True)
class Voice:
    """What one assessor answered to one indicator.

    assessor : "" for those who may not know the name
    value : what the answer is worth on the rubric's range; None where it does not count
    apart : whether most of the panel answered otherwise
    """

    assessor: str
    mine: bool
    answer: str
    note: str
    text: Bilingual | None
    value: str | None
    apart: bool
    saved_at: datetime | None


@dataclass(frozen=True)
class OwnWord:
    """What the unit itself said, submitted.

    author : "" for those who may not know which unit it is
    """

    answer: str
    note: str
    author: str
    saved_at: datetime


@dataclass(frozen=True)
class Matter:
    """One indicator of one unit with everything that was said of it.

    rule : what the panel's rule settles to: a declared decimal, "TB", or "" where
        nobody answered
    settled : the same after the decision
    spread : highest less lowest value, declared
    effect, gap : see `Difference`
    """

    question: Question
    voices: tuple[Voice, ...]
    own: OwnWord | None
    proofs: tuple[EvidenceView, ...]
    decision: Decision
    state: str
    rule: str
    settled: str
    spread: str
    effect: str
    gap: str

    @property
    def indicator(self) -> Indicator:
        """The rubric's indicator."""
        return self.question.indicator

    @property
    def divided(self) -> bool:
        """Whether the panel differs."""
        return any(voice.apart for voice in self.voices)


def matters_of(session: Session, actor: Actor, participant: Participant) -> tuple[Matter, ...]:
    """Every indicator of one unit in the rubric's order, in a fixed number of queries."""
    rubric = participant.category.rubric_version.rubric
    sources = _Sources.read(session, actor, participant)
    return tuple(_matter(rubric, sources, path, one) for path, one in _placed(rubric))


@dataclass(frozen=True)
class _Sources:
    """What the matters of one unit are made of, by indicator."""

    voices: Mapping[str, list[tuple[str, bool, Score]]]
    panel: Panelled
    own: Mapping[str, OwnWord]
    evidence: Sequence[EvidenceView]
    effects: Effects
    confirms: bool

    @classmethod
    def read(cls, session: Session, actor: Actor, participant: Participant) -> "_Sources":
        rubric = participant.category.rubric_version.rubric
        panel = Panelled(participant, {}, {}, {}, decisions_of_unit(session, participant.id))
        voices: dict[str, list[tuple[str, bool, Score]]] = {}
        for name, account_id, score in _scores(session, participant.id):
            known = (
                knows_assessors(actor, participant.category.period)
                or account_id == actor.account_id
            )
            mine = account_id == actor.account_id
            voices.setdefault(score.indicator, []).append((name if known else "", mine, score))
            if score.answer:
                panel.answers.setdefault(score.indicator, []).append(score.answer)
            last = panel.changed.get(score.indicator, score.saved_at)
            panel.changed[score.indicator] = max(score.saved_at, last)
        reads_own, named = _reads_own(session, actor, participant.id), is_named(actor, participant)
        return cls(
            voices,
            panel,
            _own(session, participant.id, named) if reads_own else {},
            evidence_of(session, participant.id, named=named) if reads_own else (),
            Effects(Reader(rubric), Scorer(rubric), panel.counted),
            participant.category.period.confirms,
        )


def _scores(session: Session, participant_id: int) -> list[tuple[str, int, Score]]:
    query = (
        select(Account.name, Account.id, Score)
        .join(Sheet, Sheet.assessor_id == Account.id)
        .join(Score, Score.sheet_id == Sheet.id)
        .where(Sheet.participant_id == participant_id, Sheet.recused_at.is_(None))
        .order_by(Sheet.assessor_id)
    )
    return [(name, account_id, score) for name, account_id, score in session.execute(query)]


def _reads_own(session: Session, actor: Actor, participant_id: int) -> bool:
    query = visible_own_scores(actor).where(Participant.id == participant_id)
    return session.scalar(query) is not None


def _own(session: Session, participant_id: int, named: bool) -> dict[str, OwnWord]:
    query = (
        select(OwnScore, Account.name)
        .join(SelfAssessment, SelfAssessment.participant_id == OwnScore.participant_id)
        .join(Account, Account.id == OwnScore.account_id)
        .where(OwnScore.participant_id == participant_id, SelfAssessment.submitted_at.is_not(None))
    )
    return {
        row.indicator: OwnWord(row.answer, row.note, name if named else "", row.saved_at)
        for row, name in session.execute(query)
    }


def _placed(rubric: Rubric) -> list[tuple[tuple[Section, ...], Indicator]]:
    """Every indicator with the sections above it, in the rubric's order."""
    trail: list[Section] = []
    found = []
    for depth, section in rubric.walk():
        trail[depth:] = [section]
        found += [(tuple(trail), indicator) for indicator in section.indicators]
    return found


def _matter(
    rubric: Rubric, sources: _Sources, path: tuple[Section, ...], indicator: Indicator
) -> Matter:
    code, places = indicator.code, rubric.result.places
    decision = sources.panel.decisions.get(code, Decision())
    given = sources.voices.get(code, [])
    answers = [answer_of(rubric, code, score.answer) for _, _, score in given]
    rule = settle_answers(rubric.result.panel, answers)
    settled = answer_of(rubric, code, decision.answer) if decision.decides else rule
    own, said = sources.own.get(code), sources.panel.answers.get(code, [])
    return Matter(
        Question(
            indicator=indicator,
            scale=rubric.scale_of(code),
            path=path,
            answer=decision.answer,
            note=decision.note,
            version=decision.version,
            saved_at=decision.settled_at,
        ),
        _voices(rubric, indicator, given, answers),
        own,
        standing_by(sources.evidence, code),
        decision,
        decision_state(decision, sources.panel, code, sources.confirms),
        shown_answer(rubric, rule),
        shown_answer(rubric, settled),
        write_decimal(spread([a for a in answers if isinstance(a, Fraction)]), places),
        write_decimal(sources.effects.spread(code, said), places),
        shown_gap(sources.effects.gap(code, own.answer if own else ""), places),
    )


def shown_answer(rubric: Rubric, answer: Answer) -> str:
    """A settled answer as it is shown: a declared decimal, "TB", or "" where it is missing."""
    if isinstance(answer, Fraction):
        return write_decimal(answer, rubric.result.places)
    return NOT_APPLICABLE.value if answer is NOT_APPLICABLE else ""


def _voices(
    rubric: Rubric,
    indicator: Indicator,
    given: Sequence[tuple[str, bool, Score]],
    answers: Sequence[Answer],
) -> tuple[Voice, ...]:
    return tuple(
        Voice(
            name,
            mine,
            score.answer,
            score.note,
            indicator.levels.get(score.answer),
            shown_answer(rubric, answer) if isinstance(answer, Fraction) else None,
            differs,
            score.saved_at,
        )
        for (name, mine, score), answer, differs in zip(given, answers, apart(answers), strict=True)
    )
