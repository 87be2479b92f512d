"""Evidence: kept, counted, reused, replaced, taken away, and read by whom it concerns."""

from datetime import date

import pytest

from evaluator.services import evidence_changes, evidence_files
from evaluator.services.capping import end_lift, lift_cap
from evaluator.services.cells import cell_of
from evaluator.services.evidence import evidence_file, list_evidence
from evaluator.services.own_sides import sides_of
from evaluator.services.problems import Conflict, NotFound, Refused
from evaluator.services.self_assessing import submit_own
from evaluator.storage.log import LogEntry
from tests.city import NOW
from tests.evidence_city import PDF, QUOTA, EvidenceCity
from tests.kept import stand

IN = date(2025, 3, 1)


@pytest.fixture
def city(installation):
    made = stand(EvidenceCity, installation)
    made.begin()
    return made


def pieces(city, username="dindik"):
    with city.installation.reads() as session:
        return list_evidence(session, city[username], city.own)


def link(city, url, details=None, **more):
    with city.installation.writes() as session:
        return evidence_files.add_evidence(
            session,
            city["dindik"],
            NOW,
            city.own,
            evidence_files.Link(url),
            details or evidence_files.Details("", "", None),
            city.keeping,
            **more,
        )


def change(city, verb, evidence_id, *rest, username="dindik", **more):
    with city.installation.writes() as session:
        return verb(session, city[username], NOW, evidence_id, *rest, **more)


def side(city, username="dindik", code="e1"):
    with city.installation.reads() as session:
        return sides_of(session, city[username], city.own).by_indicator[code]


def acts(city):
    with city.installation.reads() as session:
        rows = session.query(LogEntry).filter(LogEntry.act.like("evidence.%"))
        return [row.act for row in rows.order_by(LogEntry.id)]


def test_a_file_is_kept_under_its_digest_and_stands_by_its_indicator(city):
    city.show("kebijakan", IN, page="hlm. 4")
    (piece,) = pieces(city)
    assert (piece.title, piece.kind, piece.dated) == ("kebijakan", "kebijakan", IN)
    assert piece.uses == (("e1", "hlm. 4"),)
    assert piece.current.file_name == "kebijakan.pdf"
    with city.installation.reads() as session:
        found = evidence_file(session, city["dindik"], city.installation.files, piece.current.id)
    assert (found.name, found.media) == ("kebijakan.pdf", "application/pdf")
    assert found.content.startswith(PDF)


def test_the_same_file_twice_is_one_piece_of_evidence_used_twice(city):
    first = city.show("kebijakan", IN, content=PDF)
    assert city.show("kebijakan", IN, "e2", content=PDF) == first
    (piece,) = pieces(city)
    assert piece.indicators == {"e1", "e2"}
    assert acts(city) == ["evidence.add", "evidence.use", "evidence.use"]


def test_one_file_of_two_kinds_is_two_pieces_and_one_stored_file(city):
    city.show("kebijakan", IN, content=PDF)
    city.show("reviu", IN, content=PDF)
    assert len(pieces(city)) == 2
    assert len(list(city.installation.files.all())) == 1


def test_replacing_keeps_the_earlier_revision_readable(city):
    number = city.show("kebijakan", IN)
    change(
        city,
        evidence_files.replace_evidence,
        number,
        evidence_files.Upload("SK baru.pdf", "application/pdf", PDF + b"baru"),
        city.keeping,
        dated=date(2025, 6, 2),
        version=1,
    )
    (piece,) = pieces(city)
    assert piece.dated == date(2025, 6, 2)
    assert [(r.number, r.file_name) for r in piece.revisions] == [
        (2, "SK baru.pdf"),
        (1, "kebijakan.pdf"),
    ]
    with city.installation.reads() as session:
        old = evidence_file(session, city["dindik"], city.installation.files, piece.revisions[1].id)
    assert old.content != PDF + b"baru"


def newer(city, number, dated, version=1, content=PDF + b"baru"):
    source = evidence_files.Upload("SK baru.pdf", "application/pdf", content)
    verb = evidence_files.replace_evidence
    change(city, verb, number, source, city.keeping, dated=dated, version=version)


def test_a_newer_document_bears_its_own_date_and_never_the_earlier_ones(city):
    number = city.show("administrasi", IN)
    with pytest.raises(Refused, match="dokumen yang baru") as refusal:
        newer(city, number, None)
    assert refusal.value.field == "dated"
    with pytest.raises(Refused, match="belum tiba"):
        newer(city, number, date(2025, 9, 2))
    newer(city, number, date(2019, 1, 2))
    assert pieces(city)[0].dated == date(2019, 1, 2)
    assert [str(lack.message) for lack in side(city).cap.lacks][:1] == [
        "administrasi untuk nilai 2: bertanggal 2019-01-02, di luar jangka waktu"
    ]
    with city.installation.reads() as session:
        entry = session.query(LogEntry).filter(LogEntry.act == "evidence.replace").one()
    assert (entry.before["dated"], entry.after["dated"]) == ("2025-03-01", "2019-01-02")


def test_the_same_file_with_another_date_is_a_newer_document(city):
    number = city.show("kebijakan", IN, content=PDF)
    newer(city, number, IN, content=PDF)
    assert (pieces(city)[0].version, acts(city)[-1]) == (1, "evidence.use")
    newer(city, number, date(2025, 4, 1), content=PDF)
    assert (pieces(city)[0].version, pieces(city)[0].dated) == (2, date(2025, 4, 1))


def test_what_never_bore_a_date_is_replaced_without_one(city):
    number = city.show("", None)
    newer(city, number, None)
    assert pieces(city)[0].current.file_name == "SK baru.pdf"


@pytest.mark.parametrize(
    ("dated", "why"),
    [
        (None, "None"),
        (date(2023, 12, 31), "Tidak dihitung: bertanggal sebelum 2024-01-01"),
        (date(2024, 1, 1), "None"),
        (date(2025, 9, 1), "None"),
        (date(2025, 9, 2), "Tidak dihitung: bertanggal sesudah 2025-09-01"),
    ],
)
def test_a_date_outside_the_span_is_told_and_no_date_is_not(city, dated, why):
    city.open()
    with city.installation.reads() as session:
        sides = sides_of(session, city["ases1"], city.own)
    assert str(sides.outside(dated)) == why


def test_a_change_of_something_changed_meanwhile_is_refused_with_what_is_stored(city):
    number = city.show("kebijakan", IN)
    details = evidence_changes.Details("SK Kepala Dinas", "kebijakan", IN)
    change(city, evidence_changes.change_evidence, number, details, version=1)
    with pytest.raises(Conflict) as conflict:
        change(city, evidence_changes.change_evidence, number, details, version=1)
    assert conflict.value.stored["title"] == "SK Kepala Dinas"


def test_what_is_taken_away_counts_no_more_and_can_be_brought_back(city):
    number = city.show("administrasi", IN)
    assert side(city).cap.highest == "2"
    change(city, evidence_changes.remove_evidence, number, version=1)
    assert (side(city).cap.highest, side(city).evidence) == ("1", ())
    assert pieces(city)[0].removed_at == NOW
    change(city, evidence_changes.restore_evidence, number, version=2)
    assert side(city).cap.highest == "2"


def test_evidence_is_used_again_elsewhere_and_let_go_in_one_place(city):
    number = city.show("administrasi", IN)
    change(city, evidence_changes.use_evidence, number, "e2", "lampiran 1")
    assert side(city, code="e2").cap.complete
    change(city, evidence_changes.unuse_evidence, number, "e1")
    assert pieces(city)[0].uses == (("e2", "lampiran 1"),)


def test_evidence_stands_by_no_indicator_that_the_unit_does_not_answer(city):
    number = city.show("administrasi", IN)
    with pytest.raises(Refused, match="diisi kantor BPS"):
        change(city, evidence_changes.use_evidence, number, "e3", "")


@pytest.mark.parametrize(
    "url",
    [
        "http://contoh.go.id/a",
        "javascript:alert(1)",
        "https://",
        "https://localhost/a",
        "https://orang@contoh.go.id/a",
        "https://contoh.go.id/a b",
        "https://[::1",
        "ftp://contoh.go.id",
        "contoh.go.id/dok",
    ],
)
def test_a_link_that_is_not_a_whole_https_address_is_refused(city, url):
    with pytest.raises(Refused, match="https://"):
        link(city, url)


def test_a_link_carries_a_note_and_its_address_is_its_title(city):
    link(city, "https://contoh.go.id/dok", note="Halaman PPID", indicator="e1")
    (piece,) = pieces(city)
    assert (piece.title, piece.current.link, piece.current.note) == (
        "https://contoh.go.id/dok",
        "https://contoh.go.id/dok",
        "Halaman PPID",
    )


def test_a_date_still_to_come_and_a_kind_the_rubric_does_not_know_are_refused(city):
    with pytest.raises(Refused, match="belum tiba"):
        city.show("kebijakan", date(2025, 9, 2))
    with pytest.raises(Refused, match="tidak ada di rubrik"):
        city.show("surat cinta", IN)


def test_the_quota_counts_every_revision_once_and_names_the_figures(city):
    half = PDF + b"x" * (QUOTA // 2)
    city.show("kebijakan", IN, content=half)
    city.show("reviu", IN, content=half)  # the same file takes no more room
    number = city.show("administrasi", IN, content=half[:-100])
    change(city, evidence_changes.remove_evidence, number, version=1)
    with pytest.raises(Refused) as refusal:
        city.show("pemutakhiran", IN, content=PDF + b"y" * 200)
    assert "Ruang berkas unit ini 1,0 MB dan sudah terpakai 1,0 MB; berkas ini 0,1 MB" in str(
        refusal.value
    )
    assert len(list(city.installation.files.all())) == 2


def test_nothing_is_kept_of_a_file_that_comes_too_late(city):
    city.open()
    with pytest.raises(Refused, match="tidak sedang dalam penilaian mandiri"):
        city.show("kebijakan", IN)
    assert list(city.installation.files.all()) == []


@pytest.mark.parametrize(
    ("username", "reads"),
    [
        ("dindik", True),
        ("dinkes", False),
        ("ases1", True),
        ("ketua", True),
        ("auditor", False),
        ("ases3", False),
    ],
)
def test_a_file_is_read_by_its_unit_its_panel_and_the_lead_alone(city, username, reads):
    from evaluator.storage.actor import Role

    city.show("kebijakan", IN)
    revision = pieces(city)[0].current.id
    with city.installation.writes() as session:
        city.add_person(session, "ases3", Role.ASSESSOR)
    city.open()
    with city.installation.reads() as session:
        files = city.installation.files
        if reads:
            assert evidence_file(session, city[username], files, revision).content
        else:
            with pytest.raises(NotFound):
                evidence_file(session, city[username], files, revision)


def test_a_blind_period_hides_names_of_files_and_people(city):
    from evaluator.storage.periods import Period

    city.show("kebijakan", IN)
    city.open()
    with city.installation.writes() as session:
        session.get(Period, city.period_id).blind = True
    (seen,) = pieces(city, "ases1")
    assert (seen.current.author, seen.current.file_name) == ("Dindik", "kebijakan.pdf")
    with city.installation.writes() as session:
        from evaluator.storage.periods import Participant

        session.get(Participant, city.own).alias = "Unit 01"
    (seen,) = pieces(city, "ases1")
    assert (seen.current.author, seen.current.file_name) == ("", f"bukti-{seen.current.id}.pdf")


def make_blind(city):
    with city.installation.writes() as session:
        from evaluator.storage.periods import Period

        session.get(Period, city.period_id).blind = True


def test_in_a_blind_period_a_title_left_empty_is_the_kind_and_its_number(city):
    make_blind(city)
    city.show("kebijakan", IN)
    city.show("kebijakan", date(2025, 4, 1))
    city.show("", IN)
    link(city, "https://dindik.kota.go.id/sk", evidence_files.Details("", "reviu", IN))
    link(city, "https://kota.go.id/a", evidence_files.Details("Laporan tinjauan", "reviu", IN))
    assert [piece.title for piece in pieces(city)] == [
        "Kebijakan 1",
        "Kebijakan 2",
        "Bukti lain 1",
        "Reviu 1",
        "Laporan tinjauan",
    ]


# What assessors' answers are held against.


def handed_in(city, **answers):
    city.fill(**answers)
    with city.installation.writes() as session:
        submit_own(session, city["dindik"], NOW, city.own, city.version())
    city.open()


def test_an_answer_above_the_cap_is_refused_naming_what_is_missing(city):
    city.show("administrasi", IN)
    city.show("kebijakan", date(2019, 5, 2))
    handed_in(city, e1="4", e2="tidak")
    with pytest.raises(Refused) as refusal:
        city.score("ases1", "Dinas Pendidikan", e1="4")
    assert refusal.value.field == "answer"
    assert str(refusal.value) == (
        "Bukti dukung hanya cukup sampai 2. Kurang: kebijakan untuk nilai 3: bertanggal "
        "2019-05-02, di luar jangka waktu; reviu untuk nilai 4: belum ada. Beri nilai paling "
        "tinggi 2, atau angkat batasnya dengan alasan."
    )


def test_an_answer_within_the_cap_is_kept(city):
    for kind in ("administrasi", "kebijakan", "reviu"):
        city.show(kind, IN)
    handed_in(city, e1="4", e2="tidak")
    city.score("ases1", "Dinas Pendidikan", e1="4", e2="tidak", e3="5")
    with city.installation.reads() as session:
        sheet = city.sheets("ases1")["Dinas Pendidikan"]
        assert cell_of(session, sheet, "e1").answer == "4"


def test_a_level_below_the_units_own_needs_a_note(city):
    for kind in ("administrasi", "kebijakan", "reviu"):
        city.show(kind, IN)
    handed_in(city, e1="4", e2="tidak")
    with pytest.raises(Refused) as refusal:
        city.score("ases1", "Dinas Pendidikan", e1="3")
    assert refusal.value.field == "note"


def lift(city, username, reason="Asli diperlihatkan saat wawancara", code="e1"):
    with city.installation.writes() as session:
        lift_cap(session, city[username], NOW, city.own, code, reason)


def test_an_assessor_of_the_panel_lifts_the_cap_and_the_unit_reads_why(city):
    handed_in(city, e1="4", e2="tidak")
    lift(city, "ases1")
    city.score("ases2", "Dinas Pendidikan", e1="4")
    told = side(city, "dindik").lift
    assert (told.reason, told.author) == ("Asli diperlihatkan saat wawancara", "")
    assert side(city, "ketua").lift.author == "Ases1"
    with city.installation.reads() as session:
        row = session.query(LogEntry).filter(LogEntry.act == "cap.lift").one()
    assert (row.object, row.reason) == (
        f"participant:{city.own}/e1",
        "Asli diperlihatkan saat wawancara",
    )


def test_a_cap_is_lifted_once_with_a_reason_and_only_where_there_is_one(city):
    handed_in(city, e1="4", e2="tidak")
    with pytest.raises(Refused, match="tidak boleh kosong"):
        lift(city, "ases1", reason=" ")
    with pytest.raises(Refused, match="tidak dibatasi"):
        lift(city, "ases1", code="e3")
    lift(city, "ases1")
    with pytest.raises(Refused, match="sudah diangkat"):
        lift(city, "ketua")


def test_who_lifted_a_cap_ends_it_until_others_rest_on_it_then_only_the_lead(city):
    handed_in(city, e1="4", e2="tidak")
    lift(city, "ases1")
    with city.installation.writes() as session:
        end_lift(session, city["ases1"], NOW, city.own, "e1")
    lift(city, "ases1")
    city.score("ases2", "Dinas Pendidikan", e1="4")
    with city.installation.writes() as session, pytest.raises(Refused, match="ketua tim"):
        end_lift(session, city["ases1"], NOW, city.own, "e1")
    with city.installation.writes() as session, pytest.raises(Refused, match="dari Ases2"):
        end_lift(session, city["ketua"], NOW, city.own, "e1")


def test_a_unit_lifts_nothing(city):
    from evaluator.services.problems import NotAllowed

    handed_in(city, e1="4", e2="tidak")
    with pytest.raises(NotAllowed):
        lift(city, "dindik")


def test_a_recused_assessor_lifts_nothing_and_reads_nothing(city):
    from evaluator.storage.scores import Sheet

    city.show("kebijakan", IN)
    handed_in(city, e1="4", e2="tidak")
    with city.installation.writes() as session:
        session.query(Sheet).filter(
            Sheet.participant_id == city.own, Sheet.assessor_id == city["ases1"].account_id
        ).one().recused_at = NOW
    with pytest.raises(NotFound):
        lift(city, "ases1")
    with pytest.raises(NotFound):
        pieces(city, "ases1")
