"""What the minutes of a plenary say, in Indonesian words ready to be set."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from babel.dates import format_date
from sqlalchemy import select
from sqlalchemy.orm import Session

from evaluator.services.checks import spaced_nip
from evaluator.services.logging import log_head
from evaluator.services.offices import office_view
from evaluator.services.plenary_annex import CategoryFacts, category_facts, in_words, panels_of
from evaluator.services.plenary_awards import AwardView, Place
from evaluator.services.plenary_people import Seat
from evaluator.services.plenary_recusals import Aside
from evaluator.services.plenary_views import PlenaryView, plenary_of
from evaluator.services.recusing import list_recusals
from evaluator.services.results import period_results
from evaluator.storage.actor import Actor
from evaluator.storage.log import LogEntry
from evaluator.storage.visibility import visible_log

DUTY_WORDS = {"chair": "Pimpinan sidang", "secretary": "Sekretaris", "member": "Anggota"}


@dataclass(frozen=True)
class AwardFacts:
    """One award as the minutes tell it; `outcome` says whether the proposal was accepted.

    proposed, decided : lines such as "Juara I: Dinas Kesehatan (4,26)"
    aside : members who took no part in this decision, and for which unit
    """

    category: str
    title: str
    proposed: tuple[str, ...]
    reasons: tuple[str, ...]
    passed: tuple[str, ...]
    sureness: tuple[str, ...]
    outcome: str
    decided: tuple[str, ...]
    departure: str
    breaches: tuple[str, ...]
    chair: str
    aside: tuple[str, ...]


@dataclass(frozen=True)
class MinutesFacts:
    """Everything that the minutes show; `draft` until the plenary is closed.

    logo : digest of the stored picture, None for none
    times : such as "pukul 09.00 s.d. 11.30 WIB", "" where not written down
    attendance : name, NIP, position, duty, whether present
    attended : such as "Hadir 4 dari 5 anggota."
    signers : duty, name, NIP, position
    """

    office: str
    address: str
    logo: str | None
    number: str
    period: str
    event: str
    held_on: str
    times: str
    place: str
    agenda: str
    notes: str
    attendance: tuple[tuple[str, str, str, str, str], ...]
    attended: str
    assessor_recusals: tuple[tuple[str, str, str, str], ...]
    member_recusals: tuple[tuple[str, str, str], ...]
    categories: tuple[CategoryFacts, ...]
    awards: tuple[AwardFacts, ...]
    result_digest: str
    log_head: str
    signers: tuple[tuple[str, str, str, str], ...]
    draft: bool
    mark: str | None


def minutes_of(session: Session, actor: Actor, period_id: int) -> MinutesFacts:
    """The minutes of the plenary that this person may read; see `plenary_of`."""
    view = plenary_of(session, actor, period_id)
    office = office_view(session, actor.office_id)
    results = period_results(session, actor, period_id)
    panels = panels_of(session, actor, period_id)
    return MinutesFacts(
        office=office.name,
        address=office.address,
        logo=office.logo,
        number=view.minutes_number,
        period=_dated(view.period.title, view.period.year),
        event=view.period.event,
        held_on=long_day(view.held_on),
        times=_times(view, office.zone),
        place=view.place,
        agenda=view.agenda,
        notes=view.notes,
        attendance=tuple(_attendance(seat) for seat in view.members),
        attended=f"Hadir {sum(m.present for m in view.members)} dari {len(view.members)} anggota.",
        assessor_recusals=tuple(
            (line.category, line.unit, line.assessor, line.reason)
            for line in list_recusals(session, actor, period_id)
        ),
        member_recusals=tuple(
            (a.member, f"{a.category}: {a.unit or 'seluruh kategori'}", a.reason)
            for a in view.asides
        ),
        categories=tuple(category_facts(one, panels.get(one.id, ())) for one in results.categories),
        awards=tuple(_award(award, view.asides) for award in view.awards),
        result_digest=view.digest,
        log_head=_log_head(session, actor, view),
        signers=_signers(view.members),
        draft=view.closed_at is None,
        mark="KONSEP" if view.closed_at is None else "CONTOH" if office.illustrative else None,
    )


def long_day(day: date) -> str:
    """Such as "Senin, 29 September 2025"."""
    return str(format_date(day, "EEEE, d MMMM y", locale="id"))


def _dated(title: str, year: int) -> str:
    """A period with its year, which many titles name already."""
    return title if str(year) in title else f"{title} ({year})"


def _times(view: PlenaryView, zone: str) -> str:
    if not view.starts_at:
        return ""
    name = datetime.combine(view.held_on, time(), ZoneInfo(zone)).tzname()
    until = f" s.d. {view.ends_at}" if view.ends_at else ""
    return f"pukul {view.starts_at}{until}".replace(":", ".") + f" {name}"


def place_line(place: Place) -> str:
    """Such as "Juara I (bersama): Dinas Kesehatan (4,26)"."""
    joint = " (bersama)" if place.joint else ""
    value = f" ({place.value})" if place.value else ""
    named = f"{place.place_name}{joint}: " if place.place_name else ""
    return f"{named}{place.unit}{value}"


def _attendance(seat: Seat) -> tuple[str, str, str, str, str]:
    present = "Hadir" if seat.present else "Tidak hadir"
    return seat.name, spaced_nip(seat.nip or ""), seat.title, DUTY_WORDS[seat.duty], present


def _signers(members: Sequence[Seat]) -> tuple[tuple[str, str, str, str], ...]:
    """Those present, chairs and secretaries first."""
    order = list(DUTY_WORDS)
    present = sorted((m for m in members if m.present), key=lambda m: order.index(m.duty))
    return tuple((DUTY_WORDS[m.duty], m.name, spaced_nip(m.nip or ""), m.title) for m in present)


def _award(award: AwardView, asides: Sequence[Aside]) -> AwardFacts:
    decision = award.decision
    reasons = [
        f"{place.unit}: {' '.join(in_words(reason) for reason in place.reasons)}"
        for place in award.proposed
    ]
    sure = [
        f"{place.unit}: {' '.join(in_words(sentence) for sentence in place.sureness)}"
        for place in award.proposed
        if place.sureness
    ]
    return AwardFacts(
        award.category,
        award.title.id,
        tuple(place_line(place) for place in award.proposed),
        tuple(reasons),
        tuple(f"{unit}: {in_words(reason)}" for unit, reason in award.passed),
        (*sure, *((in_words(award.turning),) if award.turning else ())),
        _outcome(award),
        tuple(place_line(place) for place in decision.winners) if decision else (),
        decision.reason if decision else "",
        tuple(f"{unit}: {in_words(reason)}" for unit, reason in decision.breaches)
        if decision
        else (),
        decision.chair if decision else "",
        tuple(
            f"{one.member} ({one.unit})" if one.unit else one.member
            for one in asides
            if decision and one.category_id == award.category_id
        ),
    )


def _outcome(award: AwardView) -> str:
    decision = award.decision
    if decision is None:
        return "Belum diputuskan"
    if award.special and not decision.winners:
        return "Penghargaan khusus dari pleno sebelumnya tidak diberikan lagi"
    if award.special:
        return "Penghargaan khusus, di luar rubrik"
    if decision.departs:
        return "Pleno memutuskan lain daripada usulan"
    return "Usulan diterima" if decision.winners else "Usulan diterima: tidak diberikan"


def _log_head(session: Session, actor: Actor, view: PlenaryView) -> str:
    """The entry that closed the plenary, which stands for all before it; else the newest one."""
    closing = select(LogEntry.sequence, LogEntry.hash).where(
        LogEntry.id.in_(visible_log(actor).with_only_columns(LogEntry.id)),
        LogEntry.act == "plenary.close",
        LogEntry.object == f"plenary:{view.id}",
    )
    row = None
    if view.closed_at is not None:
        row = session.execute(closing.order_by(LogEntry.sequence.desc()).limit(1)).first()
    sequence, digest = row if row is not None else log_head(session, actor)
    return f"catatan nomor {sequence}, {digest}"
