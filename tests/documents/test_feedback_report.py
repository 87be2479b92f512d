from dataclasses import replace

import pytest

from evaluator.documents.feedback_report import draw
from evaluator.documents.feedback_values import MeasuredRow, Way, WayItem
from evaluator.documents.feedback_what_if import Trial
from evaluator.documents.feedback_what_if import draw as draw_trial
from evaluator.documents.wording import word
from tests.documents.examples import REPORT, indicator, section, step
from tests.documents.reading import fonts_of, opened, placed_text, text_of

MANY = replace(
    REPORT,
    sections=tuple(
        row
        for domain in range(1, 6)
        for row in (
            section(str(domain), f"Domain {domain}"),
            *(section(f"{domain}0{part}", f"Aspek {domain}.{part}", 1) for part in range(1, 5)),
        )
    ),
    indicators=tuple(
        indicator(f"{domain}0{part}0{place}", f"{domain}0{part}", ("Catatan penilai.",))
        for domain in range(1, 6)
        for part in range(1, 5)
        for place in (1, 2)
    )[:38],
    steps=tuple(step(f"S{number}", f"+0,{70 - number}") for number in range(38)),
)


def test_first_page_answers_how_good_why_and_what_first():
    first = " ".join(opened(draw(REPORT)).pages[0].extract_text().split())

    assert [
        part
        for part in (
            "Dinas Perindustrian dan Tenaga Kerja",
            "Organisasi Perangkat Daerah · Perangkat Daerah · Penilaian 2025",
            "3,25",
            "rentang 1,00–5,00",
            "Baik",
            "Peringkat 3 dari 27",
            "Nilainya 0,35 di atas median kategorinya.",
            "kurang 0,25 lagi",
            "Tiga perbaikan yang paling menaikkan nilai",
            "3 → 4 Terpadu dan Terukur",
            "+0,07",
        )
        if part not in first
    ] == []


def test_every_page_carries_number_rubric_version_and_result():
    pages = [page.extract_text() for page in opened(draw(REPORT)).pages]

    assert len(pages) >= 2
    for number, page in enumerate(pages, 1):
        assert f"Halaman {number} dari {len(pages)}" in page
    assert all("Versi 1.0 · Sidik hasil 0f9e8d7c6b5a4321" in page for page in pages)
    assert all("BPS Kota Pekalongan" in page for page in pages)


def test_full_national_rubric_fits_on_six_pages_and_80_kilobytes():
    pdf = draw(MANY)

    assert 3 <= len(opened(pdf).pages) <= 6
    assert len(pdf) <= 80_000


def test_only_embedded_fonts_are_used():
    assert all(fonts_of(draw(replace(MANY, mark="CONTOH"))).values())


def test_same_report_gives_the_same_bytes():
    assert draw(REPORT) == draw(REPORT)


def test_every_indicator_has_its_row_with_level_text_and_note():
    text = text_of(draw(MANY))

    assert [row.code for row in MANY.indicators if row.code not in text] == []
    assert text.count("3 Terdefinisi") == 38
    assert text.count("Catatan: Catatan penilai.") == 38


def test_no_section_heading_stands_last_on_a_page():
    for page in opened(draw(MANY)).pages:
        lines = [line for line in page.extract_text().splitlines() if line.strip()]
        assert not lines[-1].startswith("Aspek")


def test_markup_in_notes_is_printed_as_typed():
    note = "<b>x</b> & {x} <img src='http://127.0.0.1/'/> <font color=red>"
    text = text_of(draw(replace(REPORT, indicators=(indicator("1", "101", (note,)),))))

    assert note in text


def test_characters_that_no_font_shows_are_named_in_brackets():
    note = "Bagus 😀 عربي ꦗꦮ \x00 ≥ 3"
    text = text_of(draw(replace(REPORT, indicators=(indicator("1", "101", (note,)),))))

    assert "Bagus [emoji] [aksara Arab] [aksara Jawa] [U+0000] ≥ 3" in text


def test_unit_that_is_not_ranked_is_told_why():
    report = replace(
        REPORT,
        value=None,
        predicate=None,
        place=None,
        next_predicate=None,
        summary="Belum diperingkat: 3 indikator belum dinilai.",
        strengths=(),
        steps=(),
        indicators=(indicator("1", "101"),),
    )
    text = text_of(draw(report))

    assert "Belum diperingkat: 3 indikator belum dinilai." in text
    assert "Belum ada langkah yang dapat dihitung" in text
    assert "Belum ada kekuatan yang menonjol" in text
    assert "Tidak ada catatan penilai." in text
    assert "Peringkat" not in text


@pytest.mark.parametrize("count", [1, 2, 12, 40])
def test_sections_too_few_or_too_many_for_a_radar_are_drawn_as_bars(count):
    sections = tuple(section(str(number), f"Bagian {number}") for number in range(count))

    assert f"Bagian {count - 1}" in text_of(draw(replace(REPORT, sections=sections)))


def test_very_long_texts_are_set_on_more_pages_and_nothing_is_lost():
    long = "kata " * 1500 + "akhirnya"
    report = replace(
        REPORT,
        summary=long,
        strengths=(long,),
        indicators=(indicator("1", "101", (long,)),),
        steps=(replace(REPORT.steps[0], text=long),),
    )

    # The step's text stands on the first page and again among the next steps.
    assert text_of(draw(report)).count("akhirnya") == 5


@pytest.mark.parametrize(
    "unit", ["Medono", "Badan Perencanaan Pembangunan, Riset, dan Inovasi " * 2]
)
def test_nothing_is_written_outside_the_page(unit):
    pdf = draw(replace(MANY, unit=unit, mark="PRATINJAU"))

    assert [
        text for text, x, y in placed_text(pdf) if not (0 <= x <= 595.3 and 0 <= y <= 841.9)
    ] == []


def test_english_report_has_english_fixed_words():
    text = text_of(draw(replace(REPORT, language="en", mark="SAMPLE")))

    assert "Feedback Report 2025" in text
    assert "Page 1 of 2" in text
    assert "SAMPLE – not an official report" in text
    assert "Halaman" not in text


@pytest.mark.parametrize("language", ["id", "en"])
def test_report_without_steps_strengths_or_values_can_be_printed(language):
    empty = replace(
        REPORT, language=language, value=None, sections=(), indicators=(), strengths=(), steps=()
    )

    assert "Dinas Perindustrian" in text_of(draw(empty))


LACK = "reviu untuk nilai 4: belum ada"
HELD = replace(step("10101", "+0,07"), lacks=(LACK,), holds=True)
ITEM = WayItem("10101", "Penerapan standar", "3 Terdefinisi → tingkat 5 Optimum", 2, (LACK,), True)
FULL = replace(
    MANY,
    sections=tuple(replace(r, quartiles="2,80–3,60", band=(0.4, 0.6)) for r in MANY.sections),
    indicators=tuple(
        replace(r, own="4", verified="3; 4", next=HELD) if n % 2 else r
        for n, r in enumerate(MANY.indicators)
    ),
    ways=(Way("2 langkah: nilai menjadi 3,50.", (ITEM,)), Way("Pilihan kedua.", (ITEM,))),
    place_way=Way("1 langkah: melampaui yang di atas.", (replace(ITEM, steps=1),)),
    years=("Sebagaimana diumumkan 2024: 3,00.",),
    contact="Tim Pembinaan, 0285-000",
)


@pytest.mark.parametrize("language", ["id", "en"])
def test_ways_up_missing_evidence_quartiles_and_contact_are_printed(language):
    pdf = draw(replace(FULL, language=language))
    text = " ".join(text_of(pdf).split())
    held = word("Bukti yang kurang dan menahan tingkat:", language)
    titles = ("Jalan terpendek ke predikat berikutnya", "Satu peringkat lebih tinggi",
              "Kuartil", "Kepada siapa bertanya", "Dibandingkan tahun lalu")  # fmt: skip
    for part in (
        *(word(name, language) for name in titles),
        "2 langkah: nilai menjadi 3,50.",
        "Pilihan kedua. 10101 (" + word("{steps} tingkat", language).format(steps=2) + ").",
        "2,80–3,60",
        f"{word('Unit', language)}: 4 · {word('Panel', language)}: 3; 4",
        f"{held} {LACK}",
        "Sebagaimana diumumkan 2024: 3,00.",
        "BPS Kota Pekalongan: Tim Pembinaan, 0285-000",
    ):
        assert part in text
    assert 4 <= len(opened(pdf).pages) <= 6
    assert len(pdf) <= 80_000
    assert all(fonts_of(pdf).values())
    assert [t for t, x, y in placed_text(pdf) if not (0 <= x <= 595.3 and 0 <= y <= 841.9)] == []


def test_a_measured_indicator_names_its_formula_and_every_fact():
    facts = (("Bimtek Metadata, 12 Juni 2025: hadir", "1/1"), ("FGD (tunda): tidak hadir", "0/1"))
    measured = MeasuredRow("Kehadiran", "Undangan yang dihadiri dibagi undangan.", facts)
    rows = (replace(indicator("1", "101"), measured=measured),)

    text = " ".join(text_of(draw(replace(REPORT, indicators=rows))).split())

    assert "Kehadiran: Undangan yang dihadiri dibagi undangan." in text
    assert "12 Juni 2025: hadir (1/1); FGD (tunda): tidak hadir (0/1)" in text


def test_no_heading_stands_last_on_a_page():
    headings = {word(name, "id") for name in ("Kekuatan", "Langkah berikutnya", "Nilai per bagian",
                "Indikator demi indikator", "Kepada siapa bertanya")}  # fmt: skip
    for page in opened(draw(FULL)).pages:
        body = [line.strip() for line in page.extract_text().splitlines() if line.strip()]
        assert not headings & set(body[-3:])


@pytest.mark.parametrize("language", ["id", "en"])
def test_a_trial_is_marked_as_no_result(language):
    changes = (("a1", "Standar data", "3", "5 Optimum"),)
    trial = Trial(("3,25", "Baik"), ("3,60", "Sangat Baik"), "Nilai menjadi 3,60.", changes)
    text = text_of(draw_trial(replace(REPORT, language=language, mark="SIMULASI"), trial))

    for part in ("3,25", "3,60", "Sangat Baik", "5 Optimum", "SIMULASI"):
        assert part in text
    assert word("Simulasi, bukan hasil penilaian", language) in text
