"""The pieces of a rubric that one person at a time has in hand, and each as flat texts.

Two people who change different pieces do not get into each other's way.
"""

from typing import Any

from evaluator.scoring.rubric_plain import Plain, spots

FACTS = "facts"
PARTS = ("scales", "ties", "awards")
_CHILDREN = ("sections", "indicators", "weight")


def node_piece(code: str) -> str:
    """The name of the texts and settings of one section or indicator."""
    return f"node:{code}"


def weights_piece(parent: str) -> str:
    """The name of the weights directly below one node, "" at the top."""
    return f"weights:{parent}"


def pieces_of(tree: Plain) -> dict[str, Any]:
    """Every piece of a rubric by its name."""
    facts = {key: value for key, value in tree.items() if key not in (*PARTS, "sections")}
    pieces: dict[str, Any] = {FACTS: facts}
    pieces |= {part: tree.get(part) for part in PARTS}
    for spot in spots(tree):
        kept = {key: value for key, value in spot.node.items() if key not in _CHILDREN}
        pieces[node_piece(spot.code)] = kept
        weights = pieces.setdefault(weights_piece(spot.parent), {})
        weights[spot.code] = spot.node.get("weight", "")
        pieces.setdefault(f"order:{spot.parent}", []).append(spot.code)
    return pieces


def flat(value: Any, place: str = "") -> dict[str, str]:
    """Plain values as texts by dotted place: `{"name": {"id": "a", "en": "b"}}` has two."""
    if isinstance(value, dict):
        pairs = [(f"{place}.{key}" if place else str(key), one) for key, one in value.items()]
    elif isinstance(value, list):
        pairs = [(f"{place}.{number}", one) for number, one in enumerate(value, start=1)]
    else:
        return {place.removesuffix(".id"): str(value)} if value else {}
    return {name: text for key, one in pairs for name, text in flat(one, key).items()}


def changed_texts(before: Any, after: Any) -> tuple[dict[str, str], dict[str, str]]:
    """Of two values only what differs, flat: what was, and what is."""
    old, new = flat(before), flat(after)
    names = [name for name in {**old, **new} if old.get(name) != new.get(name)]
    was = {name: old[name] for name in names if name in old}
    return was, {name: new[name] for name in names if name in new}
