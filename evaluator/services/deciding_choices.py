"""Whom a plenary may choose in place of the rubric's proposal, and what they then do not meet."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy.orm import Session

from evaluator.scoring.prizes import Award
from evaluator.services.plenaries import open_plenary
from evaluator.services.plenary_proposals import Standings, standings_of
from evaluator.services.problems import NotFound, Refused
from evaluator.storage.actor import Actor
from evaluator.storage.periods import Participant


def participants_of(standing: Standings) -> dict[int, Participant]:
    """Who may be given anything: all who take part and were not withdrawn."""
    return {p.id: p for p in standing.participants.values() if p.withdrawn is None}


def check_picks(
    session: Session,
    actor: Actor,
    period_id: int,
    category_id: int,
    code: str,
    picks: Mapping[int, int],
) -> None:
    """Tell what is wrong with the places alone, so that it is told together with the rest."""
    _period, plenary = open_plenary(session, actor, period_id)
    for standing in standings_of(session, plenary.snapshot):
        for award in standing.rubric.awards:
            if (standing.category.id, award.code) == (category_id, code):
                chosen_of(standing, award, picks)
                return
    raise NotFound("Penghargaan itu tidak ada.")


def chosen_of(
    standing: Standings, award: Award, picks: Mapping[int, int]
) -> list[tuple[Participant, int]]:
    """The chosen units with their places, checked: 1-2-2-4, though places may stay empty."""
    known = participants_of(standing)
    faults = [f for one in picks.items() if (f := _fault(award, picks, *one, known)) is not None]
    if len(faults) > 1:
        raise Refused("Pilihan tempatnya belum benar.", details=tuple(faults))
    if faults:
        raise faults[0]
    ordered = sorted(picks.items(), key=lambda pick: (pick[1], known[pick[0]].name))
    return [(known[participant_id], place) for participant_id, place in ordered]


def _fault(
    award: Award,
    picks: Mapping[int, int],
    participant_id: int,
    place: int,
    known: Mapping[int, Participant],
) -> Refused | None:
    if participant_id not in known:
        return Refused("Unit itu tidak mengikuti kategori ini atau sudah ditarik.")
    if not 1 <= place <= award.places:
        return Refused("Tempat {place} tidak ada di penghargaan ini.", place=place)
    ahead = sum(1 <= other < place for other in picks.values())
    if place > ahead:
        return None
    return Refused(
        "{unit} tidak dapat di tempat {place}: sudah ada {ahead} unit di depannya, jadi "
        "tempat berikutnya adalah {next}.",
        unit=known[participant_id].name,
        place=place,
        ahead=ahead,
        next=ahead + 1,
    )


def breaches_of(
    standing: Standings, award: Award, chosen: Sequence[Participant]
) -> list[dict[str, Any]]:
    """Which conditions of the award the chosen ones do not meet, for the record."""
    passed = {p.unit: p.reason for p in standing.outcome.passed if p.award_code == award.code}
    handles = ((one.name, standing.handles[one.id]) for one in chosen)
    return [
        {"unit": name, "reason": passed[handle].as_json()}
        for name, handle in handles
        if handle in passed
    ]
