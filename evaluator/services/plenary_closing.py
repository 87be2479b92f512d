"""Closing a plenary: from then its decisions hold and papers may be printed."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from evaluator.scoring.messages import Problem
from evaluator.services.checks import clean_text
from evaluator.services.logging import record
from evaluator.services.periods import visible_period
from evaluator.services.permissions import Action, require
from evaluator.services.plenaries import check_version, open_plenary, own_plenary
from evaluator.services.plenary_chairs import no_chair, presiding
from evaluator.services.plenary_earlier import unsettled
from evaluator.services.plenary_recusals import asides_of, presided
from evaluator.services.problems import Refused
from evaluator.services.snapshots import digest_of, newest
from evaluator.storage.actor import Actor
from evaluator.storage.periods import Category, Period, Stage
from evaluator.storage.plenaries import AwardDecision, Plenary, PlenaryMember
from evaluator.storage.results import Snapshot


def close(session: Session, actor: Actor, now: datetime, period_id: int, version: int) -> None:
    """Close a plenary; the organiser sees its winners and may print from now on.

    Raises
    ------
    Refused
        If awards are undecided, a special one of an earlier plenary is neither given again nor
        let go, nobody may preside over a category or could have presided
        over a decision, or the minutes have no number; everything that lacks is named. If
        the stored results are no longer what was computed at lock.
    Conflict
        If the plenary changed since `version`.
    """
    period, plenary = open_plenary(session, actor, period_id)
    check_version(plenary, version)
    snapshot = plenary.snapshot
    lacking = _lacking(session, plenary, period)
    if lacking:
        raise Refused("Pleno belum dapat ditutup.", details=tuple(lacking))
    if digest_of(session, snapshot) != snapshot.digest:
        raise Refused(
            "Hasil yang tersimpan berbeda dari yang dihitung saat penguncian. Hubungi operator "
            "untuk memeriksa basis data sebelum pleno ditutup."
        )
    plenary.closed_at, plenary.closed_by = now, actor.name
    plenary.version += 1
    snapshot.decided_at = now
    after = {"minutes_number": plenary.minutes_number, **_counts(session, plenary)}
    record(
        session, actor, now, "plenary.close", f"plenary:{plenary.id}",
        after=after, period_id=period.id,
    )  # fmt: skip


def reopen(
    session: Session, actor: Actor, now: datetime, period_id: int, version: int, reason: str
) -> None:
    """Open a closed plenary again before release; until it is closed nobody prints.

    Raises
    ------
    Refused
        If the results are released already, or no reason is given.
    """
    require(actor, Action.DECIDE)
    period = visible_period(session, actor, period_id, lock=True)
    plenary = own_plenary(session, actor, period_id)
    why = clean_text(reason, "reason", most=500)
    check_version(plenary, version)
    if plenary.closed_at is None:
        raise Refused("Pleno ini belum ditutup.")
    if period.stage != Stage.LOCKED or plenary.snapshot.released_at is not None:
        raise Refused(
            "Hasilnya sudah dirilis. Keputusan pleno hanya berubah lewat peninjauan kembali."
        )
    before = {"closed_at": plenary.closed_at.isoformat()}
    plenary.closed_at = plenary.closed_by = plenary.snapshot.decided_at = None
    plenary.version += 1
    name = f"plenary:{plenary.id}"
    record(
        session, actor, now, "plenary.reopen", name, before=before, reason=why, period_id=period.id
    )


def check_decided(session: Session, snapshot: Snapshot) -> None:
    """Let results be released only where their plenary, if they have one, is closed.

    Raises
    ------
    Refused
        If the plenary still sits, or the results replace decided ones without a plenary.
    """
    plenary = session.scalar(select(Plenary).where(Plenary.snapshot_id == snapshot.id))
    if plenary is not None and plenary.closed_at is None:
        raise Refused("Pleno periode ini belum ditutup. Tutup pleno dahulu, lalu rilis hasilnya.")
    if plenary is None and _sat_before(session, snapshot):
        raise Refused(
            "Hasil sebelum peninjauan kembali diputuskan dalam pleno. Siapkan dan tutup pleno atas "
            "hasil yang baru, lalu rilis."
        )


def needs_plenary(session: Session, actor: Actor, period_id: int) -> bool:
    """Whether the newest results replace decided ones and wait for a plenary of their own."""
    require(actor, Action.DECIDE)
    snapshot = newest(session, visible_period(session, actor, period_id).id)
    if snapshot is None or snapshot.released_at is not None:
        return False
    own = session.scalar(select(Plenary.id).where(Plenary.snapshot_id == snapshot.id))
    return own is None and _sat_before(session, snapshot)


def _sat_before(session: Session, snapshot: Snapshot) -> bool:
    """Whether a plenary sat on earlier results of the same period."""
    query = (
        select(Plenary.id)
        .join(Plenary.snapshot)
        .where(Snapshot.period_id == snapshot.period_id, Snapshot.number < snapshot.number)
    )
    return session.scalar(query.limit(1)) is not None


def withdraw_decision(session: Session, period: Period) -> None:
    """Results taken back before release are no longer decided; nobody prints from them."""
    query = select(Snapshot).where(
        Snapshot.period_id == period.id,
        Snapshot.decided_at.is_not(None),
        Snapshot.released_at.is_(None),
    )
    for snapshot in session.scalars(query):
        snapshot.decided_at = None


def undecided(session: Session, plenary: Plenary, period: Period) -> list[tuple[Category, str]]:
    """The awards of the rubrics that the plenary has not decided on, in their order."""
    query = select(AwardDecision.category_id, AwardDecision.award).where(
        AwardDecision.plenary_id == plenary.id
    )
    done = {(category_id, code) for category_id, code in session.execute(query)}
    return [
        (category, award.code)
        for category in _categories(session, period)
        for award in category.rubric_version.rubric.awards
        if (category.id, award.code) not in done
    ]


def _lacking(session: Session, plenary: Plenary, period: Period) -> list[Problem]:
    """Everything that keeps a plenary from being closed."""
    found: list[Problem] = []
    if not plenary.minutes_number:
        found.append(Refused("Berita acara belum bernomor. Isi nomornya di Persiapan pleno."))
    for category, code in undecided(session, plenary, period):
        awards = category.rubric_version.rubric.awards
        title = next(award.title for award in awards if award.code == code)
        found.append(
            Refused("{category}: {award} belum diputuskan.", category=category.title, award=title)
        )
    found += _lost(session, plenary)
    asides = asides_of(session, plenary)
    if not any(m.duty == "chair" and m.present for m in plenary.members):
        return [*found, no_chair(plenary, asides, Category(title=""))]
    for category in _categories(session, period):
        chairs = presiding(plenary, asides, category.id)
        found += [] if chairs else [no_chair(plenary, asides, category)]
        found += _unchaired(session, plenary, category, chairs)
    return found


def _lost(session: Session, plenary: Plenary) -> list[Problem]:
    """Special awards of the earlier plenary that would be lost without a word."""
    return [
        Refused(
            "{category}: penghargaan khusus “{title}” untuk {unit} dari pleno sebelumnya belum "
            "diberikan lagi atau dilepas.",
            category=one.category,
            title=one.title,
            unit=", ".join(winner["unit"] for winner in one.winners),
        )
        for one in unsettled(session, plenary)
    ]


def _unchaired(
    session: Session, plenary: Plenary, category: Category, chairs: Sequence[PlenaryMember]
) -> list[Problem]:
    """Decisions of a category whose chair could not have presided, by the list as it is now."""
    query = select(AwardDecision).where(
        AwardDecision.plenary_id == plenary.id, AwardDecision.category_id == category.id
    )
    return [
        Refused(
            "{category}: {name} tercatat memimpin sebuah putusan, tetapi tidak hadir, mengundurkan "
            "diri, atau bukan pimpinan sidang. Batalkan putusan itu, lalu putuskan lagi.",
            category=category.title,
            name=decision.after["chair"],
        )
        for decision in session.scalars(query.order_by(AwardDecision.id))
        if not any(presided(decision, chair) for chair in chairs)
    ]


def _categories(session: Session, period: Period) -> list[Category]:
    query = select(Category).where(Category.period_id == period.id)
    return list(session.scalars(query.order_by(Category.position, Category.id)))


def _counts(session: Session, plenary: Plenary) -> dict[str, int]:
    query = select(AwardDecision.departs, func.count()).where(
        AwardDecision.plenary_id == plenary.id
    )
    rows = session.execute(query.group_by(AwardDecision.departs))
    counted = {departs: count for departs, count in rows.all()}  # noqa: C416
    return {"decisions": sum(counted.values()), "departures": counted.get(True, 0)}
