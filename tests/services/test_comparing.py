"""Whose results another rubric would change: computed from the answers as they are stored."""

import pytest

from evaluator.services import comparing, drafts_starting, drafts_weights, drafts_writing, rubrics
from evaluator.services.problems import NotAllowed, Refused
from tests.city import NOW, RUBRIC


@pytest.fixture
def draft(city):
    """A copy in which only the measured section counts much: A 10, B 90."""
    with city.installation.writes() as session:
        admin = city["admin"]
        draft_id = drafts_starting.copy_rubric(session, admin, NOW, city.rubric_id)
        weights = {"A": "10", "B": "90"}
        drafts_weights.save_weights(session, admin, NOW, draft_id, 1, weights)
    return draft_id


def effects(city, who, draft_id):
    with city.installation.reads() as session:
        return comparing.effects_of_draft(session, city[who], draft_id)


def shown(found):
    return [
        (row.unit, row.value, row.place, row.new_value, row.new_place, row.changes)
        for row in found.rows
    ]


# small.yaml: Dindik A 4.75, B 4.60; Dinkes A 4.00, B 3.00; DLH A 1.75, B not applicable.
AFTER = [
    ("Dinas Kesehatan", "3.60", "2", "3.10", "2", True),  # .1 x 4 + .9 x 3
    ("Dinas Pendidikan", "4.69", "1", "4.62", "1", True),  # .475 + 4.14 = 4.615
    ("Dinas Lingkungan Hidup", "1.75", "3", "1.75", "3", False),
]


def test_the_lead_sees_before_release_whose_results_would_change(city, draft):
    city.open()
    city.score_all()
    found = effects(city, "ketua", draft)
    assert shown(found) == AFTER
    assert (found.period, found.category, found.released) == ("Penilaian 2025", "OPD", False)
    assert (found.moved, found.new, found.changed) == (2, (), ())
    assert effects(city, "admin", draft) is None
    city.lock()
    assert shown(effects(city, "ketua", draft)) == AFTER
    assert effects(city, "admin", draft) is None


def test_after_release_admin_and_auditor_see_it_too(city, draft):
    city.release_all()
    for who in ("ketua", "admin", "auditor"):
        assert shown(effects(city, who, draft)) == AFTER
    for who in ("ases1", "dindik", "panitia"):
        with pytest.raises(NotAllowed):
            effects(city, who, draft)


def test_what_is_asked_anew_counts_as_not_applicable(city, draft):
    city.release_all()
    with city.installation.writes() as session:
        admin = city["admin"]
        values = {"code": "b2", "name": "Baru", "weight": "100"}
        for key in ("concept", "definition", "method"):
            values[key] = "Uraian."
        values |= {"scale": "rasio", "answered_by": "measured"}
        drafts_writing.add_node(session, admin, NOW, draft, "", {"code": "C"}, indicator=False)
        drafts_writing.save_node(session, admin, NOW, draft, 9, "C", {"name": "C"})
        drafts_writing.add_node(session, admin, NOW, draft, "C", values, indicator=True)
        scales = {"A": "60", "B": "30", "C": "10"}
        drafts_weights.save_weights(session, admin, NOW, draft, 9, scales)
        texts = {"scale": "tingkat", "levels": {str(n): "x" for n in range(1, 6)}}
        texts["evidence"] = None
        drafts_writing.save_node(session, admin, NOW, draft, 9, "b1", texts)
    found = effects(city, "ketua", draft)
    assert (found.new, found.changed) == (("b2",), ("b1",))
    new = {row.unit: row.new_value for row in found.rows}
    assert new == {  # only A is left: .75 a1 + .25 a2
        "Dinas Pendidikan": "4.75",
        "Dinas Kesehatan": "4.00",
        "Dinas Lingkungan Hidup": "1.75",
    }


def test_the_same_answers_are_counted_anew_on_other_limits(city, session):
    city.release_all()
    content = RUBRIC.read_bytes().replace(b'"1.0"', b'"2.0"')
    content = content.replace(b"minimum_exposure: 5", b"minimum_exposure: 50")
    new_id = rubrics.publish(session, city["admin"], NOW, content, "small.yaml")
    found = comparing.effects_of_version(session, city["ketua"], city.rubric_id, new_id)
    new = {row.unit: row.new_value for row in found.rows}
    assert new["Dinas Pendidikan"] == "4.75"  # 18/20 is too few for 50
    compared = comparing.compare_versions(session, city["ketua"], city.rubric_id, new_id)
    assert [(one.field, one.detail) for one in compared.differences] == [("scale.rule", "rasio")]
    assert (compared.old, compared.new) == ("small 1.0", "small 2.0")


def test_an_unfinished_draft_is_compared_but_not_computed(city, draft):
    with city.installation.writes() as session:
        admin = city["admin"]
        drafts_writing.save_node(session, admin, NOW, draft, 9, "a1", {"concept": None})
    with city.installation.reads() as session:
        found = comparing.compare_draft(session, city["ketua"], draft)
        assert [(one.node, one.field) for one in found.differences] == [
            ("A", "weight"),
            ("a1", "concept"),
            ("B", "weight"),
        ]
        with pytest.raises(Refused, match="belum utuh"):
            comparing.effects_of_draft(session, city["ketua"], draft)


def test_a_draft_based_on_nothing_has_nothing_to_differ_from(city, session):
    admin = city["admin"]
    draft_id = drafts_starting.start_blank(session, admin, NOW, code="baru", title="Baru")
    assert comparing.compare_draft(session, admin, draft_id) is None
    found = comparing.compare_draft(session, admin, draft_id, city.rubric_id)
    assert found is not None and found.old == "small 1.0"
