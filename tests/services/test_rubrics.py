"""Publishing rubrics and reading them as tree and scales."""

from pathlib import Path

import pytest

import evaluator
from evaluator.services import rubrics
from evaluator.services.problems import NotFound, Refused
from evaluator.storage.rubric_files import RubricProblem
from tests.city import NOW, RUBRIC

SHIPPED = Path(evaluator.__file__).parent.parent / "rubrics"


def test_the_tree_shows_each_weight_and_its_part_of_the_whole(city, session):
    tree = rubrics.tree_of(rubrics.rubric_view(session, city["admin"], city.rubric_id).rubric)
    assert [(n.depth, n.code, n.weight, n.effective) for n in tree] == [
        (0, "A", "60", "60.00"),
        (1, "a1", "75", "45.00"),
        (1, "a2", "25", "15.00"),
        (0, "B", "40", "40.00"),
        (1, "b1", "100", "40.00"),
    ]


def test_scales_tell_their_steps_and_limits(city, session):
    views = rubrics.scales_of(rubrics.rubric_view(session, city["admin"], city.rubric_id).rubric)
    assert [(v.code, v.kind, v.minimum) for v in views] == [
        ("tingkat", "level", None),
        ("rasio", "ratio", "5"),
    ]
    assert [value for value, _ in views[0].levels] == ["1", "2", "3", "4", "5"]


def test_the_same_version_with_other_content_is_refused_before_publishing(city, session):
    content = RUBRIC.read_bytes().replace(b"Rubrik kecil", b"Rubrik mungil")
    with pytest.raises(Refused, match="Naikkan nomor version"):
        rubrics.check_rubric(session, city["admin"], content, "small.yaml")


def test_a_faulty_file_tells_the_line_of_every_fault(city, session):
    content = RUBRIC.read_bytes().replace(b"weight: 75", b"weight: 70")
    content = content.replace(b"places: 2", b"places: dua")
    with pytest.raises(RubricProblem) as caught:
        rubrics.check_rubric(session, city["admin"], content, "small.yaml")
    assert [fault.line for fault in caught.value.faults] == [14, 41]


def test_a_shipped_rubric_is_published_with_one_press_and_then_known(city, session):
    admin = city["admin"]
    rubric_id = rubrics.publish_shipped(session, admin, NOW, SHIPPED, "kelurahan.yaml")
    known = {s.name: s.published_id for s in rubrics.shipped_rubrics(session, admin, SHIPPED)}
    assert known["kelurahan.yaml"] == rubric_id
    assert known["epss-2022.yaml"] is None


def test_only_a_file_of_the_folder_itself_can_be_published(city, session):
    for name in ("../tests/rubrics/small.yaml", "lain.yaml"):
        with pytest.raises(NotFound):
            rubrics.publish_shipped(session, city["admin"], NOW, SHIPPED, name)
