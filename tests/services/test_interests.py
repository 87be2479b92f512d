"""Conflicts of interest: who declares them, and what they close."""

import pytest

from evaluator.services import interests
from evaluator.services.logging import list_log
from evaluator.services.problems import NotAllowed, NotFound, Refused
from evaluator.services.sheets import own_sheet
from evaluator.storage.scores import Sheet
from tests.city import NOW
from tests.services.panel_helpers import neighbour, panels_of, seat

DINKES = "Dinas Kesehatan"
REASON = "Kepala dinas ipar saya"


def declare(city, username="ases1", kind="family", reason=REASON, short="Dinkes"):
    with city.installation.writes() as session:
        given = (city.units[short], kind, reason)
        return interests.declare(session, city[username], NOW, *given)


def test_before_scoring_a_conflict_takes_the_empty_sheet_away(city):
    declared = declare(city)
    assert (declared.unseated, declared.left) == (("Penilaian 2025",), ())
    assert panels_of(city)[DINKES] == {"ases2"}


def test_during_scoring_a_conflict_closes_the_sheet_and_keeps_its_scores(city):
    city.open()
    city.score("ases1", DINKES, a1="4")
    sheet = city.sheets("ases1")[DINKES]
    declared = declare(city)
    assert (declared.unseated, declared.left) == ((), ("Penilaian 2025",))
    with city.installation.reads() as session:
        with pytest.raises(NotFound):
            own_sheet(session, city["ases1"], sheet)
        kept = session.get(Sheet, sheet)
        assert (kept.recused_reason, [score.answer for score in kept.scores]) == (REASON, ["4"])


def test_the_lead_declares_for_others_and_the_log_says_who(city):
    with city.installation.writes() as session:
        given = (city["ases2"].account_id, city.units["DLH"], "worked-there", "Kepala seksi 2020")
        interests.declare_for(session, city["ketua"], NOW, *given)
    with city.installation.reads() as session:
        (view,) = interests.list_interests(session, city["admin"])
        line = list_log(session, city["admin"])[0]
    assert (view.assessor, view.unit, view.kind, view.declared_by) == (
        "Ases2",
        "Dinas Lingkungan Hidup",
        "worked-there",
        "Ketua",
    )
    assert (line.act, line.actor, line.reason) == (
        "interest.declare",
        "Ketua (ketua)",
        "Kepala seksi 2020",
    )


def test_an_assessor_reads_only_what_concerns_them(city):
    declare(city)
    declare(city, "ases2", short="DLH")
    with city.installation.reads() as session:
        mine = interests.my_interests(session, city["ases1"])
        assert [view.unit for view in mine] == [DINKES]
        for username in ("ases1", "dindik", "panitia", "auditor"):
            with pytest.raises(NotAllowed):
                interests.list_interests(session, city[username])


def test_a_conflict_is_ended_with_a_reason_and_then_no_longer_forbids(city):
    declared = declare(city)
    with city.installation.writes() as session, pytest.raises(Refused, match="tidak boleh kosong"):
        interests.end_interest(session, city["ketua"], NOW, declared.interest_id, " ")
    with city.installation.writes() as session:
        why = "Beliau pindah tugas"
        interests.end_interest(session, city["ketua"], NOW, declared.interest_id, why)
    seat(city, DINKES, "ases1")
    assert panels_of(city)[DINKES] == {"ases1"}
    with city.installation.writes() as session, pytest.raises(Refused, match="sudah diakhiri"):
        interests.end_interest(session, city["ketua"], NOW, declared.interest_id, "Lagi")


@pytest.mark.parametrize(
    ("given", "field", "sentence"),
    [
        ({"kind": "friend"}, "kind", "Pilih jenis"),
        ({"reason": "  "}, "reason", "tidak boleh kosong"),
        ({"reason": "x" * 501}, "reason", "Terlalu panjang"),
    ],
)
def test_what_does_not_fit_is_told_at_its_field(city, given, field, sentence):
    with pytest.raises(Refused, match=sentence) as caught:
        declare(city, **given)
    assert caught.value.field == field


def test_a_conflict_is_declared_once(city):
    declare(city)
    with pytest.raises(Refused, match="sudah dinyatakan"):
        declare(city, kind="other")


def test_a_unit_of_another_office_cannot_be_named(city):
    neighbour(city)
    with city.installation.writes() as session, pytest.raises(Refused, match="Pilih unitnya"):
        interests.declare(session, city["tamu"], NOW, city.units["Dinkes"], "family", REASON)
