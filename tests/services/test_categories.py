"""The categories of a period and who takes part in them."""

import pytest

from evaluator.services import categories
from evaluator.services.problems import NotFound, Refused
from tests.city import NOW


def test_a_draft_loses_a_category_with_its_panels_and_an_open_period_does_not(city, session):
    admin = city["admin"]
    units = list(city.units.values())
    other = categories.add_category(
        session,
        admin,
        NOW,
        city.period_id,
        title="Coba",
        rubric_id=city.rubric_id,
        unit_kind="opd",
        unit_ids=units[:1],
    )
    categories.remove_category(session, admin, NOW, other)
    assert [c.title for c in categories.list_categories(session, admin, city.period_id)] == ["OPD"]
    session.commit()
    city.open()
    with pytest.raises(Refused, match="sudah dibuka"):
        categories.remove_category(session, admin, NOW, city.category_id)


def test_a_category_of_another_office_does_not_exist(city, session):
    with pytest.raises(NotFound):
        categories.category_view(session, city["admin"], 999)
