"""Accounts for all units that have none, opened at once."""

import pytest

from evaluator.services import signing_in, unit_accounts, units
from evaluator.services.problems import NotAllowed
from tests.city import NOW


def test_every_unit_without_an_account_gets_one_named_after_its_short_name(city, session):
    admin = city["admin"]
    for kind, short, name in (
        ("kelurahan", "Medono", "Kelurahan Medono"),
        ("kelurahan", "Kel. Setono", "Kelurahan Setono"),
        ("kecamatan", "Dinkes", "Kecamatan Senama"),
    ):
        units.create_unit(session, admin, NOW, kind=kind, short_name=short, name=name)
    made = unit_accounts.open_unit_accounts(session, admin, NOW, ["opd", "kelurahan", "kecamatan"])
    assert [(c.unit, c.username) for c in made] == [
        ("Kecamatan Senama", "kec-dinkes"),
        ("Kelurahan Medono", "kel-medono"),
        ("Kelurahan Setono", "kel-setono"),
        ("Dinas Lingkungan Hidup", "dlh"),
    ]
    token = signing_in.sign_in(session, "dlh", made[3].password, "127.0.0.1", NOW)
    assert signing_in.actor_of(session, token, NOW).unit_id == city.units["DLH"]
    assert unit_accounts.open_unit_accounts(session, admin, NOW, ["opd"]) == []


def test_a_username_that_is_taken_gets_a_number(city, session):
    units.create_unit(
        session, city["admin"], NOW, kind="opd", short_name="ases1", name="Dinas Senama"
    )
    openings = unit_accounts.units_without_account(session, city["admin"], ["opd"])
    assert [o.username for o in openings] == ["dlh", "ases1-2"]


def test_only_the_admin_opens_accounts(city, session):
    with pytest.raises(NotAllowed):
        unit_accounts.open_unit_accounts(session, city["ketua"], NOW, ["opd"])
