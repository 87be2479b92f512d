"""Three years with a changed rubric, a merged agency and a renamed kelurahan show right trends."""

from datetime import date
from fractions import Fraction

import pytest
from sqlalchemy import select

from evaluator.services import stages, trend_city, unlocking
from evaluator.services.periods import period_view
from evaluator.services.problems import NotAllowed, NotFound
from evaluator.services.trend_city import city_summary, public_city, released, released_years
from evaluator.services.trend_gains import gain_of, medians_on_common, on_common, top_gains
from evaluator.services.trend_heat import heat_track
from evaluator.services.trends import list_tracks, track
from evaluator.storage.periods import Category, Participant
from evaluator.storage.results import Result
from evaluator.storage.units import Unit
from tests.kept import stand
from tests.years import Years, moment


@pytest.fixture
def years(installation):
    return stand(Years, installation)


def opd(years, who="auditor"):
    with years.installation.reads() as session:
        return track(session, years[who], years.tracks[2027, "OPD"])


def values(found):
    return {
        line.short_name: [None if mark is None else mark.value for mark in line.marks]
        for line in found.units
    }


def test_every_unit_has_one_line_with_gaps_where_it_has_no_value(years):
    found = opd(years)
    assert values(found) == {
        "Dindik": ["4.85", "4.50", "5.00"],
        "Dinkes": ["3.60", "4.50", "3.00"],
        "DLH": ["1.75", None, None],
        "Kominfo": ["3.00", "3.00", "4.00"],
        "Dispar": ["2.00", None, "2.00"],
        "Bappeda": ["3.40", "4.00", "4.00"],
        "Satpol": ["1.00", "2.00", "1.50"],
    }
    lines = {line.short_name: line for line in found.units}
    withdrawn, gone = lines["DLH"].marks[1:]
    assert withdrawn.reason["values"]["reason"] == "Tutup sementara" and gone is None
    assert lines["Dispar"].marks[1] is None
    assert [(p.label, p.ranked, p.silent) for p in found.points] == [
        ("2025", 7, 0),
        ("2026", 5, 1),
        ("2027", 6, 0),
    ]


def test_medians_are_the_stored_ones_and_the_change_of_rubric_is_marked(years):
    found = opd(years)
    shown = [(p.declared(p.middle_of()), p.rubric.version, p.rubric_changed) for p in found.points]
    assert shown == [("3.00", "1.0", False), ("4.00", "2.0", True), ("3.50", "2.0", False)]
    assert [p.declared(p.middle_of("B")) for p in found.points] == ["3.00", "4.00", "3.50"]
    names = [(name.id, count) for name, count in found.predicates_at(0)]
    assert names == [("Baik", 2), ("Cukup", 3), ("Kurang", 2)]


def test_after_a_change_of_rubric_gains_are_taken_over_what_both_asked(years):
    found = opd(years)
    lines = {line.short_name: line for line in found.units}
    # a2 and a3 are not common, so a1 stands for all of A and weighs as much as b1.
    both = on_common(found, lines["Dinkes"], 1)
    assert (both.then_text, both.now_text, both.used) == ("3.50", "4.50", ("a1", "b1"))
    # Dindik 5 and 5, Dinkes 3.5 and 4.5, Kominfo 3 and 3, Bappeda 3.5 and 4, Satpol 1 and 2.
    assert medians_on_common(found, 1) == (Fraction(7, 2), 4, 5)
    assert medians_on_common(found, 2) is None
    gain = gain_of(found, lines["Dindik"], 1)  # published: 4,85 and 4,50
    assert (gain.before, gain.after, gain.rise, gain.common) == ("5.00", "5.00", 0, True)
    gain = gain_of(found, lines["Kominfo"], 2)
    assert (gain.before, gain.after, gain.rise, gain.common) == ("3.00", "4.00", 1, False)
    assert gain_of(found, lines["DLH"], 1) is None
    assert gain_of(found, lines["Dispar"], 2) is None


def test_a_successors_line_starts_anew_and_values_are_never_added(years):
    lines = {line.short_name: line for line in opd(years).units}
    assert lines["Dinkes"].anew == {2}
    assert [(one.unit, one.day) for one in lines["Dinkes"].forerunners] == [
        ("Dinas Lingkungan Hidup", date(2027, 3, 1))
    ]
    ended = lines["DLH"].ended
    assert (ended.day, ended.other, lines["DLH"].last) == (date(2027, 3, 1), "Dinas Kesehatan", 0)
    assert gain_of(opd(years), lines["Dinkes"], 2) is None
    assert [line.anew for line in lines.values() if line.short_name != "Dinkes"] == [set()] * 6


def test_a_renamed_kelurahan_has_one_line_under_its_present_name(years):
    with years.installation.reads() as session:
        found = track(session, years["auditor"], years.tracks[2025, "Kelurahan"])
    assert (found.category_id, found.title) == (years.tracks[2027, "Kelurahan"], "Kelurahan")
    first = found.units[0]
    assert (first.name, first.former_names) == ("Kuripan Yosorejo", ("Kuripan",))
    assert [mark.name for mark in first.marks] == ["Kuripan", *["Kuripan Yosorejo"] * 2]
    assert values(found) == {
        "Kuripan Yosorejo": ["3.00", "4.00", "5.00"],
        "Medono": ["4.00", "4.00", "4.00"],
    }
    assert [gain.unit for gain in top_gains(found, 3)] == ["Kuripan Yosorejo"]
    assert not any(point.rubric_changed for point in found.points)


def test_the_newest_released_results_count_and_the_lead_sees_what_is_locked(years):
    with years.installation.writes() as session:
        asked = unlocking.ask_to_unlock(
            session, years["ketua"], moment(2027, 10), years.periods[2027], "Salah hitung"
        )
        unlocking.decide_unlock(
            session, years["admin"], moment(2027, 10), asked, granted=True,
            version=period_view(session, years["admin"], years.periods[2027]).version,
        )  # fmt: skip
        dispar = session.scalars(
            select(Participant.id).where(
                Participant.category_id == years.tracks[2027, "OPD"],
                Participant.unit_id == years.units["Dispar"],
            )
        ).one()
        stages.withdraw(session, years["ketua"], moment(2027, 10), dispar, "Data keliru")
    assert values(opd(years))["Dispar"][2] == "2.00"
    assert opd(years).newest.under_revision
    with years.installation.writes() as session:
        years.finish(session, 2027, stages.lock)
    assert values(opd(years))["Dispar"][2] == "2.00" and opd(years).newest.released
    locked = opd(years, "ketua")
    assert values(locked)["Dispar"][2] is None and not locked.newest.released
    with years.installation.writes() as session:
        years.finish(session, 2027, stages.release)
    assert values(opd(years)) == values(locked)


def titles(years, **changed):
    """The trends after categories were given other titles, of units that are all OPD."""
    with years.installation.writes() as session:
        for key, title in changed.items():
            kind, year = key.split("_")
            category = session.get(Category, years.tracks[int(year), kind])
            category.title, category.unit_kind = title, "opd"
    with years.installation.reads() as session:
        return {one.title: one.labels for one in list_tracks(session, years["ketua"])}


def test_a_category_goes_on_under_another_title_where_there_is_no_doubt(years):
    found = titles(years, OPD_2026="Perangkat Daerah", OPD_2027="OPD besar")
    assert found == {
        "OPD besar": ("2025", "2026", "2027"),
        "Kelurahan": ("2025", "2026", "2027"),
    }
    found = titles(years, Kelurahan_2026="OPD kecil")
    assert found == {  # two of 2026 could go on from the OPD of 2025, so neither does
        "OPD": ("2025",),
        "Perangkat Daerah": ("2026",),
        "OPD kecil": ("2026",),
        "OPD besar": ("2027",),
        "Kelurahan": ("2025", "2027"),
    }


def test_sixty_units_take_as_many_queries_as_two(years, count_queries):
    def asked():
        with years.installation.reads() as session, count_queries() as sent:
            track(session, years["ketua"], years.tracks[2027, "OPD"])
            heat_track(session, years["ketua"], years.tracks[2027, "OPD"])
            city_summary(session, years["ketua"])
            public_city(session, 2027)
        return len(sent)

    few = asked()
    with years.installation.writes() as session:
        category_id = years.tracks[2027, "OPD"]
        model = session.scalars(select(Result).where(Result.category_id == category_id)).first()
        kept = {
            column.name: getattr(model, column.name)
            for column in Result.__table__.columns
            if column.name not in ("id", "participant_id")
        }
        for number in range(54):
            name = f"Dinas Tambahan {number:02}"
            unit = Unit(office_id=years.office_id, kind="opd", short_name=name, name=name)
            session.add(unit)
            session.flush()
            taking_part = Participant(category_id=category_id, unit_id=unit.id, name=name)
            session.add(taking_part)
            session.flush()
            session.add(Result(participant_id=taking_part.id, **kept))
    assert len(opd(years).units) == 61 and asked() == few


def test_the_mayor_reads_gains_and_weaknesses_and_nobody_who_fell(years):
    with years.installation.reads() as session:
        found = city_summary(session, years["ketua"])
        assert released_years(released(session, years["admin"])) == [2027, 2026, 2025]
        assert city_summary(session, years["ketua"], 2026).year == 2026
        with pytest.raises(NotFound):
            city_summary(session, years["ketua"], 2024)
    assert [one.title for one in found.tracks] == ["OPD", "Kelurahan"]
    assert [(title, gain.unit, gain.rise) for title, gain in found.gains] == [
        ("OPD", "Dinas Komunikasi dan Informatika", 1),
        ("Kelurahan", "Kuripan Yosorejo", 1),
        ("OPD", "Dinas Pendidikan", Fraction(1, 2)),
    ]
    # The medians of a1 and a3 are 3, of b1 3.5; their means are 3.
    assert [(one.category, one.code, one.middle, one.of) for one in found.weakest] == [
        ("OPD", "a1", "3.00", 6),
        ("OPD", "a3", "3.00", 6),
        ("OPD", "b1", "3.50", 6),
    ]


def test_the_public_reads_of_no_single_unit(years, monkeypatch):
    with years.installation.reads() as session:
        told = public_city(session, 2027).categories
    # Seven are too few: with three winners known by name the rest could be worked out.
    assert {(p.middle, p.predicates) for one in told for p in one.points} == {(None, ())}
    monkeypatch.setattr(trend_city, "FEWEST", 4)
    with years.installation.reads() as session:
        found = public_city(session, 2027)
        assert public_city(session, 2024) is None
        assert len(public_city(session, 2025).categories[0].points) == 1
    agencies, villages = found.categories
    # In 2026 five were ranked, and the third of them holds the third place.
    assert [(p.label, p.units, p.middle) for p in agencies.points] == [
        ("2025", 7, "3.00"),
        ("2026", 5, None),
        ("2027", 6, "3.50"),
    ]
    # Of seven, three are winners: four are left to count; of five or six, too few.
    assert [sum(count for _, count in p.predicates) for p in agencies.points] == [7, 0, 0]
    assert [(p.units, p.middle, p.predicates) for p in villages.points] == [(2, None, ())] * 3


def test_trends_are_for_those_who_answer_for_the_whole_office(years):
    with years.installation.reads() as session:
        titles = list_tracks(session, years["ketua"])
        assert [(one.title, one.labels) for one in titles] == [
            ("OPD", ("2025", "2026", "2027")),
            ("Kelurahan", ("2025", "2026", "2027")),
        ]
        for who in ("dindik", "ases1", "panitia"):
            with pytest.raises(NotAllowed):
                list_tracks(session, years[who])
            with pytest.raises(NotAllowed):
                track(session, years[who], years.tracks[2027, "OPD"])
            with pytest.raises(NotAllowed):
                city_summary(session, years[who])
        with pytest.raises(NotFound):
            track(session, years["admin"], 999)
