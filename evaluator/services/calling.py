"""In which order winners are called to the stage, and papers for them are stacked."""

from collections.abc import Sequence
from dataclasses import replace

from sqlalchemy.orm import Session

from evaluator.services.ceremonies import open_ceremony
from evaluator.services.ceremony_slides import StageWinner, items_of
from evaluator.services.ceremony_winners import winner_rows
from evaluator.services.certificate_winners import mended_names
from evaluator.services.permissions import Action, require
from evaluator.storage.actor import Actor


def calling_order(session: Session, actor: Actor, period_id: int) -> list[StageWinner]:
    """The winners one after the other as they are called, named as on their certificates.

    For papers: the screen and the public page keep the unit's own name.
    """
    require(actor, Action.STAGE)
    view = open_ceremony(session, actor, period_id)
    rows = winner_rows(session, actor, period_id)
    mended = mended_names(session, actor, rows)
    names = {row.id: mended[who].printed for row in rows if (who := row.participant_id) in mended}
    return [
        replace(one, name=names.get(one.winner_id, one.name))
        for one in as_called(view.winners, view.stage.order)
    ]


def as_called(winners: Sequence[StageWinner], order: Sequence[str]) -> list[StageWinner]:
    """Winners by the running order, in each award the last place first.

    order : keys of lines; awards that it does not name come after, as the winners stand
    """
    turn = {item.key: number for number, item in enumerate(items_of(winners, order))}
    return sorted(winners, key=lambda one: (turn[f"{one.category_id}/{one.award}"], -one.place))
