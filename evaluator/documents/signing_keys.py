"""The office's signing key: a PKCS#12 file outside the database, opened once, checked, told."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import pkcs12
from cryptography.x509.oid import NameOID

from evaluator.services.problems import Refused
from evaluator.services.signing import TEST_MARK, PublicCertificate

WARNS_BEFORE = timedelta(days=30)
_LARGEST = 1024 * 1024
Private = rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey


@dataclass(frozen=True, repr=False)
class Key:
    """An opened key; it is never shown, stored or logged.

    others : certificates that lead from its own to a root, as the file holds them
    """

    private: Private
    own: x509.Certificate
    others: tuple[x509.Certificate, ...]

    @property
    def public(self) -> PublicCertificate:
        return public_certificate(self.own)


def read_key(place: Path, passphrase: str) -> Key:
    """Open a PKCS#12 file.

    Raises
    ------
    Refused
        If it is missing, the passphrase is wrong, or it holds no key that signs papers.
    """
    try:
        with place.open("rb") as file:
            content = file.read(_LARGEST)
    except OSError:
        raise Refused(
            "Berkas kunci penanda tangan {name} tidak ada atau tidak dapat dibaca. Operator "
            "memeriksa EVALUATOR_SIGNING_KEY.",
            name=place.name,
        ) from None
    try:
        loaded = pkcs12.load_pkcs12(content, passphrase.encode() if passphrase else None)
    except (ValueError, TypeError, UnsupportedAlgorithm):
        raise Refused(
            "Kunci penanda tangan tidak dapat dibuka: kata sandinya salah, atau {name} bukan "
            "berkas PKCS#12 (.p12, .pfx). Operator memeriksa EVALUATOR_SIGNING_PASSPHRASE.",
            name=place.name,
        ) from None
    if loaded.cert is None or not isinstance(loaded.key, Private):
        raise Refused(
            "Berkas {name} tidak memuat kunci RSA atau ECDSA beserta sertifikatnya.",
            name=place.name,
        )
    others = tuple(one.certificate for one in loaded.additional_certs)
    return _fit(Key(loaded.key, loaded.cert.certificate, others), place.name)


def check_time(certificate: PublicCertificate, now: datetime) -> None:
    """Let nothing be signed with a certificate that does not count now.

    Raises
    ------
    Refused
        Before its first and after its last moment.
    """
    if now < certificate.not_before:
        raise Refused(
            "Sertifikat penanda tangan baru berlaku mulai {moment}.", moment=certificate.not_before
        )
    if now > certificate.not_after:
        raise Refused(
            "Sertifikat penanda tangan berakhir pada {moment}. Operator memasang yang baru; piagam "
            "yang sudah ditandatangani tetap dapat diperiksa.",
            moment=certificate.not_after,
        )


def expires_soon(certificate: PublicCertificate, now: datetime) -> bool:
    """Whether it is time to ask for a new one."""
    return now <= certificate.not_after < now + WARNS_BEFORE


def public_certificate(own: x509.Certificate) -> PublicCertificate:
    """What anyone may know of a certificate."""
    return PublicCertificate(
        fingerprint=own.fingerprint(hashes.SHA256()).hex(),
        subject=_subject(own),
        pem=own.public_bytes(serialization.Encoding.PEM).decode(),
        not_before=own.not_valid_before_utc,
        not_after=own.not_valid_after_utc,
    )


def read_certificate(content: bytes, name: str) -> PublicCertificate:
    """A public certificate from a PEM or DER file.

    Raises
    ------
    Refused
        If it is neither.
    """
    try:
        pem = content.lstrip().startswith(b"-----BEGIN")
        load = x509.load_pem_x509_certificate if pem else x509.load_der_x509_certificate
        return public_certificate(load(content))
    except ValueError:
        raise Refused("Berkas {name} bukan sertifikat (PEM atau DER).", name=name) from None


def make_test_key(name: str, now: datetime, passphrase: str) -> bytes:
    """A self-signed key for trying out, as a PKCS#12 file; its subject says so loudly."""
    private = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name(
        [
            x509.NameAttribute(NameOID.COMMON_NAME, f"{TEST_MARK}, BUKAN TANDA TANGAN RESMI"),
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, name[:64]),
        ]
    )
    own = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(private.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(hours=1))
        .not_valid_after(now + timedelta(days=365))
        .add_extension(_signs_papers(), critical=True)
        .sign(private, hashes.SHA256())
    )
    return pkcs12.serialize_key_and_certificates(
        b"kunci-uji-coba",
        private,
        own,
        None,
        serialization.BestAvailableEncryption(passphrase.encode()),
    )


def _signs_papers() -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=True, content_commitment=True, key_encipherment=False,
        data_encipherment=False, key_agreement=False, key_cert_sign=False, crl_sign=False,
        encipher_only=False, decipher_only=False,
    )  # fmt: skip


def _fit(key: Key, name: str) -> Key:
    """Make sure that key and certificate belong together and may sign papers."""
    if key.private.public_key() != key.own.public_key():
        raise Refused("Kunci dan sertifikat di dalam {name} bukan pasangan.", name=name)
    try:
        usage = key.own.extensions.get_extension_for_class(x509.KeyUsage).value
    except x509.ExtensionNotFound:
        return key
    if not (usage.digital_signature or usage.content_commitment):
        raise Refused("Sertifikat di dalam {name} bukan untuk tanda tangan dokumen.", name=name)
    return key


def _subject(own: x509.Certificate) -> str:
    """Common name and organisation, in one short line without anything unprintable."""
    wanted = (NameOID.COMMON_NAME, NameOID.ORGANIZATION_NAME)
    found = [str(one.value) for oid in wanted for one in own.subject.get_attributes_for_oid(oid)]
    line = ", ".join(dict.fromkeys(found)) or own.subject.rfc4514_string()
    return "".join(c for c in line if c.isprintable())[:200]
