"""Trying other answers: what they would bring, computed and never kept."""

import pytest
from sqlalchemy import func, select

from evaluator.services.logging import list_log
from evaluator.services.problems import NotFound
from evaluator.services.what_if import what_if
from evaluator.storage.results import Result
from tests.services.test_feedback import participants


def tried(city, username, participant_id, **given):
    with city.installation.reads() as session:
        return what_if(session, city[username], participant_id, given)


def test_other_answers_give_another_value_wrong_ones_their_reason_and_nothing_is_kept(city):
    city.release_all()
    own = participants(city)["Dinas Kesehatan"]
    with city.installation.reads() as session:
        before = (
            session.scalar(select(func.count()).select_from(Result)),
            len(list_log(session, city["auditor"])),
        )

    same = tried(city, "dinkes", own)
    better = tried(city, "dinkes", own, a1="5", b1="20/20")
    without = tried(city, "dinkes", own, b1="TB")

    assert (same.before, same.rise, same.changes) == (same.after, "0.00", ())
    # A = .75·5 + .25·4 = 4.75, B = 5: 2.85 + 2 = 4.85; without B only A = 4 is left.
    assert (better.before.value, better.after.value, better.rise) == ("3.60", "4.85", "+1.25")
    assert [cell.question.indicator.code for cell in better.changes] == ["a1", "b1"]
    assert (without.after.value, str(without.after.predicate)) == ("4.00", "Baik")
    worse = tried(city, "dinkes", own, a1="1", b1="0/20")
    assert (worse.after.value, worse.rise) == ("1.45", "-2.15")
    with city.installation.reads() as session:
        assert before == (
            session.scalar(select(func.count()).select_from(Result)),
            len(list_log(session, city["auditor"])),
        )

    # What is no answer changes nothing, and says why.
    found = tried(city, "dinkes", own, a1="9", a2="TB", b1="21/20", zz="1")

    problems = {c.question.indicator.code: str(c.problem) for c in found.cells if c.problem}
    assert problems == {
        "a1": 'jawaban "9" tidak dikenal; yang diterima: 1, 2, 3, 4, 5',
        "a2": 'indikator a2 tidak menerima "TB" (tidak berlaku)',
        "b1": 'jawaban "21/20" tidak mungkin: bagian tidak boleh lebih besar daripada '
        "keseluruhan, dan keseluruhan paling kecil 1",
    }
    assert (found.after, found.changes) == (found.before, ())
    assert found.given == {"a1": "9", "a2": "TB", "b1": "21/20"}


def test_nobody_tries_on_a_result_that_they_may_not_read(city):
    city.open()
    city.score_all()
    city.lock()
    ids = participants(city)
    with pytest.raises(NotFound):
        tried(city, "dinkes", ids["Dinas Kesehatan"])
    city.release()
    for username in ("dinkes", "ases1", "panitia"):
        with pytest.raises(NotFound):
            tried(city, username, ids["Dinas Pendidikan"])
