"""Assessors of another office: they see their own sheets under an alias, and nothing else."""

import pytest

from evaluator.services import guests, interests, recusing, sheets
from evaluator.services.logging import list_log
from evaluator.services.problems import NotAllowed, NotFound, Refused
from evaluator.storage.actor import Role
from evaluator.storage.visibility import (
    visible_log,
    visible_periods,
    visible_results,
    visible_sheets,
    visible_units,
)
from tests.city import NOW
from tests.services.panel_helpers import (
    invite,
    make_blind,
    neighbour,
    panels_of,
    seat,
    unit,
)

DINKES = "Dinas Kesehatan"


@pytest.fixture
def visited(city):
    """A blind period in which a guest assesses Dinas Kesehatan, open for scoring."""
    neighbour(city)
    make_blind(city)
    invite(city)
    seat(city, DINKES, "ases1", "tamu")
    city.open()
    return city


def test_a_guest_reads_the_alias_of_the_unit_and_so_do_the_offices_own_assessors(visited):
    (alias,) = visited.sheets("tamu")
    assert alias.startswith("Unit 0")
    assert alias in visited.sheets("ases1")
    assert not any("Dinas" in name for name in visited.sheets("ases1"))


def test_what_a_guest_does_is_logged_where_it_happens(visited):
    (alias,) = visited.sheets("tamu")
    visited.score("tamu", alias, a1="4")
    with visited.installation.reads() as session:
        line = list_log(session, visited["ketua"])[0]
        own_log = session.scalars(visible_log(visited["tamu"])).all()
    assert (line.act, line.actor, line.subject) == ("score.save", "Tamu (tamu)", DINKES)
    assert own_log == []


def test_a_guest_sees_nothing_else_of_the_office(visited):
    with visited.installation.reads() as session:
        for visible in (visible_periods, visible_results, visible_units):
            assert session.scalars(visible(visited["tamu"])).all() == [], visible
        assert len(session.scalars(visible_sheets(visited["tamu"])).all()) == 1


def test_being_a_lead_at_home_tells_a_guest_no_names_here(city):
    neighbour(city, Role.ASSESSOR, Role.LEAD)
    make_blind(city)
    invite(city)
    seat(city, DINKES, "tamu")
    city.open()
    (alias,) = city.sheets("tamu")
    assert alias.startswith("Unit 0")
    with city.installation.reads() as session:
        assert sheets.my_sheets(session, city["tamu"])[0].unit == alias


def test_after_release_the_names_are_open(visited):
    for username in ("ases1", "ases2", "tamu"):
        for name in visited.sheets(username):
            visited.score(username, name, a1="4", a2="4", b1="10/20")
    visited.lock()
    visited.release()
    assert list(visited.sheets("tamu")) == [DINKES]


def test_a_guest_leaves_a_unit_and_the_host_reads_why(visited):
    (sheet,) = visited.sheets("tamu").values()
    with visited.installation.writes() as session:
        left = recusing.recuse(session, visited["tamu"], NOW, sheet, "Saya mengenali unit ini")
    assert left.unit.startswith("Unit 0")
    assert visited.sheets("tamu") == {}
    with visited.installation.reads() as session:
        (line,) = recusing.list_recusals(session, visited["ketua"], visited.period_id)
    assert (line.unit, line.assessor, line.reason) == (DINKES, "Tamu", "Saya mengenali unit ini")


def test_the_lead_notes_a_guests_conflict(city):
    neighbour(city)
    make_blind(city)
    invite(city)
    with city.installation.writes() as session:
        given = (
            city["tamu"].account_id,
            city.units["Dinkes"],
            "family",
            "Suaminya bekerja di sana",
        )
        interests.declare_for(session, city["ketua"], NOW, *given)
    with pytest.raises(Refused, match="konflik kepentingan"):
        seat(city, DINKES, "tamu")


def test_without_an_invitation_nobody_of_another_office_is_seated(city):
    neighbour(city)
    make_blind(city)
    with pytest.raises(Refused, match="penilai yang aktif"):
        seat(city, DINKES, "tamu")


def test_a_period_that_hides_no_names_takes_no_guests(city):
    neighbour(city)
    with pytest.raises(Refused, match="menyamarkan nama"):
        invite(city)


@pytest.mark.parametrize(
    ("username", "sentence"),
    [
        ("nobody", "Tidak ada penilai aktif"),
        ("ketua", "Tidak ada penilai aktif"),
        ("ases1", "penilai kantor ini sendiri"),
    ],
)
def test_only_an_active_assessor_of_another_office_becomes_a_guest(city, username, sentence):
    make_blind(city)
    with pytest.raises(Refused, match=sentence) as caught:
        invite(city, username)
    assert caught.value.field == "username"


def test_a_guest_is_invited_once_and_only_by_the_admin(city):
    neighbour(city)
    make_blind(city)
    invite(city)
    with pytest.raises(Refused, match="sudah menjadi tamu"):
        invite(city)
    with city.installation.writes() as session, pytest.raises(NotAllowed):
        guests.add_guest(session, city["ketua"], NOW, city.period_id, "tamu")
    with city.installation.writes() as session, pytest.raises(NotFound):
        guests.list_guests(session, city["admin"], 999)


def test_a_guest_with_units_stays_and_one_without_goes(city):
    neighbour(city)
    make_blind(city)
    invite(city)
    seat(city, DINKES, "ases1", "tamu")

    def dismiss():
        with city.installation.writes() as session:
            who = city["tamu"].account_id
            guests.remove_guest(session, city["admin"], NOW, city.period_id, who)

    with pytest.raises(Refused, match="Tamu masih punya 1 unit"):
        dismiss()
    seat(city, DINKES, "ases1")
    dismiss()
    assert panels_of(city)[DINKES] == {"ases1"}
    with city.installation.reads() as session:
        assert guests.list_guests(session, city["admin"], city.period_id) == []
    assert unit(city, DINKES)
