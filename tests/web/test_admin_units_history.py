"""The admin's pages about a unit's names and endings, and groups of units."""

import re
from datetime import UTC, datetime, timedelta

import pytest

from evaluator.services import categories, unit_endings, unit_groups, unit_names, units
from evaluator.storage.actor import Role
from evaluator.storage.people import AccountRole
from tests.city import NOW

RENAME = {
    "version": "1",
    "name": "Dinas Pendidikan dan Kebudayaan",
    "short_name": "Disdikbud",
    "valid_from": "2025-09-01",
    "reason": "Perda 7/2025",
}


def place(city, unit="Dindik", rest=""):
    return f"/admin/unit/{city.units[unit]}{rest}"


def alone(city, *kept):
    """Let only these units take part in the draft period."""
    with city.installation.writes() as session:
        ids = [city.units[short] for short in kept]
        categories.change_participants(session, city["admin"], NOW, city.category_id, ids)


def test_a_renamed_unit_shows_both_names_with_their_days(browser_of, city):
    client = browser_of("admin")
    answer = client.post(place(city, rest="/ganti-nama"), data=RENAME, follow_redirects=True)
    page = answer.text
    assert "Nama baru Dinas Pendidikan dan Kebudayaan sudah dicatat" in page
    assert "sejak 1 September 2025" in page and "sampai 31 Agustus 2025" in page
    assert "Dinas Pendidikan dan Kebudayaan" in client.get("/admin/unit/").text


def test_a_planned_name_is_shown_and_can_be_taken_back(browser_of, city):
    client = browser_of("admin")
    day = (datetime.now(UTC) + timedelta(days=40)).date().isoformat()
    client.post(place(city, rest="/ganti-nama"), data={**RENAME, "valid_from": day})
    page = client.get(place(city)).text
    assert "Direncanakan" in page
    assert "Dinas Pendidikan dan Kebudayaan" not in client.get("/admin/unit/").text
    cancel = re.search(r'action="([^"]+/batal)"', page)[1]
    assert "dibatalkan" in client.post(cancel, follow_redirects=True).text
    assert "Direncanakan" not in client.get(place(city)).text


def test_a_name_that_came_into_force_is_seen_at_the_next_request(app, browser_of, city):
    tomorrow = datetime.now(UTC) - timedelta(days=2)
    with city.installation.writes() as session:
        unit_names.rename_unit(
            session,
            city["admin"],
            tomorrow - timedelta(days=9),
            city.units["Dindik"],
            version=1,
            name="Dinas Pendidikan dan Kebudayaan",
            short_name="Disdikbud",
            valid_from=tomorrow.date(),
        )
        assert units.unit_view(session, city["admin"], city.units["Dindik"]).short_name == "Dindik"
    app.extensions["names"] = {}
    assert "Disdikbud" in browser_of("admin").get("/admin/unit/").text


def test_a_refused_rename_keeps_what_was_typed(browser_of, city):
    client = browser_of("admin")
    given = {**RENAME, "name": "Dinas Kesehatan", "reason": "Perda nomor tujuh"}
    answer = client.post(place(city, rest="/ganti-nama"), data=given)
    assert answer.status_code == 422
    assert "sudah dipakai unit lain" in answer.text and "Perda nomor tujuh" in answer.text
    stale = client.post(place(city, rest="/ganti-nama"), data={**RENAME, "version": "7"})
    assert stale.status_code == 409
    assert "Disdikbud" in stale.text


def test_a_merged_unit_points_to_its_successor_and_back(browser_of, city):
    alone(city, "Dinkes", "DLH")
    client = browser_of("admin")
    given = {
        "version": "1",
        "successor_id": str(city.units["Dinkes"]),
        "ended_on": "2025-09-01",
        "reason": "Perda 7/2025",
    }
    page = client.post(place(city, rest="/akhiri"), data=given, follow_redirects=True).text
    assert "berakhir sejak 1 September 2025" in page and "Dinas Kesehatan" in page
    assert "Meneruskan unit lain" in client.get(place(city, "Dinkes")).text
    assert "Berakhir" in client.get("/admin/unit/?cari=pendidikan").text
    back = client.post(
        place(city, rest="/aktifkan"), data={"version": "2"}, follow_redirects=True
    ).text
    assert "dinilai lagi" in back and "berakhir sejak" not in back


def test_somebody_of_a_unit_that_ended_sees_nothing_more(browser_of, city):
    city.release_all()
    unit = browser_of("dindik")
    assert unit.get("/umpan-balik/", follow_redirects=True).status_code == 200
    given = {"version": "1", "successor_id": "", "ended_on": "2025-09-01", "reason": "Bubar"}
    browser_of("admin").post(place(city, rest="/akhiri"), data=given)
    assert unit.get("/umpan-balik/").location.startswith("/masuk")
    assert "Dinas Pendidikan" in browser_of("ketua").get(f"/hasil/{city.period_id}").text


def test_a_unit_in_an_open_period_is_not_ended_and_the_reason_stays_typed(browser_of, city):
    city.open()
    given = {"version": "1", "successor_id": "", "ended_on": "2025-09-01", "reason": "Bubar total"}
    answer = browser_of("admin").post(place(city, rest="/akhiri"), data=given)
    assert answer.status_code == 422
    assert "masih ikut Penilaian 2025" in answer.text and "Bubar total" in answer.text


def test_a_unit_that_still_takes_part_leads_to_where_it_leaves(browser_of, city):
    admin, here = browser_of("admin"), place(city, rest="/akhiri")
    given = {"version": "1", "successor_id": "", "ended_on": "2025-09-01", "reason": "Bubar"}
    leave = f'href="/admin/periode/kategori/{city.category_id}/peserta">Lepaskan dari peserta'
    assert leave in admin.get(here).text and leave in admin.post(here, data=given).text
    city.open()
    with city.installation.reads() as session:
        (taken,) = unit_endings.taking_part(session, city["admin"], city.units["Dindik"])
    address = f"/hasil/{city.period_id}/tarik/{taken.participant_id}"
    told = admin.post(here, data=given).text
    assert f"<code>http://bps.example{address}</code>" in told
    assert f'href="{address}"' not in told  # only the lead may
    with city.installation.writes() as session:
        city.add_person(session, "kepala", Role.ADMIN)
        session.add(AccountRole(account_id=city["kepala"].account_id, role=Role.LEAD))
    both = browser_of("kepala")
    assert f'href="{address}">Tarik dari Penilaian 2025' in both.post(here, data=given).text
    both.post(address, data={"reason": "Bubar"})
    assert "masih ikut dinilai" not in admin.get(here).text
    assert admin.post(here, data=given).status_code == 302


def test_groups_are_formed_by_ticking_and_dissolved_after_a_question(browser_of, city):
    client = browser_of("ketua")
    assert "Belum ada kelompok" in client.get("/kelompok/").text
    given = {"name": "FGD 1", "note": "", "unit_ids": [city.units["Dindik"], city.units["DLH"]]}
    page = client.post("/kelompok/tambah", data=given, follow_redirects=True).text
    assert "Dinas Lingkungan Hidup, Dinas Pendidikan" in page
    group = re.search(r'href="(/kelompok/\d+)"', page)[1]
    given = {"name": "Meja 1", "note": "", "unit_ids": [city.units["DLH"]], "version": "1"}
    assert "Meja 1" in client.post(group, data=given, follow_redirects=True).text
    assert client.post(group, data={**given, "name": "X"}).status_code == 409
    assert "Bubarkan Meja 1?" in client.get(f"{group}/bubarkan").text
    assert "Belum ada kelompok" in client.post(f"{group}/bubarkan", follow_redirects=True).text


def test_a_refused_group_keeps_what_was_typed(browser_of, city):
    client = browser_of("ketua")
    given = {"name": "FGD; 1", "note": "meja bundar", "unit_ids": [city.units["DLH"]]}
    answer = client.post("/kelompok/tambah", data=given)
    assert answer.status_code == 422
    assert "titik koma" in answer.text and "meja bundar" in answer.text
    assert re.search(rf'value="{city.units["DLH"]}" checked', answer.text)


def test_groups_of_kecamatan_are_suggested_and_formed_in_one_press(browser_of, city):
    with city.installation.writes() as session:
        for kind, name, parent in (
            ("kecamatan", "Kecamatan Utara", None),
            ("kelurahan", "Kraton", 1),
        ):
            parent = parent and units.list_units(session, city["admin"], "kecamatan")[0].id
            units.create_unit(
                session,
                city["admin"],
                NOW,
                kind=kind,
                short_name=name,
                name=name,
                parent_id=parent,
            )
    client = browser_of("admin")
    assert "Bentuk 1 kelompok ini" in client.get("/kelompok/").text
    assert (
        "1 kelompok dibentuk" in client.post("/kelompok/dari-kecamatan", follow_redirects=True).text
    )


@pytest.mark.parametrize("who", ["ases1", "panitia", "auditor", "dindik"])
def test_groups_are_for_admin_and_lead(browser_of, city, who):
    with city.installation.writes() as session:
        unit_groups.create_group(session, city["ketua"], NOW, name="FGD 1")
    client = browser_of(who)
    for page in ("/kelompok/", "/kelompok/tambah", "/kelompok/1", "/kelompok/1/bubarkan"):
        assert client.get(page).status_code == 403


def test_the_pages_send_as_many_queries_for_one_row_as_for_many(browser_of, city, count_queries):
    client = browser_of("admin")
    sent = []
    for start, size in ((0, 1), (10, 3), (100, 40)):
        with city.installation.writes() as session:
            for n in range(start, start + size):
                unit_groups.create_group(
                    session,
                    city["admin"],
                    NOW,
                    name=f"FGD {n}",
                    unit_ids=list(city.units.values()),
                )
        pages = ("/kelompok/", "/kelompok/1", place(city))
        with count_queries() as statements:
            assert [client.get(page).status_code for page in pages] == [200] * 3
        sent.append(len(statements))
    assert len(set(sent)) == 1
