"""Deputies: whose duty one may do, from which day to which."""

from datetime import date

import pytest
from sqlalchemy import text

from evaluator.services import accounts, deputies
from evaluator.services.logging import list_log
from evaluator.services.problems import NotAllowed, NotFound, Refused
from evaluator.storage.actor import Role
from tests.city import NOW

SINCE, UNTIL = date(2025, 9, 10), date(2025, 9, 12)


@pytest.fixture
def agency(city):
    """Dinas Pendidikan with a head besides its operator."""
    with city.installation.writes() as session:
        city.add_person(session, "kadis", Role.UNIT, city.units["Dindik"])
        session.execute(text("UPDATE account SET duty = 'head' WHERE username = 'kadis'"))
        session.execute(text("UPDATE account SET duty = 'operator' WHERE username = 'dindik'"))
    return city


def name(session, city, actor="kadis", person="kadis", deputy="dindik", **given):
    fields = {"valid_from": SINCE, "valid_to": UNTIL, "reason": "Cuti"}
    return deputies.name_deputy(
        session,
        city[actor],
        NOW,
        city[person].account_id,
        deputy_id=city[deputy].account_id,
        **{**fields, **given},
    )


def acting(session, city, day, username="dindik"):
    return [(one.name, one.duty) for one in deputies.acting_for(session, city[username], day)]


def test_a_deputy_does_the_duty_on_the_days_between_both_included(agency, session):
    name(session, agency)
    days = (date(2025, 9, 9), SINCE, UNTIL, date(2025, 9, 13))
    assert [acting(session, agency, day) for day in days] == [
        [],
        [("Kadis", "head")],
        [("Kadis", "head")],
        [],
    ]
    assert acting(session, agency, SINCE, "kadis") == []
    assert deputies.acting_for(session, agency["dindik"], SINCE)[0].said == "a.n. Kadis"


def test_a_deputys_time_ends_early(agency, session):
    row = name(session, agency)
    assert deputies.end_deputy(session, agency["kadis"], NOW, row) == agency["kadis"].account_id
    assert acting(session, agency, SINCE) == []
    with pytest.raises(Refused, match="sudah diakhiri"):
        deputies.end_deputy(session, agency["kadis"], NOW, row)
    acts = [line.act for line in list_log(session, agency["admin"])[:2]]
    assert acts == ["deputy.end", "deputy.name"]


def test_a_closed_account_lends_its_duty_to_nobody(agency, session):
    name(session, agency)
    session.execute(text("UPDATE account SET active = false WHERE username = 'kadis'"))
    assert acting(session, agency, SINCE) == []


def test_a_deputy_is_somebody_else_of_the_same_unit_on_days_to_come(agency, session):
    for slip, sentence in (
        ({"deputy": "dinkes"}, "unit atau kantor yang sama"),
        ({"deputy": "kadis"}, "unit atau kantor yang sama"),
        ({"deputy": "ases1"}, "unit atau kantor yang sama"),
        ({"valid_to": date(2025, 9, 9)}, "mendahului"),
        ({"valid_from": date(2025, 8, 1), "valid_to": date(2025, 8, 31)}, "sudah lewat"),
        ({"valid_to": date(2026, 9, 30)}, "satu tahun"),
        ({"reason": ""}, "tidak boleh kosong"),
    ):
        with pytest.raises(Refused, match=sentence):
            name(session, agency, **slip)
    name(session, agency)
    with pytest.raises(Refused, match="sudah menjadi wakil"):
        name(session, agency, valid_from=UNTIL, valid_to=date(2025, 9, 20))


def test_the_person_or_the_admin_names_a_deputy_and_nobody_else(agency, session):
    with pytest.raises(NotAllowed):
        name(session, agency, actor="dindik")
    with pytest.raises(NotAllowed):
        deputies.deputies_of(session, agency["ketua"], agency["kadis"].account_id, NOW)
    with pytest.raises(NotFound):
        deputies.deputies_of(session, agency["admin"], 999, NOW)
    name(session, agency, actor="admin")
    (row,) = deputies.deputies_of(session, agency["kadis"], agency["kadis"].account_id, NOW)
    assert (row.person, row.deputy, row.reason, row.state) == (
        "Kadis",
        "Dindik",
        "Cuti",
        "planned",
    )


def test_people_of_the_office_stand_in_for_one_another(city, session):
    name(session, city, actor="ases1", person="ases1", deputy="ases2")
    assert acting(session, city, SINCE, "ases2") == [("Ases1", None)]
    names = dict(deputies.deputy_choices(session, city["ases1"], city["ases1"].account_id))
    assert "Dindik" not in names.values() and "Ketua" in names.values()


def test_a_duty_is_kept_for_people_of_units_only(city, session):
    admin = city["admin"]
    fields = {"password": None, "duty": "head"}
    unit = accounts.create_person(
        session,
        admin,
        NOW,
        username="kadis",
        name="Kadis",
        roles=[Role.UNIT],
        unit_id=city.units["DLH"],
        email="kadis@uji.go.id",
        **fields,
    )
    office = accounts.create_person(
        session, admin, NOW, username="x", name="X", roles=[Role.LEAD], **fields
    )
    found = [accounts.person(session, admin, number) for number in (unit, office)]
    assert [(p.duty, p.email) for p in found] == [("head", "kadis@uji.go.id"), (None, None)]
    with pytest.raises(Refused, match="Tugas"):
        accounts.create_person(
            session,
            admin,
            NOW,
            username="y",
            name="Y",
            roles=[Role.UNIT],
            unit_id=city.units["DLH"],
            password=None,
            duty="raja",
        )
