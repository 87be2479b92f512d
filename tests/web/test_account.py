"""Signing in and out, and what a stranger or a thief of cookies gets."""

import re
import time

import pytest

from evaluator.services import periods, stages
from evaluator.storage.installation import DEMO_SECRET
from tests.city import NOW, PASSWORD


def test_everyone_lands_where_their_work_begins(browser_of):
    home = {
        who: browser_of(who).get("/").headers["Location"]
        for who in ("ases1", "ketua", "panitia", "dindik", "admin", "auditor")
    }
    assert home == {
        "ases1": "/penilaian/",
        "ketua": "/hasil/",
        "panitia": "/piagam/",
        "dindik": "/umpan-balik/",
        "admin": "/admin/periode/",
        "auditor": "/hasil/",
    }


def test_a_wrong_password_and_an_unknown_name_get_the_same_sentence(app):
    client = app.test_client()
    answers = {
        client.post("/masuk", data={"username": name, "password": "salah"}).text.replace(name, "")
        for name in ("ketua", "tidak-ada")
    }
    (answer,) = answers
    assert "Nama pengguna atau kata sandi tidak cocok" in answer


def test_guessing_is_slowed_down_for_the_account_and_a_header_is_not_believed(app):
    client = app.test_client()
    for number in range(8):
        client.post(
            "/masuk",
            data={"username": "ketua", "password": "salah"},
            headers={"X-Forwarded-For": f"10.0.0.{number}"},
        )
    answer = client.post("/masuk", data={"username": "ketua", "password": PASSWORD})
    assert answer.status_code == 422
    assert "Terlalu banyak percobaan masuk" in answer.text


def test_signing_out_ends_the_session_whoever_holds_the_cookie(app, browser_of):
    client = browser_of("ketua")
    stolen = client.get_cookie("evaluator").value
    client.post("/keluar")
    thief = app.test_client()
    thief.set_cookie("evaluator", stolen)
    assert thief.get("/hasil/").headers["Location"].startswith("/masuk")


def test_a_cookie_from_before_signing_in_is_worth_nothing_after(app):
    client = app.test_client()
    client.post("/bahasa", data={"lang": "en", "next": "/"})
    before = client.get_cookie("evaluator").value
    client.post("/masuk", data={"username": "ketua", "password": PASSWORD})
    thief = app.test_client()
    thief.set_cookie("evaluator", before)
    assert thief.get("/hasil/").status_code == 302


def test_cookies_are_for_this_site_only_and_not_for_scripts(app):
    answer = app.test_client().post("/masuk", data={"username": "ketua", "password": PASSWORD})
    cookie = answer.headers["Set-Cookie"]
    assert "HttpOnly" in cookie and "SameSite=Lax" in cookie and "Domain" not in cookie


@pytest.mark.parametrize(
    "target",
    [
        "//evil.example",
        "/\\evil.example",
        "https:evil",
        "javascript:alert(1)",
        "/%0d%0aX: y\r\nX: y",
    ],
)
def test_after_signing_in_nobody_is_sent_elsewhere(app, target):
    answer = app.test_client().post(
        "/masuk", data={"username": "ketua", "password": PASSWORD, "next": target}
    )
    assert answer.headers["Location"] == "/hasil/"
    assert "X" not in answer.headers


def test_a_form_without_its_token_changes_nothing(city):
    from evaluator.app import create_app

    client = create_app(city.installation).test_client()
    page = client.get("/masuk").text
    token = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', page)[1]
    given = {"username": "ketua", "password": PASSWORD}
    assert client.post("/masuk", data=given).status_code == 400
    assert client.post("/masuk", data={**given, "csrf_token": token[:-2] + "xx"}).status_code == 400
    assert client.post("/masuk", data={**given, "csrf_token": token}).status_code == 302
    assert client.post("/keluar").status_code == 400


def test_every_answer_carries_the_headers_that_protect_it(app, browser_of):
    for path in ("/masuk", "/tidak-ada", "/v/"):
        headers = browser_of(None).get(path).headers
        policy = headers["Content-Security-Policy"]
        assert "unsafe" not in policy and "frame-ancestors 'none'" in policy
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["Cache-Control"] == "no-store"


def test_another_host_name_is_refused_before_any_link_is_made(app):
    answer = app.test_client().get("/masuk", headers={"Host": "evil.example"})
    assert answer.status_code == 400
    assert "evil" not in answer.text


def test_an_idle_session_ends(app, browser_of, monkeypatch):
    from datetime import timedelta

    client = browser_of("ketua")
    monkeypatch.setattr("evaluator.services.signing_in.IDLE_AFTER", timedelta(0))
    time.sleep(0.01)
    assert client.get("/hasil/").headers["Location"].startswith("/masuk")


def test_typed_text_comes_back_where_the_session_had_ended(app):
    answer = app.test_client().post("/penilaian/1/a1", data={"note": "bukti di lemari 3"})
    assert answer.status_code == 401
    assert "bukti di lemari 3" in answer.text
    assert "Masuk lagi di tab lain" in answer.text


def test_a_script_is_answered_in_json(app):
    answer = app.test_client().post("/penilaian/1/a1", json={"answer": "4"})
    assert answer.status_code == 401
    assert answer.json["error"].startswith("Masuk lagi")


def test_changing_ones_password_ends_the_other_sessions_and_keeps_this_one(app, browser_of):
    here, there = browser_of("ketua"), browser_of("ketua")
    new = "kata-sandi-yang-baru"
    answer = here.post("/kata-sandi", data={"old": PASSWORD, "new": new, "again": new})
    assert answer.status_code == 302
    assert here.get("/hasil/").status_code == 200
    assert there.get("/hasil/").status_code == 302


def test_the_language_stays_and_the_page_too(browser_of):
    client = browser_of("ketua")
    answer = client.post("/bahasa", data={"lang": "en", "next": "/hasil/?x=1"})
    assert answer.headers["Location"] == "/hasil/?x=1"
    assert '<html lang="en">' in client.get("/hasil/").text


def test_a_database_that_stays_busy_is_said_and_what_was_typed_comes_back(
    city, browser_of, monkeypatch
):
    from sqlalchemy.exc import OperationalError

    city.open()
    client = browser_of("ases1")
    sheet = city.sheets("ases1")["Dinas Pendidikan"]

    def busy(*_args, **_kwargs):
        raise OperationalError("UPDATE", {}, Exception("database is locked"))

    monkeypatch.setattr("evaluator.services.assessing.save_score", busy)
    answer = client.post(
        f"/penilaian/{sheet}/a1", data={"answer": "4", "note": "lihat SK 12", "version": "0"}
    )
    assert answer.status_code == 503
    assert answer.headers["Retry-After"] == "5"
    assert "lihat SK 12" in answer.text
    assert "UPDATE" not in answer.text


def test_a_failure_is_told_without_its_insides(browser_of, monkeypatch):
    client = browser_of("ketua")

    def fails(*_args, **_kwargs):
        raise ValueError("rahasia dapur")

    monkeypatch.setattr("evaluator.services.accounts.change_own_password", fails)
    given = {"old": PASSWORD, "new": "kata-sandi-baru", "again": "kata-sandi-baru"}
    answer = client.post("/kata-sandi", data=given)
    assert answer.status_code == 500
    assert "rahasia" not in answer.text and "Traceback" not in answer.text
    assert "kata-sandi-baru" not in answer.text


def test_an_office_is_not_served_with_a_demonstrations_secret_or_passwords_or_debug(city):
    from evaluator.app import create_app
    from evaluator.services import accounts, passwords
    from evaluator.services.demo_accounts import PASSWORD as DEMO_PASSWORD
    from evaluator.services.problems import Refused
    from tests.city import NOW

    own = city.installation
    for change, sentence in (
        ({"secret_key": DEMO_SECRET}, "Kunci rahasia contoh"),
        ({"secret_key": "pendek"}, "terlalu pendek"),
        ({"debug": True}, "EVALUATOR_DEBUG"),
    ):
        kept = {name: getattr(own.settings, name) for name in change}
        for name, value in change.items():
            setattr(own.settings, name, value)
        with pytest.raises(Refused, match=sentence):
            create_app(own)
        for name, value in kept.items():
            setattr(own.settings, name, value)
    with own.writes() as session, pytest.raises(Refused, match=r"[Kk]ata sandi contoh"):
        accounts.reset_password(
            session, city["admin"], NOW, city["ketua"].account_id, DEMO_PASSWORD
        )
    with own.writes() as session:
        shared = passwords.hashed(DEMO_PASSWORD, demo=True)
        accounts.reset_password(session, city["admin"], NOW, city["admin"].account_id, shared)
    with pytest.raises(Refused, match=r"[Kk]ata sandi contoh"):
        create_app(own)
    assert create_app(own, demo=True)


def test_a_database_without_tables_is_not_served(tmp_path):
    from evaluator.app import create_app
    from evaluator.services.problems import Refused
    from evaluator.storage.installation import Installation, Settings

    empty = Installation(Settings(instance=tmp_path / "kosong", secret_key="k" * 40))
    with pytest.raises(Refused, match="python3 run init"):
        create_app(empty)


def test_a_units_evening_begins_with_its_own_assessment_while_that_is_open(city, browser_of):
    with city.installation.writes() as session:
        session.connection().exec_driver_sql("UPDATE period SET self_assesses = true")
        version = periods.period_view(session, city["admin"], city.period_id).version
        stages.open_self_assessment(session, city["admin"], NOW, city.period_id, version)
    assert browser_of("dindik").get("/").headers["Location"] == "/penilaian-mandiri/"
    city.open()
    assert browser_of("dindik").get("/").headers["Location"] == "/umpan-balik/"
