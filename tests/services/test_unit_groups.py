"""Groups of units: formed by hand, or from who stands under which kecamatan."""

from datetime import date

import pytest

from evaluator.services import unit_endings, unit_groups, units
from evaluator.services.problems import Conflict, NotAllowed, NotFound, Refused
from tests.city import NOW


def shown(session, city):
    return {
        group.name: [member.name for member in group.members]
        for group in unit_groups.groups_of(session, city["ketua"])
    }


def form(session, city, name, *shorts, **given):
    ids = [city.units[short] for short in shorts]
    return unit_groups.create_group(session, city["ketua"], NOW, name=name, unit_ids=ids, **given)


def add(session, city, kind, name, parent_id=None):
    return units.create_unit(
        session, city["admin"], NOW, kind=kind, short_name=name, name=name, parent_id=parent_id
    )


def test_lead_and_admin_form_groups_and_see_their_members_by_name(city, session):
    form(session, city, "FGD 2", "DLH")
    form(session, city, "FGD 1", "Dinkes", "Dindik")
    assert shown(session, city) == {
        "FGD 1": ["Dinas Kesehatan", "Dinas Pendidikan"],
        "FGD 2": ["Dinas Lingkungan Hidup"],
    }
    assert len(unit_groups.groups_of(session, city["admin"])) == 2
    with pytest.raises(NotAllowed):
        unit_groups.groups_of(session, city["ases1"])


def test_a_group_is_changed_at_the_version_that_was_seen(city, session):
    group_id = form(session, city, "FGD 1", "Dindik")
    fields = {"name": "Meja 1", "note": "", "unit_ids": [city.units["DLH"]]}
    unit_groups.change_group(session, city["admin"], NOW, group_id, version=1, **fields)
    assert shown(session, city) == {"Meja 1": ["Dinas Lingkungan Hidup"]}
    with pytest.raises(Conflict) as caught:
        unit_groups.change_group(session, city["ketua"], NOW, group_id, version=1, **fields)
    assert caught.value.stored == {
        "name": "Meja 1",
        "note": "",
        "unit_ids": [city.units["DLH"]],
        "version": 2,
    }


def test_what_cannot_be_a_group_is_refused(city, session):
    form(session, city, "FGD 1")
    with pytest.raises(Refused, match="sudah ada"):
        form(session, city, "FGD 1")
    with pytest.raises(Refused, match="titik koma"):
        form(session, city, "FGD; 1")
    with pytest.raises(Refused, match="tidak dinilai lagi"):
        unit_groups.create_group(session, city["ketua"], NOW, name="X", unit_ids=[999])


def test_removing_a_group_leaves_its_units(city, session):
    group_id = form(session, city, "FGD 1", "Dindik")
    unit_groups.remove_group(session, city["ketua"], NOW, group_id)
    assert shown(session, city) == {}
    assert len(units.list_units(session, city["admin"])) == 3
    with pytest.raises(NotFound):
        unit_groups.group_view(session, city["ketua"], group_id)


def test_a_unit_that_ended_is_in_no_group(city, session):
    mitra = add(session, city, "mitra", "Mitra 1")
    unit_groups.create_group(session, city["ketua"], NOW, name="FGD 1", unit_ids=[mitra])
    unit_endings.end_unit(
        session, city["admin"], NOW, mitra, version=1, ended_on=date(2025, 9, 1), reason="Pindah"
    )
    assert shown(session, city) == {"FGD 1": []}


def test_groups_suggest_themselves_from_the_kecamatan(city, session):
    north, south = (add(session, city, "kecamatan", f"Kecamatan {n}") for n in ("Utara", "Selatan"))
    add(session, city, "kecamatan", "Kecamatan Kosong")
    for name, parent in (("Kraton", north), ("Jenggot", south), ("Bandengan", north)):
        add(session, city, "kelurahan", name, parent)
    assert unit_groups.form_groups(session, city["ketua"], NOW) == 2
    assert shown(session, city) == {
        "Kecamatan Selatan": ["Jenggot"],
        "Kecamatan Utara": ["Bandengan", "Kraton"],
    }
    assert unit_groups.form_groups(session, city["ketua"], NOW) == 0


def test_the_list_of_groups_sends_two_queries_whatever_its_size(city, session, count_queries):
    sent = []
    for size in (1, 3, 30):
        for number in range(size):
            form(session, city, f"FGD {size}-{number}", "Dindik", "DLH")
        session.flush()
        with count_queries() as statements:
            unit_groups.groups_of(session, city["ketua"])
        sent.append(len(statements))
    assert sent == [2, 2, 2]
