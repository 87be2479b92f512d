"""What the check page says of papers whose award later results no longer give."""

import pytest
from sqlalchemy import select

from evaluator.documents.signatures import read_paper
from evaluator.services import deciding_again, plenaries, plenary_closing
from evaluator.services.certificate_register import checked_of
from evaluator.services.checking_files import check_file
from evaluator.services.problems import Conflict, Refused
from evaluator.storage.certificates import Certificate
from evaluator.storage.plenaries import AwardDecision
from tests import objection_city as at
from tests import plenary_city as plenary
from tests.objection_city import DINDIK, DINKES, DLH
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


def test_after_a_revision_no_award_of_the_earlier_plenary_is_lost_silently(city):
    plenary.prepare(city)
    plenary.depart(city, {DINKES: 1}, reason="integritas data")
    plenary.special(city, DLH)
    plenary.special(city, DINDIK, title="Data Terbuka")
    plenary.close(city)
    city.release()
    at.accept(city)
    at.publish(city)
    assert needed(city)
    with city.installation.writes() as session:
        plenaries.prepare(
            session, city["ketua"], at.LATER, city.period_id, held_on=plenary.HELD, place="Aula"
        )
    assert not needed(city)
    assert [one.present for one in plenary.see(city).members] == [False, False, False]
    plenary.change(city, minutes_number="B-2/BA/2025")
    plenary.seat(city, plenary.MEMBERS)
    seen = plenary.see(city)
    assert [(one.title.id, one.title.en, one.winners[0]["unit"]) for one in seen.lost] == [
        ("Inovasi Data", "Data Innovation", DLH), ("Data Terbuka", "Data Innovation", DINDIK)
    ]  # fmt: skip
    (differed,) = [one for one in seen.waiting if one.differed]
    assert (differed.code, differed in seen.plain) == ("opd", False)
    with pytest.raises(Refused, match="diputuskan lain dalam pleno sebelumnya"):
        plenary.accept(city, *[(city.category_id, "opd")] * 2)
    again(city, deciding_again.repeat, differed.earlier.decision_id)
    if plenary.see(city).waiting:
        plenary.accept(city)
    with pytest.raises(Refused) as refused:
        plenary.close(city)
    assert [str(one) for one in refused.value.details] == [
        "OPD: penghargaan khusus “Inovasi Data” untuk Dinas Lingkungan Hidup dari pleno sebelumnya "
        "belum diberikan lagi atau dilepas.",
        "OPD: penghargaan khusus “Data Terbuka” untuk Dinas Pendidikan dari pleno sebelumnya belum "
        "diberikan lagi atau dilepas.",
    ]
    kept, dropped = seen.lost
    plenary.undo(city, again(city, deciding_again.repeat, kept.decision_id))
    again(city, deciding_again.repeat, kept.decision_id)
    with pytest.raises(Refused):
        again(city, deciding_again.let_go, dropped.decision_id, " ")
    again(city, deciding_again.let_go, dropped.decision_id, "sudah diberi juara")
    with pytest.raises(Conflict):
        again(city, deciding_again.repeat, dropped.decision_id)
    plenary.close(city)
    city.release()
    seen = plenary.see(city)
    told = {one.title.id: [w.unit for w in one.decision.winners] for one in seen.awards}
    assert told["Inovasi Data"] == [DLH] and told["Data Terbuka"] == []
    assert seen.award(city.category_id, "opd").repeated
    assert [one.code for one in seen.awards if one.special] == ["juri-1", "juri-2"]


def needed(city):
    with city.installation.reads() as session:
        return plenary_closing.needs_plenary(session, city["ketua"], city.period_id)


def again(city, verb, decision_id, *reason):
    """Decide about one award of the earlier plenary; returns the id of the newest decision."""
    with city.installation.writes() as session:
        verb(session, city["ketua"], at.LATER, city.period_id, decision_id, *reason)
        return session.scalars(select(AwardDecision.id).order_by(AwardDecision.id.desc())).first()
