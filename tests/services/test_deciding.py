"""What a plenary may decide, what it may not, and what its decisions leave behind."""

import pytest
from sqlalchemy import text

from evaluator.services import certifying, deciding
from evaluator.services.permissions import Action, allows
from evaluator.services.plenary_people import Seat
from evaluator.services.problems import Conflict, NotAllowed, NotFound, Refused
from tests import plenary_city as pleno
from tests.city import NOW
from tests.plenary_city import see

DINDIK, DINKES, DLH = "Dinas Pendidikan", "Dinas Kesehatan", "Dinas Lingkungan Hidup"


@pytest.fixture
def sitting(city):
    pleno.prepare(city)
    return city


def rows(city):
    """Every winner row: unit, award, place, source, whether it still stands."""
    query = (
        "SELECT p.name, w.award, w.place, w.joint, w.source, w.dropped_at IS NULL FROM winner w "
        "JOIN participant p ON p.id = w.participant_id "
        "ORDER BY w.source DESC, w.place, p.name, w.id"
    )
    with city.installation.reads() as session:
        return [
            (name, award, place, bool(joint), source, bool(stands))
            for name, award, place, joint, source, stands in session.execute(text(query))
        ]


def last_entry(city):
    from evaluator.services.logging import list_log

    with city.installation.reads() as session:
        return list_log(session, city["ketua"], most=1)[0]


def test_an_accepted_proposal_leaves_the_rubrics_winners_as_they_are(sitting):
    before = rows(sitting)
    pleno.accept(sitting)
    assert rows(sitting) == before
    (award,) = see(sitting).awards
    assert (award.decision.departs, award.decision.chair) == (False, "Hayu Wuranti")
    assert [(p.unit, p.place) for p in award.decision.winners] == [
        (DINDIK, 1), (DINKES, 2), (DLH, 3)
    ]  # fmt: skip


def test_a_departure_drops_the_rubrics_winner_and_adds_its_own(sitting):
    pleno.depart(sitting, {DINDIK: 1, DINKES: 1, DLH: 3})
    assert rows(sitting) == [
        (DINDIK, "opd", 1, False, "rubric", False),
        (DINKES, "opd", 2, False, "rubric", False),
        (DLH, "opd", 3, False, "rubric", True),
        (DINKES, "opd", 1, True, "plenary", True),
        (DINDIK, "opd", 1, True, "plenary", True),
    ]
    entry = last_entry(sitting)
    assert (entry.act, entry.reason) == ("plenary.depart", "integritas data")
    assert entry.before == {"OPD: OPD Terbaik": f"1. {DINDIK}; 2. {DINKES}; 3. {DLH}"}
    assert entry.after == {"OPD: OPD Terbaik": f"1. {DINKES}; 1. {DINDIK}; 3. {DLH}"}


def test_an_award_may_go_to_nobody(sitting):
    pleno.depart(sitting, {}, reason="tidak ada yang layak")
    assert [row[5] for row in rows(sitting)] == [False, False, False]
    assert see(sitting).awards[0].decision.winners == ()


def test_undone_everything_is_as_the_rubric_proposed(sitting):
    before = rows(sitting)
    pleno.depart(sitting, {DLH: 1})
    pleno.undo(sitting, see(sitting).awards[0].decision.id)
    assert [row for row in rows(sitting) if row[5]] == before
    pleno.depart(sitting, {DLH: 2, DINKES: 1})
    assert [row[:3] for row in rows(sitting) if row[5]] == [(DINKES, "opd", 1), (DLH, "opd", 2)]
    assert [row[0] for row in rows(sitting) if row[4] == "plenary"] == [DINKES, DLH]


@pytest.mark.parametrize(
    ("picks", "sentence"),
    [
        ({DINDIK: 1, DINKES: 1, DLH: 2}, f"{DLH} tidak dapat di tempat 2: sudah ada 2 unit"),
        ({DINDIK: 4}, "Tempat 4 tidak ada"),
        ({DINDIK: 0}, "Tempat 0 tidak ada"),
        ({DINDIK: 1, DINKES: 2, DLH: 3}, "sama dengan usulan rubrik"),
    ],
)
def test_places_that_cannot_be_are_refused(sitting, picks, sentence):
    with pytest.raises(Refused, match=sentence):
        pleno.depart(sitting, picks)
    assert all(row[5] for row in rows(sitting))


def test_a_first_place_may_stay_empty(sitting):
    pleno.depart(sitting, {DINDIK: 2}, reason="nilai belum layak juara pertama")
    assert [row[:3] for row in rows(sitting) if row[5]] == [(DINDIK, "opd", 2)]


def test_a_unit_of_elsewhere_or_without_a_reason_is_refused(sitting):
    with sitting.installation.writes() as session, pytest.raises(Refused, match="tidak mengikuti"):
        deciding.depart(
            session, sitting["ketua"], NOW, sitting.period_id, sitting.category_id, "opd",
            picks={9999: 1}, reason="x",
        )  # fmt: skip
    with pytest.raises(Refused, match="tidak boleh kosong"):
        pleno.depart(sitting, {DLH: 1}, reason=" ")


def test_what_is_decided_is_decided_once(sitting):
    pleno.accept(sitting)
    with pytest.raises(Conflict, match="sudah diputuskan"):
        pleno.depart(sitting, {DLH: 1})
    with pytest.raises(Conflict, match="sudah diputuskan"):
        pleno.accept(sitting, (sitting.category_id, "opd"))
    with pytest.raises(Refused, match="Tidak ada usulan"):
        pleno.accept(sitting)
    with pytest.raises(NotFound):
        pleno.accept(sitting, (sitting.category_id, "tidak-ada"))


def test_whom_the_plenary_chooses_against_the_rubrics_conditions_is_said(city):
    city.open()
    for username in ("ases1", "ases2"):
        city.score(username, DINDIK, a1="5", a2="4", b1="18/20")
        city.score(username, DINKES, a1="4", a2="4", b1="10/20")
        city.score(username, DLH, a1="2", a2="1", b1="TB")
    with city.installation.writes() as session:
        text_of = "UPDATE rubric_version SET content = replace(content, 'coverage: 50', :new)"
        session.execute(text(text_of), {"new": "coverage: 50, minimum: 3"})
    city.lock()
    pleno.begin(city)
    (award,) = see(city).awards
    assert [(unit, str(why)) for unit, why in award.passed] == [
        (DLH, "nilai 1,75, syaratnya paling sedikit 3")
    ]
    pleno.depart(city, {DLH: 1}, reason="pembinaan khusus")
    decision = see(city).awards[0].decision
    assert [(u, r["template"].format_map(r["values"])) for u, r in decision.breaches] == [
        (DLH, "nilai 1,75, syaratnya paling sedikit 3")
    ]


def test_special_awards_are_numbered_and_their_codes_never_used_again(sitting):
    first = pleno.special(sitting, DLH)
    pleno.undo(sitting, first)
    pleno.special(sitting, DLH, title="Inovasi lain")
    assert [row for row in rows(sitting) if row[4] == "jury"] == [
        (DLH, "juri-1", 1, False, "jury", False),
        (DLH, "juri-2", 1, False, "jury", True),
    ]
    view = see(sitting).awards[-1]
    assert (view.title.id, view.special, view.decision.reason) == (
        "Inovasi lain", True, "aplikasi baru"
    )  # fmt: skip


def test_a_special_award_that_was_sent_twice_is_given_once(sitting):
    pleno.special(sitting, DLH)
    with pytest.raises(Refused, match=f"{DLH} sudah menerima penghargaan khusus"):
        pleno.special(sitting, DLH, title=" inovasi  DATA")
    pleno.special(sitting, DINKES)
    assert [row[:2] for row in rows(sitting) if row[4] == "jury"] == [
        (DINKES, "juri-2"), (DLH, "juri-1")
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("title", "sentence"),
    [
        ("W" * 121, "Terlalu panjang: 121 huruf, paling banyak 120"),
        ("A\nB", "satu baris"),
        ("W" * 41, "terlalu panjang untuk dicetak: 41 huruf"),
    ],
)
def test_a_title_that_no_paper_has_room_for_is_refused(sitting, title, sentence):
    with pytest.raises(Refused, match=sentence):
        pleno.special(sitting, DLH, title=title)


def test_all_places_that_cannot_be_are_told_at_once(sitting):
    with pytest.raises(Refused) as caught:
        pleno.depart(sitting, {DINDIK: 1, DINKES: -1, DLH: 4})
    assert [str(one) for one in caught.value.details] == [
        "Tempat -1 tidak ada di penghargaan ini.",
        "Tempat 4 tidak ada di penghargaan ini.",
    ]


def test_nobody_decides_where_they_stepped_aside(sitting):
    own = Seat(None, "Ketua", "Ketua tim", "member", True, sitting["ketua"].account_id)
    pleno.seat(sitting, [*see(sitting).members, own])
    pleno.step_aside(sitting, "Ketua", DINKES)
    with pytest.raises(Refused, match="Anda mengundurkan diri di kategori OPD"):
        pleno.accept(sitting)


def test_a_chair_who_stepped_aside_does_not_preside_but_another_may(sitting):
    pleno.step_aside(sitting, "Hayu")
    with pytest.raises(Refused, match="tidak memimpin keputusannya"):
        pleno.depart(sitting, {DLH: 1})
    pleno.seat(sitting, [*see(sitting).members, Seat(None, "Dewi", "Kasi", "chair")])
    pleno.accept(sitting)
    assert see(sitting).awards[0].decision.chair == "Dewi"


def test_a_certificate_holds_its_award_until_it_is_revoked(sitting):
    pleno.accept(sitting)
    pleno.close(sitting)
    with sitting.installation.writes() as session:
        certifying.issue(
            session, sitting["panitia"], NOW, sitting.period_id, design="resmi",
            draw=lambda face: face["number"].encode(), files=sitting.installation.files,
            public_url="https://bps.example",
        )  # fmt: skip
    pleno.reopen(sitting)
    pleno.undo(sitting, see(sitting).awards[0].decision.id)
    with pytest.raises(Refused, match="sudah diterbitkan atas keputusan ini"):
        pleno.depart(sitting, {DLH: 1})
    assert all(row[5] for row in rows(sitting))


@pytest.mark.parametrize("who", ["admin", "auditor", "ases1", "panitia", "dindik"])
def test_only_the_lead_decides(sitting, who):
    assert not allows(sitting[who], Action.DECIDE)
    with sitting.installation.writes() as session, pytest.raises(NotAllowed):
        deciding.accept(
            session, sitting[who], NOW, sitting.period_id, [(sitting.category_id, "opd")]
        )
