"""Who assesses whom: worked by hand, and compared with trying out every possibility."""

from collections import Counter
from itertools import combinations, product

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from evaluator.scoring.allotment import Impossible, Shortage, Task, allot, parts


def panels(pairs):
    return {unit: {one for place, one in pairs if place == unit} for unit, _ in pairs}


def test_loads_are_even_and_units_hang_together():
    made = allot(Task(units=range(6), assessors=[10, 20, 30], each=2))
    assert made.loads == {10: 4, 20: 4, 30: 4}
    assert {len(panel) for panel in panels(made.pairs).values()} == {2}
    assert (made.spread, made.stuck, made.components) == (0, (), 1)


def test_a_conflict_is_never_assigned_and_others_take_turns_around_it():
    forbidden = frozenset({(1, 10), (2, 10), (3, 10)})
    made = allot(Task(units=[1, 2, 3, 4], assessors=[10, 20], each=1, forbidden=forbidden))
    # 10 may only take unit 4, so 20 takes three: two apart, and 10 is the one who is stuck.
    assert made.pairs == {(1, 20), (2, 20), (3, 20), (4, 10)}
    assert (made.loads, made.spread, made.stuck) == ({10: 1, 20: 3}, 2, (10,))


def test_a_cap_holds_and_the_rest_is_shared_evenly():
    made = allot(Task(units=range(9), assessors=[10, 20, 30], each=1, caps={10: 1}))
    assert made.loads == {10: 1, 20: 4, 30: 4}


def test_scores_keep_their_assessor_even_of_somebody_who_takes_nothing_more():
    fixed = frozenset({(1, 99), (2, 10)})
    made = allot(Task(units=[1, 2], assessors=[10, 20], each=1, fixed=fixed))
    assert made.pairs == fixed


def test_mending_fills_the_gap_and_moves_nobody():
    present = frozenset({(1, 10), (1, 20), (2, 10), (2, 20), (3, 10)})
    made = allot(Task([1, 2, 3], [10, 20, 30], 2, present=present, mends=True))
    assert made.pairs - present == {(3, 30)}
    assert present - made.pairs == set()


def test_dealing_anew_moves_only_as_many_as_even_loads_need():
    present = frozenset({(1, 10), (2, 10), (3, 10), (4, 10), (5, 20), (6, 20)})
    made = allot(Task(range(1, 7), [10, 20], 1, present=present))
    assert made.loads == {10: 3, 20: 3}
    assert len(made.pairs - present) == 1


def test_units_without_enough_people_who_may_assess_them_are_all_named():
    forbidden = frozenset({(1, 10), (1, 20), (3, 10)})
    with pytest.raises(Impossible) as caught:
        allot(Task([1, 2, 3], [10, 20, 30], 2, forbidden=forbidden))
    assert caught.value.shortages == (Shortage((1,), (30,), 2, 1),)


def test_units_that_only_full_assessors_may_take_are_named_with_what_is_lacking():
    # Units 1, 2 and 3 may only go to 10, who takes two; 20 has room but may not.
    forbidden = frozenset({(1, 20), (2, 20), (3, 20)})
    with pytest.raises(Impossible) as caught:
        allot(Task([1, 2, 3, 4], [10, 20], 1, caps={10: 2}, forbidden=forbidden))
    assert caught.value.shortages == (Shortage((1, 2, 3), (10,), 3, 2),)


def test_two_groups_that_share_nobody_are_joined_by_one_exchange():
    present = frozenset(product([1, 2], [10, 20])) | frozenset(product([3, 4], [30, 40]))
    made = allot(Task([1, 2, 3, 4], [10, 20, 30, 40], 2, present=present))
    assert (made.spread, made.components, len(made.pairs - present)) == (0, 1, 2)


def test_one_assessor_a_unit_leaves_the_groups_apart():
    assert allot(Task(range(6), [10, 20, 30], 1)).components == 3


def test_nothing_to_allot_is_no_failure():
    made = allot(Task([], [], 2))
    assert (made.pairs, made.loads, made.spread, made.components) == (frozenset(), {}, 0, 0)


@st.composite
def tasks(draw):
    units, people = draw(st.integers(1, 4)), draw(st.integers(1, 4))
    each = draw(st.integers(1, min(people, 2)))
    pairs = list(product(range(units), range(10, 10 + people)))
    some = st.frozensets(st.sampled_from(pairs), max_size=len(pairs) // 2)
    forbidden = draw(some)
    return Task(
        range(units),
        range(10, 10 + people),
        each,
        caps=draw(st.dictionaries(st.integers(10, 9 + people), st.integers(0, units))),
        forbidden=forbidden,
        fixed=frozenset(sorted(draw(some) - forbidden)[:1]),
        present=draw(some),
        mends=draw(st.booleans()),
    )


def possible(task):
    """Every allotment that breaks no rule, as sets of pairs."""
    choices = []
    for unit in task.units:
        free = [one for one in task.assessors if (unit, one) not in task.forbidden]
        held = {one for place, one in task.fixed if place == unit}
        kept = sum((unit, one) in task.present - task.forbidden for one in task.assessors)
        size = max(task.each, len(held), kept if task.mends else 0)
        choices.append([set(c) for c in combinations(free, size) if held <= set(c)])
    for chosen in product(*choices):
        loads = Counter(one for panel in chosen for one in panel)
        fixed = Counter(one for _, one in task.fixed)
        if all(loads[one] <= max(cap, fixed[one]) for one, cap in task.caps.items()):
            yield frozenset(
                (u, a) for u, panel in zip(task.units, chosen, strict=True) for a in panel
            )


def unevenness(task, pairs):
    loads = Counter(one for _, one in pairs)
    return sum(loads[one] ** 2 for one in task.assessors)


def spread(task, pairs):
    loads = [sum(one == who for _, who in pairs) for one in task.assessors]
    return max(loads) - min(loads)


@settings(max_examples=400, deadline=None)
@given(tasks())
def test_it_is_as_good_as_trying_out_everything(task):
    everything = list(possible(task))
    try:
        made = allot(task)
    except Impossible:
        assert everything == []
        return
    assert made.pairs in everything
    assert not made.pairs & task.forbidden

    def cost(pairs):
        new = len(pairs - task.present)
        return (new, unevenness(task, pairs)) if task.mends else (unevenness(task, pairs), new)

    best = min(map(cost, everything))
    if task.mends or task.each == 1:  # nothing is exchanged to join units here
        assert cost(made.pairs) == best
    assert cost(made.pairs)[0] == best[0]
    if not task.mends:
        assert made.spread == min(spread(task, pairs) for pairs in everything)
        equal = [pairs for pairs in everything if cost(pairs)[0] == best[0]]
        together = min(len(parts(pairs)) for pairs in equal)
        assert made.components >= together
        if not (task.fixed or task.caps or task.forbidden):
            assert made.components == together


@settings(max_examples=150, deadline=None)
@given(tasks())
def test_why_it_is_impossible_can_be_counted(task):
    try:
        allot(task)
        assume(False)
    except Impossible as impossible:
        for shortage in impossible.shortages:
            assert shortage.wanted > shortage.room
            within = [p for p in product(shortage.units, task.assessors) if p not in task.forbidden]
            assert {one for _, one in within} >= set(shortage.assessors)


def test_the_same_task_always_gives_the_same_answer():
    task = Task(range(20), range(100, 107), 3, forbidden=frozenset({(3, 101), (4, 102)}))
    assert len({allot(task).pairs for _ in range(3)}) == 1


def test_people_who_take_nothing_more_are_not_drawn_into_an_exchange():
    fixed = frozenset({(5, 98), (5, 99)})
    made = allot(Task(range(1, 6), [10, 20, 30], 2, fixed=fixed))
    assert (made.components, made.pairs >= fixed) == (2, True)
