"""What is open to everyone is answered so often, and not more often."""

from evaluator.services.flood import Flood


def test_one_address_waits_while_others_go_on():
    flood = Flood(each=2, together=10, seconds=60)
    assert [flood.admits("10.0.0.1", moment) for moment in (0, 1, 2)] == [True, True, False]
    assert flood.admits("10.0.0.2", 3)
    assert flood.admits("10.0.0.1", 60)  # the first of its two is a minute ago


def test_a_refused_request_does_not_lengthen_the_wait():
    flood = Flood(each=1, together=10, seconds=60)
    answers = [flood.admits("10.0.0.1", moment) for moment in (0, 30, 59, 60)]
    assert answers == [True, False, False, True]


def test_many_addresses_together_are_bounded_too():
    flood = Flood(each=5, together=3, seconds=60)
    assert [flood.admits(f"10.0.0.{n}", 0) for n in range(5)] == [True, True, True, False, False]


def test_one_network_of_ipv6_counts_as_one_address():
    flood = Flood(each=1, together=10, seconds=60)
    answers = [flood.admits(a, 0) for a in ("2001:db8::1", "2001:db8::2", "2001:db8:0:1::1")]
    assert answers == [True, False, True]


def test_addresses_that_came_long_ago_are_forgotten():
    flood = Flood(each=1, together=1000, seconds=60, most_known=10)
    for number in range(100):
        flood.admits(f"10.0.0.{number}", number * 60)
    assert len(flood._by_address) <= 11
