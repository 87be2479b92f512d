"""Names with a date: when they come into force, and which papers keep the former one."""

from datetime import UTC, date, datetime

import pytest

from evaluator.services import certifying, feedback, results, unit_names, units
from evaluator.services.logging import list_log
from evaluator.services.problems import Conflict, NotAllowed, Refused
from tests.city import NOW

BEFORE = datetime(2025, 12, 31, 16, 59, tzinfo=UTC)  # 23.59 on the wall in WIB
AFTER = datetime(2025, 12, 31, 17, 0, tzinfo=UTC)  # 00.00 of 1 January


def rename(session, city, name="Dinas Pendidikan dan Kebudayaan", **given):
    fields = {
        "version": units.unit_view(session, city["admin"], city.units["Dindik"]).version,
        "name": name,
        "short_name": "Disdikbud",
        "valid_from": date(2026, 1, 1),
        "reason": "Perda 7/2025",
    }
    unit_names.rename_unit(session, city["admin"], NOW, city.units["Dindik"], **{**fields, **given})


def spans(session, city, now=NOW):
    found = unit_names.names_of(session, city["admin"], city.units["Dindik"], now)
    return [(s.name, s.valid_from, s.valid_to, s.state) for s in found]


def participant(city):
    with city.installation.reads() as session:
        found = results.period_results(session, city["ketua"], city.period_id)
        return found.categories[0].units[0].unit


def test_a_unit_that_was_never_renamed_has_the_one_name_it_was_entered_with(city, session):
    assert spans(session, city) == [("Dinas Pendidikan", None, None, "present")]


def test_a_planned_name_comes_into_force_at_midnight_on_the_offices_wall(city, session):
    rename(session, city)
    view = units.unit_view(session, city["admin"], city.units["Dindik"])
    assert (view.name, view.version) == ("Dinas Pendidikan", 2)
    assert unit_names.names_due(session, BEFORE) is False
    assert unit_names.names_due(session, AFTER) is True
    unit_names.follow_names(session, AFTER)
    unit_names.follow_names(session, AFTER)
    view = units.unit_view(session, city["admin"], city.units["Dindik"])
    assert (view.name, view.short_name, view.version) == (
        "Dinas Pendidikan dan Kebudayaan",
        "Disdikbud",
        3,
    )
    assert spans(session, city, AFTER) == [
        ("Dinas Pendidikan", None, date(2025, 12, 31), "past"),
        ("Dinas Pendidikan dan Kebudayaan", date(2026, 1, 1), None, "present"),
    ]


def test_the_name_on_a_day_is_the_one_in_force_then(city, session):
    rename(session, city)
    days = (date(2020, 1, 1), date(2025, 12, 31), date(2026, 1, 1))
    assert [unit_names.name_on(session, city.units["Dindik"], day) for day in days] == [
        "Dinas Pendidikan",
        "Dinas Pendidikan",
        "Dinas Pendidikan dan Kebudayaan",
    ]
    assert unit_names.name_on(session, city.units["DLH"], days[0]) == "Dinas Lingkungan Hidup"


def test_an_open_period_follows_on_the_day_and_a_locked_one_keeps_the_former_name(city):
    city.open()
    city.score_all()
    with city.installation.writes() as session:
        rename(session, city)
    assert participant(city) == "Dinas Pendidikan"
    with city.installation.writes() as session:
        unit_names.follow_names(session, AFTER)
    assert participant(city) == "Dinas Pendidikan dan Kebudayaan"
    city.lock()
    with city.installation.writes() as session:
        rename(session, city, "Dinas Pendidikan Kota", short_name="DP", valid_from=date(2026, 2, 1))
        unit_names.follow_names(session, datetime(2026, 3, 1, tzinfo=UTC))
    assert participant(city) == "Dinas Pendidikan dan Kebudayaan"


def test_snapshot_certificate_and_feedback_of_a_released_period_keep_the_name_of_their_time(city):
    city.release_all()
    with city.installation.writes() as session:
        rename(session, city, valid_from=date(2025, 8, 1))
        assert units.unit_view(session, city["admin"], city.units["Dindik"]).name.endswith(
            "Kebudayaan"
        )
    assert participant(city) == "Dinas Pendidikan"
    with city.installation.reads() as session:
        faces = certifying.preview_faces(
            session, city["panitia"], city.period_id, "resmi", "https://bps.example"
        )
        (title,) = feedback.my_feedback(session, city["dindik"])
    assert (faces[0]["recipient"], title.unit) == ("Dinas Pendidikan", "Dinas Pendidikan")


def test_a_mistyped_name_is_mended_without_a_new_span(city, session):
    rename(session, city)
    unit_names.follow_names(session, AFTER)
    view = units.unit_view(session, city["admin"], city.units["Dindik"])
    fields = {
        "version": view.version,
        "kind": "opd",
        "short_name": "Disdikbud",
        "name": "Dinas Pendidikan & Kebudayaan",
        "bps_code": "",
        "kemendagri_code": "",
        "parent_id": None,
        "note": "",
    }
    units.change_unit(session, city["admin"], AFTER, view.id, **fields)
    assert spans(session, city, AFTER) == [
        ("Dinas Pendidikan", None, date(2025, 12, 31), "past"),
        ("Dinas Pendidikan & Kebudayaan", date(2026, 1, 1), None, "present"),
    ]


def test_a_planned_name_can_be_taken_back_and_one_in_force_cannot(city, session):
    admin, unit_id = city["admin"], city.units["Dindik"]
    rename(session, city)
    _, planned = unit_names.names_of(session, admin, unit_id, NOW)
    with pytest.raises(Refused, match="sudah berlaku"):
        unit_names.cancel_name(session, admin, AFTER, unit_id, planned.id)
    unit_names.cancel_name(session, admin, NOW, unit_id, planned.id)
    assert spans(session, city) == [("Dinas Pendidikan", None, None, "present")]
    assert [line.act for line in list_log(session, admin)[:2]] == [
        "unit.rename-cancel",
        "unit.rename",
    ]


def test_names_follow_one_another_and_are_nobody_elses(city, session):
    for slip, sentence in (
        ({"name": "Dinas Kesehatan"}, "sudah dipakai"),
        ({"name": "Dinas Pendidikan", "short_name": "Dindik"}, "sama dengan"),
        ({"name": " "}, "tidak boleh kosong"),
    ):
        with pytest.raises(Refused, match=sentence):
            rename(session, city, **slip)
    rename(session, city)
    with pytest.raises(Refused, match="berlaku sejak"):
        rename(session, city, "Dinas P", valid_from=date(2025, 10, 1))
    with pytest.raises(Refused, match="akan dipakai"):
        units.create_unit(
            session,
            city["admin"],
            NOW,
            kind="opd",
            short_name="X",
            name="Dinas Pendidikan dan Kebudayaan",
        )


def test_a_stale_rename_is_a_conflict_and_only_the_admin_renames(city, session):
    with pytest.raises(Conflict):
        rename(session, city, version=7)
    with pytest.raises(NotAllowed):
        unit_names.names_of(session, city["ketua"], city.units["Dindik"], NOW)
