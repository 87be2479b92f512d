"""A plenary decides about awards: it accepts the rubric's proposal or departs with a reason."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from evaluator.scoring.prizes import Award
from evaluator.scoring.words import Bilingual
from evaluator.services.checks import clean_text
from evaluator.services.deciding_choices import breaches_of, chosen_of, participants_of
from evaluator.services.deciding_winners import (
    check_no_certificate,
    check_not_given,
    clean_title,
    free_code,
    give_jury,
    replace_winners,
    rows_of,
    told_winner,
)
from evaluator.services.logging import record
from evaluator.services.plenaries import open_plenary
from evaluator.services.plenary_chairs import check_may_decide
from evaluator.services.plenary_earlier import code_before, earlier_awards
from evaluator.services.plenary_proposals import Standings, standings_of
from evaluator.services.problems import Conflict, NotFound, Refused
from evaluator.storage.actor import Actor
from evaluator.storage.periods import Category, Period
from evaluator.storage.plenaries import AwardDecision, Plenary, PlenaryMember
from evaluator.storage.results import WinnerSource

LONGEST_REASON = 1000


@dataclass(frozen=True)
class Sitting:
    """A plenary at work on one category."""

    period: Period
    plenary: Plenary
    category: Category
    chair: PlenaryMember


def accept(
    session: Session,
    actor: Actor,
    now: datetime,
    period_id: int,
    awards: Sequence[tuple[int, str]],
) -> None:
    """Accept what the rubric proposes for some awards, given as category and award code.

    Raises
    ------
    Conflict
        If one of them has been decided already.
    Refused
        If nobody may preside over a category, or the actor stepped aside there; if one of
        several was decided otherwise by the earlier plenary, which is looked at on its own.
    """
    told: dict[str, Any] = {}
    for category_id, code in awards:
        at = sitting(session, actor, period_id, category_id)
        award = _award(at.category, code)
        _check_undecided(session, at, code)
        rows = rows_of(session, at.plenary, at.category, code)
        proposed = [row for row in rows if row.source == WinnerSource.RUBRIC]
        winners = [told_winner(row) for row in proposed]
        if len(awards) > 1:
            _check_nothing_lost(session, at, award, winners)
        keep_decision(session, actor, now, at, code, departs=False, before=winners, after=winners)
        told[f"{at.category.title}: {award.title}"] = _names(winners)
    if not told:
        raise Refused("Tidak ada usulan yang menunggu keputusan.")
    name = f"plenary:{at.plenary.id}"
    record(session, actor, now, "plenary.accept", name, after=told, period_id=period_id)


def depart(
    session: Session,
    actor: Actor,
    now: datetime,
    period_id: int,
    category_id: int,
    code: str,
    *,
    picks: Mapping[int, int],
    reason: str,
) -> None:
    """Give an award to others than the rubric proposes, or on other places, or to nobody.

    picks : participant id -> place; several may share one, and the next place is then left out

    Raises
    ------
    Refused
        If no reason is given, a place does not exist or follow, or a unit does not
        take part; if nothing differs; if a certificate stands on what would change.
    Conflict
        If the award has been decided already.
    """
    at = sitting(session, actor, period_id, category_id)
    award = _award(at.category, code)
    why = clean_text(reason, "reason", most=LONGEST_REASON)
    _check_undecided(session, at, code)
    standing = _standing(session, at)
    chosen = chosen_of(standing, award, picks)
    rows = rows_of(session, at.plenary, at.category, code)
    proposed = [row for row in rows if row.source == WinnerSource.RUBRIC]
    if {row.participant_id: row.place for row in proposed} == dict(picks):
        raise Refused("Pilihan ini sama dengan usulan rubrik. Terima saja usulannya.")
    replace_winners(session, now, at.plenary, at.category, award, rows, chosen, why)
    before = [told_winner(row) for row in proposed]
    after = [
        told_winner(row)
        for row in rows_of(session, at.plenary, at.category, code)
        if row.dropped_at is None
    ]
    breaches = breaches_of(standing, award, [participant for participant, _ in chosen])
    keep_decision(
        session, actor, now, at, code,
        departs=True, reason=why, before=before, after=after, breaches=breaches,
    )  # fmt: skip
    log_departure(session, actor, now, at, str(award.title), before, after, why)


def give_special(
    session: Session,
    actor: Actor,
    now: datetime,
    period_id: int,
    category_id: int,
    *,
    title: str,
    title_en: str,
    participant_id: int,
    reason: str,
) -> int:
    """Give a special jury award, which the rubric does not declare; returns the decision's id.

    Raises
    ------
    Refused
        If the title is empty, too long or not one line, no reason is given, the unit does not
        take part, or it received an award of that title already.
    """
    at = sitting(session, actor, period_id, category_id)
    name = clean_title(title, "title")
    english = clean_title(title_en, "title_en", empty=True)
    why = clean_text(reason, "reason", most=LONGEST_REASON)
    participant = participants_of(_standing(session, at)).get(participant_id)
    if participant is None:
        raise Refused("Pilih unit yang mengikuti kategori itu.", field="participant_id")
    check_not_given(session, at.plenary, participant, name)
    before = code_before(session, at.plenary, at.category.id, participant_id, name)
    code = before or free_code(session, at.category)
    words = Bilingual(id=name, en=english or None)
    row = give_jury(session, at.plenary, at.category, code, participant, words, why)
    after = [told_winner(row)]
    decision = keep_decision(
        session, actor, now, at, code, departs=True, reason=why, before=[], after=after, title=name
    )
    log_departure(session, actor, now, at, name, [], after, why)
    return decision.id


def undo(session: Session, actor: Actor, now: datetime, period_id: int, decision_id: int) -> None:
    """Take a decision back while the plenary sits; what the rubric proposes stands again."""
    query = select(AwardDecision).where(AwardDecision.id == decision_id)
    decision = session.scalar(query)
    at = sitting(session, actor, period_id, decision.category_id if decision else 0)
    if decision is None or decision.plenary_id != at.plenary.id:
        raise NotFound("Keputusan itu tidak ada; mungkin sudah dibatalkan.")
    rows = rows_of(session, at.plenary, at.category, decision.award)
    changed = [row for row in rows if (row.source == WinnerSource.RUBRIC) == bool(row.dropped_at)]
    check_no_certificate(session, changed)
    for row in changed:
        row.dropped_at = None if row.source == WinnerSource.RUBRIC else now
    title = decision.after["title"] or str(_award(at.category, decision.award).title)
    what = f"{at.category.title}: {title}"
    before = {what: _names(decision.after["winners"])}
    after = {what: _names(decision.before["winners"])}
    session.delete(decision)
    at.plenary.version += 1
    name = f"plenary:{at.plenary.id}"
    record(
        session, actor, now, "plenary.undo", name,
        before=before, after=after, reason=decision.reason, period_id=period_id,
    )  # fmt: skip


def sitting(session: Session, actor: Actor, period_id: int, category_id: int) -> Sitting:
    """The plenary at work on a category, with who presides; refused where nobody may."""
    period, plenary = open_plenary(session, actor, period_id)
    category = session.get(Category, category_id)
    if category is None or category.period_id != period.id:
        raise NotFound("Kategori itu tidak ada.")
    chair = check_may_decide(session, actor, plenary, category)
    return Sitting(period, plenary, category, chair)


def _award(category: Category, code: str) -> Award:
    found = next((a for a in category.rubric_version.rubric.awards if a.code == code), None)
    if found is None:
        raise NotFound("Penghargaan itu tidak ada.")
    return found


def _check_undecided(session: Session, at: Sitting, code: str) -> None:
    taken = select(AwardDecision).where(
        AwardDecision.plenary_id == at.plenary.id,
        AwardDecision.category_id == at.category.id,
        AwardDecision.award == code,
    )
    decided = session.scalar(taken)
    if decided is not None:
        raise Conflict(
            "Penghargaan ini sudah diputuskan ({author}). Batalkan dahulu bila ingin mengubahnya.",
            author=decided.decided_by,
            stored={},
        )


def _check_nothing_lost(
    session: Session, at: Sitting, award: Award, proposed: Sequence[Mapping[str, Any]]
) -> None:
    """Among several, what the earlier plenary decided otherwise is not passed over unseen."""
    places = {one["participant"]: one["place"] for one in proposed}
    for one in earlier_awards(session, at.plenary):
        here = (one.category_id, one.code) == (at.category.id, award.code)
        if here and one.departs and one.places != places:
            raise Refused(
                "{category}: {award} diputuskan lain dalam pleno sebelumnya. Putuskan sendiri: "
                "tetapkan lagi putusan itu, atau terima usulannya.",
                category=at.category.title,
                award=award.title,
            )


def _standing(session: Session, at: Sitting) -> Standings:
    standings = standings_of(session, at.plenary.snapshot)
    return next(one for one in standings if one.category.id == at.category.id)


def keep_decision(
    session: Session,
    actor: Actor,
    now: datetime,
    at: Sitting,
    code: str,
    *,
    departs: bool,
    before: list[dict[str, Any]],
    after: list[dict[str, Any]],
    reason: str = "",
    breaches: Sequence[Mapping[str, Any]] = (),
    title: str = "",
) -> AwardDecision:
    """Keep one decision of a plenary; who is given what is plain, as `told_winner` tells it."""
    decision = AwardDecision(
        plenary=at.plenary,
        category=at.category,
        award=code,
        departs=departs,
        reason=reason,
        before={"winners": before},
        after={
            "winners": after, "breaches": list(breaches), "title": title,
            "chair": at.chair.name, "chair_id": at.chair.id,
        },
        decided_at=now,
        decided_by=actor.name,
    )  # fmt: skip
    session.add(decision)
    at.plenary.version += 1
    session.flush()
    return decision


def _names(winners: Sequence[Mapping[str, Any]]) -> str:
    """Winners in one line of the log."""
    return "; ".join(f"{one['place']}. {one['unit']}" for one in winners) or "–"


def log_departure(
    session: Session,
    actor: Actor,
    now: datetime,
    at: Sitting,
    title: str,
    before: list[dict[str, Any]],
    after: list[dict[str, Any]],
    why: str,
) -> None:
    """Keep in the log that an award was given otherwise than proposed, or without a proposal."""
    what = f"{at.category.title}: {title}"
    record(
        session,
        actor,
        now,
        "plenary.depart" if before else "plenary.special",
        f"plenary:{at.plenary.id}",
        before={what: _names(before)},
        after={what: _names(after)},
        reason=why,
        period_id=at.period.id,
    )
