"""A rubric's life in the browser: drafted, weighed, discussed, compared and published."""

import io
import re

import pytest

from evaluator.scoring.rubric_plain import plain_of
from evaluator.services import (
    drafts,
    drafts_discussing,
    drafts_inviting,
    drafts_starting,
    drafts_writing,
    rubrics,
)
from evaluator.services.logging import verify_log
from evaluator.storage.rubric_files import load_rubric
from tests.city import NOW, RUBRIC

PLACE = "/rubrik/rancangan"


@pytest.fixture
def draft(city):
    """A copy of the published rubric."""
    with city.installation.writes() as session:
        return drafts_starting.copy_rubric(session, city["admin"], NOW, city.rubric_id)


def view(city, draft_id):
    with city.installation.reads() as session:
        return drafts.draft_view(session, city["admin"], draft_id)


def discuss(city, draft_id, *units):
    with city.installation.writes() as session:
        ids = [city.units[short] for short in units]
        drafts_inviting.invite(session, city["admin"], NOW, draft_id, ids)
        drafts_discussing.open_discussion(session, city["admin"], NOW, draft_id)


def test_every_page_of_a_draft_opens_for_the_admin(city, draft, browser_of):
    client = browser_of("admin")
    paths = ("", "/periksa", "/pratinjau", "/pembahasan", "/beda", "/butir", "/butir/a1", "/undang")
    paths += ("/keterangan", "/isi/scales", "/isi/ties", "/isi/awards", "/ubah/a1", "/ubah/A")
    paths += ("/tambah/bagian", "/tambah/indikator?di=A", "/hapus/a1", "/muat", "/terbit")
    paths += ("/batalkan", "/akibat", "/berkas.yaml", "/berkas.xlsx")
    answers = {path: client.get(f"{PLACE}/{draft}{path}").status_code for path in paths}
    assert answers == dict.fromkeys(paths, 200)
    assert client.get(f"{PLACE}/").status_code == client.get(f"{PLACE}/mulai").status_code == 200


def test_a_draft_is_started_from_each_source(city, browser_of):
    client = browser_of("admin")

    def start(**fields):
        return client.post(f"{PLACE}/mulai", data=fields, follow_redirects=True)

    assert "kelurahan 1.1" in start(source="shipped", shipped="kelurahan.yaml").text
    assert "small 1.1" in start(source="published", rubric=str(city.rubric_id)).text
    assert "Bagian paling atas" in start(source="blank", code="baru", title="Rubrik baru").text
    file = (io.BytesIO(b"code: x\ntitle: Dari berkas\n"), "r.yaml")
    assert "Dari berkas" in start(source="file", upload=file).text
    with city.installation.reads() as session:
        assert len(drafts.list_drafts(session, city["admin"])) == 4


@pytest.mark.parametrize(
    ("fields", "told"),
    [
        ({"source": "blank", "code": "", "title": ""}, "Isi kodenya."),
        ({"source": "blank", "code": "dua kata", "title": "Judul"}, "Kode hanya memuat"),
        ({"source": "file"}, "Pilih berkasnya dahulu."),
    ],
)
def test_a_start_that_lacks_something_says_what_and_keeps_the_rest(browser_of, fields, told):
    answer = browser_of("admin").post(f"{PLACE}/mulai", data=fields)
    assert answer.status_code == 422
    assert told in answer.text
    assert fields.get("title", "") in answer.text


def test_a_file_with_unknown_keys_is_refused_with_its_lines(browser_of):
    file = (io.BytesIO(b"code: x\njudul: y\n"), "r.yaml")
    answer = browser_of("admin").post(f"{PLACE}/mulai", data={"source": "file", "upload": file})
    assert answer.status_code == 422
    assert "1 hal perlu diperbaiki di r.yaml" in answer.text
    assert "kunci &#34;judul&#34; tidak dikenal" in answer.text


def test_weights_are_saved_dealt_and_brought_to_100(city, draft, browser_of):
    client = browser_of("admin")

    def weigh(act, version, **typed):
        fields = {f"w-{code}": weight for code, weight in typed.items()}
        place = f"{PLACE}/{draft}/bobot"
        return client.post(place, data={"act": f"{act}:A", "version": version, **fields})

    assert weigh("save", 1, a1="70,5", a2="25").location.endswith(f"/{draft}#b-A")
    page = client.get(f"{PLACE}/{draft}").text
    assert "Jumlah 95,5, seharusnya 100" in page
    assert 'value="70,5"' in page
    weigh("hundred", 2, a1="1", a2="3")
    assert [line.weight for line in view(city, draft).branches[1].lines] == ["25", "75"]
    weigh("spread", 3)
    assert [line.weight for line in view(city, draft).branches[1].lines] == ["50", "50"]
    refused = weigh("hundred", 4, a1="", a2="3")
    assert refused.status_code == 422
    assert "Isi dahulu bobot a1" in refused.text


def test_weights_that_somebody_else_changed_are_shown_and_not_overwritten(city, draft, browser_of):
    client, place = browser_of("admin"), f"{PLACE}/{draft}/bobot"
    client.post(place, data={"version": 1, "w-a1": "60", "w-a2": "40"})
    late = client.post(place, data={"version": 1, "w-a1": "80", "w-a2": "20"})
    assert late.status_code == 409
    assert "mengubah bagian ini setelah Anda membukanya" in late.text
    assert 'value="80"' in late.text and "a1 60" in late.text
    version = re.search(r'name="version" value="(\d+)"', late.text)[1]
    client.post(place, data={"version": version, "w-a1": "80", "w-a2": "20"})
    assert [line.weight for line in view(city, draft).branches[1].lines] == ["80", "20"]


def page_fields(page, start, end="</form>"):
    """The inputs of the form that begins at `start`, as a browser would send them."""
    form = page[page.index(start) :]
    inputs = re.findall(r"<input[^>]*>", form[: form.index(end)])
    named = [(re.search(r'name="([^"]+)"', one)[1], one) for one in inputs]
    return {name: (re.search(r'value="([^"]*)"', one) or [0, ""])[1] for name, one in named}


def test_one_form_saves_the_weights_of_all_parts_and_loses_nothing(city, draft, browser_of):
    client, place = browser_of("admin"), f"{PLACE}/{draft}"
    page = client.get(place).text
    assert page.count("data-weights") == 1
    fields = page_fields(page, "data-weights")
    assert {name for name in fields if name.startswith("w-")} == {
        "w-A", "w-B", "w-a1", "w-a2", "w-b1"
    }  # fmt: skip
    typed = {**fields, "w-A": "70", "w-B": "30", "w-a1": "62,5", "act": "save:A"}
    assert client.post(f"{place}/bobot", data=typed).location.endswith("#b-A")
    found = {line.code: line.weight for line in view(city, draft).lines}
    assert found == {"A": "70", "a1": "62.5", "a2": "25", "B": "30", "b1": "100"}
    assert view(city, draft).version == 2


def test_refused_weights_stay_typed_in_every_part(city, draft, browser_of):
    client, place = browser_of("admin"), f"{PLACE}/{draft}"
    fields = page_fields(client.get(place).text, "data-weights")
    typed = {**fields, "w-A": "70", "w-a1": "", "act": "hundred:A"}
    refused = client.post(f"{place}/bobot", data=typed)
    assert refused.status_code == 422
    assert "Isi dahulu bobot a1" in refused.text and 'href="#b-A"' in refused.text
    again = page_fields(refused.text, "data-weights")
    assert (again["w-A"], again["w-a1"], again["o-A"], again["o-a1"]) == ("70", "", "60", "75")
    assert view(city, draft).version == 1


def indicator_fields(client, draft, code):
    """What the page's form would send, unchanged."""
    page = client.get(f"{PLACE}/{draft}/ubah/{code}").text
    form = page[page.index("<form", page.index('id="isi"')) : page.index('id="letak"')]
    fields = {
        name: value.replace("&#34;", '"')
        for name, value in re.findall(r'<input[^>]*?name="([^"]+)"[^>]*?value="([^"]*)"', form)
    }
    areas = re.findall(r'<textarea[^>]*name="([^"]+)"[^>]*>\r?\n?(.*?)</textarea>', form, re.DOTALL)
    fields |= {name: value.strip() for name, value in areas}
    for name, options in re.findall(r'<select[^>]*name="([^"]+)"[^>]*>(.*?)</select>', form, re.S):
        chosen = re.search(r'<option selected value="([^"]*)"', options)
        fields[name] = chosen[1] if chosen else ""
    return {name: value for name, value in fields.items() if name not in ("csrf_token",)}


@pytest.mark.parametrize("code", ["a1", "a2", "b1"])
def test_saving_an_indicator_as_it_is_changes_nothing(city, draft, browser_of, code):
    client = browser_of("admin")
    before = view(city, draft).tree
    fields = indicator_fields(client, draft, code)
    saved = client.post(f"{PLACE}/{draft}/ubah/{code}", data=fields)
    assert saved.status_code == 302, saved.text
    assert (view(city, draft).tree, view(city, draft).version) == (before, 1)


def test_saving_the_facts_as_they_are_changes_nothing(city, draft, browser_of):
    client = browser_of("admin")
    page = client.get(f"{PLACE}/{draft}/keterangan").text
    form = page[page.index("<form", page.index('id="isi"')) :]
    inputs = re.findall(r"<input[^>]*>", form)
    pairs = [
        (name[1], (re.search(r'value="([^"]*)"', one) or [0, ""])[1])
        for one in inputs
        if (name := re.search(r'name="([^"]+)"', one))
        and ('type="checkbox"' not in one or " checked" in one)
    ]
    fields = {}
    for name, value in pairs:
        fields.setdefault(name, []).append(value)
    for name, options in re.findall(r'<select[^>]*name="([^"]+)"[^>]*>(.*?)</select>', form, re.S):
        fields[name] = re.search(r'<option selected value="([^"]*)"', options)[1]
    before = view(city, draft).tree
    assert client.post(f"{PLACE}/{draft}/keterangan", data=fields).status_code == 302
    assert (view(city, draft).tree, view(city, draft).version) == (before, 1)


def test_an_indicator_is_changed_with_levels_proofs_and_both_languages(city, draft, browser_of):
    client = browser_of("admin")
    fields = indicator_fields(client, draft, "a2") | {
        "code": "a7",
        "concept": "Baris satu\r\nbaris dua",
        "concept_en": "Line",
        "answer-1-id": "Belum",
        "answer-1-en": "None",
        "proof3-1-kind": "kebijakan",
        "proof3-1-id": "Keputusan",
        "proof3-1-en": "Decree",
    }
    client.post(f"{PLACE}/{draft}/ubah/a2", data=fields)
    node = view(city, draft).tree["sections"][0]["indicators"][1]
    assert (node["code"], node["concept"]) == ("a7", {"id": "Baris satu\nbaris dua", "en": "Line"})
    assert node["levels"]["1"] == {"id": "Belum", "en": "None"}
    assert node["evidence"]["3"] == [
        {"kind": "kebijakan", "text": {"id": "Keputusan", "en": "Decree"}}
    ]
    assert node["evidence"]["2"] == ["Berkas metadata"]


def test_a_taken_code_is_refused_at_its_field_and_everything_typed_stays(city, draft, browser_of):
    client = browser_of("admin")
    fields = indicator_fields(client, draft, "a2") | {"code": "a1", "concept": "Yang saya ketik"}
    answer = client.post(f"{PLACE}/{draft}/ubah/a2", data=fields)
    assert answer.status_code == 422
    assert "kode &#34;a1&#34; sudah dipakai" in answer.text
    assert "Yang saya ketik" in answer.text


def test_two_people_on_one_indicator_see_both_texts(city, draft, browser_of):
    client = browser_of("admin")
    fields = indicator_fields(client, draft, "a1")
    client.post(f"{PLACE}/{draft}/ubah/a1", data=fields | {"concept": "Yang pertama"})
    late = client.post(f"{PLACE}/{draft}/ubah/a1", data=fields | {"concept": "Yang kedua"})
    assert late.status_code == 409
    assert "Yang pertama" in late.text and "Yang kedua" in late.text
    assert "Isian yang berbeda" in late.text


def test_answers_need_a_name_and_only_one_meaning(draft, browser_of):
    client = browser_of("admin")
    fields = indicator_fields(client, draft, "b1")
    nameless = client.post(f"{PLACE}/{draft}/ubah/b1", data=fields | {"answer-2-id": "Separuh"})
    assert nameless.status_code == 422
    assert "Sebutkan jawaban yang diterangkan" in nameless.text
    twice = fields | {"answer-2-answer": "20/20", "answer-2-id": "Lagi"}
    answer = client.post(f"{PLACE}/{draft}/ubah/b1", data=twice)
    assert "Jawaban 20/20 diterangkan dua kali." in answer.text


def test_nodes_are_added_moved_and_removed(city, draft, browser_of):
    client = browser_of("admin")

    def post(path, **fields):
        return client.post(f"{PLACE}/{draft}/{path}", data=fields, follow_redirects=True)

    assert "C sudah ditambahkan" in post("tambah/bagian", code="C", name="Bagian C").text
    assert "c1 sudah ditambahkan" in post("tambah/indikator", di="C", code="c1", name="Satu").text
    refused = post("tambah/indikator", di="", code="c2", name="Dua")
    assert refused.status_code == 422
    assert "indikator hanya dapat berada di dalam bagian" in refused.text
    assert post("pindah/a2", parent="=C").status_code == 200
    assert post("pindah/a2", parent="=A1").status_code == 422
    post("geser/a2", where="up")
    assert [line.code for line in view(city, draft).lines] == [
        "A",
        "a1",
        "B",
        "b1",
        "C",
        "a2",
        "c1",
    ]
    page = client.get(f"{PLACE}/{draft}/hapus/C").text
    assert "2 hal di dalamnya ikut terhapus" in page
    version = re.search(r'name="version" value="(\d+)"', page)[1]
    post("hapus/C", version=version)
    assert [line.code for line in view(city, draft).lines] == ["A", "a1", "B", "b1"]


def test_a_part_in_yaml_is_refused_with_its_line_and_kept_as_typed(city, draft, browser_of):
    client, place = browser_of("admin"), f"{PLACE}/{draft}/isi/scales"
    wrong = "scales:\n  tingkat:\n    kind: lvel\n"
    answer = client.post(place, data={"version": 1, "content": wrong})
    assert answer.status_code == 422
    assert "lvel" in answer.text and '<td class="number">3</td>' in answer.text
    right = "scales:\n  poin:\n    kind: points\n"
    assert client.post(place, data={"version": 1, "content": right}).status_code == 302
    assert view(city, draft).tree["scales"] == {"poin": {"kind": "points"}}
    late = client.post(place, data={"version": 1, "content": "scales:\n  lain:\n    kind: yes-no"})
    assert late.status_code == 409
    assert "kind: yes-no" in late.text and "kind: points" in late.text


@pytest.mark.parametrize("kind", ["yaml", "xlsx"])
def test_a_draft_leaves_as_a_file_and_comes_back(city, draft, browser_of, kind):
    client = browser_of("admin")
    file = client.get(f"{PLACE}/{draft}/berkas.{kind}")
    assert f"small-v1.1-rancangan.{kind}" in file.headers["Content-Disposition"]
    upload = {"upload": (io.BytesIO(file.data), f"r.{kind}")}
    page = client.post(f"{PLACE}/{draft}/muat", data=upload, follow_redirects=True)
    assert "Tidak ada perbedaan isi" in page.text


def test_a_file_shows_what_it_changes_before_it_takes_the_drafts_place(city, draft, browser_of):
    client = browser_of("admin")
    content = client.get(f"{PLACE}/{draft}/berkas.yaml").data.replace(b"weight: 75", b"weight: 65")
    upload = {"upload": (io.BytesIO(content), "r.yaml")}
    place = client.post(f"{PLACE}/{draft}/muat", data=upload).location
    page = client.get(place).text
    assert "1 perbedaan" in page and "75" in page and "65" in page
    assert view(city, draft).branches[1].total == "100"
    client.post(place, data={"version": 1})
    assert view(city, draft).branches[1].total == "90"
    assert client.post(place, data={"version": 1}).status_code == 409


def test_a_draft_is_checked_published_and_closed(city, draft, browser_of):
    client = browser_of("admin")
    client.post(f"{PLACE}/{draft}/bobot", data={"version": 1, "w-a1": "70", "w-a2": "25"})
    page = client.get(f"{PLACE}/{draft}/terbit", follow_redirects=True)
    assert page.request.path.endswith("/periksa")
    assert "berjumlah 95, seharusnya tepat 100" in page.text
    client.post(f"{PLACE}/{draft}/bobot", data={"version": 2, "act": "spread:A"})
    assert "Terbitkan small 1.1" in client.get(f"{PLACE}/{draft}/terbit").text
    done = client.post(f"{PLACE}/{draft}/terbit", data={"version": 3}, follow_redirects=True)
    assert "Rubrik sudah terbit" in done.text
    assert "sudah terbit dan tidak berubah lagi" in client.get(f"{PLACE}/{draft}").text
    assert client.post(f"{PLACE}/{draft}/bobot", data={"version": 3}).status_code == 422
    with city.installation.reads() as session:
        assert verify_log(session, city["auditor"]).faults == []


def test_before_publishing_stand_the_open_comments_and_the_differences(city, draft, browser_of):
    admin, lead, place = browser_of("admin"), browser_of("ketua"), f"{PLACE}/{draft}"
    untouched = admin.get(f"{place}/terbit").text
    assert "belum dijawab" not in untouched and "Tidak ada perbedaan isi" in untouched
    discuss(city, draft)
    lead.post(f"{place}/butir/a1", data={"text": "Standar mana yang dihitung?"})
    lead.post(f"{place}/butir", data={"text": "Terlalu panjang."})
    admin.post(f"{place}/bobot", data={"version": 1, "w-a1": "62,5", "w-a2": "37.5"})
    page = admin.get(f"{place}/terbit").text
    assert "2 tanggapan belum dijawab" in page and "Standar mana yang dihitung?" in page
    assert f'href="{place}/butir/a1#t-1"' in page and f'href="{place}/butir#t-2"' in page
    assert "Perbedaan dari small 1.0" in page and "2 perbedaan; yang paling berat:" in page
    assert "Bobot" in page and "62,5" in page and "62.5" not in page
    assert 'id="t-1"' in admin.get(f"{place}/butir/a1").text
    with city.installation.reads() as session:
        said = drafts_discussing.comments_of(session, city["admin"], draft)
    for one in said:
        lead.post(f"{place}/jawab/{one.id}", data={"answer": "Sudah.", "code": one.node})
    assert "belum dijawab" not in admin.get(f"{place}/terbit").text


def test_a_draft_from_nothing_says_that_it_has_nothing_to_compare_with(city, browser_of):
    with city.installation.writes() as session:
        content = plain_of(load_rubric(RUBRIC)) | {"code": "lain"}
        number = drafts_starting.start_from(session, city["admin"], NOW, content)
    page = browser_of("admin").get(f"{PLACE}/{number}/terbit").text
    assert "tidak disalin dari rubrik terbit" in page and "Terbitkan lain 1.0" in page


def test_differences_are_told_as_people_write_them(city, draft, browser_of):
    client = browser_of("admin")
    client.post(f"{PLACE}/{draft}/bobot", data={"version": 1, "w-a1": "36.36", "w-a2": "63.5"})
    assert "berjumlah 99,86, seharusnya" in client.get(f"{PLACE}/{draft}/periksa").text
    with city.installation.writes() as session:
        admin, result = city["admin"], view(city, draft).tree["result"]
        ranks = [{"name": "Baik", "from": "3.5"}, {"name": "Kurang", "from": "1"}]
        drafts_writing.save_facts(
            session, admin, NOW, draft, 2, {"result": {**result, "predicates": ranks}}
        )
        drafts_writing.save_node(session, admin, NOW, draft, 3, "a1", {"answered_by": "assessor"})
    page = client.get(f"{PLACE}/{draft}/beda").text
    assert "36,36" in page and "36.36" not in page
    assert "Baik ≥ 3,5, Kurang ≥ 1" in page
    assert "Dinilai mandiri, lalu diverifikasi</td><td>Dinilai penilai" in page
    client.post("/bahasa", data={"lang": "en", "next": "/"})
    assert "36.36" in client.get(f"{PLACE}/{draft}/beda").text


def test_no_input_of_an_item_hides_what_scripts_know_of_its_form(city, draft, browser_of):
    page = browser_of("admin").get(f"{PLACE}/{draft}/ubah/a1").text
    names = set(re.findall(r'name="([^"]+)"', page[page.index('id="isi"') :]))
    assert names.isdisjoint({"method", "action", "target", "submit", "elements", "length"})
    fields = indicator_fields(browser_of("admin"), draft, "a1") | {"way": "Dihitung dari arsip."}
    browser_of("admin").post(f"{PLACE}/{draft}/ubah/a1", data=fields)
    node = view(city, draft).tree["sections"][0]["indicators"][0]
    assert node["method"] == "Dihitung dari arsip."


def test_an_invited_unit_reads_comments_and_is_answered(city, draft, browser_of):
    unit, lead = browser_of("dindik"), browser_of("ketua")
    assert unit.get(f"{PLACE}/{draft}").status_code == 404
    assert "Belum ada rancangan yang dibahas bersama Anda" in unit.get(f"{PLACE}/").text
    discuss(city, draft, "Dindik")
    assert "Rubrik kecil" in unit.get(f"{PLACE}/").text
    assert "Periksa" not in unit.get(f"{PLACE}/{draft}").text.split("Bagian rancangan")[1][:900]
    empty = unit.post(f"{PLACE}/{draft}/butir/a1", data={"text": " "})
    assert empty.status_code == 422
    said = unit.post(
        f"{PLACE}/{draft}/butir/a1", data={"text": "Standar mana?\r\nMohon jelas."},
        follow_redirects=True,
    )  # fmt: skip
    assert "Dinas Pendidikan" in said.text and "Belum dijawab" in said.text
    with city.installation.reads() as session:
        (comment,) = drafts_discussing.comments_of(session, city["ketua"], draft)
    lead.post(
        f"{PLACE}/{draft}/jawab/{comment.id}", data={"answer": "Standar nasional.", "code": "a1"}
    )
    assert "Standar nasional." in unit.get(f"{PLACE}/{draft}/butir/a1").text
    assert "Standar mana?" in lead.get(f"{PLACE}/{draft}/pembahasan").text


def test_what_a_discussion_agreed_is_recorded_and_taken_over(city, draft, browser_of):
    discuss(city, draft)
    lead, admin = browser_of("ketua"), browser_of("admin")
    place = f"{PLACE}/{draft}/hasil/a1"
    empty = lead.post(place, data={"fgd-text": "FGD, 12 OPD"})
    assert empty.status_code == 422
    assert "Isi sedikitnya satu" in empty.text and "FGD, 12 OPD" in empty.text
    fields = {"fgd-text": "FGD, 12 OPD", "fgd-concept": "Konsep yang disepakati"}
    assert "Hasil pembahasan" in lead.post(place, data=fields, follow_redirects=True).text
    with city.installation.reads() as session:
        (said,) = drafts_discussing.comments_of(session, city["ketua"], draft)
    assert "Ambil ke rancangan" not in lead.get(f"{PLACE}/{draft}/butir/a1").text
    taken = admin.post(
        f"{PLACE}/{draft}/ambil/{said.id}", data={"code": "a1"}, follow_redirects=True
    )
    assert "Sudah ada di rancangan" in taken.text
    concept = view(city, draft).tree["sections"][0]["indicators"][0]["concept"]
    assert concept == "Konsep yang disepakati"


def test_units_are_invited_by_admin_and_lead(city, draft, browser_of):
    lead = browser_of("ketua")
    chosen = [str(city.units["Dindik"]), str(city.units["DLH"])]
    page = lead.post(f"{PLACE}/{draft}/undang", data={"unit": chosen}, follow_redirects=True)
    assert "2 unit diundang: Dinas Lingkungan Hidup, Dinas Pendidikan." in page.text


WRITES = ("mulai", "1/keterangan", "1/isi/ties", "1/ubah/a1", "1/tambah/bagian", "1/hapus/a1",
          "1/muat", "1/terbit", "1/batalkan")  # fmt: skip
READS = ("", "1", "1/periksa", "1/pratinjau", "1/pembahasan", "1/butir/a1", "1/beda",
         "1/berkas.yaml", "1/berkas.xlsx")  # fmt: skip


@pytest.mark.parametrize(
    ("who", "reads", "writes", "invites"),
    [
        ("ketua", 200, 403, 200),
        ("ases1", 200, 403, 403),
        ("panitia", 403, 403, 403),
        ("auditor", 403, 403, 403),
    ],
)
def test_each_role_reads_and_writes_only_what_it_may(
    city, draft, browser_of, who, reads, writes, invites
):
    client = browser_of(who)
    assert {client.get(f"{PLACE}/{path}").status_code for path in READS} == {reads}
    assert {client.get(f"{PLACE}/{path}").status_code for path in WRITES} == {writes}
    assert client.get(f"{PLACE}/1/undang").status_code == invites


def test_a_unit_that_is_not_invited_finds_nothing(city, draft, browser_of):
    discuss(city, draft, "Dindik")
    stranger = browser_of("dinkes")
    assert {stranger.get(f"{PLACE}/{path}").status_code for path in READS[1:]} == {404}
    answer = stranger.post(f"{PLACE}/{draft}/butir/a1", data={"text": "Halo"})
    assert answer.status_code == 404


def test_before_release_only_the_lead_reads_whose_results_would_change(city, draft, browser_of):
    city.open()
    city.score_all()
    place = f"{PLACE}/{draft}/akibat"
    assert "4,69" in browser_of("ketua").get(place).text
    assert "hanya ketua tim yang membacanya" in browser_of("admin").get(place).text
    assert browser_of("ases1").get(place).status_code == 403
    assert browser_of("dindik").get(place).status_code == 403


def test_versions_are_copied_compared_and_retired(city, browser_of):
    client = browser_of("admin")
    content = RUBRIC.read_bytes().replace(b'"1.0"', b'"2.0"').replace(b"weight: 75", b"weight: 65")
    content = content.replace(b"weight: 25", b"weight: 35")
    with city.installation.writes() as session:
        new_id = rubrics.publish(session, city["admin"], NOW, content, "small.yaml")
    copied = client.post(f"{PLACE}/salin/{new_id}", follow_redirects=True)
    assert "small 2.1" in copied.text
    path = f"/admin/rubrik/beda?lama={city.rubric_id}&baru={new_id}"
    page = client.get(path, follow_redirects=True).text
    assert "small 1.0 menjadi small 2.0" in page and "2 perbedaan" in page
    retired = client.post(f"/admin/rubrik/{new_id}/pensiun", follow_redirects=True)
    assert "Pensiun sejak" in retired.text
    assert "small 2.0" not in client.get(f"/admin/periode/{city.period_id}/kategori/tambah").text
    back = client.post(f"/admin/rubrik/{new_id}/pensiun", data={"back": "1"}, follow_redirects=True)
    assert "ditawarkan lagi" in back.text
    assert client.get(f"/admin/rubrik/{new_id}/berkas.xlsx").data.startswith(b"PK")


@pytest.mark.parametrize("source", ["small", "epss"])
def test_a_tree_of_any_size_asks_the_database_equally_often(
    city, browser_of, count_queries, source
):
    with city.installation.writes() as session:
        admin = city["admin"]
        if source == "small":
            number = drafts_starting.copy_rubric(session, admin, NOW, city.rubric_id)
        else:
            from evaluator.web.drafts import SHIPPED

            number = drafts_starting.start_from_shipped(
                session, admin, NOW, SHIPPED, "epss-2022.yaml"
            )
    client = browser_of("admin")
    with count_queries() as sent:
        assert client.get(f"{PLACE}/{number}").status_code == 200
    drafts_asked = [one for one in sent if "draft" in one]
    assert len(drafts_asked) == 3
