"""Minutes and decree from plain values: what they say, where, and that text stays text."""

import shutil
import subprocess
from dataclasses import replace
from datetime import date
from io import BytesIO
from pathlib import Path

import docx
import pytest
from PIL import Image

from evaluator.documents import decree, minutes
from evaluator.services.plenary_annex import CategoryFacts, Weight
from evaluator.services.plenary_decree import DecreeFacts, DecreeText
from evaluator.services.plenary_minutes import AwardFacts, MinutesFacts
from tests.documents.reading import fonts_of, opened, placed_text, text_of

NASTY = "<b>x</b> & <img src='file:///etc/passwd'/> {0}"
CATEGORY = CategoryFacts(
    title="OPD",
    rubric="Rubrik kecil",
    version="1.0",
    digest="ab" * 32,
    legal_basis="Peraturan contoh",
    weights=tuple(Weight(f"A{n}", f"Indikator {n}", n % 2, "50", "12,50") for n in range(80)),
    panel=(("Ases Satu", "3"),),
    ranking=(("1", "Dinas Pendidikan", "4,69", "Baik"), ("–", "Dinas Baru", "–", "–")),
    ties=(("Dinas Pendidikan", "Nilai 4,69 sama; dibedakan oleh nilai sebelum pembulatan."),),
)
AWARD = AwardFacts(
    category="OPD",
    title="OPD Terbaik",
    proposed=("Juara I: Dinas Pendidikan (4,69)",),
    reasons=("Dinas Pendidikan: Indeks 4,69: urutan 1 dari 3",),
    passed=("Dinas Baru: belum dinilai sama sekali",),
    sureness=("Dinas Pendidikan: Unggul 1,09 atas Dinas Kesehatan.",),
    outcome="Pleno memutuskan lain daripada usulan",
    decided=("Juara I (bersama): Dinas Kesehatan",),
    departure=NASTY,
    breaches=("Dinas Kesehatan: nilai 1,75, syaratnya paling sedikit 3",),
    chair="Hayu Wuranti",
    aside=("Budi Santoso, S.ST. (Dinas Kesehatan)",),
)
MINUTES = MinutesFacts(
    office="BPS Kota Uji",
    address="Jalan Statistik 1",
    logo=None,
    number="B-1/BA/2025",
    period="Penilaian 2025",
    event="Hari Statistik Nasional 2025",
    held_on="Sabtu, 20 September 2025",
    times="pukul 09.00 s.d. 11.30 WIB",
    place="Aula",
    agenda="Penetapan",
    notes="Catatan akhir",
    attendance=(
        ("Hayu Wuranti", "19700101 199503 2 001", "Kepala", "Pimpinan sidang", "Hadir"),
        ("Dewi", "", "Statistisi", "Anggota", "Tidak hadir"),
    ),
    attended="Hadir 1 dari 2 anggota.",
    assessor_recusals=(("OPD", "Dinas Kesehatan", "Ases Dua", "bekas pegawai"),),
    member_recusals=(("Budi", "OPD: Dinas Kesehatan", "saudara"),),
    categories=(CATEGORY,),
    awards=(AWARD,),
    result_digest="cd" * 32,
    log_head="catatan nomor 12, " + "ef" * 32,
    signers=(
        ("Pimpinan sidang", "Hayu Wuranti", "19700101 199503 2 001", "Kepala"),
        ("Sekretaris", "Budi Santoso, S.ST.", "", "Statistisi"),
        ("Anggota", "Citra", "", ""),
    ),
    draft=False,
    mark=None,
)


def png(width, height):
    file = BytesIO()
    Image.new("RGB", (width, height), "navy").save(file, "PNG")
    return file.getvalue()


DECREE = DecreeFacts(
    office="BPS Kota Uji",
    city="Uji",
    logo=None,
    text=DecreeText(
        "12 Tahun 2025",
        date(2025, 9, 22),
        f"Penerima {NASTY}",
        ("bahwa satu;", "bahwa dua;"),
        ("UU 16/1997;",),
        ("Menetapkan penerima.", NASTY),
    ),
    day="22 September 2025",
    signer="Hayu Wuranti",
    nip="197001011995032001",
    position="Kepala BPS Kota Uji",
    recipients=tuple(("OPD", f"Penghargaan {n}", f"Dinas {n} & rekan") for n in range(60)),
    draft=False,
    mark=None,
)


def test_minutes_say_everything_that_was_decided_and_by_what():
    told = text_of(minutes.draw(MINUTES))
    for said in (
        "Nomor: B-1/BA/2025", "Sabtu, 20 September 2025", "Hayu Wuranti", "Pimpinan sidang",
        "Rubrik kecil, versi 1.0", "ab" * 32, "Ases Satu", "Indikator 79", "12,50",
        "dibedakan oleh nilai sebelum pembulatan", "bekas pegawai", "saudara",
        "Pleno memutuskan lain daripada usulan", "Juara I (bersama): Dinas Kesehatan",
        "belum dinilai sama sekali", "Unggul 1,09", "syaratnya paling sedikit 3",
        "pukul 09.00 s.d. 11.30 WIB", "Hadir 1 dari 2 anggota.", "NIP 19700101 199503 2 001",
        "Tidak ikut memutuskan: • Budi Santoso, S.ST. (Dinas Kesehatan)", "Jalan Statistik 1",
        "Demikian berita acara ini dibuat", "cd" * 32, "catatan nomor 12", "Catatan akhir",
        "Budi Santoso, S.ST.",
    ):  # fmt: skip
        assert said in told, said
    assert "[U+" not in told


def test_text_stays_text():
    assert NASTY in text_of(minutes.draw(MINUTES))
    assert NASTY in text_of(decree.draw(DECREE))


def test_every_page_is_counted_and_table_heads_return():
    pages = [page.extract_text() for page in opened(minutes.draw(MINUTES)).pages]
    count = len(pages)
    assert count >= 3
    assert all(f"Halaman {n} dari {count}" in page for n, page in enumerate(pages, 1))
    assert sum("Bagian dan indikator" in page for page in pages) >= 2
    assert all("B-1/BA/2025" in page for page in pages)


def test_the_same_facts_give_the_same_bytes_and_every_font_is_embedded():
    content = minutes.draw(MINUTES)
    assert content == minutes.draw(MINUTES)
    assert decree.draw(DECREE) == decree.draw(DECREE)
    assert all(fonts_of(content).values()) and all(fonts_of(decree.draw(DECREE)).values())


def test_a_draft_says_so_on_every_page_and_has_no_number_yet():
    draft = replace(MINUTES, number="", draft=True, mark="KONSEP")
    pages = [page.extract_text() for page in opened(minutes.draw(draft)).pages]
    assert all("KONSEP – bukan surat resmi" in page for page in pages)
    assert "KONSEP" not in text_of(minutes.draw(MINUTES))


def test_no_text_leaves_the_page():
    long = replace(
        MINUTES,
        notes="panjang " * 3000,
        awards=(replace(AWARD, departure="x" * 1000, reasons=("y" * 4000,)),) * 3,
        member_recusals=(("N" * 200, "OPD: " + "U" * 200, "alasan " * 70),),
        attendance=tuple(
            (f"{'Nama' * 40} {n}", "", "J" * 200, "Anggota", "Hadir") for n in range(40)
        ),
    )
    for content in (minutes.draw(long), decree.draw(DECREE)):
        wide, high = 595.3, 841.9
        outside = [
            one for one in placed_text(content) if not (0 < one[1] < wide and 0 < one[2] < high)
        ]
        assert outside == []


def test_nothing_decided_and_nobody_there_is_said():
    empty = replace(
        MINUTES, attendance=(), member_recusals=(), assessor_recusals=(), awards=(), signers=(),
        categories=(replace(CATEGORY, panel=(), ties=(), ranking=()),), notes="", agenda="",
    )  # fmt: skip
    told = text_of(minutes.draw(empty))
    assert "Belum ada anggota yang dicatat." in told
    assert "Tidak ada anggota pleno atau penilai yang mengundurkan diri." in told
    assert "Tidak ada nilai yang sama." in told
    bare = replace(DECREE, recipients=())
    assert "Belum ada penerima yang diputuskan." in text_of(decree.draw(bare))


def test_the_decree_has_its_clauses_in_their_order_and_its_signatory():
    told = text_of(decree.draw(DECREE))
    parts = [
        "KEPUTUSAN KEPALA BPS KOTA UJI", "NOMOR 12 TAHUN 2025", "Menimbang :", "a.", "bahwa satu;",
        "b.", "bahwa dua;", "Mengingat :", "UU 16/1997;", "MEMUTUSKAN:", "Menetapkan :",
        "KEPUTUSAN KEPALA BPS KOTA UJI TENTANG PENERIMA", "KESATU :",
        "Menetapkan penerima.", "KEDUA", "Ditetapkan di Uji", "pada tanggal 22 September 2025",
        "Hayu Wuranti", "NIP 19700101 199503 2 001", "LAMPIRAN", "NOMOR 12 TAHUN 2025",
        "TANGGAL 22 SEPTEMBER 2025",
        "Dinas 59 & rekan",
    ]  # fmt: skip
    places = [told.find(parts[0])]
    for part in parts[1:]:
        places.append(told.find(part, places[-1]))
    assert -1 not in places and places == sorted(places)


def test_the_document_holds_the_same_words_and_a_head_that_returns():
    document = docx.Document(BytesIO(decree.write_docx(DECREE)))
    lines = [part.text for part in document.paragraphs]
    assert "KEPUTUSAN KEPALA BPS KOTA UJI" in lines
    assert f"TENTANG PENERIMA {NASTY.upper()}" in lines
    clauses = [
        [cell.text for cell in row.cells] for table in document.tables[:3] for row in table.rows
    ]
    assert clauses == [
        ["Menimbang :", "a.", "bahwa satu;"],
        ["", "b.", "bahwa dua;"],
        ["Mengingat :", "1.", "UU 16/1997;"],
        ["Menetapkan", ":", f"KEPUTUSAN KEPALA BPS KOTA UJI TENTANG PENERIMA {NASTY.upper()}."],
        ["KESATU", ":", "Menetapkan penerima."],
        ["KEDUA", ":", NASTY],
    ]
    annex = document.tables[3]
    assert [cell.text for cell in annex.rows[60].cells] == [
        "60", "OPD", "Penghargaan 59", "Dinas 59 & rekan"
    ]  # fmt: skip
    assert "w:tblHeader" in annex.rows[0]._tr.xml
    # LibreOffice takes a column's own width, Word that of its cells; both read the same.
    assert [column.width.cm for column in annex.columns] == pytest.approx(
        [1.2, 3, 6, 5.8], abs=0.01
    )
    assert [cell.width.cm for cell in annex.rows[1].cells] == pytest.approx(
        [1.2, 3, 6, 5.8], abs=0.01
    )


def test_what_was_decided_and_signed_comes_before_the_tables_it_rests_on():
    told = text_of(minutes.draw(MINUTES))
    parts = ("OPD: OPD Terbaik", "Demikian berita acara", "Tanda tangan", "Lampiran", "Indikator 0")
    places = [told.find(part) for part in parts]
    assert -1 not in places and places == sorted(places)


def test_a_logo_stands_in_the_letterhead_and_a_broken_one_costs_nothing():
    content = minutes.draw(MINUTES, png(40, 20))
    assert len(opened(content).pages[0].images) == 1
    assert minutes.draw(MINUTES, b"broken") == minutes.draw(MINUTES)


def test_nothing_but_its_head_stands_over_the_last_lines_of_a_page():
    for extra in range(12):
        lines = tuple(f"Unit {n}: alasan" for n in range(30))
        award = replace(AWARD, departure="", proposed=("x",) * extra, reasons=lines, passed=lines)
        for page in opened(minutes.draw(replace(MINUTES, awards=(award,)))).pages:
            text = page.extract_text().strip().splitlines()
            body = [line for line in text if not line.startswith(("Halaman", "Sidik hasil cd"))]
            assert not body[-1].endswith(("usulan:", "Dilewati:", "Diputuskan:")), body[-3:]


def test_a_document_of_an_example_says_so_at_its_head():
    marked = docx.Document(BytesIO(decree.write_docx(replace(DECREE, mark="CONTOH"))))
    (head,) = marked.sections[0].header.paragraphs
    assert head.text == "CONTOH – bukan surat resmi"


def _writes():
    """Whether LibreOffice is here with the part that opens documents."""
    found = shutil.which("soffice")
    return bool(found and (Path(found).resolve().parent / "libswlo.so").exists())


@pytest.mark.skipif(not _writes(), reason="LibreOffice Writer is not installed here")
def test_a_word_processor_opens_the_document(tmp_path):
    (tmp_path / "sk.docx").write_bytes(decree.write_docx(DECREE))
    profile = f"-env:UserInstallation=file://{tmp_path}/profile"
    into = ["--convert-to", "pdf", "--outdir", str(tmp_path), str(tmp_path / "sk.docx")]
    command = ["soffice", "--headless", profile, *into]
    subprocess.run(command, check=True, capture_output=True, timeout=120)
    told = text_of((tmp_path / "sk.pdf").read_bytes())
    assert "Menetapkan penerima." in told and "Halaman 1 dari" in told
    assert told.count("Kategori Penghargaan Penerima") >= 2
