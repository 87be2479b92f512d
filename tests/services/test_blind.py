"""A blind period: neither numbers, nor the order of lists, nor files tell who the units are."""

import io
import zipfile
from datetime import date

import pytest
from sqlalchemy import select

from evaluator.documents.lke import lke_workbook
from evaluator.services import deliberating, evidence_files
from evaluator.services.exchange import gather_lke
from evaluator.services.grids import open_grid
from evaluator.services.self_assessing import submit_own
from evaluator.services.sheets import my_sheets
from evaluator.storage.periods import Participant, Period, Stage
from evaluator.storage.scores import Sheet
from tests.city import NOW, add_units
from tests.evidence_city import PDF, EvidenceCity
from tests.kept import stand

SECRET = b"rahasia uji"


def blind(city):
    with city.installation.writes() as session:
        session.get(Period, city.period_id).blind = True


@pytest.fixture
def opened(city):
    """Thirty units, each given to its panel one after the other, in the order of the names."""
    add_units(city, 27)
    blind(city)
    city.open()
    return city


def in_order_of(session, number):
    query = select(Participant.name, Participant.alias).join(
        Sheet, Sheet.participant_id == Participant.id
    )
    return session.execute(query.order_by(number)).all()


def test_numbers_of_units_and_sheets_follow_neither_names_nor_aliases(opened):
    with opened.installation.reads() as session:
        for number in (Participant.id, Sheet.id):
            found = in_order_of(session, number)
            names, aliases = [name for name, _ in found], [alias for _, alias in found]
            assert len(names) == 60
            assert names not in (sorted(names), sorted(names, reverse=True))
            assert aliases not in (sorted(aliases), sorted(aliases, reverse=True))


def test_opening_a_blind_period_numbers_the_sheets_anew_and_keeps_every_panel(city):
    def pairs():
        with city.installation.reads() as session:
            query = select(Sheet.participant_id, Sheet.assessor_id)
            return sorted(tuple(pair) for pair in session.execute(query))

    before = pairs()
    blind(city)
    city.open()
    assert (len(before), pairs()) == (6, before)


def test_everything_an_assessor_is_shown_stands_in_the_order_of_the_aliases(opened):
    aliases = [f"Unit {number:02}" for number in range(1, 31)]
    ases1 = opened["ases1"]
    with opened.installation.reads() as session:
        sheets = my_sheets(session, ases1)
        assert [row.unit for row in sheets] == aliases
        assert [row.unit for row in open_grid(session, ases1, opened.category_id).rows] == aliases
        lke = gather_lke(session, ases1, NOW, [row.id for row in sheets], SECRET)
        assert [sheet.unit for sheet in lke.sheets] == aliases
    with opened.installation.writes() as session:
        session.get(Period, opened.period_id).stage = Stage.SETTLING
    with opened.installation.reads() as session:
        found = deliberating.my_panels(session, ases1)
    assert [unit for _, unit, *_ in found] == aliases


def test_a_workbook_names_no_file_that_could_tell_the_unit(installation):
    city = stand(EvidenceCity, installation)
    blind(city)
    city.begin()
    with city.installation.writes() as session:
        evidence_files.add_evidence(
            session,
            city["dindik"],
            NOW,
            city.own,
            evidence_files.Upload("SK Dinas Pendidikan.pdf", "application/pdf", PDF),
            evidence_files.Details("", "kebijakan", date(2025, 3, 1)),
            city.keeping,
            indicator="e1",
        )
    city.fill(e1="4", e2="ya")
    with city.installation.writes() as session:
        submit_own(session, city["dindik"], NOW, city.own, city.version())
    city.open()
    with city.installation.reads() as session:
        ids = [row.id for row in my_sheets(session, city["ases1"])]
        lke = gather_lke(session, city["ases1"], NOW, ids, SECRET)
    said = [words for sheet in lke.sheets for words in sheet.own.values()]
    proofs = [proof for words in said for proof in words.proofs]
    assert [(proof.title, proof.source) for proof in proofs] == [("Kebijakan 1", "bukti-1.pdf")]
    with zipfile.ZipFile(io.BytesIO(lke_workbook(lke))) as book:
        parts = b"".join(book.read(name) for name in book.namelist())
    assert b"bukti-1.pdf" in parts
    assert b"Pendidikan" not in parts
