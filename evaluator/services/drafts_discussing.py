"""Discussing a draft: what is said of each node, what was agreed, and what became of it.

Nothing that was said is deleted; it is answered.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from evaluator.scoring.rubric_edits import with_node
from evaluator.scoring.rubric_plain import Plain, spot_of, words_from, words_pair
from evaluator.services.checks import clean_text
from evaluator.services.drafts import changing_draft, visible_draft
from evaluator.services.drafts_writing import write
from evaluator.services.logging import record
from evaluator.services.permissions import Action, require
from evaluator.services.problems import NotFound, Refused
from evaluator.storage.actor import Actor, Role
from evaluator.storage.drafts import DraftComment, DraftState, RubricDraft
from evaluator.storage.units import Unit
from evaluator.storage.visibility import visible_drafts

AGREED = ("concept", "definition", "method")
"""What a discussion of a node can agree on."""
_LONGEST = 4000


@dataclass(frozen=True)
class Comment:
    """One comment, or the outcome of a discussion with what was agreed.

    author : the person of the office, or the name of the unit that says it
    agreed : texts by "concept", "definition", "method"; empty for a comment
    taken : whether what was agreed stands in the draft now
    """

    id: int
    node: str
    kind: str
    text: str
    agreed: Mapping[str, str]
    author: str
    made_at: datetime
    answer: str
    answered_by: str | None
    answered_at: datetime | None
    taken: bool


def open_discussion(session: Session, actor: Actor, now: datetime, draft_id: int) -> None:
    """Let the invited units read the draft, and everybody comment it."""
    _move(session, actor, now, draft_id, DraftState.DRAFT, DraftState.DISCUSSED)


def close_discussion(session: Session, actor: Actor, now: datetime, draft_id: int) -> None:
    """Take the draft back to the office; what was said stays."""
    _move(session, actor, now, draft_id, DraftState.DISCUSSED, DraftState.DRAFT)


def comments_of(
    session: Session, actor: Actor, draft_id: int, node: str | None = None
) -> list[Comment]:
    """What was said of one node, or of all (None), oldest first."""
    require(actor, Action.DISCUSS)
    row = visible_draft(session, actor, draft_id)
    query = select(DraftComment).where(DraftComment.draft_id == row.id)
    if node is not None:
        query = query.where(DraftComment.node == node)
    said = session.scalars(query.order_by(DraftComment.made_at, DraftComment.id))
    return [_comment(one, row.content) for one in said]


def unanswered(session: Session, actor: Actor, draft_id: int) -> list[Comment]:
    """What was said of a draft and still waits: for an answer, or to be taken over."""
    said = comments_of(session, actor, draft_id)
    return [one for one in said if one.answered_at is None and not one.taken]


def comment(
    session: Session, actor: Actor, now: datetime, draft_id: int, node: str, text: str
) -> None:
    """Say something of a node, or of the whole rubric where the node is "".

    Raises
    ------
    Refused
        If the draft is not being discussed, or there is no such node.
    """
    require(actor, Action.DISCUSS)
    row = _discussed(session, actor, draft_id, node)
    _say(session, actor, now, row, node, "comment", clean_text(text, "text", most=_LONGEST), None)


def record_outcome(
    session: Session,
    actor: Actor,
    now: datetime,
    draft_id: int,
    node: str,
    text: str,
    agreed: Mapping[str, str],
) -> None:
    """Keep what a discussion agreed on a node: who took part, and the texts they agreed.

    Raises
    ------
    Refused
        If nothing was agreed, or the draft is not being discussed.
    """
    require(actor, Action.ARRANGE)
    row = _discussed(session, actor, draft_id, node)
    kept = {key: clean_text(agreed.get(key, ""), key, most=_LONGEST, empty=True) for key in AGREED}
    if not any(kept.values()):
        raise Refused("Isi sedikitnya satu: konsep, definisi, atau metode.", field="concept")
    spot = spot_of(row.content, node)
    if spot is None or not spot.is_indicator:
        raise Refused("Hasil pembahasan dicatat pada indikator.", field="text")
    said = clean_text(text, "text", most=_LONGEST)
    agreed_texts = {key: value for key, value in kept.items() if value}
    _say(session, actor, now, row, node, "outcome", said, agreed_texts)


def answer(
    session: Session, actor: Actor, now: datetime, draft_id: int, comment_id: int, text: str
) -> None:
    """Say what becomes of a comment."""
    require(actor, Action.ARRANGE)
    row = changing_draft(session, actor, draft_id)
    said = _said(session, row, comment_id)
    before = {"answer": said.answer} if said.answer else None
    said.answer = clean_text(text, "answer", most=_LONGEST)
    said.answered_by, said.answered_at = actor.name, now
    after = {"node": said.node, "answer": said.answer}
    record(session, actor, now, "draft.answer", f"draft:{row.id}", before=before, after=after)


def take_over(
    session: Session, actor: Actor, now: datetime, draft_id: int, comment_id: int
) -> None:
    """Put what a discussion agreed into the draft; English texts stay as they are.

    Raises
    ------
    Refused
        If the node is gone, or the draft is closed.
    """
    require(actor, Action.ADMINISTER)
    row = changing_draft(session, actor, draft_id)
    said = _said(session, row, comment_id)
    spot = spot_of(row.content, said.node)
    if said.kind != "outcome" or spot is None:
        raise Refused("Indikator itu sudah tidak ada di rancangan ini.")
    values = {
        key: words_from(text, words_pair(spot.node.get(key))[1])
        for key, text in (said.agreed or {}).items()
    }
    code = said.node
    write(session, actor, now, row, lambda tree: with_node(tree, code, values), act="draft.take")
    if not said.answered_at:
        said.answered_by, said.answered_at = actor.name, now


def _move(
    session: Session,
    actor: Actor,
    now: datetime,
    draft_id: int,
    start: DraftState,
    end: DraftState,
) -> None:
    require(actor, Action.ADMINISTER)
    row = changing_draft(session, actor, draft_id)
    if row.state == end:
        return
    if row.state != start:
        raise Refused("Rancangan ini sudah ditutup dan tidak berubah lagi. Buat salinan baru.")
    row.state = end
    record(
        session,
        actor,
        now,
        f"draft.{end}",
        f"draft:{row.id}",
        before={"state": str(start)},
        after={"state": str(end)},
    )


def _discussed(session: Session, actor: Actor, draft_id: int, node: str) -> RubricDraft:
    """A draft that is being discussed and has the node.

    A comment changes nothing in the draft, so nobody waits for it.
    """
    row = session.scalar(visible_drafts(actor).where(RubricDraft.id == draft_id))
    if row is None:
        raise NotFound("Rancangan itu tidak ada, atau Anda tidak diundang membahasnya.")
    if row.state != DraftState.DISCUSSED:
        raise Refused("Rancangan ini tidak sedang dibahas.")
    if node and spot_of(row.content, node) is None:
        raise NotFound("Bagian atau indikator itu sudah tidak ada di rancangan ini.")
    return row


def _said(session: Session, row: RubricDraft, comment_id: int) -> DraftComment:
    said = session.get(DraftComment, comment_id)
    if said is None or said.draft_id != row.id:
        raise NotFound("Tanggapan itu tidak ada.")
    return said


def _say(
    session: Session,
    actor: Actor,
    now: datetime,
    row: RubricDraft,
    node: str,
    kind: str,
    text: str,
    agreed: Mapping[str, str] | None,
) -> None:
    if actor.account_id is None:
        raise Refused("Tanggapan ditulis dengan akun sendiri.")
    unit = session.get(Unit, actor.unit_id) if actor.has(Role.UNIT) and actor.unit_id else None
    session.add(
        DraftComment(
            draft_id=row.id,
            node=node,
            kind=kind,
            text=text,
            agreed=dict(agreed) if agreed else None,
            account_id=actor.account_id,
            author=unit.name if unit else actor.name,
            unit_id=unit.id if unit else None,
            made_at=now,
        )
    )
    session.flush()
    after = {"node": node, "text": text, **(agreed or {})}
    record(session, actor, now, f"draft.{kind}", f"draft:{row.id}", after=after)


def _comment(row: DraftComment, tree: Plain) -> Comment:
    agreed = dict(row.agreed or {})
    spot = spot_of(tree, row.node)
    texts = {key: words_pair(spot.node.get(key))[0] for key in agreed} if spot else {}
    return Comment(
        row.id,
        row.node,
        row.kind,
        row.text,
        agreed,
        row.author,
        row.made_at,
        row.answer,
        row.answered_by,
        row.answered_at,
        bool(agreed) and texts == agreed,
    )
