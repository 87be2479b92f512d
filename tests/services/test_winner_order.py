"""Winners stand in one order: category, award of the rubric, place, name; special awards last."""

from sqlalchemy import select

from evaluator.services import calling, certifying, public_results, results
from evaluator.services.ceremonies import open_ceremony
from evaluator.services.certifying import Look
from evaluator.services.print_asking import print_winners
from evaluator.services.print_jobs import job_items
from evaluator.services.winner_order import in_order
from evaluator.storage.results import Winner, WinnerSource
from tests.city import NOW
from tests.stage import JURY, decide

DEPARTED = [
    ("Juara I", "Dinas Pendidikan"),
    ("Juara II", "Dinas Lingkungan Hidup"),
    ("Juara III", "Dinas Kesehatan"),
    ("", "Dinas Lingkungan Hidup"),
]


def depart(city):
    """Let the second and third change places after the jury's award was written down."""
    decide(city, jury=True)
    with city.installation.writes() as session:
        second, third = session.scalars(select(Winner).order_by(Winner.id)).all()[1:3]
        for row, unit in ((third, second), (second, third)):
            row.dropped_at = NOW
            session.add(
                Winner(
                    snapshot_id=row.snapshot_id, category_id=row.category_id,
                    participant_id=unit.participant_id, award=row.award, title=row.title,
                    place=row.place, place_name=row.place_name, joint=False, reason=[],
                    source=WinnerSource.PLENARY, made_reason="Keputusan pleno",
                )
            )  # fmt: skip


def test_a_plenary_that_departs_tears_no_award_in_two(city):
    depart(city)
    who = city["panitia"]
    with city.installation.writes() as session:
        wins = certifying.winners_to_certify(session, who, city.period_id)
        stage = open_ceremony(session, who, city.period_id)
        (category,) = results.period_results(session, city["ketua"], city.period_id).categories
        job = print_winners(
            session, who, NOW, city.period_id, title="Pemenang", look=Look("resmi"),
            public_url="https://bps.example",
        )  # fmt: skip
        asked = [(one.place or "", one.recipient) for one in job_items(session, who, job)]
    assert [(one.place or "", one.winner.unit) for one in wins] == DEPARTED
    assert [(one.place_name, one.name) for one in stage.winners] == DEPARTED
    assert [item.title for item in stage.items] == ["OPD Terbaik", JURY]
    assert [one.unit for one in category.winners] == [name for _place, name in DEPARTED]
    assert asked == DEPARTED  # and so are the numbers given out
    city.release()
    with city.installation.reads() as session:
        found = public_results.public_year(session, 2025)
    rows = [(row[6], row[8]) for row in public_results.table_rows(found)]
    assert rows == DEPARTED


def test_they_are_called_award_by_award_from_the_last_place(city):
    depart(city)
    with city.installation.reads() as session:
        called = calling.calling_order(session, city["panitia"], city.period_id)
    assert [(one.place_name, one.name) for one in called] == [
        ("Juara III", "Dinas Kesehatan"),
        ("Juara II", "Dinas Lingkungan Hidup"),
        ("Juara I", "Dinas Pendidikan"),
        ("", "Dinas Lingkungan Hidup"),
    ]


def test_equal_places_go_by_name_and_special_awards_as_they_were_given(city):
    decide(city)
    with city.installation.reads() as session:
        rows = session.scalars(select(Winner).order_by(Winner.id)).all()
        rows[0].place = rows[1].place
        special = [
            Winner(
                id=100 - number, category=rows[0].category, category_id=rows[0].category_id,
                participant=rows[0].participant, award=f"juri-{number}", place=1,
            )
            for number in (10, 2)
        ]  # fmt: skip
        found = [(one.award, one.participant.name) for one in in_order([*special, *rows])]
        session.rollback()
    assert found == [
        ("opd", "Dinas Kesehatan"),
        ("opd", "Dinas Pendidikan"),
        ("opd", "Dinas Lingkungan Hidup"),
        ("juri-2", "Dinas Pendidikan"),
        ("juri-10", "Dinas Pendidikan"),
    ]
