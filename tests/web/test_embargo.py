"""Until the chair releases, no address tells an award; then all of them do, in one moment."""

import pytest

from tests.stage import CODE, JURY, NUMBER, WHY, decide, print_paper
from tests.web.test_matrix import addresses, permission_of

UNTOLD = (JURY, WHY, NUMBER, "Juara I", "Juara II", "Juara III", "OPD Terbaik")
VALUES = ("4,69", "4.69", "3,60", "3.60", "1,75", "1.75")
NAMES = ("Dinas Pendidikan", "Dinas Kesehatan", "Dinas Lingkungan Hidup")
# A rubric is public before anybody scores, with the awards that it promises.
RUBRIC = ("admin_rubrics", "drafts", "draft_", "rubric_differences", "exchange")


def told(client, address, words):
    answer = client.get(address, headers={"Accept": "*/*"})
    page = answer.get_data().decode(errors="replace")
    return [word for word in words if word in page and word not in address]  # typed by the reader


def walk(app, city, client):
    """Every address that answers to GET, at real values, the printed paper's code among them."""
    for endpoint, address in addresses(app, city, "GET", code=CODE, ids="1", year=2025):
        if endpoint not in ("account.sign_out",):
            yield endpoint, address
    for address in (f"/v/{CODE.lower()}", f"/v/?kode={CODE}", f"/v/?kode={NUMBER}"):
        yield "verify", address


def test_before_release_no_public_address_names_a_winner_an_award_or_a_value(city, app, browser_of):
    decide(city, jury=True)
    print_paper(city)
    client = browser_of(None)
    found = {
        address: leaked
        for _, address in walk(app, city, client)
        if (leaked := told(client, address, (*UNTOLD, *VALUES, *NAMES)))
    }
    assert found == {}


@pytest.mark.parametrize("who", ["dindik", "dinkes", "admin", "auditor", "ases1"])
def test_before_release_nobody_but_lead_and_organiser_reads_an_award(city, app, browser_of, who):
    decide(city, jury=True)
    print_paper(city)
    client = browser_of(who)
    own = {f"/penilaian/{sheet}" for sheet in city.sheets("ases1").values()}
    found = {
        address: leaked
        for endpoint, address in walk(app, city, client)
        if not endpoint.startswith(RUBRIC)
        and address not in own
        and (leaked := told(client, address, (*UNTOLD, *VALUES)))
    }
    assert found == {}


def test_the_screens_ask_for_a_sign_in_and_for_the_right_to_steer_them(city, app, browser_of):
    decide(city)
    screens = [f"/panggung/{city.period_id}/{name}" for name in
               ("layar", "penyaji", "jarak", "keadaan", "gambar/1.png")]  # fmt: skip
    for address in screens:
        assert browser_of(None).get(address).status_code == 302
        for who in ("admin", "auditor", "ases1", "dindik"):
            assert browser_of(who).get(address).status_code == 403
    endpoints = [name for name in app.view_functions if name.startswith("ceremony")]
    open_ones = {name for name in endpoints if permission_of(app, name) != "stage"}
    assert open_ones == {"ceremony_screen.worker"}  # a script without any content


def test_one_release_opens_public_page_check_page_and_feedback_together(city, browser_of):
    decide(city, jury=True)
    print_paper(city)
    everyone, unit = browser_of(None), browser_of("dindik")
    assert everyone.get("/penghargaan/2025").status_code == 404
    assert "Dinas Pendidikan" not in everyone.get(f"/v/{CODE}").text
    city.release()
    page = everyone.get("/penghargaan/2025").text
    assert all(word in page for word in ("Juara I", "Dinas Pendidikan", JURY))
    checked = everyone.get(f"/v/{CODE}")
    assert checked.status_code == 200 and NUMBER in checked.text
    assert "4,69" in unit.get("/umpan-balik/", follow_redirects=True).text


def test_not_even_released_awards_carry_a_value_or_a_jurys_reason(city, browser_of):
    decide(city, jury=True)
    city.release()
    client = browser_of(None)
    for address in ("", ".csv", ".json", "/sematkan"):
        assert told(client, f"/penghargaan/2025{address}", (*VALUES, WHY)) == []
