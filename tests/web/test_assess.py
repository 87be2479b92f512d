"""The assessor's evening in the browser: a sheet filled, saved, settled and handed in."""

import pytest

from evaluator.services import categories, panels, stages, units
from evaluator.storage.evidence import Evidence, EvidenceRevision, EvidenceUse
from evaluator.storage.scores import Sheet
from tests.city import NOW

JSON = {"Accept": "application/json"}
DINDIK = "Dinas Pendidikan"


@pytest.fixture
def opened(city):
    city.open()
    return city


def save(client, sheet, code, version=0, headers=JSON, **fields):
    address = f"/penilaian/{sheet}/{code}"
    return client.post(address, data={"version": version, **fields}, headers=headers)


def test_an_assessor_fills_a_sheet_sees_its_value_and_hands_it_in(opened, browser_of):
    client, sheet = browser_of("ases1"), opened.sheets("ases1")[DINDIK]
    assert "0 dari 3 dinilai" in client.get("/penilaian/").text
    first = save(client, sheet, "a1", answer="5", note="SK sudah ada").json
    assert (first["done"], first["total"], first["value"], first["predicate"]) == (
        1,
        3,
        "5.00",
        "Baik",
    )
    assert (first["version"], first["told"]) == (1, "Nilai sementara 5,00 – Baik")
    save(client, sheet, "a2", answer="4")
    # A = .75·5 + .25·4 = 4.75; B = 1 + 4·18/20 = 4.6; index = .6·4.75 + .4·4.6
    assert save(client, sheet, "b1", answer="18 / 20").json["value"] == "4.69"
    page = client.get(f"/penilaian/{sheet}").text
    assert "Nilai sementara 4,69 – Baik" in page
    assert "SK sudah ada" in page
    done = client.post(f"/penilaian/kirim/{sheet}", follow_redirects=True)
    assert done.request.path == "/penilaian/"
    assert "1 dari 3 lembar sudah dikirim" in done.text


def test_without_scripts_a_save_comes_back_to_the_indicator(opened, browser_of):
    client, sheet = browser_of("ases1"), opened.sheets("ases1")[DINDIK]
    back = save(client, sheet, "a1", headers={}, answer="4", note="satu\r\ndua")
    assert back.location == f"/penilaian/{sheet}?buka=a1#i-a1"
    onwards = save(client, sheet, "a2", headers={}, answer="4", next="1")
    assert onwards.location == f"/penilaian/{sheet}?buka=b1#i-b1"
    assert save(client, sheet, "a1", version=1, answer="4", note="satu\ndua").json["version"] == 1
    assert save(client, sheet, "b1", not_applicable="1").json["answer"] == "TB"
    assert save(client, sheet, "a1", version=1, answer="4", clear="1").json["answer"] == ""


def test_a_stale_save_shows_both_values_and_saves_the_typed_one_on_request(opened, browser_of):
    client, sheet = browser_of("ases1"), opened.sheets("ases1")[DINDIK]
    save(client, sheet, "a1", answer="4", note="dari kantor")
    told = save(client, sheet, "a1", answer="2", note="dari lapangan")
    assert told.status_code == 409
    assert (told.json["stored"]["answer"], told.json["stored"]["version"]) == ("4", 1)
    page = save(client, sheet, "a1", headers={}, answer="2", note="dari lapangan")
    assert page.status_code == 409
    for shown in ("4 Terpadu dan Terukur", "dari kantor", "2 Terkelola", "dari lapangan"):
        assert shown in page.text
    assert 'name="version" value="1"' in page.text
    kept = save(client, sheet, "a1", version=1, answer="2", note="dari lapangan").json
    assert (kept["answer"], kept["note"], kept["version"]) == ("2", "dari lapangan", 2)


def test_an_answer_off_the_scale_is_explained_and_stays_in_its_field(opened, browser_of):
    client, sheet = browser_of("ases1"), opened.sheets("ases1")[DINDIK]
    told = save(client, sheet, "b1", answer="21/20")
    assert told.status_code == 422
    assert "bagian tidak boleh lebih besar daripada keseluruhan" in told.json["error"]
    page = save(client, sheet, "b1", headers={}, answer="21/20", note="hitung ulang")
    assert page.status_code == 422
    assert 'value="21/20"' in page.text
    assert "hitung ulang" in page.text
    broken = client.post(f"/penilaian/{sheet}/b1", json=["b1"])
    assert broken.status_code == 400


def test_an_incomplete_sheet_is_not_handed_in_and_links_to_what_is_missing(opened, browser_of):
    client, sheet = browser_of("ases1"), opened.sheets("ases1")[DINDIK]
    save(client, sheet, "a1", answer="4")
    page = client.post(f"/penilaian/kirim/{sheet}")
    assert page.status_code == 422
    assert "Masih ada 2 indikator yang belum dinilai: a2, b1." in page.text
    assert '<a href="#s-a2">a2 Metadata</a>' in page.text
    assert '<a href="#s-a1">' not in page.text


def test_nobody_else_opens_a_sheet_or_writes_to_it(opened, browser_of):
    sheet = opened.sheets("ases1")[DINDIK]
    other = browser_of("ases2")
    for answer in (other.get(f"/penilaian/{sheet}"), save(other, sheet, "a1", answer="4")):
        assert answer.status_code == 404
        assert DINDIK not in answer.text
    for username in ("admin", "ketua", "panitia", "auditor", "dindik"):
        client = browser_of(username)
        for answer in (
            client.get("/penilaian/"),
            client.get(f"/penilaian/{sheet}"),
            save(client, sheet, "a1", answer="4"),
            client.post(f"/penilaian/kirim/{sheet}"),
        ):
            assert answer.status_code == 403
            assert DINDIK not in answer.text
    assert browser_of(None).get(f"/penilaian/{sheet}").status_code == 302


def test_after_the_lock_a_sheet_can_only_be_read(opened, browser_of):
    opened.score_all()
    opened.lock()
    client, sheet = browser_of("ases1"), opened.sheets("ases1")[DINDIK]
    page = client.get(f"/penilaian/{sheet}").text
    assert "Penilaian sudah ditutup" in page
    assert "data-editable" not in page
    refused = save(client, sheet, "a1", version=1, answer="1")
    assert refused.status_code == 422
    assert "Yang sudah ditutup" in client.get("/penilaian/").text


def test_the_list_is_filtered_by_its_address_and_says_why_it_is_empty(opened, browser_of, city):
    client = browser_of("ases1")
    save(client, opened.sheets("ases1")[DINDIK], "a1", answer="4")
    begun = client.get("/penilaian/?keadaan=begun").text
    assert DINDIK in begun
    assert "Dinas Kesehatan" not in begun
    assert "Dinas Kesehatan" in client.get("/penilaian/?cari=kesehatan").text
    assert "Hapus saringan" in client.get("/penilaian/?cari=tidak-ada").text


def test_before_the_period_opens_the_list_says_what_comes_next(city, browser_of):
    assert "Belum ada unit yang ditugaskan" in browser_of("ases1").get("/penilaian/").text


def test_a_withdrawn_unit_is_shown_with_its_reason_and_cannot_be_filled(opened, browser_of):
    sheet = opened.sheets("ases1")[DINDIK]
    with opened.installation.writes() as session:
        (category,) = categories.list_categories(session, opened["admin"], opened.period_id)
        participant = next(p.participant_id for p in category.panels if p.name == DINDIK)
        stages.withdraw(session, opened["ketua"], NOW, participant, "Dilebur")
    page = browser_of("ases1").get(f"/penilaian/{sheet}").text
    assert "Unit ini ditarik dari penilaian" in page
    assert "Dilebur" in page


def test_list_and_sheet_take_as_many_queries_for_many_units_as_for_one(
    city, browser_of, count_queries
):
    def assign(names):
        with city.installation.writes() as session:
            ids = [
                units.create_unit(session, city["admin"], NOW, kind="opd", short_name=n, name=n)
                for n in names
            ]
            kept = [*city.units.values(), *ids]
            categories.change_participants(session, city["admin"], NOW, city.category_id, kept)
            for panel in categories.list_categories(session, city["admin"], city.period_id)[
                0
            ].panels:
                people = [city["ases1"].account_id]
                if panel.name == DINDIK:
                    people.append(city["ases2"].account_id)
                panels.assign(session, city["admin"], NOW, panel.participant_id, people)

    def queries(username, path):
        client = browser_of(username)
        client.get("/penilaian/")
        with count_queries() as sent:
            assert client.get(path).status_code == 200
        return len(sent)

    assign([f"Dinas {number}" for number in range(20)])
    city.open()
    sheets = {who: city.sheets(who)[DINDIK] for who in ("ases1", "ases2")}
    assert (len(city.sheets("ases2")), len(city.sheets("ases1"))) == (1, 23)
    assert queries("ases2", "/penilaian/") == queries("ases1", "/penilaian/")
    empty = queries("ases1", f"/penilaian/{sheets['ases1']}")
    city.score("ases1", DINDIK, a1="5", a2="4", b1="18/20")
    assert queries("ases1", f"/penilaian/{sheets['ases1']}") == empty


def test_a_sheet_takes_the_same_queries_however_much_evidence_stands_beside_it(
    opened, browser_of, count_queries
):
    client, sheet = browser_of("ases1"), opened.sheets("ases1")[DINDIK]

    def queries():
        with count_queries() as sent:
            page = client.get(f"/penilaian/{sheet}")
        assert page.status_code == 200
        return len(sent), page.text.count("Dokumen nomor")

    show_evidence(opened, sheet, 1)
    (once, seen), _ = queries(), show_evidence(opened, sheet, 30)
    assert queries() == (once, 31)
    assert seen == 1


def show_evidence(city, sheet_id, pieces):
    """The unit of a sheet shows some evidence for its first indicator."""
    with city.installation.writes() as session:
        participant = session.get(Sheet, sheet_id).participant
        participant.category.period.self_assesses = True
        who = {"account_id": city["dindik"].account_id, "added_at": NOW}
        for number in range(pieces):
            piece = Evidence(
                participant_id=participant.id, title=f"Dokumen nomor {number}", kind="kebijakan"
            )
            session.add(piece)
            session.flush()
            revision = {"evidence_id": piece.id, "number": 1, "link": "https://contoh.go.id"}
            session.add(EvidenceRevision(**revision, **who))
            session.add(EvidenceUse(evidence_id=piece.id, indicator="a1"))


def test_an_answered_question_offers_to_be_emptied(browser_of, city):
    city.open()
    city.score("ases1", DINDIK, a1="4")
    page = browser_of("ases1").get(f"/penilaian/{city.sheets('ases1')[DINDIK]}").text
    assert "Kosongkan jawaban" in page
    assert "object at 0x" not in page
