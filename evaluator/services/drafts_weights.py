"""The weights below one node of a draft: as typed, dealt evenly, or brought to exactly 100."""

from collections.abc import Callable, Mapping
from datetime import datetime

from sqlalchemy.orm import Session

from evaluator.scoring import rubric_edits
from evaluator.scoring.rubric_pieces import weights_piece
from evaluator.scoring.rubric_plain import children_of, spot_of
from evaluator.scoring.weights import read_weight, spread, to_hundred
from evaluator.services.drafts import changing_draft
from evaluator.services.drafts_writing import write
from evaluator.services.permissions import Action, require
from evaluator.services.problems import NotFound, Refused
from evaluator.storage.actor import Actor


def save_weights(
    session: Session,
    actor: Actor,
    now: datetime,
    draft_id: int,
    seen: int,
    parent: str,
    weights: Mapping[str, str],
) -> None:
    """Keep the weights below one node as they were typed, whatever they add up to so far."""
    require(actor, Action.ADMINISTER)
    _weigh(session, actor, now, draft_id, seen, parent, lambda _old: weights)


def spread_weights(
    session: Session, actor: Actor, now: datetime, draft_id: int, seen: int, parent: str
) -> None:
    """Give everything below one node the same weight, exactly 100 together."""
    require(actor, Action.ADMINISTER)

    def evenly(old: Mapping[str, str]) -> Mapping[str, str]:
        return dict(zip(old, rubric_edits.as_texts(spread(len(old))), strict=True))

    _weigh(session, actor, now, draft_id, seen, parent, evenly)


def bring_to_hundred(
    session: Session,
    actor: Actor,
    now: datetime,
    draft_id: int,
    seen: int,
    parent: str,
    typed: Mapping[str, str],
) -> None:
    """Keep the proportions of the weights that were typed, but let them be exactly 100 together.

    Raises
    ------
    Refused
        If one of them is no number above 0.
    """
    require(actor, Action.ADMINISTER)

    def scaled(old: Mapping[str, str]) -> Mapping[str, str]:
        given = {code: typed.get(code, weight) for code, weight in old.items()}
        read = {code: read_weight(text) for code, text in given.items()}
        lacking = [code for code, weight in read.items() if weight is None]
        if lacking:
            raise Refused(
                "Isi dahulu bobot {codes} dengan angka di atas 0.", codes=", ".join(lacking)
            )
        weights = to_hundred([weight for weight in read.values() if weight is not None])
        return dict(zip(read, rubric_edits.as_texts(weights), strict=True))

    _weigh(session, actor, now, draft_id, seen, parent, scaled)


def _weigh(
    session: Session,
    actor: Actor,
    now: datetime,
    draft_id: int,
    seen: int,
    parent: str,
    weigh: Callable[[Mapping[str, str]], Mapping[str, str]],
) -> None:
    row = changing_draft(session, actor, draft_id)
    if parent and spot_of(row.content, parent) is None:
        raise NotFound("Bagian itu sudah tidak ada di rancangan ini.")
    nodes = children_of(row.content, parent)
    old = {str(node["code"]): str(node.get("weight", "")) for node in nodes}
    write(
        session,
        actor,
        now,
        row,
        lambda tree: rubric_edits.with_weights(tree, parent, weigh(old)),
        seen,
        [weights_piece(parent)],
    )
