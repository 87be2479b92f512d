"""Designs in the browser, with and without a script: seen by those who print, kept at a version."""

import copy
import io
import json
import re
import struct
import zipfile
import zlib

import pytest
from PIL import Image

from evaluator.documents import certificate, design_pictures
from evaluator.documents.designs import DESIGNS
from evaluator.documents.paper_form import KIND_NAMES
from evaluator.services import designs
from tests.city import NOW
from tests.documents.reading import opened, text_of
from tests.documents.test_certificate import picture

HOME = "/rancangan-piagam/"
JSON = {"Accept": "application/json"}


@pytest.fixture
def panitia(browser_of):
    return browser_of("panitia")


def made(client, name="Piagam Kota", source="kawung", **more):
    typed = {"source": source, "name": name, "size": "A4", "direction": "landscape", **more}
    return client.post(HOME + "salin", data=typed)


def stored(city, number=1):
    with city.installation.reads() as session:
        return designs.design_view(session, city["panitia"], number)


def test_a_finished_design_is_copied_to_a_sheet_and_opened_for_change(panitia, city):
    assert "belum mempunyai rancangan sendiri" in panitia.get(HOME).text
    answer = made(panitia, size="F4", direction="portrait")

    assert answer.status_code == 302 and answer.location == HOME + "1"
    page = panitia.get(HOME + "1").text
    assert "Piagam Kota" in page and 'data-name="isi"' in page
    assert stored(city).content["page"]["size"] == "F4"
    assert panitia.get(HOME + "1.svg").mimetype == "image/svg+xml"
    pdf = panitia.get(HOME + "1/pratinjau.pdf")
    assert pdf.mimetype == "application/pdf"
    assert [round(float(s)) for s in opened(pdf.data).pages[0].mediabox[2:]] == [609, 935]
    assert "PRATINJAU" in text_of(pdf.data) and "BPS Kota Uji" in text_of(pdf.data)


def test_the_picture_of_a_design_leads_to_its_copy_or_its_editor(panitia):
    made(panitia)
    page = panitia.get(HOME).text
    assert 'href="/rancangan-piagam/?dari=truntum#salin" aria-label="Salin rancangan' in page
    assert '<a class="dz-picture" href="/rancangan-piagam/1"' in page
    chosen = panitia.get(HOME + "?dari=truntum").text
    assert re.search(r'<option selected value="truntum">', chosen)
    assert "<option selected" not in panitia.get(HOME + "?dari=tidak-ada").text


def test_a_wrong_name_is_told_at_the_form_and_what_was_typed_stays(panitia):
    made(panitia)
    again = made(panitia)

    assert again.status_code == 422
    assert "Sudah ada rancangan bernama “Piagam Kota”" in again.text
    assert 'value="Piagam Kota"' in again.text
    assert "Beri nama" in made(panitia, name=" ").text
    assert made(panitia, name="x", source="tidak-ada").status_code == 422


@pytest.mark.parametrize("as_json", [False, True], ids=["form", "script"])
def test_a_design_is_saved_and_the_later_save_keeps_what_was_typed(
    panitia, browser_of, city, as_json
):
    made(panitia)
    content = copy.deepcopy(stored(city).content)
    content["elements"][2]["paragraphs"][1]["id"] = "SERTIFIKAT <b>&"

    def send(version, kept=content, client=panitia):
        sent = {"content": json.dumps(kept), "version": str(version)}
        if as_json:
            return client.post(HOME + "1", json=sent, headers=JSON)
        return client.post(HOME + "1", data=sent)

    assert send(1).status_code == (200 if as_json else 302)
    assert stored(city).content["elements"][2]["paragraphs"][1]["id"] == "SERTIFIKAT <b>&"
    assert "SERTIFIKAT &lt;b&gt;&amp;" in panitia.get(HOME + "1").text
    other = copy.deepcopy(content)
    other["elements"][2]["paragraphs"][1]["id"] = "YANG KEDUA"
    late = send(1, other, browser_of("admin"))
    assert late.status_code == 409
    said = late.json["problem"] if as_json else late.text
    assert "baru saja diubah Panitia" in said
    if as_json:
        assert late.json["version"] == 2
    else:
        assert "YANG KEDUA" in late.text and 'name="version" value="2"' in late.text
    assert stored(city).version == 2


@pytest.mark.parametrize(
    "content",
    ["", "{", "[]", "3", '{"elements": 1}', json.dumps({"elements": [{"x": "<script>"}]})],
)
def test_broken_content_is_refused_and_nothing_is_kept(panitia, city, content):
    made(panitia)
    for path in ("1", "1/tampak"):
        answer = panitia.post(HOME + path, json={"content": content, "version": "1"}, headers=JSON)
        assert answer.status_code == 422
    assert panitia.post(HOME + "1", data={"content": content, "version": "1"}).status_code == 422
    assert panitia.post(HOME + "1/pratinjau.pdf", data={"content": content}).status_code == 422
    assert stored(city).version == 1


def test_the_drawing_of_what_is_being_changed_names_what_does_not_fit(panitia, city):
    made(panitia)
    content = copy.deepcopy(stored(city).content)
    isi = next(one for one in content["elements"] if one["name"] == "isi")
    isi["height"] = 8

    answer = panitia.post(
        HOME + "1/tampak?contoh=panjang", json={"content": json.dumps(content)}, headers=JSON
    )

    assert answer.status_code == 200 and answer.json["svg"].startswith("<svg ")
    assert answer.json["faults"] == {
        "isi": "Isi kotak teks “isi” tidak muat; persingkat isinya atau perbesar kotaknya."
    }
    assert stored(city).version == 1
    refused = panitia.post(HOME + "1/pratinjau.pdf", data={"content": json.dumps(content)})
    assert refused.status_code == 422 and "tidak muat" in refused.text


def test_longest_names_and_both_languages_are_tried_by_the_real_print(panitia):
    made(panitia, source="modern")
    pdf = panitia.get(HOME + "1/pratinjau.pdf?contoh=panjang&bahasa=both")

    assert "Suryokusumo Wijayaningrat Kusumaatmaja" in text_of(pdf.data)
    assert "presented to" in text_of(pdf.data)


def test_without_a_script_every_kind_of_element_is_added_changed_moved_and_taken_away(
    panitia, city
):
    made(panitia)
    for kind in KIND_NAMES:
        version = stored(city).version
        added = panitia.post(HOME + "1/unsur", data={"jenis": kind, "version": version})
        assert added.status_code == 302, kind
        address = added.location
        page = panitia.get(address)
        assert page.status_code == 200 and 'name="width"' in page.text
        one = stored(city).content["elements"][-1]
        typed = form_of(one) | {"x": "12,5", "version": str(stored(city).version)}
        assert panitia.post(address, data=typed).status_code == 302, kind
        assert stored(city).content["elements"][-1] == {**one, "x": 12.5}
        for act in ("gandakan", "turun", "naik", "hapus"):
            done = panitia.post(f"{address}/{act}", data={"version": stored(city).version})
            assert done.status_code == 302
    assert len(stored(city).content["elements"]) == len(DESIGNS["kawung"].content["elements"]) + 8


def form_of(one):
    """An element as its form sends it."""
    typed = {}

    def write(name, value):
        if value is True:
            typed[name] = "1"
        elif value is not False:
            typed[name] = str(value)

    for name, value in one.items():
        if name == "paragraphs":
            for number, part in enumerate(value):
                for key, inner in part.items():
                    write(f"p{number}-{key}", inner)
        else:
            write(name, value)
    return typed


def test_a_value_that_cannot_be_used_is_told_and_stays_in_the_form(panitia, city):
    made(panitia)
    one = next(e for e in stored(city).content["elements"] if e["name"] == "isi")
    wrong = form_of(one) | {"x": "jauh", "p1-id": "{password}", "version": "1"}

    answer = panitia.post(HOME + "1/unsur/isi", data=wrong)

    assert answer.status_code == 422
    assert "isi, x: tidak dapat dipakai" in answer.text
    assert "Isian “password” tidak dikenal" in answer.text
    assert 'value="jauh"' in answer.text and "{password}" in answer.text
    late = panitia.post(HOME + "1/unsur/isi", data=form_of(one) | {"version": "0"})
    assert late.status_code == 422 and "baru saja diubah" in late.text


def test_sheet_and_colours_are_changed_without_a_script(panitia, city):
    made(panitia)
    typed = {
        "size": "own", "direction": "landscape", "width": "310", "height": "220", "left": "20",
        "top": "20", "right": "20", "bottom": "20", "kind": "thanks", "ink": "#112233",
        "accent": "#445566", "tint": "#eeeeee", "paper": "#ffffff", "version": "1",
    }  # fmt: skip

    assert panitia.post(HOME + "1/kertas", data=typed).status_code == 302
    content = stored(city).content
    assert (content["page"]["width"], content["palette"]["ink"], content["kind"]) == (
        310.0, "#112233", "thanks",
    )  # fmt: skip
    small = panitia.post(HOME + "1/kertas", data=typed | {"width": "90", "version": "2"})
    assert small.status_code == 422 and "keluar dari kertas" in small.text
    assert (
        "Panjang sisi kertas"
        in panitia.post(HOME + "1/kertas", data=typed | {"width": "9", "version": "2"}).text
    )


def test_a_picture_is_uploaded_shown_and_reachable_only_through_its_design(panitia, city):
    made(panitia)
    png = picture("PNG", "RGBA")
    sent = {"file": (io.BytesIO(png), "cap.png"), "version": "1"}
    answer = panitia.post(HOME + "1/gambar", data=sent, headers=JSON)

    assert answer.status_code == 200 and answer.json["version"] == 2
    digest = answer.json["digest"]
    assert panitia.get(f"{HOME}1/gambar/{digest}.png").mimetype == "image/png"
    with city.installation.writes() as session:
        foreign = city.installation.files.put(picture("PNG", "RGB"))
        session.commit()
    assert panitia.get(f"{HOME}1/gambar/{foreign}.png").status_code == 404
    for bad in (b"<svg/>", b"GIF89a", b""):
        sent = {"file": (io.BytesIO(bad), "x.png"), "version": "2"}
        refused = panitia.post(HOME + "1/gambar", data=sent)
        assert refused.status_code == 422 and "PNG atau JPEG" in refused.text


def bomb():
    """A PNG of 48 kB that unpacks to 400 million pixels, and one that only claims to."""
    file = io.BytesIO()
    Image.new("1", (20_000, 20_000)).save(file, "PNG")
    claims = bytearray(picture("PNG", "RGB"))
    claims[16:24] = struct.pack(">II", 60_000, 60_000)
    claims[29:33] = struct.pack(">I", zlib.crc32(claims[12:29]))
    return [file.getvalue(), bytes(claims)]


def test_a_picture_bomb_is_refused_in_words_wherever_it_comes_in(panitia, city):
    made(panitia)
    content = {**stored(city).content, "library": ["a" * 64]}
    shown = {"kind": "picture", "name": "bom", "source": "a" * 64, "x": 1, "y": 1}
    content["elements"] = [{**shown, "width": 9, "height": 9}]
    for data in bomb():
        sent = {"file": (io.BytesIO(data), "bom.png"), "version": "1"}
        refused = panitia.post(HOME + "1/gambar", data=sent)
        assert refused.status_code == 422 and "PNG atau JPEG" in refused.text
        parcel = io.BytesIO()
        with zipfile.ZipFile(parcel, "w") as archive:
            archive.writestr("design.json", json.dumps(content))
            archive.writestr(f"pictures/{'a' * 64}.png", data)
        sent = {"called": "Bom", "file": (io.BytesIO(parcel.getvalue()), "x.zip")}
        refused = panitia.post(HOME + "impor", data=sent)
        assert refused.status_code == 422 and "PNG atau JPEG" in refused.text


def test_a_motif_too_fine_to_draw_is_refused_at_every_door(panitia, city):
    made(panitia)
    content = {**stored(city).content, "library": []}
    fine = {"kind": "ornament", "motif": "jlamprang", "shape": "band", "size": 1, "x": 0, "y": 0}
    content["elements"] = [
        {**fine, "name": f"batik-{n}", "width": 297, "height": 210} for n in range(60)
    ]
    text, sentence = json.dumps(content), "Perbesar ukuran motif “batik-0”"
    look = panitia.post(HOME + "1/tampak", json={"content": text}, headers=JSON)
    assert look.status_code == 422 and sentence in look.json["problem"]
    for path in ("1", "1/pratinjau.pdf"):
        refused = panitia.post(HOME + path, data={"content": text, "version": "1"})
        assert refused.status_code == 422 and sentence in refused.text
    parcel = io.BytesIO()
    with zipfile.ZipFile(parcel, "w") as archive:
        archive.writestr("design.json", text)
    sent = {"called": "Halus", "file": (io.BytesIO(parcel.getvalue()), "x.zip")}
    refused = panitia.post(HOME + "impor", data=sent)
    assert refused.status_code == 422 and sentence in refused.text


@pytest.mark.parametrize("path", ["1/tampak", "1/pratinjau.pdf", "1.svg", "1"])
def test_somebody_else_saves_while_a_design_is_drawn(panitia, city, monkeypatch, path):
    made(panitia)
    text = json.dumps(stored(city).content)

    def saves_meanwhile(*_args, **_more):
        with city.installation.writes() as session:
            designs.rename_design(session, city["admin"], NOW, 1, version=1, name="Diganti")
            session.commit()
        return b"<svg/>"

    monkeypatch.setattr(design_pictures, "drawing", saves_meanwhile)
    monkeypatch.setattr(certificate, "draw", saves_meanwhile)
    if path == "1/tampak":
        answer = panitia.post(HOME + path, json={"content": text}, headers=JSON)
    elif path == "1/pratinjau.pdf":
        answer = panitia.post(HOME + path, data={"content": text})
    else:
        answer = panitia.get(HOME + path)

    assert answer.status_code == 200 and stored(city).name == "Diganti"


def test_a_design_leaves_as_a_file_and_comes_back_as_another_design(panitia, city):
    made(panitia)
    parcel = panitia.get(HOME + "1/ekspor.zip")
    assert parcel.mimetype == "application/zip"
    sent = {"called": "Dari tetangga", "file": (io.BytesIO(parcel.data), "x.zip")}

    assert panitia.post(HOME + "impor", data=sent).location == HOME + "2"
    assert stored(city, 2).content == {**stored(city).content, "title": "Dari tetangga"}
    broken = {"called": "Rusak", "file": (io.BytesIO(parcel.data[:90]), "x.zip")}
    answer = panitia.post(HOME + "impor", data=broken)
    assert answer.status_code == 422 and "bukan rancangan atau rusak" in answer.text
    assert 'value="Rusak"' in answer.text


def test_renaming_retiring_and_taking_back(panitia, city):
    made(panitia)
    assert panitia.post(HOME + "1/nama", data={"name": "Baru", "version": 1}).status_code == 302
    assert panitia.post(HOME + "1/nama", data={"name": "", "version": 2}).status_code == 422
    late = panitia.post(HOME + "1/nama", data={"name": "Lain", "version": 1})
    assert late.status_code == 422 and "baru saja diubah" in late.text and "Lain" in late.text
    panitia.post(HOME + "1/pensiun")
    assert "Tidak ditawarkan lagi" in panitia.get(HOME).text
    panitia.post(HOME + "1/pakai-lagi")
    assert stored(city).retired_at is None and stored(city).name == "Baru"


@pytest.mark.parametrize("who", ["ases1", "ketua", "auditor", "dindik"])
def test_others_may_not_see_or_change_designs(browser_of, panitia, who):
    made(panitia)
    client = browser_of(who)
    for path in ("", "1", "1.svg", "1/pratinjau.pdf", "1/ekspor.zip", "1/unsur/isi", "1/kertas"):
        assert client.get(HOME + path).status_code == 403, path
    for path in ("salin", "impor", "1", "1/tampak", "1/unsur", "1/unsur/isi/hapus", "1/pensiun"):
        assert client.post(HOME + path).status_code == 403, path


def test_fonts_that_print_are_handed_out_and_no_other_file(panitia):
    font = panitia.get(HOME + "huruf/NotoSerif-Bold.ttf")

    assert font.mimetype == "font/ttf" and font.data[:4] == b"\x00\x01\x00\x00"
    for name in ("Arial", "OFL", "..%2f..%2fstyle", "NotoSansMath-Regular"):
        assert panitia.get(f"{HOME}huruf/{name}.ttf").status_code == 404


@pytest.mark.parametrize("count", [1, 3, 9])
def test_the_gallery_takes_as_many_queries_for_many_designs_as_for_one(
    panitia, count, count_queries
):
    for number in range(count):
        made(panitia, name=f"Rancangan {number}")
    with count_queries() as sent:
        assert panitia.get(HOME).status_code == 200
    assert len(sent) <= 8


def test_the_editor_page_has_no_inline_script_or_style(panitia):
    made(panitia)
    page = panitia.get(HOME + "1").text

    assert " style=" not in page and "<script>" not in page and " onclick" not in page
