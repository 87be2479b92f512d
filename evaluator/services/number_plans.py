"""Number plans: further ways of numbering beside the office's own, one for each kind of paper."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from evaluator.services.checks import clean_text
from evaluator.services.logging import record
from evaluator.services.numbering import NumberScheme
from evaluator.services.offices import office_view
from evaluator.services.permissions import Action, require
from evaluator.services.problems import Conflict, NotFound, Refused
from evaluator.storage.actor import Actor
from evaluator.storage.certificates import NumberPlan, Series

DEFAULT = ""
"""The code of the office's own way of numbering."""
_CODE = re.compile(r"[a-z0-9][a-z0-9-]{0,29}\Z")
_SAMPLE = (date(2025, 9, 29), 7)


@dataclass(frozen=True)
class PlanView:
    """A way of numbering.

    id : None for the office's own, which is changed with its letterhead
    """

    id: int | None
    code: str
    title: str
    scheme: NumberScheme
    version: int
    retired: bool

    def example(self, day: date) -> str:
        """The first number of that day's year."""
        return self.scheme.write(day, self.scheme.start)

    @property
    def sample(self) -> str:
        """What its numbers look like, for whoever chooses among plans."""
        return self.scheme.write(*_SAMPLE)


def list_plans(session: Session, actor: Actor, *, retired: bool = False) -> list[PlanView]:
    """The office's own way of numbering first, then its plans by title.

    retired : with those that are no longer used
    """
    require(actor, Action.SIGNED_IN)
    query = select(NumberPlan).where(NumberPlan.office_id == actor.office_id)
    if not retired:
        query = query.where(NumberPlan.retired_at.is_(None))
    rows = session.scalars(query.order_by(NumberPlan.title, NumberPlan.id))
    return [_own_way(session, actor), *(_view(row) for row in rows)]


def scheme_of(session: Session, actor: Actor, code: str) -> NumberScheme:
    """How papers of a plan are numbered.

    Raises
    ------
    Refused
        If there is no such plan, or it is retired.
    """
    for plan in list_plans(session, actor):
        if plan.code == code:
            return plan.scheme
    raise Refused("Seri nomor {code} tidak dipakai lagi; pilih seri lain.", field="seri", code=code)


def plan_view(session: Session, actor: Actor, plan_id: int) -> PlanView:
    """One further plan, retired or not."""
    require(actor, Action.ADMINISTER)
    return _view(_row(session, actor, plan_id))


def add_plan(
    session: Session, actor: Actor, now: datetime, *, code: str, title: str, scheme: NumberScheme
) -> int:
    """Add a way of numbering; returns its id. Its code names the series for good.

    Raises
    ------
    Refused
        If the code is taken, or its numbers could be those of another plan.
    """
    require(actor, Action.ADMINISTER)
    if not _CODE.match(code):
        raise Refused("Kode memakai huruf kecil, angka, dan tanda hubung.", field="code")
    known = list_plans(session, actor, retired=True)
    if code in {plan.code for plan in known}:
        raise Refused("Seri dengan kode {code} sudah ada.", field="code", code=code)
    checked = _distinct(scheme.checked(), known)
    plan = NumberPlan(office_id=actor.office_id, code=code, title=clean_text(title, "title"))
    _write(plan, checked)
    session.add(plan)
    session.flush()
    record(
        session, actor, now, "numbering.add", f"number-plan:{plan.id}", after=_loggable(_view(plan))
    )
    return plan.id


def change_plan(
    session: Session,
    actor: Actor,
    now: datetime,
    plan_id: int,
    *,
    version: int,
    title: str,
    scheme: NumberScheme,
) -> None:
    """Change how later papers are numbered; those that are issued keep their numbers.

    Raises
    ------
    Conflict
        If somebody else changed it since `version`; with what is stored now.
    """
    require(actor, Action.ADMINISTER)
    row = _row(session, actor, plan_id)
    before = _view(row)
    if row.version != version:
        raise Conflict(
            "Seri nomor ini baru saja diubah orang lain; tidak ada yang ditimpa.",
            stored={**_loggable(before), "version": row.version},
        )
    others = [p for p in list_plans(session, actor, retired=True) if p.id != plan_id]
    checked = _distinct(scheme.checked(), others)
    row.title = clean_text(title, "title")
    _write(row, checked)
    _note(session, actor, now, "numbering.change", row, before)


def retire_plan(session: Session, actor: Actor, now: datetime, plan_id: int) -> None:
    """Offer a plan no longer; its register stays."""
    _use(session, actor, now, plan_id, retired_at=now)


def reinstate_plan(session: Session, actor: Actor, now: datetime, plan_id: int) -> None:
    """Offer a retired plan again; its serials go on where they were."""
    _use(session, actor, now, plan_id, retired_at=None)


def next_of(session: Session, actor: Actor, plans: Sequence[PlanView], day: date) -> dict[str, str]:
    """The number that each plan gives next, by its code, in one query."""
    query = select(Series.code, Series.next_serial).where(
        Series.office_id == actor.office_id, Series.year == day.year
    )
    serials = dict(session.execute(query).all())
    return {
        plan.code: plan.scheme.write(day, serials.get(plan.code, plan.scheme.start))
        for plan in plans
    }


def _use(
    session: Session, actor: Actor, now: datetime, plan_id: int, retired_at: datetime | None
) -> None:
    require(actor, Action.ADMINISTER)
    row = _row(session, actor, plan_id)
    before = _view(row)
    row.retired_at = retired_at
    _note(session, actor, now, "numbering.retire" if retired_at else "numbering.reuse", row, before)


def _note(
    session: Session, actor: Actor, now: datetime, act: str, row: NumberPlan, before: PlanView
) -> None:
    after = _view(row)
    if after == before:
        return
    row.version += 1
    name = f"number-plan:{row.id}"
    record(session, actor, now, act, name, before=_loggable(before), after=_loggable(after))


def _distinct(scheme: NumberScheme, others: Sequence[PlanView]) -> NumberScheme:
    """A plan whose numbers no other plan writes; whether zeros stand before them is no difference.

    Raises
    ------
    Refused
        Naming the other plan.
    """
    number = replace(scheme, digits=0).write(*_SAMPLE)
    for plan in others:
        if replace(plan.scheme, digits=0).write(*_SAMPLE) == number:
            raise Refused(
                "Pola ini menulis nomor yang sama dengan seri “{title}”; bedakan polanya.",
                field="number_pattern",
                title=plan.title,
            )
    return scheme


def _row(session: Session, actor: Actor, plan_id: int) -> NumberPlan:
    row = session.get(NumberPlan, plan_id, with_for_update=True)
    if row is None or row.office_id != actor.office_id:
        raise NotFound("Seri nomor itu tidak ada.")
    return row


def _own_way(session: Session, actor: Actor) -> PlanView:
    office = office_view(session, actor.office_id)
    return PlanView(None, DEFAULT, "Piagam", office.numbers, office.version, False)


def _view(row: NumberPlan) -> PlanView:
    scheme = NumberScheme(row.pattern, row.unit, row.classification, row.start, row.digits)
    return PlanView(row.id, row.code, row.title, scheme, row.version, row.retired_at is not None)


def _write(row: NumberPlan, scheme: NumberScheme) -> None:
    row.pattern, row.unit, row.classification = scheme.pattern, scheme.unit, scheme.classification
    row.start, row.digits = scheme.start, scheme.digits


def _loggable(plan: PlanView) -> dict[str, Any]:
    return {
        "code": plan.code,
        "title": plan.title,
        "number_pattern": plan.scheme.pattern,
        "number_unit": plan.scheme.unit,
        "number_class": plan.scheme.classification,
        "number_start": plan.scheme.start,
        "number_digits": plan.scheme.digits,
        "retired": plan.retired,
    }
