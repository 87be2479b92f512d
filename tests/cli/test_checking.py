"""Files are checked at the machine: by its register, or by a certificate and nothing else."""

import pytest
from click.testing import CliRunner

from evaluator.cli import group
from evaluator.documents import signatures
from evaluator.services import certifying, signing
from tests.city import NOW
from tests.documents.test_signatures import with_other_content
from tests.signing import FACE, a_paper, a_signer, issue, read_here

SIGNER = a_signer()


@pytest.fixture(autouse=True)
def patient(monkeypatch):
    """A machine that tests much at once may be slow; what a file may cost is bounded elsewhere."""
    monkeypatch.setattr(signatures, "SECONDS", 60)


@pytest.fixture
def papers(city, tmp_path, monkeypatch):
    """Signed papers of the city in files, and the settings that lead to its register."""
    own = city.installation
    monkeypatch.setenv("EVALUATOR_INSTANCE", str(own.folder))
    monkeypatch.setenv("EVALUATOR_DATABASE_URL", own.settings.database_url)
    city.release_all()
    ids = issue(city, NOW)
    with own.writes() as session:
        signing.sign_certificates(
            session, city["panitia"], NOW, ids, signer=SIGNER, files=own.files
        )
        rows = certifying.certificate_files(session, city["panitia"], own.files, ids)
    places = []
    for view, content in rows:
        places.append(tmp_path / f"{view.id}.pdf")
        places[-1].write_bytes(content)
    return places


def verify(*arguments):
    return CliRunner().invoke(group(None), ["verify", *map(str, arguments)])


def test_the_register_says_whether_each_file_counts(city, papers, tmp_path):
    done = verify(*papers)
    assert done.exit_code == 0 and done.output.count("SAH. B-") == 3
    with city.installation.writes() as session:
        certifying.revoke(session, city["panitia"], NOW, 1, "Nama keliru")
    papers[1].write_bytes(papers[1].read_bytes() + b"x")
    done = verify(*papers)
    assert done.exit_code == 1
    assert "DICABUT. B-1/" in done.output and "BERUBAH. B-2/" in done.output
    papers[2].write_bytes(b"foto")
    assert verify(papers[2], tmp_path / "tidak-ada.pdf").exit_code == 2


def test_a_certificate_alone_is_enough_for_the_signature(tmp_path, monkeypatch):
    monkeypatch.setenv("EVALUATOR_INSTANCE", str(tmp_path / "tidak-ada"))
    pem, place = tmp_path / "kantor.pem", tmp_path / "piagam.pdf"
    pem.write_text(SIGNER.certificate.pem)
    paper = a_paper(FACE)
    signed = SIGNER.sign(paper)
    told = {}
    for name, content in {
        "asli": signed,
        "berubah": signed.replace(b"Penghargaan", b"Penghargaam"),
        "tanpa": paper,
        "lain": a_signer(common="Orang Lain").sign(paper),
        "ditambah": signed + b"\n% sesudahnya\n",
        "diganti": with_other_content(signed),
        "rusak": b"foto",
    }.items():
        place.write_bytes(content)
        done = verify(place, "--certificate", pem)
        told[name] = (done.exit_code, done.output.split(": ", 1)[1].split(".")[0])
    assert told == {
        "asli": (0, "TANDA TANGAN SAH"),
        "berubah": (1, "BERUBAH"),
        "tanpa": (1, "TANPA TANDA TANGAN"),
        "lain": (1, "TANDA TANGAN PIHAK LAIN"),
        "ditambah": (1, "BERUBAH"),
        "diganti": (1, "BERUBAH"),
        "rusak": (2, "TIDAK TERBACA"),
    }
    assert not (tmp_path / "tidak-ada").exists()


def test_one_changed_byte_anywhere_breaks_the_signature_without_any_register():
    signed, known = SIGNER.sign(a_paper(FACE)), SIGNER.certificate.fingerprint
    kept = []
    for number in range(100):
        place = number * (len(signed) - 1) // 99
        flipped = bytearray(signed)
        flipped[place] ^= 1 << (number % 8)
        for one in read_here(bytes(flipped)).signatures:
            kept += [place] if one.holds and one.certificate.fingerprint == known else []
    assert kept == []


def test_a_key_for_trying_out_is_made_and_checked(tmp_path, monkeypatch):
    place = tmp_path / "uji.p12"
    made = CliRunner().invoke(group(None), ["sign-key", "make-test", str(place)])
    assert made.exit_code == 0 and "UJI COBA" in made.output
    for line in made.output.splitlines()[1:]:
        name, _, value = line.partition("=")
        monkeypatch.setenv(name, value)
    monkeypatch.setenv("EVALUATOR_INSTANCE", str(tmp_path))
    pem = tmp_path / "kantor.pem"
    checked = CliRunner().invoke(group(None), ["sign-key", "check", "--out", str(pem)])
    assert checked.exit_code == 0 and "KUNCI UJI COBA" in checked.output
    assert "B-B" in checked.output and "PERINGATAN" in checked.output
    assert pem.read_text().startswith("-----BEGIN CERTIFICATE-----")
    assert place.stat().st_mode & 0o077 == 0
    again = CliRunner().invoke(group(None), ["sign-key", "make-test", str(place)])
    assert again.exit_code == 2 and "tidak ditimpa" in again.output


def test_without_a_key_checking_it_says_which_setting(tmp_path, monkeypatch):
    monkeypatch.setenv("EVALUATOR_INSTANCE", str(tmp_path))
    monkeypatch.delenv("EVALUATOR_SIGNING_KEY", raising=False)
    done = CliRunner().invoke(group(None), ["sign-key", "check"])
    assert done.exit_code == 2 and "EVALUATOR_SIGNING_KEY" in done.output
