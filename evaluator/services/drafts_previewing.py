"""A draft as the assessor will meet it: every indicator as a question of the sheet."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from pydantic import TypeAdapter, ValidationError
from sqlalchemy.orm import Session

from evaluator.scoring.rubric import Indicator
from evaluator.scoring.rubric_plain import Plain, Spot, spots
from evaluator.scoring.scales import Scale
from evaluator.services.drafts import Name, name_in, visible_draft
from evaluator.services.permissions import Action, require
from evaluator.services.questions import Question
from evaluator.storage.actor import Actor

_SCALE: TypeAdapter[Any] = TypeAdapter(Scale)


@dataclass(frozen=True)
class Preview:
    """One indicator; `question` is None while it is too incomplete to be asked."""

    code: str
    name: Name
    question: Question | None


@dataclass(frozen=True)
class PreviewPart:
    """The indicators of one section, with the names of the sections above it."""

    code: str
    path: tuple[Name, ...]
    indicators: tuple[Preview, ...]


def preview_of(session: Session, actor: Actor, draft_id: int) -> list[PreviewPart]:
    """Every section that holds indicators, in the order of the sheet."""
    require(actor, Action.DISCUSS)
    return preview_parts(visible_draft(session, actor, draft_id).content)


def preview_parts(tree: Plain) -> list[PreviewPart]:
    """The same from plain values."""
    scales = {code: _scale(given) for code, given in (tree.get("scales") or {}).items()}
    names: dict[str, tuple[Name, ...]] = {"": ()}
    found: dict[str, list[Preview]] = {}
    for spot in spots(tree):
        if spot.is_indicator:
            found.setdefault(spot.parent, []).append(_preview(spot, scales))
        else:
            names[spot.code] = (*names[spot.parent], name_in(spot.node.get("name"), spot.code))
    return [PreviewPart(code, names[code], tuple(asked)) for code, asked in found.items()]


def question_of(tree: Plain, code: str) -> Preview | None:
    """One indicator as a question; None where there is no such indicator."""
    asked = (one for part in preview_parts(tree) for one in part.indicators)
    return next((one for one in asked if one.code == code), None)


def _preview(spot: Spot, scales: Mapping[str, Any]) -> Preview:
    name = name_in(spot.node.get("name"), spot.code)
    scale = scales.get(str(spot.node.get("scale", "")))
    try:
        indicator = Indicator.model_validate(spot.node)
    except ValidationError:
        return Preview(spot.code, name, None)
    if scale is None:
        return Preview(spot.code, name, None)
    return Preview(spot.code, name, Question(indicator, scale, (), "", "", 0, None))


def _scale(given: Any) -> Any:
    try:
        return _SCALE.validate_python(given)
    except ValidationError:
        return None
