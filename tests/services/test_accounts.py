"""Accounts as the admin keeps them."""

import pytest

from evaluator.services import accounts, passwords, signing_in
from evaluator.services.problems import Conflict, Refused
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
        "email": own.email or "",
        "duty": own.duty,
        "active": own.active,
    }
    accounts.change_person(session, city["admin"], NOW, own.id, **{**fields, **given})


def test_closing_an_account_ends_its_sessions_and_a_new_name_does_not(city, session):
    token = signing_in.sign_in(session, "ases1", PASSWORD, "127.0.0.1", NOW)
    change(session, city, "ases1", name="Bagus Pratama, S.Si.")
    assert signing_in.actor_of(session, token, NOW).name == "Bagus Pratama, S.Si."
    change(session, city, "ases1", active=False)
    assert signing_in.actor_of(session, token, NOW) is None


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
    first, second = passwords.new_password(), passwords.new_password()
    assert first != second
    accounts.reset_password(session, city["admin"], NOW, city["ases1"].account_id, first)
    assert signing_in.sign_in(session, "ases1", first, "127.0.0.1", NOW)
