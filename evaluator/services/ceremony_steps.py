"""The stage while it runs: which slide is shown, stepped by several hands without a double step."""

from datetime import datetime

from sqlalchemy import update
from sqlalchemy.orm import Session

from evaluator.services.ceremonies import CeremonyView, hold_ceremony, open_ceremony
from evaluator.services.logging import record
from evaluator.services.permissions import Action, require
from evaluator.services.problems import Conflict, Refused
from evaluator.storage.actor import Actor
from evaluator.storage.ceremonies import Ceremony


def step(
    session: Session,
    actor: Actor,
    now: datetime,
    period_id: int,
    *,
    to: int,
    covered: bool,
    version: int,
) -> CeremonyView:
    """Show a slide, or cover it with the safe one, unless somebody was faster.

    to : the slide's number from 0
    version : the one that was on the remote when it was pressed

    Raises
    ------
    Conflict
        If the stage moved since `version`; with where it stands now.
    Refused
        If there is no such slide.
    """
    require(actor, Action.STAGE)
    row, period = hold_ceremony(session, actor, now, period_id)
    view = open_ceremony(session, actor, period_id)
    if not 0 <= to < len(view.slides):
        raise Refused("Layar itu tidak ada lagi; muat ulang halaman ini.")
    began = row.began_at or (now if to > 0 else None)
    done = session.execute(
        update(Ceremony)
        .where(Ceremony.id == row.id, Ceremony.version == max(version, 1))
        .values(
            position=to,
            covered=covered,
            version=Ceremony.version + 1,
            changed_at=now if to != row.position else Ceremony.changed_at,
            began_at=began,
        )
        .returning(Ceremony.id),
        execution_options={"synchronize_session": False},
    )
    if done.first() is None:
        stage = view.stage
        raise Conflict(
            "Layar sudah berpindah sejak tombol ini tampil; tidak ada yang dilompati.",
            stored={"position": stage.position, "covered": stage.covered, "version": stage.version},
        )
    session.refresh(row)
    after = {"slide": to + 1, "covered": covered, "rehearsal": view.stage.rehearsal}
    record(
        session, actor, now, "ceremony.step", f"ceremony:{row.id}",
        after=after, period_id=period.id,
    )  # fmt: skip
    return open_ceremony(session, actor, period_id)
