"""Members of a plenary who step aside, and what may not be decided under them."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from evaluator.services.checks import clean_text
from evaluator.services.logging import record
from evaluator.services.plenaries import open_plenary
from evaluator.services.problems import NotFound, Refused
from evaluator.storage.actor import Actor
from evaluator.storage.periods import Category, Participant
from evaluator.storage.plenaries import AwardDecision, Plenary, PlenaryMember, PlenaryRecusal


@dataclass(frozen=True)
class Aside:
    """One member who stepped aside; participant_id None: for the whole category."""

    id: int
    member_id: int
    member: str
    category_id: int
    category: str
    participant_id: int | None
    unit: str
    reason: str


def step_aside(
    session: Session,
    actor: Actor,
    now: datetime,
    period_id: int,
    *,
    member_id: int,
    category_id: int,
    participant_id: int | None,
    reason: str,
) -> int:
    """Keep that a member takes no part where a unit, or a whole category, is decided on."""
    period, plenary = open_plenary(session, actor, period_id)
    member = next((one for one in plenary.members if one.id == member_id), None)
    if member is None:
        raise Refused("Pilih anggota pleno yang mengundurkan diri.", field="member_id")
    why = clean_text(reason, "reason", most=500)
    category = session.get(Category, category_id)
    if category is None or category.period_id != period.id:
        raise Refused("Pilih kategorinya.", field="place")
    unit = _participant(session, category, participant_id)
    same = (member_id, category_id, participant_id)
    if same in {
        (a.member_id, a.category_id, a.participant_id) for a in asides_of(session, plenary)
    }:
        raise Refused("{name} sudah tercatat mengundurkan diri di situ.", name=member.name)
    check_not_presided(session, plenary, member, category.id)
    row = PlenaryRecusal(
        member_id=member.id,
        category_id=category.id,
        participant_id=unit and unit.id,
        reason=why,
        made_at=now,
    )
    session.add(row)
    plenary.version += 1
    session.flush()
    after = {"name": member.name, "category": category.title, "unit": unit.name if unit else ""}
    name = f"plenary:{plenary.id}"
    record(
        session, actor, now, "plenary.recuse", name, after=after, reason=why, period_id=period.id
    )
    return row.id


def come_back(
    session: Session, actor: Actor, now: datetime, period_id: int, recusal_id: int
) -> None:
    """Take back a recusal that was written down by mistake."""
    period, plenary = open_plenary(session, actor, period_id)
    found = next((a for a in asides_of(session, plenary) if a.id == recusal_id), None)
    if found is None:
        raise NotFound("Pengunduran diri itu tidak ada.")
    session.delete(session.get(PlenaryRecusal, recusal_id))
    plenary.version += 1
    before = {"name": found.member, "category": found.category, "unit": found.unit}
    name = f"plenary:{plenary.id}"
    record(
        session,
        actor,
        now,
        "plenary.unrecuse",
        name,
        before=before,
        reason=found.reason,
        period_id=period.id,
    )


def asides_of(session: Session, plenary: Plenary) -> list[Aside]:
    """Every recusal of a plenary, in one query."""
    rows = session.scalars(
        select(PlenaryRecusal)
        .join(PlenaryRecusal.member)
        .where(PlenaryMember.plenary_id == plenary.id)
        .options(
            joinedload(PlenaryRecusal.member),
            joinedload(PlenaryRecusal.category),
            joinedload(PlenaryRecusal.participant),
        )
        .order_by(PlenaryMember.position, PlenaryRecusal.id)
    )
    return [
        Aside(
            row.id,
            row.member_id,
            row.member.name,
            row.category_id,
            row.category.title,
            row.participant_id,
            row.participant.name if row.participant else "",
            row.reason,
        )
        for row in rows
    ]


def presided(decision: AwardDecision, member: PlenaryMember) -> bool:
    """Whether a decision was made with this member in the chair."""
    chair_id = decision.after.get("chair_id")
    return bool(chair_id == member.id if chair_id else decision.after["chair"] == member.name)


def check_not_presided(
    session: Session, plenary: Plenary, member: PlenaryMember, category_id: int | None = None
) -> None:
    """Whoever presided over a decision that stands cannot cease to preside behind it.

    category_id : where to look; None for every category

    Raises
    ------
    Refused
        Naming the category whose decisions are to be taken back first.
    """
    query = (
        select(AwardDecision)
        .where(AwardDecision.plenary_id == plenary.id)
        .options(joinedload(AwardDecision.category))
        .order_by(AwardDecision.id)
    )
    for decision in session.scalars(query):
        if category_id in (None, decision.category_id) and presided(decision, member):
            raise Refused(
                "Keputusan kategori {category} dibuat di bawah pimpinan {name}. Batalkan dahulu "
                "keputusan kategori itu, lalu catat perubahan ini.",
                category=decision.category.title,
                name=member.name,
            )


def _participant(
    session: Session, category: Category, participant_id: int | None
) -> Participant | None:
    unit = session.get(Participant, participant_id) if participant_id else None
    if participant_id and (unit is None or unit.category_id != category.id):
        raise Refused("Unit itu tidak mengikuti kategori {category}.", category=category.title)
    return unit
