"""Issued papers are signed once; what people get from then on is the signed file."""

import hashlib

import pytest
from sqlalchemy import text

from evaluator.services import certificate_register, certifying, signing
from evaluator.services.logging import verify_log
from evaluator.services.problems import NotAllowed, NotFound, Refused
from evaluator.services.signing import Signed
from tests.city import NOW
from tests.signing import SUBJECT, a_signer, issue, read_here

SIGNER = a_signer()


@pytest.fixture
def ids(city):
    city.release_all()
    return issue(city, NOW)


def sign(city, ids, username="panitia", signer=SIGNER):
    with city.installation.writes() as session:
        return signing.sign_certificates(
            session, city[username], NOW, ids, signer=signer, files=city.installation.files
        )


def papers(city, ids, **how):
    with city.installation.reads() as session:
        found = certificate_register.certificate_files(
            session, city["panitia"], city.installation.files, ids, **how
        )
    return [content for _, content in found]


def acts(city):
    with city.installation.reads() as session:
        query = "SELECT count(*) FROM log_entry WHERE act = 'certificate.sign'"
        return session.execute(text(query)).scalar()


def test_signing_keeps_the_drawn_file_and_hands_out_the_signed_one(city, ids):
    drawn = papers(city, ids)
    assert sign(city, ids) == Signed(signed=3)
    signed = papers(city, ids)
    assert papers(city, ids, drawn=True) == drawn
    for before, after in zip(drawn, signed, strict=True):
        assert after.startswith(before) and len(after) > len(before)
        assert [one.holds for one in read_here(after).signatures] == [True]
    with city.installation.reads() as session:
        rows = session.execute(
            text("SELECT DISTINCT signed_level, signed_by FROM certificate")
        ).all()
        verdict = verify_log(session, city["auditor"])
    assert [tuple(row) for row in rows] == [("B-B", SUBJECT)]
    assert verdict.faults == () or list(verdict.faults) == []


def test_asking_twice_signs_nothing_twice(city, ids):
    sign(city, ids)
    before = papers(city, ids)
    assert sign(city, ids, "ketua") == Signed(before=3)
    assert papers(city, ids) == before and acts(city) == 3


def test_a_revoked_paper_is_not_signed(city, ids):
    with city.installation.writes() as session:
        certifying.revoke(session, city["panitia"], NOW, ids[0], "Nama keliru")
    assert sign(city, ids) == Signed(signed=2, void=1)
    with city.installation.reads() as session:
        assert signing.unsigned_certificates(session, city["panitia"], 2025) == []
        assert signing.count_signatures(session, city["ketua"]) == {"B-B": 2}


def test_where_the_signer_cannot_sign_nothing_is_stored(city, ids):
    class Silent:
        certificate, level = SIGNER.certificate, "B-T"

        def sign(self, paper):
            raise Refused("Server stempel waktu tidak menjawab.")

    before = set(city.installation.files.all())
    with pytest.raises(Refused, match="stempel waktu"):
        sign(city, ids, signer=Silent())
    assert set(city.installation.files.all()) == before and acts(city) == 0
    with city.installation.reads() as session:
        assert len(signing.unsigned_certificates(session, city["panitia"], 2025)) == 3
        assert session.execute(text("SELECT count(*) FROM signing_certificate")).scalar() == 0


def test_papers_are_signed_before_anything_is_written(city, ids):
    """Others save while a time stamp server takes its time."""
    own, seen = city.installation, []

    class Slow:
        certificate, level = SIGNER.certificate, SIGNER.level

        def sign(self, paper):
            with own.writes() as session:
                session.execute(text("UPDATE period SET title = 'Disimpan sementara itu'"))
            seen.append(paper)
            return SIGNER.sign(paper)

    ready = signing.sign_ahead(own.reads, city["panitia"], ids, signer=Slow(), files=own.files)
    assert len(seen) == 3 and sign(city, ids, signer=ready) == Signed(signed=3)
    assert len(seen) == 3  # none twice
    assert all([one.holds for one in read_here(paper).signatures] for paper in papers(city, ids))


@pytest.mark.parametrize("username", ["admin", "ases1", "auditor", "dindik"])
def test_others_do_not_sign(city, ids, username):
    with pytest.raises(NotAllowed):
        sign(city, ids, username)
    with city.installation.reads() as session, pytest.raises(NotAllowed):
        signing.unsigned_certificates(session, city[username], 2025)


def test_a_paper_that_is_not_there_is_not_signed(city, ids):
    with pytest.raises(NotFound):
        sign(city, [*ids, 999_999])
    assert acts(city) == 0


def test_the_public_certificate_is_kept_once_and_its_key_nowhere(city, ids, tmp_path):
    from cryptography.hazmat.primitives import serialization

    from evaluator.services.backup import make_backup
    from tests.signing import as_file

    own = city.installation
    sign(city, ids)
    place = own.folder / "keys" / "kantor.p12"
    place.parent.mkdir(exist_ok=True)
    place.write_bytes(as_file(SIGNER._key, "sandi-yang-tidak-boleh-bocor"))
    (own.folder / "settings.env").write_text(
        "EVALUATOR_PUBLIC_URL=https://x.example\n"
        f"EVALUATOR_SIGNING_KEY={place}\n"
        "export evaluator_signing_passphrase='sandi-yang-tidak-boleh-bocor'\n"
    )
    archive = tmp_path / "cadangan.zip"
    make_backup(own, city.operator, NOW, archive)
    with own.reads() as session:
        rows = session.execute(text("SELECT subject, pem FROM signing_certificate")).all()
    assert [(subject, pem.count("BEGIN CERTIFICATE")) for subject, pem in rows] == [(SUBJECT, 1)]
    secret = SIGNER._key.private.private_bytes(
        serialization.Encoding.DER,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    import zipfile

    with zipfile.ZipFile(archive) as opened:
        members = {name: opened.read(name) for name in opened.namelist()}
    for name, content in members.items():
        assert b"sandi-yang" not in content and b"PRIVATE KEY" not in content, name
        assert secret not in content and place.read_bytes() not in content, name
    assert members["settings.env"] == b"EVALUATOR_PUBLIC_URL=https://x.example\n"


def test_a_damaged_paper_is_named_and_not_signed(city, ids):
    with city.installation.reads() as session:
        digest = session.execute(text("SELECT min(file) FROM certificate")).scalar()
    (city.installation.folder / "files" / digest[:2] / digest).write_bytes(b"lain")
    with pytest.raises(Refused, match=r"Berkas piagam B-\d"):
        sign(city, ids)


def test_before_release_the_organiser_signs_what_is_printed_for_the_evening(city, ids):
    with city.installation.writes() as session:
        session.execute(text("UPDATE snapshot SET released_at = NULL"))
    assert sign(city, ids) == Signed(signed=3)


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_of_unsigned_papers_asks_the_same_however_long_it_is(
    city, ids, count, count_queries
):
    sign(city, ids[count:]) if count < len(ids) else None
    with city.installation.reads() as session, count_queries() as sent:
        assert len(signing.unsigned_certificates(session, city["panitia"], 2025)) == count
    assert len([s for s in sent if s.startswith("SELECT")]) == 1


def test_the_signed_file_is_stored_under_its_own_digest(city, ids):
    sign(city, ids[:1])
    with city.installation.reads() as session:
        row = session.execute(
            text("SELECT signed_file FROM certificate WHERE id = :id"), {"id": ids[0]}
        ).one()
    assert row.signed_file == hashlib.sha256(papers(city, ids[:1])[0]).hexdigest()
