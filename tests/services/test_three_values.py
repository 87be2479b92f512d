"""Own, verified, settled: three values with their reasons, for those who may read them."""

from datetime import date

import pytest

from evaluator.services import settling
from evaluator.services.capping import lift_cap
from evaluator.services.logging import list_log
from evaluator.services.problems import NotAllowed, NotFound
from evaluator.services.self_assessing import submit_own
from evaluator.services.three_values import value_history, values_of
from evaluator.storage.visibility import visible_own_changes
from tests.city import NOW
from tests.evidence_city import EvidenceCity
from tests.kept import stand

DINDIK = "Dinas Pendidikan"


@pytest.fixture
def city(installation):
    """Dindik says 4 and yes; its panel answers 4 and 3, yes and no, and 5 and 5."""
    made = stand(EvidenceCity, installation)
    made.begin()
    made.fill(e1="4", e2="ya")
    for kind in ("administrasi", "kebijakan", "reviu"):
        made.show(kind, date(2025, 3, 1))
    made.show("administrasi", date(2025, 3, 1), "e2")
    with installation.writes() as session:
        submit_own(session, made["dindik"], NOW, made.own, made.version())
    made.open()
    made.score("ases1", DINDIK, e1="4", e2="ya", e3="5")
    return made


def low(city):
    """ases2 lowers two values, with reasons, and the rest of the city is scored."""
    from evaluator.services import assessing

    sheet = city.sheets("ases2")[DINDIK]
    with city.installation.writes() as session:
        for code, answer, note in (
            ("e1", "3", "SK tanpa lampiran"),
            ("e2", "tidak", "Tidak hadir"),
            ("e3", "5", ""),
        ):
            assessing.save_score(
                session, city["ases2"], NOW, sheet, code, answer=answer, note=note, version=0
            )
    for unit in ("Dinas Kesehatan", "Dinas Lingkungan Hidup"):
        for username in ("ases1", "ases2"):
            city.score(username, unit, e1="1", e2="tidak", e3="1")


def decide(city):
    with city.installation.writes() as session:
        settling.settle(
            session,
            city["ketua"],
            NOW,
            city.own,
            "e1",
            answer="4",
            reason="Lampiran ada",
            note="",
            version=0,
        )


def read(city, username):
    with city.installation.reads() as session:
        return {
            row.question.indicator.code: row
            for row in values_of(session, city[username], city.own).rows
        }


def test_the_lead_reads_own_each_assessor_the_rule_and_what_was_settled(city):
    low(city)
    city.close()
    decide(city)
    rows = read(city, "ketua")
    e1 = rows["e1"]
    assert (e1.own.answer, e1.own.author) == ("4", "Dindik")
    assert [(v.author, v.answer, v.note) for v in e1.verified] == [
        ("Ases1", "4", ""),
        ("Ases2", "3", "SK tanpa lampiran"),
    ]
    # levels 4 and 3 on the range 1 to 5; decided: 4
    assert (e1.rule, e1.settled) == ("3.50", "4.00")
    assert (e1.decision.answer, e1.decision.note, e1.decision.author) == (
        "4",
        "Lampiran ada",
        "Ketua",
    )
    # yes is worth 5, no 1
    assert (rows["e2"].rule, rows["e2"].settled, rows["e2"].decision) == ("3.00", "3.00", None)


def test_the_unit_reads_the_same_values_after_release_without_a_name(city):
    low(city)
    city.close()
    decide(city)
    city.lock()
    with pytest.raises(NotFound):
        read(city, "dindik")
    city.release()
    e1 = read(city, "dindik")["e1"]
    assert (e1.own.answer, e1.rule, e1.settled) == ("4", "3.50", "4.00")
    assert sorted((v.author, v.answer, v.note) for v in e1.verified) == [
        ("", "", "SK tanpa lampiran"),
        ("", "3", ""),
        ("", "4", ""),
    ]
    assert (e1.decision.note, e1.decision.author) == ("Lampiran ada", "")


@pytest.mark.parametrize(
    ("username", "problem"),
    [
        ("dindik", NotFound),
        ("dinkes", NotFound),
        ("ases1", NotFound),
        ("auditor", NotFound),
        ("panitia", NotAllowed),
        ("admin", NotAllowed),
    ],
)
def test_before_release_only_the_lead_reads_them(city, username, problem):
    low(city)
    city.close()
    with pytest.raises(problem):
        read(city, username)


def test_another_unit_never_reads_them(city):
    low(city)
    city.lock()
    city.release()
    with pytest.raises(NotFound):
        read(city, "dinkes")


def acts(city, username, code="e1"):
    with city.installation.reads() as session:
        steps = value_history(session, city[username], city.own, code)
    return sorted((step.act, step.author.partition(" ")[0]) for step in steps)


def test_the_history_tells_the_lead_everything_and_the_unit_no_name_of_the_office(city):
    low(city)
    city.close()
    decide(city)
    own = [("evidence.use", "Dindik")] * 3 + [("own.save", "Dindik")]
    assert acts(city, "ketua") == sorted(
        [*own, ("score.save", "Ases1"), ("score.save", "Ases2"), ("settle.decide", "Ketua")]
    )
    city.lock()
    city.release()
    assert acts(city, "dindik") == sorted([*own, ("settle.decide", "")])


def test_a_lifted_cap_stands_in_the_history_with_its_reason(city):
    with city.installation.writes() as session:
        lift_cap(session, city["ases1"], NOW, city.own, "e1", "Dokumen asli diperlihatkan")
    with city.installation.reads() as session:
        (step,) = [
            step
            for step in value_history(session, city["ketua"], city.own, "e1")
            if step.act == "cap.lift"
        ]
    assert (step.author, step.reason) == ("Ases1 (ases1)", "Dokumen asli diperlihatkan")


def test_what_was_never_handed_in_is_no_own_value(installation):
    city = stand(EvidenceCity, installation)
    city.begin()
    city.fill(e1="4")
    city.open()
    assert read(city, "ketua")["e1"].own.answer == ""


def test_own_answers_that_were_never_handed_in_are_the_units_alone(installation):
    city = stand(EvidenceCity, installation)
    city.begin()
    city.fill(e1="4")
    city.show("administrasi", date(2025, 3, 1))
    city.open()
    assert acts(city, "ketua") == [("evidence.use", "Dindik")]
    with installation.reads() as session:
        unit = session.scalars(visible_own_changes(city["dindik"], city.own, "e1"))
        assert sorted(entry.act for entry in unit) == ["evidence.use", "own.save"]
        (line,) = [one for one in list_log(session, city["ketua"]) if one.act == "own.save"]
    assert (line.masked, line.after) == (True, None)
