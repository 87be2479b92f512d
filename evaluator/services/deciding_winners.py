"""The winners of one award as a plenary leaves them: the rubric's are dropped, never changed."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from evaluator.scoring.awards import place_name
from evaluator.scoring.messages import says
from evaluator.scoring.prizes import Award
from evaluator.scoring.words import Bilingual
from evaluator.services.plenaries import clean_line
from evaluator.services.problems import Refused
from evaluator.storage.certificates import Certificate, State
from evaluator.storage.periods import Category, Participant
from evaluator.storage.plenaries import Plenary
from evaluator.storage.results import Winner, WinnerSource

SPECIAL = "juri-"
"""How the codes of special jury awards begin."""
LONGEST_TITLE, LONGEST_WORD = 120, 40


def rows_of(session: Session, plenary: Plenary, category: Category, code: str) -> list[Winner]:
    """All rows of one award, dropped ones too, by place and name."""
    query = (
        select(Winner)
        .join(Winner.participant)
        .where(
            Winner.snapshot_id == plenary.snapshot_id,
            Winner.category_id == category.id,
            Winner.award == code,
        )
        .options(joinedload(Winner.participant))
        .order_by(Winner.place, Participant.name, Winner.id)
    )
    return list(session.scalars(query))


def replace_winners(
    session: Session,
    now: datetime,
    plenary: Plenary,
    category: Category,
    award: Award,
    rows: Sequence[Winner],
    chosen: Sequence[tuple[Participant, int]],
    why: str,
) -> None:
    """Let exactly the chosen ones be winners: rubric rows stay or are dropped, never changed."""
    places = [place for _, place in chosen]
    wanted = {p.id: (place, places.count(place) > 1) for p, place in chosen}
    kept = {
        row.participant_id
        for row in rows
        if row.source == WinnerSource.RUBRIC
        and wanted.get(row.participant_id) == (row.place, row.joint)
    }
    old = {row.participant_id: row for row in rows if row.source == WinnerSource.PLENARY}
    dropped = [
        row
        for row in rows
        if row.source == WinnerSource.RUBRIC
        and row.participant_id not in kept
        and row.dropped_at is None
    ]
    revived = [old[p.id] for p, _ in chosen if p.id in old and p.id not in kept]
    check_no_certificate(session, [*dropped, *revived])
    for row in dropped:
        row.dropped_at = now
    for participant, place in chosen:
        if participant.id in kept:
            continue
        row = old.get(participant.id) or Winner(
            snapshot_id=plenary.snapshot_id,
            category_id=category.id,
            participant=participant,
            award=award.code,
            title=award.title.model_dump(),
            source=WinnerSource.PLENARY,
        )
        name = place_name(award, place)
        row.place, row.joint = place, wanted[participant.id][1]
        row.place_name = _plain_name(name)
        row.reason = [says("keputusan pleno: {reason}", reason=why).as_json()]
        row.made_reason, row.dropped_at = why, None
        session.add(row)
    session.flush()


def _plain_name(name: Bilingual | str) -> dict[str, Any] | None:
    if isinstance(name, Bilingual):
        return name.model_dump()
    return {"id": name} if name else None


def check_no_certificate(session: Session, rows: Sequence[Winner]) -> None:
    """A certificate that was issued is frozen; its award cannot change under it."""
    query = select(Certificate.number, Certificate.winner_id).where(
        Certificate.winner_id.in_([row.id for row in rows]), Certificate.state == State.VALID
    )
    held = session.execute(query.order_by(Certificate.number)).first()
    if held is not None:
        unit = next(row.participant.name for row in rows if row.id == held.winner_id)
        raise Refused(
            "Piagam nomor {number} untuk {unit} sudah diterbitkan atas keputusan ini. Minta "
            "panitia mencabutnya dahulu.",
            number=held.number,
            unit=unit,
        )


def clean_title(given: str, field: str, *, empty: bool = False) -> str:
    """The title of a special award, as a certificate has room for it."""
    title = clean_line(given, field, most=LONGEST_TITLE, empty=empty)
    word = max(title.split(), key=len, default="")
    if len(word) > LONGEST_WORD:
        raise Refused(
            "Kata “{word}” terlalu panjang untuk dicetak: {length} huruf, paling banyak {most}.",
            word=word,
            length=len(word),
            most=LONGEST_WORD,
            field=field,
        )
    return title


def check_not_given(
    session: Session, plenary: Plenary, participant: Participant, title: str
) -> None:
    """A form that was sent twice gives one special award."""
    query = select(Winner).where(
        Winner.snapshot_id == plenary.snapshot_id,
        Winner.participant_id == participant.id,
        Winner.source == WinnerSource.JURY,
        Winner.dropped_at.is_(None),
    )
    given = {" ".join(row.title["id"].split()).casefold() for row in session.scalars(query)}
    if " ".join(title.split()).casefold() in given:
        raise Refused(
            "{unit} sudah menerima penghargaan khusus “{title}”.",
            unit=participant.name,
            title=title,
            field="title",
        )


def give_jury(
    session: Session,
    plenary: Plenary,
    category: Category,
    code: str,
    participant: Participant,
    title: Bilingual,
    why: str,
) -> Winner:
    """The winner of a special award; one that was undone in the same plenary is taken up again."""
    undone = rows_of(session, plenary, category, code)
    row = next((one for one in undone if one.participant_id == participant.id), None) or Winner(
        snapshot_id=plenary.snapshot_id,
        category_id=category.id,
        participant=participant,
        award=code,
        place=1,
        place_name=None,
        joint=False,
        source=WinnerSource.JURY,
    )
    row.title, row.made_reason, row.dropped_at = title.model_dump(), why, None
    row.reason = [says("penghargaan khusus pleno: {reason}", reason=why).as_json()]
    session.add(row)
    session.flush()
    return row


def free_code(session: Session, category: Category) -> str:
    """The next code of a special award; one that was undone or given before is not used again."""
    query = select(Winner.award).where(Winner.category_id == category.id)
    taken = {*session.scalars(query), *(a.code for a in category.rubric_version.rubric.awards)}
    return next(c for n in range(1, len(taken) + 2) if (c := f"{SPECIAL}{n}") not in taken)


def told_winner(row: Winner) -> dict[str, Any]:
    return {
        "participant": row.participant_id,
        "unit": row.participant.name,
        "place": row.place,
        "place_name": row.place_name,
        "joint": row.joint,
    }
