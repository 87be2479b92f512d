"""A rubric file is read strictly; every fault names its line and the mend, and none costs much."""

import time
from pathlib import Path

import pytest

from evaluator.storage.rubric_files import MOST_FAULTS, RubricProblem, load_rubric, read_rubric

SMALL = (Path(__file__).parents[1] / "rubrics" / "small.yaml").read_text()


def faults_of(text):
    with pytest.raises(RubricProblem) as problem:
        read_rubric(text.encode() if isinstance(text, str) else text, "r.yaml")
    return [str(fault) for fault in problem.value.faults]


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("weight: 60", "weight: 60.01", "bobot di bawah akar rubrik berjumlah 100.01"),
        ("weight: 75", "weight: 74.99", 'bobot di bawah "A" berjumlah 99.99'),
        ("weight: 75", "weight: .nan", 'tertulis ".nan"'),
        ("weight: 75", "weight: 1e999", 'tertulis "1e999"'),
        ("weight: 75", "weight: -75", "bobot harus lebih dari 0"),
        ("code: a2", "code: a1", 'kode "a1" dipakai 2 kali'),
        ("places: 2", "places: 2\n  places: 2", 'kunci "places" sudah ada di baris'),
        ("legal_basis", "legal_bassis", 'mungkin maksudnya "legal_basis"'),
        ("year: 2025", "year: 2025.0", "seharusnya bilangan bulat"),
        ("year: 2025", "year: 2_025", "seharusnya bilangan bulat"),
        ("from: 3.5", "from: 1.5", "batas predikat harus turun"),
        ("from: 1}", "from: 1.2}", "predikat terendah harus mulai dari 1"),
        ("kind: ratio", "kind: !!python/name:os.system ratio", "tag"),
        ("title: {id: Rubrik kecil", "title: {id: &x Rubrik kecil", "jangkar"),
        ("year: 2025", "year: 2025\n<<: {a: 1}", "penggabungan"),
        ("by: node, code: A", "by: node, code: Z", 'kode "Z" tidak ada'),
        ("scale: rasio", "scale: rasi", 'skala "rasi" tidak ada'),
        ("Belum ada standar.", '"a\\u202Eb"', "U+202E"),
        ("Belum ada standar.", '"a\\0b"', "U+0000"),
    ],
)
def test_each_fault_is_said_with_its_line_and_the_mend(old, new, told):
    assert old in SMALL
    faults = faults_of(SMALL.replace(old, new, 1))
    assert any(told in fault and "r.yaml, baris" in fault for fault in faults), faults


def test_thirds_are_written_as_fractions():
    three = SMALL.replace("weight: 75", "weight: 200/3").replace("weight: 25", "weight: 100/3")
    assert read_rubric(three.encode()).effective_weights["a2"] == 20


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[]",
        "a: &x [*x]",
        "[" * 5000,
        "{" * 5000,
        "a: b\n---\nc: d",
        "\0",
        "a:\t- b",
        "x" * 600_000,
    ],
)
def test_what_is_no_rubric_is_refused_at_once(text):
    start = time.perf_counter()
    assert faults_of(text)
    assert time.perf_counter() - start < 5


def test_many_faults_are_told_up_to_a_limit():
    assert (
        len(faults_of(SMALL.replace("units: [opd", "units: [" + "x, " * 20_000 + "opd")))
        <= MOST_FAULTS
    )


@pytest.mark.parametrize("encoding", ["utf-16", "cp1252"])
def test_another_encoding_is_refused(encoding):
    assert "UTF-8" in faults_of(SMALL.replace("Rubrik kecil", "Rubrik é").encode(encoding))[0]


def test_a_mark_of_utf8_and_windows_line_ends_are_read():
    assert read_rubric(b"\xef\xbb\xbf" + SMALL.replace("\n", "\r\n").encode()).code == "small"


def test_what_is_no_file_is_refused(tmp_path):
    for place in (tmp_path, tmp_path / "tidak-ada.yaml", Path("/dev/zero")):
        with pytest.raises(RubricProblem):
            load_rubric(place)
