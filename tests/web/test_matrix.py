"""Every route against every role: what is not permitted is refused, and nothing leaks early."""

import itertools

import pytest
from sqlalchemy import text

from evaluator.services import certifying
from evaluator.services.permissions import allows
from tests.city import NOW

EVERYBODY = (None, "admin", "ases1", "ketua", "panitia", "auditor", "dindik")
SAFE = {"GET", "HEAD", "OPTIONS"}
# What only results can tell: values, places in words, predicates of the small rubric.
SECRETS = ("4,69", "4.69", "3,60", "1,75", "Juara I", "Peringkat 1", "4.75", "4,75")


def values_of(city):
    """A real value for every variable in an address, of another unit where there is one."""
    with city.installation.reads() as session:

        def first(sql):
            return session.execute(text(sql)).scalar() or 1

        return {
            "period_id": city.period_id,
            "category_id": city.category_id,
            "sheet_id": first(
                "SELECT sheet.id FROM sheet JOIN participant ON participant.id = participant_id"
                " JOIN account ON account.id = assessor_id"
                " WHERE participant.name = 'Dinas Pendidikan' AND username = 'ases2'"
            ),
            "participant_id": first("SELECT id FROM participant WHERE name = 'Dinas Kesehatan'"),
            "certificate_id": first("SELECT max(id) FROM certificate"),
            "message_id": first("SELECT max(id) FROM outbox_message"),
            "seat_id": first("SELECT max(id) FROM seat"),
            "year": 2025,
            "winner_id": first("SELECT max(id) FROM winner"),
            "unit_id": city.units["Dinkes"],
            "account_id": city["ases2"].account_id,
            "rubric_id": city.rubric_id,
            "signer_id": 1,
            "request_id": first("SELECT max(id) FROM unlock_request"),
            "group_id": first("SELECT max(id) FROM unit_group"),
            "name_id": first("SELECT max(id) FROM unit_name"),
            "deputy_id": first("SELECT max(id) FROM deputy"),
            "interest_id": first("SELECT max(id) FROM interest"),
            "digest": "0" * 64,
            "evidence_id": first("SELECT max(id) FROM evidence"),
            "revision_id": first("SELECT max(id) FROM evidence_revision"),
            "number": 1,
            "objection_id": first("SELECT max(id) FROM objection"),
            "kind": "csv",
        }


def addresses(app, city, method, **given):
    known = values_of(city) | given
    for rule in app.url_map.iter_rules():
        if rule.endpoint == "static" or method not in rule.methods:
            continue
        arguments = {name: value_for(rule, name, known) for name in rule.arguments}
        with app.test_request_context():
            from flask import url_for

            yield rule.endpoint, url_for(rule.endpoint, **arguments)


def value_for(rule, name, known):
    """One of a few words where the address takes only those; else a known value, 1 or "a1"."""
    words = getattr(rule._converters.get(name), "items", None)
    if words:
        return min(words)
    return known.get(name, 1 if name.endswith("_id") else "a1")


def permission_of(app, endpoint):
    return app.view_functions[endpoint].permission


@pytest.mark.parametrize("who", EVERYBODY)
def test_what_a_role_may_not_do_is_refused_on_every_route_and_nothing_breaks(
    city, app, browser_of, who
):
    city.release_all()
    client = browser_of(who)
    for method in ("GET", "POST"):
        for endpoint, address in addresses(app, city, method):
            if endpoint in ("account.sign_out", "account.sign_in"):
                continue
            action = permission_of(app, endpoint)
            actor = city[who] if who else None
            if method == "POST" and allows(actor, action):
                continue  # permitted acts have tests of their own
            answer = client.open(address, method=method)
            where = f"{who} {method} {address}"
            if allows(actor, action):
                assert answer.status_code < 500, where
                # A word in a template that Python took for something of its own.
                assert " object at 0x" not in answer.get_data().decode(errors="replace"), where
            elif who is None:
                signed_out = answer.status_code == 401 or "/masuk" in answer.headers["Location"]
                assert signed_out, where
            else:
                assert answer.status_code == 403, where


@pytest.mark.parametrize("who", [who for who in EVERYBODY if who != "ketua"])
def test_between_lock_and_release_no_page_tells_a_result(city, app, browser_of, who):
    city.open()
    city.score_all()
    city.lock()
    client = browser_of(who)
    own_sheets = {f"/penilaian/{sheet}" for sheet in city.sheets("ases1").values()}
    for endpoint, address in addresses(app, city, "GET"):
        if address in own_sheets or endpoint.startswith("admin_rubrics"):
            continue  # an assessor's own sheet, and texts that were public before scoring
        answer = client.get(address)
        leaked = [
            secret for secret in SECRETS if secret in answer.get_data().decode(errors="replace")
        ]
        assert leaked == [], f"{who} {address}"


def test_a_unit_never_sees_another_units_figures_after_release(city, app, browser_of):
    city.release_all()
    issue(city)
    client = browser_of("dindik")
    for endpoint, address in addresses(app, city, "GET"):
        text_of = client.get(address).get_data().decode(errors="replace")
        assert "1,75" not in text_of and "1.75" not in text_of, address
        # Who won is public once it is released.
        assert endpoint.startswith("public.") or "Dinas Lingkungan Hidup" not in text_of, address


def test_the_organiser_never_sees_a_value(city, app, browser_of):
    city.release_all()
    issue(city)
    client = browser_of("panitia")
    for _, address in addresses(app, city, "GET"):
        text_of = client.get(address).get_data().decode(errors="replace")
        assert not [v for v in ("4,69", "4.69", "3,60", "3.60") if v in text_of], address


def test_looking_changes_nothing(city, app, browser_of):
    city.release_all()
    issue(city)
    before = content(city)
    for who in EVERYBODY:
        client = browser_of(who)
        for _, address in addresses(app, city, "GET"):
            client.get(address)
    after = content(city)
    assert {name for name in before if before[name] != after[name]} <= {
        "login_session",
        "log_entry",
        "log_head",
    }


def content(city):
    from evaluator.storage.dumping import dump, tables_of

    with city.installation.engine.connect() as connection:
        return {t.name: list(dump(connection, t)) for t in tables_of(connection)}


def issue(city):
    with city.installation.writes() as session:
        certifying.issue(
            session,
            city["panitia"],
            NOW,
            city.period_id,
            design="resmi",
            draw=lambda face: face["number"].encode(),
            files=city.installation.files,
            public_url="https://bps.example",
        )


@pytest.mark.parametrize(
    "path",
    [
        *("/.env", "/.git/config", "/evaluator.db", "/instance/evaluator.db", "/console"),
        *(
            "/static/../app.py",
            "/static/%2e%2e/app.py",
            "/?__debugger__=yes",
            "/hasil//",
            "/HASIL/",
        ),
    ],
)
def test_nothing_else_is_served(browser_of, path):
    answer = browser_of(None).get(path)
    assert answer.status_code in (302, 308, 404)
    assert "SECRET" not in answer.get_data().decode(errors="replace")


def test_fields_that_nobody_asked_for_change_nothing(city, browser_of):
    city.open()
    sheet = city.sheets("ases1")["Dinas Pendidikan"]
    extra = itertools.product(("sheet_id", "assessor_id", "role", "locked", "total"), ("999",))
    given = {"answer": "4", "note": "", "version": "0", **dict(extra)}
    browser_of("ases1").post(f"/penilaian/{sheet}/a1", data=given)
    with city.installation.reads() as session:
        rows = session.execute(text("SELECT sheet_id, indicator, answer FROM score")).all()
    assert [tuple(row) for row in rows] == [(sheet, "a1", "4")]


def test_a_number_larger_than_any_row_is_no_address(browser_of):
    assert browser_of("ketua").get(f"/hasil/{2**70}").status_code == 404


def test_text_travels_compressed_where_the_browser_can_unpack_it(browser_of):
    import gzip

    plain = browser_of(None).get("/static/app.css")
    packed = browser_of(None).get("/static/app.css", headers={"Accept-Encoding": "gzip"})
    assert packed.headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(packed.get_data()) == plain.get_data()
    assert len(packed.get_data()) * 3 < len(plain.get_data())


@pytest.mark.parametrize(
    "body", ["[1]", "1", '"x"', '{"username": 1}', '{"username": [[1]]}', '{"username": "\\ud800"}',
             "[" * 100_000, '{"username": "a\\u0000"}', "{"]
)  # fmt: skip
def test_a_body_that_no_form_sends_is_refused_and_breaks_nothing(browser_of, body):
    answer = browser_of(None).post("/masuk", data=body, content_type="application/json")
    assert answer.status_code in (400, 422)


@pytest.mark.parametrize("version", ["9" * 10, "9" * 30, "-1", "x"])
def test_a_version_that_no_page_carried_moves_nothing(city, browser_of, version):
    city.open()
    city.score_all()
    answer = browser_of("ketua").post(f"/hasil/{city.period_id}/kunci", data={"version": version})
    assert answer.status_code in (409, 422)


@pytest.mark.parametrize("path", ["/catatan/?sebelum=" + "9" * 30, "/catatan/?sebelum=%00"])
def test_a_number_in_an_address_that_no_row_has_is_no_failure(browser_of, path):
    assert browser_of("auditor").get(path).status_code in (200, 400, 422)
