"""What holds a category back, whom to coach first, and what a training would lift."""

from dataclasses import astuple

import pytest
from sqlalchemy import text

from evaluator.services import coaching, training_lift
from evaluator.services.problems import NotAllowed, NotFound, Refused
from tests.city import add_units


def group_of(session, city, who="ketua"):
    (group,) = coaching.groups_of(session, city[who], city.period_id)
    return group


def test_gaps_are_real_weights_times_what_lacks_to_the_top_summed_over_the_units(city, session):
    city.release_all()
    rows = coaching.holding_back(group_of(session, city))
    # a1 weighs 0,45 where b1 applies, else 0,75: 0,45 x 1 + 0,75 x 3; a2: 2 x 0,15 + 0,25 x 4.
    told = [(r.code, r.total, r.mean, r.percent, r.below, r.counted, r.middle) for r in rows]
    assert told == [
        ("a1", "2.70", "0.90", "54.4", 2, 3, "4.00"),
        ("a2", "1.30", "0.43", "26.2", 3, 3, "4.00"),
        ("b1", "0.96", "0.32", "19.4", 2, 2, "3.80"),
    ]


def test_the_unit_with_the_lowest_predicate_comes_first_and_those_at_the_best_last(city, session):
    city.release_all()
    group = group_of(session, city, "auditor")
    for order in coaching.ORDERS:
        rows = coaching.whom_first(group, order)
        told = [
            (row.unit, row.lack, row.reach and (row.reach.steps, row.reach.climbs)) for row in rows
        ]
        assert told == [
            ("Dinas Lingkungan Hidup", "0.25", (1, (("a1", 1),))),
            ("Dinas Kesehatan", "", None),
            ("Dinas Pendidikan", "", None),
        ]


def test_a_training_lifts_each_invited_unit_one_step_where_it_can_rise(city, session):
    city.release_all()
    group = group_of(session, city)
    everybody = {row.participant_id for row, _evaluation in group.units}
    lifted = training_lift.lift_of(group, ["a1", "b1"], everybody)
    assert [astuple(one)[:5] for one in lifted.units] == [
        ("Dinas Lingkungan Hidup", "1.75", "2.50", "0.75", 1),  # b1 does not apply there
        ("Dinas Kesehatan", "3.60", "4.13", "0.53", 2),  # 0,45 x 1, and 10/20 to 11/20: 0,4 x 0,2
        ("Dinas Pendidikan", "4.69", "4.77", "0.08", 1),  # a1 is at its best; 18/20 to 19/20
    ]
    assert [one.reaches for one in lifted.units] == [True, False, False]
    assert (lifted.gain, lifted.reached) == ("1.36", 1)

    # Up to a share that the office types, whoever is above it stays.
    up_to = training_lift.share_asked(" 75 % ")
    lifted = training_lift.lift_of(group, ["b1"], everybody, up_to)
    told = [astuple(one)[:5] for one in lifted.units]
    assert told[0] == ("Dinas Kesehatan", "3.60", "4.00", "0.40", 1)
    assert (lifted.gain, [one[4] for one in told]) == ("0.40", [1, 0, 0])
    for typed in ("0", "101", "banyak", "-5"):
        with pytest.raises(Refused, match="di atas 0 sampai 100"):
            training_lift.share_asked(typed)
    assert training_lift.lift_of(group, ["a1"], ()).units == ()
    with city.installation.reads() as reading:  # nothing was stored
        assert reading.execute(text("SELECT count(*) FROM growth_plan")).scalar() == 0


def test_nobody_coaches_by_results_that_are_not_released(city, session):
    city.open()
    city.score_all()
    city.lock()
    for who in ("ketua", "admin", "auditor"):
        assert coaching.coach_periods(session, city[who]) == []
        with pytest.raises(NotFound):
            coaching.groups_of(session, city[who], city.period_id)
    for who in ("dindik", "ases1", "panitia"):
        with pytest.raises(NotAllowed):
            coaching.groups_of(session, city[who], city.period_id)


@pytest.mark.parametrize("more", [0, 4])
def test_coaching_reads_a_fixed_number_of_queries(city, session, count_queries, more):
    add_units(city, more)
    city.open()
    city.score_all()
    for who in ("ases1", "ases2"):
        for unit in [unit for unit in city.sheets(who) if "Tambahan" in unit]:
            city.score(who, unit, a1="3", a2="3", b1="10/20")
    city.lock()
    city.release()
    with count_queries() as sent:
        group = group_of(session, city)
        coaching.whom_first(group)
    assert len(group.units) == 3 + more
    assert len(sent) <= 3
