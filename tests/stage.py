"""A small city on its award day: decided but secret, with a jury's award and papers printed."""

from datetime import timedelta

from sqlalchemy import select

from evaluator.services import unlocking
from evaluator.services.periods import period_view
from evaluator.storage.certificates import Certificate, Series
from evaluator.storage.periods import Participant
from evaluator.storage.results import Snapshot, Winner, WinnerSource
from tests.city import NOW

JURY, WHY = "Penghargaan Khusus Juri Bintang", "Alasan juri yang belum dibuka"
NUMBER, CODE = "B-77/33750/HM.310/2025", "7K3M-Q9TX-2B4C-8DPA"


def decide(city, *, jury=False):
    """From draft to awards that a plenary stands behind, not yet released."""
    city.open()
    city.score_all()
    city.lock()
    stand_behind(city, jury=jury)


def stand_behind(city, *, jury=False):
    """Let a plenary stand behind the newest results."""
    with city.installation.writes() as session:
        snapshot = session.scalars(select(Snapshot).order_by(Snapshot.id.desc())).first()
        snapshot.decided_at = NOW + timedelta(hours=1)
        if jury:
            dlh = session.scalars(
                select(Participant).where(Participant.name.contains("Hidup"))
            ).one()
            session.add(
                Winner(
                    snapshot_id=snapshot.id, category_id=city.category_id, participant_id=dlh.id,
                    award="juri", title={"id": JURY, "en": None}, place=1, place_name=None,
                    joint=False, reason=[], source=WinnerSource.JURY, made_reason=WHY,
                )
            )  # fmt: skip


def add_jury_awards(city, count):
    """Many more awards by the jury, all to the first unit."""
    with city.installation.writes() as session:
        first = session.scalars(select(Winner).order_by(Winner.id)).first()
        session.add_all(
            Winner(
                snapshot_id=first.snapshot_id, category_id=first.category_id,
                participant_id=first.participant_id, award=f"juri-{number}",
                title={"id": f"Penghargaan {number}", "en": None}, place=1, place_name=None,
                joint=False, reason=[], source=WinnerSource.JURY, made_reason=WHY,
            )
            for number in range(count)
        )  # fmt: skip


def print_paper(city):
    """One certificate of the first winner, issued before release."""
    with city.installation.writes() as session:
        winner = session.scalars(select(Winner).order_by(Winner.id)).first()
        series = Series(office_id=city.office_id, year=2025, next_serial=78)
        session.add(series)
        session.flush()
        face = {
            "office": "BPS Kota Uji", "recipient": winner.participant.name,
            "award": winner.title["id"], "place": "Juara I", "category": "OPD",
            "event": "Hari Statistik Nasional 2025", "place_and_date": "Uji, 29 September 2025",
            "signatory_name": "Hayu Wuranti", "mark": None, "design": "resmi",
        }  # fmt: skip
        session.add(
            Certificate(
                office_id=city.office_id, series_id=series.id, winner_id=winner.id, serial=77,
                number=NUMBER, check_code=CODE, request=f"winner:{winner.id}", face=face,
                file=city.installation.files.put(b"%PDF-1.4 award"), issued_at=NOW,
            )
        )  # fmt: skip


def joint_second(city):
    """Let the second place be shared, as a plenary that departs from the rubric does."""
    with city.installation.writes() as session:
        rows = session.scalars(select(Winner).order_by(Winner.id)).all()
        for row in rows[1:3]:
            row.dropped_at = NOW
            session.add(
                Winner(
                    snapshot_id=row.snapshot_id, category_id=row.category_id,
                    participant_id=row.participant_id, award=row.award, title=row.title, place=2,
                    place_name=rows[1].place_name, joint=True, reason=[],
                    source=WinnerSource.PLENARY, made_reason=WHY,
                )
            )  # fmt: skip


def unlock(city):
    """Take a locked period back to settling, as two people do."""
    with city.installation.writes() as session:
        asked = unlocking.ask_to_unlock(session, city["ketua"], NOW, city.period_id, "Salah hitung")
    with city.installation.writes() as session:
        version = period_view(session, city["admin"], city.period_id).version
        unlocking.decide_unlock(session, city["admin"], NOW, asked, version=version, granted=True)
