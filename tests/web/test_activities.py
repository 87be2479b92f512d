"""Activities on the screen: the door without an account, the list that is ticked, own pages."""

import io
import re
from datetime import UTC, date, datetime, timedelta

import pytest
from flask import url_for
from pypdf import PdfReader

from evaluator.services import (
    activities,
    activity_invitations,
    activity_minutes,
    activity_planning,
    attendance,
    attendance_door,
)
from evaluator.services.activity_planning import Plan
from evaluator.services.permissions import allows
from evaluator.web import request as web_request
from tests.city import NOW
from tests.documents.test_media import picture
from tests.measured import begin_measured, lock_measured, score_measured

DAY = date(2025, 9, 1)
TYPED = {
    "title": "Bimtek Metadata", "kind": "bimtek", "held_on": "2025-09-01", "starts_at": "09:00",
    "ends_at": "12:00", "hours": "", "place": "Aula BPS", "host_id": "", "topic": "Metadata",
    "level": "echelon-4", "audience": "",
}  # fmt: skip


@pytest.fixture
def clock(monkeypatch):
    """What the pages take for now; 09.00 in Jakarta on the day of the activity."""
    held = [NOW]
    from evaluator.web import activities as listing
    from evaluator.web import activities_door, activities_papers, activities_people

    for module in (listing, activities_door, activities_papers, activities_people):
        monkeypatch.setattr(module, "now", lambda: held[0])
    assert web_request.now() > NOW
    return held


@pytest.fixture
def bimtek(city, clock):
    """An activity to which Dindik and Dinkes are invited, with a door."""
    with city.installation.writes() as session:
        plan = Plan("bimtek", "Bimtek Metadata", DAY, "09:00", "12:00", "Aula", level="echelon-4")
        new = activity_planning.create_activity(session, city["admin"], NOW, plan)
        ids = [city.units["Dindik"], city.units["Dinkes"]]
        activity_invitations.invite(session, city["admin"], NOW, new, ids, level="echelon-4")
        attendance_door.renew_door(session, city["admin"], NOW, new)
    return new


def looked_at(city, bimtek):
    with city.installation.reads() as session:
        view = activities.open_activity(session, city["ketua"], NOW, bimtek)
        code = attendance_door.door_sign(session, city["admin"], bimtek).code
    return {one.unit: one for one in view.invited}, f"/hadir/{code}"


def person(invited, **given):
    typed = {"invited_id": invited.id, "name": "Rina, S.ST.", "position": "Kasubbag"}
    return {**typed, "level": "echelon-4", **given}


def test_whoever_scans_the_code_is_noted_without_an_account(city, bimtek, browser_of, clock):
    invited, door = looked_at(city, bimtek)
    dindik, visitor = invited["Dinas Pendidikan"], browser_of(None)
    page = visitor.get(door).text
    assert "Dinas Pendidikan" in page and "Dinas Lingkungan Hidup" not in page
    faulty = visitor.post(door, data=person(dindik, level="", position=""))
    assert faulty.status_code == 422
    assert "Pilih jenjang jabatan Anda." in faulty.text and "Isi jabatan Anda." in faulty.text
    assert 'value="Rina, S.ST."' in faulty.text  # nothing typed is lost
    assert f'<option selected value="{dindik.id}">' in faulty.text
    answer = visitor.post(door, data=person(dindik), follow_redirects=True)
    assert "Rina, S.ST. dari Dinas Pendidikan sudah dicatat." in answer.text
    again = visitor.post(door, data=person(dindik), follow_redirects=True)
    assert "sudah tercatat sebelumnya" in again.text
    assert len(looked_at(city, bimtek)[0]["Dinas Pendidikan"].standing) == 1
    clock[0] = datetime(2025, 9, 1, 7, 1, tzinfo=UTC)  # two hours and a minute after the end
    assert "Sudah ditutup" in visitor.get(door).text
    late = visitor.post(door, data=person(dindik, name="Budi"))
    assert visitor.post(f"{door}/tarik").status_code == 404  # what it found it did not write
    assert late.status_code == 422
    assert "ditutup 1 September 2025, 14.00 WIB" in late.text and 'value="Budi"' in late.text
    assert browser_of(None).get("/hadir/0000-1111-2222-3333").status_code == 404


def test_a_signed_in_unit_enters_for_itself_only(city, bimtek, browser_of):
    invited, door = looked_at(city, bimtek)
    client = browser_of("dindik")
    page = client.get(door).text
    assert "Dinas Pendidikan" in page and "Dinas Kesehatan" not in page
    wrong = client.post(door, data=person(invited["Dinas Kesehatan"]))
    assert wrong.status_code == 422
    done = client.post(door, data=person(invited["Dinas Pendidikan"]), follow_redirects=True)
    assert "sudah dicatat" in done.text


def test_who_wrote_at_the_door_may_take_it_back_and_nobody_else(city, bimtek, browser_of, clock):
    invited, door = looked_at(city, bimtek)
    visitor, other = browser_of(None), browser_of(None)
    wrong = visitor.post(door, data=person(invited["Dinas Kesehatan"]), follow_redirects=True)
    assert "Salah? Betulkan" in wrong.text
    assert other.post(f"{door}/tarik").status_code == 404
    assert "Salah? Betulkan" not in other.get(f"{door}/terima-kasih").text
    again = visitor.post(f"{door}/tarik", follow_redirects=True).text
    assert "ditarik" in again and 'value="Rina, S.ST."' in again
    visitor.post(door, data=person(invited["Dinas Pendidikan"], name="RINA"))
    rows = looked_at(city, bimtek)[0]
    assert [one.struck for one in rows["Dinas Kesehatan"].people] == [True]
    assert [one.name for one in rows["Dinas Pendidikan"].standing] == ["RINA"]
    clock[0] = datetime(2025, 9, 1, 7, 1, tzinfo=UTC)
    assert visitor.post(f"{door}/tarik").status_code == 422
    assert len(looked_at(city, bimtek)[0]["Dinas Pendidikan"].standing) == 1


def test_after_the_lock_the_door_says_so_and_keeps_what_was_typed(city, bimtek, browser_of):
    invited, door = looked_at(city, bimtek)
    begin_measured(city)
    score_measured(city)
    lock_measured(city)
    answer = browser_of(None).post(door, data=person(invited["Dinas Pendidikan"]))
    assert answer.status_code == 422
    assert "sudah dikunci" in answer.text and 'value="Rina, S.ST."' in answer.text
    assert "Kehadiran sudah dikunci" in browser_of(None).get(door).text
    client = browser_of("panitia")
    shown = client.get(f"/kegiatan/{bimtek}").text
    assert "“Penilaian terukur” sudah dikunci" in shown and "Catat kehadiran" not in shown
    assert "Penilaian terukur (sudah dikunci)" in shown  # what it counts in
    warned = client.post("/kegiatan/tambah", data=TYPED)
    assert warned.status_code == 422 and "simpan sekali lagi" in warned.text
    assert 'name="known_locked" type="hidden" value="2025-09-01"' in warned.text
    moved = TYPED | {"known_locked": "2025-09-01", "held_on": "2025-08-01"}
    assert client.post("/kegiatan/tambah", data=moved).status_code == 422
    kept = client.post("/kegiatan/tambah", data=TYPED | {"known_locked": "2025-09-01"})
    assert kept.status_code == 302 and not kept.location.endswith("/undang")
    ticked = {"came": [invited["Dinas Kesehatan"].id]}
    answer = browser_of("panitia").post(f"/kegiatan/{bimtek}/kehadiran", data=ticked)
    assert answer.status_code == 422 and "sudah dikunci" in answer.text
    assert f'value="{invited["Dinas Kesehatan"].id}" checked' in answer.text


def test_too_many_at_the_door_wait_a_minute(city, bimtek, browser_of, app):
    _invited, door = looked_at(city, bimtek)
    client = browser_of(None)
    client.get(door)
    limits = app.extensions["door_limits"]
    limits.entries._each = 0
    answer = client.post(door, data={})
    assert (answer.status_code, answer.headers["Retry-After"]) == (429, "60")
    assert "Tunggu satu menit" in answer.text


def test_an_activity_from_its_plan_to_its_certificates(city, clock, browser_of):
    client = browser_of("panitia")
    wrong = client.post("/kegiatan/tambah", data=TYPED | {"ends_at": "08:00"})
    assert wrong.status_code == 422
    assert "Jam selesai harus sesudah jam mulai." in wrong.text
    assert 'value="Bimtek Metadata"' in wrong.text
    made = client.post("/kegiatan/tambah", data=TYPED)
    path = made.location.removesuffix("/undang")
    invite = {"level": "echelon-4", "kinds": ["opd"]}
    assert client.post(f"{path}/undang", data={"level": ""}).status_code == 422
    page = client.post(f"{path}/undang", data=invite, follow_redirects=True).text
    assert "3 unit diundang." in page and page.count("Diundang") == 3
    ids = re.findall(r"/kegiatan/undangan/(\d+)", page)
    names = re.findall(r'/kegiatan/undangan/\d+">([^<]+)<', page)
    by_name = dict(zip(names, ids, strict=True))
    dindik, dinkes, dlh = (by_name[name] for name in (
        "Dinas Pendidikan", "Dinas Kesehatan", "Dinas Lingkungan Hidup"))  # fmt: skip
    bad = {"came": [dindik, dinkes], f"name-{dindik}": "Rina", f"level-{dinkes}": "raja"}
    refused = client.post(f"{path}/kehadiran", data=bad)
    assert refused.status_code == 422
    assert f'href="#level-{dinkes}"' in refused.text and 'value="Rina"' in refused.text
    ticked = bad | {f"level-{dinkes}": "staff", f"level-{dindik}": "head"}
    page = client.post(f"{path}/kehadiran", data=ticked, follow_redirects=True).text
    assert "2 orang dicatat." in page and "Hadir, di bawah jenjang" in page
    assert client.post(f"{path}/kehadiran", data={}).status_code == 422
    excused = {"version": 1, "level": "echelon-4", "excuse": "Banjir", "outcome": "Dikunjungi"}
    page = client.post(f"/kegiatan/undangan/{dlh}", data=excused, follow_redirects=True).text
    assert "Banjir" in page and "Dikunjungi" in page
    strike = re.search(r"/kegiatan/kehadiran/\d+/coret", page)[0]
    assert client.post(strike, data={"reason": ""}).status_code == 422
    table = client.get(f"{path}/kehadiran.csv").data.decode("utf-8-sig").splitlines()
    assert len(table) == 4
    assert table[3].startswith("Dinas Pendidikan,OPD,Pejabat eselon IV atau fungsional,Hadir,Rina,")
    assert client.get(f"{path}/kehadiran.xlsx").data.startswith(b"PK")
    paper = PdfReader(io.BytesIO(client.get(f"{path}/daftar-hadir.pdf").data)).pages[0]
    for words in ("Daftar hadir", "Rina", "Dinas Lingkungan Hidup", "Tanda tangan"):
        assert words in paper.extract_text()
    assert b"Bimtek Metadata" in client.get("/kegiatan/daftar.csv?tahun=2025").data
    letters = client.post(f"{path}/surat", data={"extra": ""}, follow_redirects=True).text
    assert "2 surat masuk ke kotak keluar. Ketua tim atau admin mengirim" in letters
    told = browser_of("auditor").get("/catatan/").text
    for words in ("Mencatat kehadiran", "Mengundang unit ke kegiatan", "Pejabat eselon IV",
                  "Daftar panitia", "Bimbingan teknis (bimtek)"):  # fmt: skip
        assert words in told
    city.open()
    listed = client.post(f"{path}/sertifikat", follow_redirects=True)
    assert listed.request.path == "/piagam/daftar/periksa"
    assert "1 orang tanpa nama tidak ikut: Dinas Kesehatan." in listed.text
    for words in ("Rina", "Peserta, Dinas Pendidikan",
                  "Bimtek Metadata, 1 September 2025, 3 jam"):  # fmt: skip
        assert words in listed.text
    struck_after_its_certificate(client, path, listed)


def struck_after_its_certificate(client, path, listed):
    """The paper names the activity; striking the attendance out says what stays valid."""
    word = re.search(r'name="berkas" value="([^"]+)"', listed.text)[1]
    made = {"berkas": word, "jenis": "attendance", "rancangan": "kehadiran"}
    assert client.post("/piagam/daftar/terbitkan", data=made).status_code == 302
    paper = PdfReader(io.BytesIO(client.get("/piagam/berkas/1.pdf").data)).pages[0]
    said = "sebagai Peserta dalam Bimtek Metadata, 1 September 2025, 3 jam"
    assert said in " ".join(paper.extract_text().split())
    shown = client.get(path).text
    rina = re.search(r"Rina.*?(/kegiatan/kehadiran/\d+/coret)", shown, re.DOTALL)[1]
    assert "Sertifikatnya sudah terbit: B-1/" in client.get(rina).text
    assert "yang dicoret masih berlaku" not in shown
    shown = client.post(rina, data={"reason": "Bukan Rina"}, follow_redirects=True).text
    assert "yang dicoret masih berlaku" in shown and "/piagam/berkas/1/cabut" in shown
    client.post("/piagam/berkas/1/cabut", data={"reason": "Tidak hadir"})
    assert "yang dicoret masih berlaku" not in client.get(path).text


def written_for_all(city, bimtek, client):
    """Outcomes of both units on one page; what somebody else wrote meanwhile is not lost."""
    invited, path = looked_at(city, bimtek)[0], f"/kegiatan/{bimtek}/hasil"
    dindik, dinkes = invited["Dinas Pendidikan"].id, invited["Dinas Kesehatan"].id
    typed = {
        f"outcome-{dindik}": "Metadata lengkap", f"seen-{dindik}": "",
        f"outcome-{dinkes}": "Tim dibentuk", f"seen-{dinkes}": "",
    }  # fmt: skip
    assert client.post(path, data=typed).status_code == 302
    assert client.post(path, data=typed).status_code == 302  # the same once more
    late = client.post(path, data=typed | {f"outcome-{dindik}": "Belum apa-apa"})
    assert late.status_code == 422 and "Belum apa-apa" in late.text
    assert "diubah orang lain menjadi: Metadata lengkap" in late.text


def test_papers_and_agreements_reach_the_units_they_concern(city, clock, bimtek, browser_of):
    client, path = browser_of("ases1"), f"/kegiatan/{bimtek}"
    both = {"title": "", "link": "", "upload": (io.BytesIO(b""), "")}
    assert "Pilih berkas, atau isi tautan." in client.post(
        f"{path}/bahan", data=both, content_type="multipart/form-data"
    ).text  # fmt: skip
    file = {"title": "Paparan", "link": "", "upload": (io.BytesIO(picture("PNG")), "paparan.png")}
    done = client.post(f"{path}/bahan", data=file, content_type="multipart/form-data")
    assert done.status_code == 302
    minutes = {"version": 1, "minutes": "Metadata dibahas."}
    assert client.post(f"{path}/notulen", data=minutes).status_code == 302
    clash = client.post(f"{path}/notulen", data=minutes | {"minutes": "Lain."})
    assert clash.status_code == 409 and "Lain." in clash.text and "Metadata dibahas." in clash.text
    for unit, what in (("Dindik", "Kirim MS-Var"), ("Dinkes", "Bentuk tim data")):
        agreed = {"what": what, "unit_id": city.units[unit], "due": "2025-09-30"}
        assert client.post(f"{path}/tindak-lanjut", data=agreed).status_code == 302
    written_for_all(city, bimtek, client)
    clock[0] = NOW + timedelta(days=40)
    assert "2 tindak lanjut lewat batas waktunya" in client.get("/kegiatan/").text
    clock[0] = NOW
    own = browser_of("dindik")
    page = own.get(path).text
    first = client.get(f"{path}/tindak-lanjut").text
    assert first.index("Dinas Pendidikan (OPD)") < first.index("Dinas Lingkungan Hidup (OPD)")
    for words in ("Paparan", "Metadata dibahas.", "Kirim MS-Var", "Diundang", "Metadata lengkap"):
        assert words in page
    assert "Dinas Kesehatan" not in page and "Bentuk tim data" not in page
    assert "Tim dibentuk" not in page
    home = own.get("/kegiatan/").text
    assert "Kirim MS-Var" in home and "Bentuk tim data" not in home
    stored = own.get(re.search(r"/kegiatan/bahan/\d+", page)[0])
    assert stored.data.startswith(b"\x89PNG")
    assert stored.headers["Content-Disposition"].startswith("attachment")
    assert "Kirim MS-Var" in browser_of("auditor").get(path).text


def test_another_units_part_and_the_offices_acts_are_closed(city, bimtek, app, browser_of):
    invited, door = looked_at(city, bimtek)
    with city.installation.writes() as session:
        unseen = activity_planning.create_activity(
            session, city["admin"], NOW, Plan("fgd", "FGD", DAY, "09:00", "10:00", "Aula")
        )
        note(session, city, bimtek, invited.values())
    unit, auditor = browser_of("dindik"), browser_of("auditor")
    assert unit.get(f"/kegiatan/{unseen}").status_code == 404
    for method, address, action in offered(app, bimtek, door):
        answer = unit.open(address, method=method)
        assert (answer.status_code == 403) != allows(city["dindik"], action), address
        assert not {"Kesehatan", "Sari"} & set(re.findall(r"\w+", answer.text)), address
        assert (auditor.open(address, method=method).status_code == 403) != allows(
            city["auditor"], action
        ), address
    assert browser_of("ketua").post(f"/kegiatan/{bimtek}/sertifikat").status_code == 403


def note(session, city, bimtek, invited):
    """Somebody came for each unit, and each agreed to something."""
    names = {"Dinas Pendidikan": "Rina", "Dinas Kesehatan": "Sari"}
    came = [attendance.Came(one.id, names[one.unit]) for one in invited]
    attendance.note_attendance(session, city["admin"], NOW, bimtek, came)
    for one in invited:
        agreed = activity_minutes.Agreed(f"Tugas {names[one.unit]}", one.unit_id, None)
        activity_minutes.add_follow_up(session, city["admin"], NOW, bimtek, agreed)


def offered(app, bimtek, door):
    """Every address of activities, for rows that are there, with its method and permission."""
    known = {"activity_id": bimtek, "code": door.rpartition("/")[2], "kind": "csv"}
    with app.test_request_context():
        for rule in app.url_map.iter_rules():
            if rule.endpoint.startswith("activities"):
                values = {name: known.get(name, 1) for name in rule.arguments}
                action = app.view_functions[rule.endpoint].permission
                for method in {"GET", "POST"} & rule.methods:
                    yield method, url_for(rule.endpoint, **values), action


def test_the_sign_at_the_door_shows_the_public_address_and_can_be_renewed(city, bimtek, browser_of):
    _invited, door = looked_at(city, bimtek)
    client = browser_of("panitia")
    page = client.get(f"/hadir/{bimtek}/pintu").text
    # The address may break before its code, but nothing stands in between.
    shown = re.sub(r"</?(?:wbr|span)[^>]*>", "", page)
    assert f"http://bps.example{door}" in shown and "<path d=" in page
    assert "1 September 2025, 08.00 WIB" in page and "14.00 WIB" in page
    client.post(f"/hadir/{bimtek}/pintu")
    assert looked_at(city, bimtek)[1] != door
    assert browser_of(None).get(door).status_code == 404


def test_a_cancelled_activity_says_so_everywhere_and_can_be_revived(city, bimtek, browser_of):
    _invited, door = looked_at(city, bimtek)
    client, path = browser_of("ketua"), f"/kegiatan/{bimtek}"
    done = client.post(f"{path}/batalkan", data={"reason": "Narasumber sakit"})
    assert done.status_code == 302
    assert "Narasumber sakit" in client.get(path).text
    assert "Narasumber sakit" in browser_of("dindik").get(path).text
    assert "Kegiatan ini dibatalkan" in browser_of(None).get(door).text
    client.post(f"{path}/hidupkan")
    assert "Narasumber sakit" not in client.get(path).text


def test_an_activity_is_changed_and_two_who_change_it_do_not_overwrite_each_other(
    city, bimtek, browser_of
):
    client, path = browser_of("ketua"), f"/kegiatan/{bimtek}"
    page = client.get(f"{path}/ubah").text
    assert 'value="Bimtek Metadata"' in page and 'value="09:00"' in page and 'value="3"' in page
    typed = TYPED | {"version": 1, "hours": "2,5", "host_id": city.units["DLH"]}
    shown = client.post(f"{path}/ubah", data=typed, follow_redirects=True).text
    assert "2 jam 30 menit" in shown and "Dinas Lingkungan Hidup" in shown
    late = client.post(f"{path}/ubah", data=TYPED | {"version": 1, "title": "Judul lain"})
    assert late.status_code == 409
    assert 'value="Judul lain"' in late.text and "2,5" in late.text


def test_what_is_typed_counts_as_ticked_and_wrong_invitations_are_taken_back(
    city, bimtek, browser_of
):
    client, path = browser_of("admin"), f"/kegiatan/{bimtek}"
    invited = looked_at(city, bimtek)[0]
    dindik, dinkes = invited["Dinas Pendidikan"].id, invited["Dinas Kesehatan"].id
    typed = {f"name-{dindik}": "Rina", f"name-{dinkes}": " "}
    assert client.post(f"{path}/kehadiran", data=typed).status_code == 302
    client.post(f"{path}/kehadiran", data={f"name-{dindik}": "Rina Wati, S.ST."})
    shown = client.get(path).text
    assert shown.count("mungkin orang yang sama") == 2
    assert "Sertifikat kehadiran dibuat panitia" in shown
    withdraw = f"{path}/tarik-undangan"
    assert "Dinas Pendidikan" not in client.get(withdraw).text  # somebody came
    assert client.post(withdraw, data={}).status_code == 422
    assert "Tarik undangan Dinas Kesehatan" in client.get(f"/kegiatan/undangan/{dinkes}").text
    done = client.post(withdraw, data={"kinds": ["opd"]}, follow_redirects=True).text
    assert "1 undangan ditarik." in done
    assert list(looked_at(city, bimtek)[0]) == ["Dinas Pendidikan"]
    assert "Menarik undangan kegiatan" in browser_of("auditor").get("/catatan/").text


def test_before_its_day_an_activity_is_ahead(city, clock, bimtek, browser_of):
    clock[0] = NOW - timedelta(days=3)
    home = browser_of("dindik").get("/kegiatan/").text
    assert "Hari ini dan nanti" in home and "Diundang" in home
    page = browser_of("ketua").get(f"/kegiatan/{bimtek}").text
    assert "Catat kehadiran" not in page
