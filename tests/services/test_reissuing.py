"""What is issued stays as it was; a new paper takes a new number and names the old one."""

from datetime import date

import pytest
from sqlalchemy import update

from evaluator.services import (
    certificate_register,
    certifying,
    offices,
    printed_names,
    reissuing,
    signatories,
)
from evaluator.services.certificates_revised import outdated_certificates
from evaluator.services.certifying import ListRow, Look
from evaluator.services.logging import list_log, verify_log
from evaluator.services.problems import NotAllowed, NotFound, Refused
from evaluator.storage.certificates import Certificate
from evaluator.storage.results import Snapshot, Winner
from tests.city import NOW

URL = "https://bps.example"


def says(face):
    return f"{face['number']}|{face['recipient']}|{face['signatory_name']}".encode()


def issue(city, **given):
    with city.installation.writes() as session:
        return certifying.issue(
            session, city["panitia"], NOW, city.period_id, design="resmi", draw=says,
            files=city.installation.files, public_url=URL, **given,
        )  # fmt: skip


def reissue(city, certificate_id, reason="Nama keliru", who="panitia", **given):
    with city.installation.writes() as session:
        return reissuing.reissue(
            session, city[who], NOW, certificate_id, reason=reason, design="resmi", draw=says,
            files=city.installation.files, public_url=URL, **given,
        )  # fmt: skip


def paper(city, certificate_id):
    with city.installation.reads() as session:
        ((_row, content),) = certifying.certificate_files(
            session, city["panitia"], city.installation.files, [certificate_id]
        )
    return content.decode()


def checked(city, certificate_id):
    with city.installation.reads() as session:
        (row,) = certificate_register.certificates_by_id(session, city["panitia"], [certificate_id])
        return certifying.check(session, row.check_code)


def mend(city, printed, reason="Gelar belum ditulis", who="panitia"):
    with city.installation.writes() as session:
        first = certifying.winners_to_certify(session, city["panitia"], city.period_id)[0]
        printed_names.mend_name(
            session, city[who], NOW, first.winner.participant_id, printed, reason
        )


def decide(city, moment=NOW):
    """As closing a plenary does."""
    with city.installation.writes() as session:
        session.execute(update(Snapshot).values(decided_at=moment))


def lock(city):
    city.open()
    city.score_all()
    city.lock()


def test_nothing_issued_changes_with_the_office_its_signatory_or_a_name(city):
    city.release_all()
    ids = issue(city)
    before = [paper(city, number) for number in ids]
    with city.installation.writes() as session:
        office = offices.office_view(session, city.office_id)
        offices.change_office(
            session, city["admin"], NOW, version=office.version, name="BPS Lain", city="Lain",
            zone=office.zone, address="", number_pattern=office.number_pattern,
            number_unit=office.number_unit, number_class="XX", number_start=1,
        )  # fmt: skip
        signatories.add_signer(
            session, city["admin"], NOW, name="Plh. Baru", nip="", position="Plh. Kepala",
            valid_from=date(2025, 9, 1), valid_to=None,
        )  # fmt: skip
    mend(city, "Dinas Pendidikan Kota")
    assert issue(city) == ids
    assert [paper(city, number) for number in ids] == before
    assert checked(city, ids[0]).signatory_name == "Hayu Wuranti"


def test_a_winners_paper_is_made_anew_from_what_holds_now(city):
    city.release_all()
    first, second, third = issue(city)
    mend(city, "Dinas Pendidikan, S.Pd.")
    new = reissue(city, first)
    assert paper(city, new).split("|")[:2] == ["B-4/33750/HM.310/2025", "Dinas Pendidikan, S.Pd."]
    assert paper(city, first).split("|")[1] == "Dinas Pendidikan"
    old = checked(city, first)
    assert (old.state, old.replaced_by, old.revoked_reason) == (
        "replaced", "B-4/33750/HM.310/2025", "Nama keliru",
    )  # fmt: skip
    assert checked(city, new).state == "valid"
    assert issue(city) == [new, second, third]
    with city.installation.reads() as session:
        found = certificate_register.search_register(session, city["panitia"], "B-1/")
        (line,) = [x for x in list_log(session, city["auditor"]) if x.act == "certificate.reissue"]
        assert list(verify_log(session, city["auditor"]).faults) == []
    assert found.rows[0].replaced_by == "B-4/33750/HM.310/2025"
    assert (line.before, line.reason) == ({"number": "B-1/33750/HM.310/2025"}, "Nama keliru")


def test_a_paper_outside_any_rubric_is_mended_text_by_text(city):
    row = ListRow("Rina", "Mitra Terbaik", "HSN 2025", date(2025, 9, 29))
    with city.installation.writes() as session:
        (first,) = certifying.issue_list(
            session, city["panitia"], NOW, [row], design="resmi", draw=says,
            files=city.installation.files, public_url=URL, kind="thanks",
        )  # fmt: skip
    new = reissue(city, first, texts={"recipient": "Rina, S.ST."})
    assert paper(city, new).split("|")[:2] == ["B-2/33750/HM.310/2025", "Rina, S.ST."]
    with city.installation.reads() as session:
        (view,) = certificate_register.certificates_by_id(session, city["panitia"], [new])
        assert (view.kind, view.recipient) == ("thanks", "Rina, S.ST.")
        (known,) = certifying.issued_for(session, city["panitia"], [row])
    assert known.id == new


@pytest.mark.parametrize("reason", ["", "  "])
def test_no_paper_is_replaced_without_a_reason(city, reason):
    city.release_all()
    (first, *_) = issue(city)
    with pytest.raises(Refused):
        reissue(city, first, reason)
    assert checked(city, first).state == "valid"


def test_a_paper_is_replaced_once_and_by_the_organiser_alone(city):
    city.release_all()
    (first, *_) = issue(city)
    for who in ("ketua", "auditor", "admin", "dindik"):
        with pytest.raises(NotAllowed):
            reissue(city, first, who=who)
    reissue(city, first)
    with pytest.raises(Refused, match="sudah diganti"):
        reissue(city, first)


def test_a_mended_name_stands_on_paper_with_who_and_why(city):
    city.release_all()
    mend(city, "Dinas Pendidikan, S.Pd.")
    (first, *_) = issue(city)
    assert "|Dinas Pendidikan, S.Pd.|" in paper(city, first)
    with city.installation.reads() as session:
        (view,) = certificate_register.certificates_by_id(session, city["panitia"], [first])
        row = certifying.winners_to_certify(session, city["panitia"], city.period_id)[0]
    assert view.mended == {
        "given": "Dinas Pendidikan", "by": "Panitia", "reason": "Gelar belum ditulis",
    }  # fmt: skip
    assert (row.winner.unit, row.mended.printed) == ("Dinas Pendidikan", "Dinas Pendidikan, S.Pd.")


def test_a_mending_is_taken_back_by_the_units_own_name(city):
    city.release_all()
    mend(city, "Dinas Pendidikan, S.Pd.")
    mend(city, "Dinas Pendidikan", "Tidak perlu")
    (first, *_) = issue(city)
    assert "|Dinas Pendidikan|" in paper(city, first)


@pytest.mark.parametrize(
    ("printed", "reason", "field"),
    [
        ("", "Salah", "printed"),
        ("Dua\nbaris", "Salah", "printed"),
        ("x" * 201, "Salah", "printed"),
        ("Dinas\u202ePendidikan", "Salah", "printed"),
        ("Dinas Pendidikan", "Sama saja", "printed"),
        ("Dinas Lain", " ", "reason"),
    ],
)
def test_what_cannot_be_a_name_or_has_no_reason_is_refused_at_its_field(
    city, printed, reason, field
):
    city.release_all()
    with pytest.raises(Refused) as caught:
        mend(city, printed, reason)
    assert caught.value.field == field


def test_only_the_organiser_mends_names_and_only_of_winners(city):
    city.release_all()
    for who in ("ketua", "admin", "auditor", "dindik"):
        with pytest.raises(NotAllowed):
            mend(city, "Dinas Lain", who=who)
    with city.installation.writes() as session, pytest.raises(NotFound):
        printed_names.mend_name(session, city["panitia"], NOW, 999, "Dinas Lain", "Salah")


def test_papers_are_printed_once_a_plenary_stands_behind_them_and_sealed_until_release(city):
    lock(city)
    with pytest.raises(NotFound):
        issue(city)
    decide(city)
    (first, *_) = issue(city)
    told = checked(city, first)
    assert (told.sealed, told.number) == (True, "B-1/33750/HM.310/2025")
    assert {told.recipient, told.award, told.event, told.signatory_name} == {""}
    with city.installation.reads() as session:
        assert certifying.my_certificates(session, city["dindik"]) == []
        assert certifying.list_certificates(session, city["auditor"]) == []
        with pytest.raises(NotFound):
            certifying.winners_to_certify(session, city["auditor"], city.period_id)
    city.release()
    assert (checked(city, first).sealed, checked(city, first).recipient) == (
        False, "Dinas Pendidikan",
    )  # fmt: skip
    with city.installation.reads() as session:
        assert len(certifying.my_certificates(session, city["dindik"])) == 1


def test_a_plenary_that_is_opened_again_stops_the_printing(city):
    lock(city)
    decide(city)
    issue(city)
    decide(city, None)
    with pytest.raises(NotFound):
        issue(city)
    with city.installation.reads() as session, pytest.raises(NotFound):
        certifying.winners_to_certify(session, city["panitia"], city.period_id)


def test_a_paper_whose_winner_a_plenary_passes_over_is_told_of(city):
    lock(city)
    decide(city)
    (first, *_) = issue(city)
    with city.installation.writes() as session:
        row = session.get(Certificate, first)
        session.execute(update(Winner).where(Winner.id == row.winner_id).values(dropped_at=NOW))
    with city.installation.reads() as session:
        outdated = outdated_certificates(session, city["panitia"], city.period_id)
        winners = certifying.winners_to_certify(session, city["panitia"], city.period_id)
    assert [one.recipient for one in outdated] == ["Dinas Pendidikan"]
    assert len(winners) == 2
    with pytest.raises(Refused, match="tidak ada lagi"):
        reissue(city, first)


def test_several_may_sign_and_an_acting_head_signs_while_in_office(city):
    city.release_all()
    with city.installation.writes() as session:
        acting = signatories.add_signer(
            session, city["admin"], NOW, name="Budi", nip="", position="Plh. Kepala BPS Kota Uji",
            valid_from=date(2025, 9, 20), valid_to=date(2025, 9, 30),
        )  # fmt: skip

        def signed(signer_ids):
            faces = certifying.preview_faces(
                session, city["panitia"], city.period_id, "resmi", URL, signer_ids=signer_ids
            )
            return [one["name"] for one in faces[0]["signatories"]]

        assert signed(()) == ["Budi"]
        assert signed((1, acting)) == ["Hayu Wuranti", "Budi"]
        with pytest.raises(Refused, match="tidak menjabat"):
            signed((99,))
        assert signatories.signer_on(session, city.office_id, date(2025, 10, 1)).name == (
            "Hayu Wuranti"
        )


def test_a_paper_made_anew_begins_with_the_signatories_and_language_it_had(city):
    city.release_all()
    with city.installation.writes() as session:
        acting = signatories.add_signer(
            session, city["admin"], NOW, name="Budi", nip="", position="Plh. Kepala BPS Kota Uji",
            valid_from=date(2025, 9, 20), valid_to=date(2025, 9, 30),
        )  # fmt: skip
    both, alone = issue(city, signer_ids=(1, acting))[0], issue_listed(city)
    with city.installation.reads() as session:
        like = reissuing.made_with(session, city["panitia"], both)
        assert like == reissuing.MadeWith(
            date(2025, 9, 29), "resmi", "id", (1, acting), city.period_id
        )
        assert reissuing.made_with(session, city["panitia"], alone).signer_ids == ()
        with pytest.raises(NotAllowed):
            reissuing.made_with(session, city["auditor"], both)
    new = reissue(city, both, signer_ids=like.signer_ids)
    with city.installation.reads() as session:
        face = session.get(Certificate, new).face
    assert [one["name"] for one in face["signatories"]] == ["Hayu Wuranti", "Budi"]


def issue_listed(city):
    row = ListRow("Rina", "Mitra Terbaik", "HSN 2025", date(2025, 9, 29))
    with city.installation.writes() as session:
        (number,) = certifying.issue_list(
            session, city["panitia"], NOW, [row], design=Look("resmi", "both"), draw=says,
            files=city.installation.files, public_url=URL,
        )  # fmt: skip
        assert reissuing.made_with(session, city["panitia"], number).language == "both"
    return number
