"""What the check page says of papers whose award later results no longer give."""

import pytest

from evaluator.documents.signatures import read_paper
from evaluator.services.certificate_register import checked_of
from evaluator.services.checking_files import check_file
from evaluator.storage.certificates import Certificate
from tests import plenary_city as plenary
from tests.services.test_certifying import issue
from tests.stage import unlock

SWAPPED = {"Dinas Kesehatan": 1, "Dinas Pendidikan": 2, "Dinas Lingkungan Hidup": 3}


@pytest.fixture
def printed(city):
    """A plenary accepted the rubric's proposal, and its papers are printed."""
    plenary.prepare(city)
    plenary.accept(city)
    plenary.close(city)
    issue(city)
    return city


def decide_otherwise(city):
    """Unlocked, locked again, and another plenary swaps the first two places."""
    unlock(city)
    city.lock()
    plenary.begin(city, number="B-2/BA/2025")
    plenary.depart(city, SWAPPED)
    if plenary.see(city).waiting:
        plenary.accept(city)
    plenary.close(city)


def told(city):
    """Of each printed paper: whether it is sealed, outdated, and what its file is."""
    found = {}
    with city.installation.reads() as session:
        for row in session.query(Certificate).order_by(Certificate.id):
            paper = checked_of(session, row)
            content = city.installation.files.get(row.file)
            checked = check_file(
                city.installation.reads, city.installation.files, content, read_paper
            )
            found[row.number[:3]] = (paper.sealed, paper.outdated, checked.verdict)
    return found


def test_after_a_revised_release_the_first_place_of_before_no_longer_counts(printed):
    printed.release()
    assert told(printed)["B-1"] == (False, False, "valid")
    decide_otherwise(printed)
    assert told(printed)["B-1"] == (False, False, "valid")  # until the new results are released
    printed.release()
    assert told(printed) == {
        "B-1": (False, True, "outdated"),
        "B-2": (False, True, "outdated"),
        "B-3": (False, False, "valid"),  # the same third place as before
    }


def test_a_paper_of_a_decision_that_was_never_released_stays_closed_and_does_not_count(printed):
    assert told(printed)["B-1"] == (True, False, "sealed")
    decide_otherwise(printed)
    printed.release()
    assert told(printed)["B-1"] == (True, True, "outdated")
