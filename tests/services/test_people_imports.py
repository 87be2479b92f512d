"""Importing people: the dry run of a table, and carrying it out."""

import pytest

from evaluator.services import accounts, signing_in, units
from evaluator.services.import_plans import Change
from evaluator.services.logging import list_log
from evaluator.services.people_imports import carry_out_people
from evaluator.services.people_plans import COLUMNS, plan_people, table_of
from evaluator.services.problems import NotAllowed, Refused
from evaluator.storage.actor import Role
from tests.city import NOW, PASSWORD

NIP = "19850101 201001 1 001"


def plan(session, city, *rows, header=COLUMNS):
    numbered = [(number, row) for number, row in enumerate(rows, start=2)]
    return plan_people(session, city["admin"], header, numbered)


def reasons(plan):
    return {row.number: [str(reason) for reason in row.reasons] for row in plan.rows}


def test_every_row_is_new_same_changed_or_refused(city, session):
    made = plan(
        session,
        city,
        ("ases1", "Ases1", "penilai", "", "", "", ""),
        ("ases2", "Siti Aminah, S.ST., M.Si.", "Penilai; Ketua Tim", NIP, "", "", "siti@bps.go.id"),
        ("kadis", "Dr. H. Budi, M.M.", "unit", "", "Dindik", "kepala", ""),
        ("x y", "", "raja", "123", "", "camat", "siti@"),
    )
    assert made.counts == {"new": 1, "changed": 1, "same": 1, "refused": 1}
    assert made.rows[1].changes == (
        Change("nama", "Ases2", "Siti Aminah, S.ST., M.Si."),
        Change("peran", "penilai", "ketua tim; penilai"),
        Change("nip", "", NIP),
        Change("surel", "", "siti@bps.go.id"),
    )
    assert [sentence.partition(":")[0] for sentence in reasons(made)[5]] == [
        "nama_pengguna",
        "nama",
        "nip",
        "surel",
        'peran "raja" tidak dikenal; yang ada',
        'tugas "camat" tidak dikenal; yang ada',
    ]


def test_what_excel_made_of_a_nip_is_refused_with_the_mend(city, session):
    made = plan(
        session,
        city,
        ("a", "A", "penilai", "1.98501E+17", "", "", ""),
        ("b", "B", "penilai", "198502302010011001", "", "", ""),
        ("c", "C", "penilai", "198501012010013001", "", "", ""),
    )
    told = reasons(made)
    assert "Excel membulatkan NIP ini menjadi 1.98501E+17" in told[2][0]
    assert "Tanggal lahir" in told[3][0]
    assert "Susunan NIP tidak mungkin" in told[4][0]


def test_who_belongs_to_which_unit_is_checked(city, session):
    units.create_unit(
        session,
        city["admin"],
        NOW,
        kind="kecamatan",
        short_name="Kec. X",
        name="Dinas Kesehatan",
    )
    made = plan(
        session,
        city,
        ("a", "A", "unit", "", "", "", ""),
        ("b", "B", "unit", "", "Dinas Gaib", "", ""),
        ("c", "C", "unit", "", "Dinas Kesehatan", "", ""),
        ("d", "D", "penilai", "", "DLH", "", ""),
        ("e", "E", "unit; penilai", "", "DLH", "", ""),
        ("f", "F", "penilai", "", "", "", ""),
        ("F", "F", "penilai", "", "", "", ""),
        ("admin", "Admin", "ketua tim", "", "", "", ""),
    )
    assert [told[:1] for told in reasons(made).values()] == [
        ["peran unit memerlukan unitnya"],
        ['unit "Dinas Gaib" tidak ada di daftar unit yang dinilai'],
        ['unit "Dinas Kesehatan" ada lebih dari satu; tulis nama lengkapnya'],
        ['unit "DLH" hanya diisi untuk peran unit'],
        ["akun unit tidak boleh punya peran kantor"],
        ['nama pengguna "f" muncul lebih dari sekali'],
        ['nama pengguna "f" muncul lebih dari sekali'],
        ["Anda tidak dapat melepas peran admin sendiri"],
    ]


def test_carrying_out_opens_accounts_without_password_and_ends_sessions_of_other_rights(
    city, session
):
    kept = signing_in.sign_in(session, "ases1", PASSWORD, "127.0.0.1", NOW)
    ended = signing_in.sign_in(session, "ases2", PASSWORD, "127.0.0.1", NOW)
    made = plan(
        session,
        city,
        ("ases1", "Bagus, S.Si.", "penilai", "", "", "", ""),
        ("ases2", "Ases2", "auditor", "", "", "", ""),
        ("Kadis", "Dr. H. Budi, M.M.", "unit", NIP, "Dinas Pendidikan", "kepala", "b@uji.go.id"),
    )
    (opened,) = carry_out_people(session, city["admin"], NOW, made)
    assert signing_in.actor_of(session, kept, NOW).name == "Bagus, S.Si."
    assert signing_in.actor_of(session, ended, NOW) is None
    person = accounts.person(session, city["admin"], opened)
    assert (person.username, person.name, person.nip, person.roles) == (
        "kadis",
        "Dr. H. Budi, M.M.",
        "198501012010011001",
        (Role.UNIT,),
    )
    assert (person.unit_name, person.duty, person.email, person.invited) == (
        "Dinas Pendidikan",
        "head",
        "b@uji.go.id",
        True,
    )
    entry = list_log(session, city["admin"])[0]
    assert (entry.act, entry.after["counts"]["new"]) == ("account.import", 1)


def test_a_refused_row_keeps_the_whole_file_out_and_only_the_admin_imports(city, session):
    made = plan(
        session,
        city,
        ("a", "A", "penilai", "", "", "", ""),
        ("b", "B", "raja", "", "", "", ""),
    )
    with pytest.raises(Refused, match="ditolak"):
        carry_out_people(session, city["admin"], NOW, made)
    assert not accounts.list_people(session, city["admin"], text="A, ")
    with pytest.raises(NotAllowed):
        plan_people(session, city["ketua"], COLUMNS, [])


def test_the_exported_list_imports_as_no_change_and_missing_columns_keep_what_is_stored(
    city, session
):
    admin = city["admin"]
    table = table_of(accounts.list_people(session, admin))
    assert plan(session, city, *table).counts == {
        "new": 0,
        "changed": 0,
        "same": 8,
        "refused": 0,
    }
    short = [row[:3] for row in table]
    assert plan(session, city, *short, header=COLUMNS[:3]).count("same") == 8


def test_a_closed_account_is_opened_by_hand_only(city, session):
    own = accounts.person(session, city["admin"], city["ases1"].account_id)
    accounts.change_person(
        session,
        city["admin"],
        NOW,
        own.id,
        version=own.version,
        name=own.name,
        roles=own.roles,
        unit_id=None,
        nip="",
        email="",
        duty=None,
        active=False,
    )
    made = plan(session, city, ("ases1", "Ases1", "penilai", "", "", "", ""))
    assert reasons(made)[2] == ["akun ini ditutup; buka dahulu di halamannya"]


def test_a_dry_run_sends_as_many_queries_for_one_row_as_for_thirty(city, session, count_queries):
    sent = []
    for size in (1, 3, 30):
        rows = [(f"orang{n}", f"Orang {n}", "penilai", "", "", "", "") for n in range(size)]
        session.connection()
        session.expunge_all()
        with count_queries() as statements:
            plan(session, city, *rows)
        sent.append(len(statements))
    assert len(set(sent)) == 1
