"""One change of a tree at a time: what moves, what follows, what is refused."""

from fractions import Fraction

import pytest

from evaluator.scoring import rubric_edits as edits
from evaluator.scoring.messages import ScoringError
from evaluator.scoring.rubric_pieces import changed_texts, pieces_of
from evaluator.scoring.rubric_plain import SHAPE, miscoded, misshapen, plain_of, spots, tidied
from evaluator.scoring.scales import Part
from tests.scoring.builders import rubric_of


@pytest.fixture
def tree():
    """Two sections: A with a1 and a2, B with b1."""
    return plain_of(
        rubric_of(
            {
                "A": (60, {"a1": (75, "nilai"), "a2": (25, "persen")}),
                "B": (40, {"b1": (100, "rasio")}),
            },
            ties=[{"by": "node", "code": "a1"}],
            awards=[
                {
                    "code": "x",
                    "title": "X",
                    "places": 1,
                    "by": "a1",
                    "eligibility": {"exposure": [{"indicator": "a1", "at_least": 1}]},
                }
            ],
        )
    )


def codes(tree):
    return [(spot.parent, spot.code) for spot in spots(tree)]


def test_a_new_code_is_taken_over_by_ties_and_awards(tree):
    changed = edits.with_node(tree, "a1", {"code": "a9"})
    assert [spot.code for spot in spots(changed)] == ["A", "a9", "a2", "B", "b1"]
    assert changed["ties"] == [{"by": "node", "code": "a9"}]
    assert changed["awards"][0]["by"] == "a9"
    assert changed["awards"][0]["eligibility"]["exposure"][0]["indicator"] == "a9"
    assert codes(tree)[1] == ("A", "a1")


def test_a_taken_or_unusable_code_is_refused(tree):
    with pytest.raises(ScoringError, match="sudah dipakai"):
        edits.with_node(tree, "a1", {"code": "B"})
    with pytest.raises(ScoringError, match="tidak dapat dipakai"):
        edits.with_new(tree, "A", {"code": "dua kata"}, indicator=True)


def test_a_section_holds_sections_or_indicators_never_both(tree):
    with pytest.raises(ScoringError, match="memuat indikator, jadi tidak memuat bagian"):
        edits.with_new(tree, "A", {"code": "C"}, indicator=False)
    with pytest.raises(ScoringError, match="hanya dapat berada di dalam bagian"):
        edits.with_new(tree, "", {"code": "c1"}, indicator=True)


def test_nodes_move_among_their_siblings_and_to_other_sections(tree):
    assert codes(edits.shifted(tree, "a2", -1))[1:3] == [("A", "a2"), ("A", "a1")]
    assert edits.shifted(tree, "a1", -1) == tree
    moved = edits.moved(tree, "a1", "B")
    assert codes(moved) == [("", "A"), ("A", "a2"), ("", "B"), ("B", "b1"), ("B", "a1")]


def test_a_section_does_not_move_into_itself(tree):
    grown = edits.with_new(tree, "", {"code": "C"}, indicator=False)
    nested = edits.moved(grown, "A", "C")
    assert codes(nested)[-4:] == [("", "C"), ("C", "A"), ("A", "a1"), ("A", "a2")]
    with pytest.raises(ScoringError, match="ke dalam dirinya sendiri"):
        edits.moved(nested, "C", "A")


def test_a_removed_section_takes_everything_below_it(tree):
    assert codes(edits.without(tree, "A")) == [("", "B"), ("B", "b1")]


def test_typed_weights_are_kept_as_a_file_says_them(tree):
    changed = edits.with_weights(tree, {"a1": " 66,67 ", "a2": "banyak"})
    assert [spot.node["weight"] for spot in spots(changed)][1:3] == ["66.67", "banyak"]


def test_effective_weights_are_known_where_all_weights_above_are(tree):
    read = {"A": Fraction(60), "a1": Fraction(75), "b1": Fraction(100)}
    assert edits.effective(tree, read) == {"A": 60, "a1": 45}


def test_pieces_tell_which_part_of_a_rubric_a_change_touched(tree):
    changed = edits.with_node(tree, "a1", {"concept": {"id": "Baru", "en": "New"}})
    before, after = pieces_of(tree), pieces_of(changed)
    assert [name for name in after if before[name] != after[name]] == ["node:a1"]
    told = changed_texts(before["node:a1"], after["node:a1"])
    assert told == ({"concept": "-"}, {"concept": "Baru", "concept.en": "New"})


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({"judul": "x"}, [("judul", 'kunci "judul" tidak dikenal')]),
        ({"title": ["x"]}, [("title", "di sini seharusnya teks")]),
        ({"sections": "x"}, [("sections", "di sini seharusnya daftar")]),
        ({"scales": ["x"]}, [("scales", "di sini seharusnya kunci dan nilai")]),
        ({"title": {"id": "x", "fr": "y"}}, [("title.fr", 'kunci "fr" tidak dikenal')]),
        ({"note": "a\u202eb"}, [("note", "memuat karakter yang tidak dapat ditampilkan (U+202E)")]),
        ({"sections": [{"indicators": [{"levels": {"1": "x", "2": None}}]}]}, []),
    ],
)
def test_what_no_draft_can_keep_is_named(given, told):
    assert [(place, str(message)) for place, message in misshapen(given)] == told


def test_every_node_needs_a_code_of_its_own():
    given = {"sections": [{"code": "A"}, {"code": "A"}, {"name": "tanpa kode"}]}
    assert [place for place, _ in miscoded(given)] == ["sections.1", "sections.2"]


def test_what_says_nothing_is_left_out():
    given = {"title": {"id": "Judul", "en": ""}, "note": "", "units": [], "awards": None}
    assert tidied(given) == {"title": "Judul"}


def test_the_shape_knows_every_key_of_the_format():
    known = {
        field.alias or name
        for part in Part.__subclasses__()
        if part.__module__.startswith("evaluator.scoring.")
        for name, field in part.model_fields.items()
    }
    assert known - _keys(SHAPE, set()) == {"text"}  # of a proof, beside its kind


def _keys(shape, seen):
    if isinstance(shape, list):
        return _keys(shape[0], seen)
    if not isinstance(shape, dict) or id(shape) in seen:
        return set()
    seen.add(id(shape))
    return set(shape).union(*(_keys(below, seen) for below in shape.values()))


def test_a_measure_that_cannot_be_counted_is_named_with_what_would_fit():
    from evaluator.scoring.measure_fit import measure_fault

    indicator = {"code": "a1", "scale": "level", "measure": "attendance", "answered_by": "measured"}
    scales = {"level": {"kind": "level"}, "part": {"kind": "ratio"}}
    tree = {"scales": scales, "sections": [{"code": "A", "indicators": [indicator]}]}
    assert "part" in str(measure_fault(tree, "a1"))
    indicator["scale"] = "part"
    assert measure_fault(tree, "a1") is None
    indicator["answered_by"] = "assessor"
    assert "Terukur dari catatan" in str(measure_fault(tree, "a1"))
