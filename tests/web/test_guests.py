"""A guest who has every role at home, and a lead who left a unit, on the pages of the season."""

import io
import re
import zipfile

import pytest
from sqlalchemy import text

from tests.services.panel_helpers import blind_season, let_also_assess, score_blind
from tests.web.test_matrix import addresses

MARK = "Qwxz"


@pytest.fixture
def city(installation):
    return blind_season(installation)


def told(answer):
    """Everything an answer tells: its headers and text, a workbook unpacked."""
    content = answer.get_data()
    parts = [str(answer.headers).encode(), content]
    if content.startswith(b"PK\x03\x04"):
        book = zipfile.ZipFile(io.BytesIO(content))
        parts += [part for name in book.namelist() for part in (name.encode(), book.read(name))]
    return b"\n".join(parts).decode(errors="replace")


def ids(city, query):
    with city.installation.reads() as session:
        return session.execute(text(query)).scalars().all()


def real_names(city, app, client):
    """Which addresses of the season tell a unit's name; every unit and sheet is tried.

    Names bear a mark, since forms name well-known units as examples.
    """
    with city.installation.writes() as session:
        session.execute(text(f"UPDATE participant SET name = name || '{MARK}'"))
        session.execute(
            text(
                f"UPDATE unit SET name = name || '{MARK}', short_name = short_name || '{MARK}'"
                f" WHERE office_id = {city.office_id}"
            )
        )
        session.execute(text(f"UPDATE account SET name = '{MARK}' WHERE unit_id IS NOT NULL"))
    units, sheets = ids(city, "SELECT id FROM participant"), ids(city, "SELECT id FROM sheet")
    tried = {}
    for place in range(max(len(units), len(sheets))):
        given = {
            "participant_id": units[place % len(units)],
            "sheet_id": sheets[place % len(sheets)],
            "code": "e1",
        }
        for _endpoint, address in addresses(app, city, "GET", **given):
            if address not in tried:
                tried[address] = told(client.get(address))
    assert len(tried) > 150
    return sorted(address for address, page in tried.items() if MARK in page)


@pytest.mark.parametrize("closed", [False, True], ids=["scoring", "settling"])
def test_no_page_tells_a_guest_a_real_name_whatever_they_are_at_home(city, app, browser_of, closed):
    if closed:
        score_blind(city)
    assert real_names(city, app, browser_of("tamu")) == []


def test_a_lead_at_home_gets_none_of_the_pages_of_a_lead_here(city, browser_of):
    score_blind(city)
    client, unit = browser_of("tamu"), city.own
    for address in (
        f"/penyepakatan/{city.period_id}",
        f"/konfirmasi/{city.period_id}",
        f"/hasil/{city.period_id}",
        f"/hasil/{city.period_id}/unit/{unit}",
        f"/hasil/{city.period_id}/kunci",
        f"/kemajuan/{city.period_id}",
        f"/panel/{city.category_id}",
        f"/bukti/nilai/{unit}",
        f"/bukti/nilai/{unit}/e1",
    ):
        assert client.get(address).status_code == 404, address
    for address, given in (
        (f"/penyepakatan/putuskan/{unit}/e3", {"answer": "4", "reason": "ya", "version": "0"}),
        (f"/penyepakatan/batalkan/{unit}/e3", {"version": "0"}),
        (f"/konfirmasi/{city.period_id}/{unit}", {"code": "e3", "version-e3": "0"}),
        (f"/hasil/{city.period_id}/tarik/{unit}", {"reason": "dilebur"}),
    ):
        assert client.post(address, data=given).status_code == 404, address
    assert ids(city, "SELECT id FROM settled_score") == []


def test_a_guest_settles_as_an_assessor_of_the_panel(city, browser_of):
    score_blind(city)
    client, here = browser_of("tamu"), f"/penyepakatan/unit/{city.own}/e3"
    page = client.get(here)
    assert page.status_code == 200
    assert "Putuskan</h2>" not in page.text
    assert "Unit 0" in page.text
    address = f"/penyepakatan/catatan/{city.own}/e3"
    kept = client.post(address, data={"note": "lampiran kurang", "version": "0", "next": "1"})
    assert kept.location == here
    assert "lampiran kurang" in client.get(here).text


@pytest.fixture
def left(city, browser_of):
    """The lead sat on the panel of Dindik too, left it, and the scoring is closed."""
    let_also_assess(city)
    lead = city["ketua"].account_id
    with city.installation.writes() as session:
        session.execute(
            text(
                "INSERT INTO sheet (participant_id, assessor_id, version, recused_reason)"
                f" VALUES ({city.own}, {lead}, 1, '')"
            )
        )
    (sheet,) = ids(city, f"SELECT id FROM sheet WHERE assessor_id = {lead}")
    done = browser_of("ketua").post(f"/panel/mundur/{sheet}", data={"reason": "Saudara di sana"})
    assert done.status_code == 302
    score_blind(city)
    return city


def test_the_list_says_who_settles_a_unit_that_the_lead_left(left, browser_of):
    client, listed = browser_of("ketua"), f"/penyepakatan/{left.period_id}"
    page = client.get(f"{listed}?keadaan=all&hal=all").text
    assert "Unit yang tidak Anda sepakati" in page
    assert "Minta admin kantor menunjuk ketua tim lain." in page
    assert f"/penyepakatan/unit/{left.own}/" not in page
    assert page.count("Dinas Pendidikan") == 1
    closed = client.get(f"/penyepakatan/unit/{left.own}/e3")
    assert closed.status_code == 404
    assert "Minta admin kantor menunjuk ketua tim lain." in closed.text
    given = {"answer": "4", "reason": "ya", "version": "0"}
    assert client.post(f"/penyepakatan/putuskan/{left.own}/e3", data=given).status_code == 404


def test_the_pages_of_lock_and_confirmation_say_it_too(left, browser_of):
    client = browser_of("ketua")
    assert "Anda mundur dari unit ini" in client.get(f"/hasil/{left.period_id}/kunci").text
    page = client.get(f"/konfirmasi/{left.period_id}").text
    assert "Anda mundur dari Dinas Pendidikan; keputusannya dikonfirmasi orang lain." in page


def test_the_results_tell_the_lead_nothing_of_the_unit_before_the_lock(left, browser_of):
    client, here = browser_of("ketua"), f"/hasil/{left.period_id}"
    page = client.get(here).text
    row = re.search(r"<tr>\s*<th scope=\"row\">Dinas Pendidikan.*?</tr>", page, re.DOTALL)[0]
    assert "hasilnya terbuka setelah periode dikunci" in row
    assert "Tiga nilai" not in row
    assert f"/unit/{left.own}" not in row
    assert client.get(f"{here}/unit/{left.own}").status_code == 404
    table = client.get(f"{here}/{left.category_id}.csv").get_data().decode("utf-8-sig")
    (line,) = [line for line in table.splitlines() if "Dinas Pendidikan" in line]
    assert "1.75" not in line
    assert "hasilnya terbuka setelah periode dikunci" in line
    left.lock()
    assert client.get(f"{here}/unit/{left.own}/e3").status_code == 200
