"""Letters with an invitation: one page each, every font in the file, long names safe."""

from dataclasses import replace

import pytest

from evaluator.documents import letters, style
from tests.documents.reading import fonts_of, opened, text_of

LETTER = letters.Letter(
    office="BPS Kota Pekalongan",
    address="Jalan Singosari Nomor 24, Pekalongan\npekalongankota.bps.go.id",
    logo=None,
    place_and_date="Pekalongan, 1 September 2025",
    recipient="Dinas Perindustrian dan Tenaga Kerja",
    city="Pekalongan",
    person="",
    username="dinperinaker",
    link="https://statistik.example/undangan/abcd-efgh-jkmn-pqrs-tuvw-xyz2-3456",
    home="https://statistik.example/undangan/",
    code="abcd-efgh-jkmn-pqrs-tuvw-xyz2-3456",
    until="8 September 2025, 09.00 WIB",
)


def test_a_letter_says_who_how_and_until_when_on_one_page():
    pdf = letters.draw([LETTER])
    text = text_of(pdf)
    for part in (
        "BPS Kota Pekalongan",
        "Jalan Singosari Nomor 24, Pekalongan",
        "Yth. Pimpinan",
        "Dinas Perindustrian dan Tenaga Kerja",
        "dinperinaker",
        "abcd-efgh-jkmn-pqrs-tuvw-xyz2-3456",
        "8 September 2025, 09.00 WIB",
        "Surat ini rahasia",
    ):
        assert part in text, part
    assert len(opened(pdf).pages) == 1


def test_letters_come_in_their_order_one_page_each_and_the_same_give_the_same_bytes():
    several = [replace(LETTER, recipient=f"Kelurahan {n}") for n in range(3)]
    pdf = letters.draw(several)
    firsts = [page.extract_text() for page in opened(pdf).pages]
    assert [f"Kelurahan {n}" in text for n, text in enumerate(firsts)] == [True] * 3
    assert letters.draw(several) == pdf


def test_every_font_is_in_the_file():
    assert set(fonts_of(letters.draw([LETTER])).values()) == {True}


def test_names_of_any_length_and_script_keep_to_their_page():
    long = "Badan Perencanaan Pembangunan, Penelitian, dan Pengembangan Daerah " * 8
    letter = replace(
        LETTER,
        office=long,
        address=long,
        recipient=long,
        person="Dr. " + "Panjang" * 30 + ", S.ST., M.Si.",
        username="x" * 60,
        home="https://" + "statistik" * 20 + ".example",
        city="ꦥꦼꦏꦭꦺꦴꦁꦔꦤ 🙂 <b>",
    )
    pdf = letters.draw([letter])
    assert len(opened(pdf).pages) == 1
    assert "[aksara Jawa]" in text_of(pdf) and "<b>" in text_of(pdf)


def test_the_longest_name_that_a_unit_may_have_is_printed_whole():
    name = ("Badan Perencanaan Pembangunan, Penelitian, dan Pengembangan Daerah " * 3)[:200].strip()
    assert text_of(letters.draw([replace(LETTER, recipient=name)])).count(name) >= 2


def test_the_mark_of_a_demonstration_stands_at_the_foot():
    assert "CONTOH – bukan surat resmi" in text_of(letters.draw([replace(LETTER, mark="CONTOH")]))


def test_no_letters_are_refused():
    with pytest.raises(style.Refused):
        letters.draw([])
