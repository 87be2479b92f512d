"""Setting up a period."""

import pytest

from evaluator.services import periods
from evaluator.services.problems import Conflict
from tests.city import NOW


def test_a_stale_change_of_a_period_is_a_conflict(city, session):
    own = periods.period_view(session, city["admin"], city.period_id)
    fields = {"title": own.title, "event": own.event, "event_date": own.event_date}
    fields |= {"shows_places": True, "version": own.version}
    periods.change_period(session, city["admin"], NOW, own.id, theme="Satu", **fields)
    with pytest.raises(Conflict) as caught:
        periods.change_period(session, city["admin"], NOW, own.id, theme="Dua", **fields)
    assert caught.value.stored["theme"] == "Satu"
