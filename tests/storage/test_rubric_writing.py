"""A rubric is written so that reading it gives an equal rubric, in the same order."""

from pathlib import Path

import pytest
from ruamel.yaml import YAML

from evaluator.scoring.rubric_plain import plain_of
from evaluator.storage.rubric_drafts import draft_faults, read_part, read_plain
from evaluator.storage.rubric_files import RubricProblem, load_rubric, read_rubric
from evaluator.storage.rubric_writing import write_part, write_plain, write_rubric
from tests.random_rubrics import AWKWARD, random_rubric

ROOT = Path(__file__).parents[2]
SHIPPED = sorted((ROOT / "rubrics").glob("*.yaml"))
SMALL = ROOT / "tests" / "rubrics" / "small.yaml"


@pytest.mark.parametrize("path", [*SHIPPED, SMALL], ids=lambda path: path.stem)
def test_a_shipped_rubric_comes_back_equal(path):
    rubric = load_rubric(path)
    again = read_rubric(write_rubric(rubric))
    assert again == rubric
    assert again.model_dump_json() == rubric.model_dump_json()
    assert write_rubric(again) == write_rubric(rubric)


def test_200_rubrics_put_together_by_chance_come_back_equal():
    differing = [
        seed
        for seed in range(200)
        if read_rubric(write_rubric(random_rubric(seed))).model_dump_json()
        != random_rubric(seed).model_dump_json()
    ]
    assert differing == []


@pytest.mark.parametrize("text", AWKWARD)
def test_another_reader_takes_a_text_for_the_same_text(text):
    content = write_plain({"code": "x", "title": {"id": text, "en": "-"}})
    assert YAML(typ="safe", pure=True).load(content)["title"]["id"] == text


def test_texts_of_a_reader_look_like_those_of_a_writer():
    written = write_plain({"version": "1.0", "title": "Baris satu\nbaris dua", "year": "2026"})
    assert written.decode() == (
        'version: "1.0"\ntitle: |-\n  Baris satu\n  baris dua\nyear: 2026\n'
    )


@pytest.mark.parametrize("part", ["scales", "ties", "awards", "result"])
def test_one_part_is_written_and_read_alone(part):
    tree = plain_of(load_rubric(SMALL))
    assert read_part(write_part(tree, part), part) == tree[part]
    assert read_part(f"{part}:", part) is None


@pytest.mark.parametrize(
    ("text", "line", "told"),
    [
        ("scales:\n  a:\n    kind: lvel", 3, "lvel"),
        ("scales:\n  a:\n    kind: level\n    levels:\n      - {value: 1, name: x}", 5, "kurang"),
        ("scales:\n  a:\n    kind: count\n    cap: banyak", 4, "bilangan bulat"),
        ("skala:\n  a: 1", 2, 'di sini hanya "scales:" yang dapat diubah'),
        ("scales:\n  a: [", 2, "bukan YAML yang benar"),
    ],
)  # fmt: skip
def test_a_fault_in_a_part_is_named_with_its_line(text, line, told):
    with pytest.raises(RubricProblem) as caught:
        read_part(text, "scales")
    assert caught.value.faults[0].line == line
    assert told in str(caught.value)


def test_a_draft_may_be_incomplete_but_holds_nothing_unknown():
    assert read_plain(b"code: x\nsections:\n  - code: A\n") == {
        "code": "x",
        "sections": [{"code": "A"}],
    }
    with pytest.raises(RubricProblem, match="baris 2: judul"):
        read_plain(b"code: x\njudul: y\n", "r.yaml")
    with pytest.raises(RubricProblem, match='kode "A" sudah dipakai'):
        read_plain(b"code: x\nsections:\n  - code: A\n  - code: A\n")


def test_all_faults_of_a_draft_are_told_with_their_place():
    tree = plain_of(load_rubric(SMALL))
    tree["sections"][0]["indicators"][0]["weight"] = "70"
    del tree["sections"][0]["indicators"][1]["concept"]
    tree["result"]["places"] = "dua"
    assert {(place, str(message)) for place, message in draft_faults(tree)} == {
        ("sections.0", 'bobot di bawah "A" berjumlah 95, seharusnya tepat 100'),
        ("sections.0.indicators.1", 'isian wajib "concept" belum ada'),
        ("result.places", 'tertulis "dua", seharusnya bilangan bulat'),
    }
