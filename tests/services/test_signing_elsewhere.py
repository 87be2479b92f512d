"""Papers go to another system and come back: the same paper, signed, or not at all."""

import csv
import hashlib
import io
import zipfile

import pytest
from sqlalchemy import text

from evaluator.documents.signing_parcel import MANIFEST, parcel
from evaluator.services import certifying, signing, signing_elsewhere
from evaluator.services.checking_files import Verdict, check_file
from evaluator.services.problems import NotAllowed, NotFound, Refused
from tests.city import NOW
from tests.documents.test_signatures import with_other_content
from tests.signing import a_paper, a_signer, issue, read_here

THERE = a_signer(common="Hayu Wuranti, dari sistem lain")


@pytest.fixture
def ids(city):
    city.release_all()
    return issue(city, NOW)


def sent(city, ids, username="panitia"):
    with city.installation.reads() as session:
        return signing_elsewhere.papers_to_send(
            session, city[username], city.installation.files, ids
        )


def back(city, content, username="panitia"):
    own = city.installation
    return signing_elsewhere.take_back(
        own.reads, own.writes, city[username], NOW, content, files=own.files, read=read_here
    )


def test_the_parcel_holds_the_papers_and_a_list_that_names_each(city, ids):
    papers = sent(city, ids)
    with zipfile.ZipFile(io.BytesIO(parcel(papers))) as archive:
        names = archive.namelist()
        listed = archive.read(MANIFEST).decode("utf-8-sig")
        first = archive.read(names[1])
    rows = list(csv.DictReader(io.StringIO(listed), delimiter=";"))
    assert names[:2] == [MANIFEST, "B-1_33750_HM.310_2025 - Dinas Pendidikan.pdf"]
    assert [row["nomor"] for row in rows] == [paper.number for paper in papers]
    assert rows[0]["sha256"] == hashlib.sha256(first).hexdigest() == papers[0].digest
    assert rows[0]["berkas"] == names[1] and rows[0]["penerima"] == "Dinas Pendidikan"


def test_a_paper_signed_elsewhere_is_bound_and_then_handed_out(city, ids):
    (paper, *_) = sent(city, ids)
    signed = THERE.sign(paper.content)
    assert back(city, signed) == back(city, signed) == paper.number  # twice is once
    with city.installation.reads() as session:
        query = "SELECT signed_level, signed_by, signed_file FROM certificate WHERE id = :id"
        row = session.execute(text(query), {"id": ids[0]}).one()
        acts = session.execute(
            text("SELECT count(*) FROM log_entry WHERE act = 'certificate.sign'")
        ).scalar()
    assert (row.signed_level, row.signed_by) == ("elsewhere", "Hayu Wuranti, dari sistem lain, BPS")
    assert (row.signed_file, acts) == (hashlib.sha256(signed).hexdigest(), 1)
    found = check_file(city.installation.reads, city.installation.files, signed, read_here)
    assert found.verdict is Verdict.VALID and found.answer.signed.elsewhere
    assert [one.number for one in sent(city, ids)] != [paper.number]


def test_what_is_not_the_same_paper_signed_is_refused_with_its_reason(city, ids):
    papers = sent(city, ids)
    content = papers[0].content
    face = {"number": papers[0].number, "recipient": "Orang Lain", "check_code": "0" * 16}
    signed = THERE.sign(content)
    cases = {
        "belum ditandatangani": content,
        "sudah disimpan ulang atau bukan piagam kantor ini": THERE.sign(a_paper(face)),
        "isi piagam ini ikut diubah": THERE.sign(with_other_content(content)),
        "tidak utuh": signed.replace(b"TandaTangan", b"TandaTangam"),
        "tidak dapat dibaca": signed + b"\n% sesudahnya\n%%EOF\n",
        "bukan PDF, rusak, atau berkata sandi": b"foto",
    }
    for reason, given in cases.items():
        with pytest.raises(Refused, match=reason):
            back(city, given)
    assert len(sent(city, ids)) == 3


def test_a_certificate_that_did_not_count_when_it_signed_is_refused(city, ids):
    late = a_signer(start=NOW.replace(year=2020), end=NOW.replace(year=2021))
    content = sent(city, ids)[0].content
    with pytest.raises(Refused, match="tidak berlaku pada saat menandatangani"):
        back(city, late._signed(content))


def test_a_revoked_or_signed_paper_takes_no_other_signature(city, ids):
    papers = sent(city, ids)
    with city.installation.writes() as session:
        certifying.revoke(session, city["panitia"], NOW, ids[0], "Nama keliru")
        signing.sign_certificates(
            session,
            city["panitia"],
            NOW,
            ids[1:2],
            signer=a_signer(),
            files=city.installation.files,
        )
    with pytest.raises(Refused, match="tidak berlaku lagi"):
        back(city, THERE.sign(papers[0].content))
    with pytest.raises(Refused, match="sudah bertanda tangan"):
        back(city, THERE.sign(papers[1].content))
    with pytest.raises(NotFound):
        sent(city, ids[:2])


@pytest.mark.parametrize("username", ["admin", "ases1", "auditor", "dindik"])
def test_others_neither_send_nor_take_back(city, ids, username):
    with pytest.raises(NotAllowed):
        sent(city, ids, username)
    with pytest.raises(NotAllowed):
        back(city, b"", username)


def test_a_cell_that_a_spreadsheet_would_run_is_written_as_text():
    paper = signing_elsewhere.ToSend("B-1/1", "C", "=cmd|' /C calc'!A0", "x.pdf", "d", b"%PDF")
    with zipfile.ZipFile(io.BytesIO(parcel([paper]))) as archive:
        assert "'=cmd" in archive.read(MANIFEST).decode("utf-8-sig")
