"""Accounts as the admin keeps them."""

import pytest

from evaluator.services import accounts, units
from evaluator.services.problems import Conflict, NotAllowed, Refused
from evaluator.storage.actor import Role
from tests.city import NOW, PASSWORD


def change(session, city, username, **given):
    own = next(p for p in accounts.list_people(session, city["admin"]) if p.username == username)
    fields = {
        "version": own.version,
        "name": own.name,
        "roles": own.roles,
        "unit_id": own.unit_id,
        "nip": own.nip or "",
        "active": own.active,
    }
    accounts.change_person(session, city["admin"], NOW, own.id, **{**fields, **given})


def test_closing_an_account_ends_its_sessions_and_a_new_name_does_not(city, session):
    token = accounts.sign_in(session, "ases1", PASSWORD, "127.0.0.1", NOW)
    change(session, city, "ases1", name="Bagus Pratama, S.Si.")
    assert accounts.actor_of(session, token, NOW).name == "Bagus Pratama, S.Si."
    change(session, city, "ases1", active=False)
    assert accounts.actor_of(session, token, NOW) is None


def test_a_nip_is_kept_as_18_digits_from_either_way_of_writing(city, session):
    change(session, city, "ases1", nip="19850101 201001 1 001")
    (person,) = accounts.list_people(session, city["admin"], text="19850101201001")
    assert (person.username, person.nip) == ("ases1", "198501012010011001")


def test_a_nip_with_an_impossible_month_is_refused(city, session):
    with pytest.raises(Refused, match="tidak mungkin"):
        change(session, city, "ases1", nip="198501012010131001")


def test_the_admin_cannot_lock_themselves_out(city, session):
    for slip in ({"active": False}, {"roles": [Role.LEAD]}):
        with pytest.raises(Refused, match="akun sendiri"):
            change(session, city, "admin", **slip)


def test_a_stale_change_is_a_conflict_with_what_is_stored(city, session):
    change(session, city, "ases1", name="Bagus")
    with pytest.raises(Conflict) as caught:
        change(session, city, "ases1", version=1, name="Bagas")
    assert caught.value.stored["name"] == "Bagus"


def test_people_are_found_by_role_and_by_the_name_of_their_unit(city, session):
    admin = city["admin"]
    found = accounts.list_people(session, admin, Role.ASSESSOR)
    assert [p.username for p in found] == ["ases1", "ases2"]
    found = accounts.list_people(session, admin, text="kesehatan")
    assert [p.username for p in found] == ["dinkes"]


def test_a_made_password_is_accepted_and_never_the_same(city, session):
    first, second = accounts.new_password(), accounts.new_password()
    assert first != second
    accounts.reset_password(session, city["admin"], NOW, city["ases1"].account_id, first)
    assert accounts.sign_in(session, "ases1", first, "127.0.0.1", NOW)


def test_every_unit_without_an_account_gets_one_named_after_its_short_name(city, session):
    admin = city["admin"]
    for kind, short, name in (
        ("kelurahan", "Medono", "Kelurahan Medono"),
        ("kelurahan", "Kel. Setono", "Kelurahan Setono"),
        ("kecamatan", "Dinkes", "Kecamatan Senama"),
    ):
        units.create_unit(session, admin, NOW, kind=kind, short_name=short, name=name)
    made = accounts.open_unit_accounts(session, admin, NOW, ["opd", "kelurahan", "kecamatan"])
    assert [(c.unit, c.username) for c in made] == [
        ("Kecamatan Senama", "kec-dinkes"),
        ("Kelurahan Medono", "kel-medono"),
        ("Kelurahan Setono", "kel-setono"),
        ("Dinas Lingkungan Hidup", "dlh"),
    ]
    token = accounts.sign_in(session, "dlh", made[3].password, "127.0.0.1", NOW)
    assert accounts.actor_of(session, token, NOW).unit_id == city.units["DLH"]
    assert accounts.open_unit_accounts(session, admin, NOW, ["opd"]) == []


def test_a_username_that_is_taken_gets_a_number(city, session):
    units.create_unit(
        session, city["admin"], NOW, kind="opd", short_name="ases1", name="Dinas Senama"
    )
    openings = accounts.units_without_account(session, city["admin"], ["opd"])
    assert [o.username for o in openings] == ["dlh", "ases1-2"]


def test_only_the_admin_opens_accounts(city, session):
    with pytest.raises(NotAllowed):
        accounts.open_unit_accounts(session, city["ketua"], NOW, ["opd"])
