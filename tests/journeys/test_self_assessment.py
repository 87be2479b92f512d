"""A unit's season in a real browser: the operator on a phone, the supervisor, the head, BPS."""

from datetime import date

import pytest

from evaluator.services.evidence import list_evidence
from evaluator.services.self_assessments import open_own
from evaluator.storage.actor import Role
from tests.city import NOW
from tests.evidence_city import PDF, EvidenceCity
from tests.kept import stand

DINDIK = "Dinas Pendidikan"


@pytest.fixture
def city(installation):
    """Dindik has an operator, a supervisor and a head."""
    made = stand(EvidenceCity, installation)
    made.begin()
    with installation.writes() as session:
        for username in ("pengawas", "kepala"):
            made.add_person(session, username, Role.UNIT, made.units["Dindik"])
    for username, duty in (("dindik", "operator"), ("pengawas", "supervisor"), ("kepala", "head")):
        made.give_duty(username, duty)
    return made


def state(city):
    with city.installation.reads() as session:
        return open_own(session, city["dindik"], NOW, city.own).state


def add_file(page, name, kind, dated, content=PDF):
    page.get_by_label("Berkas", exact=True).set_input_files(
        {"name": name, "mimeType": "application/octet-stream", "buffer": content}
    )
    page.get_by_label("Jenis bukti").select_option(kind)
    page.get_by_label("Tanggal dokumen").fill(dated)
    page.get_by_role("button", name="Tambahkan bukti").click()


def test_the_operator_fills_on_a_phone_the_supervisor_checks_the_head_hands_in(city, visitor):
    operator = visitor("dindik", width=360)
    page = operator.goto("/penilaian-mandiri/")
    page.get_by_role("link", name="Buka Penilaian 2025").click()
    page.get_by_role("link", name="Isi yang belum diisi").click()
    page.get_by_text("Terdefinisi").click()
    page.get_by_label("Penjelasan").fill("SK ditetapkan Maret 2025.")
    page.get_by_role("button", name="Simpan, tambah bukti").click()
    add_file(page, "notula.pdf", "administrasi", "2025-02-01")
    page.get_by_text("Bukti dukung cukup sampai: 2 Terkelola").wait_for()
    page.get_by_role("link", name="Tambah bukti").click()
    add_file(page, "SK.exe", "kebijakan", "2025-03-01", PDF + b"SK")
    page.get_by_text("Bukti dukung cukup sampai: 3 Terdefinisi").wait_for()
    assert page.get_by_label("Penjelasan").input_value() == "SK ditetapkan Maret 2025."
    assert operator.sideways() <= 0 and operator.axe() == []
    page.get_by_role("link", name="Berikutnya yang belum diisi").click()
    page.locator("label.level", has_text="Tidak berlaku").click()
    page.get_by_role("button", name="Simpan, lanjut").click()
    page.get_by_text("2 dari 2 indikator diisi").wait_for()
    assert page.get_by_role("button", name="Kirim ke kantor BPS").count() == 0
    assert operator.sideways() <= 0 and operator.axe() == []

    supervisor = visitor("pengawas", width=360)
    supervisor.goto(f"/penilaian-mandiri/{city.own}")
    supervisor.page.get_by_role("button", name="Sudah diperiksa").click()
    supervisor.page.get_by_text("Berikutnya: kepala unit mengirimnya").wait_for()
    assert state(city) == "checked"

    head = visitor("kepala", width=360)
    head.goto(f"/penilaian-mandiri/{city.own}")
    head.page.get_by_role("button", name="Kirim ke kantor BPS").click()
    head.page.get_by_text("Penilaian mandiri sudah dikirim ke kantor BPS.").wait_for()
    assert state(city) == "sent"

    city.open()
    assessor = visitor("ases1")
    page = assessor.goto(f"/penilaian/{city.sheets('ases1')[DINDIK]}?buka=e1")
    beside = page.locator("[data-code=e1]")
    assert "SK ditetapkan Maret 2025." in beside.inner_text()
    with page.expect_download() as download:
        beside.get_by_role("link", name="SK").first.click()
    assert download.value.suggested_filename == "SK.pdf"
    assert download.value.path().read_bytes() == PDF + b"SK"


def test_a_level_above_the_evidence_is_refused_and_lifted_with_a_reason(city, visitor):
    city.show("administrasi", date(2025, 3, 1))
    city.open()
    sheet = city.sheets("ases1")[DINDIK]
    assessor = visitor("ases1")
    page = assessor.goto(f"/penilaian/{sheet}?buka=e1")
    page.locator("[data-scripted]:not([hidden])").first.wait_for(state="attached")
    page.locator("[data-code=e1] input[value='4']").check()
    page.locator("[data-code=e1]").get_by_text("Bukti dukung hanya cukup sampai 2").wait_for()
    page.locator("[data-code=e1]").get_by_role("link", name="Angkat batas dengan alasan").click()
    page.get_by_label("Alasan").fill("Dokumen asli diperlihatkan saat wawancara.")
    page.get_by_role("button", name="Angkat batas e1").click()
    page.get_by_text("Batas bukti dukung e1 diangkat.").wait_for()
    # At once, before the page has recalled the refused 4: what is picked now counts.
    page.locator("[data-code=e1] input[value='3']").check()
    page.get_by_text("1 dari 3 dinilai").first.wait_for()
    assert page.locator("[data-code=e1] [data-stored-who]").count() == 0

    unit = visitor("dindik", width=360)
    unit.goto(f"/penilaian-mandiri/{city.own}/isi/e1")
    assert "Dokumen asli diperlihatkan saat wawancara." in unit.page.locator("main").inner_text()
    assert "Ases1" not in unit.page.content()


def test_a_file_that_is_too_large_is_named_before_it_is_sent(city, visitor):
    city.installation.settings.largest_evidence = 2048
    operator = visitor("dindik", width=360)
    page = operator.goto(f"/penilaian-mandiri/bukti/{city.own}/tambah?indikator=e1")
    add_file(page, "besar.pdf", "administrasi", "2025-02-01", PDF + b" " * 4096)
    page.get_by_text("Perkecil berkasnya, atau pakai tautan.").wait_for()
    with city.installation.reads() as session:
        assert list_evidence(session, city["dindik"], city.own) == []
    assert page.get_by_label("Tanggal dokumen").input_value() == "2025-02-01"
