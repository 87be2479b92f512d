"""What a device may keep of the sheets, and whose it is."""

import json
import re

import pytest
from sqlalchemy import text

from tests.city import add_units

DINDIK = "Dinas Pendidikan"
STORED = "X-Luring"


@pytest.fixture
def opened(city):
    city.open()
    return city


def test_only_an_assessors_own_pages_may_stay_on_a_device(opened, browser_of):
    sheet = opened.sheets("ases1")[DINDIK]
    client = browser_of("ases1")
    marks = {
        path: client.get(path).headers.get(STORED)
        for path in (
            "/penilaian/",
            f"/penilaian/{sheet}",
            "/luring/",
            "/kata-sandi",
            "/luring/sesi",
            "/penilaian/999",
        )
    }
    account = opened["ases1"].account_id
    mark = marks["/penilaian/"]
    assert mark.split(" ")[0] == str(account)
    assert marks == {
        "/penilaian/": mark,
        f"/penilaian/{sheet}": mark,
        "/luring/": mark,
        "/kata-sandi": None,
        "/luring/sesi": None,
        "/penilaian/999": None,
    }


def test_nobody_elses_page_is_marked_and_another_session_has_another_mark(opened, browser_of):
    sheet = opened.sheets("ases1")[DINDIK]
    for username in (None, "admin", "ketua", "panitia", "auditor", "dindik", "ases2"):
        assert STORED not in browser_of(username).get(f"/penilaian/{sheet}").headers
    for path in ("/hasil/", "/catatan/"):
        assert STORED not in browser_of("ketua").get(path).headers
    first, second = (browser_of("ases1").get("/penilaian/").headers[STORED] for _ in range(2))
    assert first != second


def test_the_token_is_given_to_assessors_only(opened, browser_of):
    client = browser_of("ases1")
    answer = client.get("/luring/sesi")
    assert answer.json["account"] == str(opened["ases1"].account_id)
    assert answer.json["token"]
    assert answer.headers["Cache-Control"] == "no-store"
    asked = {"Accept": "application/json"}
    assert browser_of(None).get("/luring/sesi", headers=asked).status_code == 401
    for username in ("admin", "ketua", "panitia", "auditor", "dindik"):
        for path in ("/luring/sesi", "/luring/"):
            assert browser_of(username).get(path).status_code == 403


def test_the_worker_serves_the_whole_site_and_knows_every_file_by_its_content(app, browser_of):
    client = browser_of(None)
    answer = client.get("/luring/pekerja.js")
    assert answer.headers["Service-Worker-Allowed"] == "/"
    assert answer.mimetype == "text/javascript"
    build = json.loads(answer.text.split("\n", 1)[0].removeprefix("const build = ").rstrip(";"))
    names = {file.split("?")[0].removeprefix("/static/") for file in build["files"]}
    assert {"app.css", "app.js", "assess.js", "offline-line.js", "icons.svg"} <= names
    assert not {"admin.js", "offline-worker.js"} & names
    bare = {file.removeprefix("/static/") for file in build["files"] if "?v=" not in file}
    assert {"app.js", "assess-item.js", "offline-queue.js", "offline-line.js"} <= bare
    assert not {"assess.js", "offline.js", "app.css"} & bare  # linked by pages
    for file in build["files"]:
        assert client.get(file).status_code == 200, file
    assert (build["static"], build["logo"], build["offline"]) == ("/static/", "/logo/", "/luring/")


def test_the_program_can_be_installed(browser_of):
    client = browser_of(None)
    facts = client.get("/luring/aplikasi.webmanifest")
    assert facts.mimetype == "application/manifest+json"
    told = json.loads(facts.text)
    assert (told["start_url"], told["display"], told["scope"]) == ("/penilaian/", "standalone", "/")
    assert [(icon["sizes"], icon["purpose"]) for icon in told["icons"]] == [
        ("192x192", "any"),
        ("512x512", "any"),
        ("512x512", "maskable"),
    ]
    for icon in told["icons"]:
        assert client.get(icon["src"]).data.startswith(b"\x89PNG")


def test_a_module_without_version_is_asked_for_anew_and_a_versioned_one_is_kept(browser_of):
    client = browser_of(None)
    assert client.get("/static/assess-keep.js").headers["Cache-Control"] == "no-cache"
    assert "max-age=31536000" in client.get("/static/app.js?v=1").headers["Cache-Control"]


def test_the_worker_and_the_manifest_are_allowed_by_the_policy(browser_of):
    policy = browser_of(None).get("/masuk").headers["Content-Security-Policy"]
    assert "worker-src 'self'" in policy and "manifest-src 'self'" in policy


def test_only_pages_of_assessors_carry_the_line_and_the_manifest(opened, browser_of):
    page = browser_of("ases1").get("/penilaian/").text
    assert 'id="device-line"' in page and "aplikasi.webmanifest" in page
    assert "data-stored" in page and "data-assesses" in page
    other = browser_of("ketua").get("/hasil/").text
    assert 'id="device-line"' not in other and "aplikasi.webmanifest" not in other
    assert 'name="device"' in other  # it forgets what others left
    assert 'name="device"' not in browser_of(None).get("/masuk").text


def test_the_page_of_the_device_lists_open_sheets_or_says_why_there_is_none(city, browser_of):
    client = browser_of("ases1")
    assert "Tidak ada lembar yang sedang dinilai" in client.get("/luring/").text
    city.open()
    sheet = city.sheets("ases1")[DINDIK]
    page = client.get("/luring/").text
    assert f'data-sheet="/penilaian/{sheet}" data-unit="{DINDIK}"' in page


def test_in_a_blind_period_the_list_of_the_device_is_in_the_order_of_the_aliases(city, browser_of):
    add_units(city, 12)
    with city.installation.writes() as session:
        session.execute(text("UPDATE period SET blind = true"))
    city.open()
    page = browser_of("ases1").get("/luring/").text
    shown = re.findall(r'data-unit="([^"]*)"', page)
    assert shown == [f"Unit {number:02}" for number in range(1, 16)]


def test_every_page_tells_the_worker_whose_it_is(city, browser_of):
    def told(username, path):
        return browser_of(username).get(path).headers.get("X-Luring-Akun", "").split(" ")[0]

    assert told("ases1", "/penilaian/") == told("ases1", "/tidak-ada") != ""
    assert told("ketua", "/hasil/") == str(city["ketua"].account_id)
    assert told(None, "/masuk") == "-"
    assert told("ases1", "/luring/sesi") == ""


@pytest.mark.parametrize("units", [3, 4, 30])
def test_the_page_of_the_device_takes_as_many_queries_for_many_sheets(
    city, browser_of, count_queries, units
):
    add_units(city, units - 3)
    city.open()
    client = browser_of("ases1")
    client.get("/luring/")
    with count_queries() as sent:
        page = client.get("/luring/").text
    assert page.count("data-sheet=") == units
    assert len([one for one in sent if one != "BEGIN"]) == 5
