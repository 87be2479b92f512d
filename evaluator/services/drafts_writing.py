"""Changing a draft, one piece at a time; nobody overwrites what somebody else just wrote."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import update
from sqlalchemy.orm import Session

from evaluator.scoring import rubric_edits
from evaluator.scoring.messages import ScoringError
from evaluator.scoring.rubric_pieces import (
    FACTS,
    PARTS,
    changed_texts,
    flat,
    node_piece,
    pieces_of,
    weights_piece,
)
from evaluator.scoring.rubric_plain import Plain, misshapen, words_pair
from evaluator.services.drafts import changing_draft
from evaluator.services.logging import record
from evaluator.services.permissions import Action, require
from evaluator.services.problems import Conflict, NotFound, Refused
from evaluator.storage.actor import Actor
from evaluator.storage.drafts import DraftComment, RubricDraft
from evaluator.storage.rubric_drafts import kept_plain, read_part

Change = Callable[[Plain], Plain]


def save_facts(
    session: Session,
    actor: Actor,
    now: datetime,
    draft_id: int,
    seen: int,
    values: Mapping[str, Any],
) -> None:
    """Keep what the rubric says of itself, and how its result is made.

    seen : the version of the draft that the person had in front of them

    Raises
    ------
    Conflict
        If somebody changed the same in the meantime.
    """
    require(actor, Action.ADMINISTER)
    write(
        session,
        actor,
        now,
        changing_draft(session, actor, draft_id),
        lambda tree: rubric_edits.with_top(tree, values),
        seen,
        [FACTS],
    )


def save_part(
    session: Session,
    actor: Actor,
    now: datetime,
    draft_id: int,
    seen: int,
    part: str,
    text: str,
) -> None:
    """Keep scales, ties or awards as they are written in YAML.

    Raises
    ------
    RubricProblem
        With the line of every fault in the text.
    """
    require(actor, Action.ADMINISTER)
    if part not in PARTS:
        raise NotFound("Bagian rubrik itu tidak ada.")
    row = changing_draft(session, actor, draft_id)
    value = read_part(text, part)
    write(
        session, actor, now, row, lambda tree: rubric_edits.with_top(tree, {part: value}), seen,
        [part],
    )  # fmt: skip


def save_node(
    session: Session,
    actor: Actor,
    now: datetime,
    draft_id: int,
    seen: int,
    code: str,
    values: Mapping[str, Any],
) -> None:
    """Keep the texts and settings of a section or indicator; a new code is taken over everywhere.

    Raises
    ------
    Conflict
        If somebody changed the same node in the meantime.
    Refused
        If the new code is taken.
    """
    require(actor, Action.ADMINISTER)
    row = changing_draft(session, actor, draft_id)
    write(
        session,
        actor,
        now,
        row,
        lambda tree: rubric_edits.with_node(tree, code, values),
        seen,
        [node_piece(code)],
        field="code",
    )
    new = str(values.get("code", code))
    if new != code:
        _rename_comments(session, row, code, new)


def add_node(
    session: Session,
    actor: Actor,
    now: datetime,
    draft_id: int,
    parent: str,
    values: Mapping[str, Any],
    *,
    indicator: bool,
) -> None:
    """Add a section or an indicator as the last one below a section, or at the top."""
    require(actor, Action.ADMINISTER)
    write(
        session,
        actor,
        now,
        changing_draft(session, actor, draft_id),
        lambda tree: rubric_edits.with_new(tree, parent, values, indicator=indicator),
        field="code",
    )


def remove_node(
    session: Session, actor: Actor, now: datetime, draft_id: int, seen: int, code: str
) -> None:
    """Take a node out with everything below it; comments on it stay.

    Raises
    ------
    Conflict
        If somebody changed the node or anything below it in the meantime.
    """
    require(actor, Action.ADMINISTER)
    row = changing_draft(session, actor, draft_id)
    gone = [code, *(spot.code for spot in rubric_edits.below(row.content, code))]
    held = [piece for one in gone for piece in (node_piece(one), weights_piece(one))]
    write(session, actor, now, row, lambda tree: rubric_edits.without(tree, code), seen, held)


def shift_node(
    session: Session, actor: Actor, now: datetime, draft_id: int, code: str, steps: int
) -> None:
    """Move a node up (-1) or down (1) among its siblings."""
    require(actor, Action.ADMINISTER)
    row = changing_draft(session, actor, draft_id)
    write(session, actor, now, row, lambda tree: rubric_edits.shifted(tree, code, steps))


def move_node(
    session: Session, actor: Actor, now: datetime, draft_id: int, code: str, parent: str
) -> None:
    """Move a node with all below it to the end of another section, or to the top."""
    require(actor, Action.ADMINISTER)
    row = changing_draft(session, actor, draft_id)
    write(session, actor, now, row, lambda tree: rubric_edits.moved(tree, code, parent))


def replace_content(
    session: Session, actor: Actor, now: datetime, draft_id: int, seen: int, content: Plain
) -> None:
    """Put the content of a file in place of the whole draft.

    Raises
    ------
    Conflict
        If anybody changed anything since the file was looked at.
    """
    require(actor, Action.ADMINISTER)
    row = changing_draft(session, actor, draft_id)
    if row.version != seen:
        raise _conflict(row, {})
    kept = kept_plain(content, row.title, {})
    write(session, actor, now, row, lambda _tree: kept)


def write(
    session: Session,
    actor: Actor,
    now: datetime,
    row: RubricDraft,
    change: Change,
    seen: int | None = None,
    held: Sequence[str] = (),
    *,
    act: str = "draft.change",
    field: str = "",
) -> None:
    """Change a held draft and log what differs; a change that changes nothing leaves no trace.

    held : the pieces that the person had in front of them at version `seen`
    field : the form field to which a refusal belongs
    """
    _refuse_stale(row, seen, held)
    try:
        content = change(row.content)
    except ScoringError as problem:
        raise Refused("{problem}.", field=field, problem=problem.message) from None
    strange = next(misshapen(content), None)
    if strange is not None:
        raise Refused("{place}: {problem}.", field=field, place=strange[0], problem=strange[1])
    before, after = pieces_of(row.content), pieces_of(content)
    touched = [name for name in {**before, **after} if before.get(name) != after.get(name)]
    if not touched and row.content == content:
        return
    row.version += 1
    row.touched = {**row.touched, **dict.fromkeys(touched, row.version)}
    row.content, row.changed_at, row.changed_by = content, now, actor.name
    row.title = words_pair(content.get("title"))[0] or str(content.get("code") or row.title)
    session.flush()
    told = [{name: one.get(name) for name in touched} for one in (before, after)]
    was, now_is = changed_texts(*told)
    record(session, actor, now, act, f"draft:{row.id}", before=was, after=now_is)


def _refuse_stale(row: RubricDraft, seen: int | None, held: Sequence[str]) -> None:
    if seen is None:
        return
    if any(row.touched.get(piece, 0) > seen for piece in held):
        pieces = pieces_of(row.content)
        raise _conflict(row, pieces.get(held[0]))


def _conflict(row: RubricDraft, piece: Any) -> Conflict:
    return Conflict(
        "{name} mengubah bagian ini setelah Anda membukanya. Tidak ada yang ditimpa.",
        name=row.changed_by,
        stored={"version": row.version, **flat(piece or {})},
    )


def _rename_comments(session: Session, row: RubricDraft, old: str, new: str) -> None:
    """What was said of a node stays with it under its new code."""
    here = (DraftComment.draft_id == row.id, DraftComment.node == old)
    session.execute(update(DraftComment).where(*here).values(node=new))
