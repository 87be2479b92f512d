"""Signs papers with the office's own key: PAdES, by pyHanko, without touching a byte of them."""

from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding

from evaluator.documents.signing_keys import Key, check_time, expires_soon, read_key
from evaluator.scoring.messages import Message
from evaluator.services.problems import Refused
from evaluator.services.signing import PublicCertificate
from evaluator.storage.installation import Settings

if TYPE_CHECKING:
    from pyhanko.sign.signers.pdf_cms import Signer as CmsSigner
    from pyhanko.sign.timestamps import TimeStamper

_FIELD = "TandaTangan"
_ROOM = 6 * 1024  # hex digits for attributes and signature, beside the certificates
_ROOM_OF_STAMP = 24 * 1024


@dataclass(frozen=True)
class Standing:
    """How the office's key stands, for people: ready, soon to expire, or why not.

    certificate : None where none is set or it cannot be opened
    problem : why nothing can be signed, None where it can
    """

    certificate: PublicCertificate | None
    level: str
    expires_soon: bool
    problem: Message | None


class OfficeSigner:
    """Signs with one opened key.

    stamper : gives time stamps; None for signatures that state their time themselves (B-B)
    roots : what key and stamps lead to; none: no proof of revocation is embedded
    """

    def __init__(
        self,
        key: Key,
        stamper: "TimeStamper | None" = None,
        roots: tuple[x509.Certificate, ...] = (),
    ) -> None:
        self._key, self._stamper = key, stamper
        self._roots = roots if stamper is not None else ()
        self._signer = _signer(key)
        certificates = sum(len(one.public_bytes(Encoding.DER)) for one in (key.own, *key.others))
        self._room = 2 * certificates + _ROOM + (_ROOM_OF_STAMP if stamper else 0)

    @property
    def certificate(self) -> PublicCertificate:
        return self._key.public

    @property
    def level(self) -> str:
        """As the signatures really are: B-B alone, B-T with a time stamp, B-LT with proofs too."""
        if self._stamper is None:
            return "B-B"
        return "B-LT" if self._roots else "B-T"

    def sign(self, paper: bytes) -> bytes:
        """The paper with an invisible signature appended; its own bytes stay as they are.

        Raises
        ------
        Refused
            If the certificate does not count now, the time stamp server does not answer, or
            the paper is no PDF that can be signed.
        """
        from aiohttp import ClientError
        from pyhanko.pdf_utils.misc import PdfError
        from pyhanko.sign.general import SigningError
        from pyhanko.sign.timestamps import TimestampRequestError
        from pyhanko_certvalidator.errors import ValidationError

        check_time(self.certificate, datetime.now(UTC))
        try:
            return self._signed(paper)
        except (TimestampRequestError, ClientError, OSError, TimeoutError):
            raise Refused(
                "Server stempel waktu tidak menjawab, jadi piagam belum ditandatangani. Nomornya "
                "tetap; coba lagi nanti."
            ) from None
        except (SigningError, ValidationError) as problem:
            raise Refused(
                "Piagam tidak dapat ditandatangani: {reason}.", reason=str(problem)[:200]
            ) from None
        except (PdfError, ValueError):
            raise Refused("Berkas piagam bukan PDF yang dapat ditandatangani.") from None

    def _signed(self, paper: bytes) -> bytes:
        from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
        from pyhanko.sign.signers import PdfSigner

        made = PdfSigner(self._metadata(), signer=self._signer, timestamper=self._stamper).sign_pdf(
            IncrementalPdfFileWriter(BytesIO(paper)), bytes_reserved=self._room
        )
        return bytes(made.getvalue())

    def _metadata(self) -> Any:
        from pyhanko.sign.fields import MDPPerm, SigSeedSubFilter
        from pyhanko.sign.signers import PdfSignatureMetadata
        from pyhanko.sign.signers.pdf_signer import (
            DSSContentSettings,
            SigDSSPlacementPreference,
        )

        return PdfSignatureMetadata(
            field_name=_FIELD,
            md_algorithm="sha256",
            subfilter=SigSeedSubFilter.PADES,
            name=self.certificate.subject,
            certify=True,
            docmdp_permissions=MDPPerm.NO_CHANGES,
            embed_validation_info=bool(self._roots),
            # Proofs stand before the signature, so that it covers every byte of the file.
            dss_settings=DSSContentSettings(
                include_vri=False, placement=SigDSSPlacementPreference.TOGETHER_WITH_SIGNATURE
            ),
            validation_context=self._proofs(),
        )

    def _proofs(self) -> Any:
        """Asks the issuers whether the certificates still count; only for B-LT."""
        if not self._roots:
            return None
        from pyhanko_certvalidator import ValidationContext

        from evaluator.documents.signing_cms import as_asn1

        return ValidationContext(
            trust_roots=[as_asn1(one) for one in self._roots],
            other_certs=[as_asn1(one) for one in self._key.others],
            allow_fetching=True,
            revocation_mode="require",
        )


def open_signer(settings: Settings, now: datetime) -> OfficeSigner:
    """What the office signs with, as its settings say; the key is opened once.

    Raises
    ------
    Refused
        If there is none, it cannot be opened, or its certificate does not count now.
    """
    place = settings.signing_key
    if place is None:
        raise Refused(
            "Kantor ini belum mempunyai kunci penanda tangan. Operator mengisi "
            "EVALUATOR_SIGNING_KEY, atau piagam ditandatangani di tempat lain."
        )
    signer = _opened(
        place,
        _changed(place),
        _passphrase(settings),
        settings.timestamp_url,
        settings.signing_roots,
    )
    check_time(signer.certificate, now)
    return signer


def standing(settings: Settings, now: datetime) -> Standing:
    """How the office's key stands now; never raises, so that a page can say it."""
    try:
        signer = open_signer(settings, now)
    except Refused as refusal:
        return Standing(None, "", False, refusal.message)
    return Standing(signer.certificate, signer.level, expires_soon(signer.certificate, now), None)


@lru_cache(maxsize=4)
def _opened(
    place: Path, _seen: tuple[int, int], passphrase: str, stamps: str, roots: Path | None
) -> OfficeSigner:
    return OfficeSigner(read_key(place, passphrase), _stamper(stamps), _roots(roots))


def _changed(place: Path) -> tuple[int, int]:
    """What changes when the file does, so that a new key is noticed."""
    try:
        found = place.stat()
    except OSError:
        return (0, 0)
    return (found.st_mtime_ns, found.st_size)


def _passphrase(settings: Settings) -> str:
    place = settings.signing_passphrase_file
    if place is None:
        return settings.signing_passphrase.get_secret_value()
    try:
        return place.read_text(encoding="utf-8").rstrip("\r\n")
    except (OSError, UnicodeDecodeError):
        raise Refused(
            "Berkas kata sandi kunci tidak dapat dibaca. Operator memeriksa "
            "EVALUATOR_SIGNING_PASSPHRASE_FILE."
        ) from None


def _signer(key: Key) -> "CmsSigner":
    from evaluator.documents.signing_cms import OfficeCms

    return OfficeCms(key)


def _stamper(address: str) -> "TimeStamper | None":
    if not address:
        return None
    from pyhanko.sign.timestamps import HTTPTimeStamper

    if urlsplit(address).scheme not in ("http", "https"):
        raise Refused("EVALUATOR_TIMESTAMP_URL harus berupa alamat http:// atau https://.")
    return HTTPTimeStamper(address, timeout=10)


def _roots(place: Path | None) -> tuple[x509.Certificate, ...]:
    if place is None:
        return ()
    try:
        return tuple(x509.load_pem_x509_certificates(place.read_bytes()))
    except (OSError, ValueError):
        raise Refused(
            "Berkas {name} bukan daftar sertifikat PEM. Operator memeriksa "
            "EVALUATOR_SIGNING_ROOTS.",
            name=place.name,
        ) from None
