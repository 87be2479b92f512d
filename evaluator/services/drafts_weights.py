"""The weights of a draft, all at once: as typed, dealt evenly, or brought to exactly 100."""

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime

from sqlalchemy.orm import Session

from evaluator.scoring import rubric_edits
from evaluator.scoring.rubric_edits import exact_text
from evaluator.scoring.rubric_pieces import weights_piece
from evaluator.scoring.rubric_plain import Plain, children_of, spot_of, spots
from evaluator.scoring.weights import read_weight, spread, to_hundred
from evaluator.services.drafts import changing_draft
from evaluator.services.drafts_writing import write
from evaluator.services.permissions import Action, require
from evaluator.services.problems import Conflict, NotFound, Refused
from evaluator.storage.actor import Actor
from evaluator.storage.drafts import RubricDraft

Weights = Mapping[str, str]
"""Weights by code, as they are typed or stored."""


def save_weights(
    session: Session,
    actor: Actor,
    now: datetime,
    draft_id: int,
    seen: int,
    typed: Weights,
    shown: Weights | None = None,
) -> None:
    """Keep the weights of a draft as they were typed, whatever they add up to so far.

    seen : the version of the draft that the person had in front of them
    shown : the weights that stood there before; what was left as it stood is no change

    Raises
    ------
    Conflict
        If somebody changed weights below the same parent in the meantime; `stored`
        has the new version and those parents.
    Refused
        If a weight was typed to a node that is gone.
    """
    require(actor, Action.ADMINISTER)
    _weigh(session, actor, now, draft_id, seen, typed, shown or {})


def spread_weights(
    session: Session,
    actor: Actor,
    now: datetime,
    draft_id: int,
    seen: int,
    parent: str,
    typed: Weights | None = None,
    shown: Weights | None = None,
) -> None:
    """Give everything below one node the same weight, exactly 100 together.

    What was typed elsewhere is kept with it; arguments and errors as for `save_weights`.
    """
    require(actor, Action.ADMINISTER)
    _weigh(session, actor, now, draft_id, seen, typed or {}, shown or {}, parent, _evenly)


def bring_to_hundred(
    session: Session,
    actor: Actor,
    now: datetime,
    draft_id: int,
    seen: int,
    parent: str,
    typed: Weights | None = None,
    shown: Weights | None = None,
) -> None:
    """Keep the proportions of the weights below one node, but let them be exactly 100 together.

    What was typed elsewhere is kept with it; arguments and errors as for `save_weights`.

    Raises
    ------
    Refused
        If one of them is no number above 0.
    """
    require(actor, Action.ADMINISTER)
    _weigh(session, actor, now, draft_id, seen, typed or {}, shown or {}, parent, _scaled)


def _weigh(
    session: Session,
    actor: Actor,
    now: datetime,
    draft_id: int,
    seen: int,
    typed: Weights,
    shown: Weights,
    parent: str = "",
    help: Callable[[Weights], Weights] | None = None,
) -> None:
    """One change of any number of weights; with `help`, those below `parent` are worked out."""
    row = changing_draft(session, actor, draft_id)
    if parent and spot_of(row.content, parent) is None:
        raise NotFound("Bagian itu sudah tidak ada di rancangan ini.")
    given = _typed_anew(row.content, typed, shown)
    _refuse_stale(row, seen, given, [parent] if help else [])

    def weigh(tree: Plain) -> Plain:
        changed = rubric_edits.with_weights(tree, given)
        if help is None:
            return changed
        below = {str(node["code"]): _weight(node) for node in children_of(changed, parent)}
        return rubric_edits.with_weights(changed, help(below))

    write(session, actor, now, row, weigh)


def _typed_anew(tree: Plain, typed: Weights, shown: Weights) -> dict[str, str]:
    """The weights that the person changed: what differs from what they had in front of them."""
    stored = {spot.code: _weight(spot.node) for spot in spots(tree)}
    given = {
        code: text
        for code, text in typed.items()
        if exact_text(text) != exact_text(shown.get(code, stored.get(code, "")))
    }
    gone = [code for code in given if code not in stored]
    if gone:
        raise Refused(
            "Bobot {codes} tidak dapat disimpan: sudah tidak ada di rancangan ini.",
            codes=", ".join(gone),
        )
    return {code: text for code, text in given.items() if exact_text(text) != stored[code]}


def _refuse_stale(row: RubricDraft, seen: int, given: Weights, helped: Iterable[str]) -> None:
    """Weights below one parent make one sum, so they are one person's at a time."""
    parents = {spot.parent for spot in spots(row.content) if spot.code in given} | set(helped)
    late = [one for one in sorted(parents) if row.touched.get(weights_piece(one), 0) > seen]
    if late:
        raise Conflict(
            "{name} mengubah bagian ini setelah Anda membukanya. Tidak ada yang ditimpa.",
            name=row.changed_by,
            stored={"version": row.version, "parents": late},
        )


def _evenly(old: Weights) -> Weights:
    return dict(zip(old, rubric_edits.as_texts(spread(len(old))), strict=True))


def _scaled(old: Weights) -> Weights:
    read = {code: read_weight(text) for code, text in old.items()}
    lacking = [code for code, weight in read.items() if weight is None]
    if lacking:
        raise Refused("Isi dahulu bobot {codes} dengan angka di atas 0.", codes=", ".join(lacking))
    weights = to_hundred([weight for weight in read.values() if weight is not None])
    return dict(zip(read, rubric_edits.as_texts(weights), strict=True))


def _weight(node: Plain) -> str:
    return str(node.get("weight", ""))
