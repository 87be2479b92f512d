"""A plenary is prepared, seated, recused from, closed, opened again, and begun anew."""

import json
from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy import select, text

from evaluator.services import plenaries, plenary_views, results, snapshots
from evaluator.services.permissions import Action, allows
from evaluator.services.plenary_people import Seat
from evaluator.services.problems import Conflict, NotAllowed, NotFound, Refused
from evaluator.storage.actor import Actor, Role
from evaluator.storage.results import Snapshot
from tests import plenary_city as pleno
from tests.city import NOW, add_units
from tests.plenary_city import MEMBERS, see
from tests.services.test_unlocking import ask
from tests.services.test_unlocking import decide as unlock

DINDIK, DINKES, DLH = "Dinas Pendidikan", "Dinas Kesehatan", "Dinas Lingkungan Hidup"


def decided_at(city):
    with city.installation.reads() as session:
        return session.scalars(select(Snapshot.decided_at).order_by(Snapshot.id)).all()


def acts(city):
    with city.installation.reads() as session:
        query = text("SELECT act FROM log_entry WHERE act LIKE 'plenary%' ORDER BY sequence")
        return list(session.execute(query).scalars())


def winners_seen(city, who):
    from evaluator.storage.award_visibility import visible_winners

    with city.installation.reads() as session:
        rows = session.scalars(visible_winners(city[who]))
        return sorted((row.participant.name, row.place, row.source) for row in rows)


def test_only_a_locked_period_has_a_plenary_and_only_one(city):
    city.open()
    city.score_all()
    with pytest.raises(Refused, match="sesudah periode dikunci"):
        pleno.begin(city)
    city.lock()
    pleno.begin(city)
    with pytest.raises(Conflict, match="sudah disiapkan"):
        pleno.begin(city)


def test_preparing_keeps_who_when_and_how_sure_everything_is(city):
    pleno.prepare(city)
    view = see(city)
    assert (view.held_on, view.place, view.minutes_number) == (
        date(2025, 9, 20), "Aula BPS", "B-1/BA/2025"
    )  # fmt: skip
    assert [(m.name, m.duty, m.present) for m in view.members] == [
        ("Hayu Wuranti", "chair", True),
        ("Budi Santoso, S.ST.", "secretary", True),
        ("Citra <b>Lestari</b>", "member", False),
    ]
    (award,) = view.awards
    assert [(p.unit, p.place, p.value) for p in award.proposed] == [
        (DINDIK, 1, "4,69"),
        (DINKES, 2, "3,60"),
        (DLH, 3, "1,75"),
    ]
    assert str(award.turning).startswith("Tidak ada perubahan satu bobot sampai 50 persen")
    assert acts(city) == ["plenary.prepare", "plenary.change", "plenary.members"]


@pytest.mark.parametrize(
    ("members", "sentence"),
    [
        ([Seat(None, "A"), Seat(None, "A")], "A tercatat dua kali"),
        ([Seat(None, "A", duty="raja")], "Pilih tugas anggota"),
        ([Seat(None, "A\x00")], "karakter yang tidak dapat ditampilkan"),
        ([Seat(None, "A", account_id=9999)], "bukan akun kantor ini"),
        ([Seat(None, f"A{n}") for n in range(61)], "Paling banyak 60"),
        ([Seat(None, "A\nB")], "satu baris"),
        ([Seat(None, "A", "Kepala\nDinas")], "satu baris"),
        ([Seat(None, "A", nip="123")], "NIP terdiri atas 18 angka"),
    ],
)
def test_members_that_cannot_be_are_refused(city, members, sentence):
    pleno.prepare(city)
    with pytest.raises(Refused, match=sentence):
        pleno.seat(city, members)


def test_whoever_stepped_aside_does_not_vanish_from_the_list(city):
    pleno.prepare(city)
    pleno.step_aside(city, "Budi", DINKES)
    with pytest.raises(Refused, match=r"Budi Santoso, S\.ST\. tercatat mengundurkan diri"):
        pleno.seat(city, MEMBERS[:1])
    assert len(see(city).members) == 3


def test_a_number_of_minutes_is_used_once_and_has_digits(city):
    pleno.prepare(city)
    for number in ("tanpa angka", "B-1\n2"):
        with pytest.raises(Refused, match="memuat angka"):
            pleno.change(city, minutes_number=number)
    pleno.change(city, minutes_number="")
    assert see(city).minutes_number == ""


def test_closing_lets_the_organiser_see_and_release_lets_everybody(city):
    pleno.prepare(city)
    assert winners_seen(city, "panitia") == []
    pleno.accept(city)
    pleno.close(city)
    expected = [(DINKES, 2, "rubric"), (DLH, 3, "rubric"), (DINDIK, 1, "rubric")]
    assert winners_seen(city, "panitia") == expected
    assert winners_seen(city, "auditor") == winners_seen(city, "dindik") == []
    assert decided_at(city) == [NOW]
    assert acts(city)[-2:] == ["plenary.accept", "plenary.close"]
    city.release()
    assert winners_seen(city, "auditor") == expected
    assert winners_seen(city, "dindik") == [(DINDIK, 1, "rubric")]


def test_what_a_plenary_lacks_is_named_at_once(city):
    pleno.prepare(city, members=(), number="")
    with pytest.raises(Refused) as caught:
        pleno.close(city)
    assert [str(detail) for detail in caught.value.details] == [
        "Berita acara belum bernomor. Isi nomornya di Persiapan pleno.",
        "OPD: OPD Terbaik belum diputuskan.",
        "Belum ada pimpinan sidang yang hadir. Tandai seorang anggota sebagai pimpinan sidang.",
    ]


def test_whoever_presided_over_a_decision_that_stands_stays_its_chair(city):
    pleno.prepare(city)
    pleno.accept(city)
    said = "dibuat di bawah pimpinan Hayu Wuranti. Batalkan dahulu keputusan kategori itu"
    with pytest.raises(Refused, match=said):
        pleno.step_aside(city, "Hayu", DINKES)
    chair, *others = see(city).members
    for changed in ([replace(chair, present=False)], [replace(chair, duty="member")], []):
        with pytest.raises(Refused, match=said):
            pleno.seat(city, [*changed, Seat(None, "Dewi", "Ketua tim", "chair"), *others])
    pleno.seat(city, [replace(chair, name="Hayu Wuranti, S.Si."), *others])
    pleno.step_aside(city, "Budi", DINKES)
    assert see(city).awards[0].decision.chair == "Hayu Wuranti, S.Si."
    pleno.undo(city, see(city).awards[0].decision.id)
    pleno.seat(city, [*see(city).members, Seat(None, "Dewi", "Ketua tim", "chair")])
    pleno.step_aside(city, "Hayu", DINKES)
    pleno.accept(city)
    assert see(city).awards[0].decision.chair == "Dewi"


def test_nobody_closes_on_a_decision_under_somebody_who_stepped_aside(city):
    pleno.prepare(city)
    pleno.accept(city)
    pleno.seat(city, [*see(city).members, Seat(None, "Dewi", "Ketua tim", "chair")])
    with city.installation.writes() as session:
        session.execute(text("UPDATE plenary_member SET present = false WHERE name LIKE 'Hayu%'"))
    with pytest.raises(Refused) as caught:
        pleno.close(city)
    assert [str(detail) for detail in caught.value.details] == [
        "OPD: Hayu Wuranti tercatat memimpin sebuah putusan, tetapi tidak hadir, mengundurkan "
        "diri, atau bukan pimpinan sidang. Batalkan putusan itu, lalu putuskan lagi."
    ]


def test_the_account_of_whoever_stepped_aside_stays_and_every_change_of_it_is_logged(city):
    pleno.prepare(city)
    lead = Seat(None, "Ketua", "Ketua tim", "member", True, city["ketua"].account_id)
    pleno.seat(city, [*see(city).members, lead])
    pleno.step_aside(city, "Ketua", DINKES)
    *others, lead = see(city).members
    for account in (None, city["ases1"].account_id):
        with pytest.raises(Refused, match="akunnya tidak dapat dilepas atau diganti"):
            pleno.seat(city, [*others, replace(lead, account_id=account)])
    with city.installation.reads() as session:
        query = text("SELECT after FROM log_entry WHERE act = 'plenary.members' ORDER BY sequence")
        told = [json.loads(one) for one in session.execute(query).scalars()]
    assert [one["members"][-1]["username"] for one in told] == ["", "ketua"]


@pytest.mark.parametrize(
    ("facts", "sentence"),
    [
        ({"held_on": date(1, 1, 1)}, "Tahun 0001 tidak mungkin"),
        ({"held_on": date(9999, 12, 31)}, "Tahun 9999 tidak mungkin"),
        ({"place": "Aula\nBPS"}, "satu baris"),
        ({"starts_at": "9"}, "Jam ditulis seperti 09:00"),
        ({"ends_at": "11:30"}, "Isi jam mulai juga"),
        ({"starts_at": "09:00", "ends_at": "09:00"}, "Jam selesai harus sesudah jam mulai"),
    ],
)
def test_a_day_or_a_time_that_cannot_be_is_refused(city, facts, sentence):
    pleno.prepare(city)
    with pytest.raises(Refused, match=sentence):
        pleno.change(city, **facts)
    pleno.change(city, starts_at="09:00", ends_at="11:30")
    assert (see(city).starts_at, see(city).ends_at) == ("09:00", "11:30")


def test_nobody_closes_on_results_that_were_tampered_with(city):
    pleno.prepare(city)
    pleno.accept(city)
    with city.installation.writes() as session:
        session.execute(text("UPDATE winner SET place = 9 WHERE place = 3"))
    with pytest.raises(Refused, match="berbeda dari yang dihitung"):
        pleno.close(city)


def test_a_departure_changes_no_digest(city):
    pleno.prepare(city)
    pleno.depart(city, {DLH: 1})
    pleno.special(city, DINKES)
    with city.installation.reads() as session:
        (snapshot,) = session.scalars(select(Snapshot)).all()
        assert snapshots.digest_of(session, snapshot) == snapshot.digest


def test_a_plenary_that_sits_holds_the_release_up_and_none_does_not(city):
    pleno.prepare(city)
    with pytest.raises(Refused, match="belum ditutup"):
        city.release()
    pleno.accept(city)
    pleno.close(city)
    city.release()
    with pytest.raises(Refused, match="Hasilnya sudah dirilis"):
        pleno.reopen(city)


def test_opened_again_nobody_prints_until_it_is_closed_anew(city):
    pleno.prepare(city)
    pleno.accept(city)
    pleno.close(city)
    with pytest.raises(Refused, match="sudah ditutup"):
        pleno.special(city, DINKES)
    pleno.reopen(city)
    assert decided_at(city) == [None]
    assert winners_seen(city, "panitia") == []
    pleno.close(city)
    assert decided_at(city) == [NOW]


def test_after_a_revision_a_new_plenary_starts_from_the_earlier_members(city):
    pleno.prepare(city)
    pleno.step_aside(city, "Budi", DINKES)
    pleno.depart(city, {DINKES: 1})
    pleno.close(city)
    city.release()
    request = ask(city)
    unlock(city, request)
    city.lock()
    with pytest.raises(Refused, match="Siapkan dan tutup pleno"):
        city.release()
    with city.installation.writes() as session:
        plenaries.prepare(
            session, city["ketua"], NOW, city.period_id, held_on=date(2025, 10, 5), place="Daring"
        )
    view = see(city)
    assert [m.name for m in view.members] == [m.name for m in MEMBERS]
    assert [(a.member, a.unit) for a in view.asides] == [("Budi Santoso, S.ST.", DINKES)]
    assert (view.minutes_number, len(view.waiting)) == ("", 1)
    # Until the new results are released, others still read the plenary of the old ones.
    assert see(city, "auditor").awards[0].decision.departs


def test_results_unlocked_before_release_are_no_longer_decided(city):
    pleno.prepare(city)
    pleno.accept(city)
    pleno.close(city)
    unlock(city, ask(city))
    assert decided_at(city) == [None]
    with pytest.raises(Refused, match=r"tidak terkunci|sudah ditutup"):
        pleno.seat(city, MEMBERS)


@pytest.mark.parametrize("who", ["admin", "auditor", "ases1", "panitia", "dindik"])
def test_before_release_only_the_lead_knows_of_it(city, who):
    pleno.prepare(city)
    expected = NotFound if allows(city[who], Action.SEE_RESULTS) else NotAllowed
    with pytest.raises(expected):
        see(city, who)


def test_another_office_sees_nothing(city):
    pleno.prepare(city)
    stranger = Actor(None, "x", "X", city.office_id + 1, frozenset({Role.LEAD}))
    with city.installation.reads() as session, pytest.raises(NotFound):
        plenary_views.plenary_of(session, stranger, city.period_id)


@pytest.mark.parametrize("count", [0, 40])
def test_reading_sends_a_fixed_number_of_queries(city, count_queries, count):
    add_units(city, count)
    city.open()
    city.score_all()
    with city.installation.writes() as session:
        session.execute(
            text("UPDATE participant SET withdrawn = 'x' WHERE name LIKE 'Dinas Tambahan%'")
        )
    city.lock()
    pleno.begin(city)
    pleno.depart(city, {DINKES: 1})
    with count_queries() as sent:
        see(city)
    assert len([one for one in sent if one != "BEGIN"]) == 10


def test_readers_get_the_plenarys_reason(city):
    pleno.prepare(city)
    pleno.depart(city, {DINKES: 1}, reason="paling konsisten")
    with city.installation.reads() as session:
        found = results.period_results(session, city["ketua"], city.period_id)
    (winner,) = found.categories[0].winners
    assert winner.unit == DINKES
    assert winner.reason == [
        {"template": "keputusan pleno: {reason}", "values": {"reason": "paling konsisten"}}
    ]
