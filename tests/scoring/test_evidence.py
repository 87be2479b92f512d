"""How high evidence lets an answer be, on a rubric that can be followed by eye."""

from datetime import date
from fractions import Fraction
from pathlib import Path

import pytest

from evaluator.scoring.evidence import (
    Shown,
    Why,
    Window,
    cap_of,
    in_words,
    kinds_of,
    share_of,
    window_of,
)
from evaluator.storage.rubric_files import load_rubric, read_rubric

PLACE = Path(__file__).parents[1] / "rubrics" / "evidence.yaml"
RUBRIC = load_rubric(PLACE)
WINDOW = Window(date(2024, 1, 1), date(2025, 8, 31))
IN = date(2025, 3, 1)
ALL = ("administrasi", "kebijakan", "reviu", "pemutakhiran")


def told(cap):
    return [(lack.answer, lack.kind, lack.why.value) for lack in cap.lacks]


def test_without_evidence_only_the_lowest_level_stands_and_all_that_is_missing_is_named():
    cap = cap_of(RUBRIC, "e1", [], WINDOW)
    assert (cap.binding, cap.highest) == (True, "1")
    assert told(cap) == [
        ("2", "administrasi", "none"),
        ("3", "kebijakan", "none"),
        ("4", "reviu", "none"),
        ("5", "pemutakhiran", "none"),
    ]


@pytest.mark.parametrize(("count", "highest"), [(1, "2"), (2, "3"), (3, "4")])
def test_each_level_needs_the_kinds_of_all_levels_below(count, highest):
    cap = cap_of(RUBRIC, "e1", [Shown(kind, IN) for kind in ALL[:count]], WINDOW)
    assert cap.highest == highest


def test_a_gap_in_the_middle_caps_below_it_whatever_stands_above():
    pieces = [Shown(kind, IN) for kind in ("administrasi", "reviu", "pemutakhiran")]
    cap = cap_of(RUBRIC, "e1", pieces, WINDOW)
    assert (cap.highest, told(cap)) == ("2", [("3", "kebijakan", "none")])


def test_with_every_kind_nothing_is_capped():
    cap = cap_of(RUBRIC, "e1", [Shown(kind, IN) for kind in ALL], WINDOW)
    assert (cap.complete, cap.highest, cap.lacks) == (True, None, ())


@pytest.mark.parametrize(
    ("dated", "why"),
    [
        (date(2023, 12, 31), Why.OUTSIDE),
        (date(2024, 1, 1), None),
        (date(2025, 8, 31), None),
        (date(2025, 9, 1), Why.OUTSIDE),
        (None, Why.UNDATED),
    ],
)
def test_evidence_counts_only_when_dated_from_the_first_to_the_last_day(dated, why):
    cap = cap_of(RUBRIC, "e2", [Shown("administrasi", dated)], WINDOW)
    assert [lack.why for lack in cap.lacks] == ([] if why is None else [why])


def test_one_piece_inside_is_enough_whatever_else_lies_outside():
    pieces = [
        Shown("administrasi", None),
        Shown("administrasi", date(2020, 1, 1)),
        Shown("administrasi", IN),
    ]
    assert cap_of(RUBRIC, "e2", pieces, WINDOW).complete


def test_of_several_dates_outside_the_newest_is_named():
    pieces = [Shown("administrasi", date(2020, 1, 1)), Shown("administrasi", date(2021, 5, 6))]
    (lack,) = cap_of(RUBRIC, "e2", pieces, WINDOW).lacks
    assert (lack.why, lack.dated) == (Why.OUTSIDE, date(2021, 5, 6))


def test_yes_needs_what_is_listed_under_it_and_no_needs_nothing():
    cap = cap_of(RUBRIC, "e2", [], WINDOW)
    assert cap.highest == "tidak"
    assert len(cap.missing_for(share_of(RUBRIC, "e2", "ya"))) == 1
    assert cap.missing_for(share_of(RUBRIC, "e2", "tidak")) == ()


@pytest.mark.parametrize("answer", ["", "TB"])
def test_an_answer_that_does_not_count_lacks_nothing(answer):
    cap = cap_of(RUBRIC, "e2", [], WINDOW)
    assert share_of(RUBRIC, "e2", answer) is None
    assert cap.missing_for(share_of(RUBRIC, "e2", answer)) == ()


def test_an_indicator_that_lists_no_kinds_asks_for_nothing_and_is_never_capped():
    capped, free = (cap_of(RUBRIC, code, [], WINDOW) for code in ("e1", "e3"))
    assert (free.asks, free.complete, capped.asks) == (False, True, True)


def test_what_is_missing_is_said_in_one_sentence():
    pieces = [Shown("administrasi", None)]
    cap = cap_of(RUBRIC, "e1", pieces, WINDOW)
    assert str(in_words(cap.missing_for(Fraction(1, 2)))) == (
        "administrasi untuk nilai 2: tanpa tanggal dokumen; kebijakan untuk nilai 3: belum ada"
    )


def test_typed_answers_are_stopped_from_the_worth_at_which_evidence_is_listed():
    data = PLACE.read_text().replace("kind: yes-no", "kind: ratio").replace("ya: [", '"9/10": [')
    rubric = read_rubric(data.encode())
    cap = cap_of(rubric, "e2", [], WINDOW)
    assert cap.highest is None
    stopped = [a for a in ("8/10", "9/10", "10/10") if cap.missing_for(share_of(rubric, "e2", a))]
    assert stopped == ["9/10", "10/10"]


def test_where_less_is_better_the_better_answer_needs_more():
    data = PLACE.read_text().replace("kind: level", "kind: level\n    direction: down")
    rubric = read_rubric(data.encode())
    cap = cap_of(rubric, "e1", [Shown("reviu", IN), Shown("kebijakan", IN)], WINDOW)
    # 5 is the worst and needs nothing, 4 and 3 are shown, 2 lacks its document
    assert (cap.highest, told(cap)) == ("3", [("2", "administrasi", "none")])


def test_a_rubric_that_says_nothing_only_advises_and_counts_two_years():
    rubric = read_rubric(PLACE.read_text().replace("evidence_rule: cap\n", "").encode())
    cap = cap_of(rubric, "e1", [], WINDOW)
    assert (rubric.evidence_rule, cap.binding, cap.highest) == ("advise", False, "1")
    assert window_of(rubric, 2025, date(2025, 8, 31)) == WINDOW


def test_the_rubric_says_how_many_years_evidence_may_date_from():
    data = PLACE.read_text().replace("evidence_rule: cap", "evidence_rule: cap\nevidence_years: 5")
    rubric = read_rubric(data.encode())
    assert window_of(rubric, 2025, date(2025, 8, 31)).first == date(2021, 1, 1)


def test_the_kinds_of_a_rubric_come_in_the_order_of_the_file():
    assert kinds_of(RUBRIC) == ALL
