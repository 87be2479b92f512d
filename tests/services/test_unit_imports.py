"""Importing units: the dry run of a table, and carrying it out."""

import pytest

from evaluator.scoring.messages import says
from evaluator.services import units
from evaluator.services.logging import list_log, verify_log
from evaluator.services.problems import Refused
from evaluator.services.unit_imports import carry_out_import
from evaluator.services.unit_plans import COLUMNS, Change, plan_import, table_of
from tests.city import NOW

HEADER = ("jenis", "nama_singkat", "nama", "kode_bps", "kode_kemendagri", "induk")


def plan(session, city, *rows, header=HEADER, unread=()):
    numbered = [(number, row) for number, row in enumerate(rows, start=2)]
    return plan_import(session, city["admin"], header, numbered, unread)


def outcomes(plan):
    return [(row.number, row.outcome, [str(reason) for reason in row.reasons]) for row in plan.rows]


def test_every_row_is_new_same_changed_or_refused_and_the_counts_add_up(city, session):
    made = plan(
        session,
        city,
        ("opd", "Dindik", "Dinas Pendidikan", "", "", ""),
        ("OPD", "Dinkes", "Dinas Kesehatan", "3375", "", ""),
        ("opd", "Dishub", "Dinas Perhubungan", "", "", ""),
        ("dinas", "Disnaker", "Dinas Tenaga Kerja", "", "", ""),
        unread=[(9, says("berisi 2 sel, seharusnya 6"))],
    )
    known = ", ".join(units.KINDS)
    assert outcomes(made) == [
        (2, "same", []),
        (3, "changed", []),
        (4, "new", []),
        (5, "refused", [f'jenis "dinas" tidak dikenal; yang ada: {known}']),
        (9, "refused", ["berisi 2 sel, seharusnya 6"]),
    ]
    assert made.counts == {"new": 1, "changed": 1, "same": 1, "refused": 2}
    assert made.rows[1].changes == (Change("kode_bps", "", "3375"),)


def test_a_refused_row_keeps_the_whole_file_out(city, session):
    made = plan(session, city, ("opd", "A", "Dinas A", "", "", ""), ("x", "B", "B", "", "", ""))
    with pytest.raises(Refused, match="ditolak"):
        carry_out_import(session, city["admin"], NOW, made)
    assert len(units.list_units(session, city["admin"])) == 3


def test_a_parent_may_stand_later_in_the_same_file_and_a_new_parent_is_a_change(city, session):
    rows = [
        ("kelurahan", "Medono", "Medono", "", "", "Pekalongan Barat"),
        ("kecamatan", "Barat", "Pekalongan Barat", "", "", ""),
        ("kecamatan", "Timur", "Pekalongan Timur", "", "", ""),
    ]
    carry_out_import(session, city["admin"], NOW, plan(session, city, *rows))
    moved = plan(session, city, ("kelurahan", "Medono", "Medono", "", "", "Pekalongan Timur"))
    assert moved.rows[0].changes == (Change("induk", "Pekalongan Barat", "Pekalongan Timur"),)
    carry_out_import(session, city["admin"], NOW, moved)
    (medono,) = units.list_units(session, city["admin"], "kelurahan")
    assert (medono.parent_name, medono.version) == ("Pekalongan Timur", 2)


def test_an_unknown_parent_and_a_circle_of_parents_are_refused_in_the_dry_run(city, session):
    made = plan(
        session,
        city,
        ("opd", "A", "Dinas A", "", "", "Dinas Gaib"),
        ("opd", "B", "Dinas B", "", "", "Dinas C"),
        ("opd", "C", "Dinas C", "", "", "Dinas B"),
    )
    assert outcomes(made) == [
        (2, "refused", ['induk "Dinas Gaib" tidak ada di daftar unit maupun di berkas']),
        (3, "refused", ['induk "Dinas C" berada di bawah unit ini sendiri']),
        (4, "refused", ['induk "Dinas B" berada di bawah unit ini sendiri']),
    ]


def test_a_short_name_belongs_to_one_unit_of_a_kind(city, session):
    made = plan(
        session,
        city,
        ("opd", "dindik", "Dinas Perdagangan", "", "", ""),
        ("opd", "X", "Dinas X", "", "", ""),
        ("opd", "X", "Dinas Y", "", "", ""),
    )
    assert [reasons for _, _, reasons in outcomes(made)] == [
        ['nama singkat "dindik" sudah dipakai Dinas Pendidikan'],
        ['nama singkat "X" muncul lebih dari sekali'],
        ['nama singkat "X" muncul lebih dari sekali'],
    ]


def test_a_column_that_the_file_lacks_keeps_what_is_stored(city, session):
    carry_out_import(
        session,
        city["admin"],
        NOW,
        plan(session, city, ("opd", "Dindik", "Dinas Pendidikan", "3375", "", "Dinas Kesehatan")),
    )
    short = ("jenis", "nama_singkat", "nama")
    assert plan(session, city, ("opd", "Dindik", "Dinas Pendidikan"), header=short).counts == {
        "new": 0,
        "changed": 0,
        "same": 1,
        "refused": 0,
    }


def test_the_exported_list_imports_as_no_change(city, session):
    table = table_of(units.list_units(session, city["admin"]))
    assert plan(session, city, *table, header=COLUMNS).count("same") == 3


def test_an_import_is_one_act_in_the_log_whatever_its_size(city, session):
    rows = [("mitra", f"M{n}", f"Mitra {n}", "", "", "") for n in range(40)]
    before = list_log(session, city["admin"])[0].sequence
    carry_out_import(session, city["admin"], NOW, plan(session, city, *rows))
    session.flush()
    entry = list_log(session, city["admin"])[0]
    assert (entry.sequence, entry.act) == (before + 1, "unit.import")
    assert entry.after["counts"] == {"new": 40, "changed": 0, "same": 0, "refused": 0}
    assert verify_log(session, city["auditor"]).faults == []


def test_an_import_sends_as_many_queries_for_one_row_as_for_thirty(city, session, count_queries):
    sent = []
    for start, size in ((0, 1), (100, 1), (200, 3), (300, 30)):
        rows = [
            ("mitra", f"M{start + n}", f"Mitra {start + n}", "", "", "Dinas Pendidikan")
            for n in range(size)
        ]
        with count_queries() as statements:
            carry_out_import(session, city["admin"], NOW, plan(session, city, *rows))
            session.flush()
        sent.append(len(statements))
    _first_of_the_session, *sent = sent
    assert len(set(sent)) == 1
