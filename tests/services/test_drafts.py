"""A draft from its beginning to the published version, and who may do what on the way."""

from pathlib import Path

import pytest

import evaluator
from evaluator.scoring.rubric_plain import plain_of, spot_of
from evaluator.services import (
    categories,
    drafts,
    drafts_discussing,
    drafts_inviting,
    drafts_publishing,
    drafts_starting,
    drafts_weights,
    drafts_writing,
    periods,
    rubrics,
    rubrics_retiring,
)
from evaluator.services.logging import list_log, verify_log
from evaluator.services.problems import Conflict, NotAllowed, NotFound, Refused
from evaluator.storage.rubric_files import RubricProblem, load_rubric
from tests.city import NOW, RUBRIC

SHIPPED = Path(evaluator.__file__).parent.parent / "rubrics"


@pytest.fixture
def draft(city, session):
    """A copy of the city's rubric."""
    return drafts_starting.copy_rubric(session, city["admin"], NOW, city.rubric_id)


def seen(session, city, draft_id):
    return drafts.draft_view(session, city["admin"], draft_id)


def node(session, city, draft_id, code):
    return spot_of(seen(session, city, draft_id).tree, code).node


def opened(session, city, draft_id, *shorts):
    ids = [city.units[short] for short in shorts]
    drafts_inviting.invite(session, city["admin"], NOW, draft_id, ids)
    drafts_discussing.open_discussion(session, city["admin"], NOW, draft_id)


def test_a_copy_of_a_published_version_raises_the_number(city, session, draft):
    view = seen(session, city, draft)
    wanted = plain_of(load_rubric(RUBRIC)) | {"version": "1.1"}
    assert (view.tree, view.based_on, view.state) == (wanted, "small 1.0", "draft")


@pytest.mark.parametrize(
    ("version", "raised"), [("1.0", "1.2"), ("1", "2"), ("2.9", "2.10"), ("1.1.3", "1.1.4")]
)
def test_the_next_version_is_the_first_free_one(city, session, version, raised):
    content = RUBRIC.read_bytes().replace(b'version: "1.0"', b'version: "1.1"')
    rubrics.publish(session, city["admin"], NOW, content, "small.yaml")
    found = drafts_starting.next_version(session, city["admin"], "small", version)
    assert found == raised


def test_a_draft_starts_blank_shipped_or_from_a_file_that_is_not_finished(city, session):
    admin = city["admin"]
    blank = drafts_starting.start_blank(session, admin, NOW, code="baru", title="Baru")
    shipped = drafts_starting.start_from_shipped(session, admin, NOW, SHIPPED, "mitra.yaml")
    begun = drafts_starting.start_from(session, admin, NOW, {"code": "x", "sections": []})
    rows = {
        row.id: (row.title, row.code, row.version) for row in drafts.list_drafts(session, admin)
    }
    assert rows == {
        blank: ("Baru", "baru", "1.0"),
        shipped: (load_rubric(SHIPPED / "mitra.yaml").title.id, "mitra", "1.1"),
        begun: ("x", "x", ""),
    }
    with pytest.raises(NotFound):
        drafts_starting.start_from_shipped(session, admin, NOW, SHIPPED, "../README.md")


def test_each_parent_tells_what_its_weights_add_up_to(city, session, draft):
    admin = city["admin"]
    drafts_weights.save_weights(session, admin, NOW, draft, 1, {"a1": "70,5", "a2": "dua"})
    branches = {one.parent: one for one in seen(session, city, draft).branches}
    assert [(b.parent, b.total, b.unread, b.whole) for b in branches.values()] == [
        ("", "100", 0, True),
        ("A", "70.5", 1, False),
        ("B", "100", 0, True),
    ]
    assert [(line.code, line.weight, line.effective) for line in branches["A"].lines] == [
        ("a1", "70.5", "42.30"),
        ("a2", "dua", None),
    ]


def test_weights_are_dealt_evenly_or_brought_to_100(city, session, draft):
    admin = city["admin"]
    drafts_weights.spread_weights(session, admin, NOW, draft, 1, "A")
    assert [n["weight"] for n in (node(session, city, draft, c) for c in ("a1", "a2"))] == [
        "50",
        "50",
    ]
    typed = {"a1": "30", "a2": "10"}
    drafts_weights.bring_to_hundred(session, admin, NOW, draft, 2, "A", typed)
    assert [n["weight"] for n in (node(session, city, draft, c) for c in ("a1", "a2"))] == [
        "75",
        "25",
    ]
    with pytest.raises(Refused, match="Isi dahulu bobot a2"):
        drafts_weights.bring_to_hundred(session, admin, NOW, draft, 3, "A", {"a2": ""})


def weights(session, city, draft_id):
    view = seen(session, city, draft_id)
    return {line.code: line.weight for line in view.lines}


SHOWN = {"A": "60", "B": "40", "a1": "75", "a2": "25", "b1": "100"}


def test_weights_of_all_parents_are_saved_at_once_under_one_entry(city, session, draft):
    admin = city["admin"]
    typed = {**SHOWN, "A": "70", "B": "30", "a1": "80", "a2": "20"}
    drafts_weights.save_weights(session, admin, NOW, draft, 1, typed, SHOWN)
    assert weights(session, city, draft) == typed
    (newest, before) = list_log(session, admin, most=2)
    assert (newest.act, before.act) == ("draft.change", "draft.start")
    assert sorted(newest.after) == ["weights:.A", "weights:.B", "weights:A.a1", "weights:A.a2"]


def test_help_for_one_parent_keeps_what_was_typed_for_another(city, session, draft):
    admin = city["admin"]
    typed = {**SHOWN, "A": "70", "B": "30"}
    drafts_weights.spread_weights(session, admin, NOW, draft, 1, "A", typed, SHOWN)
    assert weights(session, city, draft) == {**typed, "a1": "50", "a2": "50"}
    shown = weights(session, city, draft)
    typed = {**shown, "A": "1", "B": "4", "a1": "1", "a2": "3"}
    drafts_weights.bring_to_hundred(session, admin, NOW, draft, 2, "A", typed, shown)
    assert weights(session, city, draft) == {**typed, "a1": "25", "a2": "75"}
    assert len([one for one in list_log(session, admin) if one.act == "draft.change"]) == 2


def test_two_people_who_weigh_below_different_parents_both_keep_their_weights(city, session, draft):
    admin = city["admin"]
    first, second = {**SHOWN, "a1": "80", "a2": "20"}, {**SHOWN, "A": "70", "B": "30"}
    drafts_weights.save_weights(session, admin, NOW, draft, 1, first, SHOWN)
    drafts_weights.save_weights(session, admin, NOW, draft, 1, second, SHOWN)
    assert weights(session, city, draft) == {**first, "A": "70", "B": "30"}


def test_weights_below_one_parent_are_one_persons_at_a_time(city, session, draft):
    admin = city["admin"]
    drafts_weights.save_weights(session, admin, NOW, draft, 1, {**SHOWN, "a1": "80"}, SHOWN)
    for late in ({**SHOWN, "a2": "20", "A": "70"}, {**SHOWN, "a1": "70"}):
        with pytest.raises(Conflict) as caught:
            drafts_weights.save_weights(session, admin, NOW, draft, 1, late, SHOWN)
        assert caught.value.stored == {"version": 2, "parents": ["A"]}
    with pytest.raises(Conflict):
        drafts_weights.spread_weights(session, admin, NOW, draft, 1, "A", SHOWN, SHOWN)
    assert weights(session, city, draft) == {**SHOWN, "a1": "80"}


def test_a_weight_for_what_is_gone_is_refused_and_one_left_alone_is_not(city, session, draft):
    admin = city["admin"]
    drafts_writing.remove_node(session, admin, NOW, draft, 1, "a2")
    with pytest.raises(Refused, match="Bobot a2 tidak dapat disimpan"):
        drafts_weights.save_weights(session, admin, NOW, draft, 2, {**SHOWN, "a2": "30"}, SHOWN)
    drafts_weights.save_weights(session, admin, NOW, draft, 2, {**SHOWN, "a1": "100"}, SHOWN)
    assert weights(session, city, draft) == {"A": "60", "a1": "100", "B": "40", "b1": "100"}


def test_two_editors_of_one_indicator_never_overwrite_each_other(city, session, draft):
    admin = city["admin"]
    drafts_writing.save_node(session, admin, NOW, draft, 1, "a1", {"concept": "Pertama"})
    with pytest.raises(Conflict) as caught:
        drafts_writing.save_node(session, admin, NOW, draft, 1, "a1", {"concept": "Kedua"})
    assert (caught.value.stored["concept"], caught.value.stored["version"]) == ("Pertama", 2)
    drafts_writing.save_node(session, admin, NOW, draft, 2, "a1", {"concept": "Kedua"})
    assert node(session, city, draft, "a1")["concept"] == "Kedua"


def test_editors_of_different_pieces_do_not_disturb_each_other(city, session, draft):
    admin = city["admin"]
    drafts_writing.save_node(session, admin, NOW, draft, 1, "a1", {"concept": "Satu"})
    drafts_writing.save_node(session, admin, NOW, draft, 1, "a2", {"concept": "Dua"})
    drafts_weights.save_weights(session, admin, NOW, draft, 1, {"a1": "70", "a2": "30"})
    drafts_writing.save_facts(session, admin, NOW, draft, 1, {"title": "Judul"})
    drafts_writing.save_part(session, admin, NOW, draft, 1, "ties", "ties:\n  - by: exact\n")
    view = seen(session, city, draft)
    assert (view.version, view.title, view.tree["ties"]) == (6, "Judul", [{"by": "exact"}])
    with pytest.raises(Conflict):
        drafts_writing.remove_node(session, admin, NOW, draft, 1, "A")
    with pytest.raises(Conflict):
        drafts_writing.replace_content(session, admin, NOW, draft, 1, {"code": "x"})


def test_the_same_again_changes_nothing_and_leaves_no_trace(city, session, draft):
    concept = node(session, city, draft, "a1")["concept"]
    drafts_writing.save_node(session, city["admin"], NOW, draft, 1, "a1", {"concept": concept})
    assert seen(session, city, draft).version == 1


def test_every_change_is_logged_with_what_was_and_what_is(city, session, draft):
    admin = city["admin"]
    drafts_writing.save_node(session, admin, NOW, draft, 1, "a1", {"concept": "Lain"})
    drafts_writing.add_node(session, admin, NOW, draft, "A", {"code": "a3"}, indicator=True)
    newest = list_log(session, admin, most=2)
    assert [(line.act, line.object) for line in newest] == [("draft.change", f"draft:{draft}")] * 2
    assert newest[1].changes == [
        ("node:a1.concept", "Data yang dihasilkan mengikuti standar.", "Lain")
    ]
    assert ("node:a3.code", None, "a3") in newest[0].changes
    assert verify_log(session, admin).faults == []


@pytest.mark.parametrize("text", ["a\u202eb", "x" * 4001])
def test_what_no_page_can_show_is_not_kept(city, session, draft, text):
    with pytest.raises(Refused, match=r"karakter|terlalu panjang"):
        drafts_writing.save_node(session, city["admin"], NOW, draft, 1, "a1", {"concept": text})


def test_a_part_with_faults_is_refused_with_its_lines(city, session, draft):
    with pytest.raises(RubricProblem, match="baris 3"):
        text = "scales:\n  tingkat:\n    kind: lvel\n"
        drafts_writing.save_part(session, city["admin"], NOW, draft, 1, "scales", text)


def test_comments_follow_a_node_to_its_new_code(city, session, draft):
    opened(session, city, draft)
    drafts_discussing.comment(session, city["ketua"], NOW, draft, "a1", "Mohon diperjelas.")
    drafts_writing.save_node(session, city["admin"], NOW, draft, 1, "a1", {"code": "a9"})
    said = drafts_discussing.comments_of(session, city["ketua"], draft, "a9")
    assert [one.text for one in said] == ["Mohon diperjelas."]


def test_checking_names_every_fault_with_its_node(city, session, draft):
    admin = city["admin"]
    drafts_weights.save_weights(session, admin, NOW, draft, 1, {"a1": "70"})
    drafts_writing.save_node(session, admin, NOW, draft, 2, "b1", {"method": None, "scale": "lain"})
    drafts_writing.save_facts(session, admin, NOW, draft, 3, {"legal_basis": None})
    faults = drafts_publishing.check_draft(session, admin, draft)
    assert [(fault.code, fault.field, str(fault.message)) for fault in faults] == [
        ("", "", 'isian wajib "legal_basis" belum ada'),
        ("A", "", 'bobot di bawah "A" berjumlah 95, seharusnya tepat 100'),
        ("b1", "method", 'isian wajib "method" belum ada'),
    ]
    with pytest.raises(Refused, match="3 hal perlu diperbaiki") as caught:
        drafts_publishing.publish_draft(session, admin, NOW, draft, 4)
    assert str(caught.value.details[1]) == f"A: {faults[1].message}"


def test_publishing_makes_the_immutable_version_and_closes_the_draft(city, session, draft):
    admin = city["admin"]
    drafts_weights.spread_weights(session, admin, NOW, draft, 1, "A")
    with pytest.raises(Conflict, match="Baca sekali lagi"):
        drafts_publishing.publish_draft(session, admin, NOW, draft, 1)
    rubric_id = drafts_publishing.publish_draft(session, admin, NOW, draft, 2)
    view = rubrics.rubric_view(session, admin, rubric_id)
    assert (view.code, view.version) == ("small", "1.1")
    assert [str(i.weight) for i in view.rubric.indicators] == ["50", "50", "100"]
    assert list(view.rubric.indicator["a1"].levels) == ["1", "2", "3", "4", "5"]
    closed = seen(session, city, draft)
    assert (closed.state, closed.published_id) == ("published", rubric_id)
    assert list_log(session, admin, most=1)[0].after["draft"] == draft
    with pytest.raises(Refused, match="sudah ditutup"):
        drafts_writing.save_node(session, admin, NOW, draft, 3, "a1", {"concept": "x"})


def test_a_version_number_that_is_taken_is_refused(city, session, draft):
    admin = city["admin"]
    drafts_writing.save_facts(session, admin, NOW, draft, 1, {"version": "1.0"})
    with pytest.raises(Refused, match="Naikkan nomor version"):
        drafts_publishing.publish_draft(session, admin, NOW, draft, 2)


def test_a_dropped_draft_stays_readable_and_never_changes(city, session, draft):
    admin = city["admin"]
    drafts_publishing.drop_draft(session, admin, NOW, draft, 1)
    assert seen(session, city, draft).state == "dropped"
    with pytest.raises(Refused, match="sudah ditutup"):
        drafts_discussing.open_discussion(session, admin, NOW, draft)


def test_a_unit_reads_only_what_it_is_invited_to_while_it_is_discussed(city, session, draft):
    unit = city["dindik"]
    drafts_inviting.invite(session, city["admin"], NOW, draft, [city.units["Dindik"]])
    assert drafts.list_drafts(session, unit) == []
    drafts_discussing.open_discussion(session, city["admin"], NOW, draft)
    assert [row.id for row in drafts.list_drafts(session, unit)] == [draft]
    for reader in (city["dinkes"],):
        with pytest.raises(NotFound):
            drafts.draft_view(session, reader, draft)
        with pytest.raises(NotFound):
            drafts_discussing.comment(session, reader, NOW, draft, "a1", "x")
    drafts_discussing.close_discussion(session, city["admin"], NOW, draft)
    with pytest.raises(NotFound):
        drafts.draft_view(session, unit, draft)


def test_units_speak_under_their_name_and_comments_are_answered(city, session, draft):
    opened(session, city, draft, "Dindik")
    drafts_discussing.comment(session, city["dindik"], NOW, draft, "a1", "Standar yang mana?")
    (said,) = drafts_discussing.comments_of(session, city["dindik"], draft)
    assert (said.author, said.node, said.answer) == ("Dinas Pendidikan", "a1", "")
    drafts_discussing.answer(session, city["ketua"], NOW, draft, said.id, "Standar nasional.")
    (said,) = drafts_discussing.comments_of(session, city["dindik"], draft, "a1")
    assert (said.answer, said.answered_by) == ("Standar nasional.", "Ketua")
    assert drafts.list_drafts(session, city["dindik"])[0].waiting == 0


@pytest.mark.parametrize(
    ("code", "text", "told"),
    [
        ("a1", "", "tidak boleh kosong"),
        ("a1", "x" * 4001, "Terlalu panjang"),
        ("zz", "x", "tidak ada"),
    ],
)
def test_a_comment_needs_words_and_a_node(city, session, draft, code, text, told):
    opened(session, city, draft)
    with pytest.raises((Refused, NotFound), match=told):
        drafts_discussing.comment(session, city["ketua"], NOW, draft, code, text)


def test_nobody_comments_before_the_discussion_is_open(city, session, draft):
    with pytest.raises(Refused, match="tidak sedang dibahas"):
        drafts_discussing.comment(session, city["ketua"], NOW, draft, "a1", "x")


def test_what_waits_before_publishing_is_unanswered_or_not_taken_over(city, session, draft):
    opened(session, city, draft)
    admin = city["admin"]
    for text in ("Pertama", "Kedua"):
        drafts_discussing.comment(session, city["ketua"], NOW, draft, "a1", text)
    agreed = {"method": "Metode yang disepakati."}
    where = (session, city["ketua"], NOW, draft, "b1")
    drafts_discussing.record_outcome(*where, "FGD", agreed)

    def waiting():
        return [one.text for one in drafts_discussing.unanswered(session, admin, draft)]

    assert waiting() == ["Pertama", "Kedua", "FGD"]
    (first, _second, outcome) = drafts_discussing.unanswered(session, admin, draft)
    drafts_discussing.answer(session, admin, NOW, draft, first.id, "Sudah.")
    drafts_discussing.take_over(session, admin, NOW, draft, outcome.id)
    assert waiting() == ["Kedua"]


def test_what_was_agreed_is_taken_over_with_one_press(city, session, draft):
    opened(session, city, draft)
    agreed = {"definition": "Definisi yang disepakati.", "method": ""}
    where = (session, city["ketua"], NOW, draft, "a1")
    drafts_discussing.record_outcome(*where, "FGD 3 September, 12 OPD.", agreed)
    (said,) = drafts_discussing.comments_of(session, city["ketua"], draft, "a1")
    assert (said.kind, said.agreed, said.taken) == (
        "outcome",
        {"definition": "Definisi yang disepakati."},
        False,
    )
    drafts_discussing.take_over(session, city["admin"], NOW, draft, said.id)
    assert node(session, city, draft, "a1")["definition"] == "Definisi yang disepakati."
    (said,) = drafts_discussing.comments_of(session, city["ketua"], draft, "a1")
    assert said.taken
    assert list_log(session, city["admin"], most=1)[0].act == "draft.take"


def test_an_outcome_agrees_on_something_of_an_indicator(city, session, draft):
    opened(session, city, draft)
    for code, agreed, told in (("a1", {}, "sedikitnya satu"), ("A", {"concept": "x"}, "indikator")):
        with pytest.raises(Refused, match=told):
            drafts_discussing.record_outcome(session, city["ketua"], NOW, draft, code, "x", agreed)


@pytest.mark.parametrize("who", ["ketua", "ases1", "dindik", "panitia", "auditor"])
def test_only_the_admin_writes_drafts(city, session, draft, who):
    actor = city[who]
    acts = (
        lambda: drafts_starting.copy_rubric(session, actor, NOW, city.rubric_id),
        lambda: drafts_writing.save_node(session, actor, NOW, draft, 1, "a1", {}),
        lambda: drafts_weights.spread_weights(session, actor, NOW, draft, 1, "A"),
        lambda: drafts_publishing.publish_draft(session, actor, NOW, draft, 1),
        lambda: drafts_publishing.drop_draft(session, actor, NOW, draft, 1),
        lambda: rubrics_retiring.retire(session, actor, NOW, city.rubric_id),
        lambda: drafts_discussing.open_discussion(session, actor, NOW, draft),
    )
    for act in acts:
        with pytest.raises(NotAllowed):
            act()


@pytest.mark.parametrize("count", [1, 3, 12])
def test_the_list_asks_the_database_as_often_for_many_drafts_as_for_one(city, count, count_queries):
    with city.installation.writes() as session:
        for _ in range(count):
            drafts_starting.copy_rubric(session, city["admin"], NOW, city.rubric_id)
    with city.installation.reads() as session, count_queries() as sent:
        assert len(drafts.list_drafts(session, city["admin"])) == count
    assert len([one for one in sent if one.startswith("SELECT")]) == 2


def test_a_retired_version_is_offered_no_more_and_stays_readable(city, session):
    admin = city["admin"]
    rubrics_retiring.retire(session, admin, NOW, city.rubric_id)
    assert categories.rubric_choices(session, admin) == []
    assert rubrics.rubric_view(session, admin, city.rubric_id).retired_at == NOW
    with pytest.raises(Refused, match="dipensiunkan"):
        categories.add_category(
            session, admin, NOW, city.period_id, title="Lagi", rubric_id=city.rubric_id,
            unit_kind="opd",
        )  # fmt: skip
    assert periods.period_view(session, admin, city.period_id).stage == "draft"
    rubrics_retiring.reinstate(session, admin, NOW, city.rubric_id)
    assert {choice.rubric_id for choice in categories.rubric_choices(session, admin)} == {
        city.rubric_id
    }
