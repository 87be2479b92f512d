"""The annex of a plenary's minutes: rubric, weights, panel and ranking of each category."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func
from sqlalchemy.orm import Session

from evaluator.scoring.contests import comma
from evaluator.scoring.exact import write_decimal, write_shortest
from evaluator.scoring.messages import Message
from evaluator.scoring.rubric import Indicator, Rubric, Section
from evaluator.scoring.words import Bilingual
from evaluator.services.results import CategoryResults
from evaluator.storage.actor import Actor
from evaluator.storage.people import Account
from evaluator.storage.periods import Category, Participant
from evaluator.storage.scores import Sheet
from evaluator.storage.visibility import visible_sheets


@dataclass(frozen=True)
class Weight:
    """One node of a rubric; `depth` 0 at the top, `share` its part of the whole in percent."""

    code: str
    name: str
    depth: int
    weight: str
    share: str


@dataclass(frozen=True)
class CategoryFacts:
    """What was assessed in one category, by what, by whom, and how it came out.

    panel : assessor and count of sheets that counted
    ranking : place, unit, value, predicate
    ties : unit and how its equal value was settled
    """

    title: str
    rubric: str
    version: str
    digest: str
    legal_basis: str
    weights: tuple[Weight, ...]
    panel: tuple[tuple[str, str], ...]
    ranking: tuple[tuple[str, str, str, str], ...]
    ties: tuple[tuple[str, str], ...]


def in_words(sentence: Message | Mapping[str, Any] | Bilingual | str) -> str:
    """A sentence in Indonesian, as it is or as it is stored."""
    if isinstance(sentence, Mapping):
        if "template" not in sentence:
            return str(sentence["id"])
        values = {name: _plain(value) for name, value in sentence["values"].items()}
        return str(sentence["template"]).format_map(values)
    return str(sentence)


def _plain(value: Any) -> Any:
    return in_words(value) if isinstance(value, Mapping) else value


def category_facts(one: CategoryResults, panel: Sequence[tuple[str, str]]) -> CategoryFacts:
    """One category as the annex of the minutes tells it."""
    rubric = one.rubric
    return CategoryFacts(
        one.title,
        rubric.title.id,
        rubric.version,
        one.rubric_digest,
        rubric.legal_basis.id,
        tuple(_weights(rubric)),
        tuple(panel),
        tuple(
            (u.shown_place or "–", u.unit, comma(u.value or "–"), str(u.predicate or "–"))
            for u in one.units
        ),
        tuple((u.unit, " ".join(in_words(step) for step in u.tie)) for u in one.units if u.tie),
    )


def _weights(rubric: Rubric) -> list[Weight]:
    found = []
    for depth, section in rubric.walk():
        found.append(_weight(rubric, section, depth))
        found += [_weight(rubric, indicator, depth + 1) for indicator in section.indicators]
    return found


def _weight(rubric: Rubric, node: Section | Indicator, depth: int) -> Weight:
    share = write_decimal(rubric.effective_weights[node.code], 2)
    weight = comma(write_shortest(node.weight))
    return Weight(node.code, node.name.id, depth, weight, comma(share))


def panels_of(
    session: Session, actor: Actor, period_id: int
) -> dict[int, tuple[tuple[str, str], ...]]:
    """By category, every assessor with the count of sheets that counted; one query."""
    query = (
        visible_sheets(actor)
        .join(Account, Account.id == Sheet.assessor_id)
        .where(
            Category.period_id == period_id,
            Sheet.recused_at.is_(None),
            Participant.sample.is_(False),
            Participant.withdrawn.is_(None),
        )
        .with_only_columns(Category.id, Account.name, func.count(Sheet.id))
        .group_by(Category.id, Account.id, Account.name)
        .order_by(Account.name, Account.id)
    )
    found: dict[int, list[tuple[str, str]]] = {}
    for category_id, name, count in session.execute(query):
        found.setdefault(category_id, []).append((name, str(count)))
    return {category_id: tuple(rows) for category_id, rows in found.items()}
