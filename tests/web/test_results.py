"""The team lead's evening: ranking, numbers opened to their terms, lock and release.

Dindik: A = .75·5 + .25·4 = 4.75; B = 1 + 4·18/20 = 4.6; index = .6·4.75 + .4·4.6 = 4.69.
Dinkes: A = 4; B = 1 + 4·10/20 = 3; index = 3.6. DLH: A = 1.75, B does not apply: 1.75.
"""

import csv
import io
from datetime import date

import pytest

from evaluator.services import batches, categories, panels, periods, sheets, stages, units
from evaluator.services.logging import list_log
from tests.city import NOW

DINDIK = "Dinas Pendidikan"
DAY = date(2026, 9, 26)
ROLES_WITHOUT = ("ases1", "panitia", "dindik")


@pytest.fixture
def scored(city):
    city.open()
    city.score_all()
    return city


def participant(city, name=DINDIK):
    with city.installation.reads() as session:
        (category,) = categories.list_categories(session, city["admin"], city.period_id)
        return next(panel.participant_id for panel in category.panels if panel.name == name)


def version(city):
    with city.installation.reads() as session:
        return periods.period_view(session, city["ketua"], city.period_id).version


def addresses(city):
    period, unit = f"/hasil/{city.period_id}", participant(city)
    return (
        period,
        f"{period}/unit/{unit}",
        f"{period}/unit/{unit}/a1",
        f"{period}/{city.category_id}.csv",
        f"{period}/{city.category_id}.xlsx",
    )


def test_the_lead_sees_the_ranking_locks_it_and_releases_it(scored, browser_of):
    client, here = browser_of("ketua"), f"/hasil/{scored.period_id}"
    live = client.get(here).text
    assert "Sementara – belum dikunci" in live
    assert live.index("4,69") < live.index("3,60") < live.index("1,75")
    assert "OPD Terbaik: Juara I" in live
    stage = f"/tahap/{scored.period_id}"
    assert "Tutup penilaian Penilaian 2025?" in client.get(f"{stage}/tutup").text
    client.post(f"{stage}/tutup", data={"version": version(scored)})
    asked = client.get(f"{here}/kunci").text
    assert "Kunci Penilaian 2025?" in asked
    locked = client.post(
        f"{here}/kunci", data={"version": version(scored)}, follow_redirects=True
    ).text
    assert "Dikunci, belum dirilis – rahasia" in locked
    assert "Rilis Penilaian 2025?" in client.get(f"{here}/rilis").text
    released = client.post(
        f"{here}/rilis", data={"version": version(scored)}, follow_redirects=True
    ).text
    assert "Dirilis" in released
    assert "4,69" in browser_of("auditor").get(here).text


def test_every_number_opens_to_terms_that_add_up_to_it(scored, browser_of):
    client, here = browser_of("ketua"), f"/hasil/{scored.period_id}/unit/"
    index = client.get(f"{here}{participant(scored)}").text
    # .6·4.75 = 2.85 and .4·4.6 = 1.84 make 4.69
    for shown in ("60,00 %", "4,75", "2,85", "40,00 %", "4,60", "1,84", "4,69"):
        assert shown in index
    lent = client.get(f"{here}{participant(scored, 'Dinas Lingkungan Hidup')}").text
    assert "100,00 %" in lent  # B does not apply and lends its weight to A
    assert "0,00 %" in lent
    leaf = client.get(f"{here}{participant(scored)}/a1").text
    assert "Ases1" in leaf
    assert "Standar dimutakhirkan dari hasil tinjauan." in leaf
    assert client.get(f"{here}{participant(scored)}/tidak-ada").status_code == 404


def test_before_release_nobody_but_the_lead_sees_any_of_it(scored, browser_of):
    for stage in ("scoring", "locked"):
        if stage == "locked":
            scored.lock()
        for username in ("admin", "auditor"):
            client = browser_of(username)
            assert "Dapat dibaca setelah dirilis" in client.get("/hasil/").text
            for address in addresses(scored):
                answer = client.get(address)
                assert answer.status_code == 404
                assert DINDIK not in answer.text
                assert "4,69" not in answer.text
        for username in ROLES_WITHOUT:
            client = browser_of(username)
            for address in ("/hasil/", *addresses(scored)):
                assert client.get(address).status_code == 403


def test_only_the_lead_decides(scored, browser_of):
    here = f"/hasil/{scored.period_id}"
    for username in ("admin", "auditor", *ROLES_WITHOUT):
        client = browser_of(username)
        for act in ("kunci", "rilis", f"tarik/{participant(scored)}"):
            assert client.get(f"{here}/{act}").status_code == 403
            assert client.post(f"{here}/{act}", data={"version": 2}).status_code == 403
    assert "Sementara" in browser_of("ketua").get(here).text


def test_after_release_the_auditor_reads_answers_without_names(city, browser_of):
    city.release_all()
    leaf = browser_of("auditor").get(f"/hasil/{city.period_id}/unit/{participant(city)}/a1").text
    assert "Standar dimutakhirkan dari hasil tinjauan." in leaf
    assert "Ases1" not in leaf


def test_a_lock_with_gaps_is_refused_and_leaves_nothing_half_done(city, browser_of):
    city.open()
    client, here = browser_of("ketua"), f"/hasil/{city.period_id}"
    close = f"/tahap/{city.period_id}/tutup"
    asked = client.get(close).text
    assert "6 lembar belum lengkap" in asked
    assert "Tutup penilaian Penilaian 2025?" not in asked
    refused = client.post(close, data={"version": version(city)})
    assert refused.status_code == 422
    assert "Dinas Kesehatan, penilai Ases1: 0 dari 3 indikator dinilai" in refused.text
    assert "Sementara – belum dikunci" in client.get(here).text


def test_answers_to_be_talked_over_lead_to_the_list_where_that_is_done(scored, browser_of):
    client = browser_of("ketua")
    scored.score("ases2", "Dinas Pendidikan", a1="2")
    scored.close()
    page = client.get(f"/hasil/{scored.period_id}/kunci").text
    link = f'<a href="/penyepakatan/{scored.period_id}">Buka daftar penyepakatan</a>'
    assert link in page[page.index("Bicarakan dahulu") :]
    assert client.get(f"/penyepakatan/{scored.period_id}").status_code == 200


def test_a_lock_from_an_old_page_is_refused(scored, browser_of):
    client, here = browser_of("ketua"), f"/hasil/{scored.period_id}/kunci"
    assert client.post(here, data={"version": version(scored) - 1}).status_code == 409


def test_a_unit_is_withdrawn_with_a_reason_and_taken_back(scored, browser_of):
    client, here = browser_of("ketua"), f"/hasil/{scored.period_id}"
    act = f"{here}/tarik/{participant(scored)}"
    without = client.post(act, data={"reason": " "})
    assert without.status_code == 422
    assert "Tuliskan alasannya" in without.text
    gone = client.post(act, data={"reason": "Dilebur"}, follow_redirects=True).text
    assert "ditarik dari penilaian (Dilebur" in gone
    assert "Dilebur" in client.get(act).text
    back = client.post(act, follow_redirects=True).text
    assert "ditarik dari penilaian" not in back
    assert client.get(f"{here}/tarik/999").status_code == 404


def test_opening_unreleased_results_is_logged_once_per_session_and_hour(scored, browser_of):
    client, again = browser_of("ketua"), browser_of("ketua")
    for path in addresses(scored):
        assert client.get(path).status_code == 200
    again.get(f"/hasil/{scored.period_id}")
    with scored.installation.reads() as session:
        views = [x for x in list_log(session, scored["ketua"]) if x.act == "results.view"]
    assert [(x.actor, x.subject) for x in views] == [("Ketua (ketua)", "Penilaian 2025")] * 2


def test_a_tie_is_explained_in_its_row(city, browser_of):
    city.open()
    city.score_all()
    for username in ("ases1", "ases2"):
        city.score(username, "Dinas Kesehatan", a1="5", a2="4", b1="18/20")
    page = browser_of("ketua").get(f"/hasil/{city.period_id}").text
    assert page.count("1=") >= 2
    assert "semua aturan seri sudah diterapkan: peringkat bersama Dinas Kesehatan" in page


def test_a_category_is_taken_away_as_csv_and_workbook(city, browser_of):
    city.release_all()
    client, here = browser_of("auditor"), f"/hasil/{city.period_id}/{city.category_id}"
    answer = client.get(f"{here}.csv")
    rows = list(csv.DictReader(io.StringIO(answer.data.decode("utf-8-sig"))))
    assert [(r["Peringkat"], r["Unit"], r["Nilai"], r["A Tata kelola"]) for r in rows] == [
        ("1", "Dinas Pendidikan", "4.69", "4.75"),
        ("2", "Dinas Kesehatan", "3.60", "4.00"),
        ("3", "Dinas Lingkungan Hidup", "1.75", "1.75"),
    ]
    book = client.get(f"{here}.xlsx")
    assert book.data[:2] == b"PK"
    assert book.headers["Content-Disposition"].endswith('.xlsx"')
    assert client.get(f"/hasil/{city.period_id}/999.csv").status_code == 404


def season(city, title, unit_ids, *, lock):
    """A scored period of one category with one assessor; returns the address of its results."""
    admin, ases1 = city["admin"], city["ases1"]
    with city.installation.writes() as session:
        period_id = periods.create_period(
            session, admin, NOW, year=2026, title=title, event="HSN", theme="", event_date=DAY
        )
        categories.add_category(
            session,
            admin,
            NOW,
            period_id,
            title=title,
            rubric_id=city.rubric_id,
            unit_kind="opd",
            unit_ids=unit_ids,
        )
        (category,) = categories.list_categories(session, admin, period_id)
        for panel in category.panels:
            panels.assign(session, admin, NOW, panel.participant_id, [ases1.account_id])
        stages.open_scoring(session, admin, NOW, period_id, 1)
        for row in sheets.my_sheets(session, ases1):
            cells = dict.fromkeys(("a1", "a2"), ("4", "")) | {"b1": ("1/5", "")}
            if row.period == title:
                batches.save_scores(session, ases1, NOW, row.id, cells, hand_in=True)
        if lock:
            stages.close_scoring(session, city["ketua"], NOW, period_id, 2)
            stages.lock(session, city["ketua"], NOW, period_id, 3)
    return f"/hasil/{period_id}"


@pytest.mark.parametrize("lock", [False, True])
def test_pages_take_as_many_queries_for_many_units_as_for_one(
    city, browser_of, count_queries, lock
):
    with city.installation.writes() as session:
        many = [
            units.create_unit(session, city["admin"], NOW, kind="opd", short_name=n, name=n)
            for n in (f"Dinas {number}" for number in range(15))
        ]
    small = season(city, "Satu", many[:1], lock=lock)
    large = season(city, "Banyak", many, lock=lock)
    client = browser_of("ketua")

    def queries(address):
        client.get(address)  # the first look is logged
        with count_queries() as sent:
            assert client.get(address).status_code == 200
        return len(sent)

    assert queries(small) == queries(large)
