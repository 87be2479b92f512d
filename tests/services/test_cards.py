"""Cards say what the guest list and the plenary say, in the order in which they are handed out."""

import pytest

from evaluator.services import cards, ceremony_seats, printed_names
from evaluator.services.certificate_faces import Look
from evaluator.services.problems import NotAllowed, NotFound
from evaluator.storage.results import Winner
from tests.city import NOW
from tests.stage import JURY, add_jury_awards, decide

GUESTS = (
    {"name": "Hj. Siti, S.Sos.", "organisation": "Setda", "title": "Asisten", "table": "1",
     "seat": "A"},
    {"name": "Dinas Pendidikan", "organisation": "dinas pendidikan", "table": "Meja VIP"},
)  # fmt: skip


def add(city, *guests):
    with city.installation.writes() as session:
        for guest in guests:
            ceremony_seats.add_seat(session, city["panitia"], NOW, city.period_id, guest)


def faces(city, find, design, who="panitia"):
    with city.installation.reads() as session:
        return find(session, city[who], city.period_id, Look(design))


def test_a_guest_card_says_name_role_organisation_and_place(city):
    decide(city)
    add(city, *GUESTS)

    found = faces(city, cards.guest_faces, "tanda-nama")

    shown = ("recipient", "role", "organisation", "seat")
    assert [tuple(face[name] for name in shown) for face in found] == [
        ("Hj. Siti, S.Sos.", "Asisten", "Setda", "Meja 1, kursi A"),
        ("Dinas Pendidikan", "", "", "Meja VIP"),
    ]
    rest = {name: value for name, value in found[0].items() if name not in shown}
    assert rest == {
        "design": "tanda-nama", "design_content": None, "language": "id",
        "office": "BPS Kota Uji", "city": "Uji", "year": "2025", "logo": None,
        "event": "Hari Statistik Nasional 2025", "theme": "Statistik Berdampak",
        "place_and_date": rest["place_and_date"], "number": "", "award": "", "place": None,
        "category": None, "signatory_position": "", "signatory_name": "", "signatory_nip": None,
        "check_url": "", "check_code": "", "mark": None,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("table", "seat", "words"),
    [
        ("3", "12", "Meja 3, kursi 12"),
        ("Meja 3", "Kursi 12", "Meja 3, Kursi 12"),
        ("VIP", "", "Meja VIP"),
        ("", "B-2", "Kursi B-2"),
        ("Balkon kiri", "4", "Balkon kiri, kursi 4"),
        ("", "", ""),
    ],
)
def test_a_place_reads_well_however_shortly_it_was_typed(table, seat, words):
    view = ceremony_seats.SeatView(1, 1, "x", "", "", table, seat, "", "")
    assert cards.place_in_words(view) == words


def test_plaques_follow_the_calling_and_carry_the_name_of_the_certificate(city):
    decide(city, jury=True)
    with city.installation.writes() as session:
        first = session.get(Winner, 1)
        printed_names.mend_name(
            session, city["panitia"], NOW, first.participant_id,
            printed="Dinas Pendidikan dan Kebudayaan", reason="Nama baru",
        )  # fmt: skip

    found = faces(city, cards.plaque_faces, "plakat")

    assert [(f["recipient"], f["place"], f["award"], f["category"]) for f in found] == [
        ("Dinas Lingkungan Hidup", "Juara III", "OPD Terbaik", "OPD"),
        ("Dinas Kesehatan", "Juara II", "OPD Terbaik", "OPD"),
        ("Dinas Pendidikan dan Kebudayaan", "Juara I", "OPD Terbaik", "OPD"),
        ("Dinas Lingkungan Hidup", None, JURY, "OPD"),
    ]
    assert {f["number"] for f in found} == {""}


def test_before_a_plenary_stands_behind_it_nobody_has_a_plaque(city):
    city.open()
    city.score_all()
    city.lock()
    for find in (cards.guest_faces, cards.plaque_faces):
        with pytest.raises(NotFound):
            faces(city, find, "plakat")


@pytest.mark.parametrize("who", ["admin", "ases1", "auditor", "dindik"])
def test_cards_are_for_lead_and_organiser(city, who):
    decide(city)
    for find in (cards.guest_faces, cards.plaque_faces):
        with pytest.raises(NotAllowed):
            faces(city, find, "plakat", who)
    assert faces(city, cards.plaque_faces, "plakat", "ketua")


@pytest.mark.parametrize("find", [cards.guest_faces, cards.plaque_faces])
def test_one_three_or_many_cards_take_as_many_queries(city, count_queries, find):
    decide(city)

    def queries():
        with city.installation.reads() as session, count_queries() as sent:
            found = find(session, city["panitia"], city.period_id, Look("x"))
        return len(found), len(sent)

    counts = []
    for more in (1, 2, 40):
        add(city, *({"name": f"Tamu {more}-{n}"} for n in range(more)))
        if more == 40:
            add_jury_awards(city, 40)
        counts.append(queries())
    assert len({sent for _count, sent in counts}) == 1 and counts[-1][0] > 40
