"""Units: entering and changing them by hand."""

import pytest

from evaluator.services import results, units
from evaluator.services.problems import Conflict, Refused
from tests.city import NOW


def change(session, city, **given):
    own = units.unit_view(session, city["admin"], city.units["Dindik"])
    fields = {
        "version": own.version,
        "kind": "opd",
        "short_name": own.short_name,
        "name": own.name,
        "bps_code": "",
        "kemendagri_code": "",
        "parent_id": None,
        "note": "",
    }
    units.change_unit(session, city["admin"], NOW, own.id, **{**fields, **given})


def test_a_change_over_somebody_elses_change_is_a_conflict_that_tells_what_is_stored(city, session):
    change(session, city, note="Pindah gedung")
    with pytest.raises(Conflict) as caught:
        change(session, city, version=1, note="Ganti kepala")
    assert caught.value.stored["note"] == "Pindah gedung"
    assert caught.value.stored["version"] == 2


def test_no_unit_stands_above_itself(city, session):
    with pytest.raises(Refused, match="Induk"):
        change(session, city, parent_id=city.units["Dindik"])


def test_a_refused_change_leaves_the_unit_as_it_was(city, session):
    with pytest.raises(Refused, match="sudah dipakai"):
        change(session, city, short_name="Pendidikan", name="Dinas Kesehatan")
    assert units.unit_view(session, city["admin"], city.units["Dindik"]).short_name == "Dindik"


def test_a_corrected_name_is_followed_until_the_lock_and_kept_afterwards(city):
    def rename(name):
        with city.installation.writes() as session:
            change(session, city, name=name)

    def first():
        with city.installation.reads() as session:
            found = results.period_results(session, city["ketua"], city.period_id)
            return found.categories[0].units[0].unit

    city.open()
    city.score_all()
    rename("Dinas Pendidikan Kota")
    assert first() == "Dinas Pendidikan Kota"
    city.lock()
    rename("Dinas Pendidikan dan Kebudayaan")
    assert first() == "Dinas Pendidikan Kota"
    city.release()
