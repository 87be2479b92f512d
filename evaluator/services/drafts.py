"""Drafts of rubrics as people read them: the list, and one tree with its sums."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from evaluator.scoring.exact import write_decimal, write_shortest
from evaluator.scoring.rubric_edits import effective
from evaluator.scoring.rubric_plain import Plain, Spot, spots, words_pair
from evaluator.scoring.weights import sum_of
from evaluator.services.permissions import Action, require
from evaluator.services.problems import NotFound, Refused
from evaluator.storage.actor import Actor
from evaluator.storage.drafts import DraftComment, DraftState, RubricDraft
from evaluator.storage.rubric_drafts import weights_of
from evaluator.storage.rubrics import RubricVersion
from evaluator.storage.visibility import visible_drafts

OPEN = (DraftState.DRAFT, DraftState.DISCUSSED)
"""The states in which a draft still changes."""

Name = Mapping[str, str | None]
"""A name in Indonesian and, where there is one, in English."""


@dataclass(frozen=True)
class DraftRow:
    """One draft in the list; `waiting` counts comments without an answer."""

    id: int
    title: str
    code: str
    version: str
    state: DraftState
    changed_at: datetime
    changed_by: str
    comments: int
    waiting: int

    @property
    def open(self) -> bool:
        """Whether it still changes."""
        return self.state in OPEN


@dataclass(frozen=True)
class DraftLine:
    """One section or indicator of a draft.

    weight : as it was typed, "" where it is still missing
    effective : of the whole, in percent with two decimals; None where that is not known yet
    """

    code: str
    name: Name
    depth: int
    is_indicator: bool
    weight: str
    effective: str | None
    comments: int
    waiting: int


@dataclass(frozen=True)
class Branch:
    """What stands directly below one parent, and what its weights add up to.

    parent : its code, "" at the top
    total : the sum without loss; unread : how many weights are no numbers yet
    """

    parent: str
    name: Name
    depth: int
    lines: tuple[DraftLine, ...]
    total: str
    unread: int

    @property
    def whole(self) -> bool:
        """Whether the weights add up to exactly 100."""
        return self.total == "100" and not self.unread


@dataclass(frozen=True)
class DraftView:
    """One draft completely; `tree` are its plain values, not to be changed."""

    id: int
    title: str
    state: DraftState
    version: int
    tree: Plain
    based_on_id: int | None
    based_on: str
    published_id: int | None
    made_by: str
    made_at: datetime
    changed_by: str
    changed_at: datetime
    comments: Mapping[str, tuple[int, int]]
    branches: tuple[Branch, ...]

    @property
    def open(self) -> bool:
        """Whether it still changes."""
        return self.state in OPEN

    @property
    def lines(self) -> tuple[DraftLine, ...]:
        """Every section and indicator, parents first."""
        found = {line.code: line for branch in self.branches for line in branch.lines}
        return tuple(found[spot.code] for spot in spots(self.tree))


def list_drafts(session: Session, actor: Actor) -> list[DraftRow]:
    """Every draft that this person may read, the ones that still change first."""
    require(actor, Action.DISCUSS)
    rows = session.scalars(visible_drafts(actor).order_by(RubricDraft.changed_at.desc())).all()
    counts = _counts_of(session, [row.id for row in rows])
    found = [_row(row, counts.get(row.id, (0, 0))) for row in rows]
    return sorted(found, key=lambda row: not row.open)


def draft_view(session: Session, actor: Actor, draft_id: int) -> DraftView:
    """One draft with its tree, its sums and how much was said of each node."""
    require(actor, Action.DISCUSS)
    row = visible_draft(session, actor, draft_id)
    comments = _comments_by_node(session, row.id)
    return DraftView(
        id=row.id,
        title=row.title,
        state=DraftState(row.state),
        version=row.version,
        tree=row.content,
        based_on_id=row.based_on_id,
        based_on=_name_of_version(session, row.based_on_id),
        published_id=row.published_id,
        made_by=row.made_by,
        made_at=row.made_at,
        changed_by=row.changed_by,
        changed_at=row.changed_at,
        comments=comments,
        branches=tuple(_branches(row.content, comments)),
    )


def visible_draft(session: Session, actor: Actor, draft_id: int) -> RubricDraft:
    """A draft that this person may read."""
    row = session.scalar(visible_drafts(actor).where(RubricDraft.id == draft_id))
    if row is None:
        raise NotFound("Rancangan itu tidak ada, atau Anda tidak diundang membahasnya.")
    return row


def changing_draft(session: Session, actor: Actor, draft_id: int) -> RubricDraft:
    """A draft that still changes, held for this transaction.

    Raises
    ------
    Refused
        If it is published or dropped.
    """
    query = visible_drafts(actor).where(RubricDraft.id == draft_id).with_for_update()
    row = session.scalar(query.execution_options(populate_existing=True))
    if row is None:
        raise NotFound("Rancangan itu tidak ada, atau Anda tidak diundang membahasnya.")
    if row.state not in OPEN:
        raise Refused("Rancangan ini sudah ditutup dan tidak berubah lagi. Buat salinan baru.")
    return row


def name_in(value: object, code: str = "") -> Name:
    """A name that can always be shown: in the other language, or the code, where it lacks."""
    indonesian, english = words_pair(value)
    return {"id": indonesian or english or code, "en": english or None}


def _row(row: RubricDraft, counts: tuple[int, int]) -> DraftRow:
    code, version = str(row.content.get("code", "")), str(row.content.get("version", ""))
    state = DraftState(row.state)
    return DraftRow(
        row.id, row.title, code, version, state, row.changed_at, row.changed_by, *counts
    )


def _counts_of(session: Session, draft_ids: Sequence[int]) -> dict[int, tuple[int, int]]:
    answered = func.count(DraftComment.answered_at)
    query = (
        select(DraftComment.draft_id, func.count(), answered)
        .where(DraftComment.draft_id.in_(draft_ids))
        .group_by(DraftComment.draft_id)
    )
    return {draft: (total, total - done) for draft, total, done in session.execute(query)}


def _comments_by_node(session: Session, draft_id: int) -> dict[str, tuple[int, int]]:
    answered = func.count(DraftComment.answered_at)
    query = (
        select(DraftComment.node, func.count(), answered)
        .where(DraftComment.draft_id == draft_id)
        .group_by(DraftComment.node)
    )
    return {node: (total, total - done) for node, total, done in session.execute(query)}


def _name_of_version(session: Session, rubric_id: int | None) -> str:
    version = session.get(RubricVersion, rubric_id) if rubric_id else None
    return f"{version.code} {version.version}" if version else ""


def _branches(tree: Plain, comments: Mapping[str, tuple[int, int]]) -> list[Branch]:
    """The top, then every section with what stands in it, in the order of the tree."""
    shares = effective(tree, weights_of(tree))
    lines: dict[str, list[DraftLine]] = {"": []}
    heads: dict[str, tuple[Name, int]] = {"": ({"id": ""}, -1)}
    for spot in spots(tree):
        if not spot.is_indicator:
            lines.setdefault(spot.code, [])
            heads[spot.code] = (name_in(spot.node.get("name"), spot.code), spot.depth)
        lines[spot.parent].append(_line(spot, shares, comments.get(spot.code, (0, 0))))
    return [_branch(parent, *heads[parent], lines[parent]) for parent in heads]


def _line(spot: Spot, shares: Mapping[str, Fraction], comments: tuple[int, int]) -> DraftLine:
    share = shares.get(spot.code)
    return DraftLine(
        spot.code,
        name_in(spot.node.get("name"), spot.code),
        spot.depth,
        spot.is_indicator,
        str(spot.node.get("weight", "")),
        None if share is None else write_decimal(share, 2),
        *comments,
    )


def _branch(parent: str, name: Name, depth: int, lines: list[DraftLine]) -> Branch:
    total, unread = sum_of([line.weight for line in lines])
    return Branch(parent, name, depth, tuple(lines), write_shortest(total), unread)
