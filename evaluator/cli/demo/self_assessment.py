"""A period of the demonstration in which units are assessing themselves just now."""

from collections.abc import Mapping
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from evaluator.cli.demo import answers
from evaluator.scoring.rubric import Rubric
from evaluator.services import categories, panels, periods, stages
from evaluator.services.evidence_changes import Details
from evaluator.services.evidence_files import Keeping, Link, add_evidence
from evaluator.services.self_assessing import check_own, save_own, submit_own
from evaluator.storage.actor import Actor
from evaluator.storage.files import Files
from evaluator.storage.own_scores import SelfAssessment
from evaluator.storage.periods import Participant

TITLE = "Penilaian Mandiri Statistik Sektoral 2027"
SENT = ("Dinkes", "Dindik")
BEGUN = "Dinperinaker"
_ROOM = 50 * 1024 * 1024
_NOTES = (
    "Sudah berjalan; dokumennya kami lampirkan.",
    "Dilaksanakan bidang data bersama sekretariat.",
    "Belum ditetapkan pimpinan, sedang disusun.",
)


def seed_self_assessment(
    session: Session,
    files: Files,
    actors: Mapping[str, Actor],
    unit_ids: Mapping[str, int],
    rubric_id: int,
    now: datetime,
) -> None:
    """Open a period to its OPD: two have handed in, one has begun, the others wait."""
    admin = actors["admin"]
    period_id = periods.create_period(
        session,
        admin,
        now,
        year=2027,
        title=TITLE,
        event="Hari Statistik Nasional 2027",
        theme="",
        event_date=date(2027, 9, 27),
        plan=periods.Plan(self_assesses=True, confirms=True),
    )
    categories.add_category(
        session,
        admin,
        now,
        period_id,
        title="Organisasi Perangkat Daerah",
        rubric_id=rubric_id,
        unit_kind="opd",
    )
    _panels(session, actors, period_id, now)
    version = periods.period_view(session, admin, period_id).version
    stages.open_self_assessment(session, admin, now, period_id, version)
    for short in (*SENT, BEGUN):
        participant = _participant(session, period_id, unit_ids[short])
        _fill(session, files, actors[short.casefold()], participant, now, whole=short in SENT)


def _panels(session: Session, actors: Mapping[str, Actor], period_id: int, now: datetime) -> None:
    admin = actors["admin"]
    assessors = [actor for name, actor in actors.items() if name.startswith("ases")]
    (category,) = categories.list_categories(session, admin, period_id)
    for number, panel in enumerate(category.panels):
        pair = [assessors[(number + shift) % len(assessors)] for shift in (0, 1)]
        ids = [one.account_id or 0 for one in pair]
        panels.assign(session, admin, now, panel.participant_id, ids)


def _participant(session: Session, period_id: int, unit_id: int) -> Participant:
    query = select(Participant).join(Participant.category)
    rows = session.scalars(query.where(Participant.unit_id == unit_id))
    return next(row for row in rows if row.category.period_id == period_id)


def _fill(
    session: Session,
    files: Files,
    actor: Actor,
    participant: Participant,
    now: datetime,
    *,
    whole: bool,
) -> None:
    """Answer what a unit is asked, with a link as evidence here and there."""
    rubric = participant.category.rubric_version.rubric
    asked = [one for one in rubric.indicators if one.answered_by == "self-assessed"]
    for number, indicator in enumerate(asked if whole else asked[:3]):
        given = answers.answer(rubric, indicator, participant.unit.short_name, 2027, 0.6)
        note = _NOTES[number % len(_NOTES)]
        place = (session, actor, now, participant.id)
        save_own(*place, indicator.code, answer=given, note=note, version=0)
        if number % 3 == 0:
            details = Details(
                f"Dokumen {indicator.code}", _kind(rubric, indicator.code), now.date()
            )
            link = Link(f"https://contoh.example/bukti/{indicator.code}")
            add_evidence(*place, link, details, Keeping(files, _ROOM), indicator=indicator.code)
    if whole:
        check_own(session, actor, now, participant.id, _version(session, participant))
        submit_own(session, actor, now, participant.id, _version(session, participant))


def _kind(rubric: Rubric, code: str) -> str:
    """A kind of evidence that the rubric asks for at an indicator, or none."""
    kinds = [e.kind for listed in rubric.indicator[code].evidence.values() for e in listed]
    return next((kind for kind in kinds if kind), "")


def _version(session: Session, participant: Participant) -> int:
    query = select(SelfAssessment.version).where(SelfAssessment.participant_id == participant.id)
    return session.scalar(query) or 0
