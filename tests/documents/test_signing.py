"""Papers are signed with a key outside the database, and nobody claims more than is true."""

import shutil
import subprocess
from datetime import UTC, datetime, timedelta

import pytest
from pypdf import PdfReader

from evaluator.documents import signing, signing_keys
from evaluator.documents.signing import OfficeSigner
from evaluator.documents.signing_keys import Key
from evaluator.services.problems import Refused
from evaluator.storage.installation import Settings
from tests import signing as keys
from tests.signing import FACE, SUBJECT, Authority, a_key, a_paper, a_signer, as_file, read_here

PAPER = a_paper(FACE)
NOW = datetime.now(UTC)


@pytest.fixture
def settings(tmp_path):
    """Settings that name a key in a folder of its own."""
    place = tmp_path / "kantor.p12"
    place.write_bytes(as_file(a_key()))
    return Settings(instance=tmp_path, signing_key=place, signing_passphrase="sandi")


@pytest.fixture
def authority():
    made = Authority()
    yield made
    made.close()


@pytest.mark.parametrize("kind", ["rsa", "ec"])
def test_a_signature_is_appended_and_leaves_every_byte_of_the_paper(kind):
    signed = a_signer(kind).sign(PAPER)
    (signature,) = read_here(signed).signatures
    assert signed.startswith(PAPER)
    assert signature.holds and signature.in_time and not signature.stamped
    assert signature.certificate.subject == SUBJECT


def test_a_signature_is_invisible():
    before, after = (PdfReader(_file(c)) for c in (PAPER, a_signer().sign(PAPER)))
    (widget,) = after.pages[0]["/Annots"]
    assert [float(n) for n in widget.get_object()["/Rect"]] == [0, 0, 0, 0]
    assert after.pages[0].extract_text() == before.pages[0].extract_text()


def _file(content):
    from io import BytesIO

    return BytesIO(content)


def test_without_a_time_stamp_server_the_level_is_b_b(settings):
    standing = signing.standing(settings, NOW)
    assert (standing.level, standing.problem, standing.expires_soon) == ("B-B", None, False)


def test_with_a_time_stamp_server_the_level_is_b_t_and_the_stamp_is_in_the_file(authority):
    from pyhanko.sign.timestamps import HTTPTimeStamper

    signer = OfficeSigner(a_key(), HTTPTimeStamper(f"{authority.address}/tsa"))
    (signature,) = read_here(signer.sign(PAPER)).signatures
    assert signer.level == "B-T" and authority.stamps >= 1
    assert signature.stamped and signature.holds


def test_with_roots_the_level_is_b_lt_and_the_proofs_are_in_the_file(authority):
    from pyhanko.sign.timestamps import HTTPTimeStamper

    stamper = HTTPTimeStamper(f"{authority.address}/tsa")
    signer = OfficeSigner(authority.issued(), stamper, (authority.own,))
    signed = signer.sign(PAPER)
    (signature,) = read_here(signed).signatures
    store = PdfReader(_file(signed)).root_object["/DSS"]
    assert signer.level == "B-LT" and len(store["/CRLs"]) >= 1 and len(store["/Certs"]) >= 2
    assert signature.stamped and signature.holds


def test_where_the_time_stamp_server_is_silent_nothing_is_signed_at_a_lower_level(authority):
    from pyhanko.sign.timestamps import HTTPTimeStamper

    authority.answers = False
    signer = OfficeSigner(a_key(), HTTPTimeStamper(f"{authority.address}/tsa"))
    with pytest.raises(Refused, match="Server stempel waktu tidak menjawab"):
        signer.sign(PAPER)


def test_a_time_stamp_server_that_is_gone_or_says_nothing_is_told_alike():
    import socket

    from pyhanko.sign.timestamps import HTTPTimeStamper

    with socket.create_server(("127.0.0.1", 0)) as mute:
        address = f"http://127.0.0.1:{mute.getsockname()[1]}/tsa"
        silent = OfficeSigner(a_key(), HTTPTimeStamper(address, timeout=0.2))
        with pytest.raises(Refused, match="Server stempel waktu tidak menjawab"):
            silent.sign(PAPER)
    gone = OfficeSigner(a_key(), HTTPTimeStamper(address, timeout=5))
    with pytest.raises(Refused, match="Server stempel waktu tidak menjawab"):
        gone.sign(PAPER)


def test_proofs_that_cannot_be_had_are_not_claimed(authority):
    from pyhanko.sign.timestamps import HTTPTimeStamper

    stamper = HTTPTimeStamper(f"{authority.address}/tsa")
    signer = OfficeSigner(a_key(), stamper, (authority.own,))  # the key leads to no such root
    with pytest.raises(Refused, match="tidak dapat ditandatangani"):
        signer.sign(PAPER)


@pytest.mark.parametrize(
    ("passphrase", "reason"),
    [("salah", "kata sandinya salah"), ("", "kata sandinya salah")],
)
def test_a_wrong_passphrase_is_told_without_telling_it(settings, passphrase, reason):
    wrong = settings.model_copy(update={"signing_passphrase": _secret(passphrase)})
    with pytest.raises(Refused, match=reason) as told:
        signing.open_signer(wrong, NOW)
    assert "sandi1" not in str(told.value)
    assert signing.standing(wrong, NOW).problem is not None


def _secret(text):
    from pydantic import SecretStr

    return SecretStr(text)


def test_a_passphrase_may_stand_in_a_file(settings, tmp_path):
    place = tmp_path / "sandi.txt"
    place.write_text("sandi\n")
    other = Settings(
        instance=tmp_path, signing_key=settings.signing_key, signing_passphrase_file=place
    )
    assert signing.open_signer(other, NOW).certificate.subject == SUBJECT


def test_without_a_key_the_sentence_says_what_the_operator_sets(tmp_path):
    with pytest.raises(Refused, match="EVALUATOR_SIGNING_KEY"):
        signing.open_signer(Settings(instance=tmp_path), NOW)


def test_a_line_of_settings_without_a_value_names_no_file(monkeypatch, tmp_path):
    for name in ("KEY", "PASSPHRASE_FILE", "ROOTS"):
        monkeypatch.setenv(f"EVALUATOR_SIGNING_{name}", "")
    with pytest.raises(Refused, match="belum mempunyai kunci"):
        signing.open_signer(Settings(instance=tmp_path), NOW)


@pytest.mark.parametrize("content", [b"", b"bukan kunci", b"\x30\x82\x01"])
def test_a_file_that_is_no_key_is_refused(tmp_path, content):
    place = tmp_path / "x.p12"
    place.write_bytes(content)
    with pytest.raises(Refused, match=r"x\.p12"):
        signing_keys.read_key(place, "sandi")
    with pytest.raises(Refused, match="tidak ada atau tidak dapat dibaca"):
        signing_keys.read_key(tmp_path / "tidak-ada.p12", "sandi")


def test_a_key_and_a_certificate_that_do_not_belong_together_are_refused(tmp_path):
    mixed = Key(keys.new_private(), a_key().own, ())
    with pytest.raises(Refused, match="bukan pasangan"):
        signing_keys._fit(mixed, "x.p12")


def test_a_certificate_for_something_else_does_not_sign_papers(tmp_path):
    place = tmp_path / "x.p12"
    place.write_bytes(as_file(a_key(usage=keys.key_usage(key_encipherment=1))))
    with pytest.raises(Refused, match="bukan untuk tanda tangan dokumen"):
        signing_keys.read_key(place, "sandi")


def test_an_expired_certificate_signs_nothing_and_says_since_when():
    signer = a_signer(start=NOW - timedelta(days=9), end=NOW - timedelta(days=1))
    with pytest.raises(Refused, match="Sertifikat penanda tangan berakhir pada"):
        signer.sign(PAPER)
    early = a_signer(start=NOW + timedelta(days=1), end=NOW + timedelta(days=9))
    with pytest.raises(Refused, match="baru berlaku mulai"):
        early.sign(PAPER)


@pytest.mark.parametrize(("days", "warns"), [(29, True), (31, False), (-1, False)])
def test_thirty_days_before_the_end_there_is_a_warning(days, warns):
    known = a_key(start=NOW - timedelta(days=99), end=NOW + timedelta(days=days)).public
    assert signing_keys.expires_soon(known, NOW) is warns


def test_what_is_no_pdf_is_not_signed():
    with pytest.raises(Refused, match="bukan PDF"):
        a_signer().sign(b"bukan PDF")


def test_a_key_for_trying_out_says_so_wherever_its_subject_is_read(tmp_path):
    place = tmp_path / "uji.p12"
    place.write_bytes(signing_keys.make_test_key("BPS Kota Uji", NOW, "sandi"))
    known = signing_keys.read_key(place, "sandi").public
    assert known.test
    assert known.subject == "KUNCI UJI COBA, BUKAN TANDA TANGAN RESMI, BPS Kota Uji"


def test_a_key_that_was_changed_on_disk_is_noticed(settings):
    first = signing.open_signer(settings, NOW)
    assert signing.open_signer(settings, NOW) is first  # opened once
    settings.signing_key.write_bytes(as_file(a_key(common="Pengganti Yang Baru")))
    assert signing.open_signer(settings, NOW).certificate.subject == "Pengganti Yang Baru, BPS"


def test_nothing_that_is_shown_of_settings_or_key_holds_a_secret(settings):
    assert "sandi" not in repr(settings).replace("signing_passphrase", "")
    assert "private" not in repr(signing_keys.read_key(settings.signing_key, "sandi")).casefold()


@pytest.mark.parametrize("kind", ["rsa", "ec"])
def test_openssl_finds_the_signature_good_without_any_program_for_pdf(tmp_path, authority, kind):
    program = shutil.which("openssl")
    if program is None:
        pytest.skip("openssl is not installed")
    signer = OfficeSigner(authority.issued(kind))
    signed = signer.sign(PAPER)
    start, end = signed.index(b"<3082"), signed.index(b">", signed.index(b"<3082")) + 1
    places = [tmp_path / name for name in ("tanda.der", "isi.bin", "kantor.pem")]
    contents = (
        bytes.fromhex(signed[start + 1 : end - 1].decode()),
        signed[:start] + signed[end:],
        signer.certificate.pem.encode(),
    )
    for place, content in zip(places, contents, strict=True):
        place.write_bytes(content)
    command = [
        *(program, "cms", "-verify", "-binary", "-inform", "DER", "-in", places[0]),
        *("-content", places[1], "-CAfile", places[2], "-partial_chain", "-purpose", "any"),
        *("-out", tmp_path / "keluar"),
    ]
    told = subprocess.run(command, capture_output=True, text=True, check=False)
    assert told.returncode == 0 and "Verification successful" in told.stderr
    places[1].write_bytes(contents[1].replace(b"Penghargaan", b"Penghargaam"))
    told = subprocess.run(command, capture_output=True, text=True, check=False)
    assert told.returncode != 0 and "Verification failure" in told.stderr


def signer_of(level, authority):
    from pyhanko.sign.timestamps import HTTPTimeStamper

    stamper = HTTPTimeStamper(f"{authority.address}/tsa")
    return OfficeSigner(
        authority.issued("ec" if level == "B-B" else "rsa"),
        None if level == "B-B" else stamper,
        (authority.own,) if level == "B-LT" else (),
    )


@pytest.mark.parametrize("level", ["B-B", "B-T", "B-LT"])
def test_an_independent_program_finds_the_signature_valid(tmp_path, authority, level):
    program = shutil.which("pdfsig")
    if program is None:
        pytest.skip("pdfsig of poppler-utils is not installed")
    signer = signer_of(level, authority)
    assert signer.level == level
    place = tmp_path / "piagam.pdf"
    place.write_bytes(signer.sign(PAPER))
    told = subprocess.run([program, place], capture_output=True, text=True, check=False).stdout
    assert "Signature is Valid" in told and "Total document signed" in told
    content = bytearray(place.read_bytes())
    content[content.index(b"Piagam Penghargaan") + 3] ^= 1
    place.write_bytes(content)
    told = subprocess.run([program, place], capture_output=True, text=True, check=False).stdout
    assert "Signature is Valid" not in told
