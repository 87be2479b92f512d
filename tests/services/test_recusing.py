"""An assessor leaves a unit: the sheet closes, counts no more, and somebody takes the place."""

from dataclasses import replace

import pytest
from sqlalchemy import update

from evaluator.services import recusing, results
from evaluator.services.filling import rubric_to_fill
from evaluator.services.logging import list_log, verify_log
from evaluator.services.problems import NotAllowed, NotFound, Refused
from evaluator.services.seating import seated
from evaluator.services.sheets import own_sheet
from evaluator.storage.actor import Role
from evaluator.storage.scores import Sheet
from tests.city import NOW
from tests.services.panel_helpers import hire, panels_of, seat, unit

DINKES, DINDIK, DLH = "Dinas Kesehatan", "Dinas Pendidikan", "Dinas Lingkungan Hidup"


def recuse(city, username, name, reason="Saudara kandung saya bekerja di sana"):
    sheet = city.sheets(username)[name]
    with city.installation.writes() as session:
        return recusing.recuse(session, city[username], NOW, sheet, reason)


def test_a_left_sheet_is_kept_and_counts_no_more(city):
    city.open()
    city.score_all()
    city.score("ases2", DINKES, a1="1", a2="1", b1="0/20")
    recuse(city, "ases2", DINKES)
    assert DINKES not in city.sheets("ases2")
    city.lock()
    with city.installation.reads() as session:
        (category,) = results.period_results(session, city["ketua"], city.period_id).categories
        value = next(one.value for one in category.units if one.unit == DINKES)
        assert session.query(Sheet).where(Sheet.recused_at.is_not(None)).count() == 1
        assert verify_log(session, city["auditor"]).faults == []
    # As ases1 alone scored it: A = 4, B = 1 + 4 · 10/20 = 3; .6 · 4 + .4 · 3
    assert value == "3.60"


def test_whoever_has_fewer_units_takes_the_place_and_the_log_names_both(city):
    hire(city, "ases3")
    seat(city, DINDIK, "ases1", "ases3")
    city.open()
    done = recuse(city, "ases1", DINKES)
    assert (done.unit, done.assessor, done.replacement) == (DINKES, "Ases1", "Ases3")
    assert panels_of(city)[DINKES] == {"ases2", "ases3"}
    with city.installation.reads() as session:
        line = list_log(session, city["ketua"])[0]
    assert (line.act, line.before, line.after, line.reason) == (
        "sheet.recuse",
        {"assessor": "ases1"},
        {"replacement": "ases3"},
        "Saudara kandung saya bekerja di sana",
    )


def test_nobody_is_made_the_busiest_without_being_asked(city):
    hire(city, "ases3")
    seat(city, DINDIK, "ases3")
    seat(city, DINKES, "ases1")
    seat(city, DLH, "ases2")
    city.open()
    assert recuse(city, "ases1", DINKES).replacement == ""
    assert panels_of(city)[DINKES] == set()


def test_who_left_is_never_seated_there_again(city):
    city.open()
    recuse(city, "ases1", DINKES)
    with pytest.raises(Refused, match="sudah mundur") as caught:
        seat(city, DINKES, "ases1", "ases2")
    assert [str(detail) for detail in caught.value.details] == [f"{DINKES}: Ases1"]


def test_the_lead_lets_an_assessor_go_with_a_reason(city):
    city.open()
    city.score("ases1", DINKES, a1="4")
    who = city["ases1"].account_id
    with city.installation.writes() as session:
        recusing.recuse_other(
            session, city["ketua"], NOW, unit(city, DINKES), who, "Dilaporkan dinasnya"
        )
    assert panels_of(city)[DINKES] == {"ases2"}
    for username in ("admin", "ases2", "auditor"):
        with city.installation.writes() as session, pytest.raises(NotAllowed):
            recusing.recuse_other(session, city[username], NOW, unit(city, DLH), who, "Alasan")


def test_a_sheet_is_left_once_with_a_reason_and_only_by_its_assessor(city):
    city.open()
    sheet = city.sheets("ases1")[DINKES]
    with pytest.raises(Refused, match="tidak boleh kosong"):
        recuse(city, "ases1", DINKES, " ")
    with city.installation.writes() as session, pytest.raises(NotFound):
        recusing.recuse(session, city["ases2"], NOW, sheet, "Bukan lembar saya")
    recuse(city, "ases1", DINKES)
    with city.installation.writes() as session, pytest.raises(NotFound):
        recusing.recuse(session, city["ases1"], NOW, sheet, "Sekali lagi")


def test_after_the_lock_nobody_leaves(city):
    city.open()
    city.score_all()
    sheet = city.sheets("ases1")[DINKES]
    city.lock()
    with city.installation.writes() as session, pytest.raises(Refused, match="dapat mundur"):
        recusing.recuse(session, city["ases1"], NOW, sheet, "Terlambat")


def test_while_settling_a_sheet_is_left_without_a_replacement(city):
    hire(city, "ases3")
    seat(city, DINDIK, "ases1", "ases3")
    city.open()
    for username in ("ases1", "ases2", "ases3"):
        for name in city.sheets(username):
            city.score(username, name, a1="3", a2="3", b1="10/20")
    city.close()
    assert recuse(city, "ases1", DINKES).replacement == ""


def test_a_unit_that_everybody_left_holds_the_closing_up(city):
    city.open()
    city.score_all()
    recuse(city, "ases1", DINKES)
    recuse(city, "ases2", DINKES)
    with pytest.raises(Refused) as caught:
        city.close()
    assert [str(detail) for detail in caught.value.details] == [
        f"{DINKES} tidak punya penilai lagi."
    ]


def test_a_save_that_had_begun_when_the_sheet_was_left_is_refused(city):
    city.open()
    sheet_id = city.sheets("ases1")[DINKES]
    with city.installation.writes() as session:
        sheet = own_sheet(session, city["ases1"], sheet_id)
        # Another transaction lets the assessor leave between the look and the save.
        session.execute(update(Sheet).values(recused_at=NOW, recused_reason="Ipar"))
        with pytest.raises(NotFound):
            rubric_to_fill(session, sheet, NOW)


def test_a_lead_who_also_assesses_cannot_open_the_sheet_they_left(city):
    city.open()
    sheet = city.sheets("ases1")[DINKES]
    recuse(city, "ases1", DINKES)
    both = replace(city["ases1"], roles=frozenset({Role.LEAD, Role.ASSESSOR}))
    with city.installation.reads() as session, pytest.raises(NotFound):
        own_sheet(session, both, sheet)


def test_the_minutes_list_who_left_and_why(city):
    city.open()
    recuse(city, "ases1", DINKES, "Ipar kepala dinas")
    with city.installation.reads() as session:
        for username in ("ketua", "admin", "auditor"):
            (line,) = recusing.list_recusals(session, city[username], city.period_id)
            assert (line.category, line.unit, line.assessor, line.at, line.reason) == (
                "OPD",
                DINKES,
                "Ases1",
                NOW,
                "Ipar kepala dinas",
            )
        for username in ("ases1", "panitia", "dinkes"):
            with pytest.raises(NotAllowed):
                recusing.list_recusals(session, city[username], city.period_id)


def test_a_recused_pair_is_no_longer_seated(city, session):
    before = seated(session, city.category_id)
    assert len(before) == 6
    session.commit()
    city.open()
    recuse(city, "ases1", DINKES)
    gone = before - seated(session, city.category_id)
    assert gone == {(unit(city, DINKES), city["ases1"].account_id)}
