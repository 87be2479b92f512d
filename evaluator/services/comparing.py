"""Two rubrics side by side: what differs, and whose results it would change."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from sqlalchemy import Select, select
from sqlalchemy.orm import Session, joinedload

from evaluator.scoring.aggregate import NOT_APPLICABLE, Answer, Evaluation, Scorer, answer_of
from evaluator.scoring.exact import write_decimal
from evaluator.scoring.messages import ScoringError
from evaluator.scoring.panel import settle_answers
from evaluator.scoring.ranking import Placed, rank
from evaluator.scoring.rubric import Rubric
from evaluator.scoring.rubric_differences import Difference, differences
from evaluator.scoring.rubric_plain import plain_of
from evaluator.scoring.scales import Scale
from evaluator.scoring.words import Bilingual
from evaluator.services.computing import compute, counted_answers
from evaluator.services.drafts import visible_draft
from evaluator.services.drafts_publishing import rubric_of_content
from evaluator.services.left_units import left_here
from evaluator.services.permissions import Action, require
from evaluator.services.problems import NotFound, Refused
from evaluator.storage.actor import Actor, Role
from evaluator.storage.periods import BEFORE_SCORING, UNDER_WAY, Category, Participant, Period
from evaluator.storage.results import Result
from evaluator.storage.rubrics import RubricVersion
from evaluator.storage.visibility import (
    newest_snapshot,
    visible_periods,
    visible_results,
    visible_rubrics,
)


@dataclass(frozen=True)
class Comparison:
    """What differs between two rubrics; `effects_of` are for the question whose results change."""

    old_id: int
    old: str
    new: str
    differences: tuple[Difference, ...]


@dataclass(frozen=True)
class Effect:
    """One unit before and after; a value, predicate or place is None where there is none."""

    unit: str
    value: str | None
    predicate: Bilingual | None
    place: str
    new_value: str | None
    new_predicate: Bilingual | None
    new_place: str

    @property
    def changes(self) -> bool:
        """Whether the declared value, the predicate or the place is another one."""
        old = (self.value, _text(self.predicate), self.place)
        return old != (self.new_value, _text(self.new_predicate), self.new_place)


@dataclass(frozen=True)
class Effects:
    """The newest scored category that used the older rubric, computed by the newer one.

    new, changed : indicators without answers that the newer rubric can use, because
        they did not exist or were answered on another scale; they count as not applicable
    """

    period: str
    category: str
    released: bool
    rows: tuple[Effect, ...]
    new: tuple[str, ...]
    changed: tuple[str, ...]

    @property
    def moved(self) -> int:
        """How many units would have another outcome."""
        return sum(row.changes for row in self.rows)


def compare_versions(session: Session, actor: Actor, old_id: int, new_id: int) -> Comparison:
    """What differs between two published rubrics."""
    require(actor, Action.DISCUSS)
    old, new = _version(session, actor, old_id), _version(session, actor, new_id)
    found = differences(plain_of(old.rubric), plain_of(new.rubric))
    return Comparison(old.id, _name(old), _name(new), tuple(found))


def compare_draft(
    session: Session, actor: Actor, draft_id: int, rubric_id: int | None = None
) -> Comparison | None:
    """What differs between a published rubric and a draft, complete or not.

    rubric_id : the rubric to compare with; None for the one that the draft is based on

    Returns
    -------
    None where the draft is based on nothing and no rubric is named.
    """
    require(actor, Action.DISCUSS)
    draft = visible_draft(session, actor, draft_id)
    old_id = rubric_id or draft.based_on_id
    if old_id is None:
        return None
    old = _version(session, actor, old_id)
    found = differences(plain_of(old.rubric), draft.content)
    name = f"{draft.content.get('code', '')} {draft.content.get('version', '')}"
    return Comparison(old.id, _name(old), name, tuple(found))


def other_versions(session: Session, actor: Actor) -> list[tuple[int, str]]:
    """Every published rubric that something can be compared with, by code, newest first."""
    require(actor, Action.DISCUSS)
    rows = session.scalars(visible_rubrics(actor).order_by(RubricVersion.published_at.desc()))
    return sorted(((row.id, _name(row)) for row in rows), key=lambda one: one[1].split()[0])


def effects_of_version(session: Session, actor: Actor, old_id: int, new_id: int) -> Effects | None:
    """Whose results would change, had the newer version been used.

    Returns
    -------
    None where no period with the older version has results that this person may read.
    """
    require(actor, Action.SEE_RESULTS)
    return _effects(session, actor, old_id, _version(session, actor, new_id).rubric)


def effects_of_draft(
    session: Session, actor: Actor, draft_id: int, rubric_id: int | None = None
) -> Effects | None:
    """Whose results would change, had the draft been used as it stands.

    Raises
    ------
    Refused
        If the draft does not hold together yet, or there is no older rubric.
    """
    require(actor, Action.SEE_RESULTS)
    draft = visible_draft(session, actor, draft_id)
    old_id = rubric_id or draft.based_on_id
    if old_id is None:
        raise Refused("Pilih dahulu rubrik terbit yang menjadi pembandingnya.")
    new = rubric_of_content(draft.content)
    if new is None:
        raise Refused(
            "Rancangan belum utuh, jadi nilainya belum dapat dihitung. Perbaiki dahulu yang "
            "disebut di Periksa."
        )
    return _effects(session, actor, old_id, new)


def _effects(session: Session, actor: Actor, old_id: int, new: Rubric) -> Effects | None:
    found = _results(session, actor, old_id)
    if found is None:
        return None
    category, results = found
    old = category.rubric_version.rubric
    changed = tuple(code for code in new.indicator if _asks_anew(old, new, code))
    evaluations = _recomputed(new, results, changed)
    placed = {entry.unit: entry for entry in rank(new, evaluations)}
    left = left_here(session, actor) if category.period.stage in UNDER_WAY else ()
    rows = [
        _effect(row, new, placed.get(_handle(row)))
        for row in results
        if row.participant_id not in left
    ]
    return Effects(
        category.period.title,
        category.title,
        category.period.released_at is not None,
        tuple(sorted(rows, key=lambda row: (not row.changes, row.unit))),
        tuple(code for code in new.indicator if code not in old.indicator),
        changed,
    )


def _results(session: Session, actor: Actor, old_id: int) -> tuple[Category, list[Result]] | None:
    """The newest results by a rubric: from the snapshot, or for the lead as they stand now."""
    query = (
        select(Category)
        .join(Category.period)
        .join(Category.rubric_version)
        .where(
            Category.rubric_version_id == old_id,
            Period.stage.not_in(BEFORE_SCORING),
            Period.id.in_(visible_periods(actor).with_only_columns(Period.id)),
        )
        .order_by(Period.year.desc(), Period.id.desc(), Category.id.desc())
    )
    for category in session.scalars(query):
        kept = list(session.scalars(_stored(actor, category)))
        if not kept and (actor.operator or actor.has(Role.LEAD)):
            kept = compute(session, [category])[0].results
        if any(row.value is not None for row in kept):
            return category, kept
    return None


def _stored(actor: Actor, category: Category) -> Select[Result]:
    return (
        visible_results(actor)
        .where(Result.category_id == category.id, newest_snapshot(actor))
        .options(joinedload(Result.participant).joinedload(Participant.unit))
        .order_by(Result.id)
    )


def _asks_anew(old: Rubric, new: Rubric, code: str) -> bool:
    """Whether what was answered means something else now: another kind of scale, other steps.

    The same answer on other bands, another cap or another minimum is only counted anew.
    """
    if code not in old.indicator:
        return False
    before, after = old.scale_of(code), new.scale_of(code)
    return before.kind != after.kind or _steps(before) != _steps(after)


def _steps(scale: Scale) -> list[Fraction]:
    return [level.value for level in getattr(scale, "levels", ())]


def _recomputed(
    new: Rubric, results: Sequence[Result], changed: Sequence[str]
) -> dict[str, Evaluation]:
    scorer = Scorer(new)
    return {
        _handle(row): scorer.evaluate(_carried(new, row.indicators, changed))
        for row in results
        if not row.participant.withdrawn
    }


def _carried(
    new: Rubric, said: Mapping[str, Mapping[str, object]], changed: Sequence[str]
) -> dict[str, Answer]:
    """The stored answers as the newer rubric reads them; what it asks anew does not apply."""
    carried: dict[str, Answer] = {}
    for code in new.indicator:
        if code not in said or code in changed:
            carried[code] = NOT_APPLICABLE
            continue
        try:
            read = [answer_of(new, code, text) for text in counted_answers(said[code])]
        except ScoringError:
            carried[code] = NOT_APPLICABLE
        else:
            carried[code] = settle_answers(new.result.panel, read)
    return carried


def _effect(row: Result, new: Rubric, placed: Placed | None) -> Effect:
    evaluation = placed.evaluation if placed else None
    value = evaluation.value if evaluation else None
    predicate = Bilingual.model_validate(row.predicate) if row.predicate else None
    return Effect(
        row.participant.name,
        row.value,
        predicate,
        _place(row.place, row.joint),
        None if value is None else write_decimal(value, new.result.places),
        evaluation.predicate if evaluation else None,
        _place(placed.place, placed.joint) if placed else "",
    )


def _place(place: int | None, joint: bool) -> str:
    return "" if place is None else f"{place}{'=' if joint else ''}"


def _handle(row: Result) -> str:
    return str(row.participant_id)


def _text(words: Bilingual | None) -> str:
    return words.id if words else ""


def _version(session: Session, actor: Actor, rubric_id: int) -> RubricVersion:
    row = session.scalar(visible_rubrics(actor).where(RubricVersion.id == rubric_id))
    if row is None:
        raise NotFound("Rubrik itu tidak ada.")
    return row


def _name(row: RubricVersion) -> str:
    return f"{row.code} {row.version}"
