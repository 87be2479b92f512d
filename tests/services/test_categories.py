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


@pytest.mark.parametrize("installation", ["postgresql"], indirect=True)
def test_a_period_that_opens_meanwhile_keeps_its_units(city, monkeypatch):
    """SQLite lets nobody write in between; here the row is read anew once it is locked."""
    locking = categories.draft_period

    def after_it_opened(session, actor, period_id):
        city.open()
        return locking(session, actor, period_id)

    monkeypatch.setattr(categories, "draft_period", after_it_opened)
    with pytest.raises(Refused, match="sudah dibuka"), city.installation.writes() as session:
        categories.change_participants(session, city["admin"], NOW, city.category_id, [])
    assert len(city.sheets("ases1")) == 3
