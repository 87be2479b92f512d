from dataclasses import replace

import pytest

from evaluator.documents import style
from evaluator.documents.certificate import preflight
from evaluator.documents.designs import SHIPPED
from evaluator.documents.names import unprintable
from evaluator.documents.preflight import all_incomplete
from evaluator.services.numbering import can_stand_in_number
from tests.documents.examples import FACE


def findings(**changes) -> list[tuple[str, str]]:
    return [(one.severity, one.reason) for one in preflight([replace(FACE, **changes)])]


def test_usual_certificate_passes_without_a_word():
    assert findings() == []


@pytest.mark.parametrize(
    "name", ["Ñoño Ümit Şahin", "Ľubomír Đặng", "Иван Петров", "Ελένη", "O’Neil"]
)
def test_letters_of_many_languages_pass(name):
    assert findings(recipient=name) == []


@pytest.mark.parametrize("name", ["", "   ", "\u00a0"])
def test_empty_name_is_refused(name):
    assert findings(recipient=name) == [("refused", "Nama penerima belum diisi.")]


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("Budi\u0000", "Nama penerima memuat karakter tak tampak U+0000 pada posisi ke-5"),
        ("Budi\nSiti", "Nama penerima memuat karakter tak tampak U+000A pada posisi ke-5"),
        ("\u202eBudi", "Nama penerima memuat karakter tak tampak U+202E pada posisi ke-1"),
        ("Budi \ud800", "Nama penerima memuat karakter tak tampak U+D800 pada posisi ke-6"),
        ("عبد الله", "Nama penerima memuat “ع” (U+0639) dari aksara Arab"),
        ("ꦗꦮ", "Nama penerima memuat “ꦗ” (U+A997) dari aksara Jawa"),
        ("Budi 🏆", "Nama penerima memuat emoji (U+1F3C6)"),
        ("Budi ✓", "Nama penerima memuat emoji (U+2713)"),
        ("王小明", "Nama penerima memuat “王” (U+738B) yang tidak ada pada huruf cetak"),
        ("q\u0303", "Nama penerima memuat tanda gabung U+0303"),
    ],
)
def test_character_that_cannot_be_printed_is_named(name, reason):
    ((severity, found),) = findings(recipient=name)

    assert severity == "refused"
    assert found.startswith(reason)


def test_every_field_is_checked_not_only_the_name():
    found = findings(award="Terbaik 🏆", signatory_name=" ", theme="ꦗ")

    assert [reason.split(" memuat")[0] for _, reason in found] == [
        "Penghargaan",
        "Tema",
        "Nama penanda tangan belum diisi.",
    ]


def test_name_that_does_not_fit_at_the_smallest_size_is_refused():
    assert findings(recipient="Suryo Kusumo " * 23 + "S") == [
        (
            "refused",
            "Nama penerima terlalu panjang (300 karakter): tidak muat walaupun dicetak pada "
            "ukuran terkecil, 18 pt; persingkatlah.",
        )
    ]


def test_word_too_wide_for_the_page_is_refused():
    ((severity, reason),) = findings(recipient="A" * 300)

    assert severity == "refused"
    assert "300 karakter" in reason


def test_long_name_is_wrapped_then_shrunk_and_both_are_noted():
    wrapped = findings(recipient="Dinas Kependudukan dan Pencatatan Sipil Kota")
    shrunk = findings(recipient="Raden Mas Suryokusumo Wijayaningrat Kusumaatmaja " * 2)

    assert wrapped == [("note", "Nama dicetak dua baris.")]
    assert [severity for severity, _ in shrunk] == ["note", "note", "warning"]
    assert shrunk[1][1].startswith("Nama dikecilkan menjadi ")


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("Budi Santoso S,Si", "Gelar “S,Si” memakai koma; mungkin maksudnya titik."),
        ("Budi Santoso,S.Si.", "Setelah koma pada “Santoso,S.Si.” biasanya ada spasi."),
        ("Budi Santoso , S.Si.", "Sebelum koma tidak perlu spasi."),
        ("Budi Santoso, SSi", "Gelar “SSi” biasanya ditulis dengan titik, misalnya “S.Si.”."),
        ("Budi Santoso, S.Si", "Gelar “S.Si” biasanya ditulis dengan titik, misalnya “S.Si.”."),
        ("Budi  Santoso", "Ada spasi berlebih pada nama."),
    ],
)
def test_degree_that_looks_mistyped_is_warned_of(name, reason):
    assert findings(recipient=name) == [("warning", reason)]


@pytest.mark.parametrize(
    "name", ["dr. Siti, Sp.A.", "Dr. Ir. H. Budi, S.ST., M.Si.", "M. Ali, Ph.D."]
)
def test_usual_degrees_are_left_alone(name):
    assert findings(recipient=name) == []


def test_same_recipient_and_award_twice_is_warned_of_with_the_first_position():
    again = replace(FACE, recipient="dinas perindustrian  dan Tenaga Kerja", number="B-124")

    found = preflight([FACE, replace(FACE, recipient="Dindik", number="B-125"), again])

    assert [(one.position, one.reason) for one in found if "urutan" in one.reason] == [
        (3, "Penerima dan penghargaan yang sama sudah ada pada urutan 1.")
    ]


def test_number_used_twice_is_warned_of():
    found = preflight([FACE, replace(FACE, recipient="Dindik")])

    assert [(one.position, one.severity, one.reason) for one in found] == [
        (2, "warning", "Nomor “B-123/33750/HM.310/2025” sudah dipakai pada urutan 1.")
    ]


def test_employee_number_of_wrong_length_is_warned_of():
    assert findings(signatory_nip="12345") == [
        ("warning", "NIP “12345” tidak terdiri atas 18 angka.")
    ]


def test_broken_logo_and_unknown_design_are_refused():
    assert findings(logo=b"no picture") == [
        ("refused", "Logo kantor tidak dapat dibaca; unggah berkas PNG atau JPEG.")
    ]
    assert findings(design="x") == [("refused", "Rancangan “x” tidak dikenal.")]


def test_a_design_without_name_number_or_qr_code_is_held_with_what_it_lacks():
    bare = {**SHIPPED["resmi"].content, "elements": []}
    papers = [replace(FACE, design_content=bare), FACE, replace(FACE, design_content=bare)]
    said = [(one.position, one.severity, one.values["field"]) for one in all_incomplete(papers)]
    assert said == [
        (position, "refused", field)
        for position in (1, 3)
        for field in ("Nama penerima", "Nomor", "kode QR")
    ]
    assert all_incomplete(papers)[1].reason == (
        "Rancangan ini tidak memuat “Nomor”. Lengkapi rancangannya, atau pilih rancangan lain."
    )
    assert all_incomplete([replace(FACE, design_content={**bare, "kind": "plaque"})]) == []


@pytest.mark.parametrize("code", SHIPPED)
def test_designs_that_ship_lack_nothing(code):
    assert all_incomplete([replace(FACE, design=code)]) == []


def test_every_letter_that_may_stand_in_a_number_is_in_every_font():
    letters = "".join(filter(can_stand_in_number, map(chr, range(0x3000))))
    assert set("B-1/Hm.é–") <= set(letters)
    fonts = (style.DISPLAY, style.SERIF, style.SERIF_BOLD, style.SERIF_ITALIC, style.SANS,
             style.SANS_BOLD)  # fmt: skip
    assert [unprintable(letters, font) for font in fonts] == [None] * 6


def test_braces_in_a_name_do_not_disturb_the_reason():
    assert findings(recipient="{0} {x.__class__} \u0000")[0][1].startswith("Nama penerima memuat")


def test_reason_is_made_of_a_template_and_its_values():
    (finding,) = preflight([replace(FACE, recipient="Budi 🏆")])

    assert finding.template.format(**finding.values) == finding.reason
    assert finding.values["code"] == "U+1F3C6"
