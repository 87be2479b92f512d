"""The ceremony: its texts, colours and running order, before anybody stands on the stage."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from evaluator.scoring.messages import N_
from evaluator.services.ceremony_slides import (
    Item,
    Show,
    Slide,
    StageWinner,
    digest_of_slides,
    items_of,
    place_of,
    rehearsed,
    slides_of,
)
from evaluator.services.ceremony_winners import stage_winners, staged_period
from evaluator.services.checks import clean_text
from evaluator.services.logging import record
from evaluator.services.offices import office_view
from evaluator.services.periods import PeriodView, list_periods, view_of
from evaluator.services.permissions import Action, require
from evaluator.services.problems import Conflict, NotFound, Refused
from evaluator.storage.actor import Actor
from evaluator.storage.ceremonies import Ceremony
from evaluator.storage.database import add_unless_there
from evaluator.storage.periods import Period
from evaluator.storage.results import Snapshot

THEMES = {
    "nila": N_("Nila: biru tua dan emas"),
    "soga": N_("Soga: cokelat tua dan krem"),
    "hijau": N_("Hijau tua dan putih"),
    "mori": N_("Mori: terang, untuk ruang yang tidak dapat digelapkan"),
}
"""Colours that a projector shows well, by code."""
LONGEST_COUNTDOWN = 120


@dataclass(frozen=True)
class Stage:
    """Where the stage of a period stands.

    rehearsal : invented names are shown; a new ceremony begins so
    revision : rises with every change of texts and running order
    position : the slide that is shown, from 0
    covered : whether the safe slide hides it
    version : rises with every step
    shown_at : since when the slide is shown; began_at : since when the ceremony runs
    """

    show: Show
    order: tuple[str, ...]
    rehearsal: bool
    revision: int
    position: int
    covered: bool
    version: int
    shown_at: datetime | None
    began_at: datetime | None


@dataclass(frozen=True)
class CeremonyView:
    """A ceremony as its pages show it; `slides` and `digest` are those of the present mode."""

    period: PeriodView
    office: str
    stage: Stage
    winners: tuple[StageWinner, ...]
    items: tuple[Item, ...]
    slides: tuple[Slide, ...]
    digest: str


def stage_periods(session: Session, actor: Actor) -> list[tuple[PeriodView, bool]]:
    """The periods that are computed for good, newest first, and whether a stage can be set."""
    require(actor, Action.STAGE)
    query = select(Snapshot.period_id).where(
        Snapshot.decided_at.is_not(None) | Snapshot.released_at.is_not(None)
    )
    ready = set(session.scalars(query))
    return [(p, p.id in ready) for p in list_periods(session, actor) if p.decided]


def open_ceremony(session: Session, actor: Actor, period_id: int) -> CeremonyView:
    """Everything about the stage of a period, in a fixed number of queries.

    Raises
    ------
    NotFound
        If no plenary has decided yet.
    """
    require(actor, Action.STAGE)
    period = staged_period(session, actor, period_id)
    row = session.scalar(select(Ceremony).where(Ceremony.period_id == period.id))
    winners = stage_winners(session, actor, period.id)
    return _view(session, period, stage_of(session, period, row), winners)


def change_show(
    session: Session,
    actor: Actor,
    now: datetime,
    period_id: int,
    *,
    revision: int,
    title_lines: Sequence[str],
    theme: str,
    countdown: int,
    suspense: bool,
    recap: bool,
    fallback: str,
    closing: str,
) -> None:
    """Change the texts, the colours and the way of revealing.

    Raises
    ------
    Conflict
        If somebody else changed them since `revision`.
    Refused
        Naming the field that cannot be shown.
    """
    require(actor, Action.STAGE)
    show = Show(
        _lines(title_lines),
        _theme(theme),
        _minutes(countdown),
        suspense,
        recap,
        clean_text(fallback, "fallback", most=200),
        clean_text(closing, "closing", most=200),
    )
    _change(session, actor, now, period_id, "ceremony.show", {"show": asdict(show)}, revision)


def move_item(
    session: Session, actor: Actor, now: datetime, period_id: int, key: str, by: int
) -> None:
    """Move one line of the running order up (-1) or down (1); beyond the ends it stays."""
    require(actor, Action.STAGE)
    view = open_ceremony(session, actor, period_id)
    keys = [item.key for item in view.items]
    if key not in keys:
        raise NotFound("Acara itu tidak ada lagi dalam susunan.")
    here = keys.index(key)
    there = min(max(here + by, 0), len(keys) - 1)
    keys.insert(there, keys.pop(here))
    _reorder(session, actor, now, period_id, keys)


def order_items(
    session: Session, actor: Actor, now: datetime, period_id: int, keys: Sequence[str]
) -> None:
    """Put the running order into a new order; keys of awards that are gone are passed over."""
    require(actor, Action.STAGE)
    known = [item.key for item in open_ceremony(session, actor, period_id).items]
    chosen = [key for key in dict.fromkeys(keys) if key in known]
    if not chosen:
        raise Refused("Susunan itu tidak memuat satu pun acara yang dikenal.")
    order = [*chosen, *(key for key in known if key not in chosen)]
    _reorder(session, actor, now, period_id, order)


def rehearse(
    session: Session, actor: Actor, now: datetime, period_id: int, rehearsal: bool
) -> None:
    """Turn to invented names, or to the real ones; either way the stage goes back to the start."""
    require(actor, Action.STAGE)
    row, period = hold_ceremony(session, actor, now, period_id)
    before = bool(row.settings.get("rehearsal", True))
    if before == rehearsal:
        return
    row.settings = {**row.settings, "rehearsal": rehearsal}
    row.position, row.covered, row.began_at = 0, False, None
    row.version, row.changed_at = row.version + 1, now
    act = "ceremony.rehearse" if rehearsal else "ceremony.real"
    record(session, actor, now, act, f"ceremony:{row.id}", period_id=period.id)


def hold_ceremony(
    session: Session, actor: Actor, now: datetime, period_id: int
) -> tuple[Ceremony, Period]:
    """The ceremony of a period, made where there is none, held until the transaction ends."""
    period = staged_period(session, actor, period_id)
    nothing: dict[str, Any] = {
        "settings": {}, "rundown": [], "position": 0, "covered": False, "version": 1,
        "changed_at": now,
    }  # fmt: skip
    add_unless_there(session, Ceremony, {"period_id": period.id}, nothing)
    query = select(Ceremony).where(Ceremony.period_id == period.id).with_for_update()
    return session.scalars(query.execution_options(populate_existing=True)).one(), period


def stage_of(session: Session, period: Period, row: Ceremony | None) -> Stage:
    """A ceremony's row as plain values; where there is none, what it would begin with."""
    settings = {} if row is None else row.settings
    office = office_view(session, period.office_id)
    show = _default(office.name, period)
    if stored := settings.get("show"):
        show = Show(**{**stored, "title_lines": tuple(stored["title_lines"])})
    return Stage(
        show,
        tuple(row.rundown) if row else (),
        bool(settings.get("rehearsal", True)),
        int(settings.get("revision", 0)),
        row.position if row else 0,
        row.covered if row else False,
        row.version if row else 0,
        row.changed_at if row else None,
        row.began_at if row else None,
    )


def slides_in(stage: Stage, winners: Sequence[StageWinner]) -> tuple[Slide, ...]:
    """The slides of the present mode: invented names while it is rehearsed."""
    shown = rehearsed(winners) if stage.rehearsal else winners
    return slides_of(stage.show, shown, stage.order)


def _view(
    session: Session, period: Period, stage: Stage, winners: Sequence[StageWinner]
) -> CeremonyView:
    slides = slides_in(stage, winners)
    position = min(stage.position, len(slides) - 1)
    return CeremonyView(
        view_of(period),
        office_view(session, period.office_id).name,
        replace(stage, position=position),
        tuple(winners),
        items_of(winners, stage.order),
        slides,
        digest_of_slides(stage.show, slides),
    )


def _reorder(
    session: Session, actor: Actor, now: datetime, period_id: int, keys: Sequence[str]
) -> None:
    _change(session, actor, now, period_id, "ceremony.order", {"order": list(keys)}, None)


def _change(
    session: Session,
    actor: Actor,
    now: datetime,
    period_id: int,
    act: str,
    values: Mapping[str, Any],
    revision: int | None,
) -> None:
    """Store new texts or a new order; the slide that is shown stays the one that is shown."""
    row, period = hold_ceremony(session, actor, now, period_id)
    winners = stage_winners(session, actor, period.id)
    old = stage_of(session, period, row)
    if revision is not None and revision != old.revision:
        raise Conflict(
            "Susunan panggung baru saja diubah orang lain; tidak ada yang ditimpa.",
            stored={**_stored(old.show), "version": old.revision},
        )
    shown = slides_in(old, winners)
    before = {"show": asdict(old.show), "order": list(old.order)}
    after = {**before, **values}
    if after == before:
        return
    row.settings = {**row.settings, "show": after["show"], "revision": old.revision + 1}
    row.rundown = after["order"]
    here = shown[min(old.position, len(shown) - 1)]
    now_shown = slides_in(stage_of(session, period, row), winners)
    row.position = place_of(now_shown, here.key, old.position)
    changed = {name: before[name] for name in values}
    name = f"ceremony:{row.id}"
    record(session, actor, now, act, name, before=changed, after=dict(values), period_id=period.id)


def _stored(show: Show) -> dict[str, object]:
    return {**asdict(show), "title_lines": "\n".join(show.title_lines)}


def _default(office: str, period: Period) -> Show:
    lines = [period.event, *([period.theme] if period.theme else []), office]
    return Show(tuple(lines), fallback=f"{period.event} – {office}", closing="Terima kasih")


def _lines(given: Sequence[str]) -> tuple[str, ...]:
    lines = tuple(clean_text(line, "title_lines", most=150) for line in given if line.strip())
    if not 1 <= len(lines) <= 4:
        raise Refused("Tulis satu sampai empat baris judul.", field="title_lines")
    return lines


def _theme(given: str) -> str:
    if given not in THEMES:
        raise Refused("Pilih salah satu warna yang ada.", field="theme")
    return given


def _minutes(given: int) -> int:
    if not 0 <= given <= LONGEST_COUNTDOWN:
        raise Refused("Isi 0 sampai {most} menit.", field="countdown", most=LONGEST_COUNTDOWN)
    return given
