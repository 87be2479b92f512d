"""Panels from a table: every row is accounted for before anything is done."""

import pytest

from evaluator.services import calibrating, interests
from evaluator.services.panel_plans import carry_out_plan, plan_panels, table_of_panels
from evaluator.services.problems import Conflict, Refused
from tests.city import NOW
from tests.services.panel_helpers import board_of, hire, panels_of, seat, unit

DINKES, DINDIK, DLH = "Dinas Kesehatan", "Dinas Pendidikan", "Dinas Lingkungan Hidup"
HEADER = ("unit", "penilai")


def planned(city, rows, header=HEADER, session=None):
    numbered = list(enumerate(rows, start=2))
    if session is not None:
        return plan_panels(session, city["ketua"], city.category_id, header, numbered)
    with city.installation.reads() as own:
        return plan_panels(own, city["ketua"], city.category_id, header, numbered)


def carry_out(city, rows, digest=None):
    with city.installation.writes() as session:
        plan = planned(city, rows, session=session)
        given = (city["ketua"], NOW, city.category_id, plan, digest or plan.digest)
        return carry_out_plan(session, *given)


def outcomes(plan):
    return [(row.number, row.unit, row.outcome, [str(r) for r in row.reasons]) for row in plan.rows]


def test_rows_change_panels_and_units_that_are_not_named_stay(city):
    rows = [("Dinkes", "ases1"), ("dinas pendidikan", "ases2; ASES1")]
    plan = planned(city, rows)
    assert outcomes(plan) == [(2, DINKES, "changed", []), (3, DINDIK, "same", [])]
    assert plan.untold == (DLH,)
    assert (plan.rows[0].before, plan.rows[0].after) == (("ases1", "ases2"), ("ases1",))
    assert carry_out(city, rows) == 1
    both = {"ases1", "ases2"}
    assert panels_of(city) == {DINKES: {"ases1"}, DINDIK: both, DLH: both}


def test_every_fault_is_told_in_its_row_and_nothing_is_carried_out(city):
    city.open()
    city.score("ases1", DINDIK, a1="4")
    with city.installation.writes() as session:
        chosen = (city.units["DLH"], "money", "Rekanan")
        interests.declare(session, city["ases1"], NOW, *chosen)
    rows = [
        ("Dindik", "ases2"),
        ("Dinkes", "ketua, tidak.ada"),
        ("DLH", "ases1"),
        ("Dinas Hantu", "ases1"),
        ("Dinkes", ""),
    ]
    plan = planned(city, rows)
    assert outcomes(plan) == [
        (2, "Dindik", "refused", ["ases1 sudah mengisi nilai, jadi tidak dapat dilepas"]),
        (3, "Dinkes", "refused", ['unit "Dinkes" muncul lebih dari sekali']),
        (4, "DLH", "refused", ["ases1 punya konflik kepentingan dengan unit ini"]),
        (5, "Dinas Hantu", "refused", ['unit "Dinas Hantu" tidak ada di kategori ini']),
        (6, "Dinkes", "refused", ['unit "Dinkes" muncul lebih dari sekali']),
    ]
    before = panels_of(city)
    with pytest.raises(Refused, match="ditolak"):
        carry_out(city, rows)
    assert panels_of(city) == before


@pytest.mark.parametrize(
    ("cells", "reason"),
    [
        (("Dinkes", " ; "), "tulis paling sedikit satu nama pengguna penilai"),
        (("Dinkes", "ketua"), '"ketua" bukan penilai yang aktif'),
        (("", "ases1"), 'unit "" tidak ada di kategori ini'),
    ],
)
def test_a_row_that_names_nobody_is_refused(city, cells, reason):
    (row,) = planned(city, [cells]).rows
    assert (row.outcome, [str(one) for one in row.reasons]) == ("refused", [reason])


def test_a_sample_cannot_be_named(city):
    with city.installation.writes() as session:
        calibrating.mark_sample(session, city["ketua"], NOW, unit(city, DLH))
    (row,) = planned(city, [("DLH", "ases1")]).rows
    assert [str(one) for one in row.reasons] == ['"DLH" unit contoh; semua penilai menilainya']


@pytest.mark.parametrize(
    ("header", "sentence"),
    [
        (("unit",), "Kolom wajib belum ada: penilai"),
        (("unit", "penilai", "unit"), "dua kali: unit"),
        (("unit", "penilai", "bobot"), "tidak dikenal: bobot"),
    ],
)
def test_a_header_that_does_not_fit_is_refused(city, header, sentence):
    with pytest.raises(Refused, match=sentence):
        planned(city, [], header)


def test_the_table_of_panels_handed_in_unchanged_changes_nothing(city):
    hire(city, "ases3")
    seat(city, DLH, "ases3")
    rows = table_of_panels(board_of(city))
    assert rows[1] == ("DLH", DLH, "ases3")
    plan = planned(city, rows, ("unit", "nama", "penilai"))
    assert [row.outcome for row in plan.rows] == ["same"] * 3


def test_a_plan_that_is_out_of_date_changes_nothing(city):
    rows = [("Dinkes", "ases1")]
    digest = planned(city, rows).digest
    seat(city, DINKES, "ases2")
    with pytest.raises(Conflict, match="berubah sejak pratinjau"):
        carry_out(city, rows, digest)
    assert panels_of(city)[DINKES] == {"ases2"}


def test_carrying_out_twice_changes_nothing_more(city):
    rows = [("Dinkes", "ases1")]
    assert (carry_out(city, rows), carry_out(city, rows)) == (1, 0)
