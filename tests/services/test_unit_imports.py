"""Importing units: the dry run of a table, and carrying it out."""

from datetime import date

import pytest

from evaluator.scoring.messages import says
from evaluator.services import categories, unit_endings, unit_groups, unit_names, units
from evaluator.services.import_plans import Change
from evaluator.services.logging import list_log, verify_log
from evaluator.services.problems import Refused
from evaluator.services.unit_groups import groups_of
from evaluator.services.unit_imports import carry_out_import
from evaluator.services.unit_plans import plan_import, table_of
from evaluator.services.unit_rows import COLUMNS
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


def test_codes_that_a_spreadsheet_spoilt_are_refused_with_the_mend(city, session):
    made = plan(
        session,
        city,
        ("kelurahan", "Medono", "Medono", "337501001", "33.75.1.1001", ""),
        ("kecamatan", "Barat", "Barat", "33.75.01", "33.75", ""),
        ("kecamatan", "Timur", "Timur", "3375010001", "33.75.01", ""),
        ("opd", "A", "Dinas A", "3,38E+09", "", ""),
        ("opd", "B", "Dinas B", "3375", "33.75", ""),
    )
    mends = {row.number: " ".join(str(reason) for reason in row.reasons) for row in made.rows}
    for number, sentence in (
        (2, "berisi 9. Excel dapat membuang angka nol"),
        (2, 'Kode Kemendagri "33.75.1.1001" tidak seperti 33.75.01.1002'),
        (3, "tampaknya kode Kemendagri"),
        (3, "kecamatan ditulis seperti 33.75.01"),
        (4, "Kode BPS kecamatan terdiri atas 7 angka"),
        (5, "harus berupa angka saja"),
    ):
        assert sentence in mends[number], (number, mends[number])
    assert made.rows[-1].outcome == "new"


def test_the_code_of_a_kelurahan_is_its_own_and_agencies_may_share_their_citys(city, session):
    units.create_unit(
        session,
        city["admin"],
        NOW,
        kind="kelurahan",
        short_name="Medono",
        name="Medono",
        bps_code="3375010001",
    )
    made = plan(
        session,
        city,
        ("kelurahan", "Kraton", "Kraton", "3375010001", "", ""),
        ("kelurahan", "Jenggot", "Jenggot", "3375010002", "", ""),
        ("kelurahan", "Bandengan", "Bandengan", "3375010002", "", ""),
        ("opd", "A", "Dinas A", "3375", "", ""),
        ("opd", "B", "Dinas B", "3375", "", ""),
    )
    assert [row.outcome for row in made.rows] == ["refused", "refused", "refused", "new", "new"]
    assert "sudah dipakai Medono; bila unit itu berganti nama" in str(made.rows[0].reasons[0])
    with pytest.raises(Refused, match="sudah dipakai Medono"):
        units.create_unit(
            session,
            city["admin"],
            NOW,
            kind="kelurahan",
            short_name="K",
            name="Kraton",
            bps_code="3375010001",
        )


def test_a_row_puts_its_unit_into_groups_and_an_empty_cell_takes_it_out(city, session):
    header = ("jenis", "nama_singkat", "nama", "kelompok")

    def carried(*rows):
        made = plan(session, city, *rows, header=header)
        carry_out_import(session, city["admin"], NOW, made)
        groups = {g.name: [m.name for m in g.members] for g in groups_of(session, city["admin"])}
        return made, groups

    _, groups = carried(
        ("opd", "Dindik", "Dinas Pendidikan", "FGD 1; fgd 1; FGD 2"),
        ("opd", "Dishub", "Dinas Perhubungan", "fgd 2"),
    )
    assert groups == {
        "FGD 1": ["Dinas Pendidikan"],
        "FGD 2": ["Dinas Pendidikan", "Dinas Perhubungan"],
    }
    made, groups = carried(
        ("opd", "Dindik", "Dinas Pendidikan", ""), ("opd", "Dishub", "Dinas Perhubungan", "FGD 2")
    )
    assert made.rows[0].changes == (Change("kelompok", "FGD 1; FGD 2", ""),)
    assert made.rows[1].outcome == "same"
    assert groups == {"FGD 1": [], "FGD 2": ["Dinas Perhubungan"]}


def test_a_unit_that_went_on_in_another_and_a_former_name_are_told(city, session):
    admin = city["admin"]
    categories.change_participants(session, admin, NOW, city.category_id, [city.units["DLH"]])
    unit_endings.end_unit(
        session,
        admin,
        NOW,
        city.units["Dindik"],
        version=1,
        ended_on=date(2025, 9, 1),
        reason="Perda 7/2025",
        successor_id=city.units["DLH"],
    )
    unit_names.rename_unit(
        session,
        admin,
        NOW,
        city.units["Dinkes"],
        version=1,
        name="Dinas Kesehatan Kota",
        short_name="DKK",
        valid_from=date(2025, 9, 1),
    )
    made = plan(
        session,
        city,
        ("opd", "Dindik", "Dinas Pendidikan", "", "", ""),
        ("opd", "Dinas Kes", "Dinas Kesehatan", "", "", ""),
        ("opd", "Dinkes", "Dinas Baru", "", "", ""),
        ("opd", "DKK", "Dinas Kesehatan Kota", "", "", ""),
    )
    assert [reasons for _, _, reasons in outcomes(made)] == [
        ["unit ini sudah bergabung ke Dinas Lingkungan Hidup; hapus barisnya"],
        [
            "itu nama lain (dahulu atau nanti) dari Dinas Kesehatan Kota; pakai namanya yang "
            "sekarang"
        ],
        ['nama singkat "Dinkes" dahulu atau nanti milik Dinas Kesehatan Kota'],
        [],
    ]


def test_a_short_name_that_a_row_mends_is_mended_in_the_history_too(city, session):
    admin, unit_id = city["admin"], city.units["Dinkes"]
    unit_names.rename_unit(
        session,
        admin,
        NOW,
        unit_id,
        version=1,
        name="Dinas Kesehatan Kota",
        short_name="DKK",
        valid_from=date(2025, 9, 1),
    )
    made = plan(session, city, ("opd", "Dinkeskot", "dinas kesehatan kota", "", "", ""))
    carry_out_import(session, admin, NOW, made)
    spans = unit_names.names_of(session, admin, unit_id, NOW)
    assert [(s.name, s.short_name) for s in spans] == [
        ("Dinas Kesehatan", "Dinkes"),
        ("dinas kesehatan kota", "Dinkeskot"),
    ]
    (panel, *_) = categories.list_categories(session, admin, city.period_id)[0].panels[-1:]
    assert panel.name == "dinas kesehatan kota"
    assert unit_names.names_due(session, NOW) is False


def test_the_exported_list_imports_as_no_change(city, session):
    unit_groups.create_group(
        session, city["admin"], NOW, name="FGD 1", unit_ids=[city.units["DLH"]]
    )
    table = table_of(units.list_units(session, city["admin"]), groups_of(session, city["admin"]))
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
