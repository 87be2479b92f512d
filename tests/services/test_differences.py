"""What a lead should have talked over before a lock that cannot be undone."""

from fractions import Fraction

import pytest

from evaluator.services.differences import Wanted, after, list_differences, to_discuss
from evaluator.services.settling import keep_note, settle
from evaluator.storage.own_scores import OwnScore, SelfAssessment
from evaluator.storage.periods import Period
from tests.city import NOW, add_units
from tests.services.test_settling import unit_of

DINDIK, DINKES, DLH = "Dinas Pendidikan", "Dinas Kesehatan", "Dinas Lingkungan Hidup"


def test_differences_are_listed_by_their_effect_on_the_index(city):
    city.open()
    city.score_all()
    city.score("ases2", "Dinas Kesehatan", a2="2")  # 4 and 2: 2 · .6 · .25 = 0.30
    city.score("ases2", "Dinas Pendidikan", a1="3")  # 5 and 3: 2 · .6 · .75 = 0.90
    with city.installation.reads() as session:
        found = list_differences(session, city["ketua"], city.period_id)
    assert [(d.unit, d.code, d.answers, d.shown) for d in found] == [
        ("Dinas Pendidikan", "a1", ("5", "3"), "0.90"),
        ("Dinas Kesehatan", "a2", ("4", "2"), "0.30"),
    ]


@pytest.mark.parametrize("more", [0, 30])
def test_differences_cost_the_same_queries_for_few_and_many(city, count_queries, more):
    add_units(city, more)
    city.open()
    city.score_all()
    with city.installation.reads() as session, count_queries() as sent:
        assert list_differences(session, city["ketua"], city.period_id) == []
    assert len([s for s in sent if s.startswith("SELECT")]) == 7


def test_the_lock_page_shows_them(city, browser_of):
    city.open()
    city.score_all()
    city.score("ases2", "Dinas Pendidikan", a1="3")
    page = browser_of("ketua").get(f"/hasil/{city.period_id}/kunci").text
    assert "Jawaban penilai yang berbeda: 1" in page
    assert "5; 3" in page


def discuss(city):
    with city.installation.reads() as session:
        return to_discuss(session, city["ketua"], city.period_id)


def say_of_oneself(city, unit, **answers):
    """A unit hands in what it says of itself."""
    with city.installation.writes() as session:
        session.get(Period, city.period_id).self_assesses = True
        account = city["dinkes"].account_id
        for code, answer in answers.items():
            session.add(
                OwnScore(
                    participant_id=unit_of(city, unit),
                    indicator=code,
                    answer=answer,
                    account_id=account,
                    saved_at=NOW,
                )
            )
        session.add(SelfAssessment(participant_id=unit_of(city, unit), submitted_at=NOW))


def test_the_effect_counts_the_weight_that_an_indicator_really_has(city):
    """B does not apply to DLH, so A is all of its index: 2 and 4 on a1 are .75·2 = 1.50 apart."""
    city.open()
    city.score_all()
    city.score("ases2", DLH, a1="4")
    (found,) = discuss(city)
    assert (found.effect, found.shown) == (Fraction(3, 2), "1.50")


def test_an_answer_that_does_not_apply_moves_the_index_by_the_weight_it_lends(city):
    """Dindik b1: 18/20 makes .6·4.75 + .4·4.6 = 4.69, "TB" makes A alone, 4.75."""
    city.open()
    city.score_all()
    city.score("ases2", DINDIK, b1="TB")
    (found,) = discuss(city)
    assert (found.code, found.answers, found.effect) == ("b1", ("18/20", "TB"), Fraction(6, 100))


def test_a_unit_that_sees_itself_otherwise_is_listed_with_the_gap(city):
    """Dinkes says a1 = 5, the panel 4: .6·.75·1 = 0.45; DLH says less than the panel: 2 and 1."""
    city.open()
    city.score_all()
    say_of_oneself(city, DINKES, a1="5", a2="4")
    say_of_oneself(city, DLH, a1="1")
    found = [(d.unit, d.code, d.own, d.shown_gap, d.divided) for d in discuss(city)]
    assert found == [(DLH, "a1", "1", "-0.75", False), (DINKES, "a1", "5", "+0.45", False)]
    with city.installation.reads() as session:
        assert list_differences(session, city["ketua"], city.period_id) == []


def test_what_was_decided_or_talked_over_is_no_longer_to_be_discussed(city):
    city.open()
    city.score_all()
    city.score("ases2", DINKES, a1="2", a2="2", b1="8/20")
    city.close()
    unit = unit_of(city)
    with city.installation.writes() as session:
        lead = city["ketua"]
        settle(session, lead, NOW, unit, "a1", answer="3", reason="bukti", note="", version=0)
        keep_note(session, lead, NOW, unit, "a2", note="rata-rata saja", version=0)
    found = discuss(city)
    assert [(d.code, d.state) for d in found] == [
        ("a1", "decided"),
        ("a2", "noted"),
        ("b1", "open"),
    ]
    assert [d.code for d in found if Wanted().takes(d)] == ["b1"]
    assert [d.code for d in found if Wanted(state="").takes(d)] == ["a1", "a2", "b1"]
    assert [d.code for d in found if Wanted(state="decided", text="kesehatan").takes(d)] == ["a1"]
    assert [d.code for d in found if Wanted(state="", topic="own").takes(d)] == []


def test_the_next_one_goes_round_once_and_ends(city):
    city.open()
    city.score_all()
    city.score("ases2", DINKES, a1="2", a2="2")
    city.score("ases2", DINDIK, a1="1")
    found = discuss(city)
    path = [d.place for d in found]
    assert len(path) == 3
    assert [after(found, place).place for place in path] == [path[1], path[2], path[0]]
    assert after(found[:1], path[0]) is None
    assert after(found, path[0], Wanted(text="kesehatan")).unit == DINKES


def test_who_stands_apart_is_who_most_of_the_panel_disagrees_with():
    from evaluator.scoring.aggregate import NOT_APPLICABLE
    from evaluator.scoring.panel import apart

    four, two = Fraction(4), Fraction(2)
    assert apart([four, two, four]) == (False, True, False)
    assert apart([four, two]) == (True, True)
    assert apart([four, None, four]) == (False, False, False)
    assert apart([four, NOT_APPLICABLE, four]) == (False, True, False)
    assert apart([]) == ()


def test_the_effect_is_what_computing_the_index_anew_would_find():
    """600 random panels with missing answers and "TB": both ways give the same fraction."""
    import random
    from pathlib import Path

    from evaluator.scoring.aggregate import NOT_APPLICABLE, Scorer, answer_of
    from evaluator.services.computing import Reader
    from evaluator.services.differences import Effects
    from evaluator.storage.rubric_files import load_rubric

    rubric = load_rubric(Path(__file__).parents[1] / "rubrics" / "small.yaml")
    scorer, dice = Scorer(rubric), random.Random(7)
    offered = {"a1": "12345", "a2": "12345", "b1": ("TB", "3/20", "20/20", "1/4", "")}
    for _ in range(200):
        said = {code: dice.choices(given, k=2) for code, given in offered.items()}
        said = {code: [one for one in given if one] for code, given in said.items()}
        base = {
            code: NOT_APPLICABLE if answer is None else answer
            for code, answer in Reader(rubric).settled(said).items()
        }
        effects = Effects(Reader(rubric), scorer, said)
        for code, given in said.items():
            indices = [
                scorer.evaluate({**base, code: answer_of(rubric, code, one)}).exact for one in given
            ]
            assert effects.spread(code, given) == (max(indices) - min(indices) if indices else 0)
